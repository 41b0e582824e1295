//! What came and what was given: registers as delivered, lots that began otherwise, the forecast that was taken off.

use super::fact::Fact;
use serde::{Deserialize, Serialize};

/// A register as it was delivered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeliveredRegister {
    /// Its name.
    pub register: String,
    /// Day of extraction.
    pub extracted: Option<String>,
    /// Last day in it.
    pub last_day: Option<String>,
    /// Files.
    pub files: usize,
    /// Rows; `None` below the minimum.
    pub rows: Option<u64>,
}

impl Fact for DeliveredRegister {
    const NAME: &'static str = "deliveries";
}

/// A lot that began in another period than the one drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StartedOtherwise {
    /// The lot.
    pub lot: String,
    /// The period drawn.
    pub drawn: String,
    /// The period it began in.
    pub began: String,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for StartedOtherwise {
    const NAME: &'static str = "started_otherwise";
}

/// What taking the frozen forecast off did to the planned row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ForecastTaken {
    /// The outcome.
    pub outcome: String,
    /// Digest of the table of counts that the forecast was made from.
    pub history: String,
    /// Programmes without history.
    pub without_history: Vec<String>,
    /// The estimate without it.
    pub estimate_without: Option<f64>,
    /// The p-value without it.
    pub p_without: Option<f64>,
    /// Variance with it over variance without.
    pub variance_ratio: Option<f64>,
}

impl Fact for ForecastTaken {
    const NAME: &'static str = "forecast";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list, one};
    use super::*;

    const TEXT: &str = r#"{"deliveries":[{"register":"exits","extracted":"2026-01-02","last_day":null,"files":2,"rows":null}],"started_otherwise":[{"lot":"l","drawn":"2026","began":"not yet"}],"forecast":{"outcome":"o","history":"ab","without_history":["p"],"estimate_without":-0.07,"p_without":null,"variance_ratio":0.9000000000000001}}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let stated = [
            DeliveredRegister::listed(&list(&facts).expect("registers")),
            StartedOtherwise::listed(&list(&facts).expect("lots")),
            one::<ForecastTaken>(&facts).expect("a forecast").expect("stated").stated(),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(list::<DeliveredRegister>(&read("\"files\":2", "\"files\":-2")).is_err());
        assert!(list::<StartedOtherwise>(&read("\"lot\":\"l\"", "\"lot\":7")).is_err());
        assert!(one::<ForecastTaken>(&read("[\"p\"]", "\"p\"")).is_err());
    }
}
