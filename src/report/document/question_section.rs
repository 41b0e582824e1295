//! The question, the estimand, the outcomes and the target, as declared before the lottery.

use super::html::Html;
use super::page::Page;
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
