//! Columns of typed files that cannot be what a field asks for.

use super::cells::mask;
use super::fields::{Holds, Register};
use super::files::column_type::ColumnType;
use super::files::table::Table;
use crate::diagnostics::{Outcome, Place, Problem};

/// Refuses columns whose type cannot hold a field's values.
///
/// # Errors
/// `R217` for lists, structs and maps, for periods in a field of days, for durations in a field that is none of hours.
pub(super) fn check(table: &Table, register: Register, columns: &[Option<usize>]) -> Outcome<()> {
    let mut problems = Vec::new();
    for (field, column) in register.fields().iter().zip(columns) {
        let Some(at) = *column else { continue };
        let of_days = matches!(field.holds, Holds::Day | Holds::Birth);
        let of_hours = matches!(field.name, "hours_offered" | "hours_absent");
        let refused = match table.column_type(at) {
            ColumnType::Nested(what) => Some((format!("is {what}"), "export it as one plain column".to_string())),
            ColumnType::Period(unit) if of_days => Some((
                format!("counts {unit}, not days"),
                "in Stata: keep the day itself, formatted %td, and save again".to_string(),
            )),
            ColumnType::Hours(what) if !of_hours => {
                Some((format!("holds {what}"), "map another column to this field".to_string()))
            }
            _ => None,
        };
        if let Some((what, help)) = refused {
            let name = mask::harmless(&table.header()[at]);
            problems.push(
                Problem::new("R217", format!("column `{name}` for field `{}` {what}", field.name))
                    .at(Place { column: Some(at + 1), ..Place::line(table.shown(), table.header_line()) })
                    .help(help),
            );
        }
    }
    Problem::all(problems)
}

/// The problem of identifiers in a type that cannot hold ten digits.
pub(super) fn blurred(shown: &str, name: &str, line: usize) -> Problem {
    Problem::new("R216", "the identifiers stand in a type that cannot hold ten digits")
        .at(Place::line(shown, line))
        .found(format!("{name}, which rounds or wraps large numbers: different persons have become one"))
        .expected("text, or a type of 64 bits")
        .help("ask for the file anew, with the identifier as text; in Stata: `recast double` before the numbers are read in, or `tostring`")
}

/// The problem of identifiers that a spreadsheet has turned into rounded numbers.
pub(super) fn destroyed(shown: &str, rows: u64, all: u64, first: usize) -> Problem {
    Problem::new("R216", "a spreadsheet has turned the identifiers into rounded numbers")
        .at(Place::line(shown, first))
        .found(format!("{rows} of {all} rows, written like 9,99999E+09: several persons have become one"))
        .help("ask for the export itself, not a file that was opened and saved in Excel; or have the column formatted as text first")
}
