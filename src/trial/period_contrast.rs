//! Treated minus untreated in one period, as a polynomial in the effect taken away.

/// Treated minus untreated in one period, for outcomes less τ times the observed treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodContrast {
    /// Period, counted from 0.
    pub period: usize,
    /// v[0] − τ·v[1].
    pub difference: [f64; 2],
    /// v[0] − 2τ·v[1] + τ²·v[2].
    pub variance: [f64; 3],
}
