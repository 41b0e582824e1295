//! The figure that a report begins with: the deciding effects, zero and the target.

use super::deciding::{axis_words, primary_row};
use super::seen;
use crate::plots::{Sheet, Target, TargetRow};
use crate::report::sources::Sources;
use crate::report::story::effect::deciding;
use crate::trial::{EstimateRow, Unit};

/// The planned row of the primary outcome.
pub(crate) fn of_study(sources: &Sources, sheet: &Sheet) -> Option<Target> {
    let row = primary_row(sources)?;
    let title = seen::finding(sources, &row, sheet);
    let rows = vec![shown(&row, sources.study().primary().label.clone())?];
    let mut told = caption(sources, sheet, false);
    if deciding(sources).is_some_and(|d| d != row) {
        told.push_str(sheet.say(
            " Beregnet for sig; det, der afgør, er beregnet sammen med de andre indsatser.",
            " Estimated by itself; what decides is estimated beside the other interventions.",
        ));
    }
    figure(sources, sheet, title, rows, &row, told)
}

/// The row of each intervention beside the others, with simultaneous limits, in the order of the names.
pub(crate) fn of_interventions(sources: &Sources, sheet: &Sheet) -> Option<Target> {
    let outcome = &sources.study().primary().name;
    let all = sources.effect_rows();
    let of = |name: &str| {
        let term = format!("treated:{name}");
        all.iter()
            .find(|r| r.outcome == *outcome && r.estimator == "joint" && r.estimand == "simultaneous" && r.term == term)
    };
    let found: Vec<(&str, &EstimateRow)> = sources
        .each
        .iter()
        .filter_map(|s| Some((s.intervention().name.as_str(), of(&s.intervention().name)?)))
        .collect();
    let rows: Vec<TargetRow> = found.iter().filter_map(|(name, row)| shown(row, name.to_string())).collect();
    let title =
        format!("{}: {}", sources.study().primary().label, seen::which(&found, sources.study().analysis.level, sheet));
    let first = found.first()?.1;
    figure(sources, sheet, title, rows, first, caption(sources, sheet, true))
}

fn shown(row: &EstimateRow, label: String) -> Option<TargetRow> {
    let estimate = row.estimate.filter(|e| e.is_finite())?;
    Some(TargetRow { label, estimate, low: row.conf_low, high: row.conf_high })
}

fn figure(
    sources: &Sources,
    sheet: &Sheet,
    title: String,
    rows: Vec<TargetRow>,
    first: &EstimateRow,
    caption: String,
) -> Option<Target> {
    // odds have no distance in percentage points
    if rows.is_empty() || first.unit() == Unit::LogOdds {
        return None;
    }
    let probability = first.unit() == Unit::Points;
    let target = sources.study().primary().target;
    Some(Target { title, caption, rows, target, probability, axis: axis_words(sources, sheet, probability) })
}

fn caption(sources: &Sources, sheet: &Sheet, several: bool) -> String {
    let level = sheet.level(sources.study().analysis.level);
    let line = match (several, sheet.say("da", "en")) {
        (false, "da") => format!("Linjen: {level}-sikkerhedsinterval."),
        (false, _) => format!("The line: {level} confidence interval."),
        (true, "da") => format!("Linjerne: simultane {level}-sikkerhedsintervaller, i navnenes orden."),
        (true, _) => format!("The lines: simultaneous {level} confidence intervals, in the order of the names."),
    };
    let green = match sources.study().primary().target {
        Some(_) => sheet.say(" Grønt: virkninger, der når målet.", " Green: effects that reach the target."),
        None => "",
    };
    format!("{line}{green}")
}
