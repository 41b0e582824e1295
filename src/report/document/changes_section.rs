//! What is otherwise than locked: amendments in order, data delivered anew, what nobody explained.

use super::data_words;
use super::html::{Html, Marks};
use super::page::Page;
use crate::folder::changes::Row;
use crate::report::papers::changes;
use crate::trial::facts::DeliveredRegister;

/// The section: what the registers were, why each thing changed, and whether somebody had looked at an effect by then.
pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if let Some(date) = &d.coded {
        h.p(&coded(page, &page.phrase.0.date(date)));
    }
    if let Some(words) = deliveries(page) {
        h.p(&words);
    }
    if d.changes.is_empty() {
        h.p(page.say(
            "Ingen. Studiets protokol i dag svarer på alle bindende punkter til den låste plan.",
            "None. The study's protocol of today agrees with the locked plan in everything that binds.",
        ));
        return;
    }
    let rows: Vec<(Marks, Vec<String>)> = d.changes.iter().map(|r| (marks(r), cells(page, r))).collect();
    h.marked_table(
        page.say("Hvad der er ændret siden låsen", "What has changed since the lock"),
        &[
            (page.say("Dag", "Day"), false),
            (page.say("Hvad", "What"), false),
            (page.say("Punkt", "Key"), false),
            (page.say("Låst", "Locked"), false),
            (page.say("Nu", "Now"), false),
            (page.say("Hvorfor", "Why"), false),
            (page.say("Resultater set", "Results seen"), false),
            (page.say("Fil", "File"), false),
        ],
        &rows,
    );
}

/// The registers as they were delivered, in one line.
fn deliveries(page: &Page<'_>) -> Option<String> {
    let story = page.dossier.effect.as_ref().filter(|e| !e.deliveries.is_empty())?;
    let one = |d: &DeliveredRegister| {
        let name = data_words::named(page, &d.register);
        let count = d.rows.unwrap_or(0);
        let rows = d.rows.map_or_else(|| page.tell("few", &[]), |n| page.phrase.count(n));
        let Some(extracted) = &d.extracted else {
            let slots = [("register", (&name).into()), ("rows", (&rows).into()), ("count", count.into())];
            return page.tell("delivery-rows", &slots);
        };
        let day = page.phrase.0.date(extracted);
        let slots =
            [("register", (&name).into()), ("rows", (&rows).into()), ("count", count.into()), ("day", (&day).into())];
        page.tell("delivery-extracted", &slots)
    };
    let list: Vec<String> = story.deliveries.iter().map(one).collect();
    let list = list.join("; ");
    Some(page.tell("deliveries-line", &[("list", (&list).into())]))
}

/// That the codes came before anybody looked.
fn coded(page: &Page<'_>, date: &str) -> String {
    page.say(
        "Koderne i registrene blev låst den {date}, før nogen virkning var beregnet (så vidt filerne viser).",
        "The registers' codes were locked on {date}, before any effect was computed (as far as the files show).",
    )
    .replace("{date}", date)
}

fn marks(r: &Row) -> Marks {
    vec![("kind", r.kind.to_string()), ("key", r.key.clone()), ("results", r.results.to_string())]
}

fn cells(page: &Page<'_>, r: &Row) -> Vec<String> {
    let t = changes::told(page.phrase.0, r);
    vec![t.day, t.kind, t.key, t.from, t.to, t.reason, t.seen, r.file.clone()]
}
