//! What a p-value rests on: tests by replays and their adjustments, and resampled ones.

use super::fact::Fact;
use crate::trial::estimate::EstimateRow;
use serde::{Deserialize, Serialize};

/// What a test by replays compares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    /// The estimate over its standard error.
    #[default]
    Studentized,
    /// The estimate itself.
    Estimate,
}

/// Bars of equal width over what the replays gave; empty where they are not known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// The bars' limits, one more than bars.
    pub breaks: Vec<f64>,
    /// Replays in each.
    pub counts: Vec<u64>,
}

/// A test by replays of the lottery.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplayTest {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// Estimand of its row.
    pub estimand: String,
    /// Term of its row.
    pub term: String,
    /// What is compared.
    pub statistic: Statistic,
    /// Its value as observed.
    pub observed: Option<f64>,
    /// Replays.
    pub draws: u64,
    /// Whether every possible assignment was looked at.
    pub enumerated: bool,
    /// The p-value.
    pub p: Option<f64>,
    /// Its Monte-Carlo error.
    pub mc_error: Option<f64>,
    /// Number of possible assignments, where it is known exactly.
    pub allocations: Option<u64>,
    /// Decimal logarithm of that number.
    pub log10_allocations: Option<f64>,
    /// Smallest p that can come out.
    pub smallest_p: Option<f64>,
    /// Mean of the estimate over the replays under no effect.
    pub replay_mean: Option<f64>,
    /// Its standard deviation.
    pub replay_sd: Option<f64>,
    /// What the replays gave.
    pub histogram: Histogram,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for ReplayTest {
    const NAME: &'static str = "tests";
}

/// Whether four parts name the row.
fn is_row(row: &EstimateRow, [outcome, estimator, estimand, term]: [&String; 4]) -> bool {
    row.outcome == *outcome && row.estimator == *estimator && row.estimand == *estimand && row.term == *term
}

impl ReplayTest {
    /// The name under which the first test stands by itself, with several interventions that of each.
    pub const FIRST: &'static str = "randomization";

    /// The test of a row, nothing said of it yet.
    pub fn of(row: &EstimateRow) -> ReplayTest {
        ReplayTest {
            outcome: row.outcome.clone(),
            estimator: row.estimator.clone(),
            estimand: row.estimand.clone(),
            term: row.term.clone(),
            ..ReplayTest::default()
        }
    }

    /// Whether it tests a row.
    pub fn is_of(&self, row: &EstimateRow) -> bool {
        is_row(row, [&self.outcome, &self.estimator, &self.estimand, &self.term])
    }
}

/// A p-value adjusted for a family of tests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AdjustedP {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// Estimand of its row.
    pub estimand: String,
    /// Term of its row.
    pub term: String,
    /// The p-value.
    #[serde(rename = "p.adjusted")]
    pub p: Option<f64>,
    /// `subgroups` or `subgroup-differences`; none where the family are the outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for AdjustedP {
    const NAME: &'static str = "westfall_young";
}

impl AdjustedP {
    /// The family of the differences between groups.
    pub const DIFFERENCES: &'static str = "subgroup-differences";

    /// Whether it belongs to a row.
    pub fn is_of(&self, row: &EstimateRow) -> bool {
        is_row(row, [&self.outcome, &self.estimator, &self.estimand, &self.term])
    }
}

/// The share of the difference before the start that an estimate takes off.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BetaTold {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// Term of its row.
    pub term: String,
    /// Estimand of its row.
    pub estimand: String,
    /// The share.
    pub beta: Option<f64>,
    /// Whether it was brought back between 0 and 1; none where nobody tells.
    pub clipped: Option<bool>,
    /// How it was found: `clipped`, `plug-in`, `fixed`.
    pub rule: String,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for BetaTold {
    const NAME: &'static str = "beta";
}

impl BetaTold {
    /// The share of a row, nothing said of it yet.
    pub fn of(row: &EstimateRow) -> BetaTold {
        BetaTold {
            outcome: row.outcome.clone(),
            estimator: row.estimator.clone(),
            estimand: row.estimand.clone(),
            term: row.term.clone(),
            ..BetaTold::default()
        }
    }

    /// Whether it belongs to a row.
    pub fn is_of(&self, row: &EstimateRow) -> bool {
        is_row(row, [&self.outcome, &self.estimator, &self.estimand, &self.term])
    }
}

/// A test by the wild bootstrap.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bootstrapped {
    /// Outcome of its row.
    pub outcome: String,
    /// Estimator of its row.
    pub estimator: String,
    /// Estimand of its row.
    pub estimand: String,
    /// Term of its row.
    pub term: String,
    /// Draws of weights.
    pub draws: u64,
    /// Whether every choice of signs was looked at.
    pub enumerated: bool,
    /// The p-value.
    pub p: Option<f64>,
    /// Its Monte-Carlo error.
    pub mc_error: Option<f64>,
    /// The weights' distribution.
    pub weights: String,
    /// The residuals that are perturbed: `wcr11` or `wcr31`.
    pub residuals: String,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for Bootstrapped {
    const NAME: &'static str = "bootstrap";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, list};
    use super::*;

    const TEST: &str = r#"{"outcome":"o","estimator":"e","estimand":"simple","term":"treated:a","statistic":"estimate","observed":-0.1,"draws":999,"enumerated":false,"p":0.30000000000000004,"mc_error":0.002,"allocations":null,"log10_allocations":9.5,"smallest_p":0.001,"replay_mean":-0.0,"replay_sd":null,"histogram":{"breaks":[0.0,0.1],"counts":[3]},"intervention":"a"}"#;
    const ADJUSTED: &str = r#"{"outcome":"o[g=1]","estimator":"e","estimand":"simple","term":"treated","p.adjusted":0.07,"family":"subgroups"}"#;
    const BETA: &str = r#"{"outcome":"o","estimator":"e","term":"lag=0","estimand":"by-lag","beta":0.1,"clipped":null,"rule":"fixed"}"#;
    const BOOTSTRAP: &str = r#"{"outcome":"o","estimator":"e","estimand":"simple","term":"treated","draws":64,"enumerated":true,"p":0.125,"mc_error":0.0,"weights":"rademacher","residuals":"wcr11"}"#;

    fn again<F: Fact>(text: &str) -> String {
        let facts: Stated = serde_json::from_str(&format!(r#"{{"{}":[{text}]}}"#, F::NAME)).expect("facts");
        let read = list::<F>(&facts).expect("a list");
        serde_json::to_string(&read[0]).expect("JSON")
    }

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        assert_eq!(again::<ReplayTest>(TEST), TEST);
        assert_eq!(again::<AdjustedP>(ADJUSTED), ADJUSTED);
        assert_eq!(again::<BetaTold>(BETA), BETA);
        assert_eq!(again::<Bootstrapped>(BOOTSTRAP), BOOTSTRAP);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for (from, to) in [
            ("\"draws\":999", "\"draws\":-1"),
            ("\"estimate\"", "\"guess\""),
            ("\"p\":0.30000000000000004", "\"p\":\"small\""),
            ("\"counts\":[3]", "\"counts\":[\"3\"]"),
            ("\"term\":\"treated:a\",", ""),
        ] {
            let text = TEST.replacen(from, to, 1);
            assert!(text != TEST && serde_json::from_str::<ReplayTest>(&text).is_err(), "{to}");
        }
        assert!(serde_json::from_str::<AdjustedP>(&ADJUSTED.replace("0.07", "true")).is_err());
        assert!(serde_json::from_str::<BetaTold>(&BETA.replace("null", "1")).is_err());
        assert!(serde_json::from_str::<Bootstrapped>(&BOOTSTRAP.replace("64", "6.5")).is_err());
    }
}
