//! What the report says of the registers: accounts, forms of the files, findings, interrupted courses; from
//! `data/quality.json`.

use crate::report::sources::{Sources, words};
use crate::report::{PlainTable, RegisterCount};
use crate::tables::disclosure;
use crate::trial::{Account, FileForm, Finding, InterruptedCourses, Language};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn accounts(sources: &Sources) -> impl Iterator<Item = (&str, &Account)> {
    sources.quality.iter().flat_map(|q| q.registers.iter())
}

/// The accounts of the registers.
pub(crate) fn registers(sources: &Sources) -> Vec<RegisterCount> {
    accounts(sources)
        .map(|(name, r)| RegisterCount {
            name: name.to_string(),
            rows_in: r.rows_in,
            used: r.used,
            quarantined: r.quarantined,
            excluded: r.excluded,
            excluded_by: r.excluded_by.iter().map(|(why, n)| (why.clone(), *n)).collect(),
        })
        .collect()
}

/// The findings of ingest, one line a finding: its name in `data/quality.json` and its value.
pub(crate) fn findings(sources: &Sources) -> Vec<(String, String)> {
    let minimum = u64::from(sources.study().disclosure_minimum);
    let shown = |found: &Finding| match found {
        Finding::Count(n) if (1..minimum).contains(n) => disclosure::Cell::Small.text(minimum),
        Finding::Count(n) => n.to_string(),
        Finding::Number(x) => words(&Value::from(*x)),
        Finding::Words(text) => text.clone(),
        Finding::Untold => String::new(),
    };
    let found = sources.quality.iter().flat_map(|q| q.study.iter());
    found.map(|(name, v)| (name.to_string(), shown(v))).filter(|(_, v)| !v.is_empty()).collect()
}

/// Every file and the form in which it was read.
pub(crate) fn files(sources: &Sources, language: Language) -> Vec<(String, String)> {
    accounts(sources).flat_map(|(_, r)| &r.dialect).map(|d| (d.file.clone(), form(d, language))).collect()
}

/// The form of one file in words: `CSV, semicolon, windows-1252, CRLF, decimal comma; start: dd-mm-yyyy`.
fn form(d: &FileForm, language: Language) -> String {
    let mut parts = vec![d.format.to_uppercase()];
    parts.push(match d.delimiter.as_deref().unwrap_or_default() {
        "semicolon" => language.pick("semikolon", "semicolon").into(),
        "comma" => language.pick("komma", "comma").into(),
        "tab" => language.pick("tabulator", "tab").into(),
        "bar" => language.pick("lodret streg", "bar").into(),
        other => other.to_string(),
    });
    parts.extend(d.encoding.clone());
    if d.byte_order_mark == Some(true) {
        parts.push(language.pick("med byterækkefølgemærke", "with byte order mark").into());
    }
    if d.quotes == Some(true) {
        parts.push(language.pick("anførselstegn", "quotes").into());
    }
    parts.extend(d.line_end.clone());
    parts.push(match d.decimal.as_deref() {
        Some("comma") => language.pick("decimalkomma", "decimal comma").into(),
        Some("point") => language.pick("decimalpunktum", "decimal point").into(),
        _ => String::new(),
    });
    if let Some(trailer) = d.trailer {
        parts.push(format!("{} {trailer}", language.pick("slutlinje med antal", "trailer line with count")));
    }
    let mut dates: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (field, form) in d.dates.iter() {
        dates.entry(form).or_default().push(field);
    }
    let dates: Vec<String> = dates.into_iter().map(|(form, fields)| format!("{} {form}", fields.join(", "))).collect();
    parts.retain(|p| !p.is_empty());
    let mut line = parts.join(", ");
    if !dates.is_empty() {
        line.push_str(&format!("; {}: {}", language.pick("datoer", "dates"), dates.join(", ")));
    }
    line
}

/// Interrupted courses of all begun, a row a school and a column a school year. Counts of interrupted courses below the
/// minimum are not told, nor those from which they would follow.
pub(crate) fn interrupted(sources: &Sources, language: Language, minimum: u64) -> Option<PlainTable> {
    let list = &sources.quality.as_ref()?.interrupted;
    let years: Vec<&String> = list.iter().map(|r| &r.school_year).collect::<BTreeSet<_>>().into_iter().collect();
    let schools: Vec<&String> = list.iter().map(|r| &r.school).collect::<BTreeSet<_>>().into_iter().collect();
    if list.is_empty() {
        return None;
    }
    let count = |of: fn(&InterruptedCourses) -> u64| -> Vec<Vec<u64>> {
        let at = |s: &String, y: &String| list.iter().filter(|r| r.school == *s && r.school_year == *y).map(of).sum();
        schools.iter().map(|s| years.iter().map(|y| at(s, y)).collect()).collect()
    };
    let shown = |counts: &[Vec<u64>]| disclosure::suppress(counts, minimum);
    let (interrupted, begun) = (shown(&count(|r| r.interrupted)), shown(&count(|r| r.begun)));
    let mut head = vec![(language.pick("Skole", "School").to_string(), false)];
    head.extend(years.iter().map(|y| (y.to_string(), true)));
    head.push((language.pick("I alt", "Total").to_string(), true));
    let of_begun = |a: &disclosure::Cell, b: &disclosure::Cell| {
        let text = |cell: &disclosure::Cell| match cell {
            disclosure::Cell::Shown(n) => language.count(*n),
            hidden => hidden.text(minimum),
        };
        format!("{} {} {}", text(a), language.pick("af", "of"), text(b))
    };
    let row = |name: String, a: &[disclosure::Cell], b: &[disclosure::Cell]| {
        let mut cells = vec![name];
        cells.extend(a.iter().zip(b).map(|(a, b)| of_begun(a, b)));
        cells
    };
    let with = |cells: &[disclosure::Cell], total: disclosure::Cell| -> Vec<disclosure::Cell> {
        cells.iter().copied().chain([total]).collect()
    };
    let mut rows: Vec<Vec<String>> = schools
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let a = with(&interrupted.cells[i], interrupted.row_totals[i]);
            row(s.to_string(), &a, &with(&begun.cells[i], begun.row_totals[i]))
        })
        .collect();
    let a = with(&interrupted.column_totals, interrupted.total);
    rows.push(row(language.pick("I alt", "Total").into(), &a, &with(&begun.column_totals, begun.total)));
    Some(PlainTable { head, rows })
}
