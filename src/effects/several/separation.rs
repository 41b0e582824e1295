//! Can the drawn schedules, or those that may be drawn, tell the interventions apart?

use super::arm::Arm;
use crate::design::several::{Pattern, Separation, separation};
use crate::diagnostics::Doubt;
use crate::effects::question::Effects;
use crate::estimators::joint::term;
use crate::numeric::Matrix;
use crate::trial::{Panel, Start};
use rayon::prelude::*;
use serde_json::{Value, json};

/// A variance so many times larger than alone is said aloud: Belsley's rule of thumb for harmful collinearity is 10, and
/// half of that already costs more than half of the programmes.
const INFLATED: f64 = 5.0;

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

/// What cannot be told apart, and what can but dearly.
fn doubts(found: &Separation, whose: &str) -> Vec<Doubt> {
    let mut list = Vec::new();
    for alias in &found.aliases {
        let of: Vec<String> = alias.of.iter().map(|(t, f)| format!("{f:+.3}·{t}")).collect();
        let (whose, term) = (whose.to_string(), alias.term.to_string());
        list.push(match of.is_empty() {
            true => Doubt::NothingLeft { whose, term },
            false => Doubt::CannotSeparate { whose, term, equals: of.join(" ") },
        });
    }
    for (name, inflation) in found.terms.iter().zip(&found.inflation) {
        if let Some(v) = inflation.filter(|v| *v > INFLATED) {
            list.push(Doubt::HardToSeparate { whose: whose.to_string(), term: name.to_string(), times: v });
        }
    }
    list
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

/// What schedules that may be drawn make of the interventions.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Names of the terms.
    pub terms: Vec<String>,
    /// Schedules looked at.
    pub draws: usize,
    /// Per term, the share of schedules that cannot separate it.
    pub lost: Vec<f64>,
    /// Per term, the mean inflation of its variance over the schedules that can.
    pub inflation: Vec<f64>,
    /// Per pair of terms, the mean size of their correlation within programmes and terms.
    pub correlation: Matrix,
}

/// Looks at schedules of all interventions, drawn together: before the lock, the replays on the public key.
///
/// `draws`: per schedule, per intervention, the start of each unit; `names`: the interventions.
pub fn outlook(names: &[String], draws: &[Vec<Vec<Start>>], pairs: &[(usize, usize)], periods: usize) -> Outlook {
    let found: Vec<Separation> = draws
        .par_iter()
        .map(|starts| {
            let named: Vec<(String, Vec<Start>)> = names.iter().cloned().zip(starts.iter().cloned()).collect();
            separation(&Pattern::of_starts(&named, pairs, periods, term))
        })
        .collect();
    let terms = found.first().map(|s| s.terms.clone()).unwrap_or_default();
    let p = terms.len();
    let n = found.len().max(1) as f64;
    let share = |j: usize| found.iter().filter(|s| s.inflation[j].is_none()).count() as f64 / n;
    let mean = |values: Vec<f64>| if values.is_empty() { f64::NAN } else { crate::numeric::mean(&values) };
    let mut correlation = Matrix::zeros(p, p);
    for a in 0..p {
        for b in 0..p {
            let sizes = found.iter().map(|s| s.within[(a, b)].abs()).filter(|c| c.is_finite()).collect();
            correlation[(a, b)] = mean(sizes);
        }
    }
    Outlook {
        lost: (0..p).map(share).collect(),
        inflation: (0..p).map(|j| mean(found.iter().filter_map(|s| s.inflation[j]).collect())).collect(),
        correlation,
        draws: found.len(),
        terms,
    }
}

impl Outlook {
    /// What a researcher must hear before locking.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut list = Vec::new();
        for ((name, lost), inflation) in self.terms.iter().zip(&self.lost).zip(&self.inflation) {
            if *lost > 0.0 {
                list.push(Doubt::MayNotSeparate {
                    percent: 100.0 * lost,
                    draws: self.draws as u64,
                    term: name.to_string(),
                });
            }
            if *inflation > INFLATED {
                list.push(Doubt::HardOnAverage { term: name.to_string(), times: *inflation });
            }
        }
        list
    }
}
