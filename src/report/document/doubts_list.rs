//! Named doubts in the reader's language, one entry a kind, each with its numbers.

use super::html::Html;
use super::page::Page;
use crate::diagnostics::Told;

/// Sentences of one kind of doubt that are shown; the rest are counted.
const SHOWN: usize = 5;

pub(super) fn doubts(page: &Page<'_>, h: &mut Html, told: &[Told]) {
    if told.is_empty() {
        return;
    }
    let mut kinds: Vec<&str> = Vec::new();
    for w in told {
        if !kinds.contains(&w.kind.as_str()) {
            kinds.push(&w.kind);
        }
    }
    h.words("h3", "", &page.tell("doubts-heading", &[]));
    h.tagged("ul", &[("class", "doubts")], |h| {
        for kind in kinds {
            let mut sentences: Vec<String> = Vec::new();
            for one in told.iter().filter(|w| w.kind == kind) {
                let says = page.doubt(one);
                if !sentences.contains(&says) {
                    sentences.push(says);
                }
            }
            h.tagged("li", &[("data-doubt", kind)], |h| {
                let rest = sentences.len().saturating_sub(SHOWN);
                h.prose(&sentences[..sentences.len().min(SHOWN)].join(" "));
                if rest > 0 {
                    h.text(" ");
                    h.text(&page.tell("doubts-more", &[("count", rest.into())]));
                }
            });
        }
    });
}
