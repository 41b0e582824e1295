//! The planned analysis within groups of pupils, and whether the effect differs between them.

use super::Gathered;
use super::gather::panel;
use crate::diagnostics::{About, Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::question::{Analysis, Effects};
use crate::trial::{Panel, Rows};

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
    let plan = &gathered.held.plan;
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
