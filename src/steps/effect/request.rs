//! What is asked of a study.

use crate::effects::question::Analysis;

/// What is asked of a study.
#[derive(Debug, Clone, Default)]
pub struct StudyRequest {
    /// Outcomes by name; all of the plan when empty.
    pub outcomes: Vec<String>,
    /// Covariates in place of the plan's.
    pub covariates: Option<Vec<String>>,
    /// Whether to use a rehearsal schedule in place of the drawn one.
    pub blind: bool,
    /// Other analyses than the plan's; the plan runs when absent.
    pub other: Option<Vec<Analysis>>,
    /// Seed of bootstrap weights.
    pub seed: u64,
    /// Draws in place of the plan's.
    pub draws: Option<u64>,
    /// Whether the forecast is taken off, in place of what the plan says.
    pub adjust: Option<bool>,
    /// Whether the pupils are made of counts, so that the forecast is that of whole cells.
    pub counts: bool,
}
