//! The TRIPOD+AI checklist for prediction models: each of its 52 items, where the report answers it, or that it does not.

use super::html::Html;
use super::{Page, heading};
use crate::trial::study::Registration;
use crate::words::{Slot, say, word};

/// Where an item is answered.
#[derive(Clone, Copy)]
enum Where {
    /// A section of the report, by id.
    Section(&'static str),
    /// A part of the section on early absence, by the key of its heading.
    Part(&'static str),
    /// A text of `[registration]`.
    Key(&'static str),
    /// It does not apply: the key of the reason.
    Not(&'static str),
    /// Only a frozen scorecard that is judged on other pupils answers it.
    Scorecard,
    /// Nothing of the tool's files tells.
    Nowhere,
}
use Where::{Key, Not, Nowhere, Part, Scorecard, Section};

/// The items in order.
const ITEMS: [(&str, &str, Where); 52] = [
    ("1", "tripod-1", Nowhere),
    ("2", "tripod-2", Section("top")),
    ("3a", "tripod-3a", Key("about")),
    ("3b", "tripod-3b", Nowhere),
    ("3c", "tripod-3c", Nowhere),
    ("4", "tripod-4", Section("question")),
    ("5a", "tripod-5a", Section("data")),
    ("5b", "tripod-5b", Section("rollout")),
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
    ("12a", "tripod-12a", Part("report-schools")),
    ("12b", "tripod-12b", Part("report-scorecard")),
    ("12c", "tripod-12c", Section("methods")),
    ("12d", "tripod-12d", Part("report-schools")),
    ("12e", "tripod-12e", Part("report-decision")),
    ("12f", "tripod-12f", Scorecard),
    ("12g", "tripod-12g", Part("report-scorecard")),
    ("13", "tripod-13", Not("tripod-13-not")),
    ("14", "tripod-14", Part("report-groups")),
    ("15", "tripod-15", Part("report-scorecard")),
    ("16", "tripod-16", Scorecard),
    ("17", "tripod-17", Key("ethics")),
    ("18a", "tripod-18a", Key("funding")),
    ("18b", "tripod-18b", Key("roles")),
    ("18c", "tripod-18c", Section("reproduce")),
    ("18d", "tripod-18d", Key("registry")),
    ("18e", "tripod-18e", Key("data_sharing")),
    ("18f", "tripod-18f", Section("reproduce")),
    ("19", "tripod-19", Key("involvement")),
    ("20a", "tripod-20a", Section("data")),
    ("20b", "tripod-20b", Section("absence")),
    ("20c", "tripod-20c", Scorecard),
    ("21", "tripod-21", Part("report-schools")),
    ("22", "tripod-22", Part("report-scorecard")),
    ("23a", "tripod-23a", Part("report-decision")),
    ("23b", "tripod-23b", Part("report-schools")),
    ("24", "tripod-24", Scorecard),
    ("25", "tripod-25", Nowhere),
    ("26", "tripod-26", Section("absence")),
    ("27a", "tripod-27a", Section("data")),
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
        let rows: Vec<Vec<String>> = ITEMS
            .iter()
            .map(|(item, key, place)| vec![item.to_string(), word(language, key), answered(page, *place)])
            .collect();
        let head = [
            (page.say("Punkt", "Item"), false),
            (page.say("Indhold", "Content"), false),
            (page.say("Hvor", "Where"), false),
        ];
        h.table("TRIPOD+AI", &head, &rows);
        let told: Vec<String> = Registration::KEYS
            .iter()
            .filter_map(|key| Some(format!("`registration.{key}`: {}", page.dossier.study.registration.get(key)?)))
            .collect();
        for text in told {
            h.p(&text);
        }
    });
}

/// Whether the report has the part under this heading.
fn has_part(page: &Page<'_>, key: &str) -> bool {
    let Some(story) = page.dossier.absence.as_ref() else { return false };
    match key {
        "report-decision" => page.has_figure("decision-curve"),
        "report-schools" => page.has_figure("schools"),
        "report-scorecard" => !story.scorecard.is_empty(),
        _ => story.rows.iter().any(|r| r.term.starts_with("observed-expected,") && r.estimate.is_some()),
    }
}

fn answered(page: &Page<'_>, place: Where) -> String {
    let language = page.dossier.language;
    let judged = || page.dossier.absence.iter().any(|a| a.rows.iter().any(|r| r.method == "scorecard"));
    match place {
        Section("top") => page.say("første side", "first page").to_string(),
        Section(id) => heading(page, id),
        Part(key) if has_part(page, key) => format!("{}: {}", heading(page, "absence"), word(language, key)),
        Key(key) => match page.dossier.study.registration.get(key) {
            Some(_) => say(language, "tripod-key-below", &[("key", Slot::Text(key))]),
            None => say(language, "tripod-key-missing", &[("key", Slot::Text(key))]),
        },
        Not(why) => word(language, why),
        Scorecard if judged() => format!("{}: {}", heading(page, "absence"), word(language, "report-scorecard")),
        Scorecard => word(language, "tripod-needs-scorecard"),
        Part(_) | Nowhere => page.say("ikke rapporteret", "not reported").to_string(),
    }
}
