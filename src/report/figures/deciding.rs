//! The row that decides, and the words that figures of the effect share.

use super::lottery::counted;
use crate::plots::Sheet;
use crate::report::sources::Sources;
use crate::trial::EstimateRow;

/// So many pupils, in words.
pub(crate) fn pupils(sheet: &Sheet, n: f64) -> String {
    let n = if n.is_finite() && n > 0.0 { n.round() as usize } else { 0 };
    counted(n, sheet, ("elev", "elever"), ("pupil", "pupils"))
}

/// The row of the primary analysis.
pub(crate) fn primary_row(sources: &Sources) -> Option<EstimateRow> {
    let (plan, outcome) = (&sources.study().analysis, &sources.study().primary().name);
    let rows: Vec<EstimateRow> = sources
        .effect_rows()
        .into_iter()
        .filter(|r| r.outcome == *outcome && r.estimator == plan.estimator && r.estimand == plan.estimand)
        .filter(|r| sources.speaks_of_shown(&r.term))
        .collect();
    let wanted = rows.iter().position(|r| r.variance == plan.variance);
    wanted.or_else(|| rows.iter().position(|r| r.estimate.is_some())).map(|i| rows[i].clone())
}

fn direction<'a>(sources: &Sources, sheet: &Sheet) -> &'a str {
    use crate::trial::study::OutcomeKind::{Dropout, Neet};
    let (danish, english) = match sources.study().primary().kind {
        Dropout => ("Procentpoint (under nul: færre falder fra)", "Percentage points (below zero: fewer drop out)"),
        Neet => (
            "Procentpoint (under nul: færre står udenfor)",
            "Percentage points (below zero: fewer are neither in education nor training)",
        ),
        _ => ("Procentpoint (over nul: flere)", "Percentage points (above zero: more)"),
    };
    sheet.language.pick(danish, english)
}

pub(crate) fn axis_words(sources: &Sources, sheet: &Sheet, probability: bool) -> String {
    if probability { direction(sources, sheet) } else { sheet.say("Målets enhed", "Units of the outcome") }.to_string()
}
