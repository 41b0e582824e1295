//! A table with its identifiers replaced by pseudonyms.

use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::cells::pseudonyms::Pseudonymiser;
use super::files::row::Row;
use super::files::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Place, Problem};
use std::io::{self, Write};
use std::path::Path;

/// What was replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Rows written.
    pub rows: u64,
    /// Cells replaced by a pseudonym.
    pub replaced: u64,
    /// Identifiers whose lost leading zero was put back first.
    pub repaired: u64,
    /// Lines whose identifier could not be used and was left empty.
    pub emptied: Vec<usize>,
}

/// The columns of a file that are treated in another way than as they stand.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Columns of identifiers, to be replaced.
    pub replaced: &'a [String],
    /// Columns of other ten-digit numbers, which stay as they are.
    pub kept: &'a [String],
}

/// Checks that a file has the columns, and that no other cell and no header holds the number of a person.
///
/// # Errors
/// `R201` for a column that is not there, `R406` for identifiers elsewhere.
pub fn check_columns(path: &Path, shown: &str, columns: Columns<'_>) -> Outcome<()> {
    let mut table = Table::open_any(path, shown, &FileForm::default())?;
    if let Some(at) = table.header().iter().position(|h| mask::touches(h)) {
        return Err(Problem::new("R406", format!("the name of column {} holds the number of a person", at + 1))
            .at(Place::line(shown, table.header_line()))
            .found(mask::shape(&table.header()[at]))
            .expected("a first line that names the columns")
            .help("put a line with the columns' names before the first row"));
    }
    let wanted = columns.replaced.iter().map(|c| table.needed_column(c)).collect::<Outcome<Vec<usize>>>()?;
    let kept = columns.kept.iter().map(|c| table.needed_column(c)).collect::<Outcome<Vec<usize>>>()?;
    let width = table.header().len();
    // by column; the last for cells beyond the header
    let mut seen = vec![(0u64, 0u64, 0usize); width + 1];
    let mut row = Row::default();
    while table.next(&mut row)? {
        for at in 0..row.len() {
            let cell = row.cell(at);
            let Some((filled, plain, first)) = seen.get_mut(at.min(width)) else { continue };
            *filled += u64::from(!cell.is_empty());
            if identifiers::holds_person(cell) || mask::touches(cell) {
                *plain += 1;
                *first = if *first == 0 { row.line } else { *first };
            }
        }
    }
    for (at, (filled, plain, first)) in seen.into_iter().enumerate() {
        if plain == 0 || wanted.contains(&at) || kept.contains(&at) {
            continue;
        }
        let name =
            table.header().get(at).map_or("beyond the header".to_string(), |h| format!("`{}`", mask::harmless(h)));
        return Err(Problem::new("R406", format!("column {name} holds identifiers of persons as well"))
            .at(Place::line(shown, first))
            .found(format!("{plain} of {filled} cells hold a ten-digit number whose first six digits are a day"))
            .help(format!("replace it too: --column {name}; or take the column out of the file"))
            .help(format!("other numbers of ten digits, such as telephone numbers, stay with --keep {name}")));
    }
    Ok(())
}

/// Writes a table as CSV with the identifiers of some columns replaced by pseudonyms. UTF-8, LF, the file's own
/// separator; cells are written as they stood.
///
/// `out`: where to, and what it is called where it cannot be written.
///
/// # Errors
/// `P101` where it cannot be written; what stops the reading of a table; `R201` for a column that is not there.
pub fn pseudonymise(
    path: &Path,
    shown: &str,
    columns: Columns<'_>,
    key: &Pseudonymiser,
    (out, to): (&mut dyn Write, &Path),
) -> Outcome<Replaced> {
    let mut table = Table::open(path, shown, &FileForm::default())?;
    let wanted = columns.replaced.iter().map(|c| table.needed_column(c)).collect::<Outcome<Vec<usize>>>()?;
    let delimiter = table.dialect().delimiter.filter(char::is_ascii).map_or(b',', |d| d as u8);
    let failed = |e: io::Error| crate::provenance::io_problem("write", to, &e);
    let mut csv = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out);
    csv.write_record(table.header()).map_err(|e| failed(refused(e)))?;
    let mut done = Replaced::default();
    let mut row = Row::default();
    while table.next(&mut row)? {
        let mut cells: Vec<String> = (0..row.len()).map(|i| row.raw(i).to_string()).collect();
        for at in &wanted {
            let Some(cell) = cells.get_mut(*at) else { continue };
            match identifiers::read(cell, SixDigits::BirthDates) {
                Ok(id) => {
                    done.replaced += 1;
                    done.repaired += u64::from(id.repaired);
                    *cell = key.pseudonym(&id.text);
                }
                Err(why) => {
                    if why != identifiers::Unusable::Empty {
                        done.emptied.push(row.line);
                    }
                    cell.clear();
                }
            }
        }
        // a row with too many cells may hold an identifier anywhere
        if cells.len() != table.header().len() {
            done.emptied.push(row.line);
            for cell in cells.iter_mut().filter(|c| identifiers::holds_person(c)) {
                cell.clear();
            }
        }
        csv.write_record(&cells).map_err(|e| failed(refused(e)))?;
        done.rows += 1;
    }
    csv.flush().map_err(failed)?;
    Ok(done)
}

/// What the operating system refused a writer of CSV.
fn refused(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}
