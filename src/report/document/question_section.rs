//! The question, the estimand, the outcomes and the target, as declared before the lottery; what the size was planned for.

use super::html::Html;
use super::page::Page;
use crate::report::PowerRow;
use crate::report::papers::planned;
use crate::trial::Named;
use crate::trial::study::{OutcomeDecl, OutcomeKind};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let study = &page.dossier.study;
    if let Some(about) = study.registration.get("about") {
        for paragraph in about.split("\n\n").filter(|p| !p.trim().is_empty()) {
            h.own("p", paragraph);
        }
    }
    let primary = study.primary();
    // a noun that ends in a clause keeps its comma only where the sentence goes on
    let noun = page.tell(super::finding::noun(primary.kind), &[]);
    let noun = noun.trim_end_matches(',');
    let key = if page.several() { "question-several" } else { "question-one" };
    let mut words = page.tell(key, &[("noun", noun.into())]);
    words.push(' ');
    words.push_str(&page.tell(estimand(study.analysis.estimand.name()), &[]));
    words.push(' ');
    words.push_str(&match primary.target {
        Some(target) => super::answers::goal(page, target, primary),
        None => page.tell("target-none", &[]),
    });
    h.p(&words);
    let rows: Vec<Vec<String>> = study.outcomes.iter().map(|o| row(page, o)).collect();
    let columns = [("outcome", false), ("meaning", false), ("within", false), ("target", true), ("role", false)];
    let head: Vec<(String, bool)> = columns.iter().map(|(k, n)| (page.tell(k, &[]), *n)).collect();
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell("outcomes-table", &[]), &head, &rows);
}

/// The estimand in a sentence.
fn estimand(name: &str) -> &'static str {
    match name {
        "simple" => "estimand-simple",
        "cohort" => "estimand-cohort",
        "calendar" => "estimand-calendar",
        "time-averaged" => "estimand-time-averaged",
        _ => "estimand-as-planned",
    }
}

fn row(page: &Page<'_>, o: &OutcomeDecl) -> Vec<String> {
    vec![
        o.label.clone(),
        page.tell(kind(o.kind), &[]),
        within(page, o),
        o.target.map_or_else(|| "–".into(), |t| target(page, o, t)),
        page.tell(if o.primary { "role-primary" } else { "role-secondary" }, &[]),
    ]
}

/// A target with its unit where that is not the column's.
fn target(page: &Page<'_>, o: &OutcomeDecl, target: f64) -> String {
    match o.kind {
        OutcomeKind::Days => {
            let size = page.phrase.signed_as_declared(target);
            page.tell("days-same", &[("size", (&size).into())])
        }
        _ => page.phrase.signed_as_declared(100.0 * target),
    }
}

/// The follow-up as it was declared.
fn within(page: &Page<'_>, o: &OutcomeDecl) -> String {
    match o.within_days {
        Some(_) => planned::within(page.phrase.0, o),
        None => page.tell("within-course", &[]),
    }
}

fn kind(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Completed => "kind-completed",
        OutcomeKind::Dropout => "kind-dropout",
        OutcomeKind::Agreement => "kind-agreement",
        OutcomeKind::Retained => "kind-retained",
        OutcomeKind::Transition => "kind-transition",
        OutcomeKind::Neet => "kind-neet",
        OutcomeKind::Kept => "kind-kept",
        OutcomeKind::Days => "kind-days",
    }
}

fn has_power(page: &Page<'_>) -> bool {
    let p = &page.dossier.study.power;
    p.baseline.is_some() || p.effect.is_some() || p.icc.is_some() || !page.dossier.power.is_empty()
}

/// What the size was planned for.
pub(super) fn power(page: &Page<'_>, h: &mut Html) {
    if !has_power(page) {
        h.p(&page.tell("power-none", &[]));
        return;
    }
    let p = &page.dossier.study.power;
    let share = |v: Option<f64>| v.map(|v| page.phrase.percent(v));
    let plain = |v: Option<f64>| v.map(|v| page.phrase.declared(v));
    let lines = [
        ("power-baseline", share(p.baseline)),
        ("power-effect", p.effect.map(|e| page.phrase.signed_as_declared(100.0 * e))),
        ("power-icc", plain(p.icc)),
        ("power-cac", plain(p.cac)),
        ("power-school-icc", plain(p.school_icc)),
        ("power-size", plain(p.size)),
        ("power-level", Some(page.phrase.level(p.level))),
        ("power-aim", Some(page.phrase.level(p.power))),
    ];
    let facts: Vec<(String, String)> =
        lines.into_iter().filter_map(|(key, value)| Some((page.tell(key, &[]), value?))).collect();
    page.facts(h, &facts);
    closed_form(page, h);
    h.p(&page.tell("power-note", &[]));
    page.figure(h, "power-curve");
}

/// Power and smallest effect as planned and as realised.
fn closed_form(page: &Page<'_>, h: &mut Html) {
    let rows = &page.dossier.power;
    if rows.is_empty() {
        h.p(&page.tell(if page.dossier.rehearsal { "power-rehearsal" } else { "power-unresolved" }, &[]));
        return;
    }
    let points = rows.iter().all(|r| r.points);
    let columns = [
        ("power-counted", false),
        ("average", false),
        ("power-reference", false),
        ("power-found", true),
        (if points { "power-smallest-points" } else { "power-smallest" }, true),
    ];
    let head: Vec<(String, bool)> = columns.iter().map(|(k, n)| (page.tell(k, &[]), *n)).collect();
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    let lines: Vec<Vec<String>> = rows.iter().map(|r| closed_row(page, r, points)).collect();
    h.table(&page.tell("power-table", &[]), &head, &lines);
    if page.dossier.effect.is_some() && !rows.iter().any(|r| r.realised) {
        h.p(&page.tell("power-not-realised", &[]));
    }
}

fn closed_row(page: &Page<'_>, r: &PowerRow, points: bool) -> Vec<String> {
    let counted = page.tell(if r.realised { "power-realised" } else { "power-planned" }, &[]);
    let average = if r.estimand == "immediate" { "power-immediate" } else { "power-exposure-average" };
    let reference = match r.df {
        Some(df) => format!("t ({})", page.phrase.0.number(df, 0)),
        None => page.tell("power-normal", &[]),
    };
    let dash = || "–".to_string();
    vec![
        if r.intervention.is_empty() { counted } else { format!("{}: {counted}", r.intervention) },
        page.tell(average, &[]),
        reference,
        r.power.map_or_else(dash, |p| page.phrase.percent(p)),
        r.smallest.map_or_else(dash, |e| {
            page.phrase.0.number(if points { 100.0 * e } else { e }, if points { 1 } else { 3 })
        }),
    ]
}
