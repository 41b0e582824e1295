use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::cells::pseudonyms::Pseudonymiser;
use super::files::row::Row;
use super::files::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Place, Problem};
use std::io::{self, Write};
use std::path::Path;

/// Share of a column's cells from which it counts as holding identifiers.
const IDENTIFYING_SHARE: f64 = 0.05;

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

/// Checks that a file has the columns, and that no other column holds identifiers of persons.
///
/// # Errors
/// `R201` for a column that is not there, `R406` for identifiers elsewhere.
pub fn check_columns(path: &Path, shown: &str, columns: &[String]) -> Outcome<()> {
    let mut table = Table::open(path, shown, &FileForm::default())?;
    let wanted = columns.iter().map(|c| table.needed_column(c)).collect::<Outcome<Vec<usize>>>()?;
    let width = table.header().len();
    let mut seen = vec![(0u64, 0u64); width];
    let mut row = Row::default();
    while table.next(&mut row)? {
        for (at, (filled, plain)) in seen.iter_mut().enumerate() {
            let cell = row.cell(at);
            *filled += u64::from(!cell.is_empty());
            *plain += u64::from(identifiers::is_cpr(cell));
        }
    }
    for (at, (filled, plain)) in seen.into_iter().enumerate() {
        if !wanted.contains(&at) && plain as f64 > IDENTIFYING_SHARE * filled as f64 {
            let name = mask::harmless(&table.header()[at]);
            return Err(Problem::new("R406", format!("column `{name}` holds identifiers of persons as well"))
                .at(Place::line(shown, table.header_line()))
                .found(format!("{plain} of {filled} cells are ten-digit numbers of persons"))
                .help(format!("replace it too: --column \"{name}\"; or take the column out of the file")));
        }
    }
    Ok(())
}

/// Writes a table as CSV with the identifiers of some columns replaced by pseudonyms. UTF-8, LF, the file's own
/// separator; cells are written as they stood.
pub fn pseudonymise(
    path: &Path,
    shown: &str,
    columns: &[String],
    key: &Pseudonymiser,
    out: &mut dyn Write,
) -> Outcome<Replaced> {
    let mut table = Table::open(path, shown, &FileForm::default())?;
    let wanted = columns.iter().map(|c| table.needed_column(c)).collect::<Outcome<Vec<usize>>>()?;
    let delimiter = table.dialect().delimiter.filter(char::is_ascii).map_or(b',', |d| d as u8);
    let failed = |e: &dyn std::fmt::Display| Problem::new("P101", format!("cannot write on: {e}"));
    let mut csv = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out);
    csv.write_record(table.header()).map_err(|e| failed(&e))?;
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
            for cell in cells.iter_mut().filter(|c| identifiers::is_cpr(c)) {
                cell.clear();
            }
        }
        csv.write_record(&cells).map_err(|e| failed(&e))?;
        done.rows += 1;
    }
    csv.flush().map_err(|e: io::Error| failed(&e))?;
    Ok(done)
}
