//! Rows of a workbook or a data set that a thread takes at once.

use super::row::{Row, RowBlock};

/// Rows that a thread takes at once.
pub(in crate::registers) enum HeldBlock {
    Rows(Vec<Row>),
    /// From the row at a place on.
    Packed(RowBlock, usize),
}

impl HeldBlock {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            HeldBlock::Rows(rows) => rows.len(),
            HeldBlock::Packed(block, from) => block.len() - from,
        }
    }

    /// Gives its rows to `take`, each line counted from the file's first, which is 0.
    pub fn each_row(&self, mut take: impl FnMut(&Row)) {
        match self {
            HeldBlock::Rows(rows) => rows.iter().for_each(take),
            HeldBlock::Packed(block, from) => {
                let mut row = Row::default();
                (*from..block.len()).for_each(|at| {
                    block.fill(at, &mut row);
                    row.line -= 1;
                    take(&row);
                });
            }
        }
    }
}
