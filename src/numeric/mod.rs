//! What is this number, to the last bit we can promise?
//!
//! Ordered sums and small dense kernels in a fixed order, elementary functions from `libm`: the same bytes on any
//! machine and for any number of threads. No word of units, waves or files.

mod hermite;
mod incomplete;
mod matrix;
mod minimise;
mod solve;
mod tails;

pub use hermite::gauss_hermite;
pub use matrix::Matrix;
pub use minimise::{Finish, Minimum, Slope, minimise_nonnegative};
pub use solve::{
    Cholesky, Eigen, cholesky, cholesky_beside, eigen_symmetric, inverse_spd, pinv_symmetric, power_symmetric,
};
pub use tails::{
    chi2_quantile_upper, chi2_tail, f_quantile_upper, f_tail, normal_cdf, normal_quantile, normal_two_sided, t_cdf,
    t_quantile, t_two_sided,
};

/// A difference of squares that is at most this share of them is rounding.
pub const ROUNDING: f64 = 1e-13;

/// Sum in the order given, with Neumaier's compensation.
///
/// # Reference
/// Neumaier (1974), ZAMM 54, 39–51.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut carry) = (0.0f64, 0.0f64);
    for v in values {
        let next = total + v;
        carry += if total.abs() >= v.abs() { (total - next) + v } else { (v - next) + total };
        total = next;
    }
    total + carry
}

/// Mean in the order given; NaN when there is nothing to average.
pub fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / values.len() as f64
}

/// Empirical quantile, type 7 (linear interpolation, R's default), of values that are sorted already.
///
/// `sorted`: at least one value, ascending. `p` in [0, 1].
pub fn quantile_sorted(sorted: &[f64], p: f64) -> f64 {
    let h = (sorted.len() - 1) as f64 * p;
    let lo = libm::floor(h) as usize;
    let hi = (lo + 1).min(sorted.len() - 1);
    sorted[lo] + (h - lo as f64) * (sorted[hi] - sorted[lo])
}
