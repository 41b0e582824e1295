//! A study of several interventions: which analyses, which rows were planned, and facts and verdicts of them together.

use super::gathered::Gathered;
use super::planned::planned;
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::effects::question::{Analysis, Effects};
use crate::effects::several::arm::{Arm, Asked};
use crate::trial::Verdict;
use crate::trial::facts::{DeliveredRegister, Fact, GapCell, GapsTold};
use crate::trial::methods::STANDING;
use crate::trial::{EstimateRow, Family, Study};
use serde::Deserialize;
use serde_json::{Value, json};

/// Which interventions had started where a unit was not seen: every one has a schedule of its own.
pub(crate) fn started(all: &[Gathered], effects: &mut Effects) {
    let Some((_, fact)) = effects.facts.iter_mut().find(|(n, _)| n == GapsTold::NAME) else { return };
    let Ok(mut gaps) = GapsTold::deserialize(&*fact) else { return };
    for cell in &mut gaps.cells {
        let of: Vec<String> = all.iter().filter(|g| had_started(g, cell)).map(|g| g.intervention.clone()).collect();
        cell.after_start = !of.is_empty();
        cell.started = Some(of);
    }
    *fact = gaps.value();
}

fn had_started(g: &Gathered, cell: &GapCell) -> bool {
    let Some((_, panel)) = g.panels.first() else { return false };
    let unit = panel.units().iter().position(|u| cell.unit == *u);
    let period = panel.periods().iter().position(|p| cell.period == *p);
    unit.zip(period).is_some_and(|(i, t)| panel.assignment().treated(i, t))
}

/// Joint questions need the same lots in the same order in every lottery.
pub(crate) fn same_lots(all: &[Gathered]) -> Outcome<()> {
    for pair in all.windows(2) {
        if pair[0].lots != pair[1].lots {
            let name = |g: &Gathered| g.intervention.clone();
            return Err(Problem::new(
                "E381",
                format!("`{}` and `{}` do not draw the same lots", name(&pair[0]), name(&pair[1])),
            )
            .found(format!("{} and {} lots", pair[0].lots.len(), pair[1].lots.len()))
            .help("late lots join every intervention, or are analysed apart"));
        }
    }
    Ok(())
}

/// The plan's own analysis on each schedule, without the regressions of one intervention alone: the joint one stands in
/// their place.
pub(crate) fn asked(plan: &Study, arms: &[Arm], other: Option<&[Analysis]>, draws: u64, seed: u64) -> Asked {
    let base = planned(plan, draws, seed);
    let position = |name: &String| arms.iter().position(|a| a.name == *name);
    let pairs = plan.joint.interactions.iter().filter_map(|[a, b]| Some((position(a)?, position(b)?))).collect();
    let regression = |part: &Analysis| part.estimators.iter().all(|e| e.family() == Family::TwoWay);
    let own = other.map_or_else(|| base.iter().filter(|p| !regression(p)).cloned().collect(), <[Analysis]>::to_vec);
    let joint = own.first().cloned().unwrap_or_else(|| base[0].clone());
    Asked { own, joint, pairs }
}

pub(crate) fn prespecified(g: &Gathered, row: &EstimateRow) -> bool {
    let a = &g.plan.analysis;
    let outcome = format!("outcome.{}.", row.outcome);
    let changed = |key: &String| {
        [&outcome, "registers.", "frame.", "rollout.window"].iter().any(|begin| key.starts_with(*begin))
            || key.starts_with("joint.")
    };
    let planned = row.estimator == a.estimator && row.estimand == a.estimand && row.variance == a.variance;
    let beside = row.estimator.starts_with("joint")
        || STANDING.iter().any(|s| {
            s.estimator.family() == Family::WithinPeriod
                && row.estimator == s.estimator
                && s.prespecified.iter().any(|e| row.estimand == *e)
        });
    (planned || beside) && !g.deviations.iter().any(changed)
}

pub(crate) fn facts(first: &Gathered, arms: &[Arm], effects: &mut Effects) {
    let plan = &first.plan;
    let primary = plan.primary();
    let mut facts: Vec<(String, Value)> = vec![
        ("outcome_label".to_string(), json!(primary.label)),
        ("outcome".to_string(), json!(primary.name)),
        ("interventions".to_string(), json!(arms.iter().map(|a| &a.name).collect::<Vec<_>>())),
        ("lock".to_string(), json!(first.lock)),
        ("deviations".to_string(), json!(first.deviations)),
    ];
    facts.push(DeliveredRegister::listed(&first.deliveries));
    facts.extend(first.coding.as_ref().map(Fact::stated));
    if let Some(target) = primary.target {
        facts.push(("target".to_string(), json!(target)));
    }
    facts.push(("verdicts".to_string(), verdicts(plan, arms, effects)));
    effects.facts.splice(0..0, facts);
}

/// Distance to the declared target of each outcome's deciding row, intervention by intervention: the simultaneous one beside
/// the other interventions, and the planned one where there is none.
fn verdicts(plan: &Study, arms: &[Arm], effects: &Effects) -> Value {
    let a = &plan.analysis;
    let mut list = Vec::new();
    for o in &plan.outcomes {
        let Some(target) = o.target else { continue };
        for arm in arms {
            let term = format!("treated:{}", arm.name);
            let own = |r: &&EstimateRow| r.outcome == o.name && r.term == term;
            let planned =
                |r: &&EstimateRow| r.estimator == a.estimator && r.estimand == a.estimand && r.variance == a.variance;
            let row = effects.rows.iter().filter(own).find(decides);
            if let Some(r) = row.or_else(|| effects.rows.iter().filter(own).find(planned)) {
                list.push(
                    json!({ "outcome": o.name, "intervention": arm.name, "target": target, "estimate": r.estimate,
                    "conf.low": r.conf_low, "conf.high": r.conf_high,
                    "verdict": Verdict::of(target, r.conf_low, r.conf_high).name() }),
                );
            }
        }
    }
    Value::Array(list)
}

/// Whether a row tells an intervention's effect beside the others', with limits that hold for all of them at once.
pub(crate) fn decides(r: &&EstimateRow) -> bool {
    r.estimator == "joint" && r.estimand == "simultaneous"
}

pub(crate) fn blind(effects: &mut Effects) {
    effects.facts.insert(0, ("blind".to_string(), json!(true)));
    effects.rehearsed(Doubt::BlindedSeveral {});
}
