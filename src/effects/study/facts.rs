//! What the report and its figures need beside the rows.

use super::gathered::Gathered;
use crate::effects::question::Effects;
use crate::tables::disclosure::hidden_shares;
use crate::trial::Verdict;
use crate::trial::facts::{CellMean, DeliveredRegister, Fact, UsedPupils};
use crate::trial::methods::{Estimand, STANDING, Standing};
use crate::trial::{EstimateRow, Study};
use crate::trial::{Estimator, VarianceKind};
use serde_json::{Value, json};

/// Whether the locked plan declared a row: its outcome, its estimator with estimand and variance or one that always
/// stands beside it, and nothing of what binds that outcome has been changed since.
pub(crate) fn prespecified(gathered: &Gathered, row: &EstimateRow) -> bool {
    let a = &gathered.plan.analysis;
    let name = row.outcome.split('[').next().unwrap_or_default();
    if !gathered.plan.outcomes.iter().any(|o| o.name == name) {
        return false;
    }
    let outcome = format!("outcome.{name}.");
    // activities and absences say nothing of an outcome
    let apart = |key: &String| key.starts_with("registers.activities.") || key.starts_with("registers.absences.");
    let binds =
        |key: &String| [&outcome, "registers.", "frame.", "rollout.window"].iter().any(|begin| key.starts_with(*begin));
    let changed = |key: &String| binds(key) && !apart(key);
    if gathered.deviations.iter().any(changed) {
        return false;
    }
    let is = |estimator: Estimator, estimand: Estimand, variance: VarianceKind| {
        row.estimator == estimator && row.estimand == estimand && row.variance == variance
    };
    let beside = |s: &Standing| s.prespecified.iter().any(|estimand| is(s.estimator, *estimand, s.variance));
    is(a.estimator, a.estimand, a.variance) || STANDING.iter().any(beside)
}

/// Label, target and verdict, cells, lottery.
pub(crate) fn add(gathered: &Gathered, plan: &Study, effects: &mut Effects) {
    let primary = plan.primary();
    let mut facts: Vec<(String, Value)> = vec![
        ("outcome_label".to_string(), json!(primary.label)),
        ("outcome".to_string(), json!(primary.name)),
        ("interventions".to_string(), json!(plan.interventions.iter().map(|i| &i.name).collect::<Vec<_>>())),
        ("lock".to_string(), json!(gathered.lock)),
        ("deviations".to_string(), json!(gathered.deviations)),
    ];
    facts.push(DeliveredRegister::listed(&gathered.deliveries));
    facts.extend(gathered.coding.as_ref().map(Fact::stated));
    if let Some(target) = primary.target {
        facts.push(("target".to_string(), json!(target)));
    }
    facts.push(("verdicts".to_string(), verdicts(plan, effects)));
    facts.push(CellMean::listed(&cells(gathered)));
    facts.push((UsedPupils::NAME.to_string(), json!(used(gathered))));
    effects.facts.splice(0..0, facts);
}

/// Distance to the declared target of each outcome's planned row.
fn verdicts(plan: &Study, effects: &Effects) -> Value {
    let a = &plan.analysis;
    let list = plan.outcomes.iter().filter_map(|o| {
        let target = o.target?;
        let row = effects.rows.iter().find(|r| {
            r.outcome == o.name && r.estimator == a.estimator && r.estimand == a.estimand && r.variance == a.variance
        })?;
        Some(json!({ "outcome": o.name, "target": target, "estimate": row.estimate, "conf.low": row.conf_low,
                     "conf.high": row.conf_high, "verdict": Verdict::of(target, row.conf_low, row.conf_high).name() }))
    });
    Value::Array(list.collect())
}

/// Mean and pupils of every wave and term of the primary outcome.
fn cells(gathered: &Gathered) -> Vec<CellMean> {
    let Some((_, panel)) = gathered.panels.first() else { return Vec::new() };
    let panel = if panel.days().is_some() { panel } else { panel.as_observed() };
    let waves = gathered.waves.iter().copied().max().unwrap_or(0);
    let periods = panel.periods();
    let mut sums = vec![vec![(0.0f64, 0.0f64); periods.len()]; usize::from(waves)];
    for (i, wave) in gathered.waves.iter().enumerate().filter(|(_, w)| **w > 0) {
        for (t, sum) in sums[usize::from(*wave) - 1].iter_mut().enumerate() {
            if let Some(cell) = panel.cell(i, t) {
                sum.0 += cell.n();
                sum.1 += cell.n() * cell.mean();
            }
        }
    }
    let whole = |of: fn(&(f64, f64)) -> f64| -> Vec<Vec<u64>> {
        sums.iter().map(|row| row.iter().map(|s| of(s).round().max(0.0) as u64).collect()).collect()
    };
    // of days lost no count can be told off a mean
    let with = |s: &(f64, f64)| if panel.days().is_some() { s.0 } else { s.1 };
    let with: Vec<Vec<u64>> =
        sums.iter().map(|row| row.iter().map(|s| with(s).round().max(0.0) as u64).collect()).collect();
    let hidden = hidden_shares(&whole(|s| s.0), &with, gathered.minimum);
    let mut list = Vec::new();
    for (w, row) in sums.iter().enumerate() {
        for (t, (n, total)) in row.iter().enumerate() {
            let mean = (*n > 0.0 && !hidden[w][t]).then(|| total / n);
            let n = (!hidden[w][t]).then_some(*n);
            list.push(CellMean { wave: w + 1, period: periods[t].clone(), mean, n });
        }
    }
    list
}

/// Treated pupils, and the share that `simple` compares: from the last wave's start on nobody is untreated.
fn used(gathered: &Gathered) -> Option<UsedPupils> {
    let (_, panel) = gathered.panels.first()?;
    let starts = panel.assignment().starts();
    let never = panel.periods().len();
    let last = starts.iter().map(|s| s.unwrap_or(never)).max().unwrap_or(never);
    let (mut treated, mut compared) = (0.0, 0.0);
    for (i, start) in starts.iter().enumerate() {
        for t in start.unwrap_or(never)..never {
            let n = panel.cell(i, t).map_or(0.0, |c| c.n());
            treated += n;
            compared += if t < last { n } else { 0.0 };
        }
    }
    let share = if treated > 0.0 { Some(compared / treated) } else { None };
    Some(UsedPupils { treated_pupils: treated, compared_pupils: compared, share })
}
