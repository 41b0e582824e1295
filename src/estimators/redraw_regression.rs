//! Two-way regressions under other assignments.
//!
//! CONVENTION: unit i, period t, n_it pupils; W period dummies and covariates, D treatment columns; a tilde says swept
//! within units, a circle what a regression on W̃ leaves. W is the same in every redraw, so its factor and the residuals
//! y° of the outcome and d° of the observed treatment are worked out once. A redraw needs γ = (W̃'W̃)⁻¹W̃'D̃,
//! β = (D°'D°)⁻¹D̃'y°, v = (D°'D°)⁻¹c, and per unit ψ_i = Σ a e with a = v'D°, e = y° − D°β. Pupils' covariates enter by
//! their cell means and by what they vary within cells (S_xx, S_xy per unit). Everything is linear in the response:
//! y − τ·d gives θ0 − τθ1 and a variance quadratic in τ.

use super::redraw_columns::Columns;
pub use super::redraw_columns::Redrawn;
use super::regression::{Exposure, Weight, two_way};
use crate::numeric::{Cholesky, Matrix, cholesky, cholesky_beside};
use crate::trial::{Assignment, COLLINEAR, Panel, Shifted, Start};

/// A two-way regression ready to be redrawn.
#[derive(Debug, Clone)]
pub struct RegressionRedraw {
    /// Units that hold pupils.
    pub units: Vec<usize>,
    what: Redrawn,
    periods: usize,
    covariates: usize,
    /// Weight of each cell, units × periods, 0 where empty.
    n: Vec<f64>,
    /// Cell means of the covariates, units × periods × q, less the unit's mean.
    x: Vec<f64>,
    /// Position of each period's dummy in W.
    dummy: Vec<Option<usize>>,
    factor: Cholesky,
    responses: [Response; 2],
    /// Σ xx' within cells, per unit.
    within: Vec<Matrix>,
    /// Rows n of (n−1)/(n−k).
    rows: f64,
}

/// A response with W taken out.
#[derive(Debug, Clone)]
struct Response {
    /// Cell means of the residual, units × periods.
    residual: Vec<f64>,
    /// Coefficients of the covariates.
    delta: Vec<f64>,
    /// Σ x·y within cells, per unit.
    within: Vec<Vec<f64>>,
}

impl RegressionRedraw {
    /// Prepares a panel; its own assignment is the observed one.
    pub fn new(panel: &Panel, what: Redrawn, weight: Weight) -> RegressionRedraw {
        let nothing = Exposure::by_cell(panel, Vec::new(), |_, _| None);
        let plain = two_way(panel, &nothing, weight);
        let (fit, units) = (plain.fit, plain.units);
        let (periods, q) = (panel.periods().len(), panel.covariates().len());
        let k = fit.terms.len();
        let mut gram = Matrix::zeros(k, k);
        fit.clusters.iter().for_each(|piece| gram.add_scaled(1.0, &piece.gram));
        let seen: Vec<usize> = (0..periods).filter(|&t| units.iter().any(|&i| panel.cell(i, t).is_some())).collect();
        let mut dummy = vec![None; periods];
        seen.iter().skip(1).enumerate().for_each(|(c, &t)| dummy[t] = Some(c));
        let cells = units.len() * periods;
        let mut world = RegressionRedraw {
            what,
            periods,
            covariates: q,
            n: vec![0.0; cells],
            x: vec![0.0; cells * q],
            dummy,
            factor: cholesky(&gram, COLLINEAR),
            responses: [0, 1].map(|_| Response {
                residual: vec![0.0; cells],
                delta: vec![0.0; q],
                within: vec![vec![0.0; q]; units.len()],
            }),
            within: vec![Matrix::zeros(q, q); units.len()],
            rows: fit.nobs,
            units,
        };
        world.fill(panel, weight);
        world.take_out();
        world
    }

    /// Cell means and what varies within cells.
    fn fill(&mut self, panel: &Panel, weight: Weight) {
        let q = self.covariates;
        for (u, &i) in self.units.iter().enumerate() {
            for t in 0..self.periods {
                let Some(cell) = panel.cell(i, t) else { continue };
                let scale = if weight == Weight::Pupils { 1.0 } else { 1.0 / cell.n() };
                let at = u * self.periods + t;
                let n = cell.n();
                self.n[at] = scale * n;
                self.responses[0].residual[at] = cell.centred_mean();
                self.responses[1].residual[at] = if panel.assignment().treated(i, t) { 1.0 } else { 0.0 };
                for a in 0..q {
                    let mean = cell.moment(0, a + 2) / n;
                    self.x[at * q + a] = mean;
                    self.responses[0].within[u][a] += scale * (cell.moment(1, a + 2) - n * mean * cell.centred_mean());
                    for b in 0..q {
                        let other = cell.moment(0, b + 2) / n;
                        self.within[u][(a, b)] += scale * (cell.moment(a + 2, b + 2) - n * mean * other);
                    }
                }
            }
            let row = u * self.periods..(u + 1) * self.periods;
            for response in &mut self.responses {
                sweep(&self.n[row.clone()], &mut response.residual[row.clone()], 1, 0);
            }
            for a in 0..q {
                sweep(&self.n[row.clone()], &mut self.x[row.start * q..row.end * q], q, a);
            }
        }
    }

    /// Takes W out of both responses.
    fn take_out(&mut self) {
        let width = self.factor.kept().len() + self.factor.dropped().len();
        for r in 0..2 {
            let mut moments = vec![0.0; width];
            for u in 0..self.units.len() {
                for t in 0..self.periods {
                    let at = u * self.periods + t;
                    let v = self.n[at] * self.responses[r].residual[at];
                    if let Some(c) = self.dummy[t] {
                        moments[c] += v;
                    }
                    for a in 0..self.covariates {
                        moments[width - self.covariates + a] += v * self.x[at * self.covariates + a];
                    }
                }
                for a in 0..self.covariates {
                    moments[width - self.covariates + a] += self.responses[r].within[u][a];
                }
            }
            let delta = self.factor.solve(&moments);
            let mut fitted = vec![0.0; self.periods];
            for u in 0..self.units.len() {
                self.along(u, &delta, &mut fitted);
                for (t, f) in fitted.iter().enumerate() {
                    self.responses[r].residual[u * self.periods + t] -= f;
                }
            }
            self.responses[r].delta = delta[width - self.covariates..].to_vec();
        }
    }

    /// W̃_it g for one unit's cells, g one number a column of W.
    fn along(&self, unit: usize, g: &[f64], out: &mut [f64]) {
        let q = self.covariates;
        let row = unit * self.periods;
        for (t, o) in out.iter_mut().enumerate() {
            *o = self.dummy[t].map_or(0.0, |c| g[c]);
        }
        sweep(&self.n[row..row + self.periods], out, 1, 0);
        for (t, o) in out.iter_mut().enumerate() {
            for a in 0..q {
                *o += self.x[(row + t) * q + a] * g[g.len() - q + a];
            }
        }
    }

    /// The estimate and its `cr1` variance when the outcome is y − τ·(observed treatment) and units start at `starts` (one
    /// entry per entry of `units`); `None` when that assignment does not identify it.
    pub fn at(&self, starts: &[Start]) -> Option<Shifted> {
        let asked = match &self.what {
            Redrawn::Treated => Vec::new(),
            Redrawn::Lags { weights, .. } => weights.clone(),
        };
        self.several(starts, &[&asked]).pop().flatten()
    }

    /// The same for several weighted sums of lags at once (of `twfe` the one effect, whatever is asked): what a draw costs
    /// beyond the first is a few products.
    pub fn several(&self, starts: &[Start], asked: &[&[(i64, f64)]]) -> Vec<Option<Shifted>> {
        let assignment = Assignment::new(starts.to_vec(), self.periods);
        let columns = Columns::of(&self.what, &self.n, self.periods, &assignment);
        let (m, k) = (columns.lags.len(), self.factor.kept().len() + self.factor.dropped().len());
        let sums = Sums::of(self, &columns, m, k);
        let gamma: Vec<Vec<f64>> = (0..m).map(|l| self.factor.solve(sums.wd.row(l))).collect();
        let mut dd = sums.dd.clone();
        for l in 0..m {
            for j in 0..m {
                dd[(l, j)] -= dot(sums.wd.row(l), &gamma[j]);
            }
        }
        let factor = cholesky_beside(&dd, COLLINEAR, &sums.own);
        let beta = [factor.solve(&sums.dy[0]), factor.solve(&sums.dy[1])];
        // c'v = 0 for every direction in which coefficients move without moving a fitted value
        let loose: Vec<Vec<f64>> = factor
            .dropped()
            .iter()
            .map(|&j| {
                let column: Vec<f64> = (0..m).map(|i| dd[(i, j)]).collect();
                let mut direction: Vec<f64> = factor.solve(&column).iter().map(|d| -d).collect();
                direction[j] += 1.0;
                direction
            })
            .collect();
        let contrasts: Vec<Option<Vec<f64>>> = asked
            .iter()
            .map(|lags| columns.contrast(lags))
            .map(|c| c.filter(|c| loose.iter().all(|d| dot(c, d).abs() <= ESTIMABLE * largest(c))))
            .collect();
        let influence: Vec<Option<Vec<f64>>> = contrasts.iter().map(|c| c.as_ref().map(|c| factor.solve(c))).collect();
        let squares = self.scores(&columns, &gamma, &beta, &influence);
        let g = self.units.len() as f64;
        let parameters = (1 + self.factor.kept().len() + factor.kept().len()) as f64;
        let correction = g / (g - 1.0) * (self.rows - 1.0) / (self.rows - parameters);
        let found = |(c, v): (Option<Vec<f64>>, [f64; 3])| {
            c.map(|c| Shifted {
                theta: [dot(&c, &beta[0]), dot(&c, &beta[1])],
                var_theta: v.map(|s| correction * s),
                ..Shifted::default()
            })
        };
        contrasts.into_iter().zip(squares).map(found).collect()
    }

    /// Σψ², Σψψ', Σψ'² of the two responses for each v = (D°'D°)⁻¹c, ψ_i = v'(D_i'r_i − ΓW̃_i'r_i), r_i the residuals.
    fn scores(
        &self,
        columns: &Columns,
        gamma: &[Vec<f64>],
        beta: &[Vec<f64>; 2],
        influence: &[Option<Vec<f64>>],
    ) -> Vec<[f64; 3]> {
        let (t, q, m) = (self.periods, self.covariates, gamma.len());
        let k = self.factor.kept().len() + self.factor.dropped().len();
        let combined =
            |by: &[f64]| -> Vec<f64> { (0..k).map(|c| gamma.iter().zip(by).map(|(g, b)| g[c] * b).sum()).collect() };
        let fitted = [combined(&beta[0]), combined(&beta[1])];
        // v'ΓW̃'r needs Γ'v once, not for every unit
        let swept: Vec<Option<Vec<f64>>> = influence.iter().map(|v| v.as_ref().map(|v| combined(v))).collect();
        let mut out = vec![[0.0; 3]; influence.len()];
        let (mut e, mut along) = (vec![0.0; t], vec![0.0; t]);
        let (mut own, mut others) = ([vec![0.0; m], vec![0.0; m]], [vec![0.0; k], vec![0.0; k]]);
        for u in 0..self.units.len() {
            let n = &self.n[u * t..(u + 1) * t];
            for (r, response) in self.responses.iter().enumerate() {
                for (s, o) in e.iter_mut().enumerate() {
                    *o = columns.of_cell[u * t + s].map_or(0.0, |l| beta[r][l as usize]);
                }
                sweep(n, &mut e, 1, 0);
                self.along(u, &fitted[r], &mut along);
                own[r].fill(0.0);
                others[r].fill(0.0);
                for s in 0..t {
                    let rest = n[s] * (response.residual[u * t + s] - e[s] + along[s]);
                    if let Some(l) = columns.of_cell[u * t + s] {
                        own[r][l as usize] += rest;
                    }
                    if let Some(c) = self.dummy[s] {
                        others[r][c] += rest;
                    }
                    for a in 0..q {
                        others[r][k - q + a] += rest * self.x[(u * t + s) * q + a];
                    }
                }
                if q > 0 {
                    let slope: Vec<f64> = response.delta.iter().zip(&fitted[r][k - q..]).map(|(d, b)| d - b).collect();
                    let within = self.within[u].mul_vec(&slope);
                    for a in 0..q {
                        others[r][k - q + a] += response.within[u][a] - within[a];
                    }
                }
            }
            for ((v, g), out) in influence.iter().zip(&swept).zip(&mut out) {
                let (Some(v), Some(g)) = (v, g) else { continue };
                let psi = [0, 1].map(|r| dot(v, &own[r]) - dot(g, &others[r]));
                out[0] += psi[0] * psi[0];
                out[1] += psi[0] * psi[1];
                out[2] += psi[1] * psi[1];
            }
        }
        out
    }
}

/// A contrast that moves by less than this share along an unidentified direction is identified.
const ESTIMABLE: f64 = 1e-7;

fn largest(c: &[f64]) -> f64 {
    c.iter().fold(0.0f64, |m, c| m.max(c.abs()))
}

/// Cross-products of the treatment columns of one redraw.
struct Sums {
    /// D̃'D̃.
    dd: Matrix,
    /// D̃'W̃, columns × k.
    wd: Matrix,
    /// D̃'y°.
    dy: [Vec<f64>; 2],
    /// What the columns are judged by: the diagonal of D̃'D̃, where that is no rounding of D'D.
    own: Vec<f64>,
}

/// Of D'D, the share below which D̃'D̃ is the rounding of pupils that cancel, times 1/[`COLLINEAR`].
const SWEPT: f64 = 1e-4;

impl Sums {
    fn of(world: &RegressionRedraw, columns: &Columns, m: usize, k: usize) -> Sums {
        let (t, q) = (world.periods, world.covariates);
        let dy = [vec![0.0; m], vec![0.0; m]];
        let mut s = Sums { dd: Matrix::zeros(m, m), wd: Matrix::zeros(m, k), dy, own: vec![0.0; m] };
        let mut own = vec![0.0; m];
        let mut touched: Vec<usize> = Vec::with_capacity(m);
        for u in 0..world.units.len() {
            touched.clear();
            let mut total = 0.0;
            for p in 0..t {
                let at = u * t + p;
                let n = world.n[at];
                total += n;
                let Some(l) = columns.of_cell[at].map(usize::from) else { continue };
                if own[l] == 0.0 {
                    touched.push(l);
                }
                own[l] += n;
                s.dd[(l, l)] += n;
                s.own[l] += n;
                for (dy, response) in s.dy.iter_mut().zip(&world.responses) {
                    dy[l] += n * response.residual[at];
                }
                if let Some(c) = world.dummy[p] {
                    s.wd[(l, c)] += n;
                }
                for a in 0..q {
                    s.wd[(l, k - q + a)] += n * world.x[at * q + a];
                }
            }
            for &l in &touched {
                let share = own[l] / total;
                for p in 0..t {
                    if let Some(c) = world.dummy[p] {
                        s.wd[(l, c)] -= share * world.n[u * t + p];
                    }
                }
                for &j in &touched {
                    s.dd[(l, j)] -= share * own[j];
                }
            }
            touched.iter().for_each(|&l| own[l] = 0.0);
        }
        (0..m).for_each(|l| s.own[l] = s.dd[(l, l)].max(SWEPT * s.own[l]));
        s
    }
}

/// Takes the weighted mean out of every `stride`-th value from `offset` on.
fn sweep(n: &[f64], values: &mut [f64], stride: usize, offset: usize) {
    let total: f64 = n.iter().sum();
    let sum: f64 = n.iter().enumerate().map(|(t, n)| n * values[t * stride + offset]).sum();
    for t in 0..n.len() {
        values[t * stride + offset] -= sum / total;
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
