use crate::numeric::Matrix;

/// What one cluster contributes to a fit with k coefficients.
#[derive(Debug, Clone)]
pub struct ClusterPiece {
    /// X_g'W_gX_g, k × k.
    pub gram: Matrix,
    /// X_g'W_ge_g, length k; sums to zero over clusters.
    pub score: Vec<f64>,
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
