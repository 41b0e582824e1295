//! A fitted regression: coefficients, bread, and what every cluster contributes.

use crate::numeric::{Matrix, cholesky};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pivots at most this share of a column's own sum of squares count as zero: the column is then a combination of the
/// columns before it up to rounding (cross-products carry about 1e-16 per pupil, 1e-13 over a million).
pub const COLLINEAR: f64 = 1e-9;

/// What one cluster contributes to a fit with k coefficients.
#[derive(Debug, Clone)]
pub struct ClusterPiece {
    /// X_g'W_gX_g, k × k; clusters with the same cross-products share one matrix.
    pub gram: Arc<Matrix>,
    /// X_g'W_ge_g, length k; sums to zero over clusters.
    pub score: Vec<f64>,
}

impl ClusterPiece {
    /// A piece with a matrix of its own.
    pub fn new(gram: Matrix, score: Vec<f64>) -> Self {
        ClusterPiece { gram: Arc::new(gram), score }
    }
}

/// A fitted regression reduced to what any cluster-robust formula needs.
///
/// Effects nested in the clusters (unit effects) may have been swept out beforehand; then X and e are within-unit and
/// the swept columns stand in neither `terms` nor `parameters`.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Names of the k coefficients.
    pub terms: Vec<String>,
    /// The k coefficients; 0 for one that was dropped.
    pub coefficients: Vec<f64>,
    /// Positions of coefficients dropped because nothing identifies them.
    pub dropped: Vec<usize>,
    /// (X'WX)⁻¹, k × k, zero rows and columns for dropped coefficients.
    pub bread: Matrix,
    /// One piece per cluster.
    pub clusters: Vec<ClusterPiece>,
    /// Names of the clusters, in the order of `clusters`.
    pub cluster_names: Vec<String>,
    /// Number of observations n (pupils) that (n−1)/(n−k) counts.
    pub nobs: f64,
    /// Number of parameters k that (n−1)/(n−k) counts; see `docs/methods.md`.
    pub parameters: f64,
}

/// What one cluster contributes to the normal equations of a linear regression with k columns.
#[derive(Debug, Clone)]
pub struct CrossProducts {
    /// X_g'W_gX_g, k × k.
    pub gram: Arc<Matrix>,
    /// X_g'W_gy_g, length k.
    pub moments: Vec<f64>,
}

impl CrossProducts {
    /// From the cross-products of [X y], (k+1) × (k+1), y last.
    pub fn from_joint(joint: &Matrix) -> Self {
        let k = joint.rows().saturating_sub(1);
        let keep: Vec<usize> = (0..k).collect();
        CrossProducts { gram: Arc::new(joint.block(&keep)), moments: (0..k).map(|i| joint[(i, k)]).collect() }
    }
}

impl Fit {
    /// Least squares from cross-products, one record per cluster, in the clusters' order.
    ///
    /// Columns are taken in the order of `terms`; one that is a combination of earlier ones is dropped and named in
    /// [`Fit::dropped`]. `pieces`, `cluster_names`: length G; `nobs`, `parameters`: n and k of (n−1)/(n−k).
    pub fn from_cross_products(
        terms: Vec<String>,
        pieces: Vec<CrossProducts>,
        cluster_names: Vec<String>,
        nobs: f64,
        parameters: f64,
    ) -> Self {
        let k = terms.len();
        let mut gram = Matrix::zeros(k, k);
        let mut moments = vec![0.0; k];
        for piece in &pieces {
            gram.add_scaled(1.0, &piece.gram);
            for (total, m) in moments.iter_mut().zip(&piece.moments) {
                *total += m;
            }
        }
        let factor = cholesky(&gram, COLLINEAR);
        let mut coefficients = factor.solve(&moments);
        // one step of iterative refinement: the normal equations square the condition number
        let fitted = gram.mul_vec(&coefficients);
        let rest: Vec<f64> = moments.iter().zip(&fitted).map(|(m, f)| m - f).collect();
        for (b, step) in coefficients.iter_mut().zip(factor.solve(&rest)) {
            *b += step;
        }
        let mut shared: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        let clusters = pieces
            .into_iter()
            .map(|piece| {
                let address = Arc::as_ptr(&piece.gram) as usize;
                let fitted = shared.entry(address).or_insert_with(|| piece.gram.mul_vec(&coefficients));
                let score = piece.moments.iter().zip(fitted.iter()).map(|(m, f)| m - f).collect();
                ClusterPiece { gram: piece.gram, score }
            })
            .collect();
        Fit {
            terms,
            coefficients,
            dropped: factor.dropped().to_vec(),
            bread: factor.inverse(),
            clusters,
            cluster_names,
            nobs,
            parameters,
        }
    }

    /// Number of clusters G.
    pub fn n_clusters(&self) -> usize {
        self.clusters.len()
    }

    /// Position of a term, unless it was dropped or is unknown.
    pub fn position(&self, term: &str) -> Option<usize> {
        self.terms.iter().position(|t| t == term).filter(|p| !self.dropped.contains(p))
    }

    /// The contrast that picks one coefficient, length k.
    pub fn picks(&self, position: usize) -> Vec<f64> {
        let mut c = vec![0.0; self.terms.len()];
        if let Some(v) = c.get_mut(position) {
            *v = 1.0;
        }
        c
    }

    /// c'β̂.
    pub fn estimate(&self, contrast: &[f64]) -> f64 {
        contrast.iter().zip(&self.coefficients).map(|(c, b)| c * b).sum()
    }

    /// Whether the data identify a contrast (length k): c'v = 0 for every direction v in which the coefficients can move
    /// without moving a fitted value. One such direction belongs to each dropped column: e_j − A·X'W X·e_j.
    pub fn estimable(&self, contrast: &[f64]) -> bool {
        let scale = contrast.iter().fold(0.0f64, |m, c| m.max(c.abs()));
        self.dropped.iter().all(|&j| {
            let column: Vec<f64> = (0..self.terms.len())
                .map(|i| self.clusters.iter().map(|piece| piece.gram[(i, j)]).sum::<f64>())
                .collect();
            let along: f64 = contrast.iter().zip(self.bread.mul_vec(&column)).map(|(c, d)| c * d).sum();
            (contrast[j] - along).abs() <= ESTIMABLE * scale
        })
    }
}

/// A contrast that moves by less than this share along an unidentified direction is identified: far above rounding,
/// far below any weight that a design gives.
const ESTIMABLE: f64 = 1e-7;
