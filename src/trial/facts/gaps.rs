//! What was not seen: units by period, the comparisons that this leaves out, and how far the missing would have to go.

use super::fact::Fact;
use serde::{Deserialize, Serialize};

/// A unit that was not seen in a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GapCell {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: String,
    /// Whether it had started; with several interventions, any of them.
    pub after_start: bool,
    /// Whether it had withdrawn.
    pub withdrawn: bool,
    /// The interventions that had started, of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Vec<String>>,
}

/// A comparison of which one side was not seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DroppedCell {
    /// Estimator.
    pub estimator: String,
    /// Its average.
    pub estimand: String,
    /// Its term.
    pub term: String,
    /// Start of the cohort.
    pub start: String,
    /// The period.
    pub period: String,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

/// Gaps in the data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GapsTold {
    /// The rule in force.
    pub rule: String,
    /// Whether it was declared.
    pub declared: bool,
    /// Units that were not seen in some period.
    pub units: usize,
    /// Pupils without outcome.
    pub pupils_missing: u64,
    /// What was not seen.
    pub cells: Vec<GapCell>,
    /// Comparisons that nobody is left for.
    pub dropped: Vec<DroppedCell>,
}

impl Fact for GapsTold {
    const NAME: &'static str = "gaps";
}

/// How much worse what is missing would have to be for a finding to fall.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TippingPoint {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// Estimand of its row.
    pub estimand: String,
    /// Term of its row.
    pub term: String,
    /// The distance, in units of the outcome.
    pub delta: Option<f64>,
    /// The p-value where the missing are like the others.
    pub p_at_zero: Option<f64>,
    /// The p-value at the distance.
    pub p_at_delta: Option<f64>,
    /// `never` or `not-significant` where there is no distance.
    pub reason: Option<String>,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for TippingPoint {
    const NAME: &'static str = "tipping";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, list, one};
    use super::*;

    const GAPS: &str = r#"{"rule":"observed","declared":false,"units":1,"pupils_missing":12,"cells":[{"unit":"u","period":"2026","after_start":true,"withdrawn":false,"started":["a"]},{"unit":"u","period":"2027","after_start":true,"withdrawn":true}],"dropped":[{"estimator":"e","estimand":"simple","term":"treated:a","start":"2026","period":"2027","intervention":"a"}]}"#;
    const TIPPING: &str = r#"{"outcome":"o","estimator":"e","estimand":"simple","term":"treated","delta":0.1,"p_at_zero":0.01,"p_at_delta":0.051,"reason":null}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated =
            serde_json::from_str(&format!(r#"{{"tipping":[{TIPPING}],"gaps":{GAPS}}}"#)).expect("facts");
        let gaps = one::<GapsTold>(&facts).expect("gaps").expect("stated");
        assert_eq!(serde_json::to_string(&gaps).expect("JSON"), GAPS);
        let tipping = list::<TippingPoint>(&facts).expect("a list");
        assert_eq!(serde_json::to_string(&tipping[0]).expect("JSON"), TIPPING);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for (from, to) in [
            ("\"pupils_missing\":12", "\"pupils_missing\":\"many\""),
            ("\"after_start\":true", "\"after_start\":1"),
            ("\"started\":[\"a\"]", "\"started\":\"a\""),
            ("\"rule\":\"observed\",", ""),
        ] {
            let text = GAPS.replacen(from, to, 1);
            assert!(text != GAPS && serde_json::from_str::<GapsTold>(&text).is_err(), "{to}");
        }
        assert!(serde_json::from_str::<TippingPoint>(&TIPPING.replace("0.051", "[]")).is_err());
    }
}
