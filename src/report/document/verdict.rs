//! Whether a declared target is reached, by the one rule that results follow.

pub use crate::trial::Verdict;

/// Judges an effect against its target by the confidence interval; a limit that is not known leaves it open.
pub fn verdict(target: f64, low: Option<f64>, high: Option<f64>) -> Verdict {
    Verdict::of(target, low, high)
}
