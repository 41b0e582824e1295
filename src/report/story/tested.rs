//! What each test by replays rests on, beside the adjustment of its estimate: one list of `tests`, `beta` and `westfall_young`.

use crate::report::sources::{number, words};
use serde_json::Value;

/// A test, its adjusted p-value and the share of the earlier difference that its estimate takes off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tested {
    /// Outcome, estimator, estimand and term of the row.
    pub row: [String; 4],
    /// The p-value.
    pub p: Option<f64>,
    /// Its Monte-Carlo error.
    pub mc_error: Option<f64>,
    /// Smallest p that can come out.
    pub smallest_p: Option<f64>,
    /// Mean of the estimate over the replays under no effect.
    pub replay_mean: Option<f64>,
    /// The p-value adjusted for the tests of its family.
    pub adjusted: Option<f64>,
    /// Share of the difference before the start that is taken off.
    pub beta: Option<f64>,
    /// Whether that share was held between 0 and 1.
    pub clipped: bool,
}

fn row(v: &Value) -> [String; 4] {
    ["outcome", "estimator", "estimand", "term"].map(|key| words(&v[key]))
}

/// Every test and every adjustment of a table of effects, in the order in which they stand there.
pub(crate) fn tested(table: &Value) -> Vec<Tested> {
    let list = |key: &str| table[key].as_array().cloned().unwrap_or_default();
    let mut all: Vec<Tested> = Vec::new();
    for t in list("tests") {
        let number = |key: &str| number(&t[key]);
        all.push(Tested {
            row: row(&t),
            p: number("p"),
            mc_error: number("mc_error"),
            smallest_p: number("smallest_p"),
            replay_mean: number("replay_mean"),
            ..Tested::default()
        });
    }
    // a row has one test for each inference by replays, and all of them share its adjustments
    for b in list("beta") {
        let of = row(&b);
        if !all.iter().any(|t| t.row == of) {
            all.push(Tested { row: of.clone(), ..Tested::default() });
        }
        for t in all.iter_mut().filter(|t| t.row == of) {
            (t.beta, t.clipped) = (number(&b["beta"]), b["clipped"] == true);
        }
    }
    for w in list("westfall_young").into_iter().filter(|w| w["family"].is_null()) {
        let of = row(&w);
        for t in all.iter_mut().filter(|t| t.row == of) {
            t.adjusted = number(&w["p.adjusted"]);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::tested;
    use serde_json::json;

    #[test]
    fn tests_and_adjustments_meet_in_their_row() {
        let key = |term: &str| json!({ "outcome": "dropout", "estimator": "e", "estimand": "simple", "term": term });
        let with = |term: &str, more: serde_json::Value| {
            let mut v = key(term);
            v.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            v
        };
        let table = json!({
            "tests": [with("treated", json!({ "p": 0.04, "mc_error": 0.002 }))],
            "beta": [with("treated", json!({ "beta": 0.3, "clipped": false })), with("lag=0", json!({ "beta": 1.0, "clipped": true }))],
            "westfall_young": [
                with("treated", json!({ "p.adjusted": 0.07 })),
                with("treated", json!({ "p.adjusted": 0.5, "family": "subgroups" })),
            ],
        });
        let all = tested(&table);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].p, all[0].beta, all[0].adjusted), (Some(0.04), Some(0.3), Some(0.07)));
        assert_eq!((all[1].p, all[1].beta, all[1].clipped), (None, Some(1.0), true));
    }
}
