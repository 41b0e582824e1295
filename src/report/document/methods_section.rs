//! The methods in words, only those that the report uses, with references.

use super::html::Html;
use super::page::Page;
use super::references::{METHODS, Method};
use crate::trial::Named;
use std::collections::BTreeSet;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let used = names(page);
    let listed: Vec<&Method> = METHODS.iter().filter(|m| used.contains(m.name)).collect();
    h.element("dl", "", |h| {
        for m in &listed {
            h.tagged("dt", &[("data-name", m.name)], |h| h.text(&page.method(m.name)));
            h.words("dd", "", page.say(m.danish, m.english));
        }
    });
    let mut references: Vec<&str> = listed.iter().flat_map(|m| m.references).copied().collect();
    references.sort_unstable();
    references.dedup();
    if !references.is_empty() {
        h.words("h3", "", &page.tell("references-heading", &[]));
        h.element("ul", "references", |h| {
            for r in references {
                h.element("li", "", |h| h.words("cite", "", r));
            }
        });
    }
}

/// Names of every method in the tables, and those that are always used.
fn names<'a>(page: &Page<'a>) -> BTreeSet<&'a str> {
    let d = page.dossier;
    let mut used: BTreeSet<&str> = BTreeSet::from(["lodtrin-1"]);
    used.insert(d.study.analysis.estimator.name());
    used.insert(d.study.analysis.variance.name());
    for r in d.effect.iter().flat_map(|e| &e.rows) {
        used.insert(&r.estimator);
        used.insert(&r.variance);
    }
    for r in d.absence.iter().flat_map(|a| &a.rows) {
        used.insert(&r.method);
        used.insert(&r.variance);
    }
    if d.absence.is_some() {
        used.insert("landmark");
    }
    used
}
