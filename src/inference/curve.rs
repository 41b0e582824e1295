//! What a randomization test reads of one assignment at an effect τ, and the rule by which it is judged.
//!
//! CONVENTION: τ a constant additive effect on treated cells, taken from the outcomes with the observed treatment.

use super::guards::ZERO_SHARE;

/// The estimate and its variance of one assignment, as functions of τ.
pub trait Curve: Sync {
    /// The estimate, its variance (0 where it is rounding) and the estimate's size |a| + |τb|, after τ times the observed
    /// treatment was taken from the outcomes.
    fn sized(&self, tau: f64) -> [f64; 3];
    /// Estimate and variance alone.
    fn at(&self, tau: f64) -> (f64, f64) {
        let [estimate, variance, _] = self.sized(tau);
        (estimate, variance)
    }
    /// (a, b) where the estimate is a − τb.
    fn line(&self) -> Option<[f64; 2]>;
}

/// The rule by which draws are judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The share of their size by which statistics that are the same may differ.
    pub ties: f64,
    /// Whether the estimate is divided by its standard error.
    pub studentized: bool,
    /// Confidence level.
    pub level: f64,
    /// Whether to invert the test.
    pub interval: bool,
    /// Standard deviation of the outcome over the rows used: what a standard error of zero is judged by.
    pub outcome_sd: f64,
}

impl Rule {
    /// The statistic of one assignment at τ; infinite where its standard error is zero but for rounding.
    pub fn statistic(&self, draw: &impl Curve, tau: f64) -> f64 {
        self.reading(draw, tau).0
    }

    /// The standard error that the observed statistic is divided by; `None` where there is none.
    pub fn std_error(&self, observed: &impl Curve) -> Option<f64> {
        let [_, variance, _] = observed.sized(0.0);
        let zero = self.nothing() * self.outcome_sd * self.outcome_sd;
        (self.studentized && variance > zero).then(|| libm::sqrt(variance))
    }

    /// Of the outcome's variance, the share that is no variance of an estimate but rounding.
    fn nothing(&self) -> f64 {
        let share = ZERO_SHARE.max(self.ties);
        share * share
    }

    /// The statistic and its size, to which ties are relative.
    pub(super) fn reading(&self, draw: &impl Curve, tau: f64) -> (f64, f64) {
        let [estimate, variance, size] = draw.sized(tau);
        // nothing to compare: as far out as can be, and no size that others are tied by
        if !estimate.is_finite() {
            return (f64::INFINITY, 0.0);
        }
        if !self.studentized {
            // an estimate of nothing is a sum of outcomes that cancel: what is left is their rounding
            return (estimate, size.max(self.outcome_sd));
        }
        let zero = self.nothing() * (self.outcome_sd * self.outcome_sd + tau * tau);
        if !(variance > zero) {
            return (f64::INFINITY, 0.0);
        }
        let std_error = libm::sqrt(variance);
        (estimate / std_error, size / std_error)
    }
}
