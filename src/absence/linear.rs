//! The linear probability model by least squares, from counts.

use super::cells::{Cells, Solved};
use crate::numeric::{Matrix, cholesky};
use crate::trial::Fit;

/// A column whose remaining pivot is below this share of its own sum of squares is collinear with earlier ones: three
/// digits above what rounding leaves of an exact combination.
pub(super) const COLLINEAR: f64 = 1e-11;

/// Linear probability model by least squares.
///
/// β = (X'X)⁻¹X'y over pupils, computed from counts.
///
/// `cells`: the collapsed data, with an intercept among the columns. Result: coefficients, bread (X'X)⁻¹ and the
/// clusters' cross-products and scores; a collinear column is dropped and named in `Fit::dropped`.
///
/// # Reference
/// Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, §15.2.
///
/// *Checked against* `tests/reference/absence`.
pub fn linear(cells: &Cells) -> Fit {
    let k = cells.terms.len();
    let mut gram = Matrix::zeros(k, k);
    let mut moment = vec![0.0; k];
    for (i, (n, events)) in cells.totals(|_| false).into_iter().enumerate() {
        let x = cells.design.row(i);
        gram.add_outer(n, x);
        moment.iter_mut().zip(x).for_each(|(m, x)| *m += x * events);
    }
    let factor = cholesky(&gram, COLLINEAR);
    let coefficients = factor.solve(&moment);
    let mu = cells.design.mul_vec(&coefficients);
    let weight = vec![1.0; mu.len()];
    let solved = Solved { coefficients, bread: factor.inverse(), dropped: factor.dropped().to_vec() };
    cells.fit(solved, &mu, &weight)
}
