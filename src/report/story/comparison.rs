//! What the report tells of several interventions together, from the results and the schedules.

use crate::report::sources::Sources;
use crate::report::{ComparisonStory, Shared};
use crate::trial::EstimateRow;

/// Everything that compares the interventions; `None` in the plain form.
pub(crate) fn comparison(sources: &Sources) -> Option<ComparisonStory> {
    if sources.each.is_empty() {
        return None;
    }
    let facts = sources.effect_facts();
    let separation = facts.and_then(|f| f.separation.clone()).unwrap_or_default();
    Some(ComparisonStory {
        compared: compared(sources),
        pairs: sources.effect_rows().into_iter().filter(|r| r.estimator == "joint-pairs").collect(),
        draws: facts.and_then(|f| f.comparison.first()).map_or(0, |c| c.draws),
        shared: shared(sources),
        dose: facts.map_or(Vec::new(), |f| f.dose.clone()),
        terms: separation.terms,
        correlation: separation.within,
        inflation: separation.inflation,
        aliases: separation.aliases,
    })
}

/// The rows of effects and differences with simultaneous intervals.
pub(crate) fn compared(sources: &Sources) -> Vec<EstimateRow> {
    let all = sources.effect_rows().into_iter();
    all.filter(|r| r.estimator == "joint" && r.estimand == "simultaneous").collect()
}

/// What each pair of interventions has in common: from the schedules as drawn, and in pupils where data are there.
fn shared(sources: &Sources) -> Vec<Shared> {
    let terms = sources.intervention().rollout.periods.len();
    let overlap = sources.effect_facts().and_then(|f| f.overlap.as_ref());
    let pupils = |a: usize, b: usize| overlap?.pupils.get(a)?.get(b).copied().filter(|n| !n.is_nan());
    let start = |s: &Sources, id: &str| s.schedule.get(id).and_then(|w| s.intervention().rollout.start_of_wave(*w));
    let mut list = Vec::new();
    for (a, one) in sources.each.iter().enumerate() {
        for (b, other) in sources.each.iter().enumerate().skip(a + 1) {
            if one.schedule.is_empty() || other.schedule.is_empty() {
                continue;
            }
            let both: Vec<(usize, usize)> =
                sources.lots.iter().filter_map(|(id, _)| Some((start(one, id)?, start(other, id)?))).collect();
            list.push(Shared {
                interventions: [one.intervention().name.clone(), other.intervention().name.clone()],
                lot_terms: both.iter().map(|(x, y)| terms.saturating_sub(*x.max(y)) as u64).sum(),
                same_start: both.iter().filter(|(x, y)| x == y).count() as u64,
                pupils: pupils(a, b),
            });
        }
    }
    list
}
