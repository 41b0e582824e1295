//! Westfall–Young: p-values adjusted for asking several questions of the same draws.

use super::ties::{Ties, reaches_within};

/// Step-down adjusted p-values by the max statistic.
///
/// Questions are ordered by |t| falling; p_(j) = (1 + #{r: max_{k ≥ j} |t_(k)r| ≥ |t_(j)|})/(1 + R), then made
/// non-decreasing along that order. Under the joint replays of all lotteries the family-wise error holds exactly when
/// nothing has an effect, and strongly under subset pivotality.
///
/// `observed`: J statistics; `references`: J slices of R statistics, the same draws behind each. Result: length J; the
/// same as the plain p for J = 1. `ties`: what statistics that are the same may differ by.
///
/// # Reference
/// Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 4.1; Ge, Dudoit & Speed (2003), Test 12, box 2,
/// doi:10.1007/BF02595811.
pub fn adjusted(observed: &[f64], references: &[&[f64]], ties: Ties) -> Vec<f64> {
    let draws = references.first().map_or(0, |r| r.len());
    let mut order: Vec<usize> = (0..observed.len()).collect();
    order.sort_by(|a, b| observed[*b].abs().total_cmp(&observed[*a].abs()).then(a.cmp(b)));
    let mut largest = vec![0.0f64; draws];
    let mut p = vec![0.0; observed.len()];
    for &j in order.iter().rev() {
        for (m, t) in largest.iter_mut().zip(references[j]) {
            *m = m.max(t.abs());
        }
        let slack = ties.slack(observed[j], &largest);
        let extreme = largest.iter().filter(|m| reaches_within(**m, observed[j], slack)).count();
        p[j] = (1.0 + extreme as f64) / (1.0 + draws as f64);
    }
    let mut highest = 0.0f64;
    for &j in &order {
        highest = highest.max(p[j]);
        p[j] = highest;
    }
    p
}
