//! A TOML table that remembers what was asked of it, so that unknown keys are named with the nearest known one.

use crate::diagnostics::{Outcome, Place, Problem, nearest};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text being read and its name in messages.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub file: &'a str,
}

impl Source<'_> {
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::at(self.file, self.text, span.start)
    }
}

/// One table of the protocol, with its dotted name.
pub(super) struct Section<'a> {
    pub source: Source<'a>,
    pub name: String,
    span: Range<usize>,
    table: Option<&'a DeTable<'a>>,
    asked: RefCell<Vec<&'static str>>,
}

/// A value with its key's dotted name and its place.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub source: Source<'a>,
    pub key: String,
    pub span: Range<usize>,
    pub value: &'a DeValue<'a>,
}

impl<'a> Section<'a> {
    pub fn new(source: Source<'a>, name: &str, table: &'a Spanned<DeTable<'a>>) -> Self {
        Section {
            source,
            name: name.into(),
            span: table.span(),
            table: Some(table.get_ref()),
            asked: RefCell::default(),
        }
    }

    fn empty(source: Source<'a>, name: String) -> Self {
        Section { source, name, span: 0..0, table: None, asked: RefCell::default() }
    }

    pub fn dotted(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) }
    }

    pub fn place(&self) -> Place {
        self.source.place(self.span.clone())
    }

    pub fn get(&self, key: &'static str) -> Option<Entry<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.table?.get(key)?;
        Some(Entry { source: self.source, key: self.dotted(key), span: value.span(), value: value.get_ref() })
    }

    /// A key that must be there; a slip of the pen in its name is named as such.
    pub fn require(&self, key: &'static str, why: &str) -> Outcome<Entry<'a>> {
        if let Some(entry) = self.get(key) {
            return Ok(entry);
        }
        let slip = self.table.and_then(|t| t.keys().find(|k| nearest(k.get_ref(), [key]).is_some()));
        Err(match slip {
            Some(k) => Problem::new("P301", format!("unknown key `{}`", self.dotted(k.get_ref())))
                .at(self.source.place(k.span()))
                .help(format!("did you mean `{key}`?")),
            None => Problem::new("P302", format!("`{}` is missing", self.dotted(key)))
                .at(self.place())
                .help(why.to_string()),
        })
    }

    /// A sub-table; an empty one when it is absent.
    pub fn section(&self, key: &'static str) -> Outcome<Section<'a>> {
        match self.get(key) {
            None => Ok(Section::empty(self.source, self.dotted(key))),
            Some(e) => e.section(),
        }
    }

    pub fn present(&self) -> bool {
        self.table.is_some()
    }

    /// An array of tables; empty when absent.
    pub fn sections(&self, key: &'static str) -> Outcome<Vec<Section<'a>>> {
        let Some(e) = self.get(key) else { return Ok(Vec::new()) };
        let array = e.value.as_array().ok_or_else(|| e.wrong("an array of tables, written `[[…]]`"))?;
        array
            .iter()
            .map(|item| {
                Entry { source: self.source, key: e.key.clone(), span: item.span(), value: item.get_ref() }.section()
            })
            .collect()
    }

    /// All keys, for tables whose keys are the user's own.
    pub fn entries(&self) -> Vec<(String, Entry<'a>)> {
        let Some(table) = self.table else { return Vec::new() };
        table
            .iter()
            .map(|(k, v)| {
                let name = k.get_ref().to_string();
                let key = self.dotted(&name);
                (name, Entry { source: self.source, key, span: v.span(), value: v.get_ref() })
            })
            .collect()
    }

    /// Refuses keys that nobody asked for.
    pub fn finish(&self) -> Outcome<()> {
        let Some(table) = self.table else { return Ok(()) };
        let asked = self.asked.borrow();
        let problems = table
            .keys()
            .filter(|k| !asked.iter().any(|a| *a == k.get_ref().as_ref()))
            .map(|k| {
                let written = k.get_ref().as_ref();
                let p = Problem::new("P301", format!("unknown key `{}`", self.dotted(written)))
                    .at(self.source.place(k.span()));
                match nearest(written, asked.iter().copied()) {
                    Some(near) => p.help(format!("did you mean `{near}`?")),
                    None => {
                        let mut known: Vec<_> = asked.clone();
                        known.sort_unstable();
                        known.dedup();
                        p.help(format!("known keys here: {}", known.join(", ")))
                    }
                }
            })
            .collect();
        Problem::all(problems)
    }

    pub fn text(&self, key: &'static str, default: &str) -> Outcome<String> {
        self.get(key).map_or(Ok(default.to_string()), |e| e.text())
    }
    pub fn optional_text(&self, key: &'static str) -> Outcome<Option<String>> {
        self.get(key).map(|e| e.text()).transpose()
    }
    pub fn texts(&self, key: &'static str) -> Outcome<Vec<String>> {
        self.get(key).map_or(Ok(Vec::new()), |e| e.texts())
    }
    pub fn flag(&self, key: &'static str, default: bool) -> Outcome<bool> {
        self.get(key).map_or(Ok(default), |e| e.value.as_bool().ok_or_else(|| e.wrong("true or false")))
    }
    pub fn integer(&self, key: &'static str, default: i64, range: Range<i64>) -> Outcome<i64> {
        self.get(key).map_or(Ok(default), |e| e.integer(range))
    }
    pub fn number(&self, key: &'static str) -> Outcome<Option<f64>> {
        self.get(key).map(|e| e.number()).transpose()
    }
    pub fn choice(&self, key: &'static str, default: &'static str, known: &[&'static str]) -> Outcome<&'static str> {
        self.get(key).map_or(Ok(default), |e| e.choice(known))
    }
}

impl<'a> Entry<'a> {
    pub fn place(&self) -> Place {
        self.source.place(self.span.clone())
    }

    pub fn raw(&self) -> &'a str {
        self.source.text.get(self.span.clone()).unwrap_or("")
    }

    /// The problem of a value of the wrong kind.
    pub fn wrong(&self, expected: &str) -> Problem {
        let raw: String = self.raw().chars().take(60).collect();
        Problem::new("P303", format!("`{}` has the wrong kind of value", self.key))
            .at(self.place())
            .found(raw)
            .expected(expected)
    }

    /// The problem of a value that is of the right kind but not possible.
    pub fn bad(&self, what: impl Into<String>) -> Problem {
        Problem::new("P304", what).at(self.place())
    }

    pub fn section(&self) -> Outcome<Section<'a>> {
        let table = self.value.as_table().ok_or_else(|| self.wrong("a table"))?;
        Ok(Section {
            source: self.source,
            name: self.key.clone(),
            span: self.span.clone(),
            table: Some(table),
            asked: RefCell::default(),
        })
    }

    pub fn text(&self) -> Outcome<String> {
        let text = self.value.as_str().ok_or_else(|| self.wrong("text in quotes"))?;
        if text.trim().is_empty() {
            return Err(self.bad(format!("`{}` is empty", self.key)).help("write something, or leave the key out"));
        }
        Ok(text.to_string())
    }

    /// A list of texts (numbers are taken as written), or one text.
    /// Codes: texts of which one may be empty, for a cell that holds nothing.
    pub fn codes(&self) -> Outcome<Vec<String>> {
        match self.value.as_array() {
            Some(array) if array.iter().any(|v| v.get_ref().as_str() == Some("")) => array
                .iter()
                .map(|v| {
                    let e = Entry { source: self.source, key: self.key.clone(), span: v.span(), value: v.get_ref() };
                    match e.value.as_str() {
                        Some("") => Ok(String::new()),
                        _ if e.value.is_integer() => Ok(e.raw().to_string()),
                        _ => e.text(),
                    }
                })
                .collect(),
            _ if self.value.as_str() == Some("") => Ok(vec![String::new()]),
            _ => self.texts(),
        }
    }

    pub fn texts(&self) -> Outcome<Vec<String>> {
        if self.value.is_str() {
            return Ok(vec![self.text()?]);
        }
        let array = self.value.as_array().ok_or_else(|| self.wrong("a list of texts, such as [\"a\", \"b\"]"))?;
        array
            .iter()
            .map(|v| {
                let e = Entry { source: self.source, key: self.key.clone(), span: v.span(), value: v.get_ref() };
                if e.value.is_integer() { Ok(e.raw().to_string()) } else { e.text() }
            })
            .collect()
    }

    pub fn lists(&self) -> Outcome<Vec<Vec<String>>> {
        let array = self.value.as_array().ok_or_else(|| self.wrong("a list of lists, such as [[\"a\", \"b\"]]"))?;
        array
            .iter()
            .map(|v| Entry { source: self.source, key: self.key.clone(), span: v.span(), value: v.get_ref() }.texts())
            .collect()
    }

    pub fn integer(&self, range: Range<i64>) -> Outcome<i64> {
        let expected = format!("a whole number from {} to {}", range.start, range.end - 1);
        let n = self.value.as_integer().ok_or_else(|| self.wrong(&expected))?;
        i64::from_str_radix(&n.as_str().replace('_', ""), n.radix())
            .ok()
            .filter(|n| range.contains(n))
            .ok_or_else(|| self.wrong(&expected))
    }

    pub fn number(&self) -> Outcome<f64> {
        let raw = match self.value {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str().replace('_', ""),
            DeValue::Float(x) => x.as_str().replace('_', ""),
            _ => return Err(self.wrong("a number")),
        };
        raw.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(|| self.wrong("a finite number"))
    }

    /// A list of numbers, or one number.
    pub fn numbers(&self) -> Outcome<Vec<f64>> {
        let Some(array) = self.value.as_array() else {
            return Ok(vec![self.number().map_err(|_| self.wrong("a list of numbers, such as [1, 3, 5]"))?]);
        };
        array
            .iter()
            .map(|v| Entry { source: self.source, key: self.key.clone(), span: v.span(), value: v.get_ref() }.number())
            .collect()
    }

    pub fn choice(&self, known: &[&'static str]) -> Outcome<&'static str> {
        let text = self.text()?;
        known.iter().find(|k| **k == text).copied().ok_or_else(|| {
            let p = Problem::new("P304", format!("`{}` has no value `{text}`", self.key))
                .at(self.place())
                .expected(known.join(", "));
            match nearest(&text, known.iter().copied()) {
                Some(near) => p.help(format!("did you mean `{near}`?")),
                None => p,
            }
        })
    }

    /// A calendar day: a TOML date or text `yyyy-mm-dd`. Days since 1970-01-01.
    pub fn day(&self) -> Outcome<i32> {
        let expected = "a date such as 2026-01-12";
        let text = match self.value {
            DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => d.to_string(),
            DeValue::String(s) => s.to_string(),
            _ => return Err(self.wrong(expected)),
        };
        let date: jiff::civil::Date = text.trim().parse().map_err(|_| self.wrong(expected))?;
        Ok(days_of(date))
    }

    /// A list of moments, or one.
    pub fn moments(&self) -> Outcome<Vec<i64>> {
        let Some(array) = self.value.as_array() else { return Ok(vec![self.moment()?]) };
        let entry = |v: &'a Spanned<DeValue<'a>>| Entry {
            source: self.source,
            key: self.key.clone(),
            span: v.span(),
            value: v.get_ref(),
        };
        array.iter().map(|v| entry(v).moment()).collect()
    }

    /// A moment: a TOML date-time with offset, or the same as text. Seconds since 1970-01-01 UTC.
    pub fn moment(&self) -> Outcome<i64> {
        let expected = "a date-time with its offset, such as 2026-03-01T12:00:00Z";
        let text = match self.value {
            DeValue::Datetime(d) if d.offset.is_some() => d.to_string(),
            DeValue::String(s) => s.to_string(),
            _ => return Err(self.wrong(expected)),
        };
        let t: jiff::Timestamp = text.trim().parse().map_err(|_| self.wrong(expected))?;
        Ok(t.as_second() + i64::from(t.subsec_nanosecond() > 0))
    }
}

/// Days since 1970-01-01 of a calendar day.
pub(super) fn days_of(date: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch)).map_or(0, |s| s.get_days())
}

/// A field → text map whose keys are checked against the known ones.
pub(super) fn known_map<T>(
    section: &Section<'_>,
    known: &[&str],
    read: impl Fn(&Entry<'_>) -> Outcome<T>,
) -> Outcome<BTreeMap<String, T>> {
    let mut map = BTreeMap::new();
    for (name, entry) in section.entries() {
        if !known.contains(&name.as_str()) {
            let p = Problem::new("P301", format!("unknown key `{}`", entry.key)).at(entry.place());
            return Err(match nearest(&name, known.iter().copied()) {
                Some(near) => p.help(format!("did you mean `{near}`?")),
                None => p.help(format!("known keys here: {}", known.join(", "))),
            });
        }
        map.insert(name, read(&entry)?);
    }
    Ok(map)
}
