//! How files read: lengths, opening sentences, and what stays in one room.

use super::exceptions::hold;
use super::sources::{Source, all};
use std::collections::BTreeSet;

/// Longest file, in lines.
const LONGEST_FILE: usize = 400;
/// Longest function, in lines.
const LONGEST_FUNCTION: usize = 60;

#[test]
fn files_are_of_readable_length() {
    let long = all().into_iter().filter(|s| s.text.lines().count() > LONGEST_FILE).map(|s| s.file).collect();
    hold("long-files.txt", &long);
}

#[test]
fn functions_are_of_readable_length() {
    let long = |s: Source| {
        let file = s.file;
        let found: Vec<_> = functions(&s.code).into_iter().filter(|(_, n)| *n > LONGEST_FUNCTION).collect();
        found.into_iter().map(move |(name, _)| format!("{file}: {name}"))
    };
    hold("long-functions.txt", &all().into_iter().flat_map(long).collect());
}

/// Functions and their lengths, from the line of `fn` to the closing brace at its indent (the code is formatted).
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let inside = line.trim_start();
        let indent = &line[..line.len() - inside.len()];
        let mut rest = inside;
        for word in ["pub(crate) ", "pub(super) ", "pub ", "const ", "unsafe ", "async "] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        let Some(rest) = rest.strip_prefix("fn ") else { continue };
        let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("").to_string();
        if line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        let end = format!("{indent}}}");
        let length = lines[i..].iter().position(|l| *l == end).map_or(0, |n| n + 1);
        found.push((name, length));
    }
    found
}

#[test]
fn the_reader_of_functions_counts_lines() {
    let code = "impl A {\n    pub fn a(\n        x: u8,\n    ) -> u8 {\n        x\n    }\n}\nfn b() {}\n";
    assert_eq!(functions(code), [("a".to_string(), 5)]);
}

#[test]
fn every_file_opens_with_a_sentence() {
    let without = |s: &Source| {
        let first = s.text.lines().next().unwrap_or("");
        !(first.starts_with("//! ") && first.split_whitespace().count() > 3)
    };
    hold("openings.txt", &all().into_iter().filter(without).map(|s| s.file).collect());
}

#[test]
fn words_and_exit_codes_stay_in_cli() {
    let mut broken = BTreeSet::new();
    for s in all().into_iter().filter(|s| s.room != "cli") {
        for (n, line) in s.code.lines().enumerate() {
            let banned = ["println!", "eprintln!", "print!(", "process::exit", "clap::", "indicatif::"];
            broken.extend(banned.iter().filter(|b| line.contains(*b)).map(|b| format!("{}:{}: {b}", s.file, n + 1)));
        }
    }
    hold("prints.txt", &broken);
}

#[test]
fn polars_stays_with_the_files_of_registers() {
    let uses = |s: &Source| s.code.contains("polars") && !s.file.starts_with("registers/files/");
    hold("polars.txt", &all().into_iter().filter(uses).map(|s| s.file).collect());
}

#[test]
fn no_file_is_a_drawer_for_everything() {
    let drawer = |s: &Source| {
        s.module.last().is_some_and(|m| ["util", "utils", "helpers", "common", "misc"].contains(&m.as_str()))
    };
    hold("drawers.txt", &all().into_iter().filter(drawer).map(|s| s.file).collect());
}

#[test]
fn one_function_decides_the_unit_of_a_row() {
    let decides = |s: &Source| s.file == "trial/estimate.rs";
    let asks = |s: &Source| {
        let text: String = s.text.split("#[cfg(test)]").next().unwrap_or("").split_whitespace().collect();
        ["scale==\"", "scale!=\"", "matchscale.as_str()", ".scale.as_str(){", "(scale.as_str(),"]
            .iter()
            .any(|way| text.contains(way))
    };
    assert!(all().iter().any(decides), "trial/estimate.rs decides");
    let others: Vec<String> = all().into_iter().filter(|s| !decides(s) && asks(s)).map(|s| s.file).collect();
    assert!(others.is_empty(), "ask `EstimateRow::unit` in place of the text of a scale: {others:?}");
}
