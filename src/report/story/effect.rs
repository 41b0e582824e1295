//! What the report tells of the effect: the rows of `results/effects.json` and the facts beside them.

use super::tested::tested;
use super::used::{Used, used};
use crate::report::figures::deciding::primary_row;
use crate::report::sources::Sources;
use crate::report::{EffectStory, ForecastStory, RandomizationStory};
use crate::trial::{EstimateRow, Unit};

/// What `results/effects.json` tells, where it is there.
pub(crate) fn effect(sources: &Sources) -> Option<EffectStory> {
    let table = sources.effects.as_ref()?;
    let facts = &table.facts;
    let randomization = sources.primary_test().and_then(|test| {
        Some(RandomizationStory {
            draws: test.draws,
            p: test.p?,
            mc_error: test.mc_error,
            allocations: test.allocations.map(|n| n as f64),
            log10_allocations: test.log10_allocations,
            smallest_p: test.smallest_p,
            replay_mean: test.replay_mean,
            enumerated: test.enumerated,
        })
    });
    let deciding = deciding(sources);
    let used = deciding.as_ref().and_then(|r| used(sources, r));
    let share = deciding.filter(|r| r.unit() == Unit::Points).and_then(|r| r.estimate);
    let with = used.and_then(|u: Used| u.with);
    Some(EffectStory {
        risks: share.zip(with).map(|(e, with)| (with, with - e)),
        used,
        rows: table.rows.clone(),
        randomization,
        warnings: table.warnings.clone(),
        sensitivity: facts.sensitivity.iter().map(|w| (w.label.clone(), w.row())).collect(),
        adjusted: facts.adjusted.clone(),
        groups: facts.groups.clone(),
        tipping: facts.tipping.clone(),
        deliveries: facts.deliveries.clone(),
        forecast: facts.forecast.clone().map(|told| ForecastStory { told, held_out: Vec::new() }),
        bands: facts.bands.clone(),
        lag_weights: facts.lag_weights.clone(),
        gaps: facts.gaps.clone(),
        tested: tested(facts),
        started_otherwise: facts.started_otherwise.clone(),
    })
}

/// The row that decides: the planned row of the primary outcome; with several interventions that of the joint regression.
pub(crate) fn deciding(sources: &Sources) -> Option<EstimateRow> {
    joint_row(sources).or_else(|| primary_row(sources))
}

fn joint_row(sources: &Sources) -> Option<EstimateRow> {
    let (name, outcome) = (&sources.intervention().name, &sources.study().primary().name);
    if name.is_empty() {
        return None;
    }
    let wanted = format!("treated:{name}");
    let own = |r: &EstimateRow| {
        r.estimator == "joint" && r.estimand == "simultaneous" && r.outcome == *outcome && r.term == wanted
    };
    sources.effect_rows().into_iter().find(own)
}
