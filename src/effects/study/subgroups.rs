//! Groups of pupils and what else is known beside the outcomes; the planned analysis within groups, where it is a regression.

use super::gathered::Gathered;
use super::lacking::cell_of_pupils;
use super::panels::panel;
use crate::diagnostics::{About, Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::beside::{Beside, Grouping, Selected};
use crate::effects::question::{Analysis, Effects};
use crate::effects::subgroups::grouping;
use crate::trial::study::OutcomeKind;
use crate::trial::{Panel, Rows, Start};
use std::collections::BTreeMap;

/// Most values that a grouping may have.
const MOST: usize = 6;

/// Rows `outcome[group=value]` for each value of each declared subgroup, and `outcome[group=b-a]` for the difference of
/// the effects: the same estimator on the differences of group means within units and terms, so that the lottery tests it.
pub(crate) fn add(
    gathered: &Gathered,
    analysis: &Analysis,
    progress: &dyn Progress,
    effects: &mut Effects,
) -> Outcome<()> {
    let plan = &gathered.plan;
    let name = &plan.primary().name;
    let Some((_, own)) = gathered.panels.iter().find(|(n, _)| n == name) else { return Ok(()) };
    let Some(outcome) = gathered.pupils.outcomes.iter().position(|o| o == name) else { return Ok(()) };
    for group in &plan.analysis.subgroups {
        let Some(column) = gathered.pupils.covariates.iter().position(|c| c == group) else {
            effects.warn(Doubt::SubgroupNotAvailable { group: group.clone() });
            continue;
        };
        let of = |p: usize| gathered.pupils.rows[p].covariates[column];
        let mut values: Vec<f64> = (0..gathered.pupils.rows.len()).filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        if values.len() < 2 || values.len() > MOST {
            effects.warn(Doubt::SubgroupValues { group: group.clone(), values: values.len(), most: MOST });
            continue;
        }
        let y = |p: usize| gathered.pupils.rows[p].outcomes[outcome].unwrap_or(f64::NAN);
        let less = gathered.less.as_deref();
        let parts: Vec<Panel> = values
            .iter()
            .map(|v| panel(gathered, own.periods(), &[], &y, less, &|p| of(p) == Some(*v)).map(|(panel, _)| panel))
            .collect::<Outcome<_>>()?;
        for (value, part) in values.iter().zip(&parts) {
            run(format!("{name}[{group}={value}]"), part.clone(), gathered, analysis, progress, effects);
        }
        for (value, part) in values.iter().zip(&parts).skip(1) {
            let difference = difference(part, &parts[0], gathered)?;
            let label = format!("{name}[{group}={value}-{}]", values[0]);
            run(label, difference, gathered, analysis, progress, effects);
        }
    }
    Ok(())
}

fn run(
    label: String,
    panel: Panel,
    gathered: &Gathered,
    analysis: &Analysis,
    progress: &dyn Progress,
    effects: &mut Effects,
) {
    match analyse(&[(label.clone(), panel)], analysis, &gathered.chance, progress) {
        Ok(found) => effects.merge(found),
        Err(problem) => {
            let doubt = Doubt::SubgroupLeftOut { subgroup: label.clone(), reason: problem.what().to_string() };
            effects.warn(doubt.about([About::outcome(&label)]));
        }
    }
}

/// Differences of the two groups' means, cell by cell, less the difference of what is known of each beforehand.
fn difference(a: &Panel, b: &Panel, gathered: &Gathered) -> Outcome<Panel> {
    let apart = |a: &Panel, b: &Panel, i: usize, t: usize| match (a.cell(i, t), b.cell(i, t)) {
        (Some(x), Some(z)) => x.mean() - z.mean(),
        _ => f64::NAN,
    };
    let (mut unit, mut period, mut y, mut f) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..a.units().len() {
        for t in 0..a.periods().len() {
            unit.push(i as u32);
            period.push(t as u32);
            let observed = apart(a.as_observed(), b.as_observed(), i, t);
            y.push(observed);
            f.push(observed - apart(a, b, i, t));
        }
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let starts = a.assignment().starts().to_vec();
    let panel = Panel::from_rows(&rows, gathered.lots.clone(), a.periods().to_vec(), starts, None)?;
    if a.is_less() { panel.less(&rows, &f) } else { Ok(panel) }
}

/// The number of pupils of each lot and term as an outcome: whether the intervention moved who came.
pub(crate) fn sizes(gathered: &Gathered, own: &Panel) -> Outcome<Panel> {
    let (mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..own.units().len() {
        for t in 0..own.periods().len() {
            unit.push(i as u32);
            period.push(t as u32);
            y.push(own.cell(i, t).map_or(0.0, |c| c.n()));
        }
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    Panel::from_rows(&rows, gathered.lots.clone(), own.periods().to_vec(), own.assignment().starts().to_vec(), None)
}

/// What is known beside each outcome; what was delivered and groups beside the primary one, which stands first.
pub(crate) fn besides(
    gathered: &Gathered,
    counts: bool,
    delivered: Option<Vec<Start>>,
    effects: &mut Effects,
) -> Vec<Beside> {
    let plan = &gathered.plan;
    let mut list = Vec::new();
    for (at, (name, panel)) in gathered.panels.iter().enumerate() {
        let mut beside = Beside::default();
        let column = gathered.pupils.outcomes.iter().position(|o| o == name);
        let decl = plan.outcomes.iter().find(|o| o.name == *name);
        if let (Some(column), Some(decl)) = (column, decl) {
            if decl.kind == OutcomeKind::Retained && !counts && gathered.pupils.asked.contains_key(&column) {
                beside.selected = Some(shares(gathered, panel, column));
                let doubt = Doubt::SelectedByTreatment { outcome: name.clone() };
                effects.warn(doubt.about([About::outcome(name)]));
            }
            if decl.primary {
                beside.groups = groups(gathered, panel, column, effects);
                beside.levels = levels(gathered).filter(|_| panel.is_less());
            }
        }
        if at == 0 {
            beside.delivered = delivered.clone();
        }
        list.push(beside);
    }
    list
}

/// Shares of the pupils of each cell that the outcome is asked of, and that have it.
fn shares(gathered: &Gathered, panel: &Panel, column: usize) -> Selected {
    let cells = panel.units().len() * panel.periods().len();
    let zero = || vec![0.0; cells];
    let mut made = Selected { pupils: zero(), share: zero(), low: zero(), high: zero() };
    let cell = cell_of_pupils(&gathered.pupils, &gathered.lot_of_pupil, panel);
    for (p, row) in gathered.pupils.rows.iter().enumerate() {
        let Some(c) = cell[p] else { continue };
        made.pupils[c] += 1.0;
        if gathered.pupils.is_asked(p, column) {
            made.share[c] += 1.0;
            made.low[c] += row.outcomes[column].unwrap_or(0.0);
            made.high[c] += row.outcomes[column].unwrap_or(1.0);
        }
    }
    for c in (0..cells).filter(|c| made.pupils[*c] > 0.0) {
        for part in [&mut made.share, &mut made.low, &mut made.high] {
            part[c] /= made.pupils[c];
        }
    }
    made
}

/// The declared groupings of the pupils that enter the panel.
fn groups(gathered: &Gathered, panel: &Panel, column: usize, effects: &mut Effects) -> Vec<Grouping> {
    let plan = &gathered.plan;
    let position = |name: &String| gathered.pupils.covariates.iter().position(|c| c == name);
    let adjusted: Vec<usize> = panel.covariates().iter().filter_map(position).collect();
    let periods = panel.periods().len();
    let cell = cell_of_pupils(&gathered.pupils, &gathered.lot_of_pupil, panel);
    let (mut used, mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (p, row) in gathered.pupils.rows.iter().enumerate() {
        let known = gathered.less.as_ref().is_none_or(|f| !f[p].is_nan() || !panel.is_less());
        let enters = known && adjusted.iter().all(|x| row.covariates[*x].is_some());
        if let Some(c) = cell[p] {
            used.push(p);
            unit.push((c / periods) as u32);
            period.push((c % periods) as u32);
            y.push(row.outcomes[column].filter(|_| enters).unwrap_or(f64::NAN));
        }
    }
    let by_value = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y),
        _ => a.cmp(b),
    };
    let mut list = Vec::new();
    for group in &plan.analysis.subgroups {
        let Some(column) = position(group) else {
            effects.warn(Doubt::SubgroupNotAvailable { group: group.clone() });
            continue;
        };
        let of = |p: &usize| gathered.pupils.rows[*p].covariates[column].map(|v| v.to_string());
        let of: Vec<Option<String>> = used.iter().map(of).collect();
        list.push(grouping(group, panel, &unit, &period, &y, &of, by_value));
    }
    list
}

/// The frozen level of each lot: the mean of those of its programmes.
fn levels(gathered: &Gathered) -> Option<Vec<f64>> {
    let frozen = gathered.plan.forecast.as_ref()?.frozen.as_ref()?;
    let mut sums = vec![(0.0, 0.0); gathered.lots.len()];
    let place: BTreeMap<&str, usize> = gathered.lots.iter().enumerate().map(|(i, l)| (l.as_str(), i)).collect();
    for member in gathered.lotteries.iter().flat_map(|h| &h.members) {
        if let Some(i) = place.get(member.lot.as_str()) {
            sums[*i].0 += frozen.levels.get(&member.programme).copied().unwrap_or(frozen.other);
            sums[*i].1 += 1.0;
        }
    }
    let own = |(i, (sum, n)): (usize, &(f64, f64))| match *n > 0.0 {
        true => sum / n,
        false => frozen.levels.get(&gathered.lots[i]).copied().unwrap_or(frozen.other),
    };
    Some(sums.iter().enumerate().map(own).collect())
}
