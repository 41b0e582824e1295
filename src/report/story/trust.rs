//! What a reader may ask before trusting a result, and how the folder answers.

use crate::report::sources::{Sources, number};
use std::collections::BTreeMap;

/// A time stamp beside the lock.
#[derive(Debug, Clone, Default)]
pub struct StampStory {
    /// Whose it says it is.
    pub authority: String,
    /// Whole hours between the stamp and the moment of chance; negative after it, absent where no moment is locked.
    pub hours_before: Option<i64>,
}

/// The facts behind the table of trust.
#[derive(Debug, Clone, Default)]
pub struct TrustStory {
    /// Whether the draw came out the same when the report recomputed it; absent before the draw.
    pub recomputed: Option<bool>,
    /// Stamps of the lock that hold.
    pub stamps: Vec<StampStory>,
    /// Whether the first look at an effect is recorded.
    pub looked: bool,
    /// Pupils with a known primary outcome, and all that it should be known of.
    pub known: Option<(f64, f64)>,
    /// Programme-periods in which was delivered what was drawn, and all.
    pub delivered: Option<(u64, u64)>,
}

/// What the folder's files tell; the draw and the stamps are judged by whoever calls.
pub(crate) fn trust(sources: &Sources) -> TrustStory {
    TrustStory { known: known(sources), delivered: delivered(sources), ..TrustStory::default() }
}

/// Pupils with a known primary outcome of those it should be known of.
fn known(sources: &Sources) -> Option<(f64, f64)> {
    let outcome = &sources.study().primary().name;
    let known: u64 = sources.panel.iter().filter(|r| r.outcome == *outcome).map(|r| r.n).sum();
    if known == 0 {
        return None;
    }
    let told = sources.effects.iter().flat_map(|e| &e.warnings);
    let told = told
        .filter(|w| w.kind == "MissingOutcomes" && w.values.get("outcome").is_some_and(|o| o == outcome.as_str()))
        .find_map(|w| w.values.get("pupils").and_then(number));
    let counted: u64 = sources.panel.iter().filter(|r| r.outcome == *outcome).filter_map(|r| r.missing).sum();
    let missing = if counted > 0 { counted as f64 } else { told.unwrap_or(0.0) };
    Some((known as f64, known as f64 + missing))
}

/// Programme-periods in which the intervention ran, from its first activity on, just when it was drawn to.
fn delivered(sources: &Sources) -> Option<(u64, u64)> {
    let rollout = &sources.intervention().rollout;
    let periods = rollout.periods.len();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for row in sources.activities("programme").filter(|r| r.delivered() > 0.0) {
        let Some(t) = rollout.period(&row.period) else { continue };
        let own = first.entry(row.unit.clone()).or_insert(t);
        *own = (*own).min(t);
    }
    if sources.fidelity.is_none() || sources.schedule.is_empty() {
        return None;
    }
    let (mut same, mut all) = (0, 0);
    for (programme, lot) in &sources.members {
        let drawn = sources.schedule.get(lot).and_then(|w| rollout.start_of_wave(*w)).unwrap_or(periods);
        let given = first.get(programme).copied().unwrap_or(periods);
        all += periods as u64;
        same += (periods - drawn.abs_diff(given).min(periods)) as u64;
    }
    (all > 0).then_some((same, all))
}
