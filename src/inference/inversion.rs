//! Inverting a randomization test: which effects it does not reject.
//!
//! CONVENTION: τ a constant additive effect, t_r(τ) the statistic of draw r and t(τ) the observed one after τ was taken.

use super::randomization::{Curve, Rule, TIE};
use rayon::prelude::*;

/// The τ at which the observed estimate is zero, by secant steps from τ = θ̂, where it is already for an assigned effect.
pub(super) fn root(observed: &impl Curve, estimate: f64, scale: f64) -> f64 {
    let (mut a, mut at_a) = (0.0, estimate);
    let mut b = estimate;
    for _ in 0..60 {
        let at_b = observed.at(b).0;
        if !(at_b.abs() > 1e-9 * scale) || at_b == at_a {
            break;
        }
        let next = b - at_b * (b - a) / (at_b - at_a);
        (a, at_a, b) = (b, at_b, next);
    }
    b
}

/// The observed statistic at every τ.
pub(super) struct Judge<'a, C> {
    pub rule: Rule,
    pub observed: &'a C,
    pub centre: f64,
    pub scale: f64,
}

/// Points of the line at which every draw is looked at first.
const GRID: usize = 161;

impl<C: Curve> Judge<'_, C> {
    fn observed(&self, tau: f64) -> f64 {
        self.rule.statistic(self.observed, tau).abs()
    }

    fn extreme(&self, draw: &impl Curve, tau: f64) -> bool {
        !(self.rule.statistic(draw, tau).abs() < self.observed(tau) - TIE)
    }

    /// The whole line, dense around the estimate: τ = θ̂ + s·x/(1 − x²).
    fn grid(&self) -> Vec<f64> {
        let step = 2.0 / (GRID + 1) as f64;
        let mut grid: Vec<f64> = (1..=GRID)
            .map(|i| {
                let x = -1.0 + i as f64 * step;
                self.centre + 4.0 * self.scale * x / (1.0 - x * x)
            })
            .collect();
        grid.insert(0, self.centre - FAR * self.scale);
        grid.push(self.centre + FAR * self.scale);
        grid
    }

    /// The closed intervals of τ in which a draw is extreme, ends infinite beyond the grid.
    fn intervals(&self, draw: &impl Curve, grid: &[f64], into: &mut Vec<(f64, f64)>) {
        if let (Some(own), Some(line), false) = (self.observed.line(), draw.line(), self.rule.studentized) {
            return self.linear(draw, own, line, into);
        }
        let mut open = self.extreme(draw, grid[0]).then_some(f64::NEG_INFINITY);
        for pair in grid.windows(2) {
            let inside = open.is_some();
            if self.extreme(draw, pair[1]) == inside {
                continue;
            }
            let edge = self.edge(draw, pair[0], pair[1], inside);
            match open.take() {
                Some(from) => into.push((from, edge)),
                None => open = Some(edge),
            }
        }
        if let Some(from) = open {
            into.push((from, f64::INFINITY));
        }
    }

    /// Where a draw ceases (or begins) to be extreme between two points; the extreme side of the last bit.
    fn edge(&self, draw: &impl Curve, mut a: f64, mut b: f64, extreme_at_a: bool) -> f64 {
        for _ in 0..200 {
            let middle = 0.5 * (a + b);
            if !(middle > a && middle < b) {
                break;
            }
            if self.extreme(draw, middle) == extreme_at_a { a = middle } else { b = middle }
        }
        if extreme_at_a { a } else { b }
    }

    /// |a − τb| ≥ |a0 − τb0| − ε, exactly: between the four crossings of the two broken lines nothing changes.
    fn linear(&self, draw: &impl Curve, [a0, b0]: [f64; 2], [a, b]: [f64; 2], into: &mut Vec<(f64, f64)>) {
        let mut crossings = Vec::with_capacity(4);
        for s in [1.0, -1.0] {
            for q in [1.0, -1.0] {
                // s(a − τb) = q(a0 − τb0) − ε
                let slope = s * b - q * b0;
                if slope != 0.0 {
                    crossings.push((s * a - q * a0 + TIE) / slope);
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        crossings.dedup();
        let mut edges = vec![f64::NEG_INFINITY];
        edges.extend(crossings);
        edges.push(f64::INFINITY);
        let probe = |lo: f64, hi: f64| match (lo.is_finite(), hi.is_finite()) {
            (true, true) => 0.5 * (lo + hi),
            (false, true) => hi - 1.0 - hi.abs(),
            (true, false) => lo + 1.0 + lo.abs(),
            (false, false) => self.centre,
        };
        let mut open: Option<f64> = None;
        for pair in edges.windows(2) {
            match (self.extreme(draw, probe(pair[0], pair[1])), open) {
                (true, None) => open = Some(pair[0]),
                (false, Some(from)) => {
                    into.push((from, pair[0]));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some(from) = open {
            into.push((from, f64::INFINITY));
        }
    }
}

/// How many standard errors away counts as infinitely far.
const FAR: f64 = 1e6;

/// The hull of {τ: p(τ) > α} and whether the set is one interval.
pub(super) fn accepted<C: Curve>(
    judge: &Judge<'_, C>,
    draws: &[C],
    alpha: f64,
    share: &dyn Fn(f64) -> f64,
) -> (f64, f64, bool) {
    if !(judge.scale > 0.0) || !judge.centre.is_finite() {
        return (f64::NAN, f64::NAN, true);
    }
    // a share equal to α is rejected, whatever the last bit of 1 − level
    let alpha = alpha + 1e-12;
    if share(0.0) > alpha {
        return (f64::NEG_INFINITY, f64::INFINITY, true);
    }
    let grid = judge.grid();
    let per_piece: Vec<Vec<(f64, f64)>> = draws
        .par_chunks(1024)
        .map(|piece| {
            let mut found = Vec::with_capacity(2 * piece.len());
            piece.iter().for_each(|d| judge.intervals(d, &grid, &mut found));
            found
        })
        .collect();
    // at a point first all that begin there, then all that end there
    let mut events: Vec<(f64, i32)> =
        per_piece.into_iter().flatten().flat_map(|(from, to)| [(from, 1), (to, -1)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut inside, mut low, mut high, mut runs, mut open) = (0i64, f64::NAN, f64::NAN, 0usize, false);
    for (tau, change) in &events {
        inside += i64::from(*change);
        let kept = share(inside as f64) > alpha;
        if kept && !open {
            runs += 1;
            low = if low.is_nan() { *tau } else { low };
        }
        if !kept && open {
            high = *tau;
        }
        open = kept;
    }
    if open {
        high = f64::INFINITY;
    }
    (low, high, runs <= 1)
}
