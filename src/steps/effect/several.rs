//! `effect` in a study of several interventions.

use super::gather::{chance, gather_held};
use super::request::StudyRequest;
use crate::diagnostics::{Outcome, Progress, Told};
use crate::effects::gaps_fact;
use crate::effects::question::Effects;
use crate::effects::several::arm::Arm;
use crate::effects::several::{beyond, run as estimate};
use crate::effects::study::gathered::Gathered;
use crate::effects::study::several::{asked, blind, facts, prespecified, same_lots, started};
use crate::effects::study::subgroups::besides;
use crate::folder::blinded::not_drawn;
use crate::folder::held::Held;
use crate::folder::order;
use crate::folder::receipts::{Product, publish};
use crate::folder::redrawn::joint_replays;
use crate::folder::study::Folder;
use crate::lottery::LookVerb;
use crate::trial::Study;
use serde_json::json;

/// Runs the plan on every intervention and on all together, and writes `results/`; or runs something else and writes
/// nothing.
///
/// # Errors
/// `E381` when the interventions do not draw the same lots; those of gathering and of the estimators.
pub fn run(folder: &Folder, lotteries: &[Held], request: &StudyRequest, progress: &dyn Progress) -> Outcome<Effects> {
    let draws = |plan: &Study| request.draws.unwrap_or(plan.analysis.draws);
    let all: Vec<Gathered> =
        lotteries.iter().map(|h| gather_held(folder, h, request, &draws, progress)).collect::<Outcome<_>>()?;
    let Some(first) = all.first() else { return Err(not_drawn()) };
    same_lots(&all)?;
    let unrecorded = if request.blind { None } else { order::record_look(folder, LookVerb::Effect)? };
    let plan = first.plan.clone();
    let arms: Vec<Arm> =
        lotteries.iter().zip(&all).map(|(h, g)| arm(h, g, draws(&plan), progress)).collect::<Outcome<_>>()?;
    let own = request.other.is_none() && !request.blind;
    let asked = asked(&plan, &arms, request.other.as_deref(), draws(&plan), request.seed);
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
        let besides = besides(first, request.counts, None, &mut effects);
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

/// Without joint rules, redraws with the others held and joint replays are the same draws.
fn arm(held: &Held, g: &Gathered, draws: u64, progress: &dyn Progress) -> Outcome<Arm> {
    let together = if held.tied.is_some() { chance(joint_replays(held, draws, progress)?) } else { g.chance.clone() };
    Ok(Arm { name: g.intervention.clone(), starts: g.starts(), own: g.chance.clone(), together })
}

fn write(folder: &Folder, all: &[Gathered], draws: u64, seed: u64, effects: &Effects) -> Outcome<()> {
    let table = effects.table();
    let plan = &all[0].plan;
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
                "interventions": all.iter().map(|g| &g.intervention).collect::<Vec<_>>(),
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
