//! `gee-logit` and `gee-identity`: generalized estimating equations with exchangeable correlation, from cells (with
//! covariates: from pupils who are alike).
//!
//! CONVENTION: a = √v(μ), r = (y − μ)/a, R = (1−α)I + α11' within a unit of n pupils,
//! R⁻¹ = (I − c·11')/(1−α), c = α/(1 + (n−1)α). Per cell: Σr = (Σy − nμ)/a, Σr² = (Σy² − 2μΣy + nμ²)/a².

use super::binomial::{BinomialCells, separation};
use super::regression::Exposure;
use super::twfe::{TREATED, not_identified};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, ClusterPiece, Fit, Panel};

/// Link and variance function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Logit link, v(μ) = μ(1−μ).
    Logit,
    /// Identity link, v(μ) = 1.
    Identity,
}

/// A fitted GEE.
#[derive(Debug, Clone)]
pub struct GeeFit {
    /// Bread (Σ D'V⁻¹D)⁻¹ with φ taken out, grams D_i'V_i⁻¹D_i, scores D_i'V_i⁻¹(y_i − μ_i).
    pub fit: Fit,
    /// Position of the treatment column.
    pub first: usize,
    /// Working correlation α.
    pub alpha: f64,
    /// Dispersion φ.
    pub dispersion: f64,
    /// Doubts.
    pub warnings: Vec<Doubt>,
}

const ROUNDS: usize = 200;
/// Steps of the coefficients, on the link scale, below which the equations count as solved.
const SOLVED: f64 = 1e-12;
/// A log-odds beyond this is on its way to infinity.
const INFINITE_LOG_ODDS: f64 = 25.0;

/// One effect, period effects, covariates, exchangeable correlation within units; α and φ by moments without a correction for p.
///
/// # Errors
/// `E340` not identified, `E344`–`E346` for outcomes that a logit cannot take, `E347` when α leaves its range or the
/// rounds do not settle.
///
/// # Reference
/// Liang & Zeger (1986), Biometrika 73, doi:10.1093/biomet/73.1.13. *Checked against* geepack,
/// `tests/reference/effects`.
pub fn gee(panel: &Panel, family: Family) -> Outcome<GeeFit> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let data = BinomialCells::new(panel, &exposure, family == Family::Logit)?;
    let k = data.names.len();
    let mut beta = vec![0.0; k];
    let mut moments = Moments { alpha: 0.0, dispersion: 1.0 };
    let warnings = data.warnings.clone();
    for round in 0..ROUNDS {
        let fit = equations(&data, family, &beta, moments.alpha);
        if round == 0 && !fit.estimable(&fit.picks(data.first)) {
            return Err(not_identified(panel));
        }
        let total: Vec<f64> = (0..k).map(|j| fit.clusters.iter().map(|c| c.score[j]).sum()).collect();
        let step = fit.bread.mul_vec(&total);
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        if longest <= SOLVED && round > 0 {
            return Ok(GeeFit {
                first: data.first,
                alpha: moments.alpha,
                dispersion: moments.dispersion,
                fit,
                warnings,
            });
        }
        for (b, s) in beta.iter_mut().zip(&step) {
            *b += s;
        }
        if family == Family::Logit && !beta.iter().all(|b| b.abs() <= INFINITE_LOG_ODDS) {
            return Err(separation("gee-logit"));
        }
        moments = working(&data, family, &beta)?;
    }
    Err(Problem::new("E347", "the estimating equations did not settle")
        .help("use `twfe` with `cr2`, which needs no rounds"))
}

struct Moments {
    alpha: f64,
    dispersion: f64,
}

/// Mean, dμ/dη and a = √v(μ) at a linear predictor.
fn point(family: Family, eta: f64) -> (f64, f64, f64) {
    match family {
        Family::Identity => (eta, 1.0, 1.0),
        Family::Logit => {
            let mu = 1.0 / (1.0 + libm::exp(-eta));
            let v = mu * (1.0 - mu);
            (mu, v, libm::sqrt(v))
        }
    }
}

/// φ = Σr²/N and α = Σ_pairs rr'/(φ·pairs).
fn working(data: &BinomialCells, family: Family, beta: &[f64]) -> Outcome<Moments> {
    let (mut squares, mut products, mut n_all, mut pairs) = (0.0, 0.0, 0.0, 0.0);
    let mut largest = 0.0f64;
    for cells in &data.units {
        let (mut sum, mut own, mut n) = (0.0, 0.0, 0.0);
        for cell in cells {
            let (mu, _, a) = point(family, cell.linear(beta));
            sum += (cell.sum - cell.n * mu) / a;
            own += (cell.squares - 2.0 * mu * cell.sum + cell.n * mu * mu) / (a * a);
            n += cell.n;
        }
        squares += own;
        products += 0.5 * (sum * sum - own);
        pairs += 0.5 * n * (n - 1.0);
        n_all += n;
        largest = largest.max(n);
    }
    let dispersion = squares / n_all;
    let alpha = if pairs > 0.0 { products / (dispersion * pairs) } else { 0.0 };
    if !(dispersion > 0.0) || !(alpha < 1.0) || 1.0 + (largest - 1.0) * alpha <= 0.0 {
        return Err(Problem::new("E347", "the working correlation leaves the range in which its matrix is positive")
            .found(format!("alpha = {alpha}"))
            .help("use `twfe` with `cr2`, which needs no working correlation"));
    }
    Ok(Moments { alpha, dispersion })
}

/// D'V⁻¹D and D'V⁻¹(y − μ) of every unit at β and α, φ = 1.
fn equations(data: &BinomialCells, family: Family, beta: &[f64], alpha: f64) -> Fit {
    let k = data.names.len();
    let mut total = Matrix::zeros(k, k);
    let clusters: Vec<ClusterPiece> = data
        .units
        .iter()
        .map(|cells| {
            let mut gram = Matrix::zeros(k, k);
            let (mut score, mut x_sum) = (vec![0.0; k], vec![0.0; k]);
            let (mut r_sum, mut n) = (0.0, 0.0);
            for cell in cells {
                let (mu, slope, a) = point(family, cell.linear(beta));
                let d = slope / a;
                let r = (cell.sum - cell.n * mu) / a;
                for (i, x) in cell.entries() {
                    for (j, z) in cell.entries() {
                        gram[(i, j)] += cell.n * d * d * x * z;
                    }
                    x_sum[i] += cell.n * d * x;
                    score[i] += d * r * x;
                }
                r_sum += r;
                n += cell.n;
            }
            let c = alpha / (1.0 + (n - 1.0) * alpha);
            gram.add_outer(-c, &x_sum);
            for i in 0..k {
                gram.row_mut(i).iter_mut().for_each(|v| *v /= 1.0 - alpha);
                score[i] = (score[i] - c * x_sum[i] * r_sum) / (1.0 - alpha);
            }
            total.add_scaled(1.0, &gram);
            ClusterPiece::new(gram, score)
        })
        .collect();
    let factor = cholesky(&total, COLLINEAR);
    Fit {
        terms: data.names.clone(),
        coefficients: beta.to_vec(),
        dropped: factor.dropped().to_vec(),
        bread: factor.inverse(),
        clusters,
        cluster_names: data.unit_names.clone(),
        nobs: data.nobs(),
        parameters: factor.kept().len() as f64,
    }
}
