//! What came of an ingest, from registers or from counts.

use crate::diagnostics::{Problem, Told};
use crate::tables::Table;
use crate::trial::Quality;

/// What came of it.
#[derive(Debug)]
pub struct Product {
    /// Whether there is nothing that must be settled first; false under `check` only.
    pub ready: bool,
    /// The summary for people.
    pub summary: String,
    /// The accounts of the registers, a row each.
    pub accounts: Table,
    /// What `quality.json` holds.
    pub quality: Quality,
    /// Doubts.
    pub warnings: Vec<Told>,
    /// Unknown codes, as a problem, where `check` met them.
    pub unknown: Option<Problem>,
}
