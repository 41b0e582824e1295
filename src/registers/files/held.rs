//! Workbooks and data sets: their rows, read already or ahead, and what is known of their columns.

use super::column_type::{Blurred, ColumnType};
use super::dialect::Dialect;
use super::row::Row;
use super::stream::Stream;
use crate::diagnostics::Outcome;

/// Rows of a typed file.
pub(in crate::registers) enum HeldRows {
    /// All of them.
    Ready(std::vec::IntoIter<Row>),
    /// As a thread reads them.
    Ahead(Stream),
}

impl Default for HeldRows {
    fn default() -> HeldRows {
        HeldRows::Ready(Vec::new().into_iter())
    }
}

/// A workbook or a data set.
#[derive(Default)]
pub(in crate::registers) struct Held {
    pub format: &'static str,
    pub header: Vec<String>,
    /// Row of the sheet in which the header stands, from 1.
    pub header_line: usize,
    pub rows: HeldRows,
    /// Types by column; none is plain.
    pub types: Vec<ColumnType>,
    /// Numbers that the types of their columns cannot hold exactly.
    pub blurred: Blurred,
    /// Sheet read and sheets that can be seen.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// Whether plain numbers count from 1904-01-01.
    pub from_1904: bool,
    /// Number of records that a last row stated.
    pub trailer: Option<u64>,
}

/// Rows of a block.
const BLOCK: usize = 1 << 13;

impl Held {
    /// The next row; `None` at the end.
    pub fn next(&mut self) -> Outcome<Option<Row>> {
        match &mut self.rows {
            HeldRows::Ready(rows) => Ok(rows.next()),
            HeldRows::Ahead(stream) => stream.next(),
        }
    }

    /// The next rows in so many blocks; `None` at the end. A row's line is counted from the file's first, which is 0.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<Vec<Vec<Row>>>> {
        let mut list = Vec::new();
        while list.len() < count {
            let mut block = match &mut self.rows {
                HeldRows::Ready(rows) => rows.by_ref().take(BLOCK).collect(),
                HeldRows::Ahead(stream) => stream.block()?,
            };
            if block.is_empty() {
                break;
            }
            block.iter_mut().for_each(|row| row.line -= 1);
            list.push(block);
        }
        Ok((!list.is_empty()).then_some(list))
    }

    /// What has been found out about the file.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            header_line: self.header_line.max(1),
            sheet: self.sheet.clone(),
            sheets: self.sheets.clone(),
            trailer: self.trailer,
            ..Dialect::binary(self.format)
        }
    }
}
