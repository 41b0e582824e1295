//! Linear mixed models by REML, from the cells of a panel.
//!
//! CONVENTION: unit i, period t, cell with n pupils; z = (period dummies, treatment columns, covariates, y), s_it = Σz
//! over a cell, M = Σzz' over all pupils. V = σ²V*, V* = I + ρ₁·11' (unit) + ρ₂·11' (cell). With c = 1/(1 + nρ₂),
//! h_i = Σ_t c s_it and S_i = Σ_t c n,
//!   Z'V*⁻¹Z = M − Σ_it ρ₂c s s' − Σ_i ρ₁/(1 + ρ₁S_i) h h',   log|V*| = Σ_it log(1 + nρ₂) + Σ_i log(1 + ρ₁S_i).
//! The profiled REML criterion is (N−p)·log RSS + log|V*| + log|X'V*⁻¹X|: no pupil is looked at after the first pass. Units
//! that are alike in the sizes and treatment of their cells share h but for its entry of y: all that grows with k² is done
//! once for each pattern, and nothing of the size units × k² is kept.

use super::fitted::Regressed;
use super::mixed_design::{CellDesign, Solved};
use super::mixed_search::Search;
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::numeric::{Finish, Matrix, Slope};
use crate::trial::{ClusterPiece, Estimator, Fit, Panel};
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

impl MixedFit {
    /// The fit with its variance components and what is odd about them.
    pub(super) fn regressed(self, estimator: Estimator) -> Regressed {
        let total = self.unit_variance + self.cell_variance + self.residual_variance;
        let model = vec![
            ("var_programme", self.unit_variance),
            ("var_programme_term", self.cell_variance),
            ("var_residual", self.residual_variance),
            ("icc", (self.unit_variance + self.cell_variance) / total),
            ("log_likelihood", self.log_likelihood),
        ];
        let mut doubts = Vec::new();
        if self.unit_variance == 0.0 {
            doubts.push(Doubt::SingularFit { estimator: estimator.to_string() });
        }
        if !self.converged {
            doubts.push(Doubt::NotConverged { estimator: estimator.to_string() });
        }
        let ratios = [self.unit_variance, self.cell_variance].map(|v| v / self.residual_variance);
        Regressed { model, doubts, ratios: Some(ratios), ..Regressed::one(self.fit, self.first) }
    }
}

impl CellDesign {
    /// The profiled criterion and its gradient in (ρ₁, ρ₂); not finite where nothing is left of the outcome.
    fn criterion(&self, ratio: [f64; 2], effects: RandomEffects) -> Slope {
        let at = self.solve(&self.weighted(ratio[0], ratio[1]));
        if !(at.rss > self.nothing) {
            return Slope { value: f64::NAN, gradient: vec![f64::NAN; 2] };
        }
        let df = self.rows - self.parameters();
        let mut log_det = 0.0;
        let mut gradient = [0.0; 2];
        for pattern in &self.patterns {
            let count = pattern.members.len() as f64;
            let (h, s) = self.collapsed(pattern, ratio[1]);
            let shrink = 1.0 / (1.0 + ratio[0] * s);
            let spread = at.bread.mul_vec(&h);
            let (own, fitted) = (dot(&h, &spread), dot(&h, &at.beta));
            log_det -= count * libm::log(shrink);
            gradient[0] += count * (s * shrink - shrink * shrink * own);
            let rests: Vec<f64> =
                pattern.members.iter().map(|u| self.collapsed_outcome(pattern, *u, ratio[1]) - fitted).collect();
            let squares: f64 = rests.iter().map(|r| r * r).sum();
            gradient[0] -= df / at.rss * shrink * shrink * squares;
            for (t, cell) in pattern.cells.iter().enumerate() {
                let c = 1.0 / (1.0 + cell.n * ratio[1]);
                log_det -= count * libm::log(c);
                if effects == RandomEffects::Unit {
                    continue;
                }
                // g = c·x_t − back·h
                let back = ratio[0] * cell.n * c * shrink;
                let places = self.places(cell);
                let along = |v: &[f64]| places.iter().map(|(j, x)| x * v[*j]).sum::<f64>();
                let mut quad = back * back * own - 2.0 * c * back * along(&spread);
                for (i, x) in &places {
                    quad += c * c * places.iter().map(|(j, z)| x * z * at.bread[(*i, *j)]).sum::<f64>();
                }
                gradient[1] += count * (cell.n * c * (1.0 - back) - quad);
                let mean = along(&at.beta);
                let each = pattern.members.iter().zip(&rests);
                let squares: f64 =
                    each.map(|(u, rest)| square(c * (self.units[*u].outcome[t] - mean) - back * rest)).sum();
                gradient[1] -= df / at.rss * squares;
            }
        }
        Slope { value: df * libm::log(at.rss) + log_det + at.log_det, gradient: gradient.to_vec() }
    }

    /// REML.
    ///
    /// # Errors
    /// `E341` for too few rows, `E342` where no residual variance is left, `E343` where two variances are told by one number.
    pub(super) fn reml(&self, panel: &Panel, effects: RandomEffects, finish: Finish) -> Outcome<MixedFit> {
        let df = self.rows - self.parameters();
        if df <= 0.0 || self.units.len() < 2 {
            return Err(Problem::new("E341", "too few rows for a mixed model")
                .found(format!("{} rows in {} units, {} coefficients", self.rows, self.units.len(), self.parameters()))
                .help("use `twfe`, or add periods or programmes"));
        }
        // where every cell is one row, cell and residual are the same thing
        let free = if effects == RandomEffects::Unit || self.rows <= self.cells as f64 { 1 } else { 2 };
        let scale = [self.rows / self.units.len() as f64, self.rows / self.cells.max(1) as f64];
        let criterion = |ratio| self.criterion(ratio, effects);
        let are_apart = |a, b| self.are_apart(a, b);
        let search = Search { criterion: &criterion, are_apart: &are_apart, free, scale };
        if search.is_all_between() {
            return Err(nothing_within());
        }
        let looked = search.looked();
        if search.is_any_idle(&looked, || self.is_one_with_pupils(free == 2)) {
            return Err(self.nothing_between());
        }
        if free == 2 && self.are_units_and_cells_one() {
            return Err(self.one_variance_only());
        }
        let found = search.lowest(looked, finish).ok_or_else(nothing_within)?;
        let ratio = search.ratio(&found.at);
        let at = self.solve(&self.weighted(ratio[0], ratio[1]));
        let variance = at.rss / df;
        let criterion = df * (1.0 + libm::log(2.0 * std::f64::consts::PI * variance)) - df * libm::log(at.rss);
        Ok(MixedFit {
            fit: self.whitened(panel, &at, ratio, variance),
            first: self.first(),
            unit_variance: ratio[0] * variance,
            cell_variance: ratio[1] * variance,
            residual_variance: variance,
            log_likelihood: -0.5 * (criterion + found.value),
            converged: found.converged,
        })
    }

    /// Whether coefficients or standard errors at two ratios differ by more than rounding, next to the standard errors: of few
    /// units a robust one may be a small part of the model's, and less is rounding.
    fn are_apart(&self, a: [f64; 2], b: [f64; 2]) -> bool {
        const ALIKE: f64 = 1e-7;
        const MANY: f64 = 20.0;
        let alike = ALIKE * (self.units.len() as f64 / MANY).min(1.0).powi(2);
        let [a, b] = [a, b].map(|ratio| self.solve(&self.weighted(ratio[0], ratio[1])));
        let df = self.rows - self.parameters();
        let error = |s: &Solved, j: usize| libm::sqrt(s.rss / df * s.bread[(j, j)]);
        (0..b.beta.len()).any(|j| {
            let [before, after] = [&a, &b].map(|s| error(s, j));
            let moved = (a.beta[j] - b.beta[j]).abs().max((before - after).abs());
            moved > alike * after
        })
    }

    /// Why no variance between units can be told.
    fn nothing_between(&self) -> Problem {
        Problem::new("E341", "nothing is left to tell how units, or cells of a unit, differ")
            .found(format!(
                "{} units, {} coefficients: periods and treatment take up every difference between them",
                self.units.len(),
                self.parameters()
            ))
            .expected("more units than differences that the model takes out")
            .help("use `twfe`, which needs no variance between units")
    }

    /// X_i'V⁻¹X_i and X_i'V⁻¹e_i for every unit.
    fn whitened(&self, panel: &Panel, at: &Solved, ratio: [f64; 2], variance: f64) -> Fit {
        let mut clusters: Vec<Option<ClusterPiece>> = vec![None; self.units.len()];
        for pattern in &self.patterns {
            let (h, s) = self.collapsed(pattern, ratio[1]);
            let weight = ratio[0] / (1.0 + ratio[0] * s);
            let fitted = dot(&h, &at.beta);
            if self.covariates > 0 {
                for &u in &pattern.members {
                    clusters[u] = Some(self.with_covariates(panel, u, at, ratio, variance));
                }
                continue;
            }
            let mut gram = Matrix::zeros(h.len(), h.len());
            for cell in &pattern.cells {
                let c = 1.0 / (1.0 + cell.n * ratio[1]);
                for (i, x) in self.places(cell) {
                    for (j, _) in self.places(cell) {
                        gram[(i, j)] += c * x;
                    }
                }
            }
            gram.add_outer(-weight, &h);
            scale_all(&mut gram, 1.0 / variance);
            let gram = Arc::new(gram);
            for &u in &pattern.members {
                let rest = self.collapsed_outcome(pattern, u, ratio[1]) - fitted;
                let mut score: Vec<f64> = h.iter().map(|h| -weight * rest * h).collect();
                for (t, cell) in pattern.cells.iter().enumerate() {
                    let c = 1.0 / (1.0 + cell.n * ratio[1]);
                    let places = self.places(cell);
                    let mean: f64 = places.iter().map(|(j, x)| x * at.beta[*j]).sum();
                    places.iter().for_each(|(j, _)| score[*j] += c * (self.units[u].outcome[t] - mean));
                }
                score.iter_mut().for_each(|v| *v /= variance);
                clusters[u] = Some(ClusterPiece { gram: Arc::clone(&gram), score });
            }
        }
        let mut bread = at.bread.clone();
        scale_all(&mut bread, variance);
        Fit {
            terms: self.names.clone(),
            coefficients: at.beta.clone(),
            dropped: self.dropped.clone(),
            bread,
            clusters: clusters.into_iter().flatten().collect(),
            cluster_names: self.units.iter().map(|u| panel.units()[u.unit].clone()).collect(),
            nobs: self.nobs,
            parameters: self.parameters(),
        }
    }

    /// One unit where covariates vary within its cells.
    fn with_covariates(&self, panel: &Panel, u: usize, at: &Solved, ratio: [f64; 2], variance: f64) -> ClusterPiece {
        let y = self.names.len();
        let unit = &self.units[u];
        let cells = &self.patterns[unit.pattern].cells;
        let mut w = self.unit_total(panel, unit.unit, cells, &unit.outcome);
        let mut h = vec![0.0; y + 1];
        let mut s = 0.0;
        for (cell, sum) in cells.iter().zip(&unit.outcome) {
            let c = 1.0 / (1.0 + cell.n * ratio[1]);
            s += c * cell.n;
            let mut places = self.places(cell);
            places.push((y, *sum));
            for &(a, x) in &places {
                h[a] += c * x;
                places.iter().for_each(|&(b, z)| w[(a, b)] -= ratio[1] * c * x * z);
            }
        }
        w.add_outer(-ratio[0] / (1.0 + ratio[0] * s), &h);
        let mut residual: Vec<f64> = at.beta.iter().map(|b| -b).collect();
        residual.push(1.0);
        let keep: Vec<usize> = (0..y).collect();
        let mut gram = w.block(&keep);
        scale_all(&mut gram, 1.0 / variance);
        let score = w.mul_vec(&residual)[..y].iter().map(|v| v / variance).collect();
        ClusterPiece { gram: Arc::new(gram), score }
    }
}

fn nothing_within() -> Problem {
    Problem::new("E342", "the outcome does not vary within cells, so there is no residual variance")
        .help("look at the outcome column, or use `twfe`")
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
