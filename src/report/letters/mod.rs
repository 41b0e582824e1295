//! Letters to schools, in Danish: what arrived in each file, what could not be read, and what to do about it.

mod words;

use crate::diagnostics::Problem;
use crate::registers::{Ledger, Quarantined, calendar};
use std::collections::{BTreeMap, BTreeSet};
use words::{KINDS, REASONS, code_words, register_words};

/// Rows of a table that are listed at most.
const MOST: usize = 200;

/// One letter: its name without suffix, and its text in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `<register>-<file stem>`.
    pub name: String,
    /// Markdown.
    pub markdown: String,
    /// HTML.
    pub html: String,
}

/// A part of a letter.
enum Part {
    Title(String),
    Section(&'static str),
    Text(String),
    Bullets(Vec<String>),
    Rows([&'static str; 4], Vec<[String; 4]>),
}

/// The letters about files that were read: by register, its name and its account.
pub fn of_ledgers(ledgers: &[(&str, &Ledger)]) -> Vec<Letter> {
    let mut names = BTreeSet::new();
    let mut letters = Vec::new();
    for (register, ledger) in ledgers {
        for (at, file) in ledger.files.iter().enumerate() {
            letters.push(letter(&mut names, register, file, read_parts(register, ledger, at)));
        }
    }
    letters
}

/// The letters where a file stopped everything: its own with the error, the others' without a verdict.
pub fn of_problem(files: &[(&str, &str)], problem: &Problem) -> Vec<Letter> {
    let mut names = BTreeSet::new();
    let all: Vec<&Problem> = std::iter::once(problem).chain(problem.others()).collect();
    files
        .iter()
        .map(|(register, file)| {
            let is_own = |p: &&&Problem| {
                p.place().is_some_and(|at| at.file == *file) || p.found_text().is_some_and(|f| f.contains(*file))
            };
            let own: Vec<&&Problem> = all.iter().filter(is_own).collect();
            letter(&mut names, register, file, stopped_parts(register, &own))
        })
        .collect()
}

fn letter(names: &mut BTreeSet<String>, register: &str, file: &str, mut parts: Vec<Part>) -> Letter {
    let stem = file.rsplit('/').next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s);
    let plain: String =
        stem.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect();
    let base = format!("{register}-{plain}");
    let mut name = base.clone();
    let mut n = 2;
    while !names.insert(name.to_lowercase()) {
        name = format!("{base}-{n}");
        n += 1;
    }
    parts.insert(0, Part::Title(format!("Tilbagemelding på levering: {file}")));
    Letter { name, markdown: markdown(&parts), html: html(&parts) }
}

fn rows_words(n: u64) -> String {
    if n == 1 { "1 række".to_string() } else { format!("{n} rækker") }
}

fn read_parts(register: &str, ledger: &Ledger, at: usize) -> Vec<Part> {
    let file = at as u32;
    let mut parts = vec![Part::Section("Modtaget"), Part::Bullets(received(register, ledger, at))];
    let mut aside: Vec<&Quarantined> = ledger.quarantined.iter().filter(|q| q.origin.file == file).collect();
    aside.sort_by_key(|q| (q.origin, q.complaint.code));
    unreadable(&aside, &mut parts);
    parts.push(Part::Section("Udeladt"));
    parts.push(list(excluded(ledger, file), "Ingen rækker er udeladt."));
    parts.push(Part::Section("Ret gerne dette"));
    parts.push(list(wishes(&aside, ledger, file), "Intet; tak for en fejlfri levering."));
    next_time(&mut parts);
    parts
}

fn list(lines: Vec<String>, none: &str) -> Part {
    match lines.is_empty() {
        true => Part::Text(none.into()),
        false => Part::Bullets(lines),
    }
}

/// What was in the file.
fn received(register: &str, ledger: &Ledger, at: usize) -> Vec<String> {
    let rows = ledger.rows_of.get(at).copied().unwrap_or(0);
    let mut received = vec![format!("{}: {}", register_words(register), rows_words(rows))];
    if let Some(Some((first, last))) = ledger.days_of.get(at) {
        received.push(format!("Første dag {}, sidste dag {}", calendar::iso(*first), calendar::iso(*last)));
    }
    if let Some(persons) = ledger.persons_of.get(at) {
        received.push(format!("Elever: {persons}"));
    }
    if let Some(dialect) = ledger.dialects.get(at) {
        received.push(format!("Læst som {}", dialect_words(dialect)));
    }
    received
}

/// Rows that could not be read, the first of them line by line.
fn unreadable(aside: &[&Quarantined], parts: &mut Vec<Part>) {
    parts.push(Part::Section("Kunne ikke læses"));
    if aside.is_empty() {
        parts.push(Part::Text("Alle rækker kunne læses.".into()));
        return;
    }
    let rows = aside.iter().take(MOST).map(|q| {
        let (what, todo) = code_words(q.complaint.code);
        [q.origin.line.to_string(), q.complaint.code.to_string(), what.to_string(), todo.to_string()]
    });
    parts.push(Part::Rows(["Linje", "Kode", "Hvad er galt", "Hvad gør I"], rows.collect()));
    if aside.len() > MOST {
        parts.push(Part::Text(format!("Og {} mere.", rows_words((aside.len() - MOST) as u64))));
    }
}

/// Rows left out, by reason.
fn excluded(ledger: &Ledger, file: u32) -> Vec<String> {
    // rows that only all files together explain are counted by register
    let by_file = ledger.excluded_in.iter().filter(|((f, _), _)| *f == file).map(|((_, r), n)| (*r, *n));
    let counted: Vec<(&str, u64)> = match ledger.files.len() {
        1 => ledger.excluded.iter().map(|(r, n)| (*r, *n)).collect(),
        _ => by_file.collect(),
    };
    let told = counted.into_iter().filter(|(_, n)| *n > 0);
    told.map(|(reason, n)| format!("{}: {}", said(REASONS, reason), rows_words(n))).collect()
}

/// What the sender could mend, what concerns most rows first.
fn wishes(aside: &[&Quarantined], ledger: &Ledger, file: u32) -> Vec<String> {
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    aside.iter().for_each(|q| *codes.entry(q.complaint.code).or_default() += 1);
    let mut wishes: Vec<(u64, String)> = codes
        .into_iter()
        .map(|(code, n)| {
            let (what, todo) = code_words(code);
            (n, format!("{code} ({}): {what}. {todo}", rows_words(n)))
        })
        .collect();
    let doubts = ledger.doubts_of.iter().filter(|(f, _, _)| *f == file);
    wishes.extend(doubts.map(|(_, kind, n)| (*n, said(KINDS, kind).to_string())));
    wishes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    wishes.into_iter().map(|(_, text)| text).collect()
}

fn stopped_parts(register: &str, own: &[&&Problem]) -> Vec<Part> {
    let mut parts = vec![Part::Section("Modtaget"), Part::Bullets(vec![register_words(register).to_string()])];
    parts.push(Part::Section("Kunne ikke læses"));
    if own.is_empty() {
        parts.push(Part::Text(
            "Filen er ikke læst til ende, fordi en anden fil standsede læsningen. I skal ikke gøre noget.".into(),
        ));
        return parts;
    }
    let rows = own.iter().map(|p| {
        let (what, todo) = code_words(p.code());
        let line = p.place().and_then(|at| at.line).map_or_else(|| "hele filen".to_string(), |l| l.to_string());
        [line, p.code().to_string(), what.to_string(), todo.to_string()]
    });
    parts.push(Part::Rows(["Linje", "Kode", "Hvad er galt", "Hvad gør I"], rows.collect()));
    parts.push(Part::Section("Udeladt"));
    parts.push(Part::Text("Hele filen venter, til det er rettet.".into()));
    parts.push(Part::Section("Ret gerne dette"));
    let wishes = own.iter().map(|p| {
        let (what, todo) = code_words(p.code());
        format!("{}: {what}. {todo}", p.code())
    });
    parts.push(Part::Bullets(wishes.collect::<BTreeSet<String>>().into_iter().collect()));
    next_time(&mut parts);
    parts
}

fn next_time(parts: &mut Vec<Part>) {
    parts.push(Part::Section("Næste gang"));
    parts.push(Part::Bullets(words::NEXT_TIME.iter().map(|t| (*t).to_string()).collect()));
}

fn said<'a>(list: &[(&'a str, &'a str)], name: &'a str) -> &'a str {
    list.iter().find(|(n, _)| *n == name).map_or(name, |(_, says)| says)
}

fn dialect_words(d: &crate::registers::Dialect) -> String {
    let mut parts = vec![d.format.to_string()];
    match d.delimiter {
        Some(';') => parts.push("semikolon mellem felterne".into()),
        Some(',') => parts.push("komma mellem felterne".into()),
        Some('\t') => parts.push("tabulator mellem felterne".into()),
        Some(_) => parts.push("lodret streg mellem felterne".into()),
        None => {}
    }
    if let Some(e) = d.encoding {
        parts.push(format!("tegnkodning {}", e.name()));
    }
    if let Some(sheet) = &d.sheet {
        parts.push(format!("ark »{}«", crate::registers::mask::harmless(sheet)));
    }
    // data sets have names of columns, and no line of them
    if matches!(d.format, "csv" | "xlsx") {
        parts.push(format!("kolonnenavne i linje {}", d.header_line));
    }
    match d.decimal {
        Some(',') => parts.push("decimalkomma".into()),
        Some(_) => parts.push("decimalpunktum".into()),
        None => {}
    }
    parts.join(", ")
}

fn markdown(parts: &[Part]) -> String {
    let cell = |t: &str| t.replace('\\', "\\\\").replace('|', "\\|");
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Title(t) => out.push_str(&format!("# {}\n", cell(t))),
            Part::Section(t) => out.push_str(&format!("\n## {t}\n\n")),
            Part::Text(t) => out.push_str(&format!("{}\n", cell(t))),
            Part::Bullets(list) => list.iter().for_each(|t| out.push_str(&format!("- {}\n", cell(t)))),
            Part::Rows(head, rows) => {
                out.push_str(&format!("| {} |\n|---|---|---|---|\n", head.join(" | ")));
                for row in rows {
                    out.push_str(&format!("| {} |\n", row.each_ref().map(|c| cell(c)).join(" | ")));
                }
            }
        }
    }
    out
}

fn html(parts: &[Part]) -> String {
    let safe = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let title =
        parts.iter().find_map(|p| if let Part::Title(t) = p { Some(safe(t)) } else { None }).unwrap_or_default();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"da\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>body{{font-family:sans-serif;max-width:60em;margin:2em auto;line-height:1.4}}table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}}</style>\n</head>\n<body>\n"
    );
    for part in parts {
        match part {
            Part::Title(t) => out.push_str(&format!("<h1>{}</h1>\n", safe(t))),
            Part::Section(t) => out.push_str(&format!("<h2>{}</h2>\n", safe(t))),
            Part::Text(t) => out.push_str(&format!("<p>{}</p>\n", safe(t))),
            Part::Bullets(list) => {
                let items: String = list.iter().map(|t| format!("<li>{}</li>\n", safe(t))).collect();
                out.push_str(&format!("<ul>\n{items}</ul>\n"));
            }
            Part::Rows(head, rows) => {
                let heads: String = head.iter().map(|h| format!("<th>{h}</th>")).collect();
                out.push_str(&format!("<table>\n<tr>{heads}</tr>\n"));
                for row in rows {
                    let cells: String = row.iter().map(|c| format!("<td>{}</td>", safe(c))).collect();
                    out.push_str(&format!("<tr>{cells}</tr>\n"));
                }
                out.push_str("</table>\n");
            }
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}
