//! In a build without Parquet: a file that would be one is refused.

use super::held::ColumnType;
use super::row::Row;
use super::table::not_built;
use crate::diagnostics::Outcome;
use std::convert::Infallible;
use std::path::Path;

/// No such table can be opened in this build.
pub(in crate::registers) struct ParquetTable {
    /// What each column holds.
    pub types: Vec<ColumnType>,
    /// Columns whose numbers their type cannot hold exactly.
    pub blurred: Vec<Option<usize>>,
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
}
