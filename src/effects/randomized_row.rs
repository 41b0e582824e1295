//! From a statistic over redrawn schedules to a row: p-value, interval, odds, histogram.

use super::question::{Effects, Question, Tested};
use crate::diagnostics::Doubt;
use crate::inference::assignments::Assignments;
use crate::inference::randomization::Randomized;
use crate::inference::ties::{self, Ties};
use crate::trial::facts::{Fact, Histogram, ReplayTest, Statistic};
use crate::trial::{EstimateRow, Shifted};

/// An assignment that leaves nothing to compare: it counts as extreme.
pub(crate) const IMPOSSIBLE: Shifted = Shifted {
    theta: [f64::INFINITY, 0.0],
    base: [0.0; 2],
    var_theta: [1.0, 0.0, 0.0],
    covariance: [0.0; 3],
    var_base: [0.0; 3],
};

/// A row and the statistic under every assignment.
#[derive(Debug, Clone)]
pub(crate) struct Redrawn {
    pub row: EstimateRow,
    pub reference: Vec<f64>,
}

/// What is known of a reference set beside its draws.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Odds {
    /// Decimal logarithm of the number of assignments.
    pub log10_possible: Option<f64>,
    /// Whether every unit has the same chances, so that the mean of the estimates needs no draws.
    pub equal: bool,
    /// Whether every unit of the panel is redrawn, so that tests of several outcomes share their draws.
    pub whole: bool,
}

impl Odds {
    pub fn of(assignments: &dyn Assignments, whole: bool) -> Odds {
        Odds { log10_possible: assignments.log10_possible(), equal: assignments.equal_chances(), whole }
    }
}

/// The row of a test, its doubts and its facts.
pub(crate) fn finish(
    q: &Question<'_>,
    mut row: EstimateRow,
    test: Randomized,
    scale: Option<f64>,
    odds: Odds,
    effects: &mut Effects,
) -> Redrawn {
    row.variance = "randomization".to_string();
    row.std_error = scale;
    row.statistic = Some(test.statistic).filter(|t| t.is_finite());
    row.p_value = Some(test.p);
    row.conf_low = Some(test.low).filter(|v| !v.is_nan());
    row.conf_high = Some(test.high).filter(|v| !v.is_nan());
    let possible = odds.log10_possible.map(|l| libm::pow(10.0, l));
    // every one of the possible assignments could have been the one that was drawn
    let smallest = if test.enumerated { test.smallest } else { test.smallest.max(possible.map_or(0.0, |n| 1.0 / n)) };
    unbounded(&row, smallest, q.analysis.level, effects);
    if !test.connected {
        let doubt = Doubt::DisconnectedSet { term: row.term.clone(), estimator: row.estimator.clone() };
        effects.warn(doubt.about([row.about().variance("randomization")]));
    }
    nearly_tied(q, &row, &test, scale.is_some(), effects);
    off_centre(&row, &test, scale, odds, effects);
    let told = told(&row, &test, scale.is_some(), (odds.log10_possible, possible), smallest);
    if !effects.facts.iter().any(|(n, _)| n == ReplayTest::FIRST) {
        effects.facts.push((ReplayTest::FIRST.to_string(), told.value()));
    }
    effects.note(&told);
    if odds.whole {
        effects.tested.push(Tested {
            outcome: row.outcome.clone(),
            what: [row.estimator.clone(), row.estimand.clone(), row.term.clone()],
            observed: test.statistic,
            reference: test.reference.clone(),
            ties: Ties { share: ties::within(q.panel), studentized: scale.is_some() },
        });
    }
    Redrawn { row, reference: test.reference }
}

/// Says where the rounding of an outcome far from zero decides which draws are tied.
fn nearly_tied(q: &Question<'_>, row: &EstimateRow, test: &Randomized, studentized: bool, effects: &mut Effects) {
    let draws = ties::near(q.panel, test.statistic, &test.reference, studentized);
    if draws == 0 {
        return;
    }
    let (term, estimator) = (row.term.clone(), row.estimator.clone());
    let far = q.panel.outcome_rounding() / f64::EPSILON;
    let doubt = Doubt::NearTies { term, estimator, draws, far };
    effects.warn(doubt.about([row.about().variance("randomization")]));
}

/// Says where the replays' mean is not nil: chances differ, and the estimate is off by it.
fn off_centre(row: &EstimateRow, test: &Randomized, scale: Option<f64>, odds: Odds, effects: &mut Effects) {
    let unit = scale.unwrap_or(test.replay_sd);
    // what so many draws would show of a mean of zero
    let noise = if test.enumerated { 0.0 } else { 3.0 * test.replay_sd / libm::sqrt(test.draws as f64) };
    // where everybody has the same chances the mean is known to be nil, whatever so many draws show
    if !odds.equal && test.replay_mean.abs() > (0.1 * unit).max(noise) {
        let doubt = Doubt::UnequalChances {
            outcome: row.outcome.clone(),
            term: row.term.clone(),
            estimator: row.estimator.clone(),
            replay_mean: test.replay_mean,
            less_mean: row.estimate.unwrap_or(f64::NAN) - test.replay_mean,
        };
        effects.warn(doubt.about([row.about().variance("randomization")]));
    }
}

/// What a test is made of, with its histogram.
fn told(
    row: &EstimateRow,
    test: &Randomized,
    studentized: bool,
    (log10_possible, possible): (Option<f64>, Option<f64>),
    smallest: f64,
) -> ReplayTest {
    // logarithms know a number of assignments to fourteen digits or so
    let exact = possible.filter(|n| *n < 1e12).map(libm::round);
    ReplayTest {
        statistic: if studentized { Statistic::Studentized } else { Statistic::Estimate },
        observed: Some(test.statistic),
        draws: test.draws,
        enumerated: test.enumerated,
        p: Some(test.p),
        mc_error: Some(test.mc_error),
        allocations: exact.map(|n| n as u64),
        log10_allocations: log10_possible,
        smallest_p: Some(smallest),
        replay_mean: Some(test.replay_mean),
        replay_sd: Some(test.replay_sd),
        histogram: histogram(&test.reference),
        ..ReplayTest::of(row)
    }
}

/// An interval without a limit, or a p that can never be small enough for one.
pub(crate) fn unbounded(row: &EstimateRow, smallest: f64, level: f64, effects: &mut Effects) {
    let about = row.about().variance("randomization");
    let open = |limit: Option<f64>| limit.is_some_and(f64::is_infinite);
    let sides = match (open(row.conf_low), open(row.conf_high)) {
        _ if smallest > 1.0 - level => {
            effects.warn(Doubt::UnboundedInterval { smallest_p: smallest }.about([about]));
            return;
        }
        (true, true) => "large",
        (true, false) => "far below",
        (false, true) => "far above",
        (false, false) => return,
    };
    let (outcome, term, estimator) = (row.outcome.clone(), row.term.clone(), row.estimator.clone());
    let doubt = Doubt::UnboundedSide { outcome, term, estimator, side: sides.to_string() };
    effects.warn(doubt.about([about]));
}

/// The observed statistic has nothing to be divided by.
pub(crate) fn no_scale(row: &EstimateRow, effects: &mut Effects) {
    let doubt = Doubt::NoScale { term: row.term.clone(), estimator: row.estimator.clone() };
    effects.warn(doubt.about([row.about().variance("randomization")]));
}

/// Forty bars of equal width over what was drawn.
pub(crate) fn histogram(reference: &[f64]) -> Histogram {
    const BARS: usize = 40;
    let finite: Vec<f64> = reference.iter().copied().filter(|t| t.is_finite()).collect();
    let (low, high) = finite.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), t| (a.min(*t), b.max(*t)));
    if !(high > low) {
        return Histogram::default();
    }
    let width = (high - low) / BARS as f64;
    let mut counts = vec![0u64; BARS];
    for t in &finite {
        counts[(((t - low) / width) as usize).min(BARS - 1)] += 1;
    }
    Histogram { breaks: (0..=BARS).map(|i| low + width * i as f64).collect(), counts }
}
