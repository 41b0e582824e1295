//! The report: one self-contained HTML page in Danish or English, made from a [`Dossier`] of plain values: a page that
//! answers, three pages of results, an appendix with everything else.

mod absence_rows;
mod absence_section;
mod absence_words;
mod answers;
mod appendix;
mod audit_section;
mod changes_section;
mod checklist;
mod checklist_section;
mod comparison_section;
mod data_section;
pub(crate) mod data_words;
mod doubts_list;
mod effect_section;
mod estimates_section;
mod finding;
mod found;
pub(crate) mod html;
mod labels;
mod lottery_section;
mod methods_section;
mod missing_section;
mod page;
pub(crate) mod phrase;
mod power_section;
mod question_section;
mod references;
mod results;
mod rollout_section;
mod sheet;
mod short;
mod tested_section;
mod tripod_section;
mod trust;
mod verdict;
mod warning_section;

use super::Dossier;
pub use sheet::Face;
pub use verdict::{Verdict, verdict};

use html::Html;
use page::{Page, Section};
use phrase::Phrase;

/// The document. `faces` are embedded, so that the page reads the same everywhere and fetches nothing.
pub fn document(dossier: &Dossier, faces: &[Face<'_>]) -> String {
    let bare = Page { dossier, phrase: Phrase(dossier.language), headings: &[] };
    let headings: Vec<_> = sections(&bare).map(|s| (s.id, s.heading)).collect();
    let page = Page { headings: &headings, ..bare };
    let mut h = Html::default();
    sheet::head(&page, &mut h, faces);
    let rehearsal = if dossier.rehearsal { " data-rehearsal" } else { "" };
    h.made(&format!("<body{rehearsal} data-state=\"{}\">\n", page.state()));
    if dossier.rehearsal {
        h.tagged("div", &[("aria-hidden", "true"), ("class", "stamp")], |h| h.text(&page.tell("stamp", &[])));
    }
    h.made("<a class=\"skip\" href=\"#short\">");
    h.text(&page.tell("skip", &[]));
    h.made("</a>\n<div class=\"page\">\n");
    h.element("main", "", |h| {
        if page.state() == "results" {
            short::write(&page, h);
        } else {
            short::ahead(&page, h);
        }
        // behind the answer: on a narrow screen the finding is the first thing to be seen
        contents(&page, h);
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

/// The sections that have something to say, those of the appendix behind.
fn sections(page: &Page<'_>) -> impl Iterator<Item = &'static Section> {
    results::SECTIONS.iter().chain(&appendix::SECTIONS).filter(|s| (s.there)(page))
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
