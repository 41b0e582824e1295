//! Whether a design can tell the variance between units from that between cells.
//!
//! CONVENTION: V₀ = I (pupils), V₁ = Z₁Z₁' (units), V₂ = Z₂Z₂' (cells), M = I − X(X'X)⁻¹X'. REML sees the three only as
//! MV_jM: where these are linearly dependent its criterion is the same along a line, and no point of the line is the estimate.
//! G_jk = tr(MV_jMV_k) is their Gram matrix, from sums over cells.

use super::mixed_design::CellDesign;
use crate::diagnostics::Problem;
use crate::numeric::Matrix;

/// Matrices whose angle has a squared sine of at most this are parallel but for rounding.
const PARALLEL: f64 = 1e-9;

/// G₁₁ and G₂₂, and R = G less what V₀ explains of it.
struct Grams {
    g11: f64,
    g22: f64,
    r11: f64,
    r22: f64,
    r12: f64,
}

impl CellDesign {
    /// Whether τ² (units) and γ² (cells) enter the restricted likelihood as one: MV₁M and MV₂M are parallel, pupils' part
    /// taken out of both.
    ///
    /// det of the scaled G of what is left ≤ 1e-9. A design property: no outcome is looked at.
    ///
    /// # Reference
    /// Rao & Kleffe (1988), *Estimation of Variance Components and Applications*.
    pub(super) fn are_units_and_cells_one(&self) -> bool {
        let Grams { g11, g22, r11, r22, r12 } = self.grams();
        r11 <= PARALLEL * g11 || r22 <= PARALLEL * g22 || r11 * r22 - r12 * r12 <= PARALLEL * r11 * r22
    }

    /// Whether a variance that is looked for enters the restricted likelihood as pupils' own does: MV₁M (with `cells` also MV₂M)
    /// is parallel to M. Of a panel without covariates.
    pub(super) fn is_one_with_pupils(&self, cells: bool) -> bool {
        let Grams { g11, g22, r11, r22, .. } = self.grams();
        self.covariates == 0 && (r11 <= PARALLEL * g11 || cells && r22 <= PARALLEL * g22)
    }

    /// The Gram matrix of units and cells, and what is left of it without pupils' part.
    fn grams(&self) -> Grams {
        let bread = self.solve(&self.weighted(0.0, 0.0)).bread;
        let side = self.names.len();
        let (mut of_units, mut of_cells) = (Matrix::zeros(side, side), Matrix::zeros(side, side));
        let g00 = self.nobs - self.parameters();
        let (mut g01, mut g02, mut g11, mut g22, mut g12) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for pattern in &self.patterns {
            let count = pattern.members.len() as f64;
            let (unit, n) = self.collapsed(pattern, 0.0);
            let spread = bread.mul_vec(&unit);
            let own: f64 = unit.iter().zip(&spread).map(|(x, b)| x * b).sum();
            g01 += count * (n - own);
            g11 += count * (n * n - 2.0 * n * own);
            of_units.add_outer(count, &unit);
            for cell in &pattern.cells {
                let places = self.places(cell);
                let shared: f64 = places.iter().map(|(j, x)| x * spread[*j]).sum();
                let mut own = 0.0;
                for (i, x) in &places {
                    for (j, z) in &places {
                        own += x * z * bread[(*i, *j)];
                        of_cells[(*i, *j)] += count * x * z;
                    }
                }
                g02 += count * (cell.n - own);
                g22 += count * (cell.n * cell.n - 2.0 * cell.n * own);
                g12 += count * (cell.n * cell.n - 2.0 * cell.n * shared);
            }
        }
        g11 += trace_of_four(&bread, &of_units, &of_units);
        g22 += trace_of_four(&bread, &of_cells, &of_cells);
        g12 += trace_of_four(&bread, &of_units, &of_cells);
        let (r11, r22, r12) = (g11 - g01 * g01 / g00, g22 - g02 * g02 / g00, g12 - g01 * g02 / g00);
        Grams { g11, g22, r11, r22, r12 }
    }

    /// Why the two variances cannot be told apart.
    pub(super) fn one_variance_only(&self) -> Problem {
        Problem::new("E343", "differences between programmes cannot be told from those between their terms")
            .found(format!(
                "{} programmes, {} cells, {} coefficients: what periods and treatment leave is the same for both",
                self.units.len(),
                self.cells,
                self.parameters()
            ))
            .expected("more programmes or more terms than the model takes out")
            .help("use `hussey-hughes`, which has one variance between programmes")
    }
}

/// tr(B·S·B·T).
fn trace_of_four(b: &Matrix, s: &Matrix, t: &Matrix) -> f64 {
    let (left, right) = (b.mul(s), b.mul(t));
    let side = b.rows();
    (0..side).flat_map(|i| (0..side).map(move |j| (i, j))).map(|(i, j)| left[(i, j)] * right[(j, i)]).sum()
}
