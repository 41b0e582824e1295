//! What an immediate-effect model makes of effects that change with exposure: the weight it puts on each lag.
//!
//! The estimate is linear in the outcome, so its expectation is Σ weight_l·(effect at lag l). weight_l is the treatment
//! coefficient of a regression, on this very design, of the dummy of lag l in place of the outcome.

use super::lags::LagColumns;
use super::mixed_design::CellDesign;
use super::regression::{Weight, two_way};
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, Panel};

/// Weight of one lag; over the lags they sum to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LagWeight {
    /// Lag, 0 in the first treated period.
    pub lag: i64,
    /// Its weight; may be negative.
    pub weight: f64,
}

/// Weights of `twfe`.
///
/// # Reference
/// Goodman-Bacon (2021), doi:10.1016/j.jeconom.2021.03.014; Kenny et al. (2022), doi:10.1002/sim.9511.
pub fn twfe_weights(panel: &Panel, weight: Weight) -> Vec<LagWeight> {
    let columns = LagColumns::seen(panel, 0);
    let lagged = two_way(panel, &columns.exposure(panel), weight);
    let k = lagged.fit.terms.len();
    let mut gram = Matrix::zeros(k, k);
    for piece in &lagged.fit.clusters {
        gram.add_scaled(1.0, &piece.gram);
    }
    weights(&gram, lagged.first, &columns.lags)
}

/// Weights of a model with random unit intercepts of variance `unit_ratio`·σ² and unit × period intercepts of variance
/// `cell_ratio`·σ²; of an exchangeable GEE with correlation α: `unit_ratio` α/(1−α).
pub fn mixed_weights(panel: &Panel, unit_ratio: f64, cell_ratio: f64) -> Vec<LagWeight> {
    let columns = LagColumns::seen(panel, 0);
    let design = CellDesign::new(panel, &columns.exposure(panel));
    let joint = design.weighted(unit_ratio, cell_ratio);
    let without_outcome: Vec<usize> = (0..joint.rows().saturating_sub(1)).collect();
    weights(&joint.block(&without_outcome), design.first(), &columns.lags)
}

/// From the cross-products of a design with one column per lag, those columns from `first` on: the design with their sum
/// in one column, and each of them regressed on it.
fn weights(gram: &Matrix, first: usize, lags: &[i64]) -> Vec<LagWeight> {
    let m = lags.len();
    let others: Vec<usize> = (0..gram.rows()).filter(|j| *j < first || *j >= first + m).collect();
    let k = others.len();
    let mut reduced = Matrix::zeros(k + 1, k + 1);
    let with_any = |i: usize| (first..first + m).map(|l| gram[(i, l)]).sum::<f64>();
    for (a, &i) in others.iter().enumerate() {
        for (b, &j) in others.iter().enumerate() {
            reduced[(a, b)] = gram[(i, j)];
        }
        reduced[(a, k)] = with_any(i);
        reduced[(k, a)] = reduced[(a, k)];
    }
    reduced[(k, k)] = (first..first + m).map(with_any).sum();
    // the sum of the lags last: a covariate or period that repeats an earlier one is dropped before it
    let mut unit = vec![0.0; k + 1];
    unit[k] = 1.0;
    let row = cholesky(&reduced, COLLINEAR).solve(&unit);
    let weight = |l: usize| {
        let own: f64 = others.iter().zip(&row).map(|(&i, r)| r * gram[(i, first + l)]).sum();
        own + row[k] * with_any(first + l)
    };
    lags.iter().enumerate().map(|(l, lag)| LagWeight { lag: *lag, weight: weight(l) }).collect()
}
