//! Whether a declared target is reached: the one rule, for results, terminal and report.

/// Whether a declared target is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is at the target or beyond it.
    Reached,
    /// The whole interval falls short of the target.
    NotReached,
    /// The interval holds both what reaches the target and what does not, or one of its limits is not known.
    CannotTell,
}

impl Verdict {
    /// Judges an effect against its target by the confidence interval. A target below zero asks for a decrease of at least
    /// that size, one above zero for an increase.
    pub fn of(target: f64, low: Option<f64>, high: Option<f64>) -> Verdict {
        let (Some(low), Some(high)) = (low, high) else { return Verdict::CannotTell };
        // turned so that the target asks for an increase
        let (worst, best) = if target < 0.0 { (-high, -low) } else { (low, high) };
        if worst >= target.abs() {
            Verdict::Reached
        } else if best < target.abs() {
            Verdict::NotReached
        } else {
            Verdict::CannotTell
        }
    }

    /// The word in `effects.json` and on the terminal.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Reached => "reached",
            Verdict::NotReached => "not reached",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn the_interval_decides_and_a_missing_limit_does_not() {
        for (target, low, high, expected) in [
            (-0.05, Some(-0.09), Some(-0.05), Verdict::Reached),
            (-0.05, Some(-0.09), Some(-0.049), Verdict::CannotTell),
            (-0.05, Some(-0.049), Some(0.02), Verdict::NotReached),
            (-0.05, Some(-0.05), Some(0.02), Verdict::CannotTell),
            (0.05, Some(0.05), Some(0.09), Verdict::Reached),
            (0.05, Some(0.04), Some(0.09), Verdict::CannotTell),
            (0.05, Some(-0.02), Some(0.049), Verdict::NotReached),
            (-0.05, None, None, Verdict::CannotTell),
            (-0.05, Some(0.01), None, Verdict::CannotTell),
            (-0.05, None, Some(-0.06), Verdict::CannotTell),
            (-0.05, Some(f64::NAN), Some(-0.01), Verdict::CannotTell),
            (-0.05, Some(f64::NEG_INFINITY), Some(-0.06), Verdict::Reached),
            (-0.05, Some(0.01), Some(f64::INFINITY), Verdict::NotReached),
        ] {
            assert_eq!(Verdict::of(target, low, high), expected, "{target} {low:?} {high:?}");
        }
    }
}
