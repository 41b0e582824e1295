//! `effect` in a study folder: the frozen plan on the pupils that were ingested, judged by replays of the lottery.

pub mod from_bridge;
pub(crate) mod gather;
mod mirrored;
mod request;
pub mod several;
pub mod table;

pub use crate::effects::study::planned::planned;
pub use mirrored::mirrored;
pub use request::StudyRequest;
pub use table::{DataRequest, run_data};

use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::effects::question::Effects;
use crate::effects::study::gathered::Gathered;
use crate::effects::study::run::Run;
use crate::folder::blinded::lotteries;
use crate::folder::receipts::{Product, publish};
use crate::folder::study::Folder;
use crate::folder::{json_files, order};
use crate::lottery::LookVerb;
use crate::trial::Study;
use gather::gather_held;
use serde_json::json;

/// The request for a study of counts: without covariates, which counts do not have; `None` where there are pupils.
fn of_counts(folder: &Folder, request: &StudyRequest) -> Outcome<Option<StudyRequest>> {
    if request.counts || !crate::folder::data_files::is_counts(folder) {
        return Ok(None);
    }
    let adjusted = folder.plan()?.is_some_and(|p| !p.analysis.covariates.is_empty());
    let covariates = request.covariates.clone().or(adjusted.then(Vec::new));
    Ok(Some(StudyRequest { counts: true, covariates, ..request.clone() }))
}

/// Runs a study's plan and writes `results/`, or runs something else and writes nothing.
///
/// # Errors
/// `E370` without a drawn lottery, `E371`–`E373` for pupils that do not fit it, and those of the estimators.
pub fn run_study(folder: &Folder, request: &StudyRequest, progress: &dyn Progress) -> Outcome<Effects> {
    let _held = folder.hold("effect")?;
    let of_counts = of_counts(folder, request)?;
    let request = of_counts.as_ref().unwrap_or(request);
    let draws = |plan: &Study| request.draws.unwrap_or(plan.analysis.draws);
    let lotteries = lotteries(folder, request.blind)?;
    if lotteries.iter().any(|l| !l.intervention.is_empty()) {
        return self::several::run(folder, &lotteries, request, progress);
    }
    let gathered = gather_held(folder, &lotteries[0], request, &draws, progress)?;
    let plan = &gathered.plan;
    let mut effects = Effects::default();
    effects.warnings.extend(gathered.warnings.iter().cloned());
    if !request.blind {
        effects.warnings.extend(order::record_look(folder, LookVerb::Effect)?);
    }
    // a rehearsal runs the whole plan too, and writes beside itself
    let plan_run = request.other.is_none();
    let parts = match &request.other {
        Some(analyses) => analyses.clone(),
        None => planned(plan, draws(plan), request.seed),
    };
    let activities =
        if plan_run { json_files::quality(folder)?.map_or(Vec::new(), |q| q.activities) } else { Vec::new() };
    let run = Run {
        parts: &parts,
        activities: &activities,
        plan_run,
        own: plan_run && !request.blind,
        counts: request.counts,
        draws: draws(plan),
        seed: request.seed,
    };
    run.analyse(&gathered, progress, &mut effects)?;
    if request.blind {
        effects.facts.insert(0, ("blind".to_string(), json!(true)));
        effects.rehearsed(Doubt::Blinded {});
    }
    if plan_run {
        write(folder, &gathered, draws(plan), request.seed, &effects)?;
    }
    Ok(effects)
}

fn write(folder: &Folder, gathered: &Gathered, draws: u64, seed: u64, effects: &Effects) -> Outcome<()> {
    let table = effects.table();
    let a = &gathered.plan.analysis;
    publish(
        folder,
        Product {
            verb: "effect",
            options: json!({
                "estimator": a.estimator, "estimand": a.estimand, "variance": a.variance, "statistic": a.statistic,
                "weight": a.weight, "level": a.level.to_string(), "covariates": a.covariates, "seed": seed,
            }),
            draws,
            inputs: gathered.inputs.clone(),
            outputs: vec![
                ("results/effects.csv".to_string(), table.csv_of_study(folder.study()?.danish_csv).into_bytes()),
                ("results/effects.json".to_string(), effects.result().text().into_bytes()),
            ],
        },
    )
}
