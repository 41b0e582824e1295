//! What the report tells of the effect: the rows of `results/effects.json` and the facts beside them.

use super::used::{Used, used};
use crate::report::figures::effect::primary_row;
use crate::report::sources::{Sources, estimate_row, number, warnings, words};
use crate::report::{EffectStory, RandomizationStory};
use crate::trial::EstimateRow;
use serde_json::Value;

/// An adjusted p-value of a family of tests.
#[derive(Debug, Clone, Default)]
pub struct Adjusted {
    /// The row that it belongs to.
    pub outcome: String,
    /// Its estimator.
    pub estimator: String,
    /// Its estimand.
    pub estimand: String,
    /// Its term.
    pub term: String,
    /// The family: empty for outcomes, `subgroups`, `subgroup-differences`.
    pub family: String,
    /// The p-value.
    pub p: Option<f64>,
}

/// One group of pupils.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Label of its row: `outcome[group=value]`.
    pub outcome: String,
    /// The grouping.
    pub group: String,
    /// Its value, or `v-a` for a difference.
    pub value: String,
    /// Its share of the treated pupils.
    pub weight: Option<f64>,
    /// Its pupils.
    pub pupils: Option<f64>,
}

/// How much worse what is missing would have to be for the finding to fall.
#[derive(Debug, Clone, Default)]
pub struct Tipping {
    /// Estimator of the row.
    pub estimator: String,
    /// Its outcome.
    pub outcome: String,
    /// The distance, in units of the outcome.
    pub delta: Option<f64>,
    /// `never` or `not-significant` where there is none.
    pub reason: String,
}

/// A register as it was delivered.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// Its name.
    pub register: String,
    /// Day of extraction.
    pub extracted: String,
    /// Last day in it.
    pub last_day: String,
    /// Files.
    pub files: Option<f64>,
    /// Rows; `None` below the minimum.
    pub rows: Option<f64>,
}

/// What the forecast did.
#[derive(Debug, Clone, Default)]
pub struct ForecastStory {
    /// Digest of the table of counts.
    pub history: String,
    /// Programmes without history.
    pub without_history: Vec<String>,
    /// Variance without over variance with it.
    pub variance_ratio: Option<f64>,
}

/// A simultaneous limit of one lag.
#[derive(Debug, Clone, Default)]
pub struct Band {
    /// The lag's term.
    pub term: String,
    /// Its outcome.
    pub outcome: String,
    /// Its estimator.
    pub estimator: String,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// The weights that an estimator gives to lags.
#[derive(Debug, Clone, Default)]
pub struct LagWeights {
    /// The outcome.
    pub outcome: String,
    /// The estimator.
    pub estimator: String,
    /// The average.
    pub estimand: String,
    /// Lag and weight.
    pub weights: Vec<(f64, f64)>,
}

/// Gaps in the data, by unit and period.
#[derive(Debug, Clone, Default)]
pub struct GapStory {
    /// The rule in force.
    pub rule: String,
    /// Unit, period, whether after its start.
    pub cells: Vec<(String, String, bool)>,
    /// Pupils without outcome.
    pub pupils_missing: Option<f64>,
}

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
    let share = deciding.filter(|r| r.scale == "probability").and_then(|r| r.estimate);
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
    let cells = list(&v["cells"]).map(|c| (words(&c["unit"]), words(&c["period"]), c["after_start"] == true));
    let missing = match &v["pupils_missing"] {
        Value::Array(a) => Some(a.iter().filter_map(number).sum()),
        one => number(one),
    };
    GapStory { rule: words(&v["rule"]), cells: cells.collect(), pupils_missing: missing }
}
