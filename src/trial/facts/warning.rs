//! What an early warning would give: the decision curve, whom calls reach, each school, the model as a scorecard.

use super::fact::Fact;
use super::numbers;
use crate::trial::in_order::InOrder;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Net benefit of each strategy at one threshold probability; missing where few would be told about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BenefitPoint {
    /// The threshold probability.
    pub pt: f64,
    /// Net benefit by strategy.
    #[serde(flatten)]
    pub by: InOrder<Option<f64>>,
}

/// The best strategy at one fair price.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BestAt {
    /// The threshold probability.
    pub pt: f64,
    /// The strategy: `none`, `all`, `days>=1`, or a model.
    pub strategy: String,
}

/// Whether calling is worth it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The keys of an early warning that were declared.
    pub declared: Vec<String>,
    /// The threshold probabilities that were asked about.
    pub risk_thresholds: Vec<f64>,
    /// The curve.
    pub curve: Vec<BenefitPoint>,
    /// The best strategy at each that was asked about.
    pub best: Vec<BestAt>,
}

impl Fact for Decision {
    const NAME: &'static str = "decision";
}

/// Share of the dropouts that each strategy reaches with so many calls; missing where few would be told about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CallsPoint {
    /// Calls a class.
    pub calls: usize,
    /// The share by strategy.
    #[serde(flatten)]
    pub by: InOrder<Option<f64>>,
}

/// Whom calls reach.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Classes.
    #[serde(deserialize_with = "numbers::one")]
    pub classes: f64,
    /// Pupils a class.
    #[serde(deserialize_with = "numbers::one")]
    pub class_size: f64,
    /// Dropouts a class; missing where few would be told about.
    pub dropouts: Option<f64>,
    /// Share reached by number of calls.
    pub curve: Vec<CallsPoint>,
}

impl Fact for Capacity {
    const NAME: &'static str = "capacity";
}

/// How the model does at one school; nothing is told of a small one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SchoolTold {
    /// The school.
    pub school: String,
    /// Pupils judged.
    pub n: Option<f64>,
    /// Dropouts among them.
    pub dropouts: Option<f64>,
    /// Area under the curve.
    pub auc: Option<f64>,
    /// Calibration in the large.
    pub in_the_large: Option<f64>,
    /// Slope of calibration.
    pub slope: Option<f64>,
}

impl Fact for SchoolTold {
    const NAME: &'static str = "schools";
}

/// A term of the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScorecardTerm {
    /// `(intercept)`, `days`, or a covariate.
    pub term: String,
    /// Its coefficient, in units of the data; missing where there is none.
    pub coefficient: Option<f64>,
}

/// The model as a scorecard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScorecardTold {
    /// What it was fitted under, as whoever handed the model in says it.
    pub definition: Value,
    /// Its terms.
    pub terms: Vec<ScorecardTerm>,
}

impl Fact for ScorecardTold {
    const NAME: &'static str = "scorecard";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list, one};
    use super::*;

    const TEXT: &str = r#"{"decision":{"declared":["calls"],"risk_thresholds":[0.1],"curve":[{"pt":0.01,"all":0.1,"days>=1":null}],"best":[{"pt":0.1,"strategy":"days>=1"}]},"capacity":{"classes":12.0,"class_size":25.5,"dropouts":null,"curve":[{"calls":1,"days":0.30000000000000004,"random":0.04}]},"schools":[{"school":"s","n":30.0,"dropouts":null,"auc":0.7,"in_the_large":-0.0,"slope":null}],"scorecard":{"definition":null,"terms":[{"term":"days","coefficient":0.1}]}}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let stated = [
            one::<Decision>(&facts).expect("a decision").expect("stated").stated(),
            one::<Capacity>(&facts).expect("a capacity").expect("stated").stated(),
            SchoolTold::listed(&list(&facts).expect("schools")),
            one::<ScorecardTold>(&facts).expect("a scorecard").expect("stated").stated(),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(one::<Decision>(&read("\"all\":0.1", "\"all\":\"some\"")).is_err());
        assert!(one::<Capacity>(&read("\"calls\":1", "\"calls\":1.5")).is_err());
        assert!(list::<SchoolTold>(&read("\"school\":\"s\"", "\"school\":null")).is_err());
        assert!(one::<ScorecardTold>(&read("\"coefficient\":0.1", "\"coefficient\":\"0.1\"")).is_err());
    }
}
