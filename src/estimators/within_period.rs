//! `within-period`: treated minus untreated in every period, weighted by inverse variance.

use super::design_based::Cohorts;
use super::unit_means::{SeenMeans, UnitMeans};
use crate::numeric::ROUNDING;
use crate::trial::PeriodContrast;

/// Means of units by period, those that were not seen left open.
pub trait PeriodMeans: Sync {
    /// Number of periods.
    fn periods(&self) -> usize;
    /// The mean of a unit in a period; `None` where it was not seen.
    fn mean(&self, unit: usize, period: usize) -> Option<f64>;
    /// Whether the means of a period differ at all.
    fn varies(&self, period: usize) -> bool;
    /// Differences between means that are no more than this are rounding.
    fn rounding(&self) -> f64;
}

impl PeriodMeans for UnitMeans {
    fn periods(&self) -> usize {
        self.periods
    }
    fn mean(&self, unit: usize, period: usize) -> Option<f64> {
        Some(self.row(unit)[period])
    }
    fn varies(&self, period: usize) -> bool {
        self.varies[period]
    }
    fn rounding(&self) -> f64 {
        self.rounding
    }
}

impl PeriodMeans for SeenMeans {
    fn periods(&self) -> usize {
        self.seen.periods
    }
    fn mean(&self, unit: usize, period: usize) -> Option<f64> {
        self.seen.at(unit, period).then(|| self.values[unit * self.seen.periods + period])
    }
    fn varies(&self, period: usize) -> bool {
        self.varies(period)
    }
    fn rounding(&self) -> f64 {
        self.seen.rounding
    }
}

/// The comparison of one assignment, period by period, for outcomes less τ times the observed treatment.
///
/// `starts`: first treated period of each unit; `observed`: the same as it was; units in the `transition` periods before
/// their start are left out. Periods with treated and untreated units
/// and more than two units are compared, those apart in which no outcome varies; s² is pooled over the two arms, n1 + n0 − 2 degrees of freedom.
///
/// # Reference
/// Thompson, Davey, Fielding, Hargreaves & Hayes (2018), Statistics in Medicine 37, doi:10.1002/sim.7668.
pub fn within_period(
    means: &impl PeriodMeans,
    starts: &[usize],
    observed: &[usize],
    transition: usize,
) -> Vec<PeriodContrast> {
    // a period without any variation stays out whatever effect is taken from it: the variance would be all of that effect
    let periods = (0..means.periods()).filter(|t| means.varies(*t));
    periods.filter_map(|t| one_period(means, starts, observed, t, transition)).collect()
}

fn one_period(
    means: &impl PeriodMeans,
    starts: &[usize],
    observed: &[usize],
    t: usize,
    transition: usize,
) -> Option<PeriodContrast> {
    // per arm: n, Σy, Σd, Σyy, Σyd, Σdd
    let mut arms = [[0.0f64; 6]; 2];
    for (i, (g, h)) in starts.iter().zip(observed).enumerate() {
        let Some(y) = means.mean(i, t).filter(|_| !(t < *g && g - t <= transition)) else { continue };
        let d = if t >= *h { 1.0 } else { 0.0 };
        let arm = &mut arms[usize::from(t >= *g)];
        for (sum, v) in arm.iter_mut().zip([1.0, y, d, y * y, y * d, d * d]) {
            *sum += v;
        }
    }
    let [n0, n1] = [arms[0][0], arms[1][0]];
    if n0 < 1.0 || n1 < 1.0 || n0 + n1 < 3.0 {
        return None;
    }
    let difference = |j: usize| arms[1][j] / n1 - arms[0][j] / n0;
    // Σ over arms of Σab − ΣaΣb/n
    let within = |ab: usize, a: usize, b: usize| -> f64 { arms.iter().map(|s| s[ab] - s[a] * s[b] / s[0]).sum() };
    let square = |aa: usize, a: usize| {
        let (rest, whole) = (within(aa, a, a), arms[0][aa] + arms[1][aa]);
        if rest <= (ROUNDING * whole).max((n0 + n1) * means.rounding() * means.rounding()) { 0.0 } else { rest }
    };
    let scale = (1.0 / n1 + 1.0 / n0) / (n1 + n0 - 2.0);
    Some(PeriodContrast {
        period: t,
        difference: [difference(1), difference(2)],
        variance: [scale * square(3, 1), scale * within(4, 1, 2), scale * square(5, 2)],
    })
}

/// First treated period of each unit of some cohorts.
pub fn unit_starts(cohorts: &Cohorts, of_unit: &[u16]) -> Vec<usize> {
    of_unit.iter().map(|g| cohorts.starts[*g as usize]).collect()
}
