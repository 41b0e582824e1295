//! `lodtrin power --format json` without a declared analysis, as a type that writes and reads.

use super::facts::PowerFacts;
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

/// The answer of `lodtrin power` where an analysis is declared, schema `lodtrin/power/2`.
pub type DeclaredPower = ResultFile<PowerRow>;
/// The same as its readers take it.
pub type PowerRead = ResultFile<PowerRow, PowerFacts>;

/// One row of it: a quantity of an analysis under a correlation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PowerRow {
    /// `declared`, `declared without forecast` or `closed form`.
    pub analysis: String,
    /// The estimand.
    pub estimand: String,
    /// The correlation within programmes; none where the row is over all of them.
    #[serde(with = "optional")]
    pub icc: Option<f64>,
    /// The autocorrelation of clusters, likewise.
    #[serde(with = "optional")]
    pub cac: Option<f64>,
    /// `power`, `size`, `mde`, `assurance` or `variance`.
    pub quantity: String,
    /// `simulated`, or the reference distribution; of a closed form's variance none.
    pub distribution: Option<String>,
    /// Its degrees of freedom, where it has any.
    #[serde(with = "optional")]
    pub df: Option<f64>,
    /// The number; missing where nothing tells it.
    #[serde(with = "optional")]
    pub value: Option<f64>,
    /// Its Monte-Carlo error, where it is simulated.
    #[serde(rename = "mc.error", with = "optional")]
    pub error: Option<f64>,
}

impl PowerRow {
    /// The name of the schema.
    pub const SCHEMA: &str = "lodtrin/power/2";

    /// A row without numbers.
    pub fn new(analysis: &str, estimand: &str, quantity: &str, distribution: &str) -> PowerRow {
        PowerRow {
            analysis: analysis.to_string(),
            estimand: estimand.to_string(),
            quantity: quantity.to_string(),
            distribution: Some(distribution.to_string()),
            ..PowerRow::default()
        }
    }
}
