//! What is put aside: codes that nobody explained, and rows in quarantine.

use super::ingest::Ingested;
use super::ledger::UnknownCodes;
use crate::diagnostics::{Place, Problem};
use crate::tables::csv_text;
use std::collections::BTreeMap;

/// Codes that nobody explained, as the problem that stops an ingest.
pub(crate) fn unknown_codes(unknown: &UnknownCodes) -> Option<Problem> {
    let total: u64 = unknown.0.values().sum();
    if unknown.0.is_empty() {
        return None;
    }
    let mut by_register: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((register, column, code), n) in &unknown.0 {
        let row = if *n == 1 { "row" } else { "rows" };
        by_register.entry(register.name()).or_default().push(format!("`{code}` in column `{column}` ({n} {row})"));
    }
    let found: Vec<String> = by_register.iter().map(|(r, list)| format!("{r}: {}", list.join(", "))).collect();
    let count = |n: u64, word: &str| if n == 1 { format!("one {word}") } else { format!("{n} {word}s") };
    let what = format!("{} that nobody explained, on {}", count(unknown.0.len() as u64, "code"), count(total, "row"));
    let mut problem = Problem::new("R205", what).found(found.join("; "));
    for register in by_register.keys() {
        let classes = if *register == "absences" {
            "lawful = […], unlawful = […]"
        } else {
            "completed = […], dropout = […], in_progress = […], never_started = […], change = […], excluded = […]"
        };
        problem = problem.help(format!("[registers.{register}] codes = {{ {classes} }}"));
    }
    Some(problem.at(Place::file("study.toml")))
}

/// `quarantine.csv`: every row that was put aside, by register, file and line.
pub(crate) fn quarantine(made: &Ingested) -> String {
    let mut rows = Vec::new();
    for (register, ledger) in &made.ledgers {
        let mut list: Vec<_> = ledger.quarantined.iter().collect();
        list.sort_by_key(|q| q.origin);
        for q in list {
            let file = ledger.files.get(q.origin.file as usize).cloned().unwrap_or_default();
            rows.push([
                register.name().to_string(),
                file,
                q.origin.line.to_string(),
                q.complaint.code.to_string(),
                q.complaint.message.clone(),
            ]);
        }
    }
    csv_text(&["register", "file", "line", "code", "message"], &rows)
}
