//! The question asked of a study: the plan's exposure, the pupils that ingest made, results in the folder.

mod arms;
mod data;
mod scorecard_file;

pub use crate::absence::rows::DataQuestion;
pub use crate::absence::rows::listing::listing;
pub use crate::absence::rows::of_study::{StudyQuestion, margin_alone};
pub use data::run_data;
pub use scorecard_file::read_scorecard;

use crate::absence::Rule;
use crate::absence::rows::listing::told;
use crate::absence::rows::of_study::{
    definition, keep_small_counts, late_absence, no_absences, question, starters, undated,
};
use crate::absence::rows::words::{caption, story};
use crate::absence::rows::{Analysis, Question, analyse, claim, closing, grid, prediction, result, table};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::folder::receipts::{self, Product};
use crate::folder::study::Folder;
use crate::folder::{deliveries, order};
use crate::lottery::LookVerb;
use crate::registers::read_pupils;
use crate::tables::Table;
use crate::trial::facts::Fact;
use crate::trial::{AbsenceResult, Study};
use serde_json::json;

/// Windows of the grid beside the declared one.
const WINDOWS: [i32; 3] = [7, 14, 21];

/// What an analysis of a study gave.
#[derive(Debug, Clone)]
pub struct StudyAnswer {
    /// The table, small cells emptied.
    pub table: Table,
    /// A few sentences for the terminal.
    pub story: String,
    /// Files written, relative to the folder.
    pub written: Vec<String>,
}

/// Runs the plan of a study; writes `results/absence.csv` and `.json` when nothing was asked differently.
///
/// # Errors
/// What ingest has not made yet, a covariate that the registers do not give (A115), no absence register (A114), and the
/// guards of [`analyse`].
pub fn run_study(folder: &Folder, asked: &StudyQuestion, progress: &dyn Progress) -> Outcome<StudyAnswer> {
    let _held = folder.hold("absence")?;
    let study = match folder.plan()? {
        Some(plan) => plan,
        None => folder.study()?,
    };
    let pupils = read_pupils(&folder.path("data"))?;
    let decl = &study.absence;
    let rule = Rule::declared(decl);
    let exposures = rule.apply(&pupils, decl.landmark);
    if exposures.iter().all(|e| e.registered == 0) {
        return Err(no_absences(&pupils));
    }
    let starters = starters(&study, &pupils, &exposures)?;
    let question = question(&study, &pupils, asked)?;
    let unrecorded = if folder.is_rehearsed() { None } else { order::record_look(folder, LookVerb::Absence)? };
    let coding = order::of(folder)?.and_then(|o| order::coding_fact(&o, &study));
    let Analysis { mut sheet, mut facts, cohort, partition } = analyse(&starters, &question, progress)?;
    late_absence(&mut sheet.warnings, decl, &exposures);
    let hours: Vec<f64> = cohort.rows.iter().map(|r| exposures[*r as usize].hours).collect();
    sheet.about(cohort.len(), cohort.clusters.count());
    prediction::hours(&mut sheet, &question, &cohort, &hours, progress);
    claim::undated(&mut sheet, &cohort, undated(&starters, &question.landmark));
    if let Some(days) = rule.in_time(&pupils) {
        let days: Vec<f64> = cohort.rows.iter().map(|r| days[*r as usize]).collect();
        claim::in_time(&mut sheet, &question, &cohort, &partition, &days);
    }
    let grid = grid::grid(&mut sheet, &question, &pupils, &starters, &rule, &WINDOWS);
    let arms = arms::arms(&mut sheet, folder, &question, &exposures, &cohort, progress)?;
    sheet.say_guarded();
    let emptied = sheet.suppress(question.minimum);
    if emptied > 0 {
        sheet.warn(Doubt::SmallCells { rows: emptied, minimum: u64::from(study.disclosure_minimum) });
    }
    keep_small_counts(&mut sheet, starters.len(), u64::from(study.disclosure_minimum));
    facts.insert(0, definition(decl).stated());
    facts.insert(1, caption(decl).stated());
    closing(&sheet.lines, &question, &mut facts, Some(&grid));
    facts.push(Fact::listed(&grid));
    facts.extend(arms);
    facts.extend(coding.as_ref().map(Fact::stated));
    facts.push(Fact::listed(&deliveries::deliveries(folder, study.disclosure_minimum)?));
    let otherwise =
        deliveries::made_otherwise(folder, &order::of(folder)?.map_or_else(|| study.clone(), |o| o.in_force(&study)))?;
    if !otherwise.is_empty() {
        sheet.warnings.push(Doubt::DataUnderOtherCodes { keys: otherwise.join(", ") }.into());
    }
    sheet.warnings.extend(unrecorded);
    let mut warnings = Vec::new();
    for w in sheet.warnings {
        if !warnings.contains(&w) {
            warnings.push(w);
        }
    }
    let story = format!("{}{}", story(&study, &sheet.lines), told(&facts));
    let result = result(&sheet.lines, &facts, &warnings);
    let table = table(&sheet.lines, facts, warnings);
    let written = if asked.is_plan() { publish(folder, &study, &question, &table, &result)? } else { Vec::new() };
    Ok(StudyAnswer { table, story, written })
}

fn publish(
    folder: &Folder,
    study: &Study,
    question: &Question,
    table: &Table,
    result: &AbsenceResult,
) -> Outcome<Vec<String>> {
    let outputs = vec![
        ("results/absence.csv".to_string(), table.csv_of_study(folder.study()?.danish_csv).into_bytes()),
        ("results/absence.json".to_string(), result.text().into_bytes()),
    ];
    let written = outputs.iter().map(|(p, _)| folder.name(p)).collect();
    let plan = if folder.path("lottery/plan.toml").is_file() { "lottery/plan.toml" } else { "study.toml" };
    let a = &study.absence;
    let mut options = json!({
        "window_days": a.window_days, "days": if a.school_days { "school" } else { "calendar" },
        "threshold": a.threshold, "counts": if a.whole_days { "whole" } else { "any" },
        "lawful": if a.lawful { "include" } else { "exclude" }, "landmark": a.landmark, "horizon": a.horizon,
        "cluster": a.cluster, "covariates": a.covariates, "seed": question.seed, "level": question.level.to_string(),
    });
    let w = &a.warning;
    let texts = |list: &[f64]| json!(list.iter().map(f64::to_string).collect::<Vec<_>>());
    let declared = [
        ("risk_thresholds", w.risk_thresholds.as_deref().map(texts)),
        ("calls", w.calls.as_ref().map(|c| json!(c))),
        ("claim", w.claim.map(|x| json!(x.to_string()))),
        ("claim_margin", w.claim_margin.map(|x| json!(x.to_string()))),
        ("late", w.late.map(|x| json!(x.to_string()))),
    ];
    for (key, value) in declared {
        if let Some(value) = value {
            options[key] = value;
        }
    }
    let inputs = [plan, "data/pupils.parquet", "data/absences.parquet", "lottery/schedule.tsv"];
    let inputs = inputs.iter().map(|p| p.to_string()).collect();
    receipts::publish(folder, Product { verb: "absence", options, draws: question.draws, inputs, outputs })?;
    Ok(written)
}
