//! An early warning: is calling worth it, whom does it reach, would it hold elsewhere, is it alike for all, does the claim
//! stand?

use super::html::Html;
use super::page::Page;
use crate::report::AbsenceStory;
use crate::trial::AbsenceRow;
use crate::trial::facts::ClaimTold;
use crate::words::{Slot, say, word};

/// Every sentence about calls and prices, and the verdict on the claim.
pub(super) fn told(page: &Page<'_>, h: &mut Html, story: &AbsenceStory) {
    if !story.sentences.is_empty() {
        h.list(&story.sentences);
    }
    if let Some(claim) = &story.claim {
        h.p(&verdict(page, claim));
    }
}

/// Whether there is a model to show.
pub(super) fn has_scorecard(page: &Page<'_>) -> bool {
    page.dossier.absence.as_ref().is_some_and(|a| !a.scorecard.is_empty())
}

fn group_rows(story: &AbsenceStory) -> Vec<&AbsenceRow> {
    story.rows.iter().filter(|r| is_group(r) && r.estimate.is_some()).collect()
}

pub(super) fn has_groups(page: &Page<'_>) -> bool {
    page.dossier.absence.as_ref().is_some_and(|a| !group_rows(a).is_empty())
}

/// Whether the rule treats groups alike.
pub(super) fn groups(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.absence.as_ref() else { return };
    let language = page.dossier.language;
    h.p(&word(language, "report-groups-note"));
    rows(page, h, &word(language, "report-groups"), &group_rows(story));
}

fn late_rows(story: &AbsenceStory) -> Vec<&AbsenceRow> {
    let late = ["late-registered", "undated", "registered-in-time"];
    story.rows.iter().filter(|r| late.contains(&r.method.as_str()) && r.estimate.is_some()).collect()
}

pub(super) fn has_late(page: &Page<'_>) -> bool {
    page.dossier.absence.as_ref().is_some_and(|a| !late_rows(a).is_empty() || a.claim.is_some())
}

/// The claim under each definition, and absence registered late.
pub(super) fn late(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.absence.as_ref() else { return };
    let language = page.dossier.language;
    if let Some(claim) = &story.claim {
        claim_table(page, h, claim);
    }
    let late = late_rows(story);
    if !late.is_empty() {
        h.p(&word(language, "report-late-note"));
        rows(page, h, &word(language, "report-late"), &late);
    }
}

/// Rows of a group: a level of one of the plan's groups behind the rule, or how far a model is off there.
fn is_group(r: &AbsenceRow) -> bool {
    let by_rule = r.method == "days" && r.term.starts_with("days>=") && r.term.contains(',') && r.term.contains('=');
    (by_rule && !r.term.ends_with(",dropouts")) || r.term.starts_with("observed-expected,")
}

/// A measure in the page's language.
fn measure_word(page: &Page<'_>, measure: &str) -> String {
    let key = match measure {
        "sensitivity" => "measure-sensitivity",
        "specificity" => "measure-specificity",
        "ppv" => "measure-ppv",
        "sensitivity_difference" => "measure-sensitivity-difference",
        "specificity_difference" => "measure-specificity-difference",
        "ppv_difference" => "measure-ppv-difference",
        "calibration" => "measure-calibration",
        "flagged" => "measure-flagged",
        _ => "measure-risk-difference",
    };
    word(page.dossier.language, key)
}

/// The verdict word of the tables in the page's language.
fn verdict_word(page: &Page<'_>, verdict: &str) -> String {
    let key = match verdict {
        "consistent" => "verdict-consistent",
        "larger" => "verdict-larger",
        "smaller" => "verdict-smaller",
        "cannot-tell" => "verdict-cannot-tell",
        _ => "verdict-not-estimable",
    };
    word(page.dossier.language, key)
}

fn verdict(page: &Page<'_>, claim: &ClaimTold) -> String {
    let language = page.dossier.language;
    let points = |x: f64| language.number(100.0 * x, 1);
    let find = |method: &str| claim.verdicts.iter().find(|v| v.method == method && v.term == "exposed");
    let own = |method: &str| find(method).map_or("not-estimable", |v| v.verdict.as_str());
    let (crude, adjusted) = (verdict_word(page, own("crude")), verdict_word(page, own("g-computation")));
    let (claimed, margin) = (points(claim.claim), points(claim.margin));
    let slots: [(&str, Slot<'_>); 4] = [
        ("claim", (&claimed).into()),
        ("margin", (&margin).into()),
        ("crude", (&crude).into()),
        ("adjusted", (&adjusted).into()),
    ];
    let mut text = say(language, "report-claim", &slots);
    let all: u64 = claim.definitions.iter().flat_map(|of| of.iter()).map(|(_, n)| n).sum();
    let like = claim.definitions.as_ref().and_then(|of| of.get("consistent")).copied().unwrap_or(0);
    if all > 0 {
        let (like, all) = (like.to_string(), all.to_string());
        text.push(' ');
        text.push_str(&say(language, "report-claim-definitions", &[("like", (&like).into()), ("all", (&all).into())]));
    }
    text
}

fn claim_table(page: &Page<'_>, h: &mut Html, claim: &ClaimTold) {
    let language = page.dossier.language;
    let points = |x: Option<f64>| x.map_or("–".to_string(), |x| page.phrase.points(x));
    let list: Vec<Vec<String>> = claim
        .verdicts
        .iter()
        .map(|v| {
            let interval = match (v.low, v.high) {
                (None, None) => "–".to_string(),
                (low, high) => format!("{} {} {}", points(low), page.say("til", "to"), points(high)),
            };
            vec![
                page.method(&v.method),
                page.absence_term(&v.term),
                points(v.estimate),
                interval,
                verdict_word(page, &v.verdict),
            ]
        })
        .collect();
    let head = [
        (page.say("Metode", "Method"), false),
        (page.say("Gruppe", "Group"), false),
        (page.say("Forskel", "Difference"), true),
        (page.say("Interval", "Interval"), true),
        (page.say("Påstanden", "The claim"), false),
    ];
    h.table(&word(language, "report-claim-table"), &head, &list);
    if let Some(of) = claim.definitions.as_ref().filter(|of| !of.is_empty()) {
        let list: Vec<Vec<String>> = of.iter().map(|(v, n)| vec![verdict_word(page, v), n.to_string()]).collect();
        let head = [(page.say("Påstanden", "The claim"), false), (page.say("Definitioner", "Definitions"), true)];
        h.table(&word(language, "report-claim-by-definition"), &head, &list);
    }
}

/// The terms of the model and their coefficients.
pub(super) fn scorecard(page: &Page<'_>, h: &mut Html) {
    let Some(story) = page.dossier.absence.as_ref() else { return };
    let language = page.dossier.language;
    h.p(&word(language, "report-scorecard-note"));
    let list: Vec<Vec<String>> = story
        .scorecard
        .iter()
        .map(|(term, coefficient)| vec![page.model_term(term), language.number(*coefficient, 4)])
        .collect();
    let head = [(page.say("Led", "Term"), false), (page.say("Koefficient", "Coefficient"), true)];
    h.table(&word(language, "report-scorecard"), &head, &list);
}

fn rows(page: &Page<'_>, h: &mut Html, caption: &str, list: &[&AbsenceRow]) {
    let number = |r: &AbsenceRow, v: Option<f64>| match v {
        Some(v) if r.measure == "flagged" => page.phrase.tenths(v),
        Some(v) if r.measure == "calibration" || r.measure.ends_with("_difference") => page.phrase.points(v),
        Some(v) => page.phrase.percent(v),
        None => "–".to_string(),
    };
    let table: Vec<Vec<String>> = list
        .iter()
        .map(|r| {
            let interval = match (r.conf_low, r.conf_high) {
                (None, None) => "–".to_string(),
                (low, high) => format!("{} {} {}", number(r, low), page.say("til", "to"), number(r, high)),
            };
            let measure = measure_word(page, &r.measure);
            vec![measure, page.absence_term(&r.term), number(r, r.estimate), interval]
        })
        .collect();
    let head = [
        (page.say("Mål", "Measure"), false),
        (page.say("Gruppe", "Group"), false),
        (page.say("Estimat", "Estimate"), true),
        (page.say("Interval", "Interval"), true),
    ];
    h.table(caption, &head, &table);
}
