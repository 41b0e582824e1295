//! Linear regressions with unit and period effects, from the cells of a panel.
//!
//! CONVENTION: unit i, period t, cell (i,t) with n pupils; a row is (period dummies, treatment columns, covariates, y).
//! Treatment columns are 0/1 and constant within a cell, and a cell stands in at most one of them. Unit effects are
//! swept out: M_i − s_i s_i'/n_i, so that one pass over the cells is all there is, however many pupils there are.

use crate::numeric::Matrix;
use crate::trial::{CrossProducts, Fit, Panel};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one row counts for.
#[derive(Default, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Every pupil counts one.
    #[default]
    Pupils,
    /// Every unit × period cell counts one, however many pupils stand in it; n counts cells.
    Programmes,
}

/// Treatment columns: names, and for each cell (unit-major) the one column in which it holds a 1.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// Names of the columns.
    pub names: Vec<String>,
    /// Length units × periods.
    pub column: Vec<Option<u32>>,
}

impl Exposure {
    /// Asks `column` for every cell of a panel, whether it holds pupils or not.
    pub fn by_cell(panel: &Panel, names: Vec<String>, column: impl Fn(usize, usize) -> Option<usize>) -> Self {
        let t = panel.periods().len();
        let of = |cell: usize| column(cell / t, cell % t).map(|c| c as u32);
        Exposure { names, column: (0..panel.units().len() * t).map(of).collect() }
    }
}

/// A regression with unit effects swept out.
#[derive(Debug, Clone)]
pub struct Regression {
    /// Coefficients: periods from the second on, treatment columns, covariates.
    pub fit: Fit,
    /// Position of the first treatment column in the fit.
    pub first: usize,
    /// Units of the panel that hold pupils, in the order of the fit's clusters.
    pub units: Vec<usize>,
}

/// y ~ treatment columns + covariates + unit effects + period effects, least squares.
///
/// `exposure`: one column index or none per cell. Units without any pupil are no clusters of the fit; periods in which
/// nobody was seen have no effect. k of (n−1)/(n−k) counts one intercept, T−1 periods, treatment columns and covariates
/// that were not dropped; unit effects, nested in the clusters, are not counted.
pub fn two_way(panel: &Panel, exposure: &Exposure, weight: Weight) -> Regression {
    let n_periods = panel.periods().len();
    let seen: Vec<usize> =
        (0..n_periods).filter(|&t| (0..panel.units().len()).any(|i| panel.cell(i, t).is_some())).collect();
    let mut dummy = vec![None; n_periods];
    for (column, &t) in seen.iter().skip(1).enumerate() {
        dummy[t] = Some(column);
    }
    let first = seen.len().saturating_sub(1);
    let layout = Layout { dummy, first, treatments: exposure.names.len(), covariates: panel.covariates().len() };
    let mut terms: Vec<String> = seen.iter().skip(1).map(|&t| format!("period={}", panel.periods()[t])).collect();
    terms.extend(exposure.names.iter().cloned());
    terms.extend(panel.covariates().iter().cloned());

    let units: Vec<usize> =
        (0..panel.units().len()).filter(|&i| (0..n_periods).any(|t| panel.cell(i, t).is_some())).collect();
    let mut nobs = 0.0;
    let mut known: BTreeMap<Vec<(u64, Option<u32>)>, Arc<Matrix>> = BTreeMap::new();
    let mut pieces = Vec::with_capacity(units.len());
    for &i in &units {
        nobs += layout.rows(panel, weight, i);
        if layout.covariates > 0 {
            pieces.push(CrossProducts::from_joint(&layout.swept(panel, exposure, weight, i)));
            continue;
        }
        // without covariates the columns follow from sizes and lags: units alike in both share their cross-products
        let pattern = layout.pattern(panel, exposure, weight, i);
        let gram = known.entry(pattern).or_insert_with(|| {
            let keep: Vec<usize> = (0..terms.len()).collect();
            Arc::new(layout.swept(panel, exposure, weight, i).block(&keep))
        });
        pieces.push(CrossProducts { gram: Arc::clone(gram), moments: layout.moments(panel, exposure, weight, i) });
    }
    let names = units.iter().map(|&i| panel.units()[i].clone()).collect();
    let mut fit = Fit::from_cross_products(terms, pieces, names, nobs, 0.0);
    fit.parameters = (1 + fit.terms.len() - fit.dropped.len()) as f64;
    Regression { fit, first, units }
}

/// Where the columns of a row stand.
struct Layout {
    /// Column of each period's dummy.
    dummy: Vec<Option<usize>>,
    /// First treatment column.
    first: usize,
    treatments: usize,
    covariates: usize,
}

impl Layout {
    /// Rows of one unit: pupils, or cells where every cell counts one.
    fn rows(&self, panel: &Panel, weight: Weight, unit: usize) -> f64 {
        let cells = (0..panel.periods().len()).filter_map(|t| panel.cell(unit, t));
        cells.map(|c| if weight == Weight::Pupils { c.n() } else { 1.0 }).sum()
    }

    /// What determines the columns of one unit where there are no covariates: weight and treatment column of each cell.
    fn pattern(&self, panel: &Panel, exposure: &Exposure, weight: Weight, unit: usize) -> Vec<(u64, Option<u32>)> {
        let periods = panel.periods().len();
        let n = |t: usize| panel.cell(unit, t).map_or(0.0, |c| if weight == Weight::Pupils { c.n() } else { 1.0 });
        (0..periods).map(|t| (n(t).to_bits(), exposure.column[unit * periods + t])).collect()
    }

    /// X'y of one unit with its mean swept out, where there are no covariates.
    fn moments(&self, panel: &Panel, exposure: &Exposure, weight: Weight, unit: usize) -> Vec<f64> {
        let periods = panel.periods().len();
        let mut moments = vec![0.0; self.first + self.treatments];
        let mut size = vec![0.0; self.first + self.treatments];
        let (mut total, mut sum) = (0.0, 0.0);
        for t in 0..periods {
            let Some(cell) = panel.cell(unit, t) else { continue };
            let scale = if weight == Weight::Pupils { 1.0 } else { 1.0 / cell.n() };
            let (n, y) = (scale * cell.n(), scale * cell.moment(0, 1));
            total += n;
            sum += y;
            for a in [self.dummy[t], exposure.column[unit * periods + t].map(|c| self.first + c as usize)]
                .into_iter()
                .flatten()
            {
                moments[a] += y;
                size[a] += n;
            }
        }
        moments.iter_mut().zip(&size).for_each(|(m, n)| *m -= n / total * sum);
        moments
    }

    /// Cross-products of one unit's rows with y last, its mean swept out.
    fn swept(&self, panel: &Panel, exposure: &Exposure, weight: Weight, unit: usize) -> Matrix {
        let covariates = self.first + self.treatments;
        let y = covariates + self.covariates;
        let n_periods = panel.periods().len();
        let mut joint = Matrix::zeros(y + 1, y + 1);
        let mut sums = vec![0.0; y + 1];
        let mut total = 0.0;
        // column of z_j: z = (1, y, covariates…)
        let place = |j: usize| if j == 1 { y } else { covariates + j - 2 };
        for t in 0..n_periods {
            let Some(cell) = panel.cell(unit, t) else { continue };
            let scale = if weight == Weight::Pupils { 1.0 } else { 1.0 / cell.n() };
            let n = scale * cell.n();
            total += n;
            let ones = [self.dummy[t], exposure.column[unit * n_periods + t].map(|c| self.first + c as usize)];
            for a in ones.into_iter().flatten() {
                sums[a] += n;
                for b in ones.into_iter().flatten() {
                    joint[(a, b)] += n;
                }
            }
            let packed = cell.packed();
            let width = self.covariates + 2;
            for j in 1..width {
                let (m, c) = (scale * packed[j], place(j));
                sums[c] += m;
                for a in ones.into_iter().flatten() {
                    joint[(a, c)] += m;
                    joint[(c, a)] += m;
                }
            }
            let mut at = width;
            for i in 1..width {
                for j in i..width {
                    let (a, b, m) = (place(i), place(j), scale * packed[at]);
                    joint[(a, b)] += m;
                    if a != b {
                        joint[(b, a)] += m;
                    }
                    at += 1;
                }
            }
        }
        joint.add_outer(-1.0 / total, &sums);
        joint
    }
}
