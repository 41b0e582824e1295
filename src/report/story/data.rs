//! What the report says of the registers: accounts, forms of the files, findings, interrupted courses; from
//! `data/quality.json`.

use crate::report::sources::{Sources, number, words};
use crate::report::{PlainTable, RegisterCount};
use crate::tables::disclosure;
use crate::trial::Language;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

fn whole(v: &Value) -> u64 {
    number(v).unwrap_or(0.0).max(0.0) as u64
}

fn part<'a>(sources: &'a Sources, name: &str) -> Option<&'a Map<String, Value>> {
    sources.quality.as_ref().and_then(|q| q[name].as_object())
}

/// The accounts of the registers.
pub(crate) fn registers(sources: &Sources) -> Vec<RegisterCount> {
    let reasons =
        |r: &Value| r["excluded_by"].as_object().into_iter().flatten().map(|(w, n)| (w.clone(), whole(n))).collect();
    part(sources, "registers")
        .into_iter()
        .flatten()
        .map(|(name, r)| RegisterCount {
            name: name.clone(),
            rows_in: whole(&r["rows_in"]),
            used: whole(&r["used"]),
            quarantined: whole(&r["quarantined"]),
            excluded: whole(&r["excluded"]),
            excluded_by: reasons(r),
        })
        .collect()
}

/// The findings of ingest, one line a finding: its name in `data/quality.json` and its value.
pub(crate) fn findings(sources: &Sources) -> Vec<(String, String)> {
    let minimum = u64::from(sources.study().disclosure_minimum);
    let shown = |v: &Value| match v.as_u64() {
        Some(n) if (1..minimum).contains(&n) => disclosure::Cell::Small.text(minimum),
        _ => words(v),
    };
    let found = part(sources, "study").into_iter().flatten();
    found.map(|(name, v)| (name.clone(), shown(v))).filter(|(_, v)| !v.is_empty()).collect()
}

/// Every file and the form in which it was read.
pub(crate) fn files(sources: &Sources, language: Language) -> Vec<(String, String)> {
    let registers = part(sources, "registers").into_iter().flatten();
    registers
        .flat_map(|(_, r)| r["dialect"].as_array().into_iter().flatten())
        .map(|d| (words(&d["file"]), form(d, language)))
        .collect()
}

/// The form of one file in words: `CSV, semicolon, windows-1252, CRLF, decimal comma; start: dd-mm-yyyy`.
fn form(d: &Value, language: Language) -> String {
    let mut parts = vec![words(&d["format"]).to_uppercase()];
    let delimiter = words(&d["delimiter"]);
    parts.push(match delimiter.as_str() {
        "semicolon" => language.pick("semikolon", "semicolon").into(),
        "comma" => language.pick("komma", "comma").into(),
        "tab" => language.pick("tabulator", "tab").into(),
        "bar" => language.pick("lodret streg", "bar").into(),
        _ => delimiter,
    });
    parts.push(words(&d["encoding"]));
    if d["byte_order_mark"] == true {
        parts.push(language.pick("med byterækkefølgemærke", "with byte order mark").into());
    }
    if d["quotes"] == true {
        parts.push(language.pick("anførselstegn", "quotes").into());
    }
    parts.push(words(&d["line_end"]));
    parts.push(match words(&d["decimal"]).as_str() {
        "comma" => language.pick("decimalkomma", "decimal comma").into(),
        "point" => language.pick("decimalpunktum", "decimal point").into(),
        _ => String::new(),
    });
    let trailer = words(&d["trailer"]);
    if !trailer.is_empty() {
        parts.push(format!("{} {trailer}", language.pick("slutlinje med antal", "trailer line with count")));
    }
    let mut dates: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (field, form) in d["dates"].as_object().into_iter().flatten() {
        dates.entry(words(form)).or_default().push(field);
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
    let list = sources.quality.as_ref()?["interrupted"].as_array()?;
    let of = |r: &Value| (words(&r["school"]), words(&r["school_year"]));
    let years: Vec<String> = list.iter().map(|r| of(r).1).collect::<BTreeSet<_>>().into_iter().collect();
    let schools: Vec<String> = list.iter().map(|r| of(r).0).collect::<BTreeSet<_>>().into_iter().collect();
    if list.is_empty() {
        return None;
    }
    let count = |key: &str| -> Vec<Vec<u64>> {
        let at = |s: &String, y: &String| {
            list.iter().filter(|r| of(r) == (s.clone(), y.clone())).map(|r| whole(&r[key])).sum()
        };
        schools.iter().map(|s| years.iter().map(|y| at(s, y)).collect()).collect()
    };
    let shown = |counts: &[Vec<u64>]| disclosure::suppress(counts, minimum);
    let (interrupted, begun) = (shown(&count("interrupted")), shown(&count("begun")));
    let mut head = vec![(language.pick("Skole", "School").to_string(), false)];
    head.extend(years.iter().map(|y| (y.clone(), true)));
    head.push((language.pick("I alt", "Total").to_string(), true));
    let of_begun = |a: &disclosure::Cell, b: &disclosure::Cell| {
        format!("{} {} {}", a.text(minimum), language.pick("af", "of"), b.text(minimum))
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
            row(s.clone(), &a, &with(&begun.cells[i], begun.row_totals[i]))
        })
        .collect();
    let a = with(&interrupted.column_totals, interrupted.total);
    rows.push(row(language.pick("I alt", "Total").into(), &a, &with(&begun.column_totals, begun.total)));
    Some(PlainTable { head, rows })
}
