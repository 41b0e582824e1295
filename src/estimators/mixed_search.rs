//! The search for the variances of a mixed model, and when it has found none.

use crate::numeric::{Finish, Minimum, Slope, minimise_nonnegative};
use std::cell::Cell;

/// Coordinates log(1 + n̄ρ) at which the criterion is looked at before any search: a boundary optimum is held against the
/// inside, and one inside against the boundary.
const LOOKED_AT: [f64; 4] = [0.0, 0.5, 2.0, 5.0];
/// Criteria that differ by at most this share of their size are one number worked out on two ways.
const IDLE: f64 = 1e-10;
/// Criteria that differ by at most this may be one number that has lost digits: the design tells.
const NEARLY_IDLE: f64 = 1e-6;
/// A coordinate beyond this is a residual variance of nothing.
const ENDLESS: f64 = 50.0;
/// A search that breaks off beyond this is on its way there: of a unit's mean the residual variance is less than a
/// millionth of the variance between.
const ON_ITS_WAY: f64 = 15.0;
/// A coordinate at which what is left is that inside cells, and rounding has not taken over.
const ALL_BETWEEN: f64 = 30.0;

/// The search for the ratios (ρ₁, ρ₂) of one model.
pub(super) struct Search<'a> {
    /// The criterion and its gradient in the ratios; not finite where nothing is left of the outcome.
    pub criterion: &'a dyn Fn([f64; 2]) -> Slope,
    /// Whether coefficients at two ratios differ by more than rounding.
    pub are_apart: &'a dyn Fn([f64; 2], [f64; 2]) -> bool,
    /// Ratios that are free.
    pub free: usize,
    /// Mean numbers of rows of a unit and of a cell, n̄.
    pub scale: [f64; 2],
}

impl Search<'_> {
    /// The ratios at a point. Coordinates are log(1 + n̄ρ): the criterion is close to θ + S·e^(−θ) in each, which is convex.
    pub fn ratio(&self, x: &[f64]) -> [f64; 2] {
        let mut ratio = [0.0; 2];
        for (i, v) in x.iter().enumerate() {
            ratio[i] = libm::expm1(*v) / self.scale[i];
        }
        ratio
    }

    /// Whether cells are alike inside: however large the variance between them, more is likelier.
    pub fn is_all_between(&self) -> bool {
        self.free == 2 && !self.value(&[0.0, ALL_BETWEEN]).is_finite()
    }

    /// The criterion at every point that is looked at before any search.
    pub fn looked(&self) -> Vec<(Vec<f64>, f64)> {
        looked_at(self.free, |x| self.value(x))
    }

    /// Whether a ratio can be anything; `by_design` is asked where the criterion does not tell.
    pub fn is_any_idle(&self, looked: &[(Vec<f64>, f64)], by_design: impl Fn() -> bool) -> bool {
        let idle = |share: f64| (0..self.free).any(|i| is_idle(looked, i, share));
        idle(IDLE) || idle(NEARLY_IDLE) && by_design()
    }

    fn value(&self, x: &[f64]) -> f64 {
        (self.criterion)(self.ratio(x)).value
    }

    fn slope(&self, x: &[f64]) -> Slope {
        let mut slope = (self.criterion)(self.ratio(x));
        slope.gradient.truncate(self.free);
        for (i, g) in slope.gradient.iter_mut().enumerate() {
            *g *= libm::exp(x[i]) / self.scale[i];
        }
        slope
    }

    /// The lowest point; `None` where nothing is left of the outcome on the way to it, or beyond it.
    pub fn lowest(&self, looked: Vec<(Vec<f64>, f64)>, finish: Finish) -> Option<Minimum> {
        let exhausted = Cell::new(looked.iter().any(|(_, value)| !value.is_finite()));
        let found = lowest(looked, finish, |x| {
            let slope = self.slope(x);
            exhausted.set(exhausted.get() || !slope.value.is_finite());
            slope
        });
        let found = found.filter(|f| !exhausted.get() && is_settled(f) && !goes_on(f, |x| self.value(x)))?;
        if finish == Finish::Slope {
            return Some(found);
        }
        // where values leave coefficients open, slopes decide
        let by_slope = minimise_nonnegative(&found.at, Finish::Slope, |x| self.slope(x));
        let apart = is_settled(&by_slope) && (self.are_apart)(self.ratio(&found.at), self.ratio(&by_slope.at));
        Some(if apart { by_slope } else { found })
    }
}

/// The criterion at every combination of the coordinates that are looked at.
fn looked_at(free: usize, value: impl Fn(&[f64]) -> f64) -> Vec<(Vec<f64>, f64)> {
    let mut points: Vec<Vec<f64>> = vec![Vec::new()];
    for _ in 0..free {
        let more = |x: &Vec<f64>| LOOKED_AT.map(|v| x.iter().copied().chain([v]).collect());
        points = points.iter().flat_map(more).collect();
    }
    points.into_iter().map(|x| (x.clone(), value(&x))).collect()
}

/// Whether a variance can be anything: with the others nothing, the criterion is the same at all its values.
fn is_idle(looked: &[(Vec<f64>, f64)], which: usize, share: f64) -> bool {
    let alone = |x: &[f64]| x.iter().enumerate().all(|(i, v)| i == which || *v == 0.0);
    let values: Vec<f64> = looked.iter().filter(|(x, _)| alone(x)).map(|(_, value)| *value).collect();
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    values.iter().all(|v| (v - lowest).abs() <= share * (1.0 + lowest.abs()))
}

/// The lowest point that searches from the best of several points find: from the best of all, and, where that ends on a
/// boundary, from the two best inside.
fn lowest(mut looked: Vec<(Vec<f64>, f64)>, finish: Finish, mut f: impl FnMut(&[f64]) -> Slope) -> Option<Minimum> {
    const INSIDE: usize = 2;
    looked.retain(|(_, value)| value.is_finite());
    looked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut best: Option<Minimum> = None;
    let is_inside = |x: &[f64]| x.iter().all(|v| *v > 0.0);
    let inside = (1..looked.len()).filter(|i| is_inside(&looked[*i].0)).take(INSIDE);
    for start in std::iter::once(0).chain(inside) {
        let Some((x, _)) = looked.get(start) else { break };
        let found = to_boundary(minimise_nonnegative(x, finish, &mut f), &mut f);
        let ended_inside = is_inside(&found.at);
        if found.value.is_finite() && best.as_ref().is_none_or(|b| found.value < b.value - rounding_of(b.value)) {
            best = Some(found);
        }
        if ended_inside {
            break;
        }
    }
    best
}

/// By how much the same criterion, worked out on two ways, may differ.
fn rounding_of(value: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    ROUNDING * (1.0 + value.abs())
}

/// The boundary itself where a search ended beside it and the criterion cannot tell the two apart: a slope of nothing there
/// is a bottom on one side only.
fn to_boundary(found: Minimum, mut f: impl FnMut(&[f64]) -> Slope) -> Minimum {
    const BESIDE: f64 = 1e-7;
    if !found.at.iter().any(|v| *v > 0.0 && *v < BESIDE) {
        return found;
    }
    let at: Vec<f64> = found.at.iter().map(|v| if *v < BESIDE { 0.0 } else { *v }).collect();
    let value = f(&at).value;
    if value <= found.value + rounding_of(found.value) { Minimum { at, value, ..found } } else { found }
}

/// Whether a search ended at residuals: a residual sum that ratios can bring to nothing is that of an outcome without
/// variation inside units.
fn is_settled(found: &Minimum) -> bool {
    let last = if found.converged { ENDLESS } else { ON_ITS_WAY };
    found.value.is_finite() && found.at.iter().all(|x| *x < last)
}

/// Whether the criterion falls on, or breaks off, beyond where a search ended further out than it was looked at: towards no
/// residual variance slopes are rounding, and a search may stand still without a bottom.
fn goes_on(found: &Minimum, value: impl Fn(&[f64]) -> f64) -> bool {
    const FURTHER: [f64; 2] = [1.0, 3.0];
    let looked_at = LOOKED_AT[LOOKED_AT.len() - 1];
    let far = (0..found.at.len()).filter(|i| found.at[*i] > looked_at);
    far.flat_map(|i| FURTHER.map(|step| (i, step))).any(|(i, step)| {
        let mut x = found.at.clone();
        x[i] += step;
        !(value(&x) > found.value)
    })
}
