//! What one assignment says of outcomes from which τ times the treatment was taken away.

use crate::numeric::ROUNDING;

/// What one assignment says of outcomes from which τ times the observed treatment was taken away.
///
/// Every number is a polynomial in τ: a level is v₀ − τ·v₁, a variance is v₀ − 2τ·v₁ + τ²·v₂.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shifted {
    /// The unadjusted estimate θ0.
    pub theta: [f64; 2],
    /// The contrast of the base period X; zero where nothing is left to adjust.
    pub base: [f64; 2],
    /// Variance of θ0 (or of the estimate, where nothing is left to adjust).
    pub var_theta: [f64; 3],
    /// Covariance of θ0 and X.
    pub covariance: [f64; 3],
    /// Variance of X.
    pub var_base: [f64; 3],
}

impl Shifted {
    /// With a fixed adjustment β taken into the estimate: five numbers remain.
    pub fn adjusted(&self, beta: f64) -> Shifted {
        let level = |j: usize| self.theta[j] - beta * self.base[j];
        let variance = |j: usize| {
            let parts = [self.var_theta[j], -2.0 * beta * self.covariance[j], beta * beta * self.var_base[j]];
            let (v, whole) = (parts.iter().sum::<f64>(), parts.iter().map(|p| p.abs()).sum::<f64>());
            // v[1] is a covariance; a variance that is the rounding of its parts is none
            if j != 1 && v.abs() <= ROUNDING * whole { 0.0 } else { v }
        };
        Shifted {
            theta: [level(0), level(1)],
            var_theta: [variance(0), variance(1), variance(2)],
            ..Shifted::default()
        }
    }
}
