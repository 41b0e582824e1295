//! The early-absence results as a story: rows, doubts, sentences, the verdict on a claim, the scorecard.

use super::{Sources, number, warnings, words};
use crate::report::{AbsenceStory, ClaimStory, ClaimVerdict};
use crate::trial::Language;
use serde_json::Value;

/// What `results/absence.json` tells, where it is there.
pub fn absence_story(sources: &Sources, language: Language) -> Option<AbsenceStory> {
    let facts = sources.absence.as_ref()?;
    let told = &facts["sentences"][language.pick("da", "en")];
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    Some(AbsenceStory {
        rows: sources.absence_rows(),
        warnings: warnings(facts),
        sentences: list(told).iter().map(words).filter(|s| !s.is_empty()).collect(),
        calls: list(told).len().saturating_sub(1 + list(&facts["decision"]["best"]).len()),
        claim: claim(&facts["claim"]),
        scorecard: list(&facts["scorecard"]["terms"])
            .iter()
            .filter_map(|t| Some((words(&t["term"]), number(&t["coefficient"])?)))
            .collect(),
    })
}

fn claim(fact: &Value) -> Option<ClaimStory> {
    let verdicts = fact["verdicts"].as_array()?.iter().map(|v| ClaimVerdict {
        method: words(&v["method"]),
        term: words(&v["term"]),
        estimate: number(&v["estimate"]),
        low: number(&v["low"]),
        high: number(&v["high"]),
        verdict: words(&v["verdict"]),
    });
    let definitions = fact["definitions"].as_object().into_iter().flatten();
    Some(ClaimStory {
        claim: number(&fact["claim"])?,
        margin: number(&fact["margin"])?,
        verdicts: verdicts.collect(),
        definitions: definitions.map(|(k, n)| (k.clone(), n.as_u64().unwrap_or(0))).collect(),
    })
}
