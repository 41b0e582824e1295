//! Effects from counts alone: what an auditor without any register can recompute from `data/panel.csv`.

use crate::diagnostics::{Outcome, Place, Problem, Progress};
use crate::folder::study::Folder;
use crate::history::by_cell::EXPECTED;
use crate::provenance;
use crate::registers::write_pupils;
use crate::steps::effect::{StudyRequest, run_study};
use crate::trial::{EffectResult, EstimateRow};
use crate::verify::from_counts::{PATH, compared, pupils};
use crate::verify::verdict::Verdict;

/// The published effects.
const EFFECTS: &str = "results/effects.json";

/// Runs the locked plan on the counts in a scratch folder and compares every row that counts can give with the
/// published one.
pub fn verdict(study: &Folder, scratch: &Folder, progress: &dyn Progress) -> Outcome<Verdict> {
    let plan = scratch.study()?;
    let pupils = pupils(&provenance::read_text(&study.path(PATH))?, &plan)?;
    std::fs::create_dir_all(scratch.path("data"))
        .map_err(|e| Problem::new("P101", format!("no scratch folder for the counts: {e}")))?;
    write_pupils(&scratch.path("data"), &pupils)?;
    let forecast = study.path(EXPECTED);
    if forecast.is_file() {
        provenance::write_atomic(&scratch.path(EXPECTED), &provenance::read_bytes(&forecast)?)?;
    } else if plan.analysis.adjust {
        return Ok(Verdict::unknown(
            "effect from counts",
            "the plan takes a forecast off, and data/forecast.csv, which says what it expects of each cell, is not here",
        ));
    }
    let adjusted = !plan.analysis.covariates.is_empty();
    let covariates = adjusted.then(Vec::new);
    let request = StudyRequest { seed: 1, covariates, counts: true, ..StudyRequest::default() };
    let made = run_study(scratch, &request, progress)?;
    Ok(compared(&plan, &made.rows, &published(study)?))
}

/// The rows of the published table that carry a variance of their own.
fn published(study: &Folder) -> Outcome<Vec<EstimateRow>> {
    let text = provenance::read_text(&study.path(EFFECTS))?;
    let result: EffectResult = serde_json::from_str(&text).map_err(|e| {
        Problem::new("P405", format!("{EFFECTS} is not the table that `effect` writes: {e}"))
            .at(Place::file(EFFECTS))
            .help("take the file again from where it was published")
    })?;
    Ok(result.rows)
}
