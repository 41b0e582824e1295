//! What the report tells of several interventions together, from the results and the schedules.

use crate::report::sources::{Sources, number, numbers, words};
use crate::report::{ComparisonStory, Dose, Shared};
use crate::trial::EstimateRow;
use serde_json::Value;

/// Everything that compares the interventions; `None` in the plain form.
pub(crate) fn comparison(sources: &Sources) -> Option<ComparisonStory> {
    if sources.each.is_empty() {
        return None;
    }
    let separation = sources.effects.as_ref().map_or(&Value::Null, |e| &e["separation"]);
    let list = |v: &Value| v.as_array().into_iter().flatten().map(words).collect::<Vec<String>>();
    let aliases = separation["aliases"].as_array().into_iter().flatten().map(|a| {
        let of = a["of"].as_array().into_iter().flatten();
        let of = of.map(|o| (number(&o["factor"]).unwrap_or(f64::NAN), words(&o["term"]))).collect();
        (words(&a["term"]), of)
    });
    let draws = sources.effects.as_ref().map_or(&Value::Null, |e| &e["comparison"]);
    Some(ComparisonStory {
        compared: compared(sources),
        pairs: sources.effect_rows().into_iter().filter(|r| r.estimator == "joint-pairs").collect(),
        draws: draws.as_array().and_then(|l| number(&l.first()?["draws"])).unwrap_or(0.0).max(0.0) as u64,
        shared: shared(sources),
        dose: dose(sources),
        terms: list(&separation["terms"]),
        correlation: separation["within"].as_array().into_iter().flatten().map(numbers).collect(),
        inflation: numbers(&separation["inflation"]),
        aliases: aliases.collect(),
    })
}

/// The rows of effects and differences with simultaneous intervals.
pub(crate) fn compared(sources: &Sources) -> Vec<EstimateRow> {
    let all = sources.effect_rows().into_iter();
    all.filter(|r| r.estimator == "joint" && r.estimand == "simultaneous").collect()
}

/// How much of each intervention there was.
pub(crate) fn dose(sources: &Sources) -> Vec<Dose> {
    let list = sources.effects.as_ref().and_then(|e| e["dose"].as_array()).into_iter().flatten();
    let whole = |v: &Value| number(v).unwrap_or(0.0).max(0.0) as u64;
    list.map(|d| Dose {
        intervention: words(&d["intervention"]),
        lots: whole(&d["programmes"]),
        lot_terms: whole(&d["programme_terms"]),
        pupils: number(&d["pupils"]).unwrap_or(0.0),
        share: number(&d["share"]),
        by_lag: numbers(&d["pupils_by_lag"]),
    })
    .collect()
}

/// What each pair of interventions has in common: from the schedules as drawn, and in pupils where data are there.
fn shared(sources: &Sources) -> Vec<Shared> {
    let terms = sources.intervention().rollout.periods.len();
    let pupils = sources.effects.as_ref().map_or(&Value::Null, |e| &e["overlap"]["pupils"]);
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
                pupils: number(&pupils[a][b]),
            });
        }
    }
    list
}
