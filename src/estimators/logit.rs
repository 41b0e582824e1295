//! The plain logit of binomial cells: where models of pupils in programmes begin, and what tells whether log-odds exist.

use super::binomial::{BinomialCell, BinomialCells, separation};
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, cholesky};
use crate::trial::COLLINEAR;

/// Newton's steps on a concave likelihood: ten are plenty where a maximum exists; each moves what runs away by about one.
const ROUNDS: usize = 60;
/// A step this short ends the search.
const SOLVED: f64 = 1e-11;
/// Linear predictors of cells without variation at which it is looked whether they are running away: between two of these
/// the direction shows.
const MILESTONES: [f64; 4] = [8.0, 14.0, 21.0, 30.0];

/// A plain logit at its maximum.
#[derive(Debug, Clone)]
pub struct Logit {
    /// Coefficients, 0 for columns that are combinations of earlier ones.
    pub beta: Vec<f64>,
    /// Σ Σy·η − n·log(1 + e^η).
    pub value: f64,
    /// Positions of the columns left out.
    pub dropped: Vec<usize>,
}

/// Maximum likelihood by Newton's steps, halved where they overshoot.
///
/// # Errors
/// `E346` when the log-odds of a cell run off to infinity, `E348` when the search does not settle.
///
/// # Reference
/// Albert & Anderson (1984), Biometrika 71, 1–10, doi:10.1093/biomet/71.1.1 (when the maximum exists).
pub fn logit(data: &BinomialCells, estimator: &str) -> Outcome<Logit> {
    let k = data.names.len();
    let dropped = collinear(data);
    let mut beta = vec![0.0; k];
    let mut value = likelihood(data, &beta);
    let (mut seen, mut passed) = (beta.clone(), 0);
    for _ in 0..ROUNDS {
        let (score, information) = derivatives(data, &beta, &dropped);
        let step = cholesky(&information, 1e-12).solve(&score);
        let mut share = 1.0;
        let (next, reached) = loop {
            let to: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + share * s).collect();
            let there = likelihood(data, &to);
            if there >= value - 1e-13 * value.abs() || share < 1e-8 {
                break (to, there);
            }
            share *= 0.5;
        };
        let moved = beta.iter().zip(&next).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
        let before = std::mem::replace(&mut beta, next);
        value = reached;
        if !value.is_finite() || !moved.is_finite() {
            break;
        }
        let far = farthest(data, &beta);
        while passed < MILESTONES.len() && far > MILESTONES[passed] {
            if passed == 0 {
                seen.clone_from(&before);
            } else if runs_away(data, &beta, &seen) {
                return Err(separation(estimator));
            }
            passed += 1;
        }
        if moved <= SOLVED * (1.0 + beta.iter().fold(0.0f64, |m, b| m.max(b.abs()))) {
            return Ok(Logit { beta, value, dropped });
        }
    }
    Err(Problem::new("E348", format!("the likelihood of `{estimator}` did not settle at its plain logit"))
        .found(format!("{ROUNDS} rounds, log-likelihood {value}"))
        .help("use `twfe` or `hussey-hughes` on the probability scale"))
}

fn is_pure(cell: &BinomialCell) -> bool {
    cell.sum <= 0.0 || cell.sum >= cell.n
}

/// The largest linear predictor of a cell without variation.
fn farthest(data: &BinomialCells, beta: &[f64]) -> f64 {
    data.units.iter().flatten().filter(|c| is_pure(c)).fold(0.0, |m, c| m.max(c.linear(beta).abs()))
}

/// Whether the way from one point to another lowers no cell's likelihood: cells with both outcomes do not move along it,
/// those with one outcome only move towards it, some of them do.
fn runs_away(data: &BinomialCells, beta: &[f64], from: &[f64]) -> bool {
    const SLACK: f64 = 0.02;
    let cells = || data.units.iter().flatten();
    let direction: Vec<f64> = beta.iter().zip(from).map(|(b, f)| b - f).collect();
    let along: Vec<f64> = cells().map(|c| c.linear(&direction)).collect();
    let widest = along.iter().fold(0.0f64, |m, a| m.max(a.abs()));
    let slack = SLACK * widest;
    widest > 1.0
        && cells().zip(&along).all(|(c, a)| match (c.sum <= 0.0, c.sum >= c.n) {
            (true, _) => *a <= slack,
            (_, true) => *a >= -slack,
            _ => a.abs() <= slack,
        })
}

/// Columns that are combinations of earlier ones, whatever the outcomes.
pub fn collinear(data: &BinomialCells) -> Vec<usize> {
    let k = data.names.len();
    let mut gram = Matrix::zeros(k, k);
    for cell in data.units.iter().flatten() {
        for (i, x) in cell.entries() {
            for (j, z) in cell.entries() {
                gram[(i, j)] += cell.n * x * z;
            }
        }
    }
    cholesky(&gram, COLLINEAR).dropped().to_vec()
}

fn likelihood(data: &BinomialCells, beta: &[f64]) -> f64 {
    data.units.iter().flatten().map(|c| of_cell(c, c.linear(beta))).sum()
}

/// Σy·η − n·log(1 + e^η), without overflow.
pub(super) fn of_cell(cell: &BinomialCell, eta: f64) -> f64 {
    let softplus = if eta > 0.0 { eta + libm::log1p(libm::exp(-eta)) } else { libm::log1p(libm::exp(eta)) };
    cell.sum * eta - cell.n * softplus
}

/// 1/(1 + e^(−η)).
pub(super) fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-eta))
}

fn derivatives(data: &BinomialCells, beta: &[f64], dropped: &[usize]) -> (Vec<f64>, Matrix) {
    let k = beta.len();
    let (mut score, mut information) = (vec![0.0; k], Matrix::zeros(k, k));
    for cell in data.units.iter().flatten() {
        let mu = logistic(cell.linear(beta));
        let (rest, weight) = (cell.sum - cell.n * mu, cell.n * mu * (1.0 - mu));
        for (i, x) in cell.entries().filter(|(i, _)| !dropped.contains(i)) {
            score[i] += rest * x;
            for (j, z) in cell.entries().filter(|(j, _)| !dropped.contains(j)) {
                information[(i, j)] += weight * x * z;
            }
        }
    }
    (score, information)
}
