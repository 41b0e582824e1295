//! The table for people: eighty columns, a heading for each measure, method and variance.

use crate::tables::{Table, Value, human};
use crate::trial::Language;
use crate::trial::facts::{ClaimTold, Decision, Sentences, said};
use serde_json::Value as Json;

/// Columns of a terminal.
const WIDE: usize = 80;
/// Room for a term; a longer one gets a line of its own.
const TERM: usize = 23;
/// Words between two limits.
const TO: &str = " to ";

/// The rows of an absence table under headings `measure, method (variance)`, one line a term: pupils, estimate, interval
/// and p-value; a test without an estimate shows its statistic.
pub fn listing(table: &Table) -> String {
    let at = |name: &str| table.columns.iter().position(|c| c == name);
    let cell = |row: &[Value], name: &str| at(name).map_or(Value::Missing, |j| row[j].clone());
    let shown = |row: &[Value], name: &str| human(&cell(row, name), name);
    let mut text = format!("{:<TERM$}  {:>8} {:>10} {:>25}  {:>8}\n", "", "pupils", "estimate", "interval", "p");
    let mut last = String::new();
    for row in &table.rows {
        let variance = shown(row, "variance");
        let mut heading = format!("{}, {}", shown(row, "measure"), shown(row, "method"));
        if variance != "none" {
            heading.push_str(&format!(" ({variance}, {} clusters)", shown(row, "n.clusters")));
        }
        if heading != last {
            text.push_str(&format!("{heading}\n"));
            last = heading;
        }
        let (term, statistic) = (shown(row, "term"), shown(row, "statistic"));
        if term.chars().count() + 2 > TERM {
            text.push_str(&format!("  {term}\n{:TERM$}", ""));
        } else {
            text.push_str(&format!("  {term:<room$}", room = TERM - 2));
        }
        let only_statistic = matches!(cell(row, "estimate"), Value::Missing) && statistic != "NA";
        let interval = match (cell(row, "conf.low"), cell(row, "conf.high")) {
            _ if only_statistic => format!("statistic {statistic}"),
            (Value::Missing, Value::Missing) => String::new(),
            _ => format!("{}{TO}{}", shown(row, "conf.low"), shown(row, "conf.high")),
        };
        let p = if matches!(cell(row, "p.value"), Value::Missing) { String::new() } else { shown(row, "p.value") };
        let estimate = if only_statistic { String::new() } else { shown(row, "estimate") };
        let line = format!("  {:>8} {estimate:>10} {interval:>25}  {p:>8}", shown(row, "nobs"));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let told = told(&table.facts);
    if is_asked(&table.facts) { format!("{told}{text}") } else { text + &told }
}

/// Whether anything of an early warning was asked by name: then its answer comes first, before a long table is cut.
fn is_asked(facts: &[(String, Json)]) -> bool {
    said::<Decision>(facts).is_some_and(|decision| !decision.declared.is_empty())
}

/// The verdict on the claim and the sentences about calls, each on lines of its own; empty where nothing was asked.
pub fn told(facts: &[(String, Json)]) -> String {
    let mut text = String::new();
    if let Some(told) = said::<ClaimTold>(facts) {
        let points = |v: Option<f64>| v.map_or("–".to_string(), |x| format!("{:.1}", 100.0 * x));
        let (claimed, margin) = (100.0 * told.claim, 100.0 * told.margin);
        text.push_str(&format!("claim of {claimed:.1} points, give or take {margin:.1}\n"));
        for v in &told.verdicts {
            let name = format!("{}, {}", v.method, v.term);
            let numbers = format!("{} ({} to {})", points(v.estimate), points(v.low), points(v.high));
            text.push_str(&format!("  {name:<24}  {:<14}  {numbers}\n", v.verdict));
        }
        if let Some(counts) = &told.definitions {
            let of: Vec<String> =
                counts.iter().filter(|(_, n)| **n != 0).map(|(verdict, n)| format!("{n} {verdict}")).collect();
            text.push_str(&format!("  definitions: {}\n", of.join(", ")));
        }
    }
    for sentence in said::<Sentences>(facts).unwrap_or_default().of(Language::En) {
        text.push_str(&folded(sentence));
        text.push('\n');
    }
    text
}

/// Words over as many lines as they need.
pub fn folded(words: &str) -> String {
    let mut text = String::new();
    let mut room = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if text.is_empty() || room < length + 1 {
            if !text.is_empty() {
                text.push('\n');
            }
            room = WIDE - length.min(WIDE);
        } else {
            text.push(' ');
            room -= length + 1;
        }
        text.push_str(word);
    }
    text
}
