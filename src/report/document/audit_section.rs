//! The auditor's appendix: software, digests, how to reproduce.

use super::html::Html;
use super::page::Page;

pub(super) fn write(page: &Page<'_>, h: &mut Html) {
    let d = page.dossier;
    h.p(&page.tell("reproduce-lead", &[]));
    let key = page.say("NØGLEFIL", "KEYFILE");
    h.lines(&[
        format!("lodtrin verify                              # {}", page.say("lodtrækningen", "the lottery")),
        format!("lodtrin verify --results --key-file {key}   # {}", page.say("alle resultater", "every result")),
    ]);
    let mut facts = vec![(page.tell("tool", &[]), d.tool.clone())];
    if let Some(l) = &d.lottery {
        facts.push((page.tell("lockline-lock", &[]), l.lock.clone()));
        facts.extend(l.seed.clone().map(|seed| (page.tell("lockline-seed", &[]), seed)));
    }
    page.facts(h, &facts);
    let rows: Vec<Vec<String>> = d.digests.iter().map(|(path, hex)| vec![path.clone(), hex.clone()]).collect();
    if !rows.is_empty() {
        h.element("div", "hex", |h| {
            let head = [(page.tell("file", &[]), false), ("SHA-256".to_string(), false)];
            let head: Vec<(&str, bool)> = head.iter().map(|(n, r)| (n.as_str(), *r)).collect();
            h.table(&page.tell("digests-table", &[]), &head, &rows);
        });
    }
    if let Some(l) = &d.lottery {
        h.words("h3", "", &page.tell("lock-lines", &[]));
        let lines: Vec<String> = l.lock_lines.iter().map(|(k, v)| format!("{k}={v}")).collect();
        h.element("div", "code", |h| h.lines(&lines));
    }
}
