//! `glmm-logit`: logit with a random unit intercept, by maximum likelihood with adaptive Gauss–Hermite quadrature.
//!
//! CONVENTION: θ = (β, σ) as in `glmm_likelihood`. σ = 0 is a point of symmetry, where the slope in σ is nil whether it is
//! a maximum or not; so the search begins inside, on the profile over ln σ, from the plain logit on, and the boundary is
//! taken only where nothing inside is higher.

use super::binomial::BinomialCells;
use super::fitted::{Ask, Regressed};
use super::glmm_likelihood::{At, integrated, likelihood, slope_at_zero};
use super::logit::{Logit, logit};
use super::regression::Exposure;
use super::twfe::{TREATED, not_identified};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::numeric::{Matrix, cholesky, eigen_symmetric, gauss_hermite};
use crate::trial::{ClusterPiece, Estimator, Fit, Named, Panel};
use std::sync::Arc;

/// Quadrature nodes, as lme4's nAGQ.
pub const NODES: usize = 15;
/// The quadrature follows its likelihood within this, plus the same share of it.
const FOLLOWS: f64 = 1e-3;
/// Newton's steps of the last search.
const ROUNDS: usize = 200;
/// Steps of β on the profile at one σ.
const PROFILE_ROUNDS: usize = 4;
/// Standard deviations at which the profile is looked at first.
const PROFILE: [f64; 8] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];
/// Where the profile still rises at this standard deviation it rises without end.
const ENDLESS: f64 = 50.0;
/// A standard deviation below this is zero.
const NO_SPREAD: f64 = 1e-5;
/// A Newton step this short ends the search.
const SOLVED: f64 = 1e-10;
/// A likelihood that a step can raise by no more than this share of itself is at its top.
const FLAT: f64 = 1e-15;

/// A fitted model.
#[derive(Debug, Clone)]
pub struct GlmmFit {
    /// Names of the coefficients.
    pub terms: Vec<String>,
    /// Coefficients β, log-odds.
    pub coefficients: Vec<f64>,
    /// Positions of coefficients dropped because the other columns add up to theirs.
    pub dropped: Vec<usize>,
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
            dropped: self.dropped,
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
/// `E340` not identified, `E344`–`E346` for outcomes that a logit cannot take, `E348` when the likelihood has no top or the
/// search does not settle.
///
/// # Reference
/// Pinheiro & Bates (1995), JCGS 4, 12–35, doi:10.1080/10618600.1995.10474663; Louis (1982), JRSS B 44, 226–233.
/// *Checked against* lme4's `glmer(nAGQ = 15)`, `tests/reference/effects`, `tests/reference/edges`.
pub fn glmm_logit(panel: &Panel) -> Outcome<GlmmFit> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let data = BinomialCells::new(panel, &exposure, true)?;
    let plain = logit(&data, Estimator::GlmmLogit.name())?;
    if plain.dropped.contains(&data.first) {
        return Err(not_identified(panel));
    }
    let nodes: Vec<(f64, f64)> = gauss_hermite(NODES);
    let search = Search { data: &data, nodes: &nodes, dropped: &plain.dropped };
    let inside = match search.start(&plain)? {
        Some(start) => Some(search.climb(start)?),
        None => None,
    };
    match inside.filter(|(theta, at)| theta[data.names.len()] >= NO_SPREAD && at.value >= plain.value) {
        Some((theta, at)) => {
            let fine = integrated(&data, &theta);
            let mut fit = fitted(&data, &plain.dropped, theta, &at);
            fit.warnings.extend(coarse(&fit, fine));
            Ok(fit)
        }
        None => Ok(at_zero(&data, &nodes, plain)),
    }
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, _: &Ask) -> Outcome<Regressed> {
    let found = glmm_logit(panel)?;
    let model = vec![("sd_programme", found.unit_sd), ("log_likelihood", found.log_likelihood)];
    let (first, doubts) = (found.first, found.warnings.clone());
    Ok(Regressed { model, doubts, ..Regressed::one(found.into_fit(), first) })
}

/// The doubt where the nodes do not follow the likelihood at their own top.
fn coarse(fit: &GlmmFit, (fine, points): (f64, usize)) -> Option<Doubt> {
    let (unit_sd, coarse) = (fit.unit_sd, fit.log_likelihood);
    let follows = (coarse - fine).abs() <= FOLLOWS * (1.0 + fine.abs());
    (!follows).then_some(Doubt::QuadratureCoarse { nodes: NODES, more: points, unit_sd, coarse, fine })
}

/// The model at σ = 0.
fn at_zero(data: &BinomialCells, nodes: &[(f64, f64)], plain: Logit) -> GlmmFit {
    let mut theta = plain.beta;
    theta.push(0.0);
    let at = likelihood(data, nodes, &theta);
    let mut fit = fitted(data, &plain.dropped, theta, &at);
    fit.warnings.push(Doubt::PlainLogit {});
    fit
}

fn fitted(data: &BinomialCells, dropped: &[usize], theta: Vec<f64>, at: &At) -> GlmmFit {
    let k = data.names.len();
    // σ has no place in the information where it is 0
    let keep: Vec<usize> = (0..=k).filter(|j| !dropped.contains(j) && (*j < k || theta[k] > 0.0)).collect();
    let inverse = cholesky(&at.information.block(&keep), 1e-12).inverse();
    let mut covariance = Matrix::zeros(k, k);
    for (a, &i) in keep.iter().enumerate().filter(|(_, i)| **i < k) {
        for (b, &j) in keep.iter().enumerate().filter(|(_, j)| **j < k) {
            covariance[(i, j)] = inverse[(a, b)];
        }
    }
    GlmmFit {
        terms: data.names.clone(),
        coefficients: theta[..k].to_vec(),
        dropped: dropped.to_vec(),
        covariance,
        first: data.first,
        unit_sd: theta[k],
        log_likelihood: at.value,
        nobs: data.nobs(),
        unit_names: data.unit_names.clone(),
        warnings: data.warnings.clone(),
    }
}

/// What every step of the search shares.
struct Search<'a> {
    data: &'a BinomialCells,
    nodes: &'a [(f64, f64)],
    dropped: &'a [usize],
}

impl Search<'_> {
    fn at(&self, theta: &[f64]) -> At {
        likelihood(self.data, self.nodes, theta)
    }

    /// The best point of the profile over ln σ; nothing where the boundary is as high as any of it and slopes down inwards.
    fn start(&self, plain: &Logit) -> Outcome<Option<Vec<f64>>> {
        let k = self.data.names.len();
        let mut best: Option<(Vec<f64>, f64)> = None;
        let mut theta = plain.beta.clone();
        theta.push(0.0);
        let mut sigmas = PROFILE.to_vec();
        let mut at = 0;
        let mut falling = 0;
        while at < sigmas.len() {
            theta[k] = sigmas[at];
            let value = self.profile(&mut theta);
            let rises = best.as_ref().is_none_or(|(_, top)| value > *top);
            if rises {
                best = Some((theta.clone(), value));
            }
            falling = if rises { 0 } else { falling + 1 };
            if at + 1 == sigmas.len() && rises {
                if sigmas[at] > ENDLESS {
                    return Err(endless());
                }
                sigmas.push(2.0 * sigmas[at]);
            }
            // three steps down, a factor of eight in σ: what lies beyond is lower still
            if falling >= 3 && best.as_ref().is_some_and(|(_, top)| value < top - 2.0) {
                break;
            }
            at += 1;
        }
        let Some((theta, value)) = best else { return Ok(None) };
        if value > plain.value {
            return Ok(Some(theta));
        }
        // 0 is no maximum where the profile rises from it, however little
        Ok((slope_at_zero(self.data, &plain.beta) > 0.0).then(|| self.creep(plain)).flatten())
    }

    /// A point inside that lies higher than the boundary, nearer and nearer to it.
    fn creep(&self, plain: &Logit) -> Option<Vec<f64>> {
        let k = self.data.names.len();
        let mut sigma = 0.5 * PROFILE[0];
        while sigma > NO_SPREAD {
            let mut theta = plain.beta.clone();
            theta.push(sigma);
            if self.profile(&mut theta) > plain.value {
                return Some(theta);
            }
            debug_assert!(theta[k] > 0.0);
            sigma *= 0.5;
        }
        None
    }

    /// Raises β at a fixed σ by a few steps; the value reached.
    fn profile(&self, theta: &mut Vec<f64>) -> f64 {
        let k = self.data.names.len();
        let beta: Vec<usize> = (0..k).collect();
        let mut here = self.at(theta);
        for _ in 0..PROFILE_ROUNDS {
            let step = self.ascent(&here.information.block(&beta), &here.score[..k]);
            let Some((to, there, _)) = self.uphill(theta, &here, &step) else { break };
            let moved = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
            (*theta, here) = (to, there);
            if moved <= 1e-3 {
                break;
            }
        }
        here.value
    }

    /// Newton's search over (β, σ) from a point inside.
    fn climb(&self, mut theta: Vec<f64>) -> Outcome<(Vec<f64>, At)> {
        let mut here = self.at(&theta);
        for _ in 0..ROUNDS {
            let step = self.ascent(&here.information, &here.score);
            let gain: f64 = step.iter().zip(&here.score).map(|(s, g)| s * g).sum();
            let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
            if longest <= SOLVED || gain.abs() <= FLAT * here.value.abs() {
                return Ok((theta, here));
            }
            let Some((to, there, share)) = self.uphill(&theta, &here, &step) else {
                // no share of an uphill step rises: the top, as far as rounding shows it
                return if gain.abs() <= 1e-9 * (1.0 + here.value.abs()) {
                    Ok((theta, here))
                } else {
                    self.settle(theta, here)
                };
            };
            (theta, here) = (to, there);
            if share * longest <= SOLVED {
                return Ok((theta, here));
            }
        }
        self.settle(theta, here)
    }

    /// The last way to the top by the slope of what the nodes add up to, from its differences: where they are coarse the
    /// score is that of the likelihood, not of their sum, and Newton's steps by it come to creep.
    fn settle(&self, mut theta: Vec<f64>, mut here: At) -> Outcome<(Vec<f64>, At)> {
        const DIFFERENCE: f64 = 1e-4;
        const SHORT: f64 = 1e-7;
        const ROUNDS: usize = 60;
        for _ in 0..ROUNDS {
            let slope: Vec<f64> = (0..theta.len())
                .map(|j| {
                    let beside = |by: f64| {
                        let mut to = theta.clone();
                        to[j] += by;
                        self.at(&to).value
                    };
                    if self.dropped.contains(&j) {
                        0.0
                    } else {
                        (beside(DIFFERENCE) - beside(-DIFFERENCE)) / (2.0 * DIFFERENCE)
                    }
                })
                .collect();
            let step = self.ascent(&here.information, &slope);
            let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
            let gain: f64 = step.iter().zip(&slope).map(|(s, g)| s * g).sum();
            if !longest.is_finite() {
                break;
            }
            if longest <= SHORT {
                return Ok((theta, here));
            }
            match self.uphill(&theta, &here, &step) {
                Some((to, there, _)) => (theta, here) = (to, there),
                None if gain.abs() <= 1e-9 * (1.0 + here.value.abs()) => return Ok((theta, here)),
                None => break,
            }
        }
        Err(unsettled())
    }

    /// The point a share of a step away that lies no lower, the share halved as often as needed; σ and −σ are one model.
    fn uphill(&self, theta: &[f64], here: &At, step: &[f64]) -> Option<(Vec<f64>, At, f64)> {
        const HALVINGS: usize = 40;
        let k = theta.len() - 1;
        let mut share = 1.0;
        for _ in 0..HALVINGS {
            let mut to = theta.to_vec();
            to.iter_mut().zip(step).for_each(|(t, s)| *t += share * s);
            to[k] = to[k].abs();
            // σ = 0 is where the slope is nil by symmetry: never step onto it
            if to[k] > 0.01 * theta[k] {
                let there = self.at(&to);
                if there.value >= here.value - 1e-14 * here.value.abs() {
                    return Some((to, there, share));
                }
            }
            share *= 0.5;
        }
        None
    }

    /// A step uphill: Newton's, or with the absolute eigenvalues where the information is not positive definite.
    fn ascent(&self, information: &Matrix, score: &[f64]) -> Vec<f64> {
        const LONGEST: f64 = 2.0;
        let kept: Vec<usize> = (0..score.len()).filter(|j| !self.dropped.contains(j)).collect();
        let slope: Vec<f64> = kept.iter().map(|&j| score[j]).collect();
        let block = information.block(&kept);
        let factor = cholesky(&block, 1e-10);
        let short = if factor.dropped().is_empty() { factor.solve(&slope) } else { by_eigenvalues(&block, &slope) };
        let longest = short.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        let share = if longest > LONGEST { LONGEST / longest } else { 1.0 };
        let mut step = vec![0.0; score.len()];
        kept.iter().zip(short).for_each(|(&j, s)| step[j] = share * s);
        step
    }
}

fn by_eigenvalues(information: &Matrix, score: &[f64]) -> Vec<f64> {
    let e = eigen_symmetric(information);
    let n = score.len();
    let largest = e.values.iter().fold(0.0f64, |m, d| m.max(d.abs()));
    let mut step = vec![0.0; n];
    for (j, d) in e.values.iter().enumerate().filter(|(_, d)| d.abs() > 1e-10 * largest) {
        let along: f64 = (0..n).map(|i| e.vectors[(i, j)] * score[i]).sum::<f64>() / d.abs();
        step.iter_mut().enumerate().for_each(|(i, s)| *s += along * e.vectors[(i, j)]);
    }
    step
}

fn endless() -> Problem {
    Problem::new("E348", "the likelihood of `glmm-logit` rises without end as programmes differ more and more")
        .found("programmes in which (nearly) every pupil has the outcome, or nobody")
        .help("use `gee-logit`, or `twfe` on the probability scale")
}

fn unsettled() -> Problem {
    Problem::new("E348", "the likelihood of `glmm-logit` did not settle")
        .found(format!(
            "no top in {ROUNDS} Newton steps, nor by differences of the likelihood after them; or it is not finite"
        ))
        .help("use `gee-logit`, or `hussey-hughes` on the probability scale")
}
