//! The head of the document: policy, letters, style, and what stands in the margins of printed pages.

use super::html::Html;
use super::page::Page;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A face of the document's letters: CSS weight and the bytes of a TrueType font.
pub type Face<'a> = (u32, &'a [u8]);

/// Everything before the body.
pub(super) fn head(page: &Page<'_>, h: &mut Html, faces: &[Face<'_>]) {
    let language = page.say("da", "en");
    h.made(&format!("<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n"));
    h.made("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    h.made("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // nothing is fetched and nothing is run, whatever a title or a register may hold
    h.made(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         font-src data:; img-src data:\">\n",
    );
    h.words("title", "", &page.dossier.study.title);
    h.made("<style>\n");
    for (weight, bytes) in faces {
        h.made(&format!(
            "@font-face{{font-family:'Open Sans';font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}\n",
            STANDARD.encode(bytes)
        ));
    }
    h.made(include_str!("style.css"));
    h.made(&margins(page));
    if page.dossier.rehearsal {
        h.made(STAMP);
    }
    h.made("</style>\n</head>\n");
}

/// The running title and the page number, and the stamp of a rehearsal, in the margins of every printed page.
fn margins(page: &Page<'_>) -> String {
    let title = quoted(&page.dossier.study.title);
    let (before, between) = (quoted(&page.tell("page-before", &[])), quoted(&page.tell("page-between", &[])));
    let stamp = if page.dossier.rehearsal {
        format!(
            "@top-center{{content:{};font:700 16pt 'Open Sans',sans-serif;color:#b3261e;letter-spacing:.1em}}",
            quoted(&page.tell("stamp", &[]))
        )
    } else {
        String::new()
    };
    format!(
        "@page{{size:A4;margin:14mm 12mm 14mm;@top-left{{content:{title};font:400 8.5pt 'Open Sans',sans-serif;color:#52606d}}\
         {stamp}@bottom-right{{content:{before} counter(page) {between} counter(pages);\
         font:400 8.5pt 'Open Sans',sans-serif;color:#52606d}}}}\n@page wide{{size:A4 landscape}}\n"
    )
}

/// Words as a string of CSS: whatever is no plain letter or digit is written by its number.
fn quoted(words: &str) -> String {
    let mut text = String::from("\"");
    for c in words.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == ' ' => text.push(c),
            c if c.is_control() => text.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => text.push_str(&format!("\\{:06x}", u32::from(c))),
        }
    }
    text.push('"');
    text
}

/// The mark of a rehearsal: a label in the corner of the screen that hides nothing; on paper across every printed page.
const STAMP: &str = ".stamp{position:fixed;top:0;right:0;padding:1px 14px;background:#b3261e;color:#fff;font-size:15px;\
font-weight:700;letter-spacing:.1em;pointer-events:none;z-index:9}\n\
@media print{.stamp{top:45%;left:0;padding:0;background:none;text-align:center;font-size:72pt;\
color:#b3261e;opacity:.16;transform:rotate(-24deg)}}\n";
