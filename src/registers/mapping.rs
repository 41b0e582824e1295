//! Which column of a file holds which field of a register.

use super::fields::Register;
use super::profiles::Profile;
use super::table::Table;
use super::{mask, text};
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::trial::study::RegisterDecl;

/// The column of every field: declared, under the field's own name, or under a name that the profile has for it.
///
/// # Errors
/// `R201` for every needed or declared column that is not there, `R208` for a field that the register has not.
pub(super) fn find_columns(
    table: &Table,
    register: Register,
    decl: &RegisterDecl,
    profile: &Profile,
) -> Outcome<Vec<Option<usize>>> {
    let mut problems = Vec::new();
    for name in decl.columns.keys() {
        if register.field(name).is_none() && register != Register::Background {
            let fields: Vec<&str> = register.fields().iter().map(|f| f.name).collect();
            let problem = Problem::new("R208", format!("register `{}` has no field `{name}`", register.name()))
                .expected(fields.join(", "));
            problems.push(match nearest(name, fields) {
                Some(n) => problem.help(format!("did you mean `{n}`?")),
                None => problem.help("columns = { field = \"name in the file\" }"),
            });
        }
    }
    let mut columns = Vec::new();
    for field in register.fields() {
        let declared = decl.columns.get(field.name);
        let found = match declared {
            Some(name) => table.column(name),
            None => table
                .column(field.name)
                .or_else(|| profile.columns_of(register, field.name).iter().find_map(|n| table.column(n))),
        };
        if found.is_none() && (field.required || declared.is_some()) {
            problems.push(missing(table, register, field.name, declared));
        }
        columns.push(found);
    }
    for (name, written) in &decl.columns {
        if register == Register::Background && register.field(name).is_none() && table.column(written).is_none() {
            problems.push(missing(table, register, name, Some(written)));
        }
    }
    Problem::all(problems)?;
    Ok(columns)
}

/// A field has no column: which, the columns that are there with the nearest first, and what to write.
fn missing(table: &Table, register: Register, field: &str, declared: Option<&String>) -> Problem {
    let known: &[&str] = register.field(field).map_or(&[], |i| register.fields()[i].known_as);
    let wanted = declared.map_or(field, String::as_str);
    let near = super::inspect::best_column(table.header(), wanted, known);
    let mut found: Vec<String> = table.header().to_vec();
    if let Some(n) = near {
        let first = found.remove(n);
        found.insert(0, first);
    }
    let what = match declared {
        Some(name) => format!("register `{}`: there is no column `{name}` for field `{field}`", register.name()),
        None => format!("register `{}`: there is no column for field `{field}`", register.name()),
    };
    let name = near.map_or("NAME IN THE FILE".to_string(), |_| mask::harmless(&found[0]));
    Problem::new("R201", what)
        .at(Place::line(table.shown(), table.header_line()))
        .found(text::shown_columns(&found))
        .help(format!("[registers.{}] columns = {{ {field} = \"{name}\" }}", register.name()))
        .help("`lodtrin inspect FILE` shows the columns and writes the block")
}
