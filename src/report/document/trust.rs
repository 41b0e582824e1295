//! Can it be trusted? One row a check, each with its answer and one clause.

use super::html::Html;
use super::page::Page;
use crate::folder::changes::Row;
use crate::report::StampStory;
use crate::report::story::others::{agreeing, others};
use crate::words::Slot;

/// The answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Unknown,
}

impl Answer {
    fn of(holds: bool) -> Answer {
        if holds { Answer::Yes } else { Answer::No }
    }

    fn name(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown => "unknown",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Answer::Yes => "answer-yes",
            Answer::No => "answer-no",
            Answer::Unknown => "answer-unknown",
        }
    }
}

/// One row of the table.
struct Check {
    name: &'static str,
    heading: &'static str,
    answer: Answer,
    clause: String,
}

/// Shares from which a check holds.
const ENOUGH: f64 = 0.95;
/// Lots of the smallest wave from which it is large enough.
const LOTS: usize = 4;
/// Characters of a clause.
const LONGEST: usize = 55;

/// The table; before results only of what can be told then.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    h.words("h2", "", &page.tell("trust-heading", &[]));
    h.tagged("table", &[("id", "trust")], |h| {
        h.made("<thead><tr>");
        for key in ["trust-check", "trust-answer", "trust-clause"] {
            h.tagged("th", &[("scope", "col")], |h| h.text(&page.tell(key, &[])));
        }
        h.made("</tr></thead>\n<tbody>\n");
        for check in checks(page) {
            let attributes = [("data-check", check.name), ("data-answer", check.answer.name())];
            h.tagged("tr", &attributes, |h| {
                h.tagged("th", &[("scope", "row")], |h| h.text(&page.tell(check.heading, &[])));
                h.words("td", "verdict", &page.tell(check.answer.key(), &[]));
                h.words("td", "", &check.clause);
            });
        }
        h.made("</tbody>");
    });
}

fn checks(page: &Page<'_>) -> Vec<Check> {
    let d = page.dossier;
    let results = d.effect.is_some();
    let mut list = vec![lottery(page), lock(page)];
    if d.lottery.as_ref().is_some_and(|l| l.source == "dice") {
        list.push(throwers(page));
    }
    list.extend([plan(page), codes(page)]);
    if results {
        list.extend([outcomes(page), delivery(page)]);
    }
    list.push(waves(page));
    if results {
        list.push(agreement(page));
    }
    list
}

fn lottery(page: &Page<'_>) -> Check {
    let rehearsal = page.dossier.lottery.as_ref().is_some_and(|l| l.rehearsal);
    let (answer, key) = match page.dossier.trust.recomputed {
        None if rehearsal || page.dossier.rehearsal => (Answer::Unknown, "clause-lottery-rehearsal"),
        Some(true) => (Answer::Yes, "clause-lottery-yes"),
        Some(false) => (Answer::No, "clause-lottery-no"),
        None => (Answer::Unknown, "clause-lottery-unknown"),
    };
    Check { name: "lottery", heading: "check-lottery", answer, clause: page.tell(key, &[]) }
}

/// A report, which no auditor runs, never says yes: it names the stamps.
fn lock(page: &Page<'_>) -> Check {
    let stamps = &page.dossier.trust.stamps;
    let clause = match stamps.as_slice() {
        _ if page.dossier.rehearsal => page.tell("clause-plan-rehearsal", &[]),
        [] if !page.dossier.locked => page.tell("clause-plan-unlocked", &[]),
        [] => page.tell("clause-lock-none", &[]),
        all => named(page, all),
    };
    Check { name: "lock", heading: "check-lock", answer: Answer::Unknown, clause }
}

/// Whose stamps, and how long before chance the latest of them is.
fn named(page: &Page<'_>, stamps: &[StampStory]) -> String {
    let mut names: Vec<&str> = stamps.iter().map(|s| s.authority.as_str()).collect();
    names.dedup();
    let hours = stamps.iter().filter_map(|s| s.hours_before).min();
    let names = names.join(page.say(" og ", " and "));
    let (said, several) = match hours {
        Some(h) if h >= 0 => {
            let hours = page.phrase.count(h as u64);
            let of = |key: &str, who: Slot<'_>| page.tell(key, &[("who", who), ("hours", (&hours).into())]);
            (of("clause-lock-before", (&names).into()), of("clause-lock-before-count", stamps.len().into()))
        }
        Some(_) => {
            let of = |key: &str, who: Slot<'_>| page.tell(key, &[("who", who)]);
            (of("clause-lock-after", (&names).into()), of("clause-lock-after-count", stamps.len().into()))
        }
        None => {
            let of = |key: &str, who: Slot<'_>| page.tell(key, &[("who", who)]);
            (of("clause-lock-stamped", (&names).into()), of("clause-lock-stamped-count", stamps.len().into()))
        }
    };
    if said.chars().count() <= LONGEST { said } else { several }
}

fn throwers(page: &Page<'_>) -> Check {
    let told = page.dossier.lottery.as_ref();
    let (people, throws) = told.map_or((0, ""), |l| (l.throwers.len(), l.throws.as_str()));
    let (answer, clause) = match people {
        0 if told.is_some_and(|l| l.seed.is_none()) => (Answer::Unknown, page.tell("clause-throwers-ahead", &[])),
        0 => (Answer::Unknown, page.tell("clause-throwers-unknown", &[])),
        n => {
            let throws = if throws.is_empty() { "25" } else { throws };
            (Answer::Yes, page.tell("clause-throwers-yes", &[("people", n.into()), ("throws", throws.into())]))
        }
    };
    Check { name: "throwers", heading: "check-throwers", answer, clause }
}

fn plan(page: &Page<'_>) -> Check {
    let d = page.dossier;
    let count = d.changes.iter().filter(|r| Row::departs(r)).count();
    let (answer, clause) = match (d.locked, count) {
        _ if d.rehearsal => (Answer::Unknown, page.tell("clause-plan-rehearsal", &[])),
        (false, _) => (Answer::Unknown, page.tell("clause-plan-unlocked", &[])),
        (true, 0) => (Answer::Yes, page.tell("clause-plan-yes", &[])),
        (true, n) => (Answer::No, page.tell("clause-plan-no", &[("count", n.into())])),
    };
    Check { name: "plan", heading: "check-plan", answer, clause }
}

fn codes(page: &Page<'_>) -> Check {
    let d = page.dossier;
    let coding = d.changes.iter().rev().find(|r| r.kind == "coding");
    let strays = |r: &&Row| matches!(r.kind, "deviation" | "unexplained") && r.key.starts_with("registers.");
    let changed = d.changes.iter().any(|r| strays(&r));
    let seen = d.effect.is_some() || d.absence.is_some();
    let (answer, clause) = if !d.locked {
        (Answer::Unknown, page.tell("clause-plan-unlocked", &[]))
    } else if d.rehearsal {
        (Answer::Unknown, page.tell("clause-codes-rehearsal", &[]))
    } else if seen && !d.trust.looked {
        (Answer::Unknown, page.tell("clause-codes-unknown", &[]))
    } else if changed || coding.is_some_and(|r| r.results == "after") {
        (Answer::No, page.tell("clause-codes-no", &[]))
    } else if let Some(row) = coding {
        let day = page.phrase.0.date(row.date.as_deref().unwrap_or_default());
        let known = row.results == "before";
        let key = if known { "clause-codes-locked" } else { "clause-codes-unknown" };
        (if known { Answer::Yes } else { Answer::Unknown }, page.tell(key, &[("day", (&day).into())]))
    } else {
        (Answer::Yes, page.tell("clause-codes-plan", &[]))
    };
    Check { name: "codes", heading: "check-codes", answer, clause }
}

fn outcomes(page: &Page<'_>) -> Check {
    let (answer, clause) = match page.dossier.trust.known {
        Some((known, all)) if all > 0.0 => {
            let (share, all_said) = (page.phrase.percent(known / all), page.phrase.count(all.round().max(0.0) as u64));
            let slots: [(&str, Slot<'_>); 2] = [("share", (&share).into()), ("all", (&all_said).into())];
            (Answer::of(known / all >= ENOUGH), page.tell("clause-outcomes", &slots))
        }
        _ => (Answer::Unknown, page.tell("clause-outcomes-unknown", &[])),
    };
    Check { name: "outcomes", heading: "check-outcomes", answer, clause }
}

fn delivery(page: &Page<'_>) -> Check {
    let parts: Vec<(u64, u64)> = page.parts().iter().filter_map(|d| d.trust.delivered).collect();
    let (same, all) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let (answer, clause) = if all == 0 {
        (Answer::Unknown, page.tell("clause-delivery-unknown", &[]))
    } else {
        let share = same as f64 / all as f64;
        let (share_said, all) = (page.phrase.percent(share), page.phrase.count(all));
        let slots: [(&str, Slot<'_>); 2] = [("share", (&share_said).into()), ("all", (&all).into())];
        (Answer::of(share >= ENOUGH), page.tell("clause-delivery", &slots))
    };
    Check { name: "delivery", heading: "check-delivery", answer, clause }
}

fn waves(page: &Page<'_>) -> Check {
    let smallest = page.parts().iter().flat_map(|d| d.wave_lots.iter().copied()).filter(|n| *n > 0).min();
    let (answer, clause) = match smallest {
        Some(n) => (Answer::of(n >= LOTS), page.tell("clause-waves", &[("lots", n.into())])),
        None => (Answer::Unknown, page.tell("clause-waves-unknown", &[])),
    };
    Check { name: "waves", heading: "check-waves", answer, clause }
}

/// Whether estimates by other estimators, weights or definitions point the same way.
fn agreement(page: &Page<'_>) -> Check {
    let (mut same, mut all) = (0usize, 0usize);
    for finding in super::found::findings(page) {
        let Some((row, estimate)) = finding.row.as_ref().and_then(|r| Some((r, r.estimate?))) else { continue };
        let Some(story) = page.dossier.effect.as_ref() else { continue };
        let sensitivity = story.sensitivity.iter().map(|(_, r)| r);
        let list = others(row, &finding.intervention, story.rows.iter(), sensitivity);
        all += list.len();
        same += agreeing(estimate, &list);
    }
    let slots: [(&str, Slot<'_>); 2] = [("same", same.into()), ("all", all.into())];
    let (answer, clause) = match all {
        0 => (Answer::Unknown, page.tell("clause-agreement-unknown", &[])),
        _ => (Answer::of(same == all), page.tell("clause-agreement", &slots)),
    };
    Check { name: "agreement", heading: "check-agreement", answer, clause }
}
