//! What is said of several interventions together: whether they can be told apart, how much of each there was, how they
//! compare.

use super::fact::Fact;
use super::numbers;
use serde::{Deserialize, Serialize};

/// A term and the factor that it enters with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AliasedTerm {
    /// The term.
    pub term: String,
    /// Its factor; NaN where there is none.
    #[serde(deserialize_with = "numbers::one")]
    pub factor: f64,
}

/// A term that cannot be had, and the terms that it repeats.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Aliased {
    /// The term.
    pub term: String,
    /// What it repeats.
    pub of: Vec<AliasedTerm>,
}

/// Whether the schedules can tell the interventions apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Separated {
    /// Terms of the joint regression.
    pub terms: Vec<String>,
    /// Correlations of their indicators; NaN where one is constant.
    #[serde(deserialize_with = "numbers::table")]
    pub raw: Vec<Vec<f64>>,
    /// The same within programmes and terms of the calendar; NaN where nothing is left.
    #[serde(deserialize_with = "numbers::table")]
    pub within: Vec<Vec<f64>>,
    /// Variance of each term beside the others, as a multiple of its variance alone; NaN where nothing is left.
    #[serde(deserialize_with = "numbers::list")]
    pub inflation: Vec<f64>,
    /// Terms that are combinations of earlier ones.
    pub aliases: Vec<Aliased>,
}

impl Fact for Separated {
    const NAME: &'static str = "separation";
}

/// Pupils under each pair of interventions at once; on the diagonal those under each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// The interventions' terms.
    pub terms: Vec<String>,
    /// Pupils, a row and a column an intervention.
    #[serde(deserialize_with = "numbers::table")]
    pub pupils: Vec<Vec<f64>>,
}

impl Fact for Overlap {
    const NAME: &'static str = "overlap";
}

/// How much of one intervention there was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dose {
    /// Its name.
    pub intervention: String,
    /// Lots with pupils under it.
    pub programmes: usize,
    /// Lots times terms with pupils under it.
    pub programme_terms: usize,
    /// Pupils under it.
    #[serde(deserialize_with = "numbers::one")]
    pub pupils: f64,
    /// Their share of all pupils.
    pub share: Option<f64>,
    /// Pupils by terms since the start.
    #[serde(deserialize_with = "numbers::list")]
    pub pupils_by_lag: Vec<f64>,
}

impl Fact for Dose {
    const NAME: &'static str = "dose";
}

/// An effect or a difference of effects with limits that hold for all of its kind at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The outcome.
    pub outcome: String,
    /// `effects` or `differences`.
    pub kind: String,
    /// The term.
    pub term: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Its standard error.
    #[serde(rename = "std.error")]
    pub std_error: Option<f64>,
    /// Lower limit.
    #[serde(rename = "conf.low")]
    pub low: Option<f64>,
    /// Upper limit.
    #[serde(rename = "conf.high")]
    pub high: Option<f64>,
    /// Confidence level of all of them together.
    #[serde(rename = "conf.level")]
    pub level: Option<f64>,
    /// The critical value shared by them; missing where it is not finite.
    pub critical: Option<f64>,
    /// The p-value adjusted for all of them.
    #[serde(rename = "p.adjusted")]
    pub p: Option<f64>,
    /// Joint replays behind them.
    pub draws: u64,
}

impl Fact for Compared {
    const NAME: &'static str = "comparison";
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Stated, damaged, list, one};
    use super::*;

    const TEXT: &str = r#"{"separation":{"terms":["treated:a","treated:b"],"raw":[[1.0,0.1],[0.1,1.0]],"within":[[1.0,null],[null,1.0]],"inflation":[1.1,null],"aliases":[{"term":"treated:b","of":[{"term":"treated:a","factor":1.0}]}]},"overlap":{"terms":["treated:a","treated:b"],"pupils":[[30.0,10.0],[10.0,20.0]]},"dose":[{"intervention":"a","programmes":2,"programme_terms":3,"pupils":30.0,"share":0.3,"pupils_by_lag":[20.0,10.0]}],"comparison":[{"outcome":"o","kind":"effects","term":"treated:a","estimate":-0.1,"std.error":0.05,"conf.low":null,"conf.high":null,"conf.level":0.95,"critical":null,"p.adjusted":0.04,"draws":999}]}"#;

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let facts: Stated = serde_json::from_str(TEXT).expect("facts");
        let separated = one::<Separated>(&facts).expect("a separation").expect("stated");
        assert!(separated.within[0][1].is_nan() && separated.inflation[1].is_nan());
        let stated = [
            separated.stated(),
            one::<Overlap>(&facts).expect("an overlap").expect("stated").stated(),
            Dose::listed(&list(&facts).expect("doses")),
            Compared::listed(&list(&facts).expect("a comparison")),
        ];
        let again: Stated = stated.into_iter().collect();
        assert_eq!(serde_json::to_string(&again).expect("JSON"), TEXT);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let read = |from: &str, to: &str| damaged(TEXT, from, to);
        assert!(one::<Separated>(&read("[1.1,null]", "[\"1.1\",null]")).is_err());
        assert!(one::<Overlap>(&read("[[30.0,10.0],[10.0,20.0]]", "[30.0,10.0]")).is_err());
        assert!(list::<Dose>(&read("\"programmes\":2", "\"programmes\":null")).is_err());
        assert!(list::<Compared>(&read("\"draws\":999", "\"draws\":\"999\"")).is_err());
    }
}
