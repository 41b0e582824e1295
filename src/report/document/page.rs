//! What every section of the document is made from, and what a section is.

use super::html::Html;
use super::phrase::Phrase;
use crate::diagnostics::{Doubt, Told};
use crate::report::Dossier;
use crate::trial::EstimateRow;
use crate::words::{self, Slot};

/// What every section needs.
pub(super) struct Page<'a> {
    pub dossier: &'a Dossier,
    pub phrase: Phrase,
    /// Id of every section of the document with the key of its heading.
    pub headings: &'a [(&'static str, &'static str)],
}

impl<'a> Page<'a> {
    /// The page of one of several interventions.
    pub fn of(&self, one: &'a Dossier) -> Page<'a> {
        Page { dossier: one, phrase: self.phrase, headings: self.headings }
    }

    /// The heading of a section in the document's language; nothing where the document has none.
    pub fn heading(&self, id: &str) -> String {
        self.headings.iter().find(|(of, _)| *of == id).map_or_else(String::new, |(_, key)| self.tell(key, &[]))
    }

    /// The dossiers that hold a lottery each: the one of the plain form, or those of several interventions.
    pub fn parts(&self) -> Vec<&'a Dossier> {
        if self.dossier.each.is_empty() { vec![self.dossier] } else { self.dossier.each.iter().collect() }
    }

    /// A message of the words, its variables filled.
    pub fn tell(&self, key: &str, slots: &[(&str, Slot<'_>)]) -> String {
        words::say(self.phrase.0, key, slots)
    }

    /// A doubt in the reader's language, with its numbers.
    pub fn doubt(&self, told: &Told) -> String {
        let key = Doubt::key_of(&told.kind);
        if !words::has(self.phrase.0, &key) {
            return told.kind.clone();
        }
        let values: Vec<(String, String)> = told.values.iter().map(|(k, v)| (k.clone(), self.value(v))).collect();
        let slots: Vec<(&str, Slot<'_>)> = values.iter().map(|(k, v)| (k.as_str(), v.into())).collect();
        words::say(self.phrase.0, &key, &slots)
    }

    /// A number or name of a doubt in the language's form.
    fn value(&self, value: &serde_json::Value) -> String {
        match value {
            serde_json::Value::Number(n) => match (n.as_u64(), n.as_f64()) {
                (Some(n), _) => self.phrase.count(n),
                (_, Some(x)) => self.phrase.short(x),
                _ => n.to_string(),
            },
            serde_json::Value::String(s) => s.clone(),
            other => other.to_string(),
        }
    }

    pub fn say<'b>(&self, danish: &'b str, english: &'b str) -> &'b str {
        self.phrase.say(danish, english)
    }

    /// The row of the primary analysis.
    pub fn primary(&self) -> Option<&'a EstimateRow> {
        let effect = self.dossier.effect.as_ref()?;
        let (plan, outcome) = (&self.dossier.study.analysis, self.dossier.study.primary());
        let same = |r: &&EstimateRow| {
            let name = self.dossier.study.intervention().name.as_str();
            let shown = name.is_empty() || r.term.rsplit_once(':').is_some_and(|(_, of)| of == name);
            r.outcome == outcome.name && r.estimator == plan.estimator && r.estimand == plan.estimand && shown
        };
        let rows: Vec<&EstimateRow> = effect.rows.iter().filter(same).collect();
        rows.iter()
            .find(|r| r.variance == plan.variance)
            .or_else(|| rows.iter().find(|r| r.estimate.is_some()))
            .copied()
    }

    /// Whether a figure is there, of the whole or of one of several interventions.
    pub fn has_figure(&self, name: &str) -> bool {
        std::iter::once(self.dossier).chain(&self.dossier.each).any(|d| d.figures.contains_key(name))
    }

    /// A figure with its caption; `false` when the dossier has no such figure.
    pub fn figure(&self, h: &mut Html, name: &str) -> bool {
        let Some(picture) = self.dossier.figures.get(name) else { return false };
        h.tagged("figure", &[("data-figure", name)], |h| {
            h.element("div", "wide", |h| h.made(&picture.wide));
            h.element("div", "narrow", |h| h.made(&picture.narrow));
            if !picture.caption.is_empty() {
                h.words("figcaption", "", &picture.caption);
            }
        });
        true
    }

    /// Whether the study has several interventions, each with a story of its own.
    pub fn several(&self) -> bool {
        !self.dossier.each.is_empty()
    }

    /// Writes what there is to say of the intervention, or of each of several under its name.
    pub fn each(&self, h: &mut Html, inside: impl Fn(&Page<'_>, &mut Html)) {
        if !self.several() {
            return inside(self, h);
        }
        for one in &self.dossier.each {
            h.tagged("h3", &[("class", "of"), ("data-own", "")], |h| h.text(&one.study.intervention().name));
            inside(&self.of(one), h);
        }
    }

    /// Terms and descriptions.
    pub fn facts(&self, h: &mut Html, facts: &[(String, String)]) {
        h.element("dl", "facts", |h| {
            for (name, value) in facts {
                h.words("dt", "", name);
                let hex = value.len() >= 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
                h.words("dd", if hex { "hex" } else { "" }, value);
            }
        });
    }

    /// Whether there is such a table for papers.
    pub fn has_paper(&self, name: &str) -> bool {
        self.dossier.table(name).is_some()
    }

    /// A table for papers, with its notes.
    pub fn paper(&self, h: &mut Html, name: &str) {
        if let Some(table) = self.dossier.table(name) {
            h.made(&table.html(&self.tell("table-word", &[])));
        }
    }

    /// How far the study has come.
    pub fn state(&self) -> &'static str {
        let d = self.dossier;
        let drawn = self.parts().iter().any(|one| !one.wave_lots.is_empty());
        let data = !d.flow.is_empty() || !d.registers.is_empty();
        match (d.effect.is_some(), data, drawn, d.lottery.is_some()) {
            (true, ..) => "results",
            (_, true, ..) => "data",
            (_, _, true, _) => "drawn",
            (.., true) => "locked",
            _ => "plan",
        }
    }
}

/// A section: its id, the key of its heading, whether it has something to say, and what it says.
pub(super) struct Section {
    pub id: &'static str,
    pub heading: &'static str,
    pub there: fn(&Page<'_>) -> bool,
    pub write: fn(&Page<'_>, &mut Html),
}
