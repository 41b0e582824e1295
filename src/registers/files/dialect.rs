//! How a text table is written: encoding, separator, quotes, decimal mark.

pub use super::encoding::Encoding;

use super::row::Row;
use crate::registers::cells::mask;
use std::collections::BTreeMap;

/// What was found out about a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialect {
    /// `csv`, `xlsx`, `parquet`, `sas7bdat`, `dta`.
    pub format: &'static str,
    /// Separator of cells, for text.
    pub delimiter: Option<char>,
    /// Encoding, for text.
    pub encoding: Option<Encoding>,
    /// Whether the file opens with a byte-order mark.
    pub bom: bool,
    /// Whether any cell stands in quotes.
    pub quotes: bool,
    /// `LF`, `CRLF`, `CR` or `mixed`.
    pub line_end: &'static str,
    /// Line of the header, or row of the sheet, from 1.
    pub header_line: usize,
    /// Whether a backslash escapes inside quotes.
    pub escape: bool,
    /// Sheet read, of a workbook; several read one behind the other with ` + ` between them.
    pub sheet: Option<String>,
    /// Sheets that can be seen.
    pub sheets: Vec<String>,
    /// Unit of hours where it was taken for granted.
    pub unit: Option<&'static str>,
    /// `,` or `.` where a number with decimals was seen.
    pub decimal: Option<char>,
    /// Number of records that a last line stated.
    pub trailer: Option<u64>,
    /// Share of the sampled rows that have as many cells as the header, 0 to 1.
    pub sure: f64,
    /// Which of these were declared rather than detected.
    pub declared: Vec<&'static str>,
    /// Date form by field or column, as detected or declared.
    pub dates: Vec<(String, String)>,
}

impl Dialect {
    /// A dialect that is no text: a workbook or a data set.
    pub fn binary(format: &'static str) -> Self {
        Dialect {
            format,
            delimiter: None,
            encoding: None,
            bom: false,
            quotes: false,
            line_end: "",
            header_line: 1,
            escape: false,
            sheet: None,
            sheets: Vec::new(),
            unit: None,
            decimal: None,
            trailer: None,
            sure: 1.0,
            declared: Vec::new(),
            dates: Vec::new(),
        }
    }

    /// In words, for people: `semicolon, windows-1252, CRLF, decimal comma (100 % of rows agree)`.
    pub fn words(&self) -> String {
        let mut parts = vec![self.format.to_string()];
        if let Some(d) = self.delimiter {
            parts.push(delimiter_name(d).to_string());
        }
        if let Some(e) = self.encoding {
            parts.push(if self.bom { format!("{} with byte-order mark", e.name()) } else { e.name().to_string() });
        }
        if !self.line_end.is_empty() {
            parts.push(self.line_end.to_string());
        }
        if self.quotes {
            parts.push(if self.escape { "quotes with backslash escapes" } else { "quotes" }.into());
        }
        if let Some(sheet) = &self.sheet {
            parts.push(format!("sheet `{}` of {}", mask::harmless(sheet), self.sheets.len()));
        }
        if self.header_line > 1 {
            parts.push(format!("header in line {}", self.header_line));
        }
        if let Some(unit) = self.unit {
            parts.push(format!("unit: {unit}"));
        }
        match self.decimal {
            Some(',') => parts.push("decimal comma".into()),
            Some(_) => parts.push("decimal point".into()),
            None => {}
        }
        if let Some(n) = self.trailer {
            parts.push(format!("trailer line ({n} records)"));
        }
        for (field, form) in &self.dates {
            parts.push(format!("{field}: {form}"));
        }
        if self.delimiter.is_some() {
            parts.push(format!("{:.0} % of rows agree", self.sure * 100.0));
        }
        if !self.declared.is_empty() {
            parts.push(format!("declared: {}", self.declared.join(" and ")));
        }
        parts.join(", ")
    }
}

/// The English name of a delimiter.
pub fn delimiter_name(d: char) -> &'static str {
    match d {
        ';' => "semicolon",
        ',' => "comma",
        '\t' => "tab",
        '|' => "bar",
        _ => "other",
    }
}

/// The delimiters that are tried, in order of preference.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// Lines of the sample that the delimiter is chosen by.
const LINES: usize = 500;

/// Chooses the delimiter under which most lines of the sample have one and the same number of cells, two or more.
pub(in crate::registers) fn guess_delimiter(lines: &[&str]) -> char {
    let mut best = ';';
    let mut best_score = (0, 1usize);
    let mut row = Row::default();
    for delimiter in DELIMITERS {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut all = 0;
        for line in lines.iter().take(LINES) {
            row.clear();
            // an open quote runs on: the count of such a line says nothing
            if split(line, delimiter, false, &mut row) == Split::Whole {
                *counts.entry(row.len()).or_default() += 1;
                all += 1;
            }
        }
        let Some((&cells, &n)) = counts.iter().max_by_key(|(cells, n)| (**n, **cells)) else { continue };
        // shares in steps of five per cent
        let score = (20 * n / all, cells);
        if cells >= 2 && score > best_score {
            best_score = score;
            best = delimiter;
        }
    }
    best
}

/// Share of lines that have so many cells.
pub(in crate::registers) fn agreement(lines: &[&str], delimiter: char, escape: bool, cells: usize) -> f64 {
    let mut row = Row::default();
    let (mut whole, mut agree) = (0u64, 0u64);
    for line in lines {
        row.clear();
        if split(line, delimiter, escape, &mut row) == Split::Whole {
            while row.len() > cells && row.cell(row.len() - 1).is_empty() {
                row.pop();
            }
            whole += 1;
            agree += u64::from(row.len() == cells);
        }
    }
    if whole == 0 { 1.0 } else { agree as f64 / whole as f64 }
}

/// Rows of the sample that have the commonest number of cells; `None` where a quote is never closed.
fn alike(lines: &[&str], delimiter: char, escape: bool) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut joined = String::new();
    let mut row = Row::default();
    for line in lines {
        if !joined.is_empty() {
            joined.push('\n');
        }
        joined.push_str(line);
        row.clear();
        if split(&joined, delimiter, escape, &mut row) != Split::Open {
            *counts.entry(row.len()).or_default() += 1;
            joined.clear();
        } else if joined.len() > super::lines::LONGEST_LINE {
            return None;
        }
    }
    joined.is_empty().then(|| counts.values().copied().max().unwrap_or(0))
}

/// Whether a backslash escapes inside quotes: more rows of the sample have the commonest number of cells so.
pub(in crate::registers) fn escapes(lines: &[&str], delimiter: char) -> bool {
    let quoted: Vec<&str> = lines.iter().copied().take(20 * LINES).collect();
    quoted.iter().any(|l| l.contains("\\\"")) && alike(&quoted, delimiter, true) > alike(&quoted, delimiter, false)
}

/// Whether a line held whole cells only or ended inside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::registers) enum Split {
    Whole,
    Open,
    /// Whole, but text stands behind the closing quote of a cell that ran over lines.
    Behind,
}

/// Splits a line into cells: quotes around a cell protect delimiters, doubled quotes stand for one; so does a quote
/// behind a backslash where backslashes escape.
pub(in crate::registers) fn split(line: &str, delimiter: char, escape: bool, row: &mut Row) -> Split {
    if !line.contains('"') {
        for cell in line.split(delimiter) {
            row.push(cell);
        }
        return Split::Whole;
    }
    let mut rest = line;
    let mut behind = false;
    loop {
        let lead = rest.len() - rest.trim_start_matches(' ').len();
        let quoted = rest[lead..].starts_with('"');
        let mut ran = false;
        if quoted {
            match inside(&rest[lead + 1..], escape, row) {
                Ok((more, over)) => (rest, ran) = (more, over),
                Err(()) => {
                    row.finish();
                    return Split::Open;
                }
            }
        }
        let end = rest.find(delimiter);
        let own = &rest[..end.unwrap_or(rest.len())];
        match quoted {
            true => {
                let own = own.trim_end_matches(' ');
                behind |= ran && !own.trim_start_matches(' ').is_empty();
                row.grow(own);
                row.finish();
            }
            false => row.push(own),
        }
        match end {
            Some(d) => rest = &rest[d + delimiter.len_utf8()..],
            None => return if behind { Split::Behind } else { Split::Whole },
        }
    }
}

/// What stands between quotes goes to the cell in hand; gives the rest of the line, and whether the cell held a line
/// end. `Err` where the quote is not closed.
fn inside<'a>(text: &'a str, escape: bool, row: &mut Row) -> Result<(&'a str, bool), ()> {
    let mut rest = text;
    let mut ran = false;
    loop {
        let Some(at) = rest.find(['"', '\\']) else {
            row.grow(rest);
            return Err(());
        };
        ran |= rest[..at].contains('\n');
        row.grow(&rest[..at]);
        let next = rest[at + 1..].chars().next();
        match (rest.as_bytes()[at], next) {
            (b'\\', Some(c @ ('"' | '\\'))) if escape => {
                row.grow(if c == '"' { "\"" } else { "\\" });
                rest = &rest[at + 2..];
            }
            (b'\\', _) => {
                row.grow("\\");
                rest = &rest[at + 1..];
            }
            (_, Some('"')) => {
                row.grow("\"");
                rest = &rest[at + 2..];
            }
            _ => return Ok((&rest[at + 1..], ran)),
        }
    }
}
