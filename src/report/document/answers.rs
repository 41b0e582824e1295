//! The five short answers of the first page.

use super::finding::{Direction, Finding};
use super::html::Html;
use super::page::Page;
use super::verdict::{Verdict, verdict};
use crate::report::papers::{names, planned};
use crate::report::{Dossier, EffectStory};
use crate::trial::Unit;
use crate::trial::facts::AdjustedP;
use crate::trial::study::OutcomeDecl;
use crate::words::Slot;

/// Writes the five, each a heading and sentences: never a heading dropped.
pub(super) fn write(page: &Page<'_>, h: &mut Html, found: &[Finding<'_>]) {
    h.element("div", "answers", |h| {
        answer(page, h, "worked", "answer-worked", found, worked);
        answer(page, h, "target-reached", "answer-target", found, reached);
        answer(page, h, "sure", "answer-sure", found, sure);
        one(page, h, "whom", "answer-whom", &whom(page));
        one(page, h, "early", "answer-early", &early(page));
    });
}

fn one(page: &Page<'_>, h: &mut Html, id: &'static str, heading: &'static str, words: &str) {
    h.tagged("section", &[("id", id), ("class", "short-answer")], |h| {
        h.words("h2", "", &page.tell(heading, &[]));
        h.p(words);
    });
}

/// An answer in one sentence or more, or one an intervention.
fn answer(
    page: &Page<'_>,
    h: &mut Html,
    id: &'static str,
    heading: &'static str,
    found: &[Finding<'_>],
    says: impl Fn(&Page<'_>, &Finding<'_>, &Dossier) -> String,
) {
    let of = |f: &Finding<'_>| {
        let d = page.dossier;
        d.each.iter().find(|one| one.study.intervention().name == f.intervention).unwrap_or(d)
    };
    if let [f] = found {
        return one(page, h, id, heading, &says(page, f, of(f)));
    }
    let each: Vec<String> = found.iter().map(|f| says(page, f, of(f))).collect();
    h.tagged("section", &[("id", id), ("class", "short-answer")], |h| {
        h.words("h2", "", &page.tell(heading, &[]));
        if let Some(lead) = lead(page, id) {
            h.p(&lead);
        }
        // what holds alike for all is said once
        if each.windows(2).all(|w| w[0] == w[1]) {
            return h.p(&each.first().cloned().unwrap_or_default());
        }
        h.element("ul", "", |h| {
            for (f, words) in found.iter().zip(&each) {
                h.tagged("li", &[("data-intervention", &f.intervention)], |h| {
                    h.own("b", &f.intervention);
                    h.text(": ");
                    h.prose(words);
                });
            }
        });
    });
}

/// What holds for every intervention, before the answers for each.
fn lead(page: &Page<'_>, id: &str) -> Option<String> {
    let story = page.dossier.comparison.as_ref().filter(|_| id == "sure")?;
    let draws = page.phrase.count(story.draws);
    Some(page.tell("sure-joint", &[("draws", (&draws).into())]))
}

/// With and without, and whom the comparison rests on.
fn worked(page: &Page<'_>, f: &Finding<'_>, d: &Dossier) -> String {
    let lead = match (f.direction(), f.is_wrong_way()) {
        (Direction::Unknown, _) => "worked-unknown",
        (Direction::None, _) => "worked-none",
        (_, true) => "worked-wrong-way",
        (_, false) => "worked-yes",
    };
    let mut words = vec![page.tell(lead, &[])];
    if let Some((with, without)) = d.effect.as_ref().and_then(|e| e.risks) {
        let (with, without) = (page.phrase.percent(with), page.phrase.percent(without));
        let key = if page.several() { "worked-with-without-each" } else { "worked-with-without" };
        words.push(page.tell(key, &[("with", (&with).into()), ("without", (&without).into())]));
    }
    if let Some(used) = d.effect.as_ref().and_then(|e| e.used) {
        let count = |n: u64| page.phrase.count(n);
        let (all, treated, waiting) = (count(used.treated + used.waiting), count(used.treated), count(used.waiting));
        let slots: [(&str, Slot<'_>); 3] =
            [("all", (&all).into()), ("treated", (&treated).into()), ("waiting", (&waiting).into())];
        words.push(page.tell(if page.several() { "worked-entered-each" } else { "worked-entered" }, &slots));
        if used.elsewhere > 0 {
            let rest = count(used.elsewhere);
            words.push(page.tell("worked-elsewhere", &[("rest", (&rest).into()), ("count", used.elsewhere.into())]));
        }
    }
    words.join(" ")
}

/// Whether the target was reached.
fn reached(page: &Page<'_>, f: &Finding<'_>, _: &Dossier) -> String {
    let Some(target) = f.outcome.target else { return page.tell("target-none", &[]) };
    let goal = goal(page, target, f.outcome);
    let Some(row) = f.row.as_ref().filter(|r| r.estimate.is_some()) else {
        return page.tell("target-cannot-tell", &[]) + " " + &goal;
    };
    if row.unit() == Unit::LogOdds {
        return page.tell("target-odds", &[]);
    }
    let key = match verdict(target, row.conf_low, row.conf_high) {
        Verdict::Reached => "target-yes",
        Verdict::NotReached => "target-no",
        Verdict::CannotTell => "target-cannot-tell",
    };
    page.tell(key, &[]) + " " + &goal
}

/// The target in words, as it was declared.
pub(super) fn goal(page: &Page<'_>, target: f64, outcome: &OutcomeDecl) -> String {
    planned::goal(page.phrase.0, target, outcome)
}

/// How often chance alone would give as much.
fn sure(page: &Page<'_>, f: &Finding<'_>, d: &Dossier) -> String {
    let Some(p) = f.row.as_ref().and_then(|r| r.p_value).filter(|p| !p.is_nan()) else {
        return page.tell("sure-no-p", &[]);
    };
    let (often, equals) = (often(page, p), page.phrase.p_equals(Some(p)));
    if page.dossier.comparison.is_some() && !f.intervention.is_empty() {
        return page.tell("sure-joint-each", &[("often", (&often).into()), ("p", (&equals).into())]);
    }
    let by_lottery = f.row.as_ref().is_some_and(|r| r.variance == "randomization");
    let Some(r) = d.effect.as_ref().and_then(|e| e.randomization.as_ref()).filter(|_| by_lottery) else {
        return page.tell("sure-model", &[("often", (&often).into()), ("p", (&equals).into())]);
    };
    let draws = page.phrase.count(r.draws);
    let slots: [(&str, Slot<'_>); 3] =
        [("often", (&often).into()), ("p", (&equals).into()), ("draws", (&draws).into())];
    page.tell("sure-replays", &slots)
}

/// A p-value as a share of cases.
fn often(page: &Page<'_>, p: f64) -> String {
    if p < 0.001 {
        return page.tell("often-rarely", &[]);
    }
    let share = page.phrase.0.number(100.0 * p, 1);
    page.tell("often-share", &[("share", (&share).into())])
}

/// Whether groups of pupils differ: by the smallest adjusted p of a grouping.
fn whom(page: &Page<'_>) -> String {
    let d = page.dossier;
    let declared = !d.study.analysis.subgroups.is_empty();
    let stories: Vec<&EffectStory> =
        d.each.iter().chain(std::iter::once(d)).filter_map(|one| one.effect.as_ref()).collect();
    let Some(story) = stories.last() else { return page.tell("not-examined", &[]) };
    let differences: Vec<_> =
        story.adjusted.iter().filter(|a| a.family.as_deref() == Some(AdjustedP::DIFFERENCES)).collect();
    if differences.is_empty() {
        let counts = story.warnings.iter().any(|w| w.kind == "CountsOnly");
        return page.tell(if declared && counts { "counts-cannot-tell" } else { "not-examined" }, &[]);
    }
    let mut groupings: Vec<&str> = story.groups.iter().map(|g| g.group.as_str()).collect();
    groupings.dedup();
    let level = d.study.analysis.level;
    let mut claimed: Vec<String> = Vec::new();
    let mut smallest: Option<f64> = None;
    for grouping in groupings {
        let own = |label: &str| label.contains(&format!("[{grouping}="));
        let p = differences.iter().filter(|a| own(&a.outcome)).filter_map(|a| a.p).reduce(f64::min);
        smallest = smallest.into_iter().chain(p).reduce(f64::min);
        if let Some(p) = p.filter(|p| *p <= 1.0 - level + 1e-12) {
            let name = names::covariate(page.phrase.0, grouping);
            claimed.push(format!("{name} ({})", page.phrase.p_equals(Some(p))));
        }
    }
    if claimed.is_empty() {
        let p = page.phrase.p_equals(smallest);
        return page.tell("whom-alike", &[("p", (&p).into())]);
    }
    let named = claimed.join(", ");
    page.tell("whom-differ", &[("groups", (&named).into())])
}

/// The risk with early absence, and what calling would reach.
fn early(page: &Page<'_>) -> String {
    let d = page.dossier;
    let Some(story) = d.absence.as_ref().filter(|s| !s.rows.is_empty()) else {
        let counts = d.effect.iter().flat_map(|e| &e.warnings).any(|w| w.kind == "CountsOnly");
        return page.tell(if counts { "counts-cannot-tell" } else { "not-examined" }, &[]);
    };
    let find = |measure: &str, term: &str| {
        let own = |r: &&crate::trial::AbsenceRow| r.measure == measure && r.method == "crude" && r.term == term;
        story.rows.iter().filter(own).find_map(|r| r.estimate)
    };
    let mut words = Vec::new();
    if let (Some(without), Some(with)) = (find("risk", "exposed=0"), find("risk", "exposed=1")) {
        let a = &d.study.absence;
        let (with, without) = (page.phrase.percent(with), page.phrase.percent(without));
        let slots: [(&str, Slot<'_>); 4] = [
            ("with", (&with).into()),
            ("without", (&without).into()),
            ("days", (a.threshold as u64).into()),
            ("window", (a.window_days as u64).into()),
        ];
        words.push(page.tell("early-risks", &slots));
    }
    // of the calls asked about the middle number
    words.extend(story.sentences.get(story.calls.saturating_sub(1) / 2).filter(|_| story.calls > 0).cloned());
    words.push(page.tell("early-symptom", &[]));
    words.join(" ")
}
