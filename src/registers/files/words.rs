//! A whole table as words: tables of counts, in whatever dialect they are written.

use super::row::Row;
use super::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::numbers;
use std::path::Path;

/// A table read whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Line and cells of every row.
    pub rows: Vec<(usize, Vec<String>)>,
    /// How decimals are marked, where the table shows it.
    pub decimal: Option<char>,
}

/// Reads a table of any dialect whole; `shown` names it in messages, `names` are columns that hold no numbers.
///
/// # Errors
/// A file that cannot be read as a table (`R101` …), a row with another number of cells than the header (`R308`).
pub fn read_words(path: &Path, shown: &str, names: &[&str]) -> Outcome<Words> {
    let mut table = Table::open(path, shown, &FileForm::default())?;
    let header = table.header().to_vec();
    let mut rows = Vec::new();
    let mut row = Row::default();
    while table.next(&mut row)? {
        if row.len() != header.len() {
            return Err(Problem::new("R308", "a row has another number of cells than the header")
                .at(Place::line(shown, row.line))
                .found(format!("{} cells", row.len()))
                .expected(format!("{} cells", header.len()))
                .help("put quotes around a cell that holds the separator"));
        }
        rows.push((row.line, (0..row.len()).map(|c| row.cell(c).to_string()).collect::<Vec<String>>()));
    }
    let numeric: Vec<usize> = (0..header.len()).filter(|c| !names.contains(&header[*c].as_str())).collect();
    let decimal = numbers::mark_of(rows.iter().flat_map(|(_, cells)| numeric.iter().map(|c| cells[*c].as_str())));
    Ok(Words { header, rows, decimal })
}
