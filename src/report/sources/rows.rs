//! Rows of the files that the report reads as text.

use std::collections::BTreeMap;

/// Lines `key=value` of a file.
pub type Lines = Vec<(String, String)>;
/// A table as text: its header and its rows.
pub type PlainRows = (Vec<String>, Vec<Vec<String>>);

/// What stands in the folder of one intervention's lottery and its addenda.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub lots: Vec<(String, String)>,
    pub members: Vec<(String, String)>,
    pub chances: Vec<(String, Vec<u32>)>,
    pub schedule: BTreeMap<String, u32>,
}

/// One row of `data/panel.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRow {
    /// Outcome.
    pub outcome: String,
    /// Programme.
    pub programme: String,
    /// Term.
    pub period: String,
    /// First treated term; empty before the draw.
    pub start: String,
    /// Pupils with a known outcome.
    pub n: u64,
    /// Of them with the outcome.
    pub k: u64,
    /// Sum of an outcome that is no yes or no.
    pub sum: Option<f64>,
    /// Pupils whose outcome should be known and is not, where the table tells.
    pub missing: Option<u64>,
}

impl PanelRow {
    /// The sum of the outcome: of a yes or no, those with it.
    pub fn total(&self) -> f64 {
        self.sum.unwrap_or(self.k as f64)
    }
}
