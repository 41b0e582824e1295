//! Variances of contrasts of cohort means under the lottery.
//!
//! CONVENTION: cohorts g, N_g units, e_i = (A_θ,g − βA_0,g)'Y_i; N all units.

use crate::numeric::{Matrix, ROUNDING, mean, pinv_symmetric, sum};
use crate::trial::CohortFit;

/// A variance, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortVariance {
    /// The variance, positive.
    pub variance: Result<f64, NoVariance>,
    /// Degrees of freedom of the t reference: units less cohorts.
    pub df: f64,
}

impl CohortVariance {
    /// The same, not positive where the standard error is zero but for rounding ([`super::guards::is_zero`]).
    pub fn unless_zero(self, outcome_sd: f64) -> CohortVariance {
        let variance = self.variance.and_then(|v| {
            if super::guards::is_zero(libm::sqrt(v), outcome_sd) { Err(NoVariance::NotPositive) } else { Ok(v) }
        });
        CohortVariance { variance, df: self.df }
    }
}

/// Why a variance cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoVariance {
    /// Cohorts with a single unit: nothing shows how units of that cohort differ.
    SingletonWave,
    /// The adjustment needs more units in every cohort than there are periods before the first start.
    FewUnitsPerWave,
    /// It came out zero or negative.
    NotPositive,
}

/// Eigenvalues of S below this share of the largest are taken for zero, as MASS::ginv does with singular values.
const RANK: f64 = 1.490_116_119_384_765_6e-8;

/// V = Σ_g Var_g(e)/N_g, conservative, t(N − cohorts).
///
/// # Reference
/// Roth & Sant'Anna (2023), arXiv:2102.01291, §3; Neyman (1923). *Checked against* staggered's `se_neyman`,
/// `tests/reference/effects`.
pub fn neyman(fit: &CohortFit) -> CohortVariance {
    let df = fit.units() as f64 - fit.cohorts.len() as f64;
    if !fit.singletons().is_empty() || df <= 0.0 {
        return CohortVariance { variance: Err(NoVariance::SingletonWave), df };
    }
    let variance = sum(fit.cohorts.iter().filter(|c| c.theta.len() > 1).map(|c| {
        let e: Vec<f64> = c.theta.iter().zip(&c.base).map(|(u, x)| u - fit.beta * x).collect();
        let n = e.len() as f64;
        let centre = mean(&e);
        sum(e.iter().map(|v| (v - centre) * (v - centre))) / (n - 1.0) / n
    }));
    let measured = variance > fit.rounding * fit.rounding;
    CohortVariance { variance: if measured { Ok(variance) } else { Err(NoVariance::NotPositive) }, df }
}

/// `neyman` less (1/N) b'S̄b: what the outcomes before the first start say about differences between units' effects.
///
/// b = Σ_g S_g⁺ s_g over the cohorts from the first compared one on, S_g the covariance of the outcomes before that
/// start and s_g theirs with A_θ,g'Y; S̄ the mean of S_g. Badly small with few units in a cohort.
///
/// # Reference
/// Roth & Sant'Anna (2023), arXiv:2102.01291, §3.3. *Checked against* staggered's `se`, `tests/reference/effects`.
pub fn design(fit: &CohortFit) -> CohortVariance {
    let conservative = neyman(fit);
    let (Ok(variance), m) = (conservative.variance.clone(), fit.before) else { return conservative };
    if m == 0 {
        return conservative;
    }
    let later = &fit.cohorts[fit.first_compared..];
    if later.iter().any(|c| c.theta.len() <= m + 1) {
        return CohortVariance { variance: Err(NoVariance::FewUnitsPerWave), ..conservative };
    }
    let mut b = vec![0.0; m];
    let mut average = Matrix::zeros(m, m);
    let mut all: Vec<(Matrix, Vec<f64>)> = later.iter().map(|c| covariance(&c.before, &c.theta)).collect();
    let largest = all.iter().flat_map(|(s, _)| (0..m).map(|j| s[(j, j)])).fold(0.0, f64::max);
    for (c, (s, cross)) in later.iter().zip(&mut all) {
        leave_out_rounding(&c.before, largest, s, cross);
    }
    for (s, cross) in all {
        for (b, v) in b.iter_mut().zip(pinv_symmetric(&s, RANK).mul_vec(&cross)) {
            *b += v;
        }
        average.add_scaled(1.0 / later.len() as f64, &s);
    }
    let adjusted = variance - average.quad(&b, &b) / fit.units() as f64;
    // what is left of two numbers that are the same is their rounding, and that of what was measured
    let rounding = (ROUNDING * variance).max(2.0 * libm::sqrt(variance) * fit.rounding);
    CohortVariance {
        variance: if adjusted > rounding { Ok(adjusted) } else { Err(NoVariance::NotPositive) },
        ..conservative
    }
}

/// Empties the columns of a cohort in which its outcomes differ by rounding alone: their inverse would be of nothing.
fn leave_out_rounding(x: &Matrix, largest: f64, s: &mut Matrix, cross: &mut [f64]) {
    let (n, m) = (x.rows(), x.cols());
    for j in 0..m {
        let whole = sum((0..n).map(|i| x[(i, j)] * x[(i, j)])) / (n as f64 - 1.0);
        if s[(j, j)] <= (ROUNDING * whole).max(ROUNDING * ROUNDING * largest) {
            cross[j] = 0.0;
            for k in 0..m {
                (s[(j, k)], s[(k, j)]) = (0.0, 0.0);
            }
        }
    }
}

/// Sample covariance of the columns of `x` (units × m), and of each with `u`.
fn covariance(x: &Matrix, u: &[f64]) -> (Matrix, Vec<f64>) {
    let (n, m) = (x.rows(), x.cols());
    let centre: Vec<f64> = (0..m).map(|j| sum((0..n).map(|i| x[(i, j)])) / n as f64).collect();
    let middle = mean(u);
    let mut s = Matrix::zeros(m, m);
    let mut cross = vec![0.0; m];
    for i in 0..n {
        let off: Vec<f64> = (0..m).map(|j| x[(i, j)] - centre[j]).collect();
        s.add_outer(1.0 / (n as f64 - 1.0), &off);
        for (c, o) in cross.iter_mut().zip(&off) {
            *c += o * (u[i] - middle) / (n as f64 - 1.0);
        }
    }
    (s, cross)
}
