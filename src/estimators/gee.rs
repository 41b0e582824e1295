//! `gee-logit` and `gee-identity`: generalized estimating equations with exchangeable correlation, from cells (with
//! covariates: from pupils who are alike).
//!
//! CONVENTION: a = √v(μ), r = (y − μ)/a, R = (1−α)I + α11' within a unit of n pupils,
//! R⁻¹ = (I − c·11')/(1−α), c = α/(1 + (n−1)α). Per cell: Σr = (Σy − nμ)/a, Σr² = (Σy² − 2μΣy + nμ²)/a².

use super::binomial::{BinomialCell, BinomialCells};
use super::fitted::{Ask, Regressed};
use super::logit::{collinear, logit};
use super::regression::Exposure;
use super::twfe::{TREATED, not_identified};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, ClusterPiece, Estimator, Fit, Named, Panel};
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// `gee-logit` as the register's dispatch asks for it.
pub(super) fn fit_logit(panel: &Panel, _: &Ask) -> Outcome<Regressed> {
    gee(panel, Family::Logit).map(|found| Regressed { ratios: None, ..found.regressed() })
}

/// `gee-identity` as the register's dispatch asks for it.
pub(super) fn fit_identity(panel: &Panel, _: &Ask) -> Outcome<Regressed> {
    gee(panel, Family::Identity).map(GeeFit::regressed)
}

impl GeeFit {
    fn regressed(self) -> Regressed {
        Regressed {
            model: vec![("alpha", self.alpha), ("dispersion", self.dispersion)],
            ratios: Some([self.alpha / (1.0 - self.alpha), 0.0]),
            doubts: self.warnings,
            ..Regressed::one(self.fit, self.first)
        }
    }
}

/// Rows that are means of several pupils tell nothing of how alike these are, which is what the working correlation is.
fn means_only(family: Family) -> Problem {
    let estimator = if family == Family::Logit { Estimator::GeeLogit } else { Estimator::GeeIdentity };
    Problem::new("E343", format!("`{estimator}` needs to know how pupils of a cell differ"))
        .found("rows that are means of several pupils, and no shares of whole numbers of them")
        .expected("pupils, or shares of 0/1 outcomes with all their digits: 4 of 9 as 0.4444444444444444")
        .help("give more digits, or a row a pupil; `twfe` needs neither")
}

const ROUNDS: usize = 200;
/// Steps of the coefficients, in the outcome's standard deviation or on the link scale, below which the equations count as
/// solved.
const SOLVED: f64 = 1e-12;
/// Where steps grow no shorter, rounding does it: good enough below this.
const STALLED: f64 = 1e-9;

/// One effect, period effects, covariates, exchangeable correlation within units; α and φ by moments without a correction for p.
///
/// # Errors
/// `E340` not identified, `E342` where nothing is left of the outcome, `E343` for means whose spread is unknown,
/// `E344`–`E346` for outcomes that a logit cannot take, `E347` when α leaves its range or the rounds do not settle.
///
/// # Reference
/// Liang & Zeger (1986), Biometrika 73, doi:10.1093/biomet/73.1.13. *Checked against* geepack,
/// `tests/reference/effects`, `tests/reference/edges`.
pub fn gee(panel: &Panel, family: Family) -> Outcome<GeeFit> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let data = BinomialCells::new(panel, &exposure, family == Family::Logit)?;
    let dropped = collinear(&data);
    if dropped.contains(&data.first) {
        return Err(not_identified(panel));
    }
    if !panel.within_known() {
        return Err(means_only(family));
    }
    let alike = Alike::of(&data);
    let k = data.names.len();
    let unit = if family == Family::Identity { panel.outcome_sd() } else { 1.0 };
    // log-odds that run off to infinity do so with any correlation
    let mut beta = match family {
        Family::Logit => logit(&data, Estimator::GeeLogit.name())?.beta,
        Family::Identity => vec![0.0; k],
    };
    let nothing = 1e-13 * unit * unit;
    let mut moments = Moments { alpha: 0.0, dispersion: 1.0 };
    let mut before = f64::INFINITY;
    for round in 0..ROUNDS {
        let (total, scores, bread) = alike.solved(&data, family, &beta, moments.alpha);
        let step = bread.mul_vec(&total);
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs())) / unit;
        let stalled = longest <= STALLED && longest >= 0.5 * before;
        if round > 0 && (longest <= SOLVED || stalled) {
            return Ok(GeeFit {
                first: data.first,
                alpha: moments.alpha,
                dispersion: moments.dispersion,
                fit: alike.fit(&data, family, beta, moments.alpha, scores, &dropped),
                warnings: data.warnings,
            });
        }
        before = longest;
        beta.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
        if beta.iter().any(|b| !b.is_finite()) {
            break;
        }
        moments = working(&data, family, &beta, nothing)?;
    }
    Err(Problem::new("E347", "the estimating equations did not settle")
        .found(format!("{ROUNDS} rounds, working correlation {}", moments.alpha))
        .help("use `twfe` with `cr2`, which needs no rounds"))
}

/// A working correlation this near to the end of its range has no inverse that means anything: it runs to the end, and
/// how near it comes is rounding.
const SINGULAR: f64 = 1e-7;

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

/// Sums of squares that are this share of the numbers they are the difference of are rounding.
const CANCELLED: f64 = 16.0 * f64::EPSILON;

/// φ = Σr²/N and α = Σ_pairs rr'/(φ·pairs).
fn working(data: &BinomialCells, family: Family, beta: &[f64], nothing: f64) -> Outcome<Moments> {
    let (mut squares, mut products, mut n_all, mut pairs) = (0.0, 0.0, 0.0, 0.0);
    let mut parts = 0.0f64;
    let mut largest = 0.0f64;
    for cells in &data.units {
        let (mut sum, mut own, mut n) = (0.0, 0.0, 0.0);
        for cell in cells {
            let (mu, _, a) = point(family, cell.linear(beta));
            sum += (cell.sum - cell.n * mu) / a;
            own += (cell.squares - 2.0 * mu * cell.sum + cell.n * mu * mu) / (a * a);
            parts += (cell.squares + cell.n * mu * mu) / (a * a);
            n += cell.n;
        }
        squares += own;
        products += 0.5 * (sum * sum - own);
        pairs += 0.5 * n * (n - 1.0);
        n_all += n;
        largest = largest.max(n);
    }
    let dispersion = squares / n_all;
    if !(dispersion > nothing.max(CANCELLED * parts / n_all)) {
        return Err(Problem::new(
            "E342",
            "nothing is left of the outcome beside periods and treatment: it has no spread",
        )
        .help("look at the outcome column, or use `twfe`"));
    }
    let alpha = if pairs > 0.0 { products / (dispersion * pairs) } else { 0.0 };
    if !(alpha < 1.0 - SINGULAR) || 1.0 + (largest - 1.0) * alpha <= SINGULAR {
        return Err(Problem::new("E347", "the working correlation leaves the range in which its matrix is positive")
            .found(format!("alpha = {alpha}"))
            .help("use `twfe` with `cr2`, which needs no working correlation"));
    }
    Ok(Moments { alpha, dispersion })
}

/// Units whose cells are alike in all but the outcome: they share D'V⁻¹D.
struct Alike {
    /// Pattern of each unit.
    pattern: Vec<usize>,
    /// The first unit of each pattern.
    first: Vec<usize>,
}

/// D'V⁻¹D of a pattern with Σx, and the pupils.
struct Shared {
    gram: Matrix,
    x_sum: Vec<f64>,
    n: f64,
}

impl Alike {
    fn of(data: &BinomialCells) -> Alike {
        let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let mut alike = Alike { pattern: Vec::with_capacity(data.units.len()), first: Vec::new() };
        for (unit, cells) in data.units.iter().enumerate() {
            let key = cells
                .iter()
                .flat_map(|c| {
                    let place = |p: Option<usize>| p.map_or(u64::MAX, |p| p as u64);
                    let head = [c.n.to_bits(), place(c.period), place(c.treatment)];
                    head.into_iter().chain(c.covariates.iter().map(|x| x.to_bits()))
                })
                .collect();
            let pattern = *known.entry(key).or_insert(alike.first.len());
            if pattern == alike.first.len() {
                alike.first.push(unit);
            }
            alike.pattern.push(pattern);
        }
        alike
    }

    /// Σ D'V⁻¹(y − μ), the same of every unit, and (Σ D'V⁻¹D)⁻¹, at β and α with φ = 1.
    fn solved(
        &self,
        data: &BinomialCells,
        family: Family,
        beta: &[f64],
        alpha: f64,
    ) -> (Vec<f64>, Vec<Vec<f64>>, Matrix) {
        let k = data.names.len();
        let mut count = vec![0.0; self.first.len()];
        self.pattern.iter().for_each(|p| count[*p] += 1.0);
        let mut gram = Matrix::zeros(k, k);
        let mut sums = Vec::with_capacity(self.first.len());
        for (unit, times) in self.first.iter().zip(count) {
            let shared = shared(&data.units[*unit], k, family, beta, alpha);
            gram.add_scaled(times, &shared.gram);
            sums.push((shared.x_sum, shared.n));
        }
        let mut total = vec![0.0; k];
        let scores: Vec<Vec<f64>> = data
            .units
            .iter()
            .zip(&self.pattern)
            .map(|(cells, p)| {
                let score = score(cells, &sums[*p], family, beta, alpha);
                total.iter_mut().zip(&score).for_each(|(t, s)| *t += s);
                score
            })
            .collect();
        (total, scores, cholesky(&gram, COLLINEAR).inverse())
    }

    fn fit(
        &self,
        data: &BinomialCells,
        family: Family,
        beta: Vec<f64>,
        alpha: f64,
        scores: Vec<Vec<f64>>,
        dropped: &[usize],
    ) -> Fit {
        let k = data.names.len();
        let grams: Vec<Arc<Matrix>> =
            self.first.iter().map(|u| Arc::new(shared(&data.units[*u], k, family, &beta, alpha).gram)).collect();
        let mut total = Matrix::zeros(k, k);
        self.pattern.iter().for_each(|p| total.add_scaled(1.0, &grams[*p]));
        let pieces = self.pattern.iter().zip(scores);
        Fit {
            terms: data.names.clone(),
            coefficients: beta,
            dropped: dropped.to_vec(),
            bread: cholesky(&total, COLLINEAR).inverse(),
            clusters: pieces.map(|(p, score)| ClusterPiece { gram: Arc::clone(&grams[*p]), score }).collect(),
            cluster_names: data.unit_names.clone(),
            nobs: data.nobs(),
            parameters: (k - dropped.len()) as f64,
        }
    }
}

fn shared(cells: &[BinomialCell], k: usize, family: Family, beta: &[f64], alpha: f64) -> Shared {
    let (mut gram, mut x_sum, mut n) = (Matrix::zeros(k, k), vec![0.0; k], 0.0);
    for cell in cells {
        let (_, slope, a) = point(family, cell.linear(beta));
        let d = slope / a;
        for (i, x) in cell.entries() {
            for (j, z) in cell.entries() {
                gram[(i, j)] += cell.n * d * d * x * z;
            }
            x_sum[i] += cell.n * d * x;
        }
        n += cell.n;
    }
    gram.add_outer(-alpha / (1.0 + (n - 1.0) * alpha), &x_sum);
    for i in 0..k {
        gram.row_mut(i).iter_mut().for_each(|v| *v /= 1.0 - alpha);
    }
    Shared { gram, x_sum, n }
}

fn score(cells: &[BinomialCell], (x_sum, n): &(Vec<f64>, f64), family: Family, beta: &[f64], alpha: f64) -> Vec<f64> {
    let mut score = vec![0.0; x_sum.len()];
    let mut r_sum = 0.0;
    for cell in cells {
        let (mu, slope, a) = point(family, cell.linear(beta));
        let r = (cell.sum - cell.n * mu) / a;
        cell.entries().for_each(|(i, x)| score[i] += slope / a * r * x);
        r_sum += r;
    }
    let c = alpha / (1.0 + (n - 1.0) * alpha);
    score.iter_mut().zip(x_sum).for_each(|(s, x)| *s = (*s - c * x * r_sum) / (1.0 - alpha));
    score
}
