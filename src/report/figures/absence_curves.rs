//! Curves of early absence: of everybody, and without and with the intervention.

use super::absence_words::caption;
use crate::plots::{Arms, Curve, CurveKind, Curves, Sheet};
use crate::report::sources::Sources;
use crate::trial::facts::{AbsenceFacts, AtRisk, CurveOf, CurveTold};
use crate::trial::{AbsenceRow, Language};
use serde_json::Number;

/// The share that has dropped out among everybody followed, by exposure.
pub(crate) fn curve_data(sources: &Sources, facts: &AbsenceFacts, sheet: &Sheet) -> Option<Curves> {
    let absence = &sources.study().absence;
    let label = |exposed| group_name(sheet, exposed, absence.threshold);
    let list = curve_list(&facts.curves, &facts.at_risk, None, label);
    if list.iter().all(|c| c.days.is_empty()) {
        return None;
    }
    let (from, to) = days_shown(sources, facts, &list);
    let title = incidence_title(&list, horizon(sources, facts).unwrap_or(to), sheet);
    let kind = CurveKind::CumulativeIncidence;
    Some(Curves { kind, title, caption: caption(sources, sheet), curves: list, from, to })
}

/// Each group's share on the last day.
fn incidence_title(list: &[Curve], to: f64, sheet: &Sheet) -> String {
    let told: Vec<String> = list
        .iter()
        .rev()
        .filter_map(|c| Some((&c.label, last(c, to)?)))
        .map(|(label, v)| format!("{} ({label})", sheet.percent(v, 1)))
        .collect();
    format!("{} {to:.0}: {}", sheet.say("Faldet fra til og med dag", "Dropped out by day"), told.join(", "))
}

/// A curve's value on a day.
fn last(c: &Curve, to: f64) -> Option<f64> {
    c.days.iter().zip(&c.values).filter(|(d, _)| **d <= to).map(|(_, v)| *v).next_back().filter(|v| v.is_finite())
}

/// The shares dropped out of one arm, or of everybody, unexposed first, each with its numbers at risk.
fn curve_list(
    curves: &[CurveTold],
    at_risk: &[AtRisk],
    treated: Option<u8>,
    label: impl Fn(bool) -> String,
) -> Vec<Curve> {
    let mut list: Vec<&CurveTold> = curves.iter().filter(|c| c.treated == treated).collect();
    list.retain(|c| c.kind == CurveOf::CumulativeIncidence);
    list.sort_by_key(|c| c.exposed);
    let curve = |c: &CurveTold| {
        let of = at_risk.iter().find(|a| a.treated == treated && a.exposed == c.exposed);
        let numbers = of.into_iter().flat_map(|a| a.day.iter().zip(&a.n));
        Curve {
            label: label(c.exposed == 1),
            days: c.day.clone(),
            values: c.value.clone(),
            low: c.low.clone(),
            high: c.high.clone(),
            at_risk: numbers.filter_map(|(d, n)| Some((*d, n.filter(|n| *n >= 0.0)? as u64))).collect(),
        }
    };
    list.into_iter().map(curve).collect()
}

/// First and last day of curves: from the landmark to the horizon, or as far as they go.
fn days_shown(sources: &Sources, facts: &AbsenceFacts, list: &[Curve]) -> (f64, f64) {
    let absence = &sources.study().absence;
    let landmark = facts.definition.landmark.as_ref().and_then(Number::as_f64);
    let from = landmark.unwrap_or(f64::from(absence.landmark));
    let last = list.iter().flat_map(|c| c.days.iter().copied()).filter(|d| d.is_finite()).fold(from + 1.0, f64::max);
    (from, horizon(sources, facts).map_or(last, |h| h.min(last)).max(from + 1.0))
}

/// The last day of follow-up.
fn horizon(sources: &Sources, facts: &AbsenceFacts) -> Option<f64> {
    let told = facts.definition.horizon.as_ref().and_then(Number::as_f64);
    told.or(sources.study().absence.horizon.map(f64::from))
}

/// The link between absence and dropping out without and with the intervention.
pub(crate) fn by_arm(sources: &Sources, facts: &AbsenceFacts, rows: &[AbsenceRow], sheet: &Sheet) -> Option<Arms> {
    let arms = facts.arms.get("")?;
    let label = |exposed: bool| match exposed {
        true => sheet.say("med fravær", "absent").to_string(),
        false => sheet.say("uden fravær", "not absent").to_string(),
    };
    let lists = [0, 1].map(|treated| curve_list(&arms.curves, &arms.at_risk, Some(treated), label));
    if lists.iter().any(|l| l.iter().all(|c| c.days.is_empty())) {
        return None;
    }
    let (from, to) = days_shown(sources, facts, &lists.concat());
    let headings =
        [sheet.say("Uden indsatsen", "Without the intervention"), sheet.say("Med indsatsen", "With the intervention")];
    let panels = lists.into_iter().zip(headings).enumerate().map(|(t, (curves, title))| Curves {
        kind: CurveKind::CumulativeIncidence,
        title: match arms.intervention.as_str() {
            name if sources.study().interventions.len() > 1 && !name.is_empty() => format!("{title}: {name}"),
            _ => title.to_string(),
        },
        caption: link(rows, t, sheet),
        curves,
        from,
        to,
    });
    Some(Arms {
        name: "absence-by-arm".into(),
        title: arms_title(rows, sheet),
        caption: format!(
            "{} {}",
            caption(sources, sheet),
            sheet.say(
                "Beskrivende: hvem der stadig går der efter den dag, kan indsatsen selv have ændret.",
                "Descriptive: the intervention may itself have changed who is still there after that day.",
            )
        ),
        panels: panels.collect(),
    })
}

/// The risk difference of each arm.
fn arms_title(rows: &[AbsenceRow], sheet: &Sheet) -> String {
    let of = |treated: usize| {
        let term = format!("treated={treated}");
        let row = rows.iter().find(|r| r.measure == "risk_difference" && r.method == "crude" && r.term == term)?;
        Some(sheet.points(row.estimate?, 1))
    };
    match (of(0), of(1), sheet.language) {
        (Some(a), Some(b), Language::Da) => {
            format!("Tidligt fravær: forskel i frafald {a} procentpoint uden indsatsen, {b} med den")
        }
        (Some(a), Some(b), Language::En) => {
            format!("Early absence: difference in dropout {a} percentage points without the intervention, {b} with it")
        }
        _ => sheet
            .say(
                "Andel der er faldet fra, efter tidligt fravær, uden og med indsatsen",
                "Share that has dropped out by early absence, without and with the intervention",
            )
            .into(),
    }
}

/// The risk difference of one arm in words; nothing where it is not known.
fn link(rows: &[AbsenceRow], treated: usize, sheet: &Sheet) -> String {
    let term = format!("treated={treated}");
    let row = rows.iter().find(|r| r.measure == "risk_difference" && r.method == "crude" && r.term == term);
    let Some(estimate) = row.and_then(|r| r.estimate) else { return String::new() };
    let difference = sheet.say("Forskel i procentpoint:", "Difference in percentage points:");
    match row.and_then(|r| r.conf_low.zip(r.conf_high)) {
        Some((low, high)) => format!(
            "{difference} {} ({} {} {})",
            sheet.points(estimate, 1),
            sheet.points(low, 1),
            sheet.say("til", "to"),
            sheet.points(high, 1)
        ),
        None => format!("{difference} {}", sheet.points(estimate, 1)),
    }
}

fn group_name(sheet: &Sheet, exposed: bool, threshold: u32) -> String {
    let days = sheet.say("dage med fravær", "days absent");
    match (exposed, threshold) {
        (false, 1) => sheet.say("ingen dage med fravær", "no day absent").to_string(),
        (true, 1) => sheet.say("mindst én dag med fravær", "at least one day absent").to_string(),
        (false, t) => format!("{} {t} {days}", sheet.say("under", "fewer than")),
        (true, t) => format!("{} {t} {days}", sheet.say("mindst", "at least")),
    }
}
