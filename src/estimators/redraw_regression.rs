//! Two-way regressions under other assignments.
//!
//! CONVENTION: unit i, period t, n_it pupils; W period dummies and covariates, D treatment columns; a tilde says swept
//! within units, a circle what a regression on W̃ leaves. W is the same in every redraw, so its factor and the residuals
//! y° of the outcome and d° of the observed treatment are worked out once. A redraw needs γ = (W̃'W̃)⁻¹W̃'D̃,
//! β = (D°'D°)⁻¹D̃'y°, v = (D°'D°)⁻¹c, and per unit ψ_i = Σ a e with a = v'D°, e = y° − D°β. Pupils' covariates enter by
//! their cell means and by what they vary within cells (S_xx, S_xy per unit). Everything is linear in the response:
//! y − τ·d gives θ0 − τθ1 and a variance quadratic in τ.

use super::lags::LagColumns;
use super::regression::{Exposure, Weight, two_way};
use crate::numeric::{Cholesky, Matrix, cholesky};
use crate::trial::{Assignment, COLLINEAR, Panel, Shifted, Start};

/// What is estimated in every redraw.
#[derive(Debug, Clone)]
pub enum Redrawn {
    /// The one effect of `twfe`.
    Treated,
    /// A weighted sum of lag effects of `twfe-exposure`.
    Lags {
        /// Lag and weight.
        weights: Vec<(i64, f64)>,
        /// The earliest placebo lag with a column (≤ −2); 0 for none.
        earliest: i64,
    },
}

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
    /// entry per entry of `units`); `None` when that assignment identifies nothing.
    pub fn at(&self, starts: &[Start]) -> Option<Shifted> {
        let assignment = Assignment::new(starts.to_vec(), self.periods);
        let columns = Columns::of(self, &assignment)?;
        let (m, k) = (columns.weights.len(), self.factor.kept().len() + self.factor.dropped().len());
        let sums = Sums::of(self, &columns, m, k);
        let mut gamma = Vec::with_capacity(m);
        let mut dd = sums.dd;
        for l in 0..m {
            gamma.push(self.factor.solve(sums.wd.row(l)));
        }
        for l in 0..m {
            for j in 0..m {
                dd[(l, j)] -= dot(sums.wd.row(l), &gamma[j]);
            }
        }
        let factor = cholesky(&dd, COLLINEAR);
        if !factor.dropped().is_empty() {
            return None;
        }
        let v = factor.solve(&columns.weights);
        let beta = [factor.solve(&sums.dy[0]), factor.solve(&sums.dy[1])];
        let combined =
            |by: &[f64]| -> Vec<f64> { (0..k).map(|c| gamma.iter().zip(by).map(|(g, b)| g[c] * b).sum()).collect() };
        let scores = self.scores(&columns, &v, &combined(&v), &beta, &[combined(&beta[0]), combined(&beta[1])]);
        let g = self.units.len() as f64;
        let parameters = (1 + self.factor.kept().len() + m) as f64;
        let factor = g / (g - 1.0) * (self.rows - 1.0) / (self.rows - parameters);
        Some(Shifted {
            theta: [dot(&columns.weights, &beta[0]), dot(&columns.weights, &beta[1])],
            var_theta: scores.map(|s| factor * s),
            ..Shifted::default()
        })
    }

    /// Σψ², Σψψ', Σψ'² of the two responses.
    fn scores(&self, columns: &Columns, v: &[f64], gv: &[f64], beta: &[Vec<f64>; 2], gb: &[Vec<f64>; 2]) -> [f64; 3] {
        let t = self.periods;
        let q = self.covariates;
        let mut out = [0.0; 3];
        let (mut a, mut along) = (vec![0.0; t], vec![0.0; t]);
        let mut e = vec![0.0; t];
        for u in 0..self.units.len() {
            let n = &self.n[u * t..(u + 1) * t];
            let of = |by: &[f64], to: &mut [f64]| {
                for (s, o) in to.iter_mut().enumerate() {
                    *o = columns.of_cell[u * t + s].map_or(0.0, |l| by[l]);
                }
                sweep(n, to, 1, 0);
            };
            of(v, &mut a);
            self.along(u, gv, &mut along);
            a.iter_mut().zip(&along).for_each(|(a, w)| *a -= w);
            let gx = &gv[gv.len() - q..];
            let mut psi = [0.0; 2];
            for (r, response) in self.responses.iter().enumerate() {
                of(&beta[r], &mut e);
                self.along(u, &gb[r], &mut along);
                for s in 0..t {
                    let rest = response.residual[u * t + s] - e[s] + along[s];
                    psi[r] += n[s] * a[s] * rest;
                }
                let bx = &gb[r][gb[r].len() - q..];
                let slope: Vec<f64> = response.delta.iter().zip(bx).map(|(d, b)| d - b).collect();
                let fitted = self.within[u].mul_vec(&slope);
                psi[r] -= gx.iter().zip(&response.within[u]).zip(&fitted).map(|((g, y), f)| g * (y - f)).sum::<f64>();
            }
            out[0] += psi[0] * psi[0];
            out[1] += psi[0] * psi[1];
            out[2] += psi[1] * psi[1];
        }
        out
    }
}

/// Treatment columns of one redraw.
struct Columns {
    /// Column of each cell.
    of_cell: Vec<Option<usize>>,
    /// The contrast.
    weights: Vec<f64>,
}

impl Columns {
    fn of(world: &RegressionRedraw, assignment: &Assignment) -> Option<Columns> {
        let t = world.periods;
        let lag = |cell: usize| (world.n[cell] > 0.0).then(|| assignment.lag(cell / t, cell % t)).flatten();
        let cells = 0..world.n.len();
        match &world.what {
            Redrawn::Treated => Some(Columns {
                of_cell: cells.map(|c| lag(c).filter(|l| *l >= 0).map(|_| 0)).collect(),
                weights: vec![1.0],
            }),
            Redrawn::Lags { weights: asked, earliest } => {
                let has_column = |l: &i64| LagColumns::has_column(*l, *earliest);
                let mut seen: Vec<i64> = cells.clone().filter_map(lag).filter(has_column).collect();
                seen.sort_unstable();
                seen.dedup();
                let mut weights = vec![0.0; seen.len()];
                for (l, w) in asked {
                    weights[seen.binary_search(l).ok()?] += w;
                }
                let of_cell = cells.map(|c| lag(c).and_then(|l| seen.binary_search(&l).ok())).collect();
                Some(Columns { of_cell, weights })
            }
        }
    }
}

/// Cross-products of the treatment columns of one redraw.
struct Sums {
    /// D̃'D̃.
    dd: Matrix,
    /// D̃'W̃, columns × k.
    wd: Matrix,
    /// D̃'y°.
    dy: [Vec<f64>; 2],
}

impl Sums {
    fn of(world: &RegressionRedraw, columns: &Columns, m: usize, k: usize) -> Sums {
        let (t, q) = (world.periods, world.covariates);
        let mut s = Sums { dd: Matrix::zeros(m, m), wd: Matrix::zeros(m, k), dy: [vec![0.0; m], vec![0.0; m]] };
        let mut own = vec![0.0; m];
        for u in 0..world.units.len() {
            let mut touched: Vec<usize> = Vec::new();
            let mut total = 0.0;
            for p in 0..t {
                let at = u * t + p;
                let n = world.n[at];
                total += n;
                let Some(l) = columns.of_cell[at] else { continue };
                if own[l] == 0.0 {
                    touched.push(l);
                }
                own[l] += n;
                s.dd[(l, l)] += n;
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
                for p in 0..t {
                    if let Some(c) = world.dummy[p] {
                        s.wd[(l, c)] -= own[l] * world.n[u * t + p] / total;
                    }
                }
                for &j in &touched {
                    s.dd[(l, j)] -= own[l] * own[j] / total;
                }
            }
            touched.iter().for_each(|&l| own[l] = 0.0);
        }
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
