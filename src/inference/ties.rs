//! When two statistics are the same: one tolerance, relative to their own size, so that no unit of measurement decides.

use crate::trial::Panel;

/// Statistics that differ by at most this share of their size are tied: the same number worked out on two ways.
pub const TIE: f64 = 1e-10;
/// The same for statistics of fits that are searched for anew in each draw: the search ends within this share.
pub const FITTED_ANEW: f64 = 1e-7;

/// Roundings of an outcome far from zero by which statistics may differ.
const ROUNDINGS: f64 = 64.0;

/// The share within which statistics of this panel are tied: [`TIE`], or some roundings of an outcome far from zero.
pub fn within(panel: &Panel) -> f64 {
    TIE.max(ROUNDINGS * panel.outcome_rounding())
}

/// Whether a draw lies at least as far out as the observed statistic, ties counted.
///
/// |t_r| ≥ |t| − 10⁻¹⁰·size; `size`: the largest |statistic| among the assignments ([`largest`]; of studentized ones see
/// [`Ties`]), in an inversion |a| + |τb|. What is not a number counts as far out.
pub fn reaches(draw: f64, observed: f64, size: f64) -> bool {
    reaches_within(draw, observed, TIE * size)
}

/// Whether a draw lies at least as far out as the observed statistic less `slack`.
pub fn reaches_within(draw: f64, observed: f64, slack: f64) -> bool {
    !(draw.abs() < observed.abs() - slack)
}

/// By what statistics of one test are tied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ties {
    /// The share of their size by which statistics that are the same may differ: [`within`].
    pub share: f64,
    /// Whether they are divided by their own standard error.
    pub studentized: bool,
}

impl Ties {
    /// What a draw may lie below the observed statistic and be tied to it: the share of the largest |statistic|; of studentized
    /// ones of the observed one, at least one: a draw whose standard error is nearly nothing says nothing of the others.
    pub fn slack(self, observed: f64, draws: &[f64]) -> f64 {
        self.slack_from(observed, draws, 0.0)
    }

    /// The same, where statistics that are not studentized are known to the rounding of numbers of this size, or of their own
    /// where that is larger.
    pub fn slack_from(self, observed: f64, draws: &[f64], least: f64) -> f64 {
        let own = if observed.is_finite() { observed.abs().max(1.0) } else { 1.0 };
        self.share * if self.studentized { own } else { largest(observed, draws).max(least) }
    }
}

/// Draws that count as tied with the observed statistic only because the outcome lies far from zero: nearer to zero than the
/// observed one by more than two of its roundings, and by no more than [`within`]. None where [`TIE`] decides.
pub fn near(panel: &Panel, observed: f64, draws: &[f64], studentized: bool) -> usize {
    const TWO_OF: f64 = 2.0 / ROUNDINGS;
    let share = within(panel);
    if share <= TIE || !observed.is_finite() {
        return 0;
    }
    let slack = Ties { share, studentized }.slack(observed, draws);
    let below = |t: f64| observed.abs() - t.abs();
    draws.iter().filter(|t| t.is_finite() && below(**t) > TWO_OF * slack && below(**t) <= slack).count()
}

/// The largest finite |statistic| among the observed one and the draws.
pub fn largest(observed: f64, draws: &[f64]) -> f64 {
    let finite = std::iter::once(observed).chain(draws.iter().copied()).map(f64::abs).filter(|t| t.is_finite());
    finite.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_decide_nothing() {
        for unit in [1e-12, 1.0, 1e12] {
            assert!(reaches(0.3 * unit - 1e-16 * unit, 0.3 * unit, 0.3 * unit));
            assert!(!reaches(0.3 * unit - 1e-8 * unit, 0.3 * unit, 0.3 * unit));
        }
        assert!(reaches(f64::INFINITY, f64::INFINITY, 2.0) && !reaches(2.0, f64::INFINITY, 2.0));
        assert!(reaches(f64::NAN, 1.0, 1.0) && reaches(0.0, 0.0, 0.0));
        assert_eq!(largest(-3.0, &[1.0, f64::INFINITY, -4.0]), 4.0);
    }

    #[test]
    fn a_draw_without_a_scale_ties_no_others() {
        let (observed, draws) = (-0.99, [33_243.0, -0.95, -0.99, 7.7]);
        let reached = |studentized| {
            let slack = Ties { share: 1e-5, studentized }.slack(observed, &draws);
            draws.iter().filter(|t| reaches_within(**t, observed, slack)).count()
        };
        assert_eq!((reached(true), reached(false)), (3, 4));
        let slack = |t| Ties { share: 1e-3, studentized: true }.slack_from(t, &draws, 7.0);
        assert_eq!((slack(f64::INFINITY), slack(-0.2), slack(-3.0)), (1e-3, 1e-3, 3e-3));
        let plain = Ties { share: 0.5, studentized: false };
        assert_eq!((plain.slack_from(2.0, &[1.0], 7.0), plain.slack(2.0, &[1.0])), (3.5, 1.0));
    }
}
