//! Part A, one page: what was found, the five short answers, whether to trust it, what it does not answer.

use super::finding::Finding;
use super::found::findings;
use super::html::Html;
use super::page::Page;
use super::{answers, trust};
use crate::diagnostics::Told;
use crate::folder::changes::Row;
use crate::trial::Unit;
use crate::words::Slot;

/// Doubts that say what a study cannot answer, the weightiest first.
const UNANSWERED: [&str; 13] = [
    "SelectedByTreatment",
    "ExactForNoEffectOnAnyone",
    "UnitsWithGaps",
    "FewUnitsPerWave",
    "WeakFirstStage",
    "OutcomeHardlyKnown",
    "GapsFollowSchedule",
    "SingletonWave",
    "MonotonicityDoubtful",
    "StartedOtherwise",
    "TermsNotYetObservable",
    "CountsOnly",
    "UnboundedInterval",
];
/// What no study of this kind answers.
const ALWAYS: [&str; 3] = ["limit-these-schools", "limit-follow-up", "limit-which-part"];
/// Bullets of the part.
const BULLETS: usize = 3;

/// The page of a study with results.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let found = findings(page);
    h.made("<section id=\"short\">\n");
    kicker(page, h);
    h.element("h1", "", |h| {
        for f in &found {
            finding(page, h, f);
        }
    });
    notices(page, h);
    // what is told in odds has no place on a scale of points
    if found.iter().all(|f| f.row.as_ref().is_none_or(|r| r.unit() != Unit::LogOdds)) {
        page.figure(h, "target");
    }
    answers::write(page, h, &found);
    close(page, h);
    h.made("</section>\n");
}

/// The page of a study without results: what will be done, by what lottery, and how to check it.
pub(super) fn ahead(page: &Page<'_>, h: &mut Html) {
    h.made("<section id=\"short\">\n");
    kicker(page, h);
    let d = page.dossier;
    let waves = d.study.intervention().rollout.waves.len();
    let drawn = d.each.iter().chain(std::iter::once(d)).any(|one| !one.wave_lots.is_empty());
    // a rehearsal has decided nothing
    let drawn = drawn && !d.rehearsal;
    let (title, lead) = if drawn { ("ahead-title-drawn", "ahead-lead-drawn") } else { ("ahead-title", "ahead-lead") };
    let programmes = page.phrase.count(d.programmes as u64);
    let slots: [(&str, Slot<'_>); 2] = [("programmes", (&programmes).into()), ("waves", waves.into())];
    h.words("h1", "", &page.tell(title, &slots));
    notices(page, h);
    h.p(&page.tell(lead, &[("count", d.each.len().max(1).into())]));
    trust::write(page, h);
    lockline(page, h);
    h.made("</section>\n");
}

fn close(page: &Page<'_>, h: &mut Html) {
    trust::write(page, h);
    h.words("h2", "", &page.tell("limits-heading", &[]));
    h.tagged("ul", &[("id", "limits")], |h| {
        for item in unanswered(page) {
            h.element("li", "", |h| h.prose(&item));
        }
    });
    lockline(page, h);
}

fn kicker(page: &Page<'_>, h: &mut Html) {
    let study = &page.dossier.study;
    h.element("p", "kicker", |h| {
        h.own("cite", &study.title);
        if !study.contact.is_empty() {
            h.text(" · ");
            h.own("span", &study.contact);
        }
    });
}

/// One finding of the title, with what a program may read.
fn finding(page: &Page<'_>, h: &mut Html, f: &Finding<'_>) {
    let sentence = f.sentence(page.phrase);
    let attributes = [
        ("class", "finding"),
        ("data-outcome", f.outcome.name.as_str()),
        ("data-intervention", f.intervention.as_str()),
        ("data-direction", f.direction().name()),
    ];
    h.tagged("span", &attributes, |h| {
        if !f.intervention.is_empty() {
            h.own("b", &f.intervention);
            h.text(": ");
        }
        h.text(&sentence);
    });
    h.text("\n");
}

fn notices(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if d.lottery.as_ref().is_some_and(|l| l.rehearsal) {
        h.notice("rehearsal", "", &page.tell("notice-rehearsal", &[]));
    }
    if !d.locked {
        h.notice("locked", "no", &page.tell("notice-not-locked", &[]));
    }
    let once = d.lottery.as_ref().and_then(|l| l.once.as_ref());
    if let Some((once, words)) = once.and_then(|o| Some((o, o.notice(d.language)?))) {
        h.notice("once", once.state.name(), &words);
    }
    let count = d.changes.iter().filter(|r| Row::departs(r)).count();
    if count > 0 {
        h.notice("deviations", &count.to_string(), &page.tell("notice-deviations", &[("count", count.into())]));
    }
}

/// Three things that the study does not answer: its weightiest doubts, then what no such study answers.
fn unanswered(page: &Page<'_>) -> Vec<String> {
    let d = page.dossier;
    let told: Vec<&Told> =
        d.effect.iter().flat_map(|e| &e.warnings).chain(d.absence.iter().flat_map(|a| &a.warnings)).collect();
    let mut list: Vec<String> = Vec::new();
    for kind in UNANSWERED {
        let Some(found) = told.iter().find(|w| w.kind == kind) else { continue };
        let says = page.doubt(found);
        if !list.contains(&says) {
            list.push(says);
        }
    }
    list.extend(ALWAYS.iter().map(|key| page.tell(key, &[])));
    list.truncate(BULLETS);
    list
}

/// Lock, seed, version, and how to check.
fn lockline(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    h.tagged("p", &[("id", "lockline"), ("class", "small lockline")], |h| {
        if let Some(l) = &d.lottery {
            h.text(&page.tell("lockline-lock", &[]));
            h.text(" ");
            h.words("code", "", twelve(&l.lock));
            h.text(" · ");
            if let Some(seed) = &l.seed {
                h.text(&page.tell("lockline-seed", &[]));
                h.text(" ");
                h.words("code", "", twelve(seed));
                h.text(" · ");
            }
        }
        h.text(&d.tool);
        h.text(" · ");
        h.prose(&page.tell("lockline-check", &[]));
    });
}

/// The first twelve digits of a digest.
pub(super) fn twelve(hex: &str) -> &str {
    hex.get(..12).unwrap_or(hex)
}
