//! Early absence: how much risk, for whom, seen how early.

pub(crate) mod arms;
pub(crate) mod claim;
pub(crate) mod curves;
mod facts;
mod forms;
mod from_table;
pub(crate) mod grid;
mod judged;
pub(crate) mod listing;
pub(crate) mod of_study;
pub(crate) mod prediction;
mod question;
pub(crate) mod risks;
mod schools;
mod scorecard;
mod sentences;
pub(crate) mod sheet;
pub(crate) mod subgroups;
mod wanted;
mod warned;
pub(crate) mod words;

pub use from_table::DataQuestion;
pub(crate) use from_table::{definition as definition_of_table, starters as starters_of_table};
pub use question::{DRAWS, Question};
pub use sentences::sentences;
pub use sheet::{Line, Sheet};
pub use wanted::Wanted;

use crate::absence::{Followed, Partition, Starters};
use crate::diagnostics::{Doubt, Outcome, Progress, Told};
use crate::tables::{Table, Value};
use crate::trial::facts::{ClaimTold, Fact, GridCell, ScorecardTold, said};
use crate::trial::{AbsenceResult, AbsenceRow};
use serde_json::{Value as Json, json};

const SCHEMA: &str = "lodtrin/absence/1";

/// Everything that an analysis found.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Rows and doubts.
    pub sheet: Sheet,
    /// What figures need: `curves`, `at_risk`, `phases`.
    pub facts: Vec<(String, Json)>,
    /// The pupils whose risks were estimated.
    pub cohort: Followed,
    /// What is left out and what is deleted when models are judged.
    pub partition: Partition,
}

/// Runs every analysis of a cohort.
///
/// # Errors
/// The guards A101 to A108: what is not there cannot be estimated.
pub fn analyse(starters: &Starters, question: &Question, progress: &dyn Progress) -> Outcome<Analysis> {
    let cohort = starters.follow(&question.landmark)?;
    cohort.check(question.landmark.threshold)?;
    let mut sheet = Sheet::new(question.level);
    sheet.about(cohort.len(), cohort.clusters.count());
    risks::counts(&mut sheet, starters.len(), &cohort);
    left_out(&mut sheet, starters.len(), &cohort);
    let settled = settled(&cohort);
    let known = settled.as_ref().unwrap_or(&cohort);
    known.check(question.landmark.threshold)?;
    if !question.fates_known {
        censoring(&mut sheet, known);
    }
    sheet.about(known.len(), known.clusters.count());
    risks::risks(&mut sheet, known);
    risks::dose(&mut sheet, known);
    for name in &question.subgroups {
        if let Some((_, groups)) = known.groups.iter().find(|(n, _)| n == name) {
            subgroups::subgroup(&mut sheet, name, known, groups);
        }
    }
    sheet.about(cohort.len(), cohort.clusters.count());
    let curves = curves::curves(&mut sheet, question, &cohort);
    sheet.about(known.len(), known.clusters.count());
    let judged = prediction::prediction(&mut sheet, question, known, progress)?;
    let mut warned = Vec::new();
    if !question.wanted.is_nothing() {
        warned = warned::warned(&mut sheet, question, known, &judged);
        warned.push(Fact::listed(&schools::schools(&mut sheet, question, &judged)));
        let model = scorecard::coefficients(&mut sheet, question, known, &judged);
        warned.push((ScorecardTold::NAME.to_string(), json!(model)));
    }
    sheet.about(known.len(), known.clusters.count());
    claim::claim(&mut sheet, &question.wanted);
    claim::late(&mut sheet, question, known);
    let everybody = starters.follow_from_start(&question.landmark)?;
    let everybody = self::settled(&everybody).unwrap_or(everybody);
    sheet.about(everybody.len(), everybody.clusters.count());
    risks::no_landmark(&mut sheet, &everybody);
    sheet.say_separated();
    let mut facts = vec![
        Fact::listed(&curves.curves),
        Fact::listed(&curves.at_risk),
        Fact::listed(&curves.phases),
        ("pupils_independent".to_string(), json!(["greenwood", "delong", "model"])),
    ];
    facts.extend(warned);
    let cohort = settled.unwrap_or(cohort);
    Ok(Analysis { sheet, facts, cohort, partition: judged.partition })
}

/// The pupils whose fate is known, where some are still in progress.
fn settled(cohort: &Followed) -> Option<Followed> {
    cohort.known.iter().any(|k| !k).then(|| cohort.subset(|i| cohort.known[i]))
}

/// Pupils whom a missing value kept out.
fn left_out(sheet: &mut Sheet, starters: usize, cohort: &Followed) {
    let out = &cohort.left_out;
    if out.absence_unknown + out.day_unknown + out.event_unknown + out.covariate_unknown > 0 {
        sheet.warn(out.doubt(starters));
    }
}

/// Pupils last seen before the end without having left: risks count them among those who did not drop out.
fn censoring(sheet: &mut Sheet, cohort: &Followed) {
    use crate::trial::Departure;
    let early = (0..cohort.len())
        .filter(|i| cohort.departure[*i] == Departure::None && cohort.last_day.value(*i) < cohort.horizon)
        .count();
    if early > 0 {
        sheet.warn(Doubt::SeenLastBeforeTheEnd { pupils: early, horizon: cohort.horizon });
    }
}

/// What can be told only once it is known which rows are published: the verdict on the claim, and sentences.
///
/// `grid`: the cells of the definitions, in a study.
pub fn closing(lines: &[Line], question: &Question, facts: &mut Vec<(String, Json)>, grid: Option<&[GridCell]>) {
    let told = sentences(lines, question, &said(facts).unwrap_or_default(), &said(facts).unwrap_or_default());
    let claim = claim::verdicts(lines, question.wanted.claim, grid);
    facts.push((ClaimTold::NAME.to_string(), json!(claim)));
    facts.push(told.stated());
}

/// The rows as `results/absence.json` holds them.
pub fn result(lines: &[Line], facts: &[(String, Json)], warnings: &[Told]) -> AbsenceResult {
    AbsenceResult {
        schema: SCHEMA.to_string(),
        facts: facts.iter().cloned().collect(),
        rows: lines.iter().map(|l| l.row.clone()).collect(),
        warnings: warnings.to_vec(),
    }
}

/// The rows as a table.
pub fn table(lines: &[Line], facts: Vec<(String, Json)>, warnings: Vec<Told>) -> Table {
    let mut table = Table::of(SCHEMA);
    lines.iter().for_each(|l| table.push(cells(&l.row)));
    table.facts = facts;
    table.warnings = warnings;
    table
}

fn cells(r: &AbsenceRow) -> Vec<Value> {
    let nobs = if r.nobs.is_nan() { Value::Missing } else { Value::Int(r.nobs as i64) };
    vec![
        r.measure.as_str().into(),
        r.method.as_str().into(),
        r.term.as_str().into(),
        r.estimate.into(),
        r.std_error.into(),
        r.statistic.into(),
        r.df.into(),
        r.p_value.into(),
        r.conf_low.into(),
        r.conf_high.into(),
        r.conf_level.into(),
        r.variance.as_str().into(),
        nobs,
        r.n_clusters.into(),
    ]
}
