//! Whom a row compares: pupils of the cells that it uses, treated and waiting, and the mean behind its effect.

use crate::estimators::contrast::{self, contrast};
use crate::estimators::design_based::{Cohorts, Method};
use crate::estimators::waves_of;
use crate::report::sources::{PanelRow, Sources};
use crate::trial::methods::{Estimand, Family};
use crate::trial::{EstimateRow, Estimator, Named, Start};
use std::collections::BTreeMap;

/// Pupils with a known outcome, by what a row makes of their cells.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Pupils of used cells under the intervention.
    pub treated: u64,
    /// Pupils of used cells that wait for it.
    pub waiting: u64,
    /// Pupils whose cells only other rows use.
    pub elsewhere: u64,
    /// Pupils of all cells under the intervention, used or not.
    pub after: u64,
    /// Mean outcome of the used treated cells under the row's weights.
    pub with: Option<f64>,
}

/// A coefficient below this is none: sums of weights cancel to rounding.
const NOTHING: f64 = 1e-12;

/// One unit: its drawn start, per period pupils and the sum of their outcomes, and its size.
struct Unit {
    start: Start,
    cells: Vec<(u64, f64)>,
    size: f64,
}

/// Whether a cell enters, and with what weight its mean stands in that of the treated.
type Weight = (bool, f64);

/// What a row uses; `None` without data.
///
/// A design-based row gives every cell the coefficient c_it = (A_θ − βA_0)/N_g and uses the cells where it is not zero and
/// both sides were seen: the mean is Σ A_θ,gt·(mean of the units of g seen in t), made to sum to one. `within-period` uses
/// those of periods with both kinds, a regression every cell. Units weigh alike, or by their pupils, as the plan says.
pub(crate) fn used(sources: &Sources, row: &EstimateRow) -> Option<Used> {
    let outcome = row.outcome.split('[').next().unwrap_or_default();
    let units = units(sources, outcome);
    if units.is_empty() {
        return None;
    }
    let periods = sources.intervention().rollout.periods.len();
    let weights = weights(sources, row, &units, periods);
    let mut used = Used::default();
    let (mut top, mut bottom) = (0.0, 0.0);
    for (i, unit) in units.iter().enumerate() {
        for (t, (n, sum)) in unit.cells.iter().enumerate().filter(|(_, c)| c.0 > 0) {
            let (entered, weight) = weights[i * periods + t];
            let treated = is_treated(unit, t);
            if treated {
                used.after += n;
            }
            match (entered, treated) {
                (true, true) => {
                    used.treated += n;
                    top += weight * sum / *n as f64;
                    bottom += weight;
                }
                (true, false) => used.waiting += n,
                (false, _) => used.elsewhere += n,
            }
        }
    }
    used.with = (bottom > 0.0).then(|| top / bottom);
    Some(used)
}

fn is_treated(unit: &Unit, t: usize) -> bool {
    unit.start.is_some_and(|s| t >= s)
}

/// Mean pupils a period before anybody starts, where there are some; else of all its periods.
fn size(cells: &[(u64, f64)], first: usize) -> f64 {
    let mean = |cells: &[(u64, f64)]| {
        let seen: Vec<f64> = cells.iter().map(|c| c.0 as f64).filter(|n| *n > 0.0).collect();
        (!seen.is_empty()).then(|| seen.iter().sum::<f64>() / seen.len() as f64)
    };
    mean(&cells[..first.min(cells.len())]).or_else(|| mean(cells)).unwrap_or(0.0)
}

fn weights(sources: &Sources, row: &EstimateRow, units: &[Unit], periods: usize) -> Vec<Weight> {
    let estimator = Estimator::all().into_iter().find(|e| row.estimator == *e);
    match estimator.and_then(|e| Some((e, waves_of(e)?))) {
        Some((estimator, method)) => design_based(sources, row, units, periods, (estimator, method)),
        None => by_model(sources, estimator.map(|e| e.row().family), units, periods),
    }
}

/// What a regression, or a comparison within periods, uses.
fn by_model(sources: &Sources, family: Option<Family>, units: &[Unit], periods: usize) -> Vec<Weight> {
    let transition = sources.intervention().rollout.transition as usize;
    let by_pupils = sources.study().analysis.weight == "pupils";
    let mixed = |t: usize| {
        let seen = units.iter().filter(|u| u.cells[t].0 > 0);
        let mut kinds = seen.map(|u| is_treated(u, t));
        let first = kinds.next();
        first.is_some_and(|f| kinds.any(|k| k != f))
    };
    let settled = |u: &Unit, t: usize| u.start.is_none_or(|s| t < s || t >= s + transition);
    let enters = |u: &Unit, t: usize| match family {
        Some(Family::WithinPeriod) => mixed(t),
        Some(Family::Imputation) => mixed(t) || !is_treated(u, t),
        _ => settled(u, t),
    };
    let cell = |u: &Unit, t: usize| (enters(u, t), if by_pupils { u.cells[t].0 as f64 } else { 1.0 });
    units.iter().flat_map(|u| (0..periods).map(move |t| cell(u, t))).collect()
}

/// What a comparison of cohorts uses.
fn design_based(
    sources: &Sources,
    row: &EstimateRow,
    units: &[Unit],
    periods: usize,
    (estimator, method): (Estimator, Method),
) -> Vec<Weight> {
    let nothing = || vec![(false, 0.0); units.len() * periods];
    let average = match Estimand::all().into_iter().find(|e| e.name() == row.estimand) {
        Some(Estimand::Simple) => contrast::Estimand::Simple,
        Some(Estimand::Cohort) => contrast::Estimand::Cohort,
        Some(Estimand::Calendar) => contrast::Estimand::Calendar,
        Some(Estimand::TimeAveraged) => contrast::Estimand::TimeAveraged(0, periods as i64),
        _ => return nothing(),
    };
    let transition = sources.intervention().rollout.transition as usize;
    let comparison = method.comparison(average, transition);
    let starts: Vec<Start> = units.iter().map(|u| u.start).collect();
    let cohorts = Cohorts::placed(&starts, periods, transition);
    let Some(made) = contrast(&comparison, &cohorts.starts, &cohorts.sizes, periods) else { return nothing() };
    let beta = beta(sources, row, estimator);
    let by_pupils = sources.study().analysis.weight == "pupils";
    let weigh = |u: &Unit| if by_pupils { u.size } else { 1.0 };
    let seen = |u: &Unit, t: usize| u.cells[t].0 > 0;
    let compared = |t: usize| {
        let later = |u: &&Unit| u.start.is_none_or(|s| s > t + comparison.transition);
        units.iter().filter(|u| seen(u, t)).any(|u| later(&u))
    };
    let mut list = Vec::with_capacity(units.len() * periods);
    for (unit, g) in units.iter().zip(&cohorts.of_unit) {
        let of_cohort = |t: usize| -> f64 {
            let same = units.iter().zip(&cohorts.of_unit).filter(|(u, of)| *of == g && seen(u, t));
            same.map(|(u, _)| weigh(u)).sum()
        };
        let g = usize::from(*g);
        list.extend((0..periods).map(|t| {
            let (theta, base) = (made.theta[(g, t)], made.base[(g, t)]);
            let total = of_cohort(t);
            let share = if total > 0.0 { theta.max(0.0) * weigh(unit) / total } else { 0.0 };
            let enters = (theta - beta * base).abs() > NOTHING && (!is_treated(unit, t) || compared(t));
            (enters, share)
        }));
    }
    list
}

/// The adjustment that the row was made with.
fn beta(sources: &Sources, row: &EstimateRow, estimator: Estimator) -> f64 {
    let own = sources.effect_facts().and_then(|f| f.beta.iter().find(|b| b.is_of(row)));
    own.and_then(|b| b.beta).unwrap_or(match waves_of(estimator).map(|m| m.beta) {
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
        let drawn = sources.schedule.get(name).and_then(|w| rollout.start_of_wave(*w));
        let start = drawn.or_else(|| rollout.period(&row.start));
        let blank = || Unit { start, cells: vec![(0, 0.0); rollout.periods.len()], size: 0.0 };
        let unit = units.entry(name).or_insert_with(blank);
        unit.cells[t].0 += row.n;
        unit.cells[t].1 += row.total();
    }
    let first = units.values().filter_map(|u| u.start).min().unwrap_or(rollout.periods.len());
    let mut units: Vec<Unit> = units.into_values().collect();
    for unit in &mut units {
        unit.size = size(&unit.cells, first);
    }
    units
}
