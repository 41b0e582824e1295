//! What schools have in common, and how far a school not seen may lie from it: random-effects pooling of k estimates.
//!
//! CONVENTION: y_s an estimate of school s, v_s its variance, w_s = 1/(v_s + τ²), μ = Σwy/Σw, Q(τ²) = Σw(y − μ)².

use crate::numeric::{chi2_quantile_upper, chi2_tail, sum};

/// Fewest schools that can be pooled.
pub const FEWEST: usize = 3;
/// Share of the χ² distribution below the quantile that gives the generous τ².
const GENEROUS: f64 = 0.25;
/// Halvings of the interval that holds a root: more than a double has digits.
const HALVINGS: usize = 200;

/// Estimates of schools pooled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// Schools.
    pub schools: usize,
    /// μ at τ̂².
    pub mean: f64,
    /// (Σw)^−½ at τ̂².
    pub std_error: f64,
    /// √(τ_U² + 1/Σw_U): how far a new school lies from μ.
    pub new_school: f64,
    /// τ̂, the standard deviation between schools.
    pub tau: f64,
    /// Q(0).
    pub q: f64,
    /// p of Q(0) under χ²(k−1): the schools are alike.
    pub p_value: f64,
}

fn weights(variances: &[f64], tau2: f64) -> impl Iterator<Item = f64> {
    variances.iter().map(move |v| 1.0 / (v + tau2))
}

fn mean(values: &[f64], variances: &[f64], tau2: f64) -> f64 {
    sum(weights(variances, tau2).zip(values).map(|(w, y)| w * y)) / sum(weights(variances, tau2))
}

fn spread(values: &[f64], variances: &[f64], tau2: f64) -> f64 {
    let mu = mean(values, variances, tau2);
    sum(weights(variances, tau2).zip(values).map(|(w, y)| w * (y - mu) * (y - mu)))
}

/// The τ² at which Q falls to a target; 0 where it begins below.
fn tau_squared(values: &[f64], variances: &[f64], target: f64) -> f64 {
    if spread(values, variances, 0.0) <= target {
        return 0.0;
    }
    let largest = values.iter().fold(0.0f64, |m, y| m.max(y.abs())) + 1.0;
    let (mut low, mut high) = (0.0, largest * largest);
    // Q falls to 0 as τ² grows, so that doubling ends
    while spread(values, variances, high) > target && high.is_finite() {
        high *= 2.0;
    }
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if spread(values, variances, middle) > target { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

/// Pools the estimates of k schools; `None` for fewer than three.
///
/// τ̂² solves Q(τ²) = k − 1, 0 where Q(0) is below; for a new school τ_U² solves Q = the 0.25 quantile of χ²(k−1), the upper
/// end of the 50 % Q-profile interval, since with τ̂² the interval holds fewer new schools than it says.
///
/// `values`, `variances`: k entries on the pooling scale, variances above 0. References t(k−1); the factor of Hartung and
/// Knapp is 1 at the Paule–Mandel estimate, and not let below 1.
///
/// # Reference
/// Paule & Mandel (1982), J. Res. NBS 87, doi:10.6028/jres.087.022; Viechtbauer (2007), doi:10.1002/sim.2514, for the
/// Q-profile; Snell, Ensor, Debray, Moons & Riley (2018), doi:10.1177/0962280217705678, for logit AUC.
///
/// *Checked against* metafor, `tests/reference/warning`.
pub fn pool(values: &[f64], variances: &[f64]) -> Option<Pooled> {
    let k = values.len();
    if k < FEWEST {
        return None;
    }
    let df = k as f64 - 1.0;
    let tau2 = tau_squared(values, variances, df);
    let generous = tau_squared(values, variances, chi2_quantile_upper(1.0 - GENEROUS, df));
    let q = spread(values, variances, 0.0);
    Some(Pooled {
        schools: k,
        mean: mean(values, variances, tau2),
        std_error: 1.0 / libm::sqrt(sum(weights(variances, tau2))),
        new_school: libm::sqrt(generous + 1.0 / sum(weights(variances, generous))),
        tau: libm::sqrt(tau2),
        q,
        p_value: chi2_tail(q, df),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_schools_have_no_spread() {
        let p = pool(&[0.3; 5], &[0.02; 5]).expect("five schools");
        assert_eq!((p.tau, p.q, p.p_value), (0.0, 0.0, 1.0));
        assert!((p.mean - 0.3).abs() < 1e-15);
        assert!((p.std_error - libm::sqrt(0.02 / 5.0)).abs() < 1e-15);
        assert!(pool(&[0.1, 0.2], &[0.1, 0.1]).is_none());
    }

    #[test]
    fn of_equal_variances_the_root_is_by_hand() {
        // equal v: Q = Σ(y − ȳ)²/(v + τ²) = k − 1 gives τ² = s² − v
        let p = pool(&[0.0, 1.0, 2.0, 5.0], &[0.5; 4]).expect("four schools");
        let s2 = (4.0 + 1.0 + 0.0 + 9.0) / 3.0;
        assert!((p.tau * p.tau - (s2 - 0.5)).abs() < 1e-12);
        assert!((p.std_error - libm::sqrt(s2 / 4.0)).abs() < 1e-12);
        assert!((p.q - 28.0).abs() < 1e-12);
    }
}
