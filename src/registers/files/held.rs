//! Workbooks and data sets: their rows, read already or ahead, and what is known of their columns.

use super::column_type::{Blurred, ColumnType};
use super::dialect::Dialect;
use super::held_block::HeldBlock;
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
    /// The next row; `false` at the end.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        match &mut self.rows {
            HeldRows::Ready(rows) => Ok(rows.next().map(|next| *row = next).is_some()),
            HeldRows::Ahead(stream) => stream.next(row),
        }
    }

    /// The next rows in so many blocks; `None` at the end.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<Vec<HeldBlock>>> {
        let mut list = Vec::new();
        while list.len() < count {
            let block = match &mut self.rows {
                HeldRows::Ready(rows) => {
                    let mut block: Vec<Row> = rows.by_ref().take(BLOCK).collect();
                    block.iter_mut().for_each(|row| row.line -= 1);
                    HeldBlock::Rows(block)
                }
                HeldRows::Ahead(stream) => {
                    let (block, given) = stream.block()?;
                    HeldBlock::Packed(block, given)
                }
            };
            if block.len() == 0 {
                break;
            }
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
