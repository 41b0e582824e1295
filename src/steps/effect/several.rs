//! `effect` in a study of several interventions.

use super::{Gathered, StudyRequest, gather_held, joint_replays, known_beside, planned, verdict};
use crate::diagnostics::{Doubt, Outcome, Problem, Progress, Told};
use crate::effects::gaps_fact;
use crate::effects::question::{Analysis, Effects};
use crate::effects::several::arm::{Arm, Asked};
use crate::effects::several::{beyond, run as estimate};
use crate::folder::held::Held;
use crate::folder::order;
use crate::folder::receipts::{Product, publish};
use crate::folder::study::Folder;
use crate::lottery::LookVerb;
use crate::trial::Family;
use crate::trial::methods::STANDING;
use crate::trial::{EstimateRow, Study};
use serde_json::{Value, json};

/// Runs the plan on every intervention and on all together, and writes `results/`; or runs something else and writes
/// nothing.
///
/// # Errors
/// `E381` when the interventions do not draw the same lots; those of gathering and of the estimators.
pub fn run(folder: &Folder, lotteries: Vec<Held>, request: &StudyRequest, progress: &dyn Progress) -> Outcome<Effects> {
    let draws = |plan: &Study| request.draws.unwrap_or(plan.analysis.draws);
    let all: Vec<Gathered> =
        lotteries.into_iter().map(|h| gather_held(folder, h, request, &draws, progress)).collect::<Outcome<_>>()?;
    let Some(first) = all.first() else { return Err(crate::steps::effect::not_drawn()) };
    same_lots(&all)?;
    let unrecorded = if request.blind { None } else { order::record_look(folder, LookVerb::Effect)? };
    let plan = first.held.plan.clone();
    let arms: Vec<Arm> = all.iter().map(|g| arm(g, draws(&plan), progress)).collect::<Outcome<_>>()?;
    let own = request.other.is_none() && !request.blind;
    let asked = asked(&plan, &arms, request, draws(&plan));
    let mut effects = estimate(&first.panels, &arms, &asked, progress)?;
    let mut warnings: Vec<Told> = Vec::new();
    for w in all.iter().flat_map(|g| &g.warnings) {
        if !warnings.contains(w) {
            warnings.push(w.clone());
        }
    }
    warnings.extend(unrecorded);
    effects.warnings.splice(0..0, warnings);
    for row in &mut effects.rows {
        row.prespecified = own && prespecified(first, row);
    }
    if request.other.is_none() {
        let besides = known_beside(first, request.counts, &mut effects);
        beyond(&first.panels, &besides, &arms, &asked.joint, progress, &mut effects)?;
        if let Some((name, panel)) = first.panels.first() {
            let withdrawn = |i: usize, t: usize| first.had_withdrawn(panel, i, t);
            gaps_fact::add(name, panel, asked.joint.gaps, &withdrawn, &mut effects);
            started(&all, &mut effects);
        }
    }
    facts(first, &arms, &mut effects);
    if request.blind {
        blind(&mut effects);
    }
    if request.other.is_none() {
        write(folder, &all, draws(&plan), request.seed, &effects)?;
    }
    Ok(effects)
}

/// Which interventions had started where a unit was not seen: every one has a schedule of its own.
fn started(all: &[Gathered], effects: &mut Effects) {
    let Some((_, fact)) = effects.facts.iter_mut().find(|(n, _)| n == "gaps") else { return };
    for cell in fact["cells"].as_array_mut().into_iter().flatten() {
        let of: Vec<&str> = all.iter().filter(|g| had_started(g, cell)).map(|g| g.held.intervention.as_str()).collect();
        cell["after_start"] = json!(!of.is_empty());
        cell["started"] = json!(of);
    }
}

fn had_started(g: &Gathered, cell: &Value) -> bool {
    let Some((_, panel)) = g.panels.first() else { return false };
    let unit = panel.units().iter().position(|u| cell["unit"] == u.as_str());
    let period = panel.periods().iter().position(|p| cell["period"] == p.as_str());
    unit.zip(period).is_some_and(|(i, t)| panel.assignment().treated(i, t))
}

/// Joint questions need the same lots in the same order in every lottery.
fn same_lots(all: &[Gathered]) -> Outcome<()> {
    for pair in all.windows(2) {
        if pair[0].lots != pair[1].lots {
            let name = |g: &Gathered| g.held.intervention.clone();
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

/// Without joint rules, redraws with the others held and joint replays are the same draws.
fn arm(g: &Gathered, draws: u64, progress: &dyn Progress) -> Outcome<Arm> {
    let together = if g.held.tied.is_some() { joint_replays(&g.held, draws, progress)? } else { g.chance.clone() };
    Ok(Arm { name: g.held.intervention.clone(), starts: g.starts(), own: g.chance.clone(), together })
}

/// The plan's own analysis on each schedule, without the regressions of one intervention alone: the joint one stands in
/// their place.
fn asked(plan: &Study, arms: &[Arm], request: &StudyRequest, draws: u64) -> Asked {
    let base = planned(plan, draws, request.seed);
    let position = |name: &String| arms.iter().position(|a| a.name == *name);
    let pairs = plan.joint.interactions.iter().filter_map(|[a, b]| Some((position(a)?, position(b)?))).collect();
    let regression = |part: &Analysis| part.estimators.iter().all(|e| e.family() == Family::TwoWay);
    let own = request.other.clone().unwrap_or_else(|| base.iter().filter(|p| !regression(p)).cloned().collect());
    let joint = own.first().cloned().unwrap_or_else(|| base[0].clone());
    Asked { own, joint, pairs }
}

fn prespecified(g: &Gathered, row: &EstimateRow) -> bool {
    let a = &g.held.plan.analysis;
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

fn facts(first: &Gathered, arms: &[Arm], effects: &mut Effects) {
    let plan = &first.held.plan;
    let primary = plan.primary();
    let mut facts: Vec<(String, Value)> = vec![
        ("outcome_label".to_string(), json!(primary.label)),
        ("outcome".to_string(), json!(primary.name)),
        ("interventions".to_string(), json!(arms.iter().map(|a| &a.name).collect::<Vec<_>>())),
        ("lock".to_string(), json!(first.held.lock.hex())),
        ("deviations".to_string(), json!(first.deviations)),
    ];
    facts.push(("deliveries".to_string(), first.deliveries.clone()));
    facts.extend(first.coding.clone().map(|coding| ("coding".to_string(), coding)));
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
                    "verdict": verdict(target, r.conf_low, r.conf_high) }),
                );
            }
        }
    }
    Value::Array(list)
}

/// Whether a row tells an intervention's effect beside the others', with limits that hold for all of them at once.
pub(super) fn decides(r: &&EstimateRow) -> bool {
    r.estimator == "joint" && r.estimand == "simultaneous"
}

fn blind(effects: &mut Effects) {
    effects.facts.insert(0, ("blind".to_string(), json!(true)));
    effects.rehearsed(Doubt::BlindedSeveral {});
}

fn write(folder: &Folder, all: &[Gathered], draws: u64, seed: u64, effects: &Effects) -> Outcome<()> {
    let table = effects.table();
    let plan = &all[0].held.plan;
    let a = &plan.analysis;
    let mut inputs: Vec<String> = Vec::new();
    for input in all.iter().flat_map(|g| &g.inputs) {
        if !inputs.contains(input) {
            inputs.push(input.clone());
        }
    }
    publish(
        folder,
        Product {
            verb: "effect",
            options: json!({
                "estimator": a.estimator, "estimand": a.estimand, "variance": a.variance, "statistic": a.statistic,
                "weight": a.weight, "level": a.level.to_string(), "covariates": a.covariates, "seed": seed,
                "interventions": all.iter().map(|g| &g.held.intervention).collect::<Vec<_>>(),
                "interactions": plan.joint.interactions,
            }),
            draws,
            inputs,
            outputs: vec![
                ("results/effects.csv".to_string(), table.csv_of_study(folder.study()?.danish_csv).into_bytes()),
                ("results/effects.json".to_string(), effects.result().text().into_bytes()),
            ],
        },
    )
}
