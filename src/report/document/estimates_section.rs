//! Every estimate side by side, and what other analyses give.

use super::html::Html;
use super::page::Page;
use super::tested_section;
use crate::trial::{EstimateRow, Unit};

/// Rows of a table beyond which only the CSV holds them all.
const MOST: usize = 400;

/// The forest of the primary outcome.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    page.each(h, |one, h| {
        one.figure(h, "forest");
    });
    h.p(&page.tell("estimates-note", &[]));
}

/// Every row in human words.
pub(super) fn all(page: &Page<'_>, h: &mut Html) {
    if page.has_paper("S1") {
        return page.paper(h, "S1");
    }
    let Some(story) = page.dossier.effect.as_ref() else { return };
    let rows: Vec<Vec<String>> = story.rows.iter().take(MOST).map(|r| row(page, r)).collect();
    table(page, h, "all-estimates-table", "outcome", &rows);
}

pub(super) fn has_sensitivity(page: &Page<'_>) -> bool {
    page.has_paper("S2") || page.dossier.effect.as_ref().is_some_and(|e| !e.sensitivity.is_empty())
}

/// The deciding analysis done otherwise.
pub(super) fn sensitivity(page: &Page<'_>, h: &mut Html) {
    if page.has_paper("S2") {
        return page.paper(h, "S2");
    }
    let Some(story) = page.dossier.effect.as_ref() else { return };
    let rows: Vec<Vec<String>> = story
        .sensitivity
        .iter()
        .map(|(label, r)| {
            let mut cells = row(page, r);
            cells[0] = page.label(label, r);
            cells
        })
        .collect();
    table(page, h, "sensitivity-table", "analysis", &rows);
}

fn table(page: &Page<'_>, h: &mut Html, caption: &str, first: &str, rows: &[Vec<String>]) {
    let columns = [
        (first, false),
        ("method", false),
        ("average", false),
        ("effect", true),
        ("interval", true),
        ("p", true),
        ("inference", false),
        ("planned", false),
    ];
    let head: Vec<(String, bool)> = columns.iter().map(|(k, n)| (page.tell(k, &[]), *n)).collect();
    let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
    h.table(&page.tell(caption, &[]), &head, rows);
}

fn row(page: &Page<'_>, r: &EstimateRow) -> Vec<String> {
    let size = match r.estimate {
        Some(e) if r.unit() == Unit::Points => page.phrase.points(e),
        e => page.phrase.figure(e),
    };
    let average = match r.term.as_str() {
        t if t.starts_with("lag=") => format!("{}{}", page.lag(t), tested_section::of_intervention(t)),
        t => page.average(&r.estimand, t),
    };
    vec![
        page.outcome(&r.outcome),
        page.method(&r.estimator),
        average,
        size,
        page.limits(r),
        page.phrase.p_value(r.p_value),
        page.method(&r.variance),
        page.tell(if r.prespecified { "answer-yes" } else { "answer-no" }, &[]),
    ]
}
