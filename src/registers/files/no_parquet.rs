//! In a build without Parquet: a file that would be one is refused.

use super::column_type::{Blurred, ColumnType};
use super::row::Row;
use super::table::not_built;
use super::typed_rows::TakesRows;
use crate::diagnostics::Outcome;
use std::convert::Infallible;
use std::path::Path;

/// No such table can be opened in this build.
pub(in crate::registers) struct ParquetTable {
    /// What each column holds.
    pub types: Vec<ColumnType>,
    /// Columns whose numbers their type cannot hold exactly.
    pub blurred: Blurred,
    never: Infallible,
}

impl ParquetTable {
    /// Always refused.
    ///
    /// # Errors
    /// `R107`.
    pub fn open(_path: &Path, shown: &str) -> Outcome<ParquetTable> {
        Err(not_built(shown, "parquet"))
    }

    /// Column names.
    pub fn header(&self) -> &[String] {
        match self.never {}
    }

    /// Reads these columns alone.
    pub fn only(&mut self, _columns: &[usize]) {
        match self.never {}
    }

    /// The next row.
    pub fn next(&mut self, _row: &mut Row) -> Outcome<bool> {
        match self.never {}
    }

    /// Blocks of rows.
    pub fn blocks(&mut self) -> Outcome<Option<Slices>> {
        match self.never {}
    }
}

/// Decoded rows: none in this build.
pub(in crate::registers) struct Slices {
    never: Infallible,
}

impl Slices {
    /// How many blocks there are.
    pub fn count(&self) -> usize {
        match self.never {}
    }

    /// Gives the rows of a block away.
    pub fn give(&self, _at: usize, _to: &mut impl TakesRows) -> u64 {
        match self.never {}
    }
}
