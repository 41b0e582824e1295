//! Which column of a file holds which field of a register.

use super::cells::mask;
use super::fields::{Kind, Register, is_needed};
use super::files::names::{Known, Name};
use super::files::table::Table;
use super::files::text;
use super::profiles::Profile;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::trial::study::RegisterDecl;

/// The column of every field: declared, under the field's own name, or under a name that the profile has for it.
///
/// # Errors
/// `R201` for every needed or declared column that is not there (of several files, for every needed one), `R208` for a field that the register has not.
pub(super) fn find_columns(
    table: &Table,
    register: Register,
    decl: &RegisterDecl,
    profile: &Profile,
) -> Outcome<Vec<Option<usize>>> {
    let several = decl.files.len() > 1;
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
            Some(names) => table.first_column(names),
            None => {
                let profiles = profile.columns_of(register, field.name).iter().map(String::as_str);
                table.first_column(&std::iter::once(field.name).chain(profiles).collect::<Vec<_>>())
            }
        };
        // of several files one may lack what is not needed; that none lacks it is seen when all were read
        if found.is_none() && (is_needed(register, field, Kind::of(decl)) || (declared.is_some() && !several)) {
            problems.push(missing(table, register, field.name, declared));
        }
        columns.push(found);
    }
    for (name, written) in &decl.columns {
        let other = register == Register::Background && register.field(name).is_none() && !several;
        if other && written.iter().all(|w| table.column(w).is_none()) {
            problems.push(missing(table, register, name, Some(written)));
        }
    }
    problems.extend(twice(table, register, decl, &columns));
    Problem::all(problems)?;
    Ok(columns)
}

/// The problem of two fields on one column, unless nothing but the profile puts them there.
fn twice(table: &Table, register: Register, decl: &RegisterDecl, columns: &[Option<usize>]) -> Option<Problem> {
    let fields = register.fields();
    let further = decl.columns.iter().filter(|(name, _)| register.field(name).is_none());
    let further =
        further.filter_map(|(name, names)| Some((name.as_str(), names.iter().find_map(|n| table.column(n))?)));
    let all: Vec<(&str, usize)> =
        fields.iter().zip(columns).filter_map(|(f, c)| Some((f.name, (*c)?))).chain(further).collect();
    let declared = |name: &str| decl.columns.contains_key(name);
    let pair = all.iter().enumerate().find_map(|(i, (a, column))| {
        let other = all[..i].iter().find(|(b, c)| c == column && (declared(a) || declared(b)))?;
        Some((other.0, *a, *column))
    });
    let (first, second, column) = pair?;
    let name = mask::harmless(&table.header()[column]);
    let what = format!("register `{}`: the fields `{first}` and `{second}` name one column", register.name());
    Some(
        Problem::new("R208", what)
            .at(Place::line(table.shown(), table.header_line()))
            .found(format!("column `{name}`"))
            .expected("a column of its own for each field")
            .help("take one of the two out of `columns`, or map it to another column"),
    )
}

/// A field has no column: which, the columns that are there with the nearest first, and what to write.
fn missing(table: &Table, register: Register, field: &str, declared: Option<&Vec<String>>) -> Problem {
    let known: &[&str] = register.field(field).map_or(&[], |i| register.fields()[i].known_as);
    let wanted = declared.and_then(|names| names.first()).map_or(field, String::as_str);
    let near = super::inspect::best_column(table.header(), wanted, known);
    let mut found: Vec<String> = table.header().to_vec();
    if let Some(n) = near {
        let first = found.remove(n);
        found.insert(0, first);
    }
    let what = match declared {
        Some(names) => {
            let names = names.join("` or `");
            format!("register `{}`: there is no column `{names}` for field `{field}`", register.name())
        }
        None => format!("register `{}`: there is no column for field `{field}`", register.name()),
    };
    let name = near.map_or("NAME IN THE FILE".to_string(), |_| mask::harmless(&found[0]));
    Problem::new("R201", what)
        .at(Place::line(table.shown(), table.header_line()))
        .found(text::shown_columns(&found))
        .help(format!("[registers.{}] columns = {{ {field} = \"{name}\" }}", register.name()))
        .help("`lodtrin inspect FILE` shows the columns and writes the block")
        .help(format!(
            "if the names stand in another line: header = 4; they were looked for in line {}",
            table.header_line()
        ))
}

/// The names by which the header of a register's files is found: own, declared, the profile's and those that `inspect`
/// knows.
pub(super) fn known(register: Register, decl: &RegisterDecl, profile: &Profile) -> Known {
    let names = |field: &str, known_as: &[&str]| {
        let declared = decl.columns.get(field).into_iter().flatten().map(String::as_str);
        let profiles = profile.columns_of(register, field).iter().map(String::as_str);
        let all = declared.chain([field]).chain(profiles).chain(known_as.iter().copied());
        all.map(Name::of).collect::<Vec<Name>>()
    };
    let mut known: Vec<Vec<Name>> = register.fields().iter().map(|f| names(f.name, f.known_as)).collect();
    let others = decl.columns.iter().filter(|(field, _)| register.field(field).is_none());
    known.extend(others.map(|(_, written)| written.iter().map(|w| Name::of(w)).collect()));
    Known(known)
}

/// An optional field without a column, beside a column that is hardly anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearlyNamed {
    /// The field.
    pub field: &'static str,
    /// The column, as it may be shown.
    pub column: String,
}

/// Optional fields that were not found, while an unused column has one of their known names, or nearly.
pub(super) fn nearly(
    table: &Table,
    columns: &[Option<usize>],
    register: Register,
    decl: &RegisterDecl,
) -> Vec<NearlyNamed> {
    let header: Vec<Name> = table.header().iter().map(|h| Name::of(h)).collect();
    let free = |at: &usize| !columns.contains(&Some(*at)) && !declared_elsewhere(table, *at, decl);
    let mut found = Vec::new();
    for (field, _) in register.fields().iter().zip(columns).filter(|(_, c)| c.is_none()) {
        if decl.columns.contains_key(field.name) {
            continue;
        }
        let known: Vec<Name> = field.known_as.iter().map(|k| Name::of(k)).collect();
        let like = |at: &usize| known.iter().any(|k| k.same(&header[*at]) || k.near(&header[*at]));
        if let Some(at) = (0..header.len()).filter(free).find(like) {
            found.push(NearlyNamed { field: field.name, column: mask::harmless(&table.header()[at]) });
        }
    }
    found
}

/// Whether a column is declared for something that is no field.
fn declared_elsewhere(table: &Table, at: usize, decl: &RegisterDecl) -> bool {
    let own = Name::of(&table.header()[at]);
    decl.columns.values().flatten().any(|n| Name::of(n).same(&own))
}

/// Declared fields that a file has no column for, where the register has several files.
pub(super) fn lacking(
    table: &Table,
    columns: &[Option<usize>],
    register: Register,
    decl: &RegisterDecl,
) -> Vec<String> {
    let lacks = |(field, names): &(&String, &Vec<String>)| match register.field(field) {
        Some(at) => columns[at].is_none(),
        None => names.iter().all(|n| table.column(n).is_none()),
    };
    decl.columns.iter().filter(lacks).map(|(field, _)| field.clone()).collect()
}

/// The problem of declared fields that none of several files has a column for.
pub(super) fn nowhere(register: Register, decl: &RegisterDecl, lacking: &[(String, Vec<String>)]) -> Outcome<()> {
    let problems = decl.columns.iter().filter(|(field, _)| lacking.iter().all(|(_, fields)| fields.contains(field)));
    Problem::all(
        problems
            .map(|(field, names)| {
                let what = format!(
                    "register `{}`: no file has a column `{}` for field `{field}`",
                    register.name(),
                    names.join("` or `")
                );
                Problem::new("R201", what)
                    .at(Place::file("study.toml"))
                    .help("`lodtrin inspect FILE…` shows the columns of every file and writes the block")
            })
            .collect(),
    )
}
