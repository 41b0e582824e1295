//! Ratios of cluster totals as fits with scores: sensitivity, predictive value, hazards, flagged pupils a class.

use crate::numeric::Matrix;
use crate::trial::{ClusterPiece, Fit};
use std::sync::Arc;

/// One or more ratios Σ_g a_g ÷ Σ_g b_g of cluster totals, as a fit whose scores are a_g − ratio·b_g.
///
/// Sensitivity, positive predictive value, hazards per pupil-day and pupils flagged per class are all such ratios; the
/// linearised variance of a ratio of totals is the cluster-robust variance of this fit.
///
/// `terms`: names of the k ratios; `totals`: one row per cluster of k pairs (a, b). A ratio without denominator is
/// dropped: coefficient 0, named in `Fit::dropped`.
///
/// # Reference
/// Cochran (1977), Sampling Techniques, §6.3 and §9A.
pub fn ratios(terms: &[String], clusters: &[String], totals: &[Vec<(f64, f64)>]) -> Fit {
    let k = terms.len();
    let (mut coefficients, mut dropped, mut bread) = (vec![0.0; k], Vec::new(), Matrix::zeros(k, k));
    for j in 0..k {
        let (a, b) = totals.iter().fold((0.0, 0.0), |s, row| (s.0 + row[j].0, s.1 + row[j].1));
        if b > 0.0 {
            coefficients[j] = a / b;
            bread[(j, j)] = 1.0 / b;
        } else {
            dropped.push(j);
        }
    }
    let pieces = totals
        .iter()
        .map(|row| {
            let mut gram = Matrix::zeros(k, k);
            let score = (0..k)
                .map(|j| {
                    gram[(j, j)] = row[j].1;
                    row[j].0 - coefficients[j] * row[j].1
                })
                .collect();
            ClusterPiece { gram: Arc::new(gram), score }
        })
        .collect();
    Fit {
        terms: terms.to_vec(),
        coefficients,
        dropped,
        bread,
        clusters: pieces,
        cluster_names: clusters.to_vec(),
        nobs: totals.iter().map(|row| row.first().map_or(0.0, |r| r.1)).sum(),
        parameters: k as f64,
    }
}
