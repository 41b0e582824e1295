//! Does a claimed difference in risk stand? A verdict from the interval, and what late registration would make of it.

/// What an interval says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies within the margin around the claim.
    Consistent,
    /// The difference is larger than claimed.
    Larger,
    /// The difference is smaller than claimed, or none, or in the other direction.
    Smaller,
    /// The interval does not say.
    CannotTell,
    /// There is no interval.
    NotEstimable,
}

impl Verdict {
    /// All verdicts, in the order of the tables.
    pub const ALL: [Verdict; 5] =
        [Verdict::Consistent, Verdict::Larger, Verdict::Smaller, Verdict::CannotTell, Verdict::NotEstimable];

    /// The word of the tables.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Consistent => "consistent",
            Verdict::Larger => "larger",
            Verdict::Smaller => "smaller",
            Verdict::CannotTell => "cannot-tell",
            Verdict::NotEstimable => "not-estimable",
        }
    }
}

/// A claimed difference in risk and how far from it still counts as the claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// The difference claimed, not 0.
    pub difference: f64,
    /// Margin, above 0.
    pub margin: f64,
}

impl Claim {
    /// A claim with its margin; half the claim where none is given.
    pub fn new(difference: f64, margin: Option<f64>) -> Claim {
        Claim { difference, margin: margin.unwrap_or(difference.abs() / 2.0) }
    }

    /// What an interval \[L, U\] says of the claim c with margin m: consistent where c − m ≤ L and U ≤ c + m; else larger
    /// where L > c, smaller where U < c; of a claim below 0 all signs are turned first.
    pub fn verdict(&self, limits: Option<(f64, f64)>) -> Verdict {
        let Some((low, high)) = limits.filter(|(l, h)| l.is_finite() && h.is_finite()) else {
            return Verdict::NotEstimable;
        };
        let turned = self.difference < 0.0;
        let (low, high) = if turned { (-high, -low) } else { (low, high) };
        let (c, m) = (self.difference.abs(), self.margin);
        if c - m <= low && high <= c + m {
            Verdict::Consistent
        } else if low > c {
            Verdict::Larger
        } else if high < c {
            Verdict::Smaller
        } else {
            Verdict::CannotTell
        }
    }
}

/// Pupils and dropouts without and with the exposure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fourfold {
    /// Exposed pupils.
    pub exposed: f64,
    /// Unexposed pupils.
    pub unexposed: f64,
    /// Dropouts among the exposed.
    pub exposed_dropouts: f64,
    /// Dropouts among the unexposed.
    pub unexposed_dropouts: f64,
}

/// The risk difference had the register missed a share of those absent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Late {
    /// As few dropouts as can be among the pupils missed.
    pub lowest: f64,
    /// The pupils missed drop out as often as the absent pupils seen.
    pub same_risk: f64,
    /// As many dropouts as can be among the pupils missed.
    pub highest: f64,
}

/// Bounds for absence that was not registered: of the pupils absent a share q stands among the unexposed.
///
/// m = Eq/(1−q) pupils with d dropouts, max(0, m−U+D0) ≤ d ≤ min(m, D0); the difference is (D1+d)/(E+m) − (D0−d)/(U−m),
/// with d least, d = mD1/E brought within, and d most. `None` where m ≥ U: more would be missed than there are.
pub fn registered_late(f: &Fourfold, q: f64) -> Option<Late> {
    let m = f.exposed * q / (1.0 - q);
    if m >= f.unexposed {
        return None;
    }
    let least = (m - f.unexposed + f.unexposed_dropouts).max(0.0);
    let most = m.min(f.unexposed_dropouts);
    let same = (m * f.exposed_dropouts / f.exposed).max(least).min(most);
    let difference =
        |d: f64| (f.exposed_dropouts + d) / (f.exposed + m) - (f.unexposed_dropouts - d) / (f.unexposed - m);
    Some(Late { lowest: difference(least), same_risk: difference(same), highest: difference(most) })
}

/// Bounds for dropouts whose last day is not known: had all of them gone before the landmark on one side and after it on the
/// other. `exposed`, `unexposed`: such dropouts. Lowest D1/(E+e) − (D0+u)/(U+u), highest (D1+e)/(E+e) − D0/(U+u).
pub fn undated(f: &Fourfold, exposed: f64, unexposed: f64) -> (f64, f64) {
    let risk = |dropouts: f64, pupils: f64| dropouts / pupils;
    let (all, none) = (f.exposed + exposed, f.unexposed + unexposed);
    (
        risk(f.exposed_dropouts, all) - risk(f.unexposed_dropouts + unexposed, none),
        risk(f.exposed_dropouts + exposed, all) - risk(f.unexposed_dropouts, none),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_by_hand() {
        let c = Claim::new(0.1, None);
        assert_eq!(c.margin, 0.05);
        let of = |l, h| c.verdict(Some((l, h))).word();
        assert_eq!(of(0.07, 0.133), "consistent");
        assert_eq!(of(0.05, 0.15), "consistent");
        assert_eq!(of(0.11, 0.16), "larger");
        assert_eq!(of(0.01, 0.09), "smaller");
        assert_eq!(of(0.02, 0.16), "cannot-tell");
        assert_eq!(c.verdict(None), Verdict::NotEstimable);
        let down = Claim::new(-0.1, Some(0.02));
        assert_eq!(down.verdict(Some((-0.3, -0.2))), Verdict::Larger);
        assert_eq!(down.verdict(Some((-0.05, 0.3))), Verdict::Smaller);
        assert_eq!(down.verdict(Some((-0.115, -0.085))), Verdict::Consistent);
    }

    #[test]
    fn late_registration_by_hand() {
        let f = Fourfold { exposed: 90.0, unexposed: 110.0, exposed_dropouts: 30.0, unexposed_dropouts: 20.0 };
        let late = registered_late(&f, 0.1).expect("m is 10");
        assert!((late.lowest - (30.0 / 100.0 - 20.0 / 100.0)).abs() < 1e-15);
        assert!((late.highest - (40.0 / 100.0 - 10.0 / 100.0)).abs() < 1e-15);
        assert!((late.same_risk - ((30.0 + 10.0 / 3.0) / 100.0 - (20.0 - 10.0 / 3.0) / 100.0)).abs() < 1e-15);
        let none = registered_late(&f, 1e-12).expect("next to nobody");
        assert!((none.same_risk - (30.0 / 90.0 - 20.0 / 110.0)).abs() < 1e-9);
        assert!(registered_late(&f, 0.55).is_none(), "m = 110 pupils would be missed of 110");
    }
}
