//! The methods in words, only those that the report uses, with references.

use super::html::Html;
use super::page::Page;
use super::references::{METHODS, Method};
use crate::trial::{Estimator, Named};
use std::collections::BTreeSet;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let used = names(page);
    let listed: Vec<Listed> = every(page).into_iter().filter(|m| used.contains(m.name)).collect();
    h.element("dl", "", |h| {
        for m in &listed {
            h.tagged("dt", &[("data-name", m.name)], |h| h.text(&page.method(m.name)));
            h.words("dd", "", &m.told);
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

/// A method as the page lists it.
struct Listed {
    name: &'static str,
    told: String,
    references: &'static [&'static str],
}

/// Every method in the order of the list: the lottery, the estimators of the register, the others.
fn every(page: &Page<'_>) -> Vec<Listed> {
    let other =
        |m: &Method| Listed { name: m.name, told: page.say(m.danish, m.english).to_string(), references: m.references };
    let estimator = |e: Estimator| {
        let (name, told) = (e.name(), page.tell(&format!("told-{}", e.name()), &[]));
        Listed { name, told, references: e.row().references }
    };
    let (lottery, others) = METHODS.split_at(1);
    let estimators = Estimator::all().into_iter().map(estimator);
    lottery.iter().map(other).chain(estimators).chain(others.iter().map(other)).collect()
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
