//! Rows of a workbook or a data set that a thread takes at once.

use super::packed::{From, Packed};
use super::row::Row;
use super::typed_rows::TakesRows;

/// Rows that a thread takes at once.
pub(in crate::registers) enum HeldBlock {
    Rows(Vec<Row>),
    /// From the row at a place on.
    Packed(Packed, usize),
}

impl HeldBlock {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            HeldBlock::Rows(rows) => rows.len(),
            HeldBlock::Packed(block, from) => block.len() - from,
        }
    }

    /// Gives its rows away, each line counted from the file's first, which is 0.
    pub fn give(&self, to: &mut impl TakesRows) {
        match self {
            HeldBlock::Rows(rows) => rows.iter().for_each(|row| to.row(row)),
            HeldBlock::Packed(block, from) => to.typed(&From(block, *from)),
        }
    }
}
