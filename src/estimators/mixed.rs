//! Linear mixed models by REML, from the cells of a panel.
//!
//! CONVENTION: unit i, period t, cell with n pupils; z = (period dummies, treatment columns, covariates, y), s_it = Σz
//! over a cell, M = Σzz' over all pupils. V = σ²V*, V* = I + ρ₁·11' (unit) + ρ₂·11' (cell). With c = 1/(1 + nρ₂),
//! h_i = Σ_t c s_it and S_i = Σ_t c n,
//!   Z'V*⁻¹Z = M − Σ_it ρ₂c s s' − Σ_i ρ₁/(1 + ρ₁S_i) h h',   log|V*| = Σ_it log(1 + nρ₂) + Σ_i log(1 + ρ₁S_i).
//! The profiled REML criterion is (N−p)·log RSS + log|V*| + log|X'V*⁻¹X|: no pupil is looked at after the first pass.

use super::regression::Exposure;
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, Slope, cholesky, minimise_nonnegative};
use crate::trial::{COLLINEAR, ClusterPiece, Fit, Panel};
use std::sync::Arc;

/// Random effects of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RandomEffects {
    /// A random intercept per unit.
    Unit,
    /// Random intercepts per unit and per unit × period.
    UnitAndCell,
}

/// A mixed model fitted by REML.
#[derive(Debug, Clone)]
pub struct MixedFit {
    /// The whitened fit: bread (X'V⁻¹X)⁻¹, which is the model's covariance, grams X_i'V⁻¹X_i, scores X_i'V⁻¹e_i.
    pub fit: Fit,
    /// Position of the first treatment column.
    pub first: usize,
    /// Variance of the unit intercepts τ².
    pub unit_variance: f64,
    /// Variance of the unit × period intercepts γ²; 0 where the model has none.
    pub cell_variance: f64,
    /// Residual variance σ².
    pub residual_variance: f64,
    /// Restricted log-likelihood, all constants included.
    pub log_likelihood: f64,
    /// Whether the optimiser's steps became negligible.
    pub converged: bool,
}

/// One cell's sums, with the columns in which its pupils hold a 1.
struct CellSums {
    n: f64,
    period: usize,
    treatment: Option<usize>,
    /// Σ covariates, then Σ y.
    sums: Vec<f64>,
}

/// The design of a panel without unit effects: every period has its dummy, treatment columns, covariates, y last.
pub(super) struct CellDesign {
    names: Vec<String>,
    first: usize,
    tail: usize,
    units: Vec<(usize, Vec<CellSums>)>,
    total: Matrix,
    cells: usize,
    /// Rows N of the likelihood: pupils, or means where pupils' spread is unknown.
    pub(super) rows: f64,
    nobs: f64,
    dropped: Vec<usize>,
}

impl CellDesign {
    pub(super) fn new(panel: &Panel, exposure: &Exposure) -> CellDesign {
        let periods = panel.periods().len();
        let seen: Vec<usize> =
            (0..periods).filter(|&t| (0..panel.units().len()).any(|i| panel.cell(i, t).is_some())).collect();
        let first = seen.len();
        let tail = first + exposure.names.len();
        let y = tail + panel.covariates().len();
        let mut names: Vec<String> = seen.iter().map(|&t| format!("period={}", panel.periods()[t])).collect();
        names.extend(exposure.names.iter().cloned());
        names.extend(panel.covariates().iter().cloned());
        let mut units = Vec::new();
        let (mut rows, mut nobs, mut cells) = (0.0, 0.0, 0);
        for i in 0..panel.units().len() {
            let mut own = Vec::new();
            for (p, &t) in seen.iter().enumerate() {
                let Some(cell) = panel.cell(i, t) else { continue };
                let treatment = exposure.column[i * periods + t].map(|c| first + c as usize);
                let mut sums: Vec<f64> = (2..panel.covariates().len() + 2).map(|j| cell.moment(0, j)).collect();
                sums.push(cell.moment(0, 1));
                rows += if panel.within_known() { cell.n() } else { f64::from(cell.rows) };
                nobs += cell.n();
                own.push(CellSums { n: cell.n(), period: p, treatment, sums });
            }
            cells += own.len();
            if !own.is_empty() {
                units.push((i, own));
            }
        }
        let total = Matrix::zeros(y + 1, y + 1);
        let mut design = CellDesign { names, first, tail, units, total, cells, rows, nobs, dropped: Vec::new() };
        for (i, own) in &design.units {
            let unit = design.unit_total(panel, *i, own);
            design.total.add_scaled(1.0, &unit);
        }
        let keep: Vec<usize> = (0..y).collect();
        design.dropped = cholesky(&design.total.block(&keep), COLLINEAR).dropped().to_vec();
        design
    }

    /// Position of the first treatment column.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// Adds `w`·(Σz over a cell) to a vector.
    fn add(&self, cell: &CellSums, w: f64, to: &mut [f64]) {
        to[cell.period] += w * cell.n;
        if let Some(c) = cell.treatment {
            to[c] += w * cell.n;
        }
        for (slot, s) in to[self.tail..].iter_mut().zip(&cell.sums) {
            *slot += w * s;
        }
    }

    /// Adds `w`·ss' of a cell to a matrix.
    fn add_outer(&self, cell: &CellSums, w: f64, to: &mut Matrix) {
        let places = self.places(cell);
        for &(a, x) in &places {
            for &(b, y) in &places {
                to[(a, b)] += w * x * y;
            }
        }
    }

    fn places(&self, cell: &CellSums) -> Vec<(usize, f64)> {
        let ones = [Some(cell.period), cell.treatment].into_iter().flatten().map(|c| (c, cell.n));
        ones.chain(cell.sums.iter().enumerate().map(|(j, s)| (self.tail + j, *s))).collect()
    }

    /// Z'V*⁻¹Z.
    pub(super) fn weighted(&self, unit_ratio: f64, cell_ratio: f64) -> Matrix {
        let mut w = self.total.clone();
        let mut h = vec![0.0; w.rows()];
        for (_, cells) in &self.units {
            h.fill(0.0);
            let mut s = 0.0;
            for cell in cells {
                let c = 1.0 / (1.0 + cell.n * cell_ratio);
                s += c * cell.n;
                self.add(cell, c, &mut h);
                if cell_ratio > 0.0 {
                    self.add_outer(cell, -cell_ratio * c, &mut w);
                }
            }
            w.add_outer(-unit_ratio / (1.0 + unit_ratio * s), &h);
        }
        w
    }

    /// Coefficients, (X'V*⁻¹X)⁻¹, log|X'V*⁻¹X| and RSS at given ratios.
    fn solve(&self, w: &Matrix) -> Solved {
        let y = w.rows() - 1;
        let kept: Vec<usize> = (0..y).filter(|j| !self.dropped.contains(j)).collect();
        let factor = cholesky(&w.block(&kept), 1e-13);
        let moments: Vec<f64> = kept.iter().map(|&j| w[(j, y)]).collect();
        let short = factor.solve(&moments);
        let rss = w[(y, y)] - short.iter().zip(&moments).map(|(b, m)| b * m).sum::<f64>();
        let inner = factor.inverse();
        let (mut beta, mut bread) = (vec![0.0; y], Matrix::zeros(y, y));
        for (a, &i) in kept.iter().enumerate() {
            beta[i] = short[a];
            for (b, &j) in kept.iter().enumerate() {
                bread[(i, j)] = inner[(a, b)];
            }
        }
        Solved { beta, bread, log_det: factor.log_det(), rss }
    }

    fn parameters(&self) -> f64 {
        (self.names.len() - self.dropped.len()) as f64
    }

    /// The profiled criterion and its gradient in (ρ₁, ρ₂).
    fn criterion(&self, ratio: [f64; 2], effects: RandomEffects) -> Slope {
        let w = self.weighted(ratio[0], ratio[1]);
        let at = self.solve(&w);
        let y = w.rows() - 1;
        let df = self.rows - self.parameters();
        let mut log_det = 0.0;
        let mut gradient = [0.0; 2];
        let mut residual = at.beta.iter().map(|b| -b).collect::<Vec<f64>>();
        residual.push(1.0);
        let (mut h, mut g) = (vec![0.0; y + 1], vec![0.0; y + 1]);
        for (_, cells) in &self.units {
            h.fill(0.0);
            let mut s = 0.0;
            for cell in cells {
                let c = 1.0 / (1.0 + cell.n * ratio[1]);
                log_det -= libm::log(c);
                s += c * cell.n;
                self.add(cell, c, &mut h);
            }
            let shrink = 1.0 / (1.0 + ratio[0] * s);
            log_det -= libm::log(shrink);
            gradient[0] += s * shrink - shrink * shrink * at.bread.quad(&h[..y], &h[..y]);
            gradient[0] -= df / at.rss * square(shrink * dot(&h, &residual));
            if effects == RandomEffects::Unit {
                continue;
            }
            for cell in cells {
                let c = 1.0 / (1.0 + cell.n * ratio[1]);
                let back = ratio[0] * cell.n * c * shrink;
                for (to, from) in g.iter_mut().zip(&h) {
                    *to = -back * from;
                }
                self.add(cell, c, &mut g);
                gradient[1] += cell.n * c * (1.0 - back) - at.bread.quad(&g[..y], &g[..y]);
                gradient[1] -= df / at.rss * square(dot(&g, &residual));
            }
        }
        Slope { value: df * libm::log(at.rss) + log_det + at.log_det, gradient: gradient.to_vec() }
    }

    /// REML.
    pub(super) fn reml(&self, panel: &Panel, effects: RandomEffects) -> Outcome<MixedFit> {
        let df = self.rows - self.parameters();
        if df <= 0.0 || self.units.len() < 2 {
            return Err(Problem::new("E341", "too few rows for a mixed model")
                .found(format!("{} rows in {} units, {} coefficients", self.rows, self.units.len(), self.parameters()))
                .help("use `twfe`, or add periods or programmes"));
        }
        let scale = [self.rows / self.units.len() as f64, self.rows / self.cells.max(1) as f64];
        let free = if effects == RandomEffects::Unit { 1 } else { 2 };
        // coordinates log(1 + n̄ρ): the criterion is close to θ + S·e^(−θ) in each, which is convex
        let ratio_of = |x: &[f64]| {
            let mut ratio = [0.0; 2];
            for (i, v) in x.iter().enumerate() {
                ratio[i] = libm::expm1(*v) / scale[i];
            }
            ratio
        };
        let found = minimise_nonnegative(&vec![0.5; free], |x| {
            let mut slope = self.criterion(ratio_of(x), effects);
            slope.gradient.truncate(free);
            for (i, g) in slope.gradient.iter_mut().enumerate() {
                *g *= libm::exp(x[i]) / scale[i];
            }
            slope
        });
        let ratio = ratio_of(&found.at);
        let w = self.weighted(ratio[0], ratio[1]);
        let at = self.solve(&w);
        let variance = at.rss / df;
        if !(variance > 0.0) || !found.value.is_finite() {
            return Err(Problem::new(
                "E342",
                "the outcome does not vary within cells, so there is no residual variance",
            )
            .help("look at the outcome column, or use `twfe`"));
        }
        let criterion = df * (1.0 + libm::log(2.0 * std::f64::consts::PI * variance)) - df * libm::log(at.rss);
        Ok(MixedFit {
            fit: self.whitened(panel, &at, ratio, variance),
            first: self.first,
            unit_variance: ratio[0] * variance,
            cell_variance: ratio[1] * variance,
            residual_variance: variance,
            log_likelihood: -0.5 * (criterion + found.value),
            converged: found.converged,
        })
    }

    /// X_i'V⁻¹X_i and X_i'V⁻¹e_i for every unit.
    fn whitened(&self, panel: &Panel, at: &Solved, ratio: [f64; 2], variance: f64) -> Fit {
        let y = self.names.len();
        let mut residual: Vec<f64> = at.beta.iter().map(|b| -b).collect();
        residual.push(1.0);
        let keep: Vec<usize> = (0..y).collect();
        let clusters = self
            .units
            .iter()
            .map(|(unit, cells)| {
                let mut w = self.unit_total(panel, *unit, cells);
                let mut h = vec![0.0; y + 1];
                let mut s = 0.0;
                for cell in cells {
                    let c = 1.0 / (1.0 + cell.n * ratio[1]);
                    s += c * cell.n;
                    self.add(cell, c, &mut h);
                    self.add_outer(cell, -ratio[1] * c, &mut w);
                }
                w.add_outer(-ratio[0] / (1.0 + ratio[0] * s), &h);
                let mut gram = w.block(&keep);
                let score = w.mul_vec(&residual)[..y].iter().map(|v| v / variance).collect();
                scale_all(&mut gram, 1.0 / variance);
                ClusterPiece { gram: Arc::new(gram), score }
            })
            .collect();
        let mut bread = at.bread.clone();
        scale_all(&mut bread, variance);
        Fit {
            terms: self.names.clone(),
            coefficients: at.beta.clone(),
            dropped: self.dropped.clone(),
            bread,
            clusters,
            cluster_names: self.units.iter().map(|(i, _)| panel.units()[*i].clone()).collect(),
            nobs: self.nobs,
            parameters: self.parameters(),
        }
    }

    /// Σzz' over one unit's pupils.
    fn unit_total(&self, panel: &Panel, unit: usize, cells: &[CellSums]) -> Matrix {
        let y = self.names.len();
        let mut w = Matrix::zeros(y + 1, y + 1);
        for cell in cells {
            let ones = [Some(cell.period), cell.treatment];
            for a in ones.into_iter().flatten() {
                for b in ones.into_iter().flatten() {
                    w[(a, b)] += cell.n;
                }
                for (j, s) in cell.sums.iter().enumerate() {
                    w[(a, self.tail + j)] += s;
                    w[(self.tail + j, a)] += s;
                }
            }
        }
        let width = panel.covariates().len() + 2;
        let place = |j: usize| if j == 1 { y } else { self.tail + j - 2 };
        for cell in (0..panel.periods().len()).filter_map(|t| panel.cell(unit, t)) {
            for a in 1..width {
                for b in 1..width {
                    w[(place(a), place(b))] += cell.moment(a, b);
                }
            }
        }
        w
    }
}

struct Solved {
    beta: Vec<f64>,
    bread: Matrix,
    log_det: f64,
    rss: f64,
}

fn scale_all(m: &mut Matrix, by: f64) {
    for i in 0..m.rows() {
        m.row_mut(i).iter_mut().for_each(|v| *v *= by);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn square(x: f64) -> f64 {
    x * x
}
