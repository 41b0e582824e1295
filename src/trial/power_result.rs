//! `lodtrin power --format json` without a declared analysis, as a type that writes and reads.

use super::result_file::ResultFile;
use super::spelled::optional;
use serde::{Deserialize, Serialize};

/// The answer of `lodtrin power`, schema `lodtrin/power/1`.
pub type PowerResult = ResultFile<QuantityRow>;

/// One row of it: a quantity of an estimand under a reference distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantityRow {
    /// `average`, `lag=0`, …
    pub estimand: String,
    /// `variance`, `power` or `mde`.
    pub quantity: String,
    /// The reference distribution; of a variance none.
    pub distribution: Option<String>,
    /// Its degrees of freedom, where it has any.
    #[serde(with = "optional")]
    pub df: Option<f64>,
    /// The number; missing where the rollout cannot tell the estimand.
    #[serde(with = "optional")]
    pub value: Option<f64>,
}

impl QuantityRow {
    /// The name of the schema.
    pub const SCHEMA: &str = "lodtrin/power/1";
}
