//! Randomization tests and the intervals that invert them.
//!
//! CONVENTION: R assignments r, τ a constant additive effect on treated cells, t_r(τ) the statistic of assignment r after
//! τ times the observed treatment was taken from the outcomes, t(τ) = (θ̂ − τ)/s the observed one.

use super::assignments::Assignments;
pub use super::curve::{Curve, Rule};
use super::inversion::{Judge, accepted, root};
use super::ties::{Ties, reaches_within};
use crate::diagnostics::Progress;
use crate::numeric::{ROUNDING, sum};
use crate::trial::Shifted;
use rayon::prelude::*;

/// How θ0 is adjusted for the base period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// The estimate as it stands.
    None,
    /// θ0 − βX with β = Cov/Var, estimated anew in each draw; clipped to [0, 1] where `clip`.
    Efficient {
        /// Whether β is held in [0, 1].
        clip: bool,
    },
}

/// Numbers of an assignment with the rule by which they are adjusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// The numbers.
    pub shifted: Shifted,
    /// The rule.
    pub adjustment: Adjustment,
}

impl Curve for Adjusted {
    fn sized(&self, tau: f64) -> [f64; 3] {
        let level = |v: [f64; 2]| v[0] - tau * v[1];
        let size = |v: [f64; 2]| v[0].abs() + (tau * v[1]).abs();
        let product = |v: [f64; 3]| v[0] - 2.0 * tau * v[1] + tau * tau * v[2];
        let variance = |v: [f64; 3]| not_rounding(product(v), v[0] + tau * tau * v[2]);
        let z = &self.shifted;
        let (theta, var_theta) = (level(z.theta), variance(z.var_theta));
        let Adjustment::Efficient { clip } = self.adjustment else { return [theta, var_theta, size(z.theta)] };
        let (base, covariance, var_base) = (level(z.base), product(z.covariance), variance(z.var_base));
        let raw = if var_base > 0.0 { covariance / var_base } else { 1.0 };
        let beta = if clip { raw.clamp(0.0, 1.0) } else { raw };
        let total = var_theta - 2.0 * beta * covariance + beta * beta * var_base;
        let whole = var_theta + 2.0 * (beta * covariance).abs() + beta * beta * var_base;
        [theta - beta * base, not_rounding(total, whole), size(z.theta) + beta.abs() * size(z.base)]
    }

    fn line(&self) -> Option<[f64; 2]> {
        (self.adjustment == Adjustment::None).then_some(self.shifted.theta)
    }
}

/// A variance, 0 where it is the rounding of what it is a difference of.
fn not_rounding(variance: f64, whole: f64) -> f64 {
    if variance.abs() <= ROUNDING * whole { 0.0 } else { variance }
}

/// Numbers of every assignment, in their order, worked out in parallel.
pub fn evaluate<T: Send>(
    assignments: &dyn Assignments,
    units: usize,
    progress: &dyn Progress,
    what: &str,
    at: impl Fn(&[u16]) -> T + Sync,
) -> Vec<T> {
    const PIECE: u64 = 256;
    progress.begin(what, assignments.len());
    let pieces: Vec<u64> = (0..assignments.len().div_ceil(PIECE)).collect();
    let done: Vec<Vec<T>> = pieces
        .par_iter()
        .map(|piece| {
            let mut cohorts = vec![0u16; units];
            let range = piece * PIECE..((piece + 1) * PIECE).min(assignments.len());
            let found: Vec<T> = range
                .clone()
                .map(|r| {
                    assignments.fill(r, &mut cohorts);
                    at(&cohorts)
                })
                .collect();
            progress.advance(range.end - range.start);
            found
        })
        .collect();
    progress.end();
    done.into_iter().flatten().collect()
}

/// A randomization test.
#[derive(Debug, Clone)]
pub struct Randomized {
    /// The observed statistic.
    pub statistic: f64,
    /// The effect that leaves an estimate of zero: the estimate itself where the treatment assigned is taken away.
    pub centre: f64,
    /// Two-sided p.
    pub p: f64,
    /// The smallest p that any of the assignments could have had, were it the observed one.
    pub smallest: f64,
    /// Assignments looked at.
    pub draws: u64,
    /// Whether they are all there are.
    pub enumerated: bool,
    /// Monte-Carlo error of p; 0 where all were looked at.
    pub mc_error: f64,
    /// Limits of the interval; infinite where no effect can be excluded on that side.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
    /// Whether the effects that are not rejected form one interval.
    pub connected: bool,
    /// Mean estimate over the assignments under no effect.
    pub replay_mean: f64,
    /// Standard deviation of the estimate over the assignments under no effect.
    pub replay_sd: f64,
    /// The statistic under every assignment.
    pub reference: Vec<f64>,
}

/// The hull of a set of effects and the estimate, which lies outside it only where the adjustment at the effect that leaves
/// nothing is another one than at none.
fn around(estimate: f64, scale: f64, (low, high, connected): (f64, f64, bool)) -> (f64, f64, bool) {
    let slack = SEARCHED * (scale + estimate.abs());
    let outside = estimate < low - slack || estimate > high + slack;
    if outside { (low.min(estimate), high.max(estimate), false) } else { (low, high, connected) }
}

/// Limits are searched for to this share of a standard error.
const SEARCHED: f64 = 1e-6;

/// Tests no effect on anyone, and inverts the test for a constant additive effect.
///
/// `observed`: numbers of the observed assignment; `draws`: those of the others (all of them, the observed one included,
/// where `enumerated`). p = (1 + b)/(1 + R), enumerated b/R.
///
/// # Reference
/// Fisher (1935); Wu & Ding (2021), doi:10.1080/01621459.2020.1750415; Rabideau & Wang (2021), doi:10.1002/sim.8883.
pub fn randomization<C: Curve>(observed: &C, draws: &[C], enumerated: bool, rule: &Rule) -> Randomized {
    let (estimate, variance) = observed.at(0.0);
    let (statistic, own) = rule.reading(observed, 0.0);
    let readings: Vec<(f64, f64)> = draws.iter().map(|d| rule.reading(d, 0.0)).collect();
    let reference: Vec<f64> = readings.iter().map(|(t, _)| *t).collect();
    // statistics that are differences of larger numbers are known to the rounding of these
    let plain = readings.iter().map(|(_, size)| *size).fold(own, f64::max);
    // and statistics all of which are nothing, to one
    let ties = Ties { share: rule.ties, studentized: rule.studentized };
    let reached = |t: f64| {
        let slack = ties.slack_from(t, &reference, plain);
        reference.iter().filter(|r| reaches_within(**r, t, slack)).count() as f64
    };
    let extreme = reached(statistic);
    let r = draws.len() as f64;
    let share = |b: f64| if enumerated { b / r } else { (1.0 + b) / (1.0 + r) };
    // mirrored assignments come in pairs: all of a tie at the top are as extreme as can be
    let farthest = reference.iter().map(|t| t.abs()).fold(0.0, f64::max);
    let smallest = if enumerated { reached(farthest).max(1.0) / r } else { share(0.0) };
    let p = share(extreme);
    // assignments that leave something to compare
    let estimates: Vec<f64> = draws.iter().map(|d| d.at(0.0).0).filter(|e| e.is_finite()).collect();
    let compared = estimates.len() as f64;
    let replay_mean = sum(estimates.iter().copied()) / compared;
    let replay_sd =
        libm::sqrt(sum(estimates.iter().map(|e| (e - replay_mean) * (e - replay_mean))) / (compared - 1.0).max(1.0));
    let scale = if rule.studentized { libm::sqrt(variance) } else { replay_sd };
    let centre = root(observed, estimate, scale);
    let judge = Judge { rule: *rule, observed, centre, scale };
    let set =
        if rule.interval { accepted(&judge, draws, 1.0 - rule.level, &share) } else { (f64::NAN, f64::NAN, true) };
    let mc_error = if enumerated { 0.0 } else { libm::sqrt(p * (1.0 - p) / r) };
    let (low, high, connected) = around(estimate, scale, set);
    Randomized {
        statistic,
        centre,
        p,
        smallest,
        draws: draws.len() as u64,
        enumerated,
        mc_error,
        low,
        high,
        connected,
        replay_mean,
        replay_sd,
        reference,
    }
}
