//! What is said of the terms since the start: simultaneous limits, and the weights that averages give to lags.

use super::fact::Fact;
use super::numbers;
use serde::{Deserialize, Serialize};

/// Simultaneous limits of one lag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// The lag's term.
    pub term: String,
    /// The critical value shared by the lags.
    pub critical: Option<f64>,
    /// Lower limit.
    #[serde(rename = "conf.low")]
    pub low: Option<f64>,
    /// Upper limit.
    #[serde(rename = "conf.high")]
    pub high: Option<f64>,
    /// Confidence level of all of them together.
    #[serde(rename = "conf.level")]
    pub level: Option<f64>,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for Band {
    const NAME: &'static str = "bands";
}

/// A lag and what it weighs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LagShare {
    /// Terms since the start.
    pub lag: i64,
    /// Its weight; NaN where there is none.
    #[serde(deserialize_with = "numbers::one")]
    pub weight: f64,
}

/// The weights that an average of a regression by lags gives to them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LagWeights {
    /// The outcome.
    pub outcome: String,
    /// The estimator.
    pub estimator: String,
    /// The average.
    pub estimand: String,
    /// Lag by lag.
    pub weights: Vec<LagShare>,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for LagWeights {
    const NAME: &'static str = "lag_weights";
}

/// The weights that a model of one immediate effect gives to effects that grow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExposureWeights {
    /// The outcome.
    pub outcome: String,
    /// The estimator.
    pub estimator: String,
    /// Lag by lag.
    pub weights: Vec<LagShare>,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for ExposureWeights {
    const NAME: &'static str = "exposure_weights";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list};
    use super::*;

    const TEXT: &str = r#"{"bands":[{"outcome":"o","estimator":"e","term":"lag=0:a","critical":2.5,"conf.low":-0.1,"conf.high":null,"conf.level":0.95,"intervention":"a"}],"lag_weights":[{"outcome":"o","estimator":"e","estimand":"simple","weights":[{"lag":-1,"weight":0.1},{"lag":0,"weight":0.9}]}],"exposure_weights":[{"outcome":"o","estimator":"e","weights":[{"lag":0,"weight":-0.3}]}]}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let stated = [
            Band::listed(&list(&facts).expect("bands")),
            LagWeights::listed(&list(&facts).expect("weights")),
            ExposureWeights::listed(&list(&facts).expect("weights")),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(list::<Band>(&read("\"conf.low\":-0.1", "\"conf.low\":\"low\"")).is_err());
        assert!(list::<LagWeights>(&read("\"lag\":-1", "\"lag\":0.5")).is_err());
        assert!(list::<ExposureWeights>(&read("-0.3", "\"all\"")).is_err());
    }
}
