//! Can the drawn schedules, or those that may be drawn, tell the interventions apart?

use super::arm::Arm;
use crate::design::outlook::doubts;
use crate::design::several::{Pattern, Separation, separation};
use crate::effects::question::Effects;
use crate::numeric::Matrix;
use crate::trial::terms::term;
use crate::trial::{Panel, Start};
use serde_json::{Value, json};

/// Adds the separation of the schedules that were drawn, in pupils, with its warnings.
pub(crate) fn add(panel: &Panel, arms: &[Arm], pairs: &[(usize, usize)], effects: &mut Effects) {
    let periods = panel.periods().len();
    let starts: Vec<(String, Vec<Start>)> = arms.iter().map(|a| (a.name.clone(), a.starts.clone())).collect();
    let mut pattern = Pattern::of_starts(&starts, pairs, periods, term);
    for (c, w) in pattern.weight.iter_mut().enumerate() {
        *w = panel.cell(c / periods, c % periods).map_or(0.0, |cell| cell.n());
    }
    let found = separation(&pattern);
    for warning in doubts(&found, "the drawn schedules") {
        effects.warn(warning);
    }
    effects.facts.push(("separation".to_string(), facts(&found)));
    effects.facts.push(("overlap".to_string(), overlap(&pattern, arms.len())));
    effects.facts.push(("dose".to_string(), dose(&pattern, panel, arms)));
}

fn rows(m: &Matrix) -> Value {
    let finite = |v: f64| if v.is_finite() { json!(v) } else { Value::Null };
    Value::Array((0..m.rows()).map(|i| Value::Array((0..m.cols()).map(|j| finite(m[(i, j)])).collect())).collect())
}

fn facts(found: &Separation) -> Value {
    let aliases: Vec<Value> = found
        .aliases
        .iter()
        .map(|a| json!({ "term": a.term, "of": a.of.iter().map(|(t, f)| json!({ "term": t, "factor": f })).collect::<Vec<_>>() }))
        .collect();
    json!({ "terms": found.terms, "raw": rows(&found.raw), "within": rows(&found.within),
            "inflation": found.inflation, "aliases": aliases })
}

/// Pupils under each pair of interventions at once; on the diagonal those under each.
fn overlap(pattern: &Pattern, interventions: usize) -> Value {
    let both = |a: usize, b: usize| -> f64 {
        let on = |c: &usize| pattern.holds[a][*c] && pattern.holds[b][*c];
        (0..pattern.weight.len()).filter(on).map(|c| pattern.weight[c]).sum()
    };
    let list = |a: usize| Value::Array((0..interventions).map(|b| json!(both(a, b))).collect());
    json!({ "terms": pattern.terms[..interventions], "pupils": (0..interventions).map(list).collect::<Vec<_>>() })
}

/// How much of each intervention there was: programmes, programme-terms and pupils, by terms since the start.
fn dose(pattern: &Pattern, panel: &Panel, arms: &[Arm]) -> Value {
    let periods = panel.periods().len();
    let one = |(k, arm): (usize, &Arm)| {
        let cells: Vec<usize> =
            (0..pattern.weight.len()).filter(|c| pattern.holds[k][*c] && pattern.weight[*c] > 0.0).collect();
        let mut by_lag = vec![0.0; periods];
        for &c in &cells {
            if let Some(g) = arm.starts[c / periods] {
                by_lag[c % periods - g] += pattern.weight[c];
            }
        }
        while by_lag.last().is_some_and(|n| *n == 0.0) {
            by_lag.pop();
        }
        let mut units: Vec<usize> = cells.iter().map(|c| c / periods).collect();
        units.dedup();
        let pupils: f64 = cells.iter().map(|c| pattern.weight[*c]).sum();
        json!({ "intervention": arm.name, "programmes": units.len(), "programme_terms": cells.len(), "pupils": pupils,
                "share": pupils / pattern.weight.iter().sum::<f64>(), "pupils_by_lag": by_lag })
    };
    Value::Array(arms.iter().enumerate().map(one).collect())
}
