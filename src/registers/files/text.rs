use super::blocks::{BlockForm, Blocks, Used};

use super::dialect::{self, Dialect, Encoding, Split};
use super::lines::{LONGEST_LINE, Lines};
use super::row::Row;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::mask;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes looked at before reading, for delimiter and line end.
const SAMPLE: u64 = 1 << 17;
/// Rows of a cell that runs over lines; beyond that a quote was never closed.
const LONGEST_CELL_LINES: usize = 200;

/// What `study.toml` declares about a text file; `None` is detected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextForm {
    /// Cell separator.
    pub delimiter: Option<char>,
    /// Encoding.
    pub encoding: Option<Encoding>,
}

/// A text table being read row by row.
pub(in crate::registers) struct TextTable {
    lines: Lines,
    shown: String,
    header: Vec<String>,
    header_line: usize,
    dialect: Dialect,
    /// Rows seen so far, the held one excluded.
    rows: u64,
    held: Option<Row>,
    any_ended: bool,
}

impl TextTable {
    /// Opens a file and reads its header.
    pub fn open(path: &Path, shown: &str, form: TextForm) -> Outcome<TextTable> {
        let open = || File::open(path).map_err(|e| crate::provenance::io_problem("read", path, &e));
        let mut sample = Vec::new();
        open()?.take(SAMPLE).read_to_end(&mut sample).map_err(|e| crate::provenance::io_problem("read", path, &e))?;
        check_sample(&sample, shown)?;
        let whole = (sample.len() as u64) < SAMPLE;
        let bom = sample.starts_with(b"\xef\xbb\xbf");
        let end = if !sample.contains(&b'\n') && sample.contains(&b'\r') { b'\r' } else { b'\n' };
        let encoding = form.encoding.or(bom.then_some(Encoding::Utf8));
        let mut lines = Lines::new(open()?, shown, end, encoding);
        let guess = delimiter_of(&sample, end, whole, form, lines_named_separator(&sample));
        let mut declared = Vec::new();
        if form.delimiter.is_some() {
            declared.push("delimiter");
        }
        if form.encoding.is_some() {
            declared.push("encoding");
        }
        let crlf = sample.windows(2).any(|w| w == b"\r\n");
        let dialect = Dialect {
            delimiter: Some(guess.delimiter),
            encoding,
            bom,
            quotes: sample.contains(&b'"'),
            line_end: if end == b'\r' {
                "CR"
            } else if crlf {
                "CRLF"
            } else {
                "LF"
            },
            sure: guess.sure,
            declared,
            ..Dialect::binary("csv")
        };
        let header = read_header(&mut lines, guess.delimiter, shown)?;
        let header_line = lines.line;
        let any_ended = lines.ended;
        Ok(TextTable { lines, shown: shown.into(), header, header_line, dialect, rows: 0, held: None, any_ended })
    }

    /// Column names as written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Line of the header.
    pub fn header_line(&self) -> usize {
        self.header_line
    }

    /// What has been found out so far.
    pub fn dialect(&self) -> Dialect {
        Dialect { encoding: self.lines.encoding.or(Some(Encoding::Utf8)), ..self.dialect.clone() }
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.lines.read
    }

    /// The next row, blank lines passed over; `false` at the end. A row may have fewer or more cells than the header.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        loop {
            match self.held.take() {
                Some(held) => *row = held,
                None => {
                    if !self.read_row(row)? {
                        return Ok(false);
                    }
                    if row.is_blank() {
                        continue;
                    }
                }
            }
            while row.len() > self.header.len() && row.cell(row.len() - 1).is_empty() {
                row.pop();
            }
            // text beyond one column per cell is split, so a file of one column has no odd row but a trailer
            let odd = row.len() != self.header.len() || row.is_lonely();
            if odd && self.closes(row)? {
                return Ok(false);
            }
            self.rows += 1;
            return Ok(true);
        }
    }

    /// Blocks of lines from here on; `None` where the next rows must be read one at a time.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<Blocks>> {
        let delimiter = u8::try_from(self.dialect.delimiter.unwrap_or(';')).ok().filter(u8::is_ascii);
        let (Some(delimiter), None) = (delimiter, &self.held) else { return Ok(None) };
        let list = self.lines.blocks(count)?;
        let (end, encoding, declared) = self.lines.form();
        let form = BlockForm { end, delimiter, encoding, declared, width: self.header.len() };
        Ok((!list.is_empty()).then_some(Blocks { list, form }))
    }

    /// Takes note of how far blocks were used.
    pub fn used(&mut self, blocks: Blocks, used: &[Used]) {
        self.rows += used.iter().map(|u| u.rows).sum::<u64>();
        self.any_ended |= used.iter().any(|u| u.lines > 0);
        self.lines.used(blocks.list, used);
    }

    /// Lines read so far.
    pub fn line(&self) -> usize {
        self.lines.line
    }

    /// Whether an odd row is the file's last line and states the number of records; an odd last row without a line
    /// end is a file cut short.
    fn closes(&mut self, row: &Row) -> Outcome<bool> {
        let ended = self.lines.ended;
        let mut following = Row::default();
        loop {
            if !self.read_row(&mut following)? {
                break;
            }
            if !following.is_blank() {
                self.held = Some(following);
                return Ok(false);
            }
        }
        if let Some(stated) = stated_records(row, self.rows, self.header.len()) {
            self.dialect.trailer = Some(stated);
            let counted = self.rows;
            if stated == counted || stated == counted + 1 || stated == counted + 2 {
                return Ok(true);
            }
            return Err(Problem::new("R105", "the last line states another number of records than the file holds")
                .at(Place::line(self.shown.clone(), row.line))
                .found(format!("{counted} records"))
                .expected(format!("{stated}, as the last line says"))
                .help("the file may have been cut short or filtered on the way: ask for it again"));
        }
        if row.len() < self.header.len() && !ended && self.any_ended {
            return Err(Problem::new("R105", "the file ends in the middle of a row")
                .at(Place::line(self.shown.clone(), row.line))
                .found(format!("{} of {} cells and no line end", row.len(), self.header.len()))
                .help("the file was cut short on the way: ask for it again"));
        }
        Ok(false)
    }

    fn read_row(&mut self, row: &mut Row) -> Outcome<bool> {
        row.clear();
        if !self.lines.advance()? {
            return Ok(false);
        }
        row.line = self.lines.line;
        let delimiter = self.dialect.delimiter.unwrap_or(';');
        if dialect::split(self.lines.text(), delimiter, row) == Split::Whole {
            self.any_ended |= self.lines.ended;
            return Ok(true);
        }
        // the cell in quotes runs on
        let mut joined = self.lines.text().to_string();
        for _ in 0..LONGEST_CELL_LINES {
            if joined.len() > LONGEST_LINE || !self.lines.advance()? {
                break;
            }
            joined.push('\n');
            joined.push_str(self.lines.text());
            let line = row.line;
            row.clear();
            row.line = line;
            if dialect::split(&joined, delimiter, row) == Split::Whole {
                return Ok(true);
            }
        }
        Err(Problem::new("R105", "a quotation mark is opened and never closed")
            .at(Place::line(self.shown.clone(), row.line))
            .help("close the quotes in that row; if the file ends there, it was cut short: ask for it again"))
    }
}

fn check_sample(sample: &[u8], shown: &str) -> Outcome<()> {
    let body = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    if body.iter().all(|b| b.is_ascii_whitespace()) {
        return Err(Problem::new("R101", "the file is empty")
            .at(Place::file(shown))
            .expected("a header line and one row a line")
            .help("ask for the delivery again, or take the file out of `file`"));
    }
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
        return Err(Problem::new("R102", "the file is UTF-16 (Excel's \"Unicode text\")")
            .at(Place::file(shown))
            .expected("utf-8 or windows-1252")
            .help("save it as CSV UTF-8, or deliver the workbook itself (xlsx)"));
    }
    Ok(())
}

/// `sep=;`, which Excel reads and writes as a first line.
fn lines_named_separator(sample: &[u8]) -> Option<char> {
    let body = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let rest = body.strip_prefix(b"sep=")?;
    rest.first().map(|b| *b as char)
}

fn delimiter_of(sample: &[u8], end: u8, whole: bool, form: TextForm, named: Option<char>) -> dialect::Guess {
    let mut pieces: Vec<&[u8]> = sample.split(|b| *b == end).collect();
    if !whole && pieces.len() > 1 {
        pieces.pop(); // cut by the sample
    }
    // delimiters and quotes are ASCII in either encoding
    let texts: Vec<String> = pieces
        .iter()
        .map(|p| encoding_rs::WINDOWS_1252.decode_without_bom_handling(p).0.trim_end_matches('\r').to_string())
        .filter(|t| !t.trim().is_empty() && !t.starts_with("sep="))
        .collect();
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    match form.delimiter.or(named) {
        Some(d) => {
            let columns = |line: &str| {
                let mut row = Row::default();
                dialect::split(line, d, &mut row);
                row.len()
            };
            let header = borrowed.first().map_or(1, |l| columns(l));
            let agree = borrowed.iter().filter(|l| columns(l) == header).count();
            dialect::Guess { delimiter: d, sure: agree as f64 / borrowed.len().max(1) as f64 }
        }
        None => dialect::guess_delimiter(&borrowed),
    }
}

fn read_header(lines: &mut Lines, delimiter: char, shown: &str) -> Outcome<Vec<String>> {
    let mut row = Row::default();
    while lines.advance()? {
        if lines.text().trim().is_empty() || (lines.line == 1 && lines.text().starts_with("sep=")) {
            continue;
        }
        row.clear();
        if dialect::split(lines.text(), delimiter, &mut row) == Split::Open {
            return Err(Problem::new("R105", "a quotation mark in the header is never closed")
                .at(Place::line(shown, lines.line))
                .help("close the quotes in the first line"));
        }
        while row.len() > 1 && row.cell(row.len() - 1).is_empty() {
            row.pop();
        }
        return Ok(row.cells().map(str::to_string).collect());
    }
    Err(Problem::new("R101", "the file is empty").at(Place::file(shown)).help("ask for the delivery again"))
}

/// Words that a line with the number of records carries.
const TRAILER_WORDS: [&str; 17] = [
    "antal",
    "poster",
    "records",
    "record",
    "rows",
    "row",
    "rækker",
    "raekker",
    "linjer",
    "lines",
    "total",
    "i alt",
    "trailer",
    "slut",
    "count",
    "eof",
    "end of file",
];

/// The number that an odd line states, when it reads like `Antal poster: 120` or is that number alone.
fn stated_records(row: &Row, rows: u64, columns: usize) -> Option<u64> {
    let line: String = row.cells().collect::<Vec<_>>().join(" ").to_lowercase();
    let runs: Vec<String> = line
        .replace(['.', '\u{a0}'], "")
        .split(|c: char| !c.is_ascii_digit())
        .filter(|r| !r.is_empty())
        .map(str::to_string)
        .collect();
    let [number] = runs.as_slice() else { return None };
    let stated: u64 = number.parse().ok()?;
    if TRAILER_WORDS.iter().any(|w| line.contains(w)) || line.starts_with('#') {
        return Some(stated);
    }
    let alone = line.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (alone && columns > 1 && (rows..=rows + 2).contains(&stated)).then_some(stated)
}

/// The columns of a file as they may be shown: names, or shapes where a name looks like data.
pub(in crate::registers) fn shown_columns(header: &[String]) -> String {
    header.iter().map(|h| format!("`{}`", mask::harmless(h))).collect::<Vec<_>>().join(", ")
}
