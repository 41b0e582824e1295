//! The same question asked in another way: a label and its row, whose numbers are spelled as those of any fact.

use super::fact::Fact;
use super::numbers;
use crate::trial::estimate::EstimateRow;
use serde::{Deserialize, Serialize};

/// One other way and what it gave; what is infinite in its row is missing here, and pupils are a number as any other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// What people read.
    pub label: String,
    /// The outcome.
    pub outcome: String,
    /// The estimator.
    pub estimator: String,
    /// The estimand.
    pub estimand: String,
    /// The term.
    pub term: String,
    /// The scale.
    pub scale: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Its standard error.
    #[serde(rename = "std.error")]
    pub std_error: Option<f64>,
    /// The test statistic.
    pub statistic: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// The p-value.
    #[serde(rename = "p.value")]
    pub p_value: Option<f64>,
    /// Lower limit.
    #[serde(rename = "conf.low")]
    pub conf_low: Option<f64>,
    /// Upper limit.
    #[serde(rename = "conf.high")]
    pub conf_high: Option<f64>,
    /// Confidence level.
    #[serde(rename = "conf.level", deserialize_with = "numbers::one")]
    pub conf_level: f64,
    /// The variance.
    pub variance: String,
    /// Pupils used.
    #[serde(deserialize_with = "numbers::one")]
    pub nobs: f64,
    /// Clusters used.
    #[serde(rename = "n.clusters")]
    pub n_clusters: usize,
    /// Whether the locked plan declared the row.
    pub prespecified: bool,
}

impl Fact for Way {
    const NAME: &'static str = "sensitivity";
}

impl Way {
    /// A row under a label.
    pub fn of(label: &str, row: EstimateRow) -> Way {
        Way {
            label: label.to_string(),
            outcome: row.outcome,
            estimator: row.estimator,
            estimand: row.estimand,
            term: row.term,
            scale: row.scale,
            estimate: row.estimate,
            std_error: row.std_error,
            statistic: row.statistic,
            df: row.df,
            p_value: row.p_value,
            conf_low: row.conf_low,
            conf_high: row.conf_high,
            conf_level: row.conf_level,
            variance: row.variance,
            nobs: row.nobs,
            n_clusters: row.n_clusters,
            prespecified: row.prespecified,
        }
    }

    /// Its row.
    pub fn row(&self) -> EstimateRow {
        let own = self.clone();
        EstimateRow {
            outcome: own.outcome,
            estimator: own.estimator,
            estimand: own.estimand,
            term: own.term,
            scale: own.scale,
            estimate: own.estimate,
            std_error: own.std_error,
            statistic: own.statistic,
            df: own.df,
            p_value: own.p_value,
            conf_low: own.conf_low,
            conf_high: own.conf_high,
            conf_level: own.conf_level,
            variance: own.variance,
            nobs: own.nobs,
            n_clusters: own.n_clusters,
            prespecified: own.prespecified,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"label":"e (neyman)","outcome":"o","estimator":"e","estimand":"simple","term":"treated","scale":"probability","estimate":-0.068,"std.error":0.02,"statistic":-3.4,"df":null,"p.value":0.001,"conf.low":-0.1,"conf.high":null,"conf.level":0.95,"variance":"neyman","nobs":120.0,"n.clusters":24,"prespecified":false}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let read: Way = serde_json::from_str(TEXT).expect("a way");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), TEXT);
        assert_eq!(Way::of("e (neyman)", EstimateRow { df: Some(f64::INFINITY), ..read.row() }).value(), read.value());
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for (from, to) in [("-0.068", "\"much\""), ("\"n.clusters\":24", "\"n.clusters\":null"), ("false", "\"no\"")] {
            let text = TEXT.replacen(from, to, 1);
            assert!(text != TEXT && serde_json::from_str::<Way>(&text).is_err(), "{to}");
        }
    }
}
