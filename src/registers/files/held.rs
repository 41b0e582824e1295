//! Rows that have been read already: workbooks and data sets; and what is known of their columns.

use super::dialect::Dialect;
use super::row::Row;

/// What a column of a typed file is, where that decides how it may be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ColumnType {
    /// Text, or something that reads as text.
    #[default]
    Plain,
    /// A number in a type that cannot hold ten digits.
    Narrow(&'static str),
    /// Counts of something other than days: months, quarters, weeks, half-years, years.
    Period(&'static str),
    /// Durations or times of day.
    Hours(&'static str),
    /// Lists, structs, maps.
    Nested(String),
}

/// A table in memory.
#[derive(Default)]
pub(in crate::registers) struct Held {
    pub format: &'static str,
    pub header: Vec<String>,
    /// Row of the sheet in which the header stands, from 1.
    pub header_line: usize,
    pub rows: std::vec::IntoIter<Row>,
    /// Types by column; none is plain.
    pub types: Vec<ColumnType>,
    /// First line in which a column holds a number that its type cannot hold exactly.
    pub blurred: Vec<Option<usize>>,
    /// Sheet read and sheets that can be seen.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// Whether plain numbers count from 1904-01-01.
    pub from_1904: bool,
    /// Number of records that a last row stated.
    pub trailer: Option<u64>,
}

impl Held {
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
