//! When pupils leave: curves by exposure, the numbers at risk behind them, phases, and the same by arm of the lottery.

use super::definition::Caption;
use super::fact::Fact;
use super::numbers;
use serde::{Deserialize, Serialize};

/// What a curve shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveOf {
    /// The share still there.
    #[default]
    Survival,
    /// The share that has dropped out.
    CumulativeIncidence,
}

/// A curve of pupils with or without the exposure, day by day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CurveTold {
    /// 1 with the exposure, 0 without it.
    pub exposed: u8,
    /// What it shows.
    pub kind: CurveOf,
    /// Days.
    #[serde(deserialize_with = "numbers::list")]
    pub day: Vec<f64>,
    /// The value from each day on.
    #[serde(deserialize_with = "numbers::list")]
    pub value: Vec<f64>,
    /// Lower limits.
    #[serde(deserialize_with = "numbers::list")]
    pub low: Vec<f64>,
    /// Upper limits.
    #[serde(deserialize_with = "numbers::list")]
    pub high: Vec<f64>,
    /// 1 under the intervention, 0 without it, where it is told by arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated: Option<u8>,
}

impl Fact for CurveTold {
    const NAME: &'static str = "curves";
}

/// Numbers at risk at fixed days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AtRisk {
    /// 1 with the exposure, 0 without it.
    pub exposed: u8,
    /// Days.
    #[serde(deserialize_with = "numbers::list")]
    pub day: Vec<f64>,
    /// Pupils still there; missing where they are few.
    pub n: Vec<Option<f64>>,
    /// 1 under the intervention, 0 without it, where it is told by arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated: Option<u8>,
}

impl Fact for AtRisk {
    const NAME: &'static str = "at_risk";
}

/// A phase of the course.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PhaseTold {
    /// Its number.
    pub phase: u32,
    /// Last day before it.
    #[serde(deserialize_with = "numbers::one")]
    pub after: f64,
    /// Its last day.
    #[serde(deserialize_with = "numbers::one")]
    pub until: f64,
    /// Pupils still there when it begins, without and with the exposure.
    #[serde(deserialize_with = "numbers::list")]
    pub at_risk: Vec<f64>,
}

impl Fact for PhaseTold {
    const NAME: &'static str = "phases";
}

/// The curves without and with one intervention.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmsTold {
    /// The intervention; empty in the plain form.
    pub intervention: String,
    /// Curves.
    pub curves: Vec<CurveTold>,
    /// Numbers at risk.
    pub at_risk: Vec<AtRisk>,
    /// What a reader must know.
    pub note: Caption,
}

impl Fact for ArmsTold {
    const NAME: &'static str = "arms";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, each, list};
    use super::*;

    const TEXT: &str = r#"{"curves":[{"exposed":0,"kind":"cumulative_incidence","day":[14.0,15.0],"value":[0.0,0.1],"low":[0.0,null],"high":[0.0,0.2]}],"at_risk":[{"exposed":1,"day":[28.0],"n":[null]}],"phases":[{"phase":1,"after":14.0,"until":35.0,"at_risk":[80.0,40.0]}],"arms:a":{"intervention":"a","curves":[{"exposed":1,"kind":"survival","day":[],"value":[],"low":[],"high":[],"treated":1}],"at_risk":[{"exposed":0,"day":[28.0],"n":[30.0],"treated":0}],"note":{"da":"d","en":"e"}}}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let arms = each::<ArmsTold>(&facts).expect("arms");
        let stated = [
            CurveTold::listed(&list(&facts).expect("curves")),
            AtRisk::listed(&list(&facts).expect("numbers at risk")),
            PhaseTold::listed(&list(&facts).expect("phases")),
            ("arms:a".to_string(), arms.get("a").expect("stated").value()),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(list::<CurveTold>(&read("cumulative_incidence", "incidence")).is_err());
        assert!(list::<AtRisk>(&read("\"n\":[null]", "\"n\":null")).is_err());
        assert!(list::<PhaseTold>(&read("\"phase\":1", "\"phase\":\"first\"")).is_err());
        assert!(each::<ArmsTold>(&read("\"treated\":1", "\"treated\":\"yes\"")).is_err());
    }
}
