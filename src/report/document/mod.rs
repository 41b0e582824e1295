//! The report: one self-contained HTML page in Danish or English, made from a [`Dossier`] of plain values: a page that
//! answers, three pages of results, an appendix with everything else.

mod absence_section;
mod answers;
mod appendix;
mod audit_section;
mod changes_section;
mod checklist_section;
mod comparison_section;
mod data_section;
pub(crate) mod data_words;
mod doubts_list;
mod effect_section;
mod estimates_section;
mod finding;
pub(crate) mod html;
mod labels;
mod lottery_section;
mod methods_section;
pub(crate) mod phrase;
mod question_section;
mod references;
mod results;
mod rollout_section;
mod sheet;
mod short;
mod tripod_section;
mod trust;
mod verdict;
mod warning_section;

use super::Dossier;
pub use verdict::{Verdict, verdict};

use crate::trial::EstimateRow;
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
    fn several(&self) -> bool {
        !self.dossier.each.is_empty()
    }

    /// Writes what there is to say of the intervention, or of each of several under its name.
    fn each(&self, h: &mut Html, inside: impl Fn(&Page<'_>, &mut Html)) {
        if !self.several() {
            return inside(self, h);
        }
        for one in &self.dossier.each {
            h.tagged("h3", &[("class", "of"), ("data-own", "")], |h| h.text(&one.study.intervention().name));
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

    /// Whether there is such a table for papers.
    fn has_paper(&self, name: &str) -> bool {
        self.dossier.table(name).is_some()
    }

    /// A table for papers, with its notes.
    fn paper(&self, h: &mut Html, name: &str) {
        if let Some(table) = self.dossier.table(name) {
            h.made(&table.html(&self.tell("table-word", &[])));
        }
    }

    /// How far the study has come.
    fn state(&self) -> &'static str {
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

/// The document. `faces` are embedded, so that the page reads the same everywhere and fetches nothing.
pub fn document(dossier: &Dossier, faces: &[Face<'_>]) -> String {
    let page = Page { dossier, phrase: Phrase(dossier.language) };
    let mut h = Html::default();
    sheet::head(&page, &mut h, faces);
    let rehearsal = if dossier.rehearsal { " data-rehearsal" } else { "" };
    h.made(&format!("<body data-state=\"{}\"{rehearsal}>\n", page.state()));
    if dossier.rehearsal {
        h.tagged("div", &[("class", "stamp"), ("aria-hidden", "true")], |h| h.text(&page.tell("stamp", &[])));
    }
    h.made("<a class=\"skip\" href=\"#short\">");
    h.text(&page.tell("skip", &[]));
    h.made("</a>\n<div class=\"page\">\n");
    contents(&page, &mut h);
    h.element("main", "", |h| {
        if page.state() == "results" {
            short::write(&page, h);
        } else {
            short::ahead(&page, h);
        }
        h.made("<div id=\"results\">\n");
        results::write(&page, h);
        h.made("</div>\n<div id=\"appendix\">\n");
        appendix::write(&page, h);
        h.made("</div>\n");
    });
    h.made("</div>\n");
    h.element("footer", "", |h| h.text(&dossier.tool));
    h.made("</body>\n</html>\n");
    h.finish()
}

/// A section: its id, the key of its heading, whether it has something to say, and what it says.
struct Section {
    id: &'static str,
    heading: &'static str,
    there: fn(&Page<'_>) -> bool,
    write: fn(&Page<'_>, &mut Html),
}

/// The sections that have something to say, those of the appendix behind.
fn sections(page: &Page<'_>) -> Vec<&'static Section> {
    results::SECTIONS.iter().chain(&appendix::SECTIONS).filter(|s| (s.there)(page)).collect()
}

/// The heading of a section in the document's language; nothing where the document has none.
fn heading(page: &Page<'_>, id: &str) -> String {
    sections(page).into_iter().find(|s| s.id == id).map_or_else(String::new, |s| page.tell(s.heading, &[]))
}

fn contents(page: &Page<'_>, h: &mut Html) {
    h.tagged("nav", &[("class", "toc"), ("aria-label", &page.tell("contents", &[]))], |h| {
        h.words("p", "toc-title", &page.tell("contents", &[]));
        let list = |h: &mut Html, of: &'static [Section]| {
            h.element("ol", "", |h| {
                for s in of.iter().filter(|s| (s.there)(page)) {
                    h.element("li", "", |h| h.link(&format!("#{}", s.id), &page.tell(s.heading, &[])));
                }
            });
        };
        h.element("p", "toc-part", |h| h.link("#short", &page.tell("part-short", &[])));
        h.element("p", "toc-part", |h| h.link("#results", &page.tell("part-results", &[])));
        list(h, &results::SECTIONS);
        h.element("p", "toc-part", |h| h.link("#appendix", &page.tell("part-appendix", &[])));
        list(h, &appendix::SECTIONS);
    });
}
