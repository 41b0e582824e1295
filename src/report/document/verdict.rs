//! Whether a declared target is reached.

/// Whether a declared target is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is at the target or beyond it.
    Reached,
    /// The whole interval falls short of the target.
    NotReached,
    /// The interval holds both what reaches the target and what does not.
    CannotTell,
}

/// Judges an effect against its target by the confidence interval. A target below zero asks for a decrease of at least
/// that size, one above zero for an increase.
///
/// A missing or unbounded limit counts as unbounded: an interval of which one side is unknown can still fall short.
pub fn verdict(target: f64, low: Option<f64>, high: Option<f64>) -> Verdict {
    let low = low.filter(|v| !v.is_nan()).unwrap_or(f64::NEG_INFINITY);
    let high = high.filter(|v| !v.is_nan()).unwrap_or(f64::INFINITY);
    // turned so that the target asks for a decrease
    let (target, worst, best) = if target < 0.0 { (target, high, low) } else { (-target, -low, -high) };
    if worst <= target {
        Verdict::Reached
    } else if best > target {
        Verdict::NotReached
    } else {
        Verdict::CannotTell
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, verdict};

    #[test]
    fn the_interval_decides() {
        for (target, low, high, expected) in [
            (-0.05, Some(-0.09), Some(-0.05), Verdict::Reached),
            (-0.05, Some(-0.09), Some(-0.049), Verdict::CannotTell),
            (-0.05, Some(-0.049), Some(0.02), Verdict::NotReached),
            (-0.05, Some(-0.05), Some(0.02), Verdict::CannotTell),
            (0.05, Some(0.05), Some(0.09), Verdict::Reached),
            (0.05, Some(0.04), Some(0.09), Verdict::CannotTell),
            (0.05, Some(-0.02), Some(0.049), Verdict::NotReached),
            (-0.05, None, None, Verdict::CannotTell),
            (-0.05, Some(0.01), None, Verdict::NotReached),
            (-0.05, None, Some(-0.06), Verdict::Reached),
        ] {
            assert_eq!(verdict(target, low, high), expected, "{target} {low:?} {high:?}");
        }
    }
}
