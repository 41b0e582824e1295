//! What a study knows beside the outcomes: pupils without one, groups, who was asked, forecasts of gaps, withdrawals.

use super::Gathered;
use crate::diagnostics::{About, Doubt};
use crate::effects::beside::{Beside, Grouping, Selected};
use crate::effects::question::Effects;
use crate::effects::subgroups::grouping;
use crate::folder::order::Order;
use crate::lottery::Change;
use crate::trial::study::{OutcomeDecl, OutcomeKind};
use crate::trial::{Panel, Start};
use std::collections::BTreeMap;

/// Days on which lots withdrew, days since 1970-01-01.
pub(super) fn withdrawals(order: Option<&Order>) -> BTreeMap<String, i32> {
    let day = |date: &str| -> Option<i32> {
        let date: jiff::civil::Date = date.parse().ok()?;
        date.since(jiff::civil::date(1970, 1, 1)).ok().map(|s| s.get_days())
    };
    let of = |n: &crate::folder::order::Noted| match &n.amendment.change {
        Change::Withdraw { lot } => Some((lot.clone(), day(&n.amendment.date)?)),
        _ => None,
    };
    order.map_or_else(BTreeMap::new, |o| o.amendments.iter().filter_map(of).collect())
}

impl Gathered {
    /// Whether a lot had withdrawn by the last day of a period of a panel.
    pub(crate) fn had_withdrawn(&self, panel: &Panel, unit: usize, period: usize) -> bool {
        let rollout = &self.held.plan.intervention().rollout;
        let end = rollout.period(&panel.periods()[period]).map(|t| rollout.periods[t].end);
        end.zip(self.withdrawn.get(&panel.units()[unit])).is_some_and(|(end, day)| *day <= end)
    }

    /// Cells of a panel as positions, pupil by pupil; `None` of pupils outside it.
    fn cells<'a>(&'a self, panel: &'a Panel) -> impl Fn(usize) -> Option<usize> + 'a {
        let place: BTreeMap<&str, usize> = panel.periods().iter().enumerate().map(|(t, p)| (p.as_str(), t)).collect();
        let periods = panel.periods().len();
        move |p: usize| {
            let t = place.get(self.pupils.rows[p].period.as_str())?;
            Some(self.lot_of_pupil[p]? as usize * periods + t)
        }
    }
}

/// The panel with its pupils without outcome, and of an outcome in days with what they have at least.
pub(super) fn with_missing(gathered: &Gathered, panel: Panel, outcome: &OutcomeDecl, column: usize) -> Panel {
    let cells = panel.units().len() * panel.periods().len();
    let (mut missing, mut least) = (vec![0.0; cells], vec![0.0; cells]);
    let cell = gathered.cells(&panel);
    for p in 0..gathered.pupils.rows.len() {
        if let Some((c, at_least)) = cell(p).zip(gathered.pupils.lacks(p, column)) {
            missing[c] += 1.0;
            least[c] += at_least;
        }
    }
    drop(cell);
    let days = outcome.within_days.filter(|_| outcome.kind == OutcomeKind::Days);
    let panel = panel.with_missing(missing);
    match days {
        Some(most) => panel.of_days(f64::from(most), least),
        None => panel,
    }
}

/// What is known beside each outcome; what was delivered and groups beside the primary one, which stands first.
pub(crate) fn besides(
    gathered: &Gathered,
    counts: bool,
    delivered: Option<Vec<Start>>,
    effects: &mut Effects,
) -> Vec<Beside> {
    let plan = &gathered.held.plan;
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
    let cell = gathered.cells(panel);
    for (p, row) in gathered.pupils.rows.iter().enumerate() {
        let Some(c) = cell(p) else { continue };
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
    let plan = &gathered.held.plan;
    let position = |name: &String| gathered.pupils.covariates.iter().position(|c| c == name);
    let adjusted: Vec<usize> = panel.covariates().iter().filter_map(position).collect();
    let periods = panel.periods().len();
    let cell = gathered.cells(panel);
    let (mut used, mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (p, row) in gathered.pupils.rows.iter().enumerate() {
        let known = gathered.less.as_ref().is_none_or(|f| !f[p].is_nan() || !panel.is_less());
        let enters = known && adjusted.iter().all(|x| row.covariates[*x].is_some());
        if let Some(c) = cell(p) {
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
    let frozen = gathered.held.plan.forecast.as_ref()?.frozen.as_ref()?;
    let mut sums = vec![(0.0, 0.0); gathered.lots.len()];
    let place: BTreeMap<&str, usize> = gathered.lots.iter().enumerate().map(|(i, l)| (l.as_str(), i)).collect();
    for member in std::iter::once(&gathered.held).chain(&gathered.held.addenda).flat_map(|h| &h.members) {
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
