//! `list.html`: the announced list, for every school to look itself up before anything is locked. One file, readable
//! without a script; the script only narrows the list down.

use super::page::{esc, json};
use crate::lottery::Announcement;
use crate::lottery::beacon::utc;
use crate::trial::{Frame, Language, Member};
use serde_json::json as object;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What stands on the page.
pub struct ListPage<'a> {
    /// The announcement.
    pub announcement: &'a Announcement,
    /// Frame and members of each of its lists.
    pub lists: Vec<(&'a Frame, &'a [Member])>,
    /// Whom to write to.
    pub contact: &'a str,
    /// Language that comes first.
    pub language: Language,
}

/// The sentences of the page in one language.
struct Words {
    code: &'static str,
    lead: &'static str,
    until: &'static str,
    contact: &'static str,
    digest: &'static str,
    search: &'static str,
    together: &'static str,
}

static DANISH: Words = Words {
    code: "da",
    lead: "Disse uddannelser er med i lodtrækningen om, hvem der begynder hvornår. Se efter, at jeres står her, og at oplysningerne er rigtige. Intet er låst endnu.",
    until: "Indsigelser senest",
    contact: "Skriv til",
    digest: "Listens fingeraftryk (SHA-256 af announcement.txt)",
    search: "Find skole eller uddannelse",
    together: "trækkes sammen som",
};

static ENGLISH: Words = Words {
    code: "en",
    lead: "These programmes take part in the lottery for who starts when. See that yours stands here and that what is said of it is right. Nothing is locked yet.",
    until: "Objections until",
    contact: "Write to",
    digest: "Fingerprint of the list (SHA-256 of announcement.txt)",
    search: "Find a school or programme",
    together: "drawn together as",
};

/// Where the page keeps what it was made with beside the frozen list.
const CONTACT: [&str; 2] = ["<span id=\"contact\">", "</span>"];

/// The page.
pub fn list_page(page: &ListPage<'_>) -> String {
    let (first, second) = match page.language {
        Language::Da => (&DANISH, &ENGLISH),
        Language::En => (&ENGLISH, &DANISH),
    };
    let title = esc(&page.announcement.title);
    let mut body = format!(
        "<h1>{title}</h1>\n<p>{}</p>\n<p lang=\"{}\" class=\"soft\">{}</p>\n",
        first.lead, second.code, second.lead
    );
    let until = utc(page.announcement.objections);
    let _ = writeln!(
        body,
        "<p><strong>{} {until}</strong> <span lang=\"{}\" class=\"soft\">({})</span></p>",
        first.until, second.code, second.until
    );
    if !page.contact.is_empty() {
        let _ = writeln!(body, "<p>{} {}{}{}</p>", first.contact, CONTACT[0], esc(page.contact), CONTACT[1]);
    }
    let _ = writeln!(body, "<p class=\"soft\">{}<br><code>{}</code></p>", first.digest, page.announcement.digest());
    let _ = writeln!(body, "<p><label>{} <input id=\"search\" type=\"search\"></label></p>", first.search);
    for (listed, (frame, members)) in page.announcement.lists.iter().zip(&page.lists) {
        if !listed.name.is_empty() {
            let _ = writeln!(body, "<h2>{}</h2>", esc(&listed.name));
        }
        let level = if listed.name.is_empty() { "h2" } else { "h3" };
        schools(&mut body, frame, members, first, level);
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         <script type=\"application/json\" id=\"words\">{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        first.code,
        json(&object!({ "digest": page.announcement.digest().hex() })),
    )
}

/// Each school with its programmes, and what is said of them.
fn schools(body: &mut String, frame: &Frame, members: &[Member], words: &Words, level: &str) {
    let mut by_school: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for m in members {
        let lot = frame.position(&m.lot).map(|i| &frame.lots[i]);
        by_school.entry(lot.map_or("", |l| l.stratum.as_str())).or_default().push(m);
    }
    for (school, list) in by_school {
        let _ = writeln!(body, "<section><{level}>{}</{level}><ul>", esc(school));
        for m in list {
            let said = frame.position(&m.lot).map(|i| about(frame, i)).unwrap_or_default();
            let lot =
                if m.lot == m.programme { String::new() } else { format!(" · {} {}", words.together, esc(&m.lot)) };
            let _ = writeln!(
                body,
                "<li data-programme=\"{}\" data-school=\"{}\">{}<small>{lot}{}</small></li>",
                esc(&m.programme),
                esc(school),
                esc(&m.programme),
                esc(&said)
            );
        }
        body.push_str("</ul></section>\n");
    }
}

/// The covariates of a lot, as frozen.
fn about(frame: &Frame, lot: usize) -> String {
    let pairs = frame.covariates.iter().zip(&frame.lots[lot].covariates);
    pairs.map(|(name, value)| format!(" · {name} {value}")).collect()
}

/// What a page says beside the frozen list: its contact and its language.
pub fn made_with(text: &str) -> (String, Language) {
    let language = if text.contains("<html lang=\"en\">") { Language::En } else { Language::Da };
    let contact = text.split_once(CONTACT[0]).and_then(|(_, rest)| rest.split_once(CONTACT[1])).map_or("", |(c, _)| c);
    (unescaped(contact), language)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

const STYLE: &str = "body { font: 16px/1.5 system-ui, sans-serif; color: #1d2433; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.3rem; } section h2 { font-size: 1.1rem; } section h2, h3 { margin: 1.2rem 0 .2rem; } ul { margin: 0; padding-left: 1.2rem; }
.soft, small { color: #5a6478; } small { font-size: .85rem; } code { overflow-wrap: anywhere; } input { font: inherit; padding: .2rem .4rem; }
@page { margin: 18mm; } @media print { label { display: none; } section { break-inside: avoid; } }
";

const SCRIPT: &str = "\"use strict\";
const plain = (text) => text.toLowerCase().replace(/å/g, \"aa\").replace(/ø/g, \"oe\").replace(/æ/g, \"ae\");
document.getElementById(\"search\").addEventListener(\"input\", (e) => {
  const wanted = plain(e.target.value.trim());
  for (const li of document.querySelectorAll(\"li[data-programme]\"))
    li.hidden = !plain(li.dataset.programme + \" \" + li.dataset.school).includes(wanted);
  for (const s of document.querySelectorAll(\"section\")) s.hidden = !s.querySelector(\"li:not([hidden])\");
});
";
