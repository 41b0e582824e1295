use super::row::Row;

/// How a text table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    Utf8,
    /// Windows-1252 (Western European).
    Windows1252,
}

impl Encoding {
    /// The name used in `study.toml` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of a name, generous about spelling.
    pub fn named(name: &str) -> Option<Encoding> {
        match name.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "utf-8" | "utf8" | "utf-8-sig" | "utf-8-bom" | "ascii" => Some(Encoding::Utf8),
            "windows-1252" | "windows1252" | "cp1252" | "cp-1252" | "ansi" | "latin1" | "latin-1" | "iso-8859-1"
            | "iso8859-1" => Some(Encoding::Windows1252),
            _ => None,
        }
    }
}

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
    /// `LF`, `CRLF` or `CR`.
    pub line_end: &'static str,
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
            parts.push("quotes".into());
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

/// A delimiter and how far the sample agrees with it.
pub(in crate::registers) struct Guess {
    pub delimiter: char,
    pub sure: f64,
}

/// Chooses the delimiter under which most lines of the sample have as many cells as the first line.
pub(in crate::registers) fn guess_delimiter(lines: &[&str]) -> Guess {
    let mut best = Guess { delimiter: ';', sure: 1.0 };
    let mut best_score = (0.0, 1usize);
    let mut row = Row::default();
    for delimiter in DELIMITERS {
        let mut counts = Vec::with_capacity(lines.len());
        for line in lines {
            row.clear();
            // an open quote runs on: the count of such a line says nothing
            if split(line, delimiter, &mut row) == Split::Whole {
                counts.push(row.len());
            }
        }
        let Some(&header) = counts.first() else { continue };
        if header < 2 {
            continue;
        }
        let agree = counts.iter().filter(|c| **c == header).count() as f64 / counts.len() as f64;
        let rounded = (agree * 20.0).floor();
        if (rounded, header) > best_score {
            best_score = (rounded, header);
            best = Guess { delimiter, sure: agree };
        }
    }
    best
}

/// Whether a line held whole cells only or ended inside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::registers) enum Split {
    Whole,
    Open,
}

/// Splits a line into cells: quotes around a cell protect delimiters, doubled quotes stand for one.
pub(in crate::registers) fn split(line: &str, delimiter: char, row: &mut Row) -> Split {
    if !line.contains('"') {
        for cell in line.split(delimiter) {
            row.push(cell);
        }
        return Split::Whole;
    }
    let mut rest = line;
    loop {
        let lead = rest.len() - rest.trim_start_matches(' ').len();
        if rest[lead..].starts_with('"') {
            rest = &rest[lead + 1..];
            loop {
                let Some(q) = rest.find('"') else {
                    row.grow(rest);
                    row.finish();
                    return Split::Open;
                };
                row.grow(&rest[..q]);
                rest = &rest[q + 1..];
                if let Some(more) = rest.strip_prefix('"') {
                    row.grow("\"");
                    rest = more;
                } else {
                    break;
                }
            }
            match rest.find(delimiter) {
                Some(d) => {
                    row.grow(rest[..d].trim_end_matches(' '));
                    row.finish();
                    rest = &rest[d + delimiter.len_utf8()..];
                }
                None => {
                    row.grow(rest.trim_end_matches(' '));
                    row.finish();
                    return Split::Whole;
                }
            }
        } else {
            match rest.find(delimiter) {
                Some(d) => {
                    row.push(&rest[..d]);
                    rest = &rest[d + delimiter.len_utf8()..];
                }
                None => {
                    row.push(rest);
                    return Split::Whole;
                }
            }
        }
    }
}
