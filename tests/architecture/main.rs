//! The walls of the house: a room imports from lower floors only, never from a neighbour; some rooms never speak some
//! nouns; every error code has its page.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Floors from the ground up; rooms of one floor are neighbours.
const FLOORS: [&[&str]; 6] = [
    &["numeric", "provenance", "diagnostics"],
    &["trial"],
    &["protocol", "lottery", "design", "registers", "simulation", "absence", "estimators", "inference", "history"],
    &["plots", "report"],
    &["steps"],
    &["cli"],
];

/// Neighbours on the ground floor that everybody's tools may stand on: how failures are told, how bytes are compared.
const GROUND: [(&str, &str); 2] = [("provenance", "diagnostics"), ("numeric", "diagnostics")];

/// Nouns that a room never speaks, so that blinding can be read off the source.
const UNSPOKEN: [(&str, &[&str]); 6] = [
    ("design", &["Panel", "Fit", "Estimate"]),
    ("lottery", &["Panel", "Fit", "Estimate"]),
    ("registers", &["Assignment"]),
    ("history", &["Assignment"]),
    ("simulation", &["Fit", "Estimate"]),
    ("protocol", &["Panel", "Fit", "Estimate"]),
];

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("src is there").map(|e| e.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|p| {
            let shown = p.strip_prefix(&root).expect("under src").to_string_lossy().replace('\\', "/");
            let room = shown.split('/').next().unwrap_or("").trim_end_matches(".rs").to_string();
            let text = fs::read_to_string(&p).expect("source is text");
            (shown, room, text)
        })
        .collect()
}

/// The line without its `//` comment (a `//` inside a string literal is kept when a quote is open before it).
fn code(line: &str) -> &str {
    let mut open = false;
    let bytes = line.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if open => i += 1,
            b'"' => open = !open,
            b'/' if !open && bytes.get(i + 1) == Some(&b'/') => return &line[..i],
            _ => {}
        }
        i += 1;
    }
    line
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}

/// Rooms named by `crate::room` or in `use crate::{room…, room…}`, with the line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut group_depth = 0usize;
    for (n, line) in text.lines().enumerate() {
        let line = code(line);
        let mut rest = line;
        if group_depth > 0 {
            scan_group(rest, &mut group_depth, n + 1, &mut found);
            continue;
        }
        while let Some(at) = rest.find("crate::") {
            rest = &rest[at + 7..];
            if rest.starts_with('{') {
                scan_group(rest, &mut group_depth, n + 1, &mut found);
                break;
            }
            if let Some(word) = words(rest).next().filter(|w| rest.starts_with(*w)) {
                found.push((n + 1, word.to_string()));
            }
        }
    }
    found
}

fn scan_group(text: &str, depth: &mut usize, line: usize, found: &mut Vec<(usize, String)>) {
    let mut word = String::new();
    let mut expects = *depth == 1 && !text.trim_start().starts_with("::");
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            if *depth == 1 && expects {
                found.push((line, word.clone()));
            }
            word.clear();
            expects = false;
        }
        match c {
            '{' => {
                *depth += 1;
                expects = *depth == 1;
            }
            '}' => *depth = depth.saturating_sub(1),
            ',' if *depth == 1 => expects = true,
            _ => {}
        }
        if *depth == 0 {
            break;
        }
    }
}

#[test]
fn imports_go_down() {
    let mut broken = Vec::new();
    for (file, room, text) in all() {
        let Some(floor) = floor_of(&room) else {
            assert!(["lib", "main"].contains(&room.as_str()), "{file}: room `{room}` is on no floor");
            continue;
        };
        for (line, target) in imports(&text) {
            let Some(other) = floor_of(&target) else { continue };
            let allowed = target == room || other < floor || GROUND.contains(&(room.as_str(), target.as_str()));
            if !allowed {
                let how = if other > floor { "climbs to" } else { "goes sideways to" };
                broken.push(format!("src/{file}:{line}: `{room}` {how} `{target}`"));
            }
        }
    }
    assert!(broken.is_empty(), "walls broken:\n{}", broken.join("\n"));
}

#[test]
fn the_import_reader_sees_groups_and_paths() {
    let text = "use crate::{\n    trial::{Fit, Panel},\n    numeric,\n};\nlet x = crate::steps::f(); // crate::cli\n";
    let found: Vec<String> = imports(text).into_iter().map(|(l, w)| format!("{l}:{w}")).collect();
    assert_eq!(found, ["2:trial", "3:numeric", "5:steps"]);
}

#[test]
fn some_nouns_are_never_spoken() {
    let mut broken = Vec::new();
    for (file, room, text) in all() {
        let Some((_, nouns)) = UNSPOKEN.iter().find(|(r, _)| *r == room) else { continue };
        for (n, line) in text.lines().enumerate() {
            for word in words(code(line)).filter(|w| nouns.contains(w)) {
                broken.push(format!("src/{file}:{}: `{room}` says `{word}`", n + 1));
            }
        }
    }
    assert!(broken.is_empty(), "nouns spoken:\n{}", broken.join("\n"));
}

#[test]
fn words_and_exit_codes_stay_in_cli() {
    let mut broken = Vec::new();
    for (file, room, text) in all().into_iter().filter(|(_, room, _)| room != "cli") {
        for (n, line) in text.lines().enumerate() {
            let line = code(line);
            for banned in ["println!", "eprintln!", "print!(", "process::exit", "clap::", "indicatif::"] {
                if line.contains(banned) {
                    broken.push(format!("src/{file}:{}: `{room}` uses {banned}", n + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn polars_stays_in_registers() {
    for (file, room, text) in all() {
        assert!(
            file.starts_with("registers/files/") || !text.lines().any(|l| code(l).contains("polars")),
            "src/{file} uses polars"
        );
    }
}

/// Codes such as `R203` in string literals.
fn codes(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().map(code) {
        for part in line.split('"').skip(1).step_by(2) {
            let b = part.as_bytes();
            if b.len() == 4 && b"LRDEIAP".contains(&b[0]) && b[1..].iter().all(u8::is_ascii_digit) {
                found.insert(part.to_string());
            }
        }
    }
    found
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeMap<&str, usize> = lodtrin::cli::pages().iter().fold(BTreeMap::new(), |mut m, p| {
        *m.entry(p.name).or_default() += 1;
        m
    });
    let twice: Vec<_> = pages.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "pages written twice: {twice:?}");
    let used: BTreeSet<String> = all().iter().flat_map(|(_, _, text)| codes(text)).collect();
    let without: Vec<_> = used.iter().filter(|c| !pages.contains_key(c.as_str())).collect();
    assert!(without.is_empty(), "codes without a page of `lodtrin explain`: {without:?}");
}

#[test]
fn files_are_of_readable_length() {
    let long: Vec<String> = all()
        .iter()
        .filter(|(_, _, text)| text.lines().count() > 450)
        .map(|(file, _, text)| format!("src/{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "longer than 450 lines:\n{}", long.join("\n"));
}
