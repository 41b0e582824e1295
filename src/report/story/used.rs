//! Whom the deciding row compares: pupils of the cells that it uses, treated and waiting, and the risk behind its effect.

use crate::estimators::contrast::{Estimand, contrast};
use crate::estimators::design_based::{Cohorts, Method};
use crate::report::sources::{PanelRow, Sources, number, words};
use crate::trial::methods::{Estimand as Asked, Family};
use crate::trial::{EstimateRow, Estimator, Named, Start};
use std::collections::BTreeMap;

/// Pupils with a known outcome, by what the deciding row makes of their cells.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Pupils of used cells under the intervention.
    pub treated: u64,
    /// Pupils of used cells that wait for it.
    pub waiting: u64,
    /// Pupils whose cells only other rows use.
    pub elsewhere: u64,
    /// Mean outcome of the used treated cells under the row's weights.
    pub with: Option<f64>,
}

/// A coefficient below this is none: sums of weights cancel to rounding.
const NOTHING: f64 = 1e-12;

/// One unit: its drawn start, and per period pupils and those with the outcome.
struct Unit {
    start: Start,
    cells: Vec<(u64, u64)>,
}

/// What the row uses; `None` without data.
///
/// A design-based row gives every cell the coefficient c_it = (A_θ − βA_0)/N_g and uses the cells where it is not zero;
/// `within-period` those of periods with both kinds, a regression every cell.
pub(crate) fn used(sources: &Sources, row: &EstimateRow) -> Option<Used> {
    let units = units(sources, &row.outcome);
    if units.is_empty() {
        return None;
    }
    let periods = sources.intervention().rollout.periods.len();
    let treated = |u: &Unit, t: usize| u.start.is_some_and(|s| t >= s);
    let weights = weights(sources, row, &units, periods);
    let mut used = Used::default();
    let (mut top, mut bottom) = (0.0, 0.0);
    for (i, unit) in units.iter().enumerate() {
        let size = if sources.study().analysis.weight == "pupils" { size(unit, &units) } else { 1.0 };
        for (t, (n, k)) in unit.cells.iter().enumerate().filter(|(_, c)| c.0 > 0) {
            let (entered, theta) = weights[i * periods + t];
            match (entered, treated(unit, t)) {
                (true, true) => {
                    used.treated += n;
                    top += theta * size * *k as f64 / *n as f64;
                    bottom += theta * size;
                }
                (true, false) => used.waiting += n,
                (false, _) => used.elsewhere += n,
            }
        }
    }
    used.with = (bottom > 0.0).then(|| top / bottom);
    Some(used)
}

/// Pupils of a unit before anybody starts, where there are some; else of all its periods.
fn size(unit: &Unit, units: &[Unit]) -> f64 {
    let first = units.iter().filter_map(|u| u.start).min().unwrap_or(unit.cells.len()).min(unit.cells.len());
    let sum = |cells: &[(u64, u64)]| cells.iter().map(|c| c.0).sum::<u64>() as f64;
    let before = sum(&unit.cells[..first]);
    if before > 0.0 { before } else { sum(&unit.cells) }
}

/// Whether each unit and period enters, and with what weight its outcome stands in the mean of the treated.
fn weights(sources: &Sources, row: &EstimateRow, units: &[Unit], periods: usize) -> Vec<(bool, f64)> {
    let estimator = Estimator::all().into_iter().find(|e| row.estimator == *e);
    let Some((estimator, method)) = estimator.and_then(|e| Some((e, Method::of(e)?))) else {
        let mixed = |t: usize| {
            let seen = units.iter().filter(|u| u.cells[t].0 > 0);
            let mut kinds = seen.map(|u| u.start.is_some_and(|s| t >= s));
            let first = kinds.next();
            first.is_some_and(|f| kinds.any(|k| k != f))
        };
        let within = estimator.is_some_and(|e| e.row().family == Family::WithinPeriod);
        let filled = estimator.is_some_and(|e| e.row().family == Family::Imputation);
        let enters = |u: &Unit, t: usize| match (within, filled) {
            (true, _) => mixed(t),
            (_, true) => mixed(t) || u.start.is_none_or(|s| t < s),
            _ => true,
        };
        return units.iter().flat_map(|u| (0..periods).map(move |t| (enters(u, t), 1.0))).collect();
    };
    let transition = sources.intervention().rollout.transition as usize;
    let starts: Vec<Start> = units.iter().map(|u| u.start).collect();
    let cohorts = Cohorts::placed(&starts, periods, transition);
    let last = periods as i64;
    let average = match row.estimand.as_str() {
        e if e == Asked::Cohort.name() => Estimand::Cohort,
        e if e == Asked::Calendar.name() => Estimand::Calendar,
        e if e == Asked::TimeAveraged.name() => Estimand::TimeAveraged(0, last),
        _ => Estimand::Simple,
    };
    let comparison = method.comparison(average, transition);
    let Some(made) = contrast(&comparison, &cohorts.starts, &cohorts.sizes, periods) else {
        return vec![(false, 0.0); units.len() * periods];
    };
    let beta = beta(sources, row, estimator);
    let mut list = Vec::with_capacity(units.len() * periods);
    for g in &cohorts.of_unit {
        let g = usize::from(*g);
        let n = cohorts.sizes[g] as f64;
        list.extend((0..periods).map(|t| {
            let (theta, base) = (made.theta[(g, t)] / n, made.base[(g, t)] / n);
            ((theta - beta * base).abs() > NOTHING, theta.max(0.0))
        }));
    }
    list
}

/// The adjustment that the row was made with.
fn beta(sources: &Sources, row: &EstimateRow, estimator: Estimator) -> f64 {
    let facts = sources.effects.as_ref().and_then(|e| e["beta"].as_array());
    let own = facts.into_iter().flatten().find(|b| {
        let same = |key: &str, value: &str| words(&b[key]) == value;
        same("outcome", &row.outcome)
            && same("estimator", &row.estimator)
            && same("estimand", &row.estimand)
            && same("term", &row.term)
    });
    own.and_then(|b| number(&b["beta"])).unwrap_or(match Method::of(estimator).map(|m| m.beta) {
        Some(crate::estimators::design_based::Beta::Fixed(beta)) => beta,
        // some value that is neither of the ends: base periods enter
        _ => 0.5,
    })
}

/// The lots with their drawn starts; programmes where the folder names no lots.
fn units(sources: &Sources, outcome: &str) -> Vec<Unit> {
    let rollout = &sources.intervention().rollout;
    let lots: BTreeMap<&str, &str> = sources.members.iter().map(|(p, l)| (p.as_str(), l.as_str())).collect();
    let mut units: BTreeMap<&str, Unit> = BTreeMap::new();
    let own = |r: &&PanelRow| r.outcome == outcome;
    for row in sources.panel.iter().filter(own) {
        let Some(t) = rollout.period(&row.period) else { continue };
        let name = lots.get(row.programme.as_str()).copied().unwrap_or(row.programme.as_str());
        let start = rollout.period(&row.start);
        let blank = || Unit { start, cells: vec![(0, 0); rollout.periods.len()] };
        let unit = units.entry(name).or_insert_with(blank);
        unit.cells[t].0 += row.n;
        unit.cells[t].1 += row.k;
    }
    units.into_values().collect()
}
