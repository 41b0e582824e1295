//! How precisely several interventions can be told in one rollout.
//!
//! CONVENTION: programme i, period t, n pupils a cell; D = [period effects | one column per term], V = τ²J + diag(γ² + σ_e²/n),
//! w_t = 1/(γ² + σ_e²/n_it), V⁻¹ = diag(w) − τ²·ww'/(1 + τ²Σw).

use super::components::Components;
use super::several::Pattern;
use crate::numeric::{Matrix, cholesky};
use crate::trial::COLLINEAR;

/// Variance of each term's estimate by generalised least squares, `None` where the schedules cannot separate it.
///
/// M = Σ_i D_i'V_i⁻¹D_i; the variance of term j is (M⁻¹)_jj. `pattern.weight`: pupils of each cell. Programmes count as
/// independent given the calendar: a school's own share of the variance is part of `programme` here.
///
/// # Reference
/// Hussey & Hughes (2007), doi:10.1016/j.cct.2006.05.007, with one column per intervention.
/// *Checked against* `design::variance` for one intervention, `tests/identities/several.rs`.
pub fn variances(pattern: &Pattern, components: &Components) -> Vec<Option<f64>> {
    let (p, t) = (pattern.terms.len(), pattern.periods);
    let k = t + p;
    let between = components.programme + components.school;
    let mut m = Matrix::zeros(k, k);
    for i in 0..pattern.units {
        let cells: Vec<usize> = (i * t..(i + 1) * t).filter(|c| pattern.weight[*c] > 0.0).collect();
        let w = |c: usize| {
            1.0 / (components.cell
                + components.school_period
                + (components.residual + components.cohort) / pattern.weight[c])
        };
        let total: f64 = cells.iter().map(|c| w(*c)).sum();
        let mut sums = vec![0.0; k];
        for &c in &cells {
            let terms = (0..p).filter(|j| pattern.holds[*j][c]).map(|j| t + j);
            let ones: Vec<usize> = std::iter::once(c % t).chain(terms).collect();
            for &a in &ones {
                sums[a] += w(c);
                ones.iter().for_each(|&b| m[(a, b)] += w(c));
            }
        }
        m.add_outer(-between / (1.0 + between * total), &sums);
    }
    let factor = cholesky(&m, COLLINEAR);
    let inverse = factor.inverse();
    let entangled = |j: usize| {
        factor.dropped().iter().any(|&d| {
            let column: Vec<f64> = (0..k).map(|i| m[(i, d)]).collect();
            d == j || inverse.mul_vec(&column)[j].abs() > COLLINEAR
        })
    };
    (t..k).map(|j| (!entangled(j)).then(|| inverse[(j, j)])).collect()
}
