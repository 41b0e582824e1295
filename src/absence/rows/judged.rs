//! Pupils as models see them: collapsed, with the risks that they were given.

use crate::absence::{Cells, LeftOut, Partition};

/// Pupils collapsed for a model, whom it has not seen, and the risks that it gives.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Design rows of days absent and covariates by cluster.
    pub cells: Cells,
    /// What is left out and what is deleted.
    pub partition: Partition,
    /// Risks of pupils whom the model has not seen.
    pub out: LeftOut,
    /// Risks by a frozen scorecard.
    pub frozen: Option<Vec<f64>>,
}
