//! The randomized questions: does the intervention change early absence, and is the link between absence and dropout
//! another one under it?

use crate::absence::rows::arms::{Arms, EARLY, early_cells, early_rows, link_by_arm, treated};
use crate::absence::rows::{Question, Sheet};
use crate::absence::{Exposure, Followed};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::reference_set::Chance;
use crate::effects::study::gathered::Gathered;
use crate::effects::study::planned::planned;
use crate::folder::blinded::lotteries;
use crate::folder::held;
use crate::folder::study::Folder;
use crate::steps::effect::StudyRequest;
use crate::steps::effect::gather::gather_held;
use crate::trial::facts::{ArmsTold, Fact};
use crate::trial::{Panel, Rows, Study};
use serde_json::{Value as Json, json};

/// Rows and facts of the randomized questions, intervention by intervention; nothing before the lottery is drawn.
///
/// # Errors
/// A lottery that does not hold (L codes), pupils that do not fit it (E codes).
pub fn arms(
    sheet: &mut Sheet,
    folder: &Folder,
    question: &Question,
    exposures: &[Exposure],
    cohort: &Followed,
    progress: &dyn Progress,
) -> Outcome<Vec<(String, Json)>> {
    let draws = |plan: &Study| plan.analysis.draws;
    let mut facts = Vec::new();
    let blind = folder.is_rehearsed();
    let all = if blind { lotteries(folder, true)? } else { held::all_held(folder)? };
    for held in &all {
        let request = StudyRequest { blind, ..StudyRequest::default() };
        let gathered = gather_held(folder, held, &request, &draws, progress)?;
        let starts = gathered.starts();
        let arms = Arms {
            intervention: &gathered.intervention,
            lots: gathered.lots.len(),
            pupils: &gathered.pupils.rows,
            lot_of_pupil: &gathered.lot_of_pupil,
            rollout: gathered.rollout(),
            counted: &gathered.plan.intervention().rollout,
            starts: &starts,
            replays: match &gathered.chance {
                Chance::Replays { waves, starts, .. } => Some((waves, starts)),
                Chance::Uniform { .. } => None,
            },
        };
        early_effect(sheet, &gathered, &arms, question, exposures, progress);
        let link = link_by_arm(sheet, &arms, question, cohort, &treated(&arms));
        facts.push((arms.term(ArmsTold::NAME), json!(link)));
    }
    Ok(facts)
}

/// Absent by the rule, or gone by the landmark: the planned analysis of that outcome.
fn early_effect(
    sheet: &mut Sheet,
    gathered: &Gathered,
    arms: &Arms<'_>,
    question: &Question,
    exposures: &[Exposure],
    progress: &dyn Progress,
) {
    let plan = &gathered.plan;
    let extracted = plan.registers.get("enrolments").and_then(|r| r.extracted);
    let cells = early_cells(arms, question, exposures, extracted);
    let rows = Rows { unit: &cells.unit, period: &cells.period, y: &cells.y, size: None, covariates: &[] };
    let panel = Panel::from_rows(&rows, gathered.lots.clone(), cells.periods.clone(), gathered.starts(), None);
    let found = panel.and_then(|panel| {
        let analysis = planned(plan, plan.analysis.draws, question.seed).swap_remove(0);
        analyse(&[(EARLY.to_string(), panel)], &analysis, &gathered.chance, progress)
    });
    match found {
        Ok(effects) => {
            early_rows(sheet, arms, effects.rows);
            effects.warnings.into_iter().for_each(|w| sheet.warn(w));
        }
        Err(problem) => sheet.warn(Doubt::EarlyAbsenceNotCompared { reason: problem.what().to_string() }),
    }
}
