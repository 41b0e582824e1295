//! Which treated cells a row compares, and their mean under the row's own weights.

use crate::estimators::contrast::{self, Comparison, contrast};
use crate::estimators::design_based::Method;
use crate::report::sources::Sources;
use crate::trial::methods::Estimand;
use crate::trial::{EstimateRow, Estimator, Family, Named};
use std::collections::BTreeMap;

/// What is said of the treated cells of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Treated {
    /// Mean outcome of the treated cells used, under the row's weights.
    pub mean: f64,
    /// Pupils in them.
    pub pupils: f64,
    /// Pupils in all treated cells.
    pub all: f64,
}

/// A lot's outcomes by period: pupils and the sum of their outcomes.
struct Lot {
    start: Option<usize>,
    cells: Vec<(f64, f64)>,
    size: f64,
}

/// Mean and pupils of the treated cells that a row of an intervention's sources compares; `None` without counts.
///
/// Design-based: Σ w_gt·mean over the lots seen of cohort g in period t, w the weights of the estimand (A_θ of
/// [`contrast`]), over the cells of which both sides were seen, made to sum to one. Within periods: treated cells of periods
/// in which some lot is waiting. Regressions: all treated cells. Lots weigh alike, or by their pupils before anybody starts,
/// as the plan says.
pub fn treated(sources: &Sources, row: &EstimateRow) -> Option<Treated> {
    let outcome = row.outcome.split('[').next().unwrap_or_default();
    let lots = lots(sources, outcome);
    let rollout = &sources.intervention().rollout;
    let periods = rollout.periods.len();
    let transition = rollout.transition as usize;
    let by_pupils = sources.study().analysis.weight == "pupils";
    let estimator = Estimator::all().into_iter().find(|e| e.name() == row.estimator);
    let method = estimator.and_then(Method::of);
    let weight = |lot: &Lot| if by_pupils { lot.size } else { 1.0 };
    let used: Vec<(usize, usize, f64)> = match (method, estimator.map(|e| e.family())) {
        (Some(method), _) => {
            let estimand = Estimand::all().into_iter().find(|e| e.name() == row.estimand)?;
            let average = match estimand {
                Estimand::Simple => contrast::Estimand::Simple,
                Estimand::Cohort => contrast::Estimand::Cohort,
                Estimand::Calendar => contrast::Estimand::Calendar,
                Estimand::TimeAveraged => contrast::Estimand::TimeAveraged(0, periods as i64),
                _ => return None,
            };
            design_based(&lots, &method.comparison(average, transition), periods, weight)
        }
        (None, family) => {
            let waiting = |t: usize| lots.iter().any(|l| l.cells[t].0 > 0.0 && l.start.is_none_or(|s| s > t));
            let within = family == Some(Family::WithinPeriod);
            let cell = |i: usize, t: usize| {
                let lot = &lots[i];
                let treated = lot.start.is_some_and(|s| t >= s + if within { 0 } else { transition });
                let used = treated && lot.cells[t].0 > 0.0 && (!within || waiting(t));
                used.then(|| (i, t, if by_pupils { lot.cells[t].0 } else { 1.0 }))
            };
            (0..lots.len()).flat_map(|i| (0..periods).map(move |t| (i, t))).filter_map(|(i, t)| cell(i, t)).collect()
        }
    };
    let mean = |i: usize, t: usize| lots[i].cells[t].1 / lots[i].cells[t].0;
    let total: f64 = used.iter().map(|u| u.2).sum();
    let all = lots.iter().flat_map(|l| l.cells[l.start.unwrap_or(periods)..].iter().map(|c| c.0)).sum();
    (total > 0.0).then(|| Treated {
        mean: used.iter().map(|(i, t, w)| w * mean(*i, *t)).sum::<f64>() / total,
        pupils: used.iter().map(|(i, t, _)| lots[*i].cells[*t].0).sum(),
        all,
    })
}

/// Treated cells (lot, period) with their weights.
fn design_based(
    lots: &[Lot],
    comparison: &Comparison,
    periods: usize,
    weight: impl Fn(&Lot) -> f64,
) -> Vec<(usize, usize, f64)> {
    let mut starts: Vec<usize> = lots.iter().map(|l| l.start.unwrap_or(periods)).collect();
    starts.sort_unstable();
    starts.dedup();
    let of = |g: usize| lots.iter().enumerate().filter(move |(_, l)| l.start.unwrap_or(periods) == g);
    let sizes: Vec<usize> = starts.iter().map(|g| of(*g).count()).collect();
    let Some(made) = contrast(comparison, &starts, &sizes, periods) else { return Vec::new() };
    let mut used = Vec::new();
    for (g, start) in starts.iter().enumerate() {
        for t in *start..periods {
            let share = made.theta[(g, t)];
            let from = t + comparison.transition;
            let seen: Vec<(usize, &Lot)> = of(*start).filter(|(_, l)| l.cells[t].0 > 0.0).collect();
            let compared = lots.iter().any(|l| l.cells[t].0 > 0.0 && l.start.unwrap_or(periods) > from);
            let total: f64 = seen.iter().map(|(_, l)| weight(l)).sum();
            if share > 0.0 && compared && total > 0.0 {
                used.extend(seen.iter().map(|(i, l)| (*i, t, share * weight(l) / total)));
            }
        }
    }
    used
}

/// The lots as drawn, with their outcomes by period.
fn lots(sources: &Sources, outcome: &str) -> Vec<Lot> {
    let rollout = &sources.intervention().rollout;
    let periods = rollout.periods.len();
    let member: BTreeMap<&str, &str> = sources.members.iter().map(|(p, l)| (p.as_str(), l.as_str())).collect();
    let mut lots: BTreeMap<&str, Lot> = BTreeMap::new();
    for row in sources.panel.iter().filter(|r| r.outcome == outcome) {
        let Some(t) = rollout.period(&row.period) else { continue };
        let id = member.get(row.programme.as_str()).copied().unwrap_or(row.programme.as_str());
        let drawn = sources.schedule.get(id).and_then(|w| rollout.start_of_wave(*w));
        let lot = lots.entry(id).or_insert_with(|| Lot {
            start: drawn.or_else(|| rollout.period(&row.start)),
            cells: vec![(0.0, 0.0); periods],
            size: 0.0,
        });
        lot.cells[t].0 += row.n as f64;
        lot.cells[t].1 += row.total();
    }
    let first = lots.values().filter_map(|l| l.start).min().unwrap_or(0);
    let mut lots: Vec<Lot> = lots.into_values().collect();
    for lot in &mut lots {
        let mean = |cells: &[(f64, f64)]| {
            let seen: Vec<f64> = cells.iter().map(|c| c.0).filter(|n| *n > 0.0).collect();
            (!seen.is_empty()).then(|| seen.iter().sum::<f64>() / seen.len() as f64)
        };
        lot.size = mean(&lot.cells[..first]).or_else(|| mean(&lot.cells)).unwrap_or(0.0);
    }
    lots
}
