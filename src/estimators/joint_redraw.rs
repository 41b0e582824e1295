//! The joint regression under other schedules of its interventions, without a new regression each time.
//!
//! CONVENTION: unit i, cell c of n_c pupils, F the period dummies and covariates with unit means swept out, G_i = F_i'F_i,
//! A = (ΣG_i)⁻¹, D the p treatment columns of a draw (constant in a cell), r° what unit effects and F leave of a response r.
//! Responses are the outcome and each intervention's observed treatment. With C_i = F_i'D_i, Γ = A·ΣC_i:
//! D̃'D̃ = Σ swept D_i'D_i − (ΣC_i)'Γ, D̃'r = Σ_c d_c r°_c, and the scores of a unit are D̃_i'r° − D̃_i'D̃_i·b.

use super::joint::Treatment;
use super::regression::{Exposure, Weight, two_way};
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, Fit, Panel, Shifted, Start};
use std::sync::Arc;

/// A joint regression ready to be redrawn.
#[derive(Debug, Clone)]
pub struct JointRedraw {
    units: Vec<usize>,
    periods: usize,
    pairs: Vec<(usize, usize)>,
    interventions: usize,
    /// Columns of F.
    columns: usize,
    responses: usize,
    bread: Matrix,
    grams: Vec<Arc<Matrix>>,
    /// Per unit and response: F_i'r°_i.
    crossed: Vec<f64>,
    /// Per cell: n_c, Σ F, Σ r° of each response.
    cells: Vec<f64>,
    correction: f64,
}

/// The joint regression of one draw.
#[derive(Debug, Clone)]
pub struct JointDraw {
    /// p × responses.
    coefficients: Matrix,
    /// Per unit (D̃'D̃)⁻¹·scores, p × responses.
    influence: Vec<Matrix>,
    correction: f64,
}

impl JointDraw {
    /// c'β̂ and its `cr1` variance for a contrast over the treatment terms (length p), after τ times the observed
    /// treatment of intervention `shift` was taken from the outcome.
    pub fn shifted(&self, contrast: &[f64], shift: usize) -> Shifted {
        let dot = |m: &Matrix, r: usize| contrast.iter().enumerate().map(|(j, c)| c * m[(j, r)]).sum::<f64>();
        let (mut v0, mut v1, mut v2) = (0.0, 0.0, 0.0);
        for unit in &self.influence {
            let (s, r) = (dot(unit, 0), dot(unit, 1 + shift));
            v0 += s * s;
            v1 += s * r;
            v2 += r * r;
        }
        let k = self.correction;
        Shifted {
            theta: [dot(&self.coefficients, 0), dot(&self.coefficients, 1 + shift)],
            var_theta: [k * v0, k * v1, k * v2],
            ..Shifted::default()
        }
    }

    /// c'β̂ over its `cr1` standard error; infinite where the variance is not positive.
    pub fn statistic(&self, contrast: &[f64]) -> f64 {
        let s = self.shifted(contrast, 0);
        if s.var_theta[0] > 0.0 { s.theta[0] / libm::sqrt(s.var_theta[0]) } else { f64::INFINITY }
    }
}

/// Sums of one unit: D'D within it, D'r and F'D.
struct OfUnit {
    products: Matrix,
    right: Matrix,
    crossed: Matrix,
}

impl JointRedraw {
    /// Prepares the redraws of a joint regression. `None` when fewer than two units hold pupils or the variance has no
    /// degrees of freedom.
    pub fn new(panel: &Panel, observed: &[Treatment], pairs: &[(usize, usize)], weight: Weight) -> Option<JointRedraw> {
        let none = Exposure::by_cell(panel, Vec::new(), |_, _| None);
        let base = two_way(panel, &none, weight);
        let k = base.fit.terms.len();
        let periods = panel.periods().len();
        let terms = observed.len() + pairs.len();
        let (n, clusters) = (base.fit.nobs, base.units.len() as f64);
        let parameters = base.fit.parameters + terms as f64;
        if clusters < 2.0 || n <= parameters {
            return None;
        }
        let sums = Sums::of(panel, &base.units, k, weight);
        let responses: Vec<Response> = std::iter::once(sums.outcome(&base.fit))
            .chain(
                observed
                    .iter()
                    .map(|d| sums.indicator(&base.fit, |c| treated(d, base.units[c / periods], c % periods))),
            )
            .collect();
        let mut cells = Vec::with_capacity(sums.n.len() * (1 + k + responses.len()));
        for c in 0..sums.n.len() {
            cells.push(sums.n[c]);
            cells.extend_from_slice(sums.of_cell(c));
            cells.extend(responses.iter().map(|r| r.cells[c]));
        }
        let crossed = (0..base.units.len())
            .flat_map(|i| responses.iter().flat_map(move |r| r.crossed[i * k..(i + 1) * k].iter().copied()))
            .collect();
        Some(JointRedraw {
            correction: clusters / (clusters - 1.0) * (n - 1.0) / (n - parameters),
            grams: base.fit.clusters.iter().map(|c| Arc::clone(&c.gram)).collect(),
            bread: base.fit.bread,
            units: base.units,
            pairs: pairs.to_vec(),
            interventions: observed.len(),
            columns: k,
            periods,
            responses: responses.len(),
            crossed,
            cells,
        })
    }

    /// Treatment terms: interventions, then pairs.
    pub fn terms(&self) -> usize {
        self.interventions + self.pairs.len()
    }

    /// One draw; `starts`: per intervention, the start of each unit of the panel. `None` when the draw does not identify
    /// every term.
    pub fn at(&self, starts: &[&[Start]]) -> Option<JointDraw> {
        let (p, k, m) = (self.terms(), self.columns, self.responses);
        let mut products = Matrix::zeros(p, p);
        let mut right = Matrix::zeros(p, m);
        let mut crossed = Matrix::zeros(k, p);
        let mut own: Vec<OfUnit> = Vec::with_capacity(self.units.len());
        for i in 0..self.units.len() {
            let unit = self.of_unit(i, starts);
            products.add_scaled(1.0, &unit.products);
            right.add_scaled(1.0, &unit.right);
            crossed.add_scaled(1.0, &unit.crossed);
            own.push(unit);
        }
        let gamma = self.bread.mul(&crossed);
        let before: Vec<f64> = (0..p).map(|a| products[(a, a)]).collect();
        products.add_scaled(-1.0, &crossed.t().mul(&gamma));
        if (0..p).any(|a| !(products[(a, a)] > COLLINEAR * before[a])) {
            return None;
        }
        let factor = cholesky(&products, COLLINEAR);
        if !factor.dropped().is_empty() {
            return None;
        }
        let inverse = factor.inverse();
        let coefficients = inverse.mul(&right);
        let gamma_t = gamma.t();
        let influence =
            own.iter().enumerate().map(|(i, o)| inverse.mul(&self.score(i, o, (&gamma, &gamma_t), &coefficients)));
        Some(JointDraw { influence: influence.collect(), coefficients, correction: self.correction })
    }

    /// Sums of one unit under an assignment.
    fn of_unit(&self, i: usize, starts: &[&[Start]]) -> OfUnit {
        let (p, k, m) = (self.terms(), self.columns, self.responses);
        let width = 1 + k + m;
        let (mut dd, mut dr, mut fd) = (Matrix::zeros(p, p), Matrix::zeros(p, m), Matrix::zeros(k, p));
        let (mut sums, mut total) = (vec![0.0; p], 0.0);
        let mut d = vec![0.0; p];
        for t in 0..self.periods {
            let cell = &self.cells[(i * self.periods + t) * width..][..width];
            total += cell[0];
            self.pattern(starts, self.units[i], t, &mut d);
            for a in (0..p).filter(|a| d[*a] != 0.0) {
                sums[a] += cell[0];
                for b in (0..p).filter(|b| d[*b] != 0.0) {
                    dd[(a, b)] += cell[0];
                }
                for j in 0..k {
                    fd[(j, a)] += cell[1 + j];
                }
                for r in 0..m {
                    dr[(a, r)] += cell[1 + k + r];
                }
            }
        }
        dd.add_outer(-1.0 / total, &sums);
        OfUnit { products: dd, right: dr, crossed: fd }
    }

    /// Score of one unit, terms × responses: D̃'(r̃ − D̃β̂) after the fixed columns, `gamma` = (F'F)⁻¹F'D and its transpose.
    fn score(&self, i: usize, own: &OfUnit, (gamma, gamma_t): (&Matrix, &Matrix), coefficients: &Matrix) -> Matrix {
        let (p, k, m) = (self.terms(), self.columns, self.responses);
        let cross = gamma_t.mul(&own.crossed);
        let mut left = own.products.clone();
        left.add_scaled(-1.0, &cross);
        left.add_scaled(-1.0, &cross.t());
        left.add_scaled(1.0, &gamma_t.mul(&self.grams[i]).mul(gamma));
        let at = i * m * k;
        let mut score = own.right.clone();
        for a in 0..p {
            for r in 0..m {
                let swept: f64 = (0..k).map(|j| gamma[(j, a)] * self.crossed[at + r * k + j]).sum();
                score[(a, r)] -= swept;
            }
        }
        score.add_scaled(-1.0, &left.mul(coefficients));
        score
    }

    fn pattern(&self, starts: &[&[Start]], unit: usize, t: usize, d: &mut [f64]) {
        let treated = |j: usize| starts[j][unit].is_some_and(|g| t >= g);
        for j in 0..self.interventions {
            d[j] = f64::from(u8::from(treated(j)));
        }
        for (q, (a, b)) in self.pairs.iter().enumerate() {
            d[self.interventions + q] = d[*a] * d[*b];
        }
    }
}

fn treated(d: &Treatment, unit: usize, period: usize) -> bool {
    d.assignment.treated(unit, period)
}

/// What unit effects and F leave of a response.
struct Response {
    /// Σ r° of each cell.
    cells: Vec<f64>,
    /// F_i'r°_i, units × k.
    crossed: Vec<f64>,
}

/// Cell sums, unit by unit.
struct Sums {
    k: usize,
    periods: usize,
    n: Vec<f64>,
    /// Σ F, cells × k, unit means swept out.
    f: Vec<f64>,
    /// Σ y, unit means swept out.
    y: Vec<f64>,
}

impl Sums {
    /// F as in [`two_way`]: periods in which somebody was seen from the second on, then covariates.
    fn of(panel: &Panel, units: &[usize], k: usize, weight: Weight) -> Sums {
        let periods = panel.periods().len();
        let p = panel.covariates().len();
        let seen: Vec<usize> = (0..periods).filter(|&t| units.iter().any(|&i| panel.cell(i, t).is_some())).collect();
        let mut sums = Sums { k, periods, n: Vec::new(), f: Vec::new(), y: Vec::new() };
        for &unit in units {
            let from = sums.n.len();
            for t in 0..periods {
                let mut f = vec![0.0; k];
                let (mut n, mut y) = (0.0, 0.0);
                if let Some(cell) = panel.cell(unit, t) {
                    let scale = if weight == Weight::Pupils { 1.0 } else { 1.0 / cell.n() };
                    n = scale * cell.n();
                    y = scale * cell.packed()[1];
                    if let Some(column) = seen.iter().position(|s| *s == t).and_then(|s| s.checked_sub(1)) {
                        f[column] = n;
                    }
                    for j in 0..p {
                        f[k - p + j] = scale * cell.packed()[2 + j];
                    }
                }
                sums.n.push(n);
                sums.y.push(y);
                sums.f.extend(f);
            }
            sums.sweep(from);
        }
        sums
    }

    /// Takes the unit's means from the cells from `from` on.
    fn sweep(&mut self, from: usize) {
        let total: f64 = self.n[from..].iter().sum();
        let mean = |values: &[f64], j: usize, width: usize| {
            values[from * width..].iter().skip(j).step_by(width).sum::<f64>() / total
        };
        let y = mean(&self.y, 0, 1);
        let f: Vec<f64> = (0..self.k).map(|j| mean(&self.f, j, self.k)).collect();
        for c in from..self.n.len() {
            self.y[c] -= self.n[c] * y;
            for j in 0..self.k {
                self.f[c * self.k + j] -= self.n[c] * f[j];
            }
        }
    }

    fn of_cell(&self, c: usize) -> &[f64] {
        &self.f[c * self.k..(c + 1) * self.k]
    }

    /// What the fitted F leaves of cell sums.
    fn less_fitted(&self, cells: &[f64], gamma: &[f64]) -> Vec<f64> {
        let fitted = |c: usize| self.of_cell(c).iter().zip(gamma).map(|(f, g)| f * g).sum::<f64>();
        cells.iter().enumerate().map(|(c, own)| own - fitted(c)).collect()
    }

    fn outcome(&self, base: &Fit) -> Response {
        Response {
            cells: self.less_fitted(&self.y, &base.coefficients),
            crossed: base.clusters.iter().flat_map(|c| c.score.iter().copied()).collect(),
        }
    }

    fn indicator(&self, base: &Fit, holds: impl Fn(usize) -> bool) -> Response {
        let mut swept: Vec<f64> = (0..self.n.len()).map(|c| if holds(c) { self.n[c] } else { 0.0 }).collect();
        let mut own = Vec::new();
        for from in (0..self.n.len()).step_by(self.periods) {
            let unit = from..from + self.periods;
            let mut crossed = vec![0.0; self.k];
            for c in unit.clone().filter(|c| holds(*c)) {
                crossed.iter_mut().zip(self.of_cell(c)).for_each(|(x, f)| *x += f);
            }
            own.push(crossed);
            let share = swept[unit.clone()].iter().sum::<f64>() / self.n[unit.clone()].iter().sum::<f64>();
            unit.for_each(|c| swept[c] -= self.n[c] * share);
        }
        let all: Vec<f64> = (0..self.k).map(|j| own.iter().map(|c| c[j]).sum()).collect();
        let gamma = base.bread.mul_vec(&all);
        let left = |(own, cluster): (&Vec<f64>, &crate::trial::ClusterPiece)| -> Vec<f64> {
            own.iter().zip(cluster.gram.mul_vec(&gamma)).map(|(o, g)| o - g).collect()
        };
        Response {
            cells: self.less_fitted(&swept, &gamma),
            crossed: own.iter().zip(&base.clusters).flat_map(left).collect(),
        }
    }
}
