//! Early absence and dropout.

use super::doubts_list::doubts;
use super::html::Html;
use super::page::Page;
use super::{absence_rows, warning_section};
use crate::report::AbsenceStory;
use crate::trial::AbsenceRow;

/// Measures shown in the page's table, in order, with what people call them.
const MEASURES: [(&str, &str, &str); 6] = [
    ("risk", "Risiko for frafald", "Risk of dropping out"),
    ("risk_difference", "Forskel i risiko (pp.)", "Risk difference (pp)"),
    ("risk_ratio", "Relativ risiko", "Risk ratio"),
    ("odds_ratio", "Oddsratio", "Odds ratio"),
    ("hazard_ratio", "Hazardratio", "Hazard ratio"),
    ("auc", "AUC (hvor godt fraværet skelner)", "AUC (how well absence discriminates)"),
];

/// Risk by early absence, every sentence of calling, the verdict on the claim.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.absence.as_ref() else { return };
    h.p(&definition(page));
    page.figure(h, "cumulative-incidence");
    if page.has_paper("3a") || page.has_paper("3b") {
        page.paper(h, "3a");
        page.paper(h, "3b");
    } else {
        table(page, h, story, false);
    }
    warning_section::told(page, h, story);
    h.p(&page.tell("absence-not-allotted", &[]));
}

/// Curves by arm, doses, groups of pupils, calibration, other definitions, doubts.
pub(super) fn more(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.absence.as_ref() else { return };
    absence_rows::followed(page, h);
    page.figure(h, "dose");
    if page.has_paper("3a") {
        table(page, h, story, false);
    }
    if page.has_figure("absence-by-arm") {
        h.p(&page.tell("absence-by-arm-note", &[]));
        page.each(h, |one, h| {
            one.figure(h, "absence-by-arm");
        });
    }
    page.figure(h, "subgroups");
    table(page, h, story, true);
    page.figure(h, "calibration");
    absence_rows::calibrated(page, h);
    page.figure(h, "heat");
    doubts(page, h, &story.warnings);
    h.element("p", "small", |h| h.prose(&page.tell("absence-csv", &[])));
}

fn definition(page: &Page<'_>) -> String {
    let a = &page.dossier.study.absence;
    format!(
        "{} {} {} {} {} ({}, {}, {}). {} {}.",
        page.say("Tidligt fravær betyder her fravær på mindst", "Early absence here means absence on at least"),
        a.threshold,
        page.say("af de første", "of the first"),
        a.window_days,
        page.say("dage", "days"),
        if a.school_days { page.say("skoledage", "school days") } else { page.say("kalenderdage", "calendar days") },
        if a.whole_days {
            page.say("kun hele dage", "whole days only")
        } else {
            page.say("hele eller dele af dage", "any part of a day")
        },
        if a.lawful {
            page.say("lovligt fravær medregnet", "lawful absence included")
        } else {
            page.say("lovligt fravær ikke medregnet", "lawful absence left out")
        },
        page.say("Kun elever, der stadig gik der efter dag", "Only pupils still there after day"),
        format_args!(
            "{}{}",
            a.landmark,
            page.say(
                ", følges; de, der var gået før, er talt for sig",
                " are followed; those who had left are counted apart"
            )
        ),
    )
}

/// Rows of a subgroup carry its name and level; the grid of definitions has its own figure.
fn is_subgroup(r: &AbsenceRow) -> bool {
    !(["exposed", "dose", "days", "threshold"].iter().any(|t| r.term == *t || r.term.starts_with(&format!("{t}=")))
        || r.term.starts_with("dose-"))
}

/// Rows of single schools, and what is pooled of them, have a figure of their own.
fn is_by_school(term: &str) -> bool {
    term.starts_with("school=") || matches!(term, "pooled" | "new-school")
}

fn table(page: &Page<'_>, h: &mut Html, story: &AbsenceStory, subgroups: bool) {
    let own = |r: &AbsenceRow| !["late-registered", "undated", "registered-in-time"].contains(&r.method.as_str());
    let own = |r: &AbsenceRow| own(r) && !(r.measure == "auc" && is_by_school(&r.term));
    let shown = |r: &&AbsenceRow| {
        own(r) && !r.term.starts_with("window=") && is_subgroup(r) == subgroups && r.estimate.is_some()
    };
    let rows: Vec<Vec<String>> = MEASURES
        .iter()
        .flat_map(|(measure, danish, english)| {
            let name = page.say(danish, english);
            story.rows.iter().filter(|r| r.measure == *measure).filter(shown).map(move |r| row(page, name, r))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let caption = match subgroups {
        true => page.say(
            "Sammenhæng mellem tidligt fravær og frafald i grupper af elever",
            "Early absence and dropping out in groups of pupils",
        ),
        false => page.say("Sammenhæng mellem tidligt fravær og frafald", "Early absence and dropping out"),
    };
    let group = page.tell("absence-term", &[]);
    h.table(
        caption,
        &[
            (page.say("Mål", "Measure"), false),
            (page.say("Metode", "Method"), false),
            (&group, false),
            (page.say("Estimat", "Estimate"), true),
            (page.say("Interval", "Interval"), true),
            ("p", true),
            (page.say("Usikkerhed", "Variance"), false),
            (page.say("Elever", "Pupils"), true),
        ],
        &rows,
    );
}

fn row(page: &Page<'_>, name: &str, r: &AbsenceRow) -> Vec<String> {
    let value = |v: Option<f64>| match (r.measure.as_str(), v) {
        ("risk", Some(v)) if v.is_finite() => page.phrase.percent(v),
        ("risk_difference", Some(v)) if v.is_finite() => page.phrase.points(v),
        ("risk_difference", Some(v)) => page.phrase.signed(v, 0),
        (_, Some(v)) if v.is_finite() => page.phrase.0.number(v, 2),
        (_, v) => page.phrase.figure(v),
    };
    let interval = match (r.conf_low, r.conf_high) {
        (None, None) => "–".to_string(),
        (low, high) => format!("{} {} {}", value(low), page.say("til", "to"), value(high)),
    };
    vec![
        name.to_string(),
        page.method(&r.method),
        page.absence_term(&r.term),
        value(r.estimate),
        interval,
        page.phrase.p_value(r.p_value),
        page.method(&r.variance),
        page.phrase.count(r.nobs.max(0.0) as u64),
    ]
}
