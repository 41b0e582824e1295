//! The programmes' file.

use super::names::{Known, Name};
use super::row::{Row, Typed};
use super::table::{FileForm, Table};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::numbers::{self, Evidence, Mark};
use crate::trial::ProgrammeRow;
use crate::trial::study::FrameDecl;
use std::path::Path;

/// Reads the programmes' file in whatever dialect it is written. Ids and strata are handed over as written, surrounding
/// blanks included; covariates as decimal text with a point; nothing is checked that the lottery checks.
///
/// # Errors
/// A file that cannot be read as a table, a declared column that is not there (`R201`), a row with another number of
/// cells than the header (`R308`), no row at all (`R101`).
pub fn read_frame(path: &Path, shown: &str, decl: &FrameDecl) -> Outcome<Vec<ProgrammeRow>> {
    let names = [Some(&decl.id), decl.stratum.as_ref(), decl.lot.as_ref(), decl.first.as_ref(), decl.last.as_ref()];
    let names = names.into_iter().flatten().chain(&decl.covariates);
    let form = FileForm { known: Known(names.map(|n| vec![Name::of(n)]).collect()), ..FileForm::of(&decl.form)? };
    let mut table = Table::open(path, shown, &form)?;
    let needed = |name: &String| table.needed_column(name);
    let id = needed(&decl.id)?;
    let stratum = decl.stratum.as_ref().map(needed).transpose()?;
    let lot = decl.lot.as_ref().map(needed).transpose()?;
    let first = decl.first.as_ref().map(needed).transpose()?;
    let last = decl.last.as_ref().map(needed).transpose()?;
    let label = label_column(&table, id);
    let covariates = decl.covariates.iter().map(needed).collect::<Outcome<Vec<usize>>>()?;
    let width = table.header().len();
    let mut read = Vec::new();
    let mut row = Row::default();
    while table.next(&mut row)? {
        read.push(row.clone());
    }
    let marks = marks(&table, &read, &covariates, decl)?;
    let mut rows = Vec::with_capacity(read.len());
    for row in &read {
        if row.len() != width {
            return Err(Problem::new("R308", "a row has another number of cells than the header")
                .at(Place::line(shown, row.line))
                .found(format!("{} cells", row.len()))
                .expected(format!("{width} cells"))
                .help("put quotes around a cell that holds the separator"));
        }
        let optional = |at: Option<usize>| at.map(|c| row.cell(c)).filter(|v| !v.is_empty()).map(str::to_string);
        let own = row.raw(id).to_string();
        rows.push(ProgrammeRow {
            line: row.line,
            lot: lot.map(|c| row.raw(c)).filter(|v| !v.trim().is_empty()).map_or_else(|| own.clone(), str::to_string),
            label: optional(label),
            stratum: stratum.map(|c| row.raw(c).to_string()).unwrap_or_default(),
            first: optional(first),
            last: optional(last),
            covariates: covariates
                .iter()
                .zip(&marks)
                .map(|(c, mark)| match row.typed(*c) {
                    Some(Typed::Number(_)) => row.cell(*c).to_string(),
                    _ => numbers::plain(row.cell(*c), mark.character()).unwrap_or_else(|| row.cell(*c).to_string()),
                })
                .collect(),
            id: own,
        });
    }
    if rows.is_empty() {
        return Err(Problem::new("R101", "the file of programmes has a header and no row")
            .at(Place::file(shown))
            .help("one row is one programme"));
    }
    Ok(rows)
}

/// The column that says what people call a programme: `label`, `navn` or `name`, and not the id itself.
fn label_column(table: &Table, id: usize) -> Option<usize> {
    let names: Vec<Name> = ["label", "navn", "name"].iter().map(|n| Name::of(n)).collect();
    names.iter().find_map(|n| (0..table.header().len()).find(|c| *c != id && Name::of(&table.header()[*c]).same(n)))
}

/// The decimal marks of the covariates, column by column.
fn marks(table: &Table, rows: &[Row], covariates: &[usize], decl: &FrameDecl) -> Outcome<Vec<Mark>> {
    let evidence: Vec<Evidence> = covariates
        .iter()
        .map(|c| {
            let mut evidence = Evidence::default();
            for row in rows.iter().filter(|r| r.typed(*c).is_none() && r.passed.is_none()) {
                evidence.take(row.cell(*c));
            }
            evidence
        })
        .collect();
    let (marks, ask) = numbers::decide(&evidence, table.dialect().delimiter == Some(','), decl.form.decimal);
    let problems = ask.iter().map(|i| {
        let mark = evidence[*i].doubtful.unwrap_or('.');
        Problem::new("R215", format!("the numbers of column `{}` can be read in two ways", decl.covariates[*i]))
            .at(Place::line(table.shown(), table.header_line()))
            .found(numbers::two_readings(mark))
            .help("say which mark stands before decimals: [frame] decimal = \",\" or decimal = \".\"")
    });
    Problem::all(problems.collect())?;
    Ok(marks)
}
