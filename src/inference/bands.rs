//! Simultaneous bands from the draws of a randomization test.

/// The (1 − α) quantile of max_j |t_rj| over the draws r, the observed assignment counted: at most α of 1 + R lie above.
///
/// `references`: one slice of R studentised statistics per term. `None` when there is no draw.
///
/// # Reference
/// Romano & Wolf (2005), Econometrica 73, 1237–1282, §3 (the max statistic).
pub fn critical_value(references: &[&[f64]], level: f64) -> Option<f64> {
    let mut largest = maxima(references);
    if largest.is_empty() {
        return None;
    }
    largest.sort_by(f64::total_cmp);
    let rank = libm::ceil(level * (largest.len() as f64 + 1.0) - 1e-9) as usize;
    Some(largest.get(rank.max(1) - 1).copied().unwrap_or(f64::INFINITY))
}

/// max_j |t_rj| for each draw r.
pub fn maxima(references: &[&[f64]]) -> Vec<f64> {
    let draws = references.first().map_or(0, |r| r.len());
    (0..draws).map(|r| references.iter().map(|j| j[r].abs()).fold(0.0, f64::max)).collect()
}
