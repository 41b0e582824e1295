//! Logistic, log-binomial and Poisson regression by Newton steps, and what is said where outcomes are separated.

use super::cells::{Cells, Solved};
use super::linear::COLLINEAR;
use crate::numeric::{Matrix, cholesky};
use crate::trial::Fit;

/// Newton steps before giving up: the log-likelihoods are concave, so ten are plenty where a maximum exists.
const STEPS: usize = 60;
/// A step this small relative to the coefficients is the last: the next would be its square.
const CONVERGED: f64 = 1e-11;
/// A linear predictor beyond this at the last step means a fitted risk of 0 or 1 to thirteen digits.
const RUNAWAY: f64 = 30.0;

/// Families of regression with a log-likelihood in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Logistic regression: coefficients are log odds ratios.
    Logit,
    /// Modified Poisson (log link, 0/1 outcome): coefficients are log risk ratios; the variance must be robust.
    Poisson,
}

impl Family {
    /// Mean and working weight (the variance function) at a linear predictor.
    pub fn mean(self, eta: f64) -> (f64, f64) {
        match self {
            Family::Logit => {
                let p = if eta >= 0.0 {
                    1.0 / (1.0 + libm::exp(-eta))
                } else {
                    let e = libm::exp(eta);
                    e / (1.0 + e)
                };
                (p, p * (1.0 - p))
            }
            Family::Poisson => {
                let m = libm::exp(eta.min(500.0));
                (m, m)
            }
        }
    }

    fn log_likelihood(self, n: f64, events: f64, eta: f64) -> f64 {
        match self {
            // log(1 + e^η) without overflow
            Family::Logit => events * eta - n * (eta.max(0.0) + libm::log1p(libm::exp(-eta.abs()))),
            Family::Poisson => events * eta - n * libm::exp(eta.min(500.0)),
        }
    }

    fn start(self, risk: f64) -> f64 {
        let risk = risk.clamp(1e-6, 1.0 - 1e-6);
        match self {
            Family::Logit => libm::log(risk / (1.0 - risk)),
            Family::Poisson => libm::log(risk),
        }
    }
}

/// Why an iterated regression has no finite maximum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separation {
    /// The columns whose coefficients ran away.
    pub terms: Vec<String>,
}

/// Maximum likelihood by Newton's method on counts.
///
/// β solves Σ x(y − nμ(x'β)) = 0; bread (Σ n w xx')⁻¹ at the solution. The first column must be the intercept.
///
/// # Errors
/// [`Separation`] when the likelihood has no maximum: a column, or a combination, tells the outcome exactly.
///
/// # Reference
/// McCullagh & Nelder (1989), Generalized Linear Models, §2.5; Zou (2004) for the modified Poisson,
/// doi:10.1093/aje/kwh090; Albert & Anderson (1984) for separation, doi:10.1093/biomet/71.1.1.
///
/// *Checked against* `tests/reference/absence`.
pub fn iterated(cells: &Cells, family: Family) -> Result<Fit, Separation> {
    let totals = cells.totals(|_| false);
    let solved = maximise(&cells.design, &totals, family)
        .map_err(|runaway| Separation { terms: runaway.into_iter().map(|j| cells.terms[j].clone()).collect() })?;
    let (mu, weight): (Vec<f64>, Vec<f64>) =
        cells.design.mul_vec(&solved.coefficients).into_iter().map(|eta| family.mean(eta)).unzip();
    Ok(cells.fit(solved, &mu, &weight))
}

/// The coefficients only, from pupils and events of each design row; `Err` lists the columns that ran away.
pub(super) fn maximise(design: &Matrix, totals: &[(f64, f64)], family: Family) -> Result<Solved, Vec<usize>> {
    maximise_from(design, totals, family, None, None)
}

/// The same from another start, and with a known part of the linear predictor for each design row.
pub(super) fn maximise_from(
    design: &Matrix,
    totals: &[(f64, f64)],
    family: Family,
    start: Option<&[f64]>,
    offset: Option<&[f64]>,
) -> Result<Solved, Vec<usize>> {
    let k = design.cols();
    let (n, events) = totals.iter().fold((0.0, 0.0), |a, t| (a.0 + t.0, a.1 + t.1));
    if n == 0.0 || events == 0.0 || (events == n && family == Family::Logit) {
        return Err(vec![0]);
    }
    let mut beta = vec![0.0; k];
    match (start, offset) {
        (Some(known), _) => beta.copy_from_slice(known),
        (None, Some(_)) => {}
        (None, None) => beta[0] = family.start(events / n),
    }
    let linear = Linear { design, offset };
    let mut value = likelihood(linear, totals, family, &beta);
    for _ in 0..STEPS {
        let (gradient, information) = derivatives(linear, totals, family, &beta);
        let factor = cholesky(&information, COLLINEAR);
        let step = factor.solve(&gradient);
        let mut scale = 1.0;
        let mut next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + s).collect();
        let mut next_value = likelihood(linear, totals, family, &next);
        // a concave likelihood can be overshot; half the step until it rises, or until rounding hides the rise
        while !(next_value >= value - 1e-9 * (1.0 + value.abs())) && scale > 1e-8 {
            scale *= 0.5;
            next = beta.iter().zip(&step).map(|(b, s)| b + scale * s).collect();
            next_value = likelihood(linear, totals, family, &next);
        }
        let moved = step.iter().zip(&next).map(|(s, b)| (scale * s / (1.0 + b.abs())).abs()).fold(0.0, f64::max);
        beta = next;
        value = next_value;
        if moved <= CONVERGED {
            return finish(linear, totals, family, beta);
        }
    }
    Err(running(design, totals, &beta))
}

/// Columns and what is added to them.
#[derive(Clone, Copy)]
struct Linear<'a> {
    design: &'a Matrix,
    offset: Option<&'a [f64]>,
}

impl Linear<'_> {
    fn predictor(self, beta: &[f64]) -> Vec<f64> {
        let mut eta = self.design.mul_vec(beta);
        if let Some(offset) = self.offset {
            eta.iter_mut().zip(offset).for_each(|(e, o)| *e += o);
        }
        eta
    }
}

fn finish(linear: Linear<'_>, totals: &[(f64, f64)], family: Family, beta: Vec<f64>) -> Result<Solved, Vec<usize>> {
    let design = linear.design;
    let occupied = |i: &usize| totals[*i].0 > 0.0;
    let eta = linear.predictor(&beta);
    let far = |e: f64| if family == Family::Logit { e.abs() > RUNAWAY } else { e < -RUNAWAY };
    if (0..design.rows()).filter(occupied).any(|i| far(eta[i])) {
        return Err(running(design, totals, &beta));
    }
    let (_, information) = derivatives(linear, totals, family, &beta);
    let factor = cholesky(&information, COLLINEAR);
    Ok(Solved { coefficients: beta, bread: factor.inverse(), dropped: factor.dropped().to_vec() })
}

fn running(design: &Matrix, totals: &[(f64, f64)], beta: &[f64]) -> Vec<usize> {
    // a coefficient runs away when what it moves in the linear predictor is out of any real proportion
    let spread = |j: usize| {
        let used = || (0..design.rows()).filter(|i| totals[*i].0 > 0.0).map(|i| design[(i, j)]);
        used().fold(f64::MIN, f64::max) - used().fold(f64::MAX, f64::min)
    };
    let runaway: Vec<usize> = (1..beta.len()).filter(|j| (beta[*j] * spread(*j)).abs() > RUNAWAY / 2.0).collect();
    if runaway.is_empty() { vec![0] } else { runaway }
}

fn likelihood(linear: Linear<'_>, totals: &[(f64, f64)], family: Family, beta: &[f64]) -> f64 {
    let eta = linear.predictor(beta);
    totals.iter().zip(&eta).filter(|(t, _)| t.0 > 0.0).map(|((n, y), e)| family.log_likelihood(*n, *y, *e)).sum()
}

fn derivatives(linear: Linear<'_>, totals: &[(f64, f64)], family: Family, beta: &[f64]) -> (Vec<f64>, Matrix) {
    let k = beta.len();
    let (mut gradient, mut information) = (vec![0.0; k], Matrix::zeros(k, k));
    for (i, eta) in linear.predictor(beta).into_iter().enumerate() {
        let (n, events) = totals[i];
        if n > 0.0 {
            let (mu, w) = family.mean(eta);
            let x = linear.design.row(i);
            gradient.iter_mut().zip(x).for_each(|(g, x)| *g += x * (events - n * mu));
            information.add_outer(n * w, x);
        }
    }
    (gradient, information)
}
