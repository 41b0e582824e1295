//! An item of a checklist, and where the report answers it.

use super::html::Html;
use super::page::Page;
use crate::report::papers::planned;
use crate::words::{Slot, say, word};

/// Where an item is answered.
#[derive(Clone, Copy)]
pub(super) enum Where {
    /// A section of the report, by id.
    Section(&'static str),
    /// Several sections; those that the report has.
    Sections(&'static [&'static str]),
    /// The first page.
    Short,
    /// What the first page says the study does not answer.
    Limits,
    /// A text of `[registration]`.
    Key(&'static str),
    /// The planning values.
    Power,
    /// What is otherwise than locked.
    Changes,
    /// What of it bears on outcomes.
    OutcomeChanges,
    /// It does not apply: the key of the reason.
    Not(&'static str),
    /// The same in every study: the key of the answer.
    Told(&'static str),
    /// Only a frozen scorecard that is judged on other pupils answers it.
    Scorecard,
    /// Nothing of the tool's files tells.
    Nowhere,
}

/// Number, key of the words, place.
pub(super) type Item = (&'static str, &'static str, Where);

use Where::{Changes, Key, Limits, Nowhere, Power, Section, Short};

/// The items of a checklist, each with a link to where it is answered.
pub(super) fn table(page: &Page<'_>, h: &mut Html, caption: &str, items: &[Item]) {
    let language = page.dossier.language;
    h.region(caption, |h| {
        h.element("table", "checklist", |h| {
            h.words("caption", "", caption);
            h.made("<thead><tr>");
            for key in ["check-item", "check-content", "check-where"] {
                h.made("<th scope=\"col\">");
                h.text(&word(language, key));
                h.made("</th>");
            }
            h.made("</tr></thead>\n<tbody>\n");
            for (number, key, place) in items {
                h.made("<tr><td>");
                h.text(number);
                h.made("</td><td>");
                h.text(&word(language, key));
                h.made("</td><td>");
                answer(page, h, *place);
                h.made("</td></tr>\n");
            }
            h.made("</tbody>");
        });
    });
}

/// Where an item is answered, in words with a link.
fn answer(page: &Page<'_>, h: &mut Html, place: Where) {
    let d = page.dossier;
    let language = d.language;
    match place {
        // before results the first page has no answers and no limits
        Short | Limits if page.state() != "results" => h.text(&word(language, "check-not-reported")),
        Short => h.link("#short", &word(language, "check-short")),
        Limits => h.link("#short", &word(language, "check-limits")),
        Section(id) => section(page, h, id),
        Where::Sections(ids) => sections(page, h, ids),
        Key(key) if d.study.registration.get(key).is_some() => {
            h.prose(&say(language, "check-key-below", &[("key", Slot::Text(key))]));
        }
        Key(key) => h.prose(&say(language, "check-key-missing", &[("key", Slot::Text(key))])),
        Power => h.prose(&planned::power(&d.study, language)),
        Changes => changes(page, h, d.changes.len()),
        Where::OutcomeChanges => {
            changes(page, h, d.changes.iter().filter(|r| r.key.starts_with("outcome")).count());
        }
        Where::Not(told) | Where::Told(told) => h.text(&word(language, told)),
        Where::Scorecard if d.absence.iter().any(|a| a.rows.iter().any(|r| r.method == "scorecard")) => {
            section(page, h, "scorecard");
        }
        Where::Scorecard => h.prose(&word(language, "tripod-needs-scorecard")),
        Nowhere => h.text(&word(language, "check-not-reported")),
    }
}

/// So many changes, and where they stand.
fn changes(page: &Page<'_>, h: &mut Html, count: usize) {
    h.text(&say(page.dossier.language, "check-changes", &[("n", Slot::Count(count as u64))]));
    if count > 0 {
        h.text(" ");
        section(page, h, "deviations");
    }
}

/// Links to those of some sections that this page has; said to be missing where it has none.
fn sections(page: &Page<'_>, h: &mut Html, ids: &'static [&'static str]) {
    let there: Vec<&'static str> = ids.iter().copied().filter(|id| !page.heading(id).is_empty()).collect();
    for (i, id) in there.iter().enumerate() {
        if i > 0 {
            h.text("; ");
        }
        section(page, h, id);
    }
    if there.is_empty() {
        h.text(&word(page.dossier.language, "check-not-reported"));
    }
}

/// A link to a section of this page; said to be missing where the page has none.
fn section(page: &Page<'_>, h: &mut Html, id: &'static str) {
    match page.heading(id) {
        words if words.is_empty() => h.text(&word(page.dossier.language, "check-not-reported")),
        words => h.link(&format!("#{id}"), &words),
    }
}
