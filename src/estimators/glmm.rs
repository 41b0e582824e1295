//! `glmm-logit`: logit with a random unit intercept, by maximum likelihood with adaptive Gauss–Hermite quadrature.
//!
//! CONVENTION: η_it = x_it'β + σb_i, b_i standard normal; θ = (β, σ). Per unit the integrand's mode b̂ and curvature c
//! place the nodes b = b̂ + √(2/c)·z. Posterior means over the nodes give the score E[s] and the observed information
//! E[J] − Var[s], s = Σ (y − nμ)(x, b), J = Σ nμ(1−μ)(x, b)(x, b)' (Louis 1982).

use super::binomial::{BinomialCell, BinomialCells, separation};
use super::regression::Exposure;
use super::twfe::{TREATED, not_identified};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::numeric::{Matrix, cholesky, eigen_symmetric, gauss_hermite};
use crate::trial::{ClusterPiece, Fit, Panel};
use std::sync::Arc;

/// Quadrature nodes, as lme4's nAGQ.
pub const NODES: usize = 15;
const ROUNDS: usize = 100;
/// A Newton step this short ends the search.
const SOLVED: f64 = 1e-10;
/// A log-odds beyond this is on its way to infinity.
const INFINITE_LOG_ODDS: f64 = 25.0;
/// A standard deviation below this is zero: the likelihood has its maximum at the boundary.
const NO_SPREAD: f64 = 1e-5;

/// A fitted model.
#[derive(Debug, Clone)]
pub struct GlmmFit {
    /// Names of the coefficients.
    pub terms: Vec<String>,
    /// Coefficients β, log-odds.
    pub coefficients: Vec<f64>,
    /// Covariance of β from the full observed information (β, σ).
    pub covariance: Matrix,
    /// Position of the treatment column.
    pub first: usize,
    /// Standard deviation of the unit intercepts.
    pub unit_sd: f64,
    /// Log-likelihood, binomial coefficients left out.
    pub log_likelihood: f64,
    /// Names of the units.
    pub unit_names: Vec<String>,
    /// Pupils.
    pub nobs: f64,
    /// Doubts.
    pub warnings: Vec<Doubt>,
}

impl GlmmFit {
    /// Coefficients and their covariance as a fit without cluster pieces beyond the units' names: its bread is the model's
    /// covariance.
    pub fn into_fit(self) -> Fit {
        let k = self.terms.len();
        let empty = Arc::new(Matrix::zeros(k, k));
        let clusters =
            self.unit_names.iter().map(|_| ClusterPiece { gram: Arc::clone(&empty), score: vec![0.0; k] }).collect();
        Fit {
            terms: self.terms,
            coefficients: self.coefficients,
            dropped: Vec::new(),
            bread: self.covariance,
            clusters,
            cluster_names: self.unit_names,
            nobs: self.nobs,
            parameters: k as f64,
        }
    }
}

/// Logit with period effects, one treatment effect, covariates and a random unit intercept.
///
/// # Errors
/// `E340` not identified, `E344`–`E346` for outcomes that a logit cannot take, `E348` when the search does not settle.
///
/// # Reference
/// Pinheiro & Bates (1995), JCGS 4, 12–35, doi:10.1080/10618600.1995.10474663; Louis (1982), JRSS B 44, 226–233.
/// *Checked against* lme4's `glmer(nAGQ = 15)`, `tests/reference/effects`.
pub fn glmm_logit(panel: &Panel) -> Outcome<GlmmFit> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let data = BinomialCells::new(panel, &exposure, true)?;
    let nodes: Vec<(f64, f64)> = gauss_hermite(NODES);
    let k = data.names.len();
    let mut theta = vec![0.0; k + 1];
    theta[k] = 0.5;
    let mut here = likelihood(&data, &nodes, &theta);
    let beta: Vec<usize> = (0..k).collect();
    if cholesky(&here.complete.block(&beta), 1e-10).dropped().contains(&data.first) {
        return Err(not_identified(panel));
    }
    for _ in 0..ROUNDS {
        let step = ascent(&here.information, &here.score);
        let mut share = 1.0;
        let (next, there) = loop {
            let to: Vec<f64> = theta.iter().zip(&step).map(|(t, s)| t + share * s).collect();
            let there = likelihood(&data, &nodes, &to);
            if there.value >= here.value - 1e-12 * here.value.abs() || share < 1e-6 {
                break (to, there);
            }
            share *= 0.5;
        };
        (theta, here) = (next, there);
        if !theta.iter().all(|b| b.abs() <= INFINITE_LOG_ODDS) {
            return Err(separation("glmm-logit"));
        }
        // σ and −σ are the same model
        theta[k] = theta[k].abs();
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        if longest <= SOLVED || theta[k] < NO_SPREAD {
            return finish(data, &nodes, theta);
        }
    }
    Err(Problem::new("E348", "the likelihood of `glmm-logit` did not settle")
        .help("use `gee-logit`, or `hussey-hughes` on the probability scale"))
}

fn finish(data: BinomialCells, nodes: &[(f64, f64)], mut theta: Vec<f64>) -> Outcome<GlmmFit> {
    let k = data.names.len();
    let mut warnings = data.warnings.clone();
    let mut keep: Vec<usize> = (0..=k).collect();
    if theta[k] < NO_SPREAD {
        theta[k] = 0.0;
        keep.pop();
        warnings.push(Doubt::PlainLogit {});
        // β at σ = 0: a plain logit, a few Newton steps away
        for _ in 0..50 {
            let at = likelihood(&data, nodes, &theta);
            let step = cholesky(&at.information.block(&keep), 1e-12).solve(&at.score[..k]);
            theta.iter_mut().zip(&step).for_each(|(t, s)| *t += s);
            if step.iter().all(|s| s.abs() <= SOLVED) {
                break;
            }
        }
    }
    let at = likelihood(&data, nodes, &theta);
    let inverse = cholesky(&at.information.block(&keep), 1e-12).inverse();
    let beta: Vec<usize> = (0..k).collect();
    Ok(GlmmFit {
        terms: data.names.clone(),
        coefficients: theta[..k].to_vec(),
        covariance: inverse.block(&beta),
        first: data.first,
        unit_sd: theta[k],
        log_likelihood: at.value,
        nobs: data.nobs(),
        unit_names: data.unit_names,
        warnings,
    })
}

/// A step uphill: Newton's, or with the absolute eigenvalues where the information is not positive definite.
fn ascent(information: &Matrix, score: &[f64]) -> Vec<f64> {
    const LONGEST: f64 = 2.0;
    let factor = cholesky(information, 1e-10);
    let n = score.len();
    let mut step = if factor.dropped().is_empty() {
        factor.solve(score)
    } else {
        let e = eigen_symmetric(information);
        let largest = e.values.iter().fold(0.0f64, |m, d| m.max(d.abs()));
        let mut step = vec![0.0; n];
        for (j, d) in e.values.iter().enumerate().filter(|(_, d)| d.abs() > 1e-10 * largest) {
            let along: f64 = (0..n).map(|i| e.vectors[(i, j)] * score[i]).sum::<f64>() / d.abs();
            step.iter_mut().enumerate().for_each(|(i, s)| *s += along * e.vectors[(i, j)]);
        }
        step
    };
    let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
    if longest > LONGEST {
        step.iter_mut().for_each(|s| *s *= LONGEST / longest);
    }
    step
}

/// The likelihood and its derivatives at θ.
struct At {
    value: f64,
    score: Vec<f64>,
    /// Observed information E[J] − Var[s].
    information: Matrix,
    /// Information were b known, E[J].
    complete: Matrix,
}

fn likelihood(data: &BinomialCells, nodes: &[(f64, f64)], theta: &[f64]) -> At {
    let p = theta.len();
    let mut at =
        At { value: 0.0, score: vec![0.0; p], information: Matrix::zeros(p, p), complete: Matrix::zeros(p, p) };
    for cells in &data.units {
        add_unit(cells, nodes, theta, &mut at);
    }
    at.information.add_scaled(1.0, &at.complete);
    at
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
    for (b, m) in mass {
        let share = m / total;
        let mut score = vec![0.0; k + 1];
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

/// Mode of the integrand in b, and minus its second derivative there.
fn mode(cells: &[BinomialCell], fixed: &[f64], sigma: f64) -> (f64, f64) {
    let mut b = 0.0;
    let mut curvature = 1.0;
    for _ in 0..100 {
        let (mut slope, mut bend) = (-b, 1.0);
        for (cell, f) in cells.iter().zip(fixed) {
            let mu = logistic(f + sigma * b);
            slope += sigma * (cell.sum - cell.n * mu);
            bend += sigma * sigma * cell.n * mu * (1.0 - mu);
        }
        curvature = bend;
        let step = (slope / bend).clamp(-2.0, 2.0);
        b += step;
        if step.abs() <= 1e-9 * (1.0 + b.abs()) {
            break;
        }
    }
    (b, curvature)
}

/// Σ (Σy·η − n·log(1 + e^η)) − b²/2.
fn log_joint(cells: &[BinomialCell], fixed: &[f64], sigma: f64, b: f64) -> f64 {
    let data: f64 = cells
        .iter()
        .zip(fixed)
        .map(|(cell, f)| {
            let eta = f + sigma * b;
            let softplus = if eta > 0.0 { eta + libm::log1p(libm::exp(-eta)) } else { libm::log1p(libm::exp(eta)) };
            cell.sum * eta - cell.n * softplus
        })
        .sum();
    data - 0.5 * b * b
}

fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-eta))
}
