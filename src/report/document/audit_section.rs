//! The auditor's appendix: software, digests, how to reproduce.

use super::html::Html;
use super::{Page, heading};

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    h.section("reproduce", &heading(page, "reproduce"), |h| {
        h.p(page.say(
            "Med den samme version af værktøjet giver de samme filer de samme bytes, på enhver maskine og med ethvert antal tråde.",
            "With the same version of the tool the same files give the same bytes, on any machine and with any number of threads.",
        ));
        let key = page.say("NØGLEFIL", "KEYFILE");
        h.lines(&[
            format!("lodtrin verify                              # {}", page.say("lodtrækningen", "the lottery")),
            format!("lodtrin verify --results --key-file {key}   # {}", page.say("alle resultater", "every result")),
        ]);
        h.p(&format!("{} {}.", page.say("Værktøj:", "Tool:"), d.tool));
        let rows: Vec<Vec<String>> = d.digests.iter().map(|(path, hex)| vec![path.clone(), hex.clone()]).collect();
        if !rows.is_empty() {
            h.element("div", "hex", |h| {
                h.table(
                    page.say("Filer og deres fingeraftryk (SHA-256)", "Files and their digests (SHA-256)"),
                    &[(page.say("Fil", "File"), false), ("SHA-256", false)],
                    &rows,
                );
            });
        }
        if let Some(l) = &d.lottery {
            h.words("h3", "", page.say("Låsens linjer", "The lines of the lock"));
            page.facts(h, &l.lock_lines);
        }
    });
}
