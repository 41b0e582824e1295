//! How files are written and what a school calls things: declarations that bind nothing, and the window around terms.

use super::reader::{Entry, Section};
use crate::diagnostics::Outcome;
use crate::trial::study::{FormDecl, WindowDecl};
use std::collections::BTreeMap;

/// Encodings that can be declared.
const ENCODINGS: [&str; 5] = ["utf-8", "windows-1252", "cp850", "macintosh", "utf-16"];

/// Days that a window may have.
const LONGEST_WINDOW: i32 = 60;

/// `header`, `sheet`, `decimal`, `encoding`, `delimiter`.
pub(super) fn form(s: &Section<'_>) -> Outcome<FormDecl> {
    let header = match s.get("header") {
        Some(e) => Some(e.integer(1..100_000_000)? as usize),
        None => None,
    };
    let decimal = match s.get("decimal") {
        Some(e) => e.choice(&[",", "."])?.chars().next(),
        None => None,
    };
    Ok(FormDecl {
        delimiter: s.get("delimiter").map(|e| delimiter(&e)).transpose()?,
        encoding: s.get("encoding").map(|e| e.choice(&ENCODINGS)).transpose()?.map(str::to_string),
        header,
        sheets: s.texts("sheet")?,
        decimal,
    })
}

fn delimiter(e: &Entry<'_>) -> Outcome<char> {
    match e.value.as_str() {
        Some(";") => Ok(';'),
        Some(",") => Ok(','),
        Some("\t" | "tab" | "TAB") => Ok('\t'),
        Some("|") => Ok('|'),
        _ => Err(e.wrong("\";\", \",\", \"|\" or \"tab\"")),
    }
}

/// `window = { before = "14 days", after = "0 days" }`.
pub(super) fn window(s: &Section<'_>) -> Outcome<Option<WindowDecl>> {
    let Some(entry) = s.get("window") else { return Ok(None) };
    let table = entry.section()?;
    let days = |key: &'static str| match table.get(key) {
        None => Ok((0, "0 days".to_string())),
        Some(e) => some_days(&e),
    };
    let window = WindowDecl { before: days("before")?, after: days("after")? };
    table.finish()?;
    Ok(Some(window))
}

fn some_days(e: &Entry<'_>) -> Outcome<(i32, String)> {
    let expected = "days or weeks, such as \"14 days\" or \"2 weeks\", up to 60 days";
    let text = e.text()?;
    let mut words = text.split_whitespace();
    let number = words.next().and_then(|n| n.parse::<i32>().ok());
    let unit = words.next().and_then(|u| match u {
        "day" | "days" => Some(1),
        "week" | "weeks" => Some(7),
        _ => None,
    });
    match (number.zip(unit).and_then(|(n, u)| n.checked_mul(u)), words.next()) {
        (Some(days), None) if (0..=LONGEST_WINDOW).contains(&days) => Ok((days, text)),
        _ => Err(e.wrong(expected)),
    }
}

/// `programmes = { "name in the file" = "id" }`; an empty id takes no part.
pub(super) fn programmes(s: &Section<'_>) -> Outcome<BTreeMap<String, String>> {
    let id = |e: &Entry<'_>| e.value.as_str().map(str::to_string).ok_or_else(|| e.wrong("an id, or \"\" for none"));
    s.section("programmes")?.entries().into_iter().map(|(k, e)| Ok((k, id(&e)?))).collect()
}

/// `school = "Nord"`, or `{ "registers/nord.csv" = "Nord" }`; the first form stands under the empty name.
pub(super) fn school(s: &Section<'_>) -> Outcome<BTreeMap<String, String>> {
    let Some(e) = s.get("school") else { return Ok(BTreeMap::new()) };
    if e.value.as_str().is_some() {
        return Ok(BTreeMap::from([(String::new(), e.text()?)]));
    }
    e.section()?.entries().into_iter().map(|(file, e)| Ok((file, e.text()?))).collect()
}

/// `lesson_minutes`, 1 to 240.
pub(super) fn lesson_minutes(s: &Section<'_>) -> Outcome<Option<f64>> {
    let Some(minutes) = s.number("lesson_minutes")? else { return Ok(None) };
    match (1.0..=240.0).contains(&minutes) {
        true => Ok(Some(minutes)),
        false => match s.get("lesson_minutes") {
            Some(e) => Err(e.wrong("minutes of one lesson, 1 to 240")),
            None => Ok(None),
        },
    }
}
