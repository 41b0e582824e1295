//! Whether a claimed difference in risk stands.

use super::fact::Fact;
use crate::trial::in_order::InOrder;
use serde::{Deserialize, Serialize};

/// What one row says of the claim.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimVerdict {
    /// The method.
    pub method: String,
    /// The term.
    pub term: String,
    /// The difference in risk.
    pub estimate: Option<f64>,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// `consistent`, `larger`, `smaller`, `cannot-tell` or `not-estimable`.
    pub verdict: String,
}

/// What the rows say of a claimed difference in risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimTold {
    /// The difference claimed.
    pub claim: f64,
    /// How far from it still counts as it.
    pub margin: f64,
    /// Row by row.
    pub verdicts: Vec<ClaimVerdict>,
    /// Verdicts under other definitions, with how many there are of each; none outside a study.
    pub definitions: Option<InOrder<u64>>,
}

impl Fact for ClaimTold {
    const NAME: &'static str = "claim";
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"claim":0.1,"margin":0.025,"verdicts":[{"method":"crude","term":"exposed","estimate":0.12,"low":null,"high":0.2,"verdict":"cannot-tell"}],"definitions":{"larger":3,"consistent":0}}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        for text in [TEXT.to_string(), TEXT.replace(r#"{"larger":3,"consistent":0}"#, "null")] {
            let read: ClaimTold = serde_json::from_str(&text).expect("a claim");
            assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
        }
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for (from, to) in
            [("\"claim\":0.1", "\"claim\":null"), ("0.12", "\"0.12\""), ("\"larger\":3", "\"larger\":0.5")]
        {
            let text = TEXT.replacen(from, to, 1);
            assert!(text != TEXT && serde_json::from_str::<ClaimTold>(&text).is_err(), "{to}");
        }
    }
}
