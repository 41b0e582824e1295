//! Early absence and dropout.

use super::effect_section::doubts;
use super::html::Html;
use super::warning_section;
use super::{Page, heading};
use crate::report::AbsenceStory;
use crate::trial::AbsenceRow;

/// Measures shown in the page's table, in order, with what people call them.
const MEASURES: [(&str, &str, &str); 6] = [
    ("risk", "Risiko for frafald", "Risk of dropping out"),
    ("risk_difference", "Forskel i risiko", "Risk difference"),
    ("risk_ratio", "Forhold mellem risici", "Risk ratio"),
    ("odds_ratio", "Oddsforhold", "Odds ratio"),
    ("hazard_ratio", "Hazardforhold", "Hazard ratio"),
    ("auc", "AUC (hvor godt fraværet skelner)", "AUC (how well absence discriminates)"),
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.section("absence", &heading(page, "absence"), |h| {
        let Some(story) = page.dossier.absence.as_ref().filter(|s| !s.rows.is_empty()) else {
            h.p(page.say("Fravær i den første tid er ikke undersøgt.", "Early absence was not examined."));
            return;
        };
        h.p(&definition(page));
        page.figure(h, "cumulative-incidence");
        page.figure(h, "survival");
        page.figure(h, "dose");
        table(page, h, story, false);
        warning_section::told(page, h, story);
        if page.has_figure("absence-by-arm") {
            h.p(page.say(
                "Hænger fravær og frafald mindre sammen, når indsatsen er i gang? Kurverne beskriver det og beviser intet: at gå \
                 der endnu på skæringsdagen kommer efter indsatsen, så den kan selv have ændret, hvem der sammenlignes. Den \
                 prøve, der hviler på lodtrækningen, er rækken exposed:treated med usikkerheden randomization.",
                "Do absence and dropping out go together less once the intervention runs? The curves describe, they do not \
                 prove: being there at the landmark comes after treatment, so that the intervention may itself have changed \
                 who is compared. The test that rests on the lottery is the row exposed:treated with variance randomization.",
            ));
            page.each(h, |one, h| {
                one.figure(h, "absence-by-arm");
            });
        }
        page.figure(h, "subgroups");
        table(page, h, story, true);
        page.figure(h, "calibration");
        page.figure(h, "heat");
        warning_section::parts(page, h, story);
        h.p(page.say(
            "Fraværet er ikke fordelt ved lodtrækning. Det kan være et tegn på noget andet, der fører til frafald, og \
             sammenhængen siger ikke, hvad der ville ske, hvis fraværet blev forhindret.",
            "Absence was not allotted by lottery. It may be a sign of something else that leads to dropping out, and the \
             association does not say what would happen if absence were prevented.",
        ));
        doubts(page, h, &story.warnings);
        h.words("p", "small", page.say(
            "Alle tal står i results/absence.csv.",
            "All numbers are in results/absence.csv.",
        ));
    });
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
            "{} {}",
            a.landmark,
            page.say(
                "følges; de, der var gået før, er talt for sig",
                "are followed; those who had left are counted apart"
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
            "I grupper af elever (exposed:x er forskellen mellem grupper)",
            "In groups of pupils (exposed:x is the difference between groups)",
        ),
        false => page.say("Sammenhæng mellem tidligt fravær og frafald", "Early absence and dropping out"),
    };
    h.table(
        caption,
        &[
            (page.say("Mål", "Measure"), false),
            (page.say("Metode", "Method"), false),
            (page.say("Gruppe", "Term"), false),
            (page.say("Estimat", "Estimate"), true),
            (page.say("Interval", "Interval"), true),
            ("p", true),
            (page.say("Usikkerhed", "Variance"), false),
            (page.say("Elever", "Pupils"), true),
        ],
        &rows,
    );
}

/// A term in words.
fn term(page: &Page<'_>, term: &str) -> String {
    match term {
        "exposed=0" => page.say("uden fravær", "not absent").to_string(),
        "exposed=1" => page.say("med fravær", "absent").to_string(),
        "exposed" => page.say("med mod uden", "absent v. not").to_string(),
        "dose-trend" => page.say("pr. dag", "per day").to_string(),
        other => match other.strip_prefix("dose=") {
            Some(days) => format!("{days} {}", page.say("dage", "days")),
            None => other.to_string(),
        },
    }
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
        r.method.clone(),
        term(page, &r.term),
        value(r.estimate),
        interval,
        page.phrase.p_value(r.p_value),
        r.variance.clone(),
        page.phrase.count(r.nobs.max(0.0) as u64),
    ]
}
