//! How much worse than those seen the missing would have to be for the finding to fall.
//!
//! CONVENTION: a gap is filled with the mean of those seen in its period on its side, missing pupils of a seen cell with its
//! own; from the first start in the data on what is filled moves against the estimate by hundredths of the range.

use super::missing::{Unseen, means, shares, taken_off};
use super::observed::Setup;
use crate::diagnostics::Outcome;
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, ENOUGH_FOR_BETA};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::trial::{Named, Panel, Rows};
use serde_json::{Value as Json, json};

/// Steps of the tipping point: hundredths of the range.
const STEPS: usize = 100;

/// How much worse than those seen the missing would have to be for the finding to fall.
pub(crate) fn tipping(unseen: &Unseen<'_>) -> Outcome<Json> {
    let Unseen { s, term, average, estimate, c, range: (lo, hi), .. } = unseen;
    let (average, estimate, lo, hi) = (*average, *estimate, *lo, *hi);
    let alpha = 1.0 - s.q.analysis.level + 1e-12;
    let filled = Filled::new(s);
    let (mut zero, mut delta, mut at_delta, mut reason) = (f64::NAN, None, None, Some("never"));
    for k in 0..=STEPS {
        let step = k as f64 * (hi - lo) / STEPS as f64;
        let panel = filled.moved(s, |cell, t, r| {
            let shift = if t >= filled.first { step * estimate.signum() * sign(c[cell]) } else { 0.0 };
            (r - shift).clamp(lo, hi)
        })?;
        let p = p_of(s, average, &panel)?;
        if k == 0 {
            zero = p;
        }
        if p > alpha {
            (delta, at_delta) = if k == 0 { (None, None) } else { (Some(step), Some(p)) };
            reason = (k == 0).then_some("not-significant");
            break;
        }
    }
    Ok(
        json!({ "outcome": s.q.outcome, "estimator": s.estimator.name(), "estimand": term.estimand.name(), "term": term.name,
               "delta": delta, "p_at_zero": zero, "p_at_delta": at_delta, "reason": reason }),
    )
}

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// The table with what is missing filled in.
struct Filled {
    share: Vec<f64>,
    mean: Vec<f64>,
    off: Vec<f64>,
    /// What the missing are filled with before anything is moved.
    like: Vec<f64>,
    /// First start in the data.
    first: usize,
}

impl Filled {
    fn new(s: &Setup<'_>) -> Filled {
        let panel = s.q.panel;
        let raw = panel.as_observed();
        let t = panel.periods().len();
        let starts = panel.assignment().starts();
        let (share, mean) = (shares(panel), means(raw));
        let treated = |i: usize, p: usize| panel.assignment().treated(i, p);
        let mut like = mean.clone();
        for i in 0..panel.units().len() {
            for p in (0..t).filter(|p| raw.cell(i, *p).is_none()) {
                let seen: Vec<usize> = (0..panel.units().len()).filter(|j| raw.cell(*j, p).is_some()).collect();
                let of = |keep: &dyn Fn(usize) -> bool| -> Option<f64> {
                    let own: Vec<f64> = seen.iter().filter(|j| keep(**j)).map(|j| mean[j * t + p]).collect();
                    (!own.is_empty()).then(|| crate::numeric::mean(&own))
                };
                let near = if treated(i, p) {
                    of(&|j| starts[j] == starts[i]).or_else(|| of(&|j| treated(j, p)))
                } else {
                    of(&|j| !treated(j, p))
                };
                let everybody = || {
                    let all: Vec<f64> =
                        (0..panel.units().len() * t).filter(|c| share[*c] < 1.0).map(|c| mean[c]).collect();
                    crate::numeric::mean(&all)
                };
                like[i * t + p] = near.or_else(|| of(&|_| true)).unwrap_or_else(everybody);
            }
        }
        let first = starts.iter().flatten().copied().min().unwrap_or(t);
        Filled { share, mean, off: taken_off(panel, s.q.beside.levels.as_deref()), like, first }
    }

    /// The complete table in which the missing of a cell stand at what `to` makes of their likeness.
    fn moved(&self, s: &Setup<'_>, to: impl Fn(usize, usize, f64) -> f64) -> Outcome<Panel> {
        let panel = s.q.panel;
        let t = panel.periods().len();
        let cells: Vec<usize> = (0..self.mean.len()).collect();
        let unit: Vec<u32> = cells.iter().map(|c| (c / t) as u32).collect();
        let period: Vec<u32> = cells.iter().map(|c| (c % t) as u32).collect();
        let y: Vec<f64> = cells
            .iter()
            .map(|&c| {
                let share = self.share[c];
                (1.0 - share) * self.mean[c] + share * to(c, c % t, self.like[c]) - self.off[c]
            })
            .collect();
        let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
        let strata = panel.strata().map(|s| (s.to_vec(), panel.stratum_names().to_vec()));
        let starts = panel.assignment().places().to_vec();
        Panel::from_rows(&rows, panel.units().to_vec(), panel.periods().to_vec(), starts, strata)
    }
}

/// p of complete data by the row's estimator and replays.
fn p_of(s: &Setup<'_>, average: Estimand, panel: &Panel) -> Outcome<f64> {
    let means = UnitMeans::of(panel, s.means.seen.weights.as_deref())?;
    let cohorts = s.q.chance.cohorts(panel, &means.units, s.q.analysis.transition);
    let redraw = Redraw::new(&means, &cohorts, s.method.comparison(average, s.q.analysis.transition));
    let assignments = s.q.chance.assignments(panel, &means.units, &cohorts);
    let smallest = cohorts.sizes.iter().copied().filter(|n| *n > 0).min().unwrap_or(0);
    let (adjustment, fixed) = match s.method.beta {
        Beta::Fixed(b) => (Adjustment::None, Some(b)),
        Beta::Efficient => (Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA }, None),
        Beta::PlugIn => (Adjustment::Efficient { clip: false }, None),
    };
    let at = |drawn: &[u16]| {
        let z = redraw.at(drawn).unwrap_or(super::randomized_row::IMPOSSIBLE);
        Adjusted { shifted: fixed.map_or(z, |b| z.adjusted(b)), adjustment }
    };
    let draws = evaluate(assignments.as_ref(), means.len(), s.q.progress, "tipping point", at);
    let rule = Rule {
        studentized: s.q.analysis.studentized && smallest > 1,
        level: s.q.analysis.level,
        interval: false,
        outcome_sd: panel.outcome_sd(),
    };
    Ok(randomization(&at(&cohorts.of_unit), &draws, assignments.enumerated(), &rule).p)
}
