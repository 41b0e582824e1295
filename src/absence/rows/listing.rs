//! The table for people: eighty columns, a heading for each measure, method and variance.

use crate::tables::{Table, Value, human};
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
    let declared = facts.iter().find(|(k, _)| k == "decision").map(|(_, v)| &v["declared"]);
    declared.is_some_and(|d| match d {
        Json::Array(keys) => !keys.is_empty(),
        Json::Object(keys) => !keys.is_empty(),
        _ => false,
    })
}

/// The verdict on the claim and the sentences about calls, each on lines of its own; empty where nothing was asked.
pub fn told(facts: &[(String, Json)]) -> String {
    let fact = |key: &str| facts.iter().find(|(k, _)| k == key).map_or(&Json::Null, |(_, v)| v);
    let mut text = String::new();
    let claim = fact("claim");
    if let (Some(claimed), Some(margin)) = (claim["claim"].as_f64(), claim["margin"].as_f64()) {
        let points = |v: &Json| v.as_f64().map_or("–".to_string(), |x| format!("{:.1}", 100.0 * x));
        text.push_str(&format!("claim of {:.1} points, give or take {:.1}\n", 100.0 * claimed, 100.0 * margin));
        for v in claim["verdicts"].as_array().into_iter().flatten() {
            let name = format!("{}, {}", v["method"].as_str().unwrap_or(""), v["term"].as_str().unwrap_or(""));
            let numbers = format!("{} ({} to {})", points(&v["estimate"]), points(&v["low"]), points(&v["high"]));
            text.push_str(&format!("  {name:<24}  {:<14}  {numbers}\n", v["verdict"].as_str().unwrap_or("")));
        }
        if let Some(counts) = claim["definitions"].as_object() {
            let of: Vec<String> =
                counts.iter().filter(|(_, n)| **n != 0).map(|(verdict, n)| format!("{n} {verdict}")).collect();
            text.push_str(&format!("  definitions: {}\n", of.join(", ")));
        }
    }
    for sentence in fact("sentences")["en"].as_array().into_iter().flatten().filter_map(Json::as_str) {
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
