//! The TRIPOD+AI checklist for prediction models: each of its 52 items, where the report answers it, or that it does not.

use super::checklist::Where::{Key, Not, Nowhere, Scorecard, Section, Sections, Short, Told};
use super::checklist::{Item, table};
use super::html::Html;
use super::page::Page;
use crate::words::word;

/// The items in order.
const ITEMS: [Item; 52] = [
    ("1", "tripod-1", Nowhere),
    ("2", "tripod-2", Short),
    ("3a", "tripod-3a", Key("about")),
    ("3b", "tripod-3b", Nowhere),
    ("3c", "tripod-3c", Nowhere),
    ("4", "tripod-4", Told("tripod-4-told")),
    ("5a", "tripod-5a", Section("data")),
    ("5b", "tripod-5b", Sections(&["rollout", "data"])),
    ("6a", "tripod-6a", Section("data")),
    ("6b", "tripod-6b", Section("absence")),
    ("6c", "tripod-6c", Key("intervention")),
    ("7", "tripod-7", Section("data")),
    ("8a", "tripod-8a", Section("absence")),
    ("8b", "tripod-8b", Not("tripod-8b-not")),
    ("8c", "tripod-8c", Not("tripod-8c-not")),
    ("9a", "tripod-9a", Nowhere),
    ("9b", "tripod-9b", Section("absence")),
    ("9c", "tripod-9c", Not("tripod-9c-not")),
    ("10", "tripod-10", Nowhere),
    ("11", "tripod-11", Section("data")),
    ("12a", "tripod-12a", Section("schools")),
    ("12b", "tripod-12b", Section("scorecard")),
    ("12c", "tripod-12c", Section("methods")),
    ("12d", "tripod-12d", Section("schools")),
    ("12e", "tripod-12e", Sections(&["absence-more", "decision", "methods"])),
    ("12f", "tripod-12f", Scorecard),
    ("12g", "tripod-12g", Section("scorecard")),
    ("13", "tripod-13", Not("tripod-13-not")),
    ("14", "tripod-14", Section("groups")),
    ("15", "tripod-15", Sections(&["scorecard", "decision"])),
    ("16", "tripod-16", Scorecard),
    ("17", "tripod-17", Key("ethics")),
    ("18a", "tripod-18a", Key("funding")),
    ("18b", "tripod-18b", Key("roles")),
    ("18c", "tripod-18c", Section("reproduce")),
    ("18d", "tripod-18d", Key("registry")),
    ("18e", "tripod-18e", Key("data_sharing")),
    ("18f", "tripod-18f", Section("reproduce")),
    ("19", "tripod-19", Key("involvement")),
    ("20a", "tripod-20a", Sections(&["data", "absence-more"])),
    ("20b", "tripod-20b", Sections(&["pupils", "absence"])),
    ("20c", "tripod-20c", Scorecard),
    ("21", "tripod-21", Sections(&["absence", "absence-more"])),
    ("22", "tripod-22", Section("scorecard")),
    ("23a", "tripod-23a", Sections(&["absence-more", "decision", "groups"])),
    ("23b", "tripod-23b", Section("schools")),
    ("24", "tripod-24", Scorecard),
    ("25", "tripod-25", Nowhere),
    ("26", "tripod-26", Section("absence")),
    ("27a", "tripod-27a", Nowhere),
    ("27b", "tripod-27b", Nowhere),
    ("27c", "tripod-27c", Nowhere),
];

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    if page.dossier.absence.is_none() {
        return;
    }
    let language = page.dossier.language;
    h.part("tripod-ai", &word(language, "tripod-title"), |h| {
        h.p(&word(language, "tripod-note"));
        table(page, h, "TRIPOD+AI", &ITEMS);
    });
}
