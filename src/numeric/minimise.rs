//! Minimising a smooth function over non-negative arguments, from its value and gradient.

use super::{Matrix, cholesky, eigen_symmetric};

/// A smooth function's value and gradient at a point.
#[derive(Debug, Clone)]
pub struct Slope {
    /// Value.
    pub value: f64,
    /// Gradient, one entry a coordinate.
    pub gradient: Vec<f64>,
}

/// Where a minimisation ended.
#[derive(Debug, Clone)]
pub struct Minimum {
    /// The point.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Whether steps became negligible.
    pub converged: bool,
}

/// What tells which of two points is lower near the bottom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Finish {
    /// The value alone: it tells the place to the root of its rounding.
    #[default]
    Value,
    /// The slope, where values are the same but for rounding: it tells the place to rounding itself.
    Slope,
}

/// Minimises a smooth function of a few coordinates over x ≥ 0 by projected Newton steps.
///
/// The Hessian is that of differences of the gradient (forward, 1e-6), made positive by its absolute eigenvalues; a
/// coordinate at 0 with a positive slope stays there. Coordinates should be of order one. What is not finite ends the
/// search (`converged` is false), and so do a hundred steps or sixty halvings of one.
///
/// # Reference
/// Bertsekas (1982), SIAM Journal on Control and Optimization 20, 221–246.
pub fn minimise_nonnegative(start: &[f64], finish: Finish, mut f: impl FnMut(&[f64]) -> Slope) -> Minimum {
    const NEGLIGIBLE: f64 = 1e-10;
    const LONGEST: f64 = 4.0;
    const HALVINGS: usize = 60;
    // values closer than this, as a share of their size, are one number: there the gradient tells which point is lower
    const ROUNDING: f64 = 1e-12;
    let mut x = start.to_vec();
    let mut here = f(&x);
    for _ in 0..100 {
        if !here.value.is_finite() || here.gradient.iter().any(|g| !g.is_finite()) {
            break;
        }
        let free: Vec<usize> = (0..x.len()).filter(|&i| x[i] > 0.0 || here.gradient[i] < 0.0).collect();
        let slope: Vec<f64> = free.iter().map(|&i| here.gradient[i]).collect();
        if free.is_empty() || slope.iter().all(|g| *g == 0.0) {
            return Minimum { at: x, value: here.value, converged: true };
        }
        let hessian = differences(&x, &here, &free, &mut f);
        let mut step = newton_step(&hessian, &slope);
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        if longest > LONGEST {
            step.iter_mut().for_each(|s| *s *= LONGEST / longest);
        }
        let mut share = 1.0;
        let mut halvings = 0;
        let lower = |there: &Slope, to: &[f64]| {
            let alike = finish == Finish::Slope && there.value - here.value <= ROUNDING * (1.0 + here.value.abs());
            there.value <= here.value || alike && steepest(to, there) < steepest(&x, &here)
        };
        let (next, moved, better) = loop {
            let mut to = x.clone();
            for (&i, s) in free.iter().zip(&step) {
                to[i] = (x[i] + share * s).max(0.0);
            }
            let there = f(&to);
            let moved = to.iter().zip(&x).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
            halvings += 1;
            let better = lower(&there, &to);
            if better || moved <= NEGLIGIBLE || halvings > HALVINGS {
                break ((to, there), moved, better);
            }
            share *= 0.5;
        };
        if better {
            (x, here) = next;
        }
        if !better && moved > NEGLIGIBLE {
            break;
        }
        if moved <= NEGLIGIBLE {
            return Minimum { at: x, value: here.value, converged: true };
        }
    }
    Minimum { at: x, value: here.value, converged: false }
}

/// The Hessian in some coordinates, of differences of the gradient.
fn differences(x: &[f64], here: &Slope, free: &[usize], f: &mut impl FnMut(&[f64]) -> Slope) -> Matrix {
    const DIFFERENCE: f64 = 1e-6;
    let mut hessian = Matrix::zeros(free.len(), free.len());
    for (a, &i) in free.iter().enumerate() {
        let mut beside = x.to_vec();
        beside[i] += DIFFERENCE;
        let there = f(&beside);
        for (b, &j) in free.iter().enumerate() {
            let d = 0.5 * (there.gradient[j] - here.gradient[j]) / DIFFERENCE;
            hessian[(a, b)] += d;
            hessian[(b, a)] += d;
        }
    }
    hessian
}

/// The largest slope along which a point can still move: at 0 only inwards.
fn steepest(x: &[f64], at: &Slope) -> f64 {
    x.iter().zip(&at.gradient).filter(|(x, g)| **x > 0.0 || **g < 0.0).fold(0.0f64, |m, (_, g)| m.max(g.abs()))
}

/// −|H|⁻¹g: Newton's step, or with the absolute eigenvalues where H is not positive definite.
fn newton_step(hessian: &Matrix, slope: &[f64]) -> Vec<f64> {
    let factor = cholesky(hessian, 1e-12);
    if factor.dropped().is_empty() {
        return factor.solve(slope).iter().map(|s| -s).collect();
    }
    let e = eigen_symmetric(hessian);
    let n = slope.len();
    let largest = e.values.iter().fold(0.0f64, |m, d| m.max(d.abs())).max(1e-300);
    let mut step = vec![0.0; n];
    for (j, d) in e.values.iter().enumerate() {
        let along: f64 = (0..n).map(|i| e.vectors[(i, j)] * slope[i]).sum();
        let size = -along / d.abs().max(1e-6 * largest);
        for (i, s) in step.iter_mut().enumerate() {
            *s += size * e.vectors[(i, j)];
        }
    }
    step
}
