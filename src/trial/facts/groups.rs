//! Whom an effect is about: groups of pupils, waves by term, and the share of the treated that is compared.

use super::fact::Fact;
use serde::{Deserialize, Serialize};

/// One group of pupils.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupTold {
    /// Label of its row: `outcome[group=value]`.
    pub outcome: String,
    /// The grouping.
    pub group: String,
    /// Its value.
    pub value: String,
    /// Its share of the treated pupils that the effect is about.
    pub weight: Option<f64>,
    /// Its pupils.
    pub pupils: Option<f64>,
    /// Estimator of its row.
    pub estimator: String,
    /// Estimand of its row.
    pub estimand: String,
    /// Term of its row.
    pub term: String,
    /// The one of several interventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<String>,
}

impl Fact for GroupTold {
    const NAME: &'static str = "subgroups";
}

/// The primary outcome of one wave in one term; missing where the number is small.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CellMean {
    /// The wave, from 1.
    pub wave: usize,
    /// The period.
    pub period: String,
    /// Mean outcome.
    pub mean: Option<f64>,
    /// Pupils.
    pub n: Option<f64>,
}

impl Fact for CellMean {
    const NAME: &'static str = "cells";
}

/// Treated pupils, and those that somebody untreated can be compared with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UsedPupils {
    /// Pupils under the intervention.
    pub treated_pupils: f64,
    /// Those of them in periods with somebody untreated.
    pub compared_pupils: f64,
    /// Their share.
    pub share: Option<f64>,
}

impl Fact for UsedPupils {
    const NAME: &'static str = "used";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list, one};
    use super::*;

    const TEXT: &str = r#"{"subgroups":[{"outcome":"o[g=1]","group":"g","value":"1","weight":0.1,"pupils":30.0,"estimator":"e","estimand":"simple","term":"treated:a","intervention":"a"}],"cells":[{"wave":1,"period":"2026","mean":null,"n":30.0}],"used":{"treated_pupils":60.0,"compared_pupils":20.0,"share":0.3333333333333333}}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let stated = [
            GroupTold::listed(&list(&facts).expect("groups")),
            CellMean::listed(&list(&facts).expect("cells")),
            one::<UsedPupils>(&facts).expect("used").expect("stated").stated(),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(list::<GroupTold>(&read("\"weight\":0.1", "\"weight\":\"heavy\"")).is_err());
        assert!(list::<CellMean>(&read("\"wave\":1", "\"wave\":\"first\"")).is_err());
        assert!(one::<UsedPupils>(&read("\"share\":0.3333333333333333", "\"share\":{}")).is_err());
    }
}
