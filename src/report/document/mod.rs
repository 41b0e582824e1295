//! The report: one self-contained HTML page in Danish or English, made from a [`Dossier`] of plain values.

mod absence_section;
mod audit_section;
mod changes_section;
mod checklist_section;
mod comparison_section;
mod data_section;
mod data_words;
mod effect_section;
mod estimates_section;
mod front;
mod front_several;
pub(crate) mod html;
mod lottery_section;
mod methods_section;
pub(crate) mod phrase;
mod question_section;
mod references;
mod tripod_section;
mod verdict;
mod warning_section;

use super::Dossier;
pub use verdict::{Verdict, verdict};

use crate::trial::EstimateRow;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use html::Html;
use phrase::Phrase;

/// A face of the document's letters: CSS weight and the bytes of a TrueType font.
pub type Face<'a> = (u32, &'a [u8]);

/// What every section needs.
struct Page<'a> {
    dossier: &'a Dossier,
    phrase: Phrase,
}

impl<'a> Page<'a> {
    fn say<'b>(&self, danish: &'b str, english: &'b str) -> &'b str {
        self.phrase.say(danish, english)
    }

    /// The row of the primary analysis.
    fn primary(&self) -> Option<&'a EstimateRow> {
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
    fn has_figure(&self, name: &str) -> bool {
        std::iter::once(self.dossier).chain(&self.dossier.each).any(|d| d.figures.contains_key(name))
    }

    /// A figure with its caption; `false` when the dossier has no such figure.
    fn figure(&self, h: &mut Html, name: &str) -> bool {
        let Some(picture) = self.dossier.figures.get(name) else { return false };
        h.element("figure", "", |h| {
            h.element("div", "wide", |h| h.made(&picture.wide));
            h.element("div", "narrow", |h| h.made(&picture.narrow));
            if !picture.caption.is_empty() {
                h.words("figcaption", "", &picture.caption);
            }
        });
        true
    }

    /// Whether the study has several interventions, each with a story of its own.
    fn several(&self) -> bool {
        !self.dossier.each.is_empty()
    }

    /// Writes what there is to say of the intervention, or of each of several under its name.
    fn each(&self, h: &mut Html, inside: impl Fn(&Page<'_>, &mut Html)) {
        if !self.several() {
            return inside(self, h);
        }
        for one in &self.dossier.each {
            h.words("h3", "of", &one.study.intervention().name);
            inside(&Page { dossier: one, phrase: self.phrase }, h);
        }
    }

    /// Terms and descriptions.
    fn facts(&self, h: &mut Html, facts: &[(String, String)]) {
        h.element("dl", "facts", |h| {
            for (name, value) in facts {
                h.words("dt", "", name);
                let hex = value.len() >= 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
                h.words("dd", if hex { "hex" } else { "" }, value);
            }
        });
    }
}

/// The document. `faces` are embedded, so that the page reads the same everywhere and fetches nothing.
pub fn document(dossier: &Dossier, faces: &[Face<'_>]) -> String {
    let page = Page { dossier, phrase: Phrase(dossier.language) };
    let mut h = Html::default();
    let language = page.say("da", "en");
    h.made(&format!("<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n"));
    h.made("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    // nothing is fetched and nothing is run, whatever a title or a register may hold
    h.made(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         font-src data:; img-src data:\">\n",
    );
    h.words("title", "", &dossier.study.title);
    h.made("<style>\n");
    for (weight, bytes) in faces {
        h.made(&format!(
            "@font-face{{font-family:'Open Sans';font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}\n",
            STANDARD.encode(bytes)
        ));
    }
    h.made(include_str!("style.css"));
    if dossier.rehearsal {
        h.made(STAMP);
    }
    h.made(if dossier.rehearsal {
        "</style>\n</head>\n<body data-rehearsal>\n"
    } else {
        "</style>\n</head>\n<body>\n"
    });
    if dossier.rehearsal {
        h.words("div", "stamp", page.say("ØVELSE", "REHEARSAL"));
    }
    h.made("<a class=\"skip\" href=\"#question\">");
    h.text(page.say("Gå til indholdet", "Skip to the contents"));
    h.made("</a>\n");
    front::write(&page, &mut h);
    contents(&page, &mut h);
    h.element("main", "", |h| {
        question_section::write(&page, h);
        lottery_section::write(&page, h);
        comparison_section::write(&page, h);
        effect_section::write(&page, h);
        estimates_section::write(&page, h);
        absence_section::write(&page, h);
        data_section::write(&page, h);
        methods_section::write(&page, h);
        checklist_section::write(&page, h);
        audit_section::write(&page, h);
    });
    h.element("footer", "", |h| h.text(&dossier.tool));
    h.made("</body>\n</html>\n");
    h.finish()
}

/// The mark of a rehearsal: what is fixed stands on every printed page.
const STAMP: &str = ".stamp{position:fixed;top:45%;left:0;right:0;text-align:center;font-size:72pt;font-weight:700;\
color:#b3261e;opacity:.16;transform:rotate(-24deg);pointer-events:none;z-index:9;letter-spacing:.1em}\n";

/// The sections in order: id, Danish heading, English heading.
const SECTIONS: [(&str, &str, &str); 14] = [
    ("question", "Spørgsmål og mål", "Question and target"),
    ("lottery", "Lodtrækningen", "The lottery"),
    ("rollout", "Hvem begyndte hvornår", "Who started when"),
    ("flow", "Elever pr. trin og periode", "Pupils by wave and term"),
    ("comparison", "Indsatserne sammenlignet", "The interventions compared"),
    ("effect", "Virkningen", "The effect"),
    ("exposure", "Virkningen over tid", "The effect over time"),
    ("estimates", "Alle beregninger side om side", "Every estimate side by side"),
    ("absence", "Fravær i den første tid", "Early absence"),
    ("data", "Data og afstemning", "Data and reconciliation"),
    ("deviations", "Afvigelser fra planen", "Deviations from the plan"),
    ("methods", "Metoder og litteratur", "Methods and references"),
    ("checklist", "Tjekliste for trinvise forsøg", "Checklist for stepped trials"),
    ("reproduce", "Sådan gentages det hele", "How to reproduce everything"),
];

/// The sections of this document: only several interventions are compared.
fn sections<'a>(page: &Page<'a>) -> impl Iterator<Item = (usize, &'static (&'static str, &'static str, &'static str))> {
    let several = page.several();
    SECTIONS.iter().filter(move |s| several || s.0 != "comparison").enumerate().map(|(i, s)| (i + 1, s))
}

/// The heading of a section in the document's language, with its number.
fn heading(page: &Page<'_>, id: &str) -> String {
    let found = sections(page).find(|(_, s)| s.0 == id);
    found.map_or_else(String::new, |(i, s)| format!("{i}. {}", page.say(s.1, s.2)))
}

/// The number of a section.
fn number(page: &Page<'_>, id: &str) -> usize {
    sections(page).find(|(_, s)| s.0 == id).map_or(0, |(i, _)| i)
}

fn contents(page: &Page<'_>, h: &mut Html) {
    h.element("nav", "toc", |h| {
        h.words("h3", "", page.say("Indhold", "Contents"));
        h.element("ol", "", |h| {
            for (_, (id, danish, english)) in sections(page) {
                h.element("li", "", |h| h.link(&format!("#{id}"), page.say(danish, english)));
            }
        });
    });
}
