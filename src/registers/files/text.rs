//! A text table read row by row: where its header stands, which lines are rows, and what its last lines say.

use super::blocks::{BlockForm, LineBlocks, Used};
use super::closing;
use super::decoding::Storage;
use super::dialect::{self, Dialect, Encoding, Split};
use super::first_bytes::{bytes_of, check_sample, line_end};
use super::lines::{LONGEST_LINE, Lines};
use super::names::Known;
use super::row::Row;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::mask;
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes looked at before reading: for the mark, encoding, line end, delimiter and escapes.
const SAMPLE: u64 = 1 << 20;
/// Lines that a quoted cell may run over; beyond that a quote was never closed.
const LONGEST_CELL_LINES: usize = 200;
/// Rows among which the header is looked for.
pub(in crate::registers) const HEADER_ROWS: usize = 20;
/// Known names that make a row the header.
pub(in crate::registers) const HEADER_HITS: usize = 2;

/// What `study.toml` declares about a text file; `None` is detected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextForm {
    /// Cell separator.
    pub delimiter: Option<char>,
    /// Encoding.
    pub encoding: Option<Encoding>,
    /// Line of the header.
    pub header: Option<usize>,
}

/// A row as it was read, before it is known what the header is.
#[derive(Default)]
struct Raw {
    row: Row,
    /// Delimiters in each of its lines, where it has several.
    lines: Vec<usize>,
    /// Whether text stands behind the closing quote of a cell that ran over lines.
    behind: bool,
}

/// A text table being read row by row.
pub(in crate::registers) struct TextTable {
    lines: Lines,
    shown: String,
    header: Vec<String>,
    header_line: usize,
    /// Last line of the header.
    header_end: usize,
    dialect: Dialect,
    delimiter: char,
    /// Rows given so far.
    rows: u64,
    /// Rows of the register's files before this one.
    before: u64,
    /// Rows read in looking for the header.
    ahead: VecDeque<Raw>,
    /// What stopped that look.
    stopped: Option<Problem>,
    /// Rows read and not given yet, and whether each may be a closing line.
    queue: VecDeque<(Row, bool)>,
    /// Closing lines that are settled.
    settled: Option<VecDeque<Row>>,
    any_ended: bool,
}

impl TextTable {
    /// Opens a file and finds its header among the `known` names.
    pub fn open(path: &Path, shown: &str, form: TextForm, known: &Known, before: u64) -> Outcome<TextTable> {
        let failed = |e: std::io::Error| crate::provenance::io_problem("read", path, &e);
        let mut sample = Vec::new();
        File::open(path).map_err(failed)?.take(SAMPLE).read_to_end(&mut sample).map_err(failed)?;
        check_sample(&sample, shown)?;
        let storage = Storage::of(&sample, form.encoding);
        let mut plain = Vec::new();
        // what cannot be decoded is told where it stands, when it is read
        let _ = bytes_of(path, storage).map_err(failed)?.take(SAMPLE).read_to_end(&mut plain);
        // delimiters and quotes are ASCII in every encoding that is left
        let body = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
        let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0;
        let mut listed: Vec<&str> = text.split('\n').map(|l| l.trim_end_matches('\r')).collect();
        if plain.len() as u64 == SAMPLE && listed.len() > 1 {
            listed.pop(); // cut by the sample
        }
        let named = listed.first().and_then(|l| l.strip_prefix("sep=")).and_then(|r| r.chars().next());
        let filled = |l: &&str| !l.trim().is_empty() && !l.starts_with("sep=");
        let lines: Vec<&str> = listed.iter().copied().filter(filled).collect();
        let delimiter = form.delimiter.or(named).unwrap_or_else(|| dialect::guess_delimiter(&lines));
        let escape = dialect::escapes(&lines, delimiter);
        let encoding = match storage {
            Storage { wide: Some(_), .. } | Storage { mark: 3, .. } => Some(Encoding::Utf8),
            _ => form.encoding.filter(|e| *e != Encoding::Utf16),
        };
        let dialect = Dialect {
            delimiter: Some(delimiter),
            encoding: storage.wide.map(|_| Encoding::Utf16),
            bom: storage.mark > 0,
            quotes: sample.contains(&b'"'),
            line_end: line_end(&plain, &sample, storage.lone),
            escape,
            declared: declared(form),
            ..Dialect::binary("csv")
        };
        let bytes = bytes_of(path, storage).map_err(failed)?;
        let mut table = TextTable {
            lines: Lines::new(bytes, shown, encoding, storage.single),
            shown: shown.into(),
            header: Vec::new(),
            header_line: 0,
            header_end: 0,
            dialect,
            delimiter,
            rows: 0,
            before,
            ahead: VecDeque::new(),
            stopped: None,
            queue: VecDeque::new(),
            settled: None,
            any_ended: false,
        };
        table.find_header(form.header, known)?;
        let below: Vec<&str> = listed.iter().copied().skip(table.header_end).filter(filled).collect();
        table.dialect.sure = dialect::agreement(&below, delimiter, escape, table.header.len());
        table.dialect.header_line = table.header_line;
        Ok(table)
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
        let encoding = self.dialect.encoding.or(self.lines.encoding).or(Some(Encoding::Utf8));
        Dialect { encoding, ..self.dialect.clone() }
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.lines.read
    }

    /// The next row, blank lines passed over; `false` at the end. A row may have fewer or more cells than the header.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        if self.settled.is_none() {
            self.look_ahead()?;
        }
        if let Some(list) = &mut self.settled {
            return Ok(match list.pop_front() {
                Some(last) => {
                    *row = last;
                    true
                }
                None => false,
            });
        }
        match self.queue.pop_front() {
            Some((first, _)) => {
                *row = first;
                self.rows += 1;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Reads on until it is known of the first row in the queue whether it is one of the closing lines.
    fn look_ahead(&mut self) -> Outcome<()> {
        loop {
            let first = self.queue.iter().position(|(_, odd)| !odd);
            if first.is_some() || self.queue.len() > closing::MOST {
                return Ok(());
            }
            let ended = self.lines.ended || !self.any_ended;
            let Some(row) = self.body_row()? else {
                let lines = std::mem::take(&mut self.queue).into_iter().map(|(row, _)| row).collect();
                let ground = closing::Ground {
                    shown: &self.shown,
                    width: self.header.len(),
                    counted: self.rows,
                    before: self.before,
                    ended,
                };
                let settled = closing::settle(lines, &ground)?;
                self.dialect.trailer = settled.trailer;
                self.settled = Some(settled.rows.into());
                return Ok(());
            };
            let odd = closing::odd(&row, self.header.len());
            self.queue.push_back((row, odd));
        }
    }

    /// Blocks of lines from here on; `None` where the next rows must be read one at a time.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<LineBlocks>> {
        let delimiter = u8::try_from(self.delimiter).ok().filter(u8::is_ascii);
        let waiting = !self.queue.is_empty() || !self.ahead.is_empty() || self.settled.is_some();
        let (Some(delimiter), false, true) = (delimiter, waiting, self.header.len() > 1) else { return Ok(None) };
        let list = self.lines.blocks(count)?;
        let (end, encoding, declared) = self.lines.form();
        let form =
            BlockForm { end, delimiter, encoding, declared, width: self.header.len(), escape: self.dialect.escape };
        Ok((!list.is_empty()).then_some(LineBlocks { list, form }))
    }

    /// Takes note of how far blocks were used.
    pub fn used(&mut self, blocks: LineBlocks, used: &[Used]) {
        self.rows += used.iter().map(|u| u.rows).sum::<u64>();
        self.any_ended |= used.iter().any(|u| u.lines > 0);
        self.lines.used(blocks.list, used);
    }

    /// Lines read so far.
    pub fn line(&self) -> usize {
        self.lines.line
    }

    /// The next row below the header that is not blank.
    fn body_row(&mut self) -> Outcome<Option<Row>> {
        loop {
            let raw = match self.ahead.pop_front() {
                Some(raw) => Some(raw),
                None => match self.stopped.take() {
                    Some(problem) => return Err(problem),
                    None => self.raw_row()?,
                },
            };
            let Some(raw) = raw else { return Ok(None) };
            let mut row = self.checked(raw)?;
            if row.is_blank() {
                continue;
            }
            while row.len() > self.header.len() && row.cell(row.len() - 1).is_empty() {
                row.pop();
            }
            return Ok(Some(row));
        }
    }

    /// A row whose quoted cell swallowed others is none.
    fn checked(&self, raw: Raw) -> Outcome<Row> {
        let whole = |at: usize| raw.lines.get(at).is_some_and(|n| *n + 1 == self.header.len());
        let last = raw.lines.len().saturating_sub(1);
        let between = (1..last).any(whole);
        let swallowed = self.header.len() > 1 && last > 0 && (between || (whole(0) && whole(last)));
        if !swallowed && !raw.behind {
            return Ok(raw.row);
        }
        Err(Problem::new(
            "R110",
            "a quotation mark that nobody meant opens a cell here, and the rows below went into it",
        )
        .at(Place::line(self.shown.clone(), raw.row.line))
        .found(format!("a quoted cell over {} lines that are rows by themselves", last + 1))
        .help("take the stray quotation mark out of that line, or double it, and deliver the file again")
        .help("in a text column a quotation mark is written twice: \"he said \"\"yes\"\"\""))
    }

    fn raw_row(&mut self) -> Outcome<Option<Raw>> {
        let mut raw = Raw::default();
        if !self.lines.advance()? {
            return Ok(None);
        }
        raw.row.line = self.lines.line;
        let (delimiter, escape) = (self.delimiter, self.dialect.escape);
        if dialect::split(self.lines.text(), delimiter, escape, &mut raw.row) == Split::Whole {
            self.any_ended |= self.lines.ended;
            return Ok(Some(raw));
        }
        // the cell in quotes runs on
        let mut joined = self.lines.text().to_string();
        raw.lines.push(joined.matches(delimiter).count());
        for _ in 1..LONGEST_CELL_LINES {
            if joined.len() > LONGEST_LINE || !self.lines.advance()? {
                break;
            }
            joined.push('\n');
            joined.push_str(self.lines.text());
            raw.lines.push(self.lines.text().matches(delimiter).count());
            let line = raw.row.line;
            raw.row.clear();
            raw.row.line = line;
            // only a line with a quotation mark can close the cell
            if !self.lines.text().contains('"') {
                continue;
            }
            let split = dialect::split(&joined, delimiter, escape, &mut raw.row);
            if split != Split::Open {
                raw.behind = split == Split::Behind;
                return Ok(Some(raw));
            }
        }
        Err(Problem::new("R105", "a quotation mark is opened and never closed")
            .at(Place::line(self.shown.clone(), raw.row.line))
            .help("close the quotes in that row; if the file ends there, it was cut short: ask for it again"))
    }

    fn find_header(&mut self, declared: Option<usize>, known: &Known) -> Outcome<()> {
        let mut first = true;
        let mut filled = 0;
        while declared.is_some() || filled < HEADER_ROWS {
            let raw = match self.raw_row() {
                Ok(Some(raw)) => raw,
                Ok(None) => break,
                Err(problem) if filled > 0 && declared.is_none() => {
                    self.stopped = Some(problem);
                    break;
                }
                Err(problem) => return Err(problem),
            };
            let named = first && raw.row.raw(0).trim_start_matches('\u{feff}').starts_with("sep=");
            first = false;
            if let Some(line) = declared {
                match raw.row.line.cmp(&line) {
                    std::cmp::Ordering::Less => continue,
                    std::cmp::Ordering::Equal => return self.take_header(raw),
                    std::cmp::Ordering::Greater => break,
                }
            }
            if named || raw.row.is_blank() {
                continue;
            }
            filled += 1;
            self.ahead.push_back(raw);
        }
        if let Some(line) = declared {
            return Err(Problem::new("R112", format!("there is no line {line} that could name the columns"))
                .at(Place::file(self.shown.clone()))
                .found(format!("{} lines", self.lines.line))
                .help("header = 1 is the first line; leave `header` out to have it found"));
        }
        let hits: Vec<usize> = self.ahead.iter().map(|r| known.hits(r.row.cells())).collect();
        let most = hits.iter().copied().max().unwrap_or(0);
        let at = if most >= HEADER_HITS { hits.iter().position(|h| *h == most).unwrap_or(0) } else { 0 };
        self.ahead.drain(..at);
        match self.ahead.pop_front() {
            Some(raw) => self.take_header(raw),
            None => Err(Problem::new("R101", "the file is empty")
                .at(Place::file(self.shown.clone()))
                .help("ask for the delivery again")),
        }
    }

    fn take_header(&mut self, raw: Raw) -> Outcome<()> {
        let mut row = raw.row;
        while row.len() > 1 && row.cell(row.len() - 1).is_empty() {
            row.pop();
        }
        self.header = row.cells().map(one_line).collect();
        self.header_line = row.line;
        self.header_end = row.line + raw.lines.len().saturating_sub(1);
        Ok(())
    }
}

/// A name without line ends and marks.
pub(in crate::registers) fn one_line(name: &str) -> String {
    if !name.contains(|c: char| c.is_whitespace() || c == '\u{feff}') {
        return name.to_string();
    }
    name.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn declared(form: TextForm) -> Vec<&'static str> {
    [("delimiter", form.delimiter.is_some()), ("encoding", form.encoding.is_some()), ("header", form.header.is_some())]
        .into_iter()
        .filter_map(|(name, is)| is.then_some(name))
        .collect()
}

/// The columns of a file as they may be shown: names, or shapes where a name looks like data.
pub(in crate::registers) fn shown_columns(header: &[String]) -> String {
    header.iter().map(|h| format!("`{}`", mask::harmless(h))).collect::<Vec<_>>().join(", ")
}
