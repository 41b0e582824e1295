//! The cells of a panel as a linear mixed model sees them: units of one pattern together.
//!
//! CONVENTION: that of `mixed`: z = (period dummies, treatment columns, covariates, y), s_it = Σz over a cell with n pupils,
//! c = 1/(1 + nρ₂), h_i = Σ_t c s_it, S_i = Σ_t c n.

use super::regression::Exposure;
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, Panel};
use std::collections::BTreeMap;

/// One cell: its pupils and the columns in which they hold a 1.
#[derive(Debug, Clone)]
pub(super) struct DesignCell {
    pub n: f64,
    pub period: usize,
    pub treatment: Option<usize>,
    /// Σ covariates.
    pub sums: Vec<f64>,
}

/// Units whose cells are alike in size and treatment; with covariates every unit is a pattern of its own.
#[derive(Debug, Clone)]
pub(super) struct UnitPattern {
    pub cells: Vec<DesignCell>,
    /// Positions among the design's units.
    pub members: Vec<usize>,
}

/// A unit that holds pupils.
#[derive(Debug, Clone)]
pub(super) struct DesignUnit {
    /// Position in the panel.
    pub unit: usize,
    pub pattern: usize,
    /// Σ y of each cell of the pattern.
    pub outcome: Vec<f64>,
}

/// The design of a panel without unit effects: every period has its dummy, treatment columns, covariates, y last.
pub(super) struct CellDesign {
    pub(super) names: Vec<String>,
    first: usize,
    tail: usize,
    pub(super) covariates: usize,
    pub(super) units: Vec<DesignUnit>,
    pub(super) patterns: Vec<UnitPattern>,
    total: Matrix,
    pub(super) cells: usize,
    /// Rows N of the likelihood: pupils, or means where pupils' spread is unknown.
    pub(super) rows: f64,
    pub(super) nobs: f64,
    pub(super) dropped: Vec<usize>,
    /// A residual sum of squares of at most this is rounding.
    pub(super) nothing: f64,
}

/// Coefficients, (X'V*⁻¹X)⁻¹, log|X'V*⁻¹X| and RSS at given ratios.
pub(super) struct Solved {
    pub beta: Vec<f64>,
    pub bread: Matrix,
    pub log_det: f64,
    pub rss: f64,
}

/// What makes two units alike: period, pupils and treatment column of each cell.
type Alike = Vec<(usize, u64, Option<usize>)>;

impl CellDesign {
    pub(super) fn new(panel: &Panel, exposure: &Exposure) -> CellDesign {
        let periods = panel.periods().len();
        let seen: Vec<usize> =
            (0..periods).filter(|&t| (0..panel.units().len()).any(|i| panel.cell(i, t).is_some())).collect();
        let first = seen.len();
        let tail = first + exposure.names.len();
        let covariates = panel.covariates().len();
        let y = tail + covariates;
        let mut names: Vec<String> = seen.iter().map(|&t| format!("period={}", panel.periods()[t])).collect();
        names.extend(exposure.names.iter().cloned());
        names.extend(panel.covariates().iter().cloned());
        let (mut units, mut patterns): (Vec<DesignUnit>, Vec<UnitPattern>) = (Vec::new(), Vec::new());
        let mut known: BTreeMap<Alike, usize> = BTreeMap::new();
        let (mut rows, mut nobs, mut cells) = (0.0, 0.0, 0);
        for i in 0..panel.units().len() {
            let (mut own, mut outcome) = (Vec::new(), Vec::new());
            for (p, &t) in seen.iter().enumerate() {
                let Some(cell) = panel.cell(i, t) else { continue };
                let treatment = exposure.column[i * periods + t].map(|c| first + c as usize);
                let sums: Vec<f64> = (2..covariates + 2).map(|j| cell.moment(0, j)).collect();
                outcome.push(cell.moment(0, 1));
                rows += if panel.within_known() { cell.n() } else { f64::from(cell.rows) };
                nobs += cell.n();
                own.push(DesignCell { n: cell.n(), period: p, treatment, sums });
            }
            cells += own.len();
            if own.is_empty() {
                continue;
            }
            let mut alike: Alike = own.iter().map(|c| (c.period, c.n.to_bits(), c.treatment)).collect();
            if covariates > 0 {
                alike.push((usize::MAX, i as u64, None));
            }
            let pattern = *known.entry(alike).or_insert_with(|| {
                patterns.push(UnitPattern { cells: own, members: Vec::new() });
                patterns.len() - 1
            });
            patterns[pattern].members.push(units.len());
            units.push(DesignUnit { unit: i, pattern, outcome });
        }
        let total = Matrix::zeros(y + 1, y + 1);
        let (dropped, nothing) = (Vec::new(), 0.0);
        let mut design =
            CellDesign { names, first, tail, covariates, units, patterns, total, cells, rows, nobs, dropped, nothing };
        design.add_up(panel);
        let keep: Vec<usize> = (0..y).collect();
        design.dropped = cholesky(&design.total.block(&keep), COLLINEAR).dropped().to_vec();
        // the search comes within some digits of rounding before it shows: a residual spread of 3e-6 of all is none
        let squares = design.total[(y, y)];
        let sum: f64 = design.units.iter().flat_map(|u| &u.outcome).sum();
        design.nothing = 1e-11 * (squares - sum * sum / design.nobs).max(0.0) + 1e-15 * squares;
        design
    }

    /// Position of the first treatment column.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// Columns of a cell with Σx over its pupils, y left out.
    pub(super) fn places(&self, cell: &DesignCell) -> Vec<(usize, f64)> {
        let ones = [Some(cell.period), cell.treatment].into_iter().flatten().map(|c| (c, cell.n));
        ones.chain(cell.sums.iter().enumerate().map(|(j, s)| (self.tail + j, *s))).collect()
    }

    /// h without its entry of y, and S.
    pub(super) fn collapsed(&self, pattern: &UnitPattern, cell_ratio: f64) -> (Vec<f64>, f64) {
        let mut h = vec![0.0; self.names.len()];
        let mut s = 0.0;
        for cell in &pattern.cells {
            let c = 1.0 / (1.0 + cell.n * cell_ratio);
            s += c * cell.n;
            self.places(cell).into_iter().for_each(|(j, x)| h[j] += c * x);
        }
        (h, s)
    }

    /// The entry of y in h of one unit.
    pub(super) fn collapsed_outcome(&self, pattern: &UnitPattern, unit: usize, cell_ratio: f64) -> f64 {
        let each = pattern.cells.iter().zip(&self.units[unit].outcome);
        each.map(|(cell, y)| y / (1.0 + cell.n * cell_ratio)).sum()
    }

    /// Z'V*⁻¹Z.
    pub(super) fn weighted(&self, unit_ratio: f64, cell_ratio: f64) -> Matrix {
        let mut w = self.total.clone();
        let y = self.names.len();
        let both = |w: &mut Matrix, j: usize, v: f64| {
            w[(j, y)] -= v;
            w[(y, j)] -= v;
        };
        for pattern in &self.patterns {
            let count = pattern.members.len() as f64;
            if cell_ratio > 0.0 {
                for (t, cell) in pattern.cells.iter().enumerate() {
                    let c = cell_ratio / (1.0 + cell.n * cell_ratio);
                    let outcomes = || pattern.members.iter().map(|u| self.units[*u].outcome[t]);
                    let (sum, squares) = (outcomes().sum::<f64>(), outcomes().map(|y| y * y).sum::<f64>());
                    let places = self.places(cell);
                    for (i, x) in &places {
                        places.iter().for_each(|(j, z)| w[(*i, *j)] -= count * c * x * z);
                        both(&mut w, *i, c * x * sum);
                    }
                    w[(y, y)] -= c * squares;
                }
            }
            let (mut h, s) = self.collapsed(pattern, cell_ratio);
            let weight = unit_ratio / (1.0 + unit_ratio * s);
            let outcomes: Vec<f64> =
                pattern.members.iter().map(|u| self.collapsed_outcome(pattern, *u, cell_ratio)).collect();
            let (sum, squares) = (outcomes.iter().sum::<f64>(), outcomes.iter().map(|y| y * y).sum::<f64>());
            for (j, x) in h.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                both(&mut w, j, weight * x * sum);
            }
            w[(y, y)] -= weight * squares;
            h.push(0.0);
            w.add_outer(-count * weight, &h);
        }
        w
    }

    /// Coefficients, (X'V*⁻¹X)⁻¹, log|X'V*⁻¹X| and RSS from Z'V*⁻¹Z.
    pub(super) fn solve(&self, w: &Matrix) -> Solved {
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

    /// Coefficients that were not dropped.
    pub(super) fn parameters(&self) -> f64 {
        (self.names.len() - self.dropped.len()) as f64
    }

    /// Σzz' over all pupils, cell by cell.
    fn add_up(&mut self, panel: &Panel) {
        let mut total = std::mem::replace(&mut self.total, Matrix::zeros(0, 0));
        for unit in &self.units {
            self.add_unit(panel, unit.unit, &self.patterns[unit.pattern].cells, &unit.outcome, &mut total);
        }
        self.total = total;
    }

    /// Σzz' over one unit's pupils.
    pub(super) fn unit_total(&self, panel: &Panel, unit: usize, cells: &[DesignCell], outcome: &[f64]) -> Matrix {
        let side = self.names.len() + 1;
        let mut w = Matrix::zeros(side, side);
        self.add_unit(panel, unit, cells, outcome, &mut w);
        w
    }

    fn add_unit(&self, panel: &Panel, unit: usize, cells: &[DesignCell], outcome: &[f64], w: &mut Matrix) {
        let y = self.names.len();
        for (cell, sum) in cells.iter().zip(outcome) {
            let ones = [Some(cell.period), cell.treatment];
            let others = || cell.sums.iter().enumerate().map(|(j, s)| (self.tail + j, *s)).chain([(y, *sum)]);
            for a in ones.into_iter().flatten() {
                for b in ones.into_iter().flatten() {
                    w[(a, b)] += cell.n;
                }
                for (j, s) in others() {
                    w[(a, j)] += s;
                    w[(j, a)] += s;
                }
            }
        }
        let width = self.covariates + 2;
        let place = |j: usize| if j == 1 { y } else { self.tail + j - 2 };
        for cell in (0..panel.periods().len()).filter_map(|t| panel.cell(unit, t)) {
            for a in 1..width {
                for b in 1..width {
                    w[(place(a), place(b))] += cell.moment(a, b);
                }
            }
        }
    }
}
