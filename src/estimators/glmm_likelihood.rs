//! The likelihood of a logit with a random unit intercept, and its derivatives, by adaptive Gauss–Hermite quadrature.
//!
//! CONVENTION: η_it = x_it'β + σb_i, b_i standard normal; θ = (β, σ), σ ≥ 0. Per unit the integrand's mode b̂ and curvature
//! c place the nodes b = b̂ + √(2/c)·z. Posterior means over the nodes give the score E[s] and the observed information
//! E[J] − Var[s], s = Σ (y − nμ)(x, b), J = Σ nμ(1−μ)(x, b)(x, b)' (Louis 1982).

use super::binomial::{BinomialCell, BinomialCells};
use super::logit::{logistic, of_cell};
use crate::numeric::Matrix;
use rayon::prelude::*;

/// Units whose sums are taken together; part of the definition of a result, whatever the number of threads.
const BLOCK: usize = 512;

/// The likelihood and its derivatives at θ.
#[derive(Debug, Clone)]
pub(super) struct At {
    /// Log-likelihood, binomial coefficients left out.
    pub value: f64,
    /// Its gradient.
    pub score: Vec<f64>,
    /// Observed information E[J] − Var[s].
    pub information: Matrix,
    /// Information were b known, E[J].
    pub complete: Matrix,
}

impl At {
    fn nothing(p: usize) -> At {
        At { value: 0.0, score: vec![0.0; p], information: Matrix::zeros(p, p), complete: Matrix::zeros(p, p) }
    }

    fn add(&mut self, other: &At) {
        self.value += other.value;
        self.score.iter_mut().zip(&other.score).for_each(|(a, b)| *a += b);
        self.information.add_scaled(1.0, &other.information);
        self.complete.add_scaled(1.0, &other.complete);
    }
}

/// Log-likelihood, score and information at θ = (β, σ).
pub(super) fn likelihood(data: &BinomialCells, nodes: &[(f64, f64)], theta: &[f64]) -> At {
    let p = theta.len();
    let blocks: Vec<At> = data
        .units
        .par_chunks(BLOCK)
        .map(|units| {
            let mut at = At::nothing(p);
            units.iter().for_each(|cells| add_unit(cells, nodes, theta, &mut at));
            at
        })
        .collect();
    let mut at = At::nothing(p);
    blocks.iter().for_each(|b| at.add(b));
    at.information.add_scaled(1.0, &at.complete);
    at
}

/// The log-likelihood at θ by the trapezoid rule on steps that each unit's integrand needs, and the points of the unit that
/// needs most: right however far apart the units lie, and without derivatives.
pub(super) fn integrated(data: &BinomialCells, theta: &[f64]) -> (f64, usize) {
    let units: Vec<(f64, usize)> = data.units.par_iter().map(|cells| integrated_unit(cells, theta)).collect();
    units.iter().fold((0.0, 0), |(sum, most), (value, points)| (sum + value, most.max(*points)))
}

/// Steps of h cost some e^(−π²/(hσ)) of the integral, and next to nothing where h is at most the width of the mode.
fn integrated_unit(cells: &[BinomialCell], theta: &[f64]) -> (f64, usize) {
    /// The integrand is log-concave: where it is this small beside its mode, nothing farther counts.
    const NOTHING: f64 = 1e-18;
    const WIDEST: f64 = 0.5;
    let sigma = theta[theta.len() - 1];
    let fixed: Vec<f64> = cells.iter().map(|c| c.linear(theta)).collect();
    let (mode, curvature) = mode(cells, &fixed, sigma);
    let top = log_joint(cells, &fixed, sigma, mode);
    let step = WIDEST.min(0.5 / sigma).min(1.0 / libm::sqrt(curvature));
    let (mut total, mut points) = (1.0, 1);
    for way in [-step, step] {
        let at = |i: u32| libm::exp(log_joint(cells, &fixed, sigma, mode + f64::from(i) * way) - top);
        for value in (1..).map(at).take_while(|v| *v > NOTHING) {
            total += value;
            points += 1;
        }
    }
    (top + libm::log(total * step) - 0.5 * libm::log(2.0 * std::f64::consts::PI), points)
}

/// Twice the slope of the profile log-likelihood in σ² at σ = 0: Σ_i (Σ(y − nμ))² − Σnμ(1 − μ). Positive: 0 is no maximum.
pub(super) fn slope_at_zero(data: &BinomialCells, beta: &[f64]) -> f64 {
    let unit = |cells: &Vec<BinomialCell>| {
        let (mut rest, mut weight) = (0.0, 0.0);
        for cell in cells {
            let mu = logistic(cell.linear(beta));
            rest += cell.sum - cell.n * mu;
            weight += cell.n * mu * (1.0 - mu);
        }
        rest * rest - weight
    };
    data.units.iter().map(unit).sum()
}

/// Adds one unit: E[J] to `complete`, −Var[s] to `information`.
fn add_unit(cells: &[BinomialCell], nodes: &[(f64, f64)], theta: &[f64], at: &mut At) {
    let k = theta.len() - 1;
    let sigma = theta[k];
    let fixed: Vec<f64> = cells.iter().map(|c| c.linear(theta)).collect();
    let (mode, curvature) = mode(cells, &fixed, sigma);
    let top = log_joint(cells, &fixed, sigma, mode);
    let width = libm::sqrt(2.0 / curvature);
    let mass: Vec<(f64, f64)> = nodes
        .iter()
        .map(|(z, w)| {
            let b = mode + width * z;
            (b, w * libm::exp(z * z + log_joint(cells, &fixed, sigma, b) - top))
        })
        .collect();
    let total: f64 = mass.iter().map(|(_, m)| m).sum();
    at.value += top + libm::log(total) + 0.5 * libm::log(1.0 / (curvature * std::f64::consts::PI));
    let mut mean = vec![0.0; k + 1];
    let mut score = vec![0.0; k + 1];
    for (b, m) in mass {
        let share = m / total;
        score.fill(0.0);
        for (cell, f) in cells.iter().zip(&fixed) {
            let mu = logistic(f + sigma * b);
            let rest = cell.sum - cell.n * mu;
            let weight = share * cell.n * mu * (1.0 - mu);
            let x = cell.entries().chain(std::iter::once((k, b)));
            for (i, xi) in x.clone() {
                score[i] += rest * xi;
                for (j, xj) in x.clone() {
                    at.complete[(i, j)] += weight * xi * xj;
                }
            }
        }
        at.information.add_outer(-share, &score);
        mean.iter_mut().zip(&score).for_each(|(m, s)| *m += share * s);
    }
    at.information.add_outer(1.0, &mean);
    at.score.iter_mut().zip(&mean).for_each(|(t, m)| *t += m);
}

/// Mode of the integrand in b, and minus its second derivative there: Newton's steps kept inside a shrinking bracket of the
/// root of a falling slope.
fn mode(cells: &[BinomialCell], fixed: &[f64], sigma: f64) -> (f64, f64) {
    const ROUNDS: usize = 200;
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut b = 0.0;
    let mut curvature = 1.0;
    for _ in 0..ROUNDS {
        let (mut slope, mut bend) = (-b, 1.0);
        for (cell, f) in cells.iter().zip(fixed) {
            let mu = logistic(f + sigma * b);
            slope += sigma * (cell.sum - cell.n * mu);
            bend += sigma * sigma * cell.n * mu * (1.0 - mu);
        }
        curvature = bend;
        if slope > 0.0 {
            low = b;
        } else {
            high = b;
        }
        let step = (slope / bend).clamp(-2.0, 2.0);
        let mut next = b + step;
        if low.is_finite() && high.is_finite() && !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        let moved = (next - b).abs();
        b = next;
        if moved <= 1e-9 * (1.0 + b.abs()) {
            break;
        }
    }
    (b, curvature)
}

/// Σ (Σy·η − n·log(1 + e^η)) − b²/2.
fn log_joint(cells: &[BinomialCell], fixed: &[f64], sigma: f64, b: f64) -> f64 {
    let data: f64 = cells.iter().zip(fixed).map(|(cell, f)| of_cell(cell, f + sigma * b)).sum();
    data - 0.5 * b * b
}
