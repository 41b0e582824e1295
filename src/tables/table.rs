//! Tidy tables: the same columns in CSV and JSON.

use super::glossary::SCHEMAS;
use crate::diagnostics::Told;
use serde_json::{Map, Number, Value as Json};

/// One cell of a tidy table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number, printed shortest round-trip.
    Num(f64),
    /// A whole number.
    Int(i64),
    /// `TRUE`/`FALSE` in CSV, `true`/`false` in JSON.
    Bool(bool),
    /// `NA` in CSV, `null` in JSON.
    Missing,
}

impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.to_string())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Self {
        if v.is_nan() { Value::Missing } else { Value::Num(v) }
    }
}
impl From<Option<f64>> for Value {
    fn from(v: Option<f64>) -> Self {
        v.map_or(Value::Missing, Value::from)
    }
}
impl From<usize> for Value {
    fn from(v: usize) -> Self {
        Value::Int(v as i64)
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(v)
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Value::Bool(v)
    }
}

/// A tidy table: the same columns in CSV and JSON; JSON carries the schema and what does not fit in rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Such as `lodtrin/effect/1`.
    pub schema: String,
    /// Column names, broom's spelling.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// Named facts about the whole table (options, counts), JSON only.
    pub facts: Vec<(String, Json)>,
    /// Named doubts, JSON only; the terminal shows them on stderr.
    pub warnings: Vec<Told>,
}

impl Table {
    /// An empty table of a published schema (a name of [`SCHEMAS`]), with the columns that stand there.
    pub fn of(schema: &str) -> Self {
        Self::new(schema, SCHEMAS.iter().find(|s| s.name == schema).map_or(&[][..], |s| s.columns))
    }

    /// An empty table.
    pub fn new(schema: &str, columns: &[&str]) -> Self {
        Table {
            schema: schema.to_string(),
            columns: columns.iter().map(|c| c.to_string()).collect(),
            rows: Vec::new(),
            facts: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Adds a row of as many cells as there are columns.
    pub fn push(&mut self, row: Vec<Value>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }

    /// CSV: RFC 4180, LF, `NA` for missing. Text that a spreadsheet would run as a formula is preceded by an
    /// apostrophe.
    pub fn to_csv(&self) -> String {
        let mut w = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        let _ = w.write_record(&self.columns);
        for row in &self.rows {
            let _ = w.write_record(row.iter().map(|v| match v {
                Value::Text(t) => neutral(t),
                Value::Num(x) => machine(*x),
                Value::Int(i) => i.to_string(),
                Value::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_string(),
                Value::Missing => "NA".to_string(),
            }));
        }
        String::from_utf8(w.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// JSON: `{"schema", facts…, "rows": [{…}], "warnings": […]}`, keys in a fixed order.
    pub fn to_json(&self) -> String {
        let rows: Vec<Json> = self
            .rows
            .iter()
            .map(|row| {
                let mut object = Map::new();
                for (name, v) in self.columns.iter().zip(row) {
                    object.insert(name.clone(), json(v));
                }
                Json::Object(object)
            })
            .collect();
        let mut top = Map::new();
        top.insert("schema".into(), Json::String(self.schema.clone()));
        for (name, fact) in &self.facts {
            top.insert(name.clone(), fact.clone());
        }
        top.insert("rows".into(), Json::Array(rows));
        top.insert("warnings".into(), serde_json::to_value(&self.warnings).unwrap_or(Json::Null));
        let mut text = serde_json::to_string_pretty(&Json::Object(top)).unwrap_or_default();
        text.push('\n');
        text
    }

    /// A table for people: four significant digits, p below 0.001 as `<0.001`, columns aligned.
    pub fn to_text(&self) -> String {
        let cells: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().zip(&self.columns).map(|(v, c)| human(v, c)).collect()).collect();
        let width: Vec<usize> = (0..self.columns.len())
            .map(|j| {
                cells.iter().map(|r| r[j].chars().count()).chain([self.columns[j].chars().count()]).max().unwrap_or(0)
            })
            .collect();
        let right: Vec<bool> = (0..self.columns.len())
            .map(|j| self.rows.iter().all(|r| !matches!(r[j], Value::Text(_))) && !self.rows.is_empty())
            .collect();
        let line = |row: &[String]| {
            let mut text = String::new();
            for (j, cell) in row.iter().enumerate() {
                let pad = " ".repeat(width[j] - cell.chars().count());
                if j > 0 {
                    text.push_str("  ");
                }
                if right[j] {
                    text.push_str(&pad);
                    text.push_str(cell);
                } else {
                    text.push_str(cell);
                    text.push_str(&pad);
                }
            }
            format!("{}\n", text.trim_end())
        };
        let mut text = line(&self.columns);
        for row in &cells {
            text.push_str(&line(row));
        }
        text
    }
}

/// Shortest text that reads back as the same number.
pub(crate) fn machine(x: f64) -> String {
    if x.is_nan() {
        "NA".to_string()
    } else if x.is_infinite() {
        if x > 0.0 { "Inf" } else { "-Inf" }.to_string()
    } else if x != 0.0 && !(1e-5..1e16).contains(&x.abs()) {
        format!("{x:e}")
    } else {
        // −0 is 0 to a reader
        format!("{}", x + 0.0)
    }
}

/// Text with an apostrophe before what a spreadsheet would run as a formula.
pub fn neutral(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_string() }
}

/// What `neutral` was given: one apostrophe taken off where a formula follows it.
pub fn bare(text: &str) -> &str {
    text.strip_prefix('\'').filter(|t| is_formula(t)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// CSV of texts: RFC 4180, LF; what a spreadsheet would run as a formula is preceded by an apostrophe. Numbers stand as
/// they are.
pub fn csv_text<'a, R: AsRef<[String]> + 'a>(head: &[&str], rows: impl IntoIterator<Item = &'a R>) -> String {
    let mut w = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let _ = w.write_record(head);
    for row in rows {
        let cell = |text: &String| if text.parse::<f64>().is_ok() { text.clone() } else { neutral(text) };
        let _ = w.write_record(row.as_ref().iter().map(cell));
    }
    String::from_utf8(w.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn json(v: &Value) -> Json {
    match v {
        Value::Text(t) => Json::String(t.clone()),
        // JSON has no infinity: the words that R and Python read
        Value::Num(x) => Number::from_f64(*x + 0.0)
            .map_or_else(|| Json::String(if *x > 0.0 { "Inf" } else { "-Inf" }.into()), Json::Number),
        Value::Int(i) => Json::Number((*i).into()),
        Value::Bool(b) => Json::Bool(*b),
        Value::Missing => Json::Null,
    }
}

/// A cell for people: four significant digits, a small p-value as `<0.001`.
pub(crate) fn human(v: &Value, column: &str) -> String {
    match v {
        Value::Text(t) => t.clone(),
        Value::Num(x) if column == "p.value" && *x < 0.001 => "<0.001".to_string(),
        Value::Num(x) => significant(*x, 4),
        Value::Int(i) => i.to_string(),
        Value::Bool(b) => if *b { "yes" } else { "no" }.to_string(),
        Value::Missing => "NA".to_string(),
    }
}

/// So many significant digits, without an exponent where it is readable.
pub(crate) fn significant(x: f64, digits: usize) -> String {
    if x.is_nan() {
        return "NA".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Inf" } else { "-Inf" }.into();
    }
    if x == 0.0 {
        return "0".into();
    }
    let exponent = format!("{:.*e}", digits - 1, x).rsplit('e').next().and_then(|e| e.parse::<i32>().ok()).unwrap_or(0);
    if exponent >= digits as i32 {
        format!("{x:.0}")
    } else if exponent < -5 {
        format!("{:.*e}", digits - 1, x)
    } else {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        let text = format!("{x:.decimals$}");
        if x.fract() == 0.0 { format!("{x:.0}") } else { text }
    }
}
