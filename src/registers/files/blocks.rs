//! Blocks of a table that many threads read at once: whole lines of a text, or rows of a typed file.
//!
//! Of a text: a line that only its neighbours explain (a cell that runs over lines, a row with another number of cells,
//! which may be the line that states the number of records, a byte that is no letter) ends the use of a block: from there
//! on the file is read line by line, as everywhere else.

pub(in crate::registers) use super::used::Used;

pub(in crate::registers) use super::block_size::BLOCK;

use super::decoding::decode_single;
use super::dialect::{self, Encoding, Split};
use super::held_block::HeldBlock;
use super::lines::LONGEST_LINE;
use super::parquet::Slices;
use super::row::Row;
use super::typed_rows::TakesRows;
use std::borrow::Cow;

/// What must be known to read a block by itself.
#[derive(Debug, Clone, Copy)]
pub(in crate::registers) struct BlockForm {
    /// Line end.
    pub end: u8,
    /// ASCII.
    pub delimiter: u8,
    /// Decided, or `None` while everything was ASCII.
    pub encoding: Option<Encoding>,
    /// Whether the encoding was declared.
    pub declared: bool,
    /// Cells of the header.
    pub width: usize,
    /// Whether a backslash escapes inside quotes.
    pub escape: bool,
}

/// Blocks in the order of the file.
pub(in crate::registers) enum Blocks {
    /// Bytes of whole lines.
    Lines(LineBlocks),
    /// Slices of columns.
    Slices(Slices),
    /// Rows of workbooks and data sets.
    Held(Vec<HeldBlock>),
}

/// Blocks of lines.
pub(in crate::registers) struct LineBlocks {
    /// Their bytes.
    pub list: Vec<Vec<u8>>,
    pub form: BlockForm,
}

impl Blocks {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Blocks::Lines(lines) => lines.list.len(),
            Blocks::Slices(slices) => slices.count(),
            Blocks::Held(blocks) => blocks.len(),
        }
    }

    /// Gives the rows of a block away, as far as they can be read by themselves. A row's line is counted from the block's
    /// first line, which is 0; in a typed file, whose blocks have no lines, from the file's first.
    pub fn give(&self, at: usize, to: &mut impl TakesRows) -> Used {
        match self {
            Blocks::Lines(lines) => lines.give(at, to),
            Blocks::Slices(slices) => Used { rows: slices.give(at, to), ..Used::default() },
            Blocks::Held(blocks) => {
                blocks[at].give(to);
                Used { rows: blocks[at].len() as u64, ..Used::default() }
            }
        }
    }

    /// Whether a block was used to its end.
    pub fn is_whole(&self, at: usize, used: Used) -> bool {
        match self {
            Blocks::Lines(lines) => used.bytes == lines.list[at].len(),
            Blocks::Slices(_) | Blocks::Held(_) => true,
        }
    }
}

impl LineBlocks {
    fn give(&self, at: usize, to: &mut impl TakesRows) -> Used {
        let bytes = &self.list[at];
        let Some(text) = self.form.decoded(bytes) else { return Used::default() };
        let quoted = text.contains('"');
        let mut row = Row::default();
        let mut used = Used::default();
        let mut rest: &str = &text;
        while let Some(length) = rest.find(char::from(self.form.end)) {
            if !self.form.split(&rest[..length], quoted, &mut row) {
                break;
            }
            if !row.is_blank() {
                if !self.form.fits(&mut row) {
                    break;
                }
                row.line = used.lines;
                used.rows += 1;
                to.row(&row);
            }
            used.lines += 1;
            rest = &rest[length + 1..];
        }
        used.bytes = if rest.is_empty() { bytes.len() } else { self.form.bytes_of(bytes, used.lines) };
        used
    }
}

impl BlockForm {
    /// The text of a block; `None` where its bytes must be looked at line by line.
    fn decoded(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        if bytes.contains(&0) {
            return None;
        }
        match (std::str::from_utf8(bytes), self.encoding) {
            (Ok(text), Some(Encoding::Utf8)) => Some(Cow::Borrowed(text)),
            (Ok(text), _) if text.is_ascii() => Some(Cow::Borrowed(text)),
            (_, Some(e)) if e.single_byte() && !self.declared => decode_single(bytes, e).map(Cow::Owned),
            _ => None,
        }
    }

    /// Splits a line into cells; `false` where a cell runs on.
    fn split(self, line: &str, quoted: bool, row: &mut Row) -> bool {
        let line = line.trim_end_matches('\r');
        if line.len() > LONGEST_LINE {
            return false;
        }
        if quoted && line.contains('"') {
            row.clear();
            return dialect::split(line, char::from(self.delimiter), self.escape, row) == Split::Whole;
        }
        row.take_line(line, self.delimiter);
        true
    }

    /// Whether a row has one cell per column, empty ones at its end left out.
    fn fits(self, row: &mut Row) -> bool {
        while row.len() > self.width && row.cell(row.len() - 1).is_empty() {
            row.pop();
        }
        row.len() == self.width && !row.is_lonely()
    }

    /// Bytes of so many lines.
    fn bytes_of(self, bytes: &[u8], lines: usize) -> usize {
        let ends = bytes.iter().enumerate().filter(|(_, b)| **b == self.end).map(|(i, _)| i + 1);
        match lines {
            0 => 0,
            n => ends.take(n).last().unwrap_or(0),
        }
    }
}
