//! The checklists: CONSORT 2025, its extension for stepped-wedge trials of 2018, and TRIPOD+AI; each item with where the
//! report answers it, or what to write.

use super::checklist::Where::{Changes, Key, Limits, Nowhere, OutcomeChanges, Power, Section, Short};
use super::checklist::{Item, table};
use super::html::Html;
use super::page::Page;
use super::tripod_section;
use crate::report::papers::{own_html, planned};
use crate::trial::study::Registration;
use crate::words::word;

const CONSORT: [Item; 42] = [
    ("1a", "consort-1a", Nowhere),
    ("1b", "consort-1b", Short),
    ("2", "consort-2", Key("registry")),
    ("3", "consort-3", Section("reproduce")),
    ("4", "consort-4", Key("data_sharing")),
    ("5a", "consort-5a", Key("funding")),
    ("5b", "consort-5b", Key("roles")),
    ("6", "consort-6", Key("about")),
    ("7", "consort-7", Section("question")),
    ("8", "consort-8", Key("involvement")),
    ("9", "consort-9", Section("rollout")),
    ("10", "consort-10", Changes),
    ("11", "consort-11", Section("data")),
    ("12a", "consort-12a", Section("data")),
    ("12b", "consort-12b", Section("lottery")),
    ("13", "consort-13", Key("intervention")),
    ("14", "consort-14", Section("question")),
    ("15", "consort-15", Nowhere),
    ("16a", "consort-16a", Power),
    ("16b", "consort-16b", Nowhere),
    ("17a", "consort-17a", Section("lottery")),
    ("17b", "consort-17b", Section("lottery")),
    ("18", "consort-18", Section("lottery")),
    ("19", "consort-19", Section("lottery")),
    ("20a", "consort-20a", Nowhere),
    ("20b", "consort-20b", Nowhere),
    ("21a", "consort-21a", Section("methods")),
    ("21b", "consort-21b", Section("effect")),
    ("21c", "consort-21c", Section("missing")),
    ("21d", "consort-21d", Section("sensitivity")),
    ("22a", "consort-22a", Section("flow")),
    ("22b", "consort-22b", Section("data")),
    ("23a", "consort-23a", Section("rollout")),
    ("23b", "consort-23b", Nowhere),
    ("24a", "consort-24a", Section("delivery")),
    ("24b", "consort-24b", Nowhere),
    ("25", "consort-25", Section("pupils")),
    ("26", "consort-26", Section("effect")),
    ("27", "consort-27", Nowhere),
    ("28", "consort-28", Section("all-estimates")),
    ("29", "consort-29", Short),
    ("30", "consort-30", Limits),
];

const STEPPED_WEDGE: [Item; 40] = [
    ("1a", "sw-1a", Nowhere),
    ("1b", "sw-1b", Short),
    ("2a", "sw-2a", Key("about")),
    ("2b", "sw-2b", Section("question")),
    ("3a", "sw-3a", Section("rollout")),
    ("3b", "sw-3b", Changes),
    ("4a", "sw-4a", Section("data")),
    ("4b", "sw-4b", Section("data")),
    ("5", "sw-5", Key("intervention")),
    ("6a", "sw-6a", Section("question")),
    ("6b", "sw-6b", OutcomeChanges),
    ("7a", "sw-7a", Power),
    ("7b", "sw-7b", Nowhere),
    ("8a", "sw-8a", Section("lottery")),
    ("8b", "sw-8b", Section("lottery")),
    ("9", "sw-9", Section("lottery")),
    ("10a", "sw-10a", Section("lottery")),
    ("10b", "sw-10b", Section("data")),
    ("10c", "sw-10c", Section("data")),
    ("11a", "sw-11a", Nowhere),
    ("11b", "sw-11b", Nowhere),
    ("12a", "sw-12a", Section("methods")),
    ("12b", "sw-12b", Section("methods")),
    ("13a", "sw-13a", Section("flow")),
    ("13b", "sw-13b", Section("data")),
    ("14a", "sw-14a", Section("rollout")),
    ("14b", "sw-14b", Nowhere),
    ("15", "sw-15", Section("balance")),
    ("16", "sw-16", Section("flow")),
    ("17a", "sw-17a", Section("effect")),
    ("17b", "sw-17b", Section("effect")),
    ("18", "sw-18", Section("all-estimates")),
    ("19", "sw-19", Nowhere),
    ("20", "sw-20", Limits),
    ("21", "sw-21", Nowhere),
    ("22", "sw-22", Short),
    ("23", "sw-23", Key("registry")),
    ("24", "sw-24", Section("reproduce")),
    ("25", "sw-25", Key("funding")),
    ("26", "sw-26", Key("ethics")),
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let language = page.dossier.language;
    for (id, title, note, items) in [
        ("consort-2025", "consort-title", "consort-note", &CONSORT[..]),
        ("consort-sw-2018", "sw-title", "sw-note", &STEPPED_WEDGE[..]),
    ] {
        h.part(id, &word(language, title), |h| {
            h.p(&word(language, note));
            table(page, h, &word(language, title), items);
        });
    }
    tripod_section::write(page, h);
    own_texts(page, h);
}

/// What only people know, as they wrote it.
fn own_texts(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    if d.study.registration.iter().next().is_none() {
        return;
    }
    h.part("registration", &word(d.language, "check-own-title"), |h| {
        for key in Registration::KEYS {
            let Some(text) = d.study.registration.get(key) else { continue };
            h.words("h4", "", &word(d.language, planned::heading_of(key)));
            h.made(&format!("<div data-own data-name=\"registration.{key}\">\n{}</div>\n", own_html(text)));
        }
    });
}
