//! Design-based estimates reduced to what their variances need.

use crate::numeric::Matrix;

/// The units of one cohort in a design-based fit.
#[derive(Debug, Clone)]
pub struct CohortScores {
    /// First treated period, counted from 0; the number of periods for units that never start.
    pub start: usize,
    /// A_θ,g'Y_i of each unit.
    pub theta: Vec<f64>,
    /// A_0,g'Y_i of each unit.
    pub base: Vec<f64>,
    /// Whether any weight of A_θ or A_0 falls on the cohort.
    pub weighted: bool,
    /// Outcomes before the first compared cohort starts, units × m; what `design` regresses on.
    pub before: Matrix,
}

/// A design-based estimate, reduced to what its variances need.
#[derive(Debug, Clone)]
pub struct CohortFit {
    /// Σ_g (A_θ,g − βA_0,g) Ȳ_g.
    pub estimate: f64,
    /// The adjustment coefficient used.
    pub beta: f64,
    /// Cohorts in order of their starts.
    pub cohorts: Vec<CohortScores>,
    /// Position of the first cohort with a non-zero row of A_θ.
    pub first_compared: usize,
    /// Periods before that cohort's start.
    pub before: usize,
    /// Differences between outcomes that are no more than this are the rounding of what was measured.
    pub rounding: f64,
}

impl CohortFit {
    /// Units used.
    pub fn units(&self) -> usize {
        self.cohorts.iter().map(|c| c.theta.len()).sum()
    }

    /// Starts of the cohorts that have weight and a single unit.
    pub fn singletons(&self) -> Vec<usize> {
        self.cohorts.iter().filter(|c| c.weighted && c.theta.len() == 1).map(|c| c.start).collect()
    }

    /// Fewest units of a cohort that has weight.
    pub fn smallest(&self) -> usize {
        self.cohorts.iter().filter(|c| c.weighted).map(|c| c.theta.len()).min().unwrap_or(0)
    }
}
