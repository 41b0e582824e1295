//! The early-absence results as a story: rows, doubts, sentences, the verdict on a claim, the scorecard.

use super::Sources;
use crate::report::AbsenceStory;
use crate::trial::Language;

/// What `results/absence.json` tells, where it is there.
pub fn absence_story(sources: &Sources, language: Language) -> Option<AbsenceStory> {
    let absence = sources.absence.as_ref()?;
    let facts = &absence.facts;
    let told = facts.sentences.of(language);
    let terms = facts.scorecard.iter().flat_map(|card| &card.terms);
    Some(AbsenceStory {
        rows: absence.rows.clone(),
        phases: facts.phases.clone(),
        warnings: absence.warnings.clone(),
        sentences: told.iter().filter(|s| !s.is_empty()).cloned().collect(),
        calls: told.len().saturating_sub(1 + facts.decision.best.len()),
        claim: facts.claim.clone(),
        scorecard: terms.filter_map(|t| Some((t.term.clone(), t.coefficient?))).collect(),
    })
}
