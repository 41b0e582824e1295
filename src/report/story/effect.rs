//! What the report tells of the effect: the rows of `results/effects.json` and the facts beside them.

use super::parts::{
    Adjusted, Band, Delivery, DroppedCell, ForecastStory, GapCell, GapStory, Group, LagWeights, Tipping,
};
use super::tested::tested;
use super::used::{Used, used};
use crate::report::figures::deciding::primary_row;
use crate::report::sources::{Sources, estimate_row, number, warnings, words};
use crate::report::{EffectStory, RandomizationStory};
use crate::trial::{EstimateRow, Unit};
use serde_json::Value;

fn list(v: &Value) -> impl Iterator<Item = &Value> {
    v.as_array().into_iter().flatten()
}

/// What `results/effects.json` tells, where it is there.
pub(crate) fn effect(sources: &Sources) -> Option<EffectStory> {
    let table = sources.effects.as_ref()?;
    let randomization = sources.primary_test().and_then(|facts| {
        Some(RandomizationStory {
            draws: number(&facts["draws"]).unwrap_or(0.0).max(0.0) as u64,
            p: number(&facts["p"])?,
            mc_error: number(&facts["mc_error"]),
            allocations: number(&facts["allocations"]),
            log10_allocations: number(&facts["log10_allocations"]),
            smallest_p: number(&facts["smallest_p"]),
            replay_mean: number(&facts["replay_mean"]),
            enumerated: facts["enumerated"] == true,
        })
    });
    let deciding = deciding(sources);
    let used = deciding.as_ref().and_then(|r| used(sources, r));
    let share = deciding.filter(|r| r.unit() == Unit::Points).and_then(|r| r.estimate);
    let with = used.and_then(|u: Used| u.with);
    Some(EffectStory {
        risks: share.zip(with).map(|(e, with)| (with, with - e)),
        used,
        rows: sources.effect_rows(),
        randomization,
        warnings: warnings(table),
        sensitivity: list(&table["sensitivity"]).map(|s| (words(&s["label"]), estimate_row(s))).collect(),
        adjusted: list(&table["westfall_young"]).map(adjusted).collect(),
        groups: list(&table["subgroups"]).map(group).collect(),
        tipping: list(&table["tipping"]).map(tipping).collect(),
        deliveries: list(&table["deliveries"]).map(delivery).collect(),
        forecast: table["forecast"].is_object().then(|| forecast(&table["forecast"])),
        bands: list(&table["bands"]).map(band).collect(),
        lag_weights: list(&table["lag_weights"]).map(lag_weights).collect(),
        gaps: table["gaps"].is_object().then(|| gaps(&table["gaps"])),
        tested: tested(table),
        started_otherwise: list(&table["started_otherwise"])
            .map(|v| ["lot", "drawn", "began"].map(|key| words(&v[key])))
            .collect(),
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

fn adjusted(v: &Value) -> Adjusted {
    Adjusted {
        outcome: words(&v["outcome"]),
        estimator: words(&v["estimator"]),
        estimand: words(&v["estimand"]),
        term: words(&v["term"]),
        family: words(&v["family"]),
        p: number(&v["p.adjusted"]),
    }
}

fn group(v: &Value) -> Group {
    Group {
        outcome: words(&v["outcome"]),
        group: words(&v["group"]),
        value: words(&v["value"]),
        weight: number(&v["weight"]),
        pupils: number(&v["pupils"]),
    }
}

fn tipping(v: &Value) -> Tipping {
    Tipping {
        estimator: words(&v["estimator"]),
        outcome: words(&v["outcome"]),
        term: words(&v["term"]),
        delta: number(&v["delta"]),
        reason: words(&v["reason"]),
    }
}

fn delivery(v: &Value) -> Delivery {
    Delivery {
        register: words(&v["register"]),
        extracted: words(&v["extracted"]),
        last_day: words(&v["last_day"]),
        files: number(&v["files"]),
        rows: number(&v["rows"]),
    }
}

fn forecast(v: &Value) -> ForecastStory {
    ForecastStory {
        history: words(&v["history"]),
        without_history: list(&v["without_history"]).map(words).collect(),
        variance_ratio: number(&v["variance_ratio"]),
        held_out: Vec::new(),
    }
}

fn band(v: &Value) -> Band {
    Band {
        term: words(&v["term"]),
        outcome: words(&v["outcome"]),
        estimator: words(&v["estimator"]),
        low: number(&v["conf.low"]),
        high: number(&v["conf.high"]),
    }
}

fn lag_weights(v: &Value) -> LagWeights {
    let pairs = list(&v["weights"]).filter_map(|w| Some((number(&w["lag"])?, number(&w["weight"])?)));
    LagWeights {
        outcome: words(&v["outcome"]),
        estimator: words(&v["estimator"]),
        estimand: words(&v["estimand"]),
        weights: pairs.collect(),
    }
}

fn gaps(v: &Value) -> GapStory {
    let cells = list(&v["cells"]).map(|c| GapCell {
        unit: words(&c["unit"]),
        period: words(&c["period"]),
        after_start: c["after_start"] == true,
        started: list(&c["started"]).map(words).collect(),
        withdrawn: c["withdrawn"] == true,
    });
    let missing = match &v["pupils_missing"] {
        Value::Array(a) => Some(a.iter().filter_map(number).sum()),
        one => number(one),
    };
    let dropped = list(&v["dropped"]).map(|d| DroppedCell {
        estimator: words(&d["estimator"]),
        estimand: words(&d["estimand"]),
        term: words(&d["term"]),
        start: words(&d["start"]),
        period: words(&d["period"]),
    });
    GapStory { rule: words(&v["rule"]), cells: cells.collect(), pupils_missing: missing, dropped: dropped.collect() }
}
