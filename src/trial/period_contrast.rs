//! Treated minus untreated in one period, as a polynomial in the effect taken away.

/// Treated minus untreated in one period, for outcomes less τ times the observed treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodContrast {
    /// Period, counted from 0.
    pub period: usize,
    /// v₀ − τ·v₁.
    pub difference: [f64; 2],
    /// v₀ − 2τ·v₁ + τ²·v₂.
    pub variance: [f64; 3],
}
