//! What stands in the way of reading a file, in words for the block that `inspect` writes.

use super::cells::identifiers::{self, SixDigits, Unusable};
use super::cells::mask;
use super::cells::numbers::{Evidence, decide, two_readings};
use super::contents::Seen;
use super::fields::{Holds, Register};
use super::files::column_type::ColumnType;
use super::files::table::Table;

/// A sentence for everything that would stop ingest, or read a column wrong.
pub(super) fn of(
    table: &Table,
    register: Register,
    fields: &[Option<usize>],
    seen: &[Seen],
    comma_separated: bool,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut numbers: Vec<(String, Evidence)> = Vec::new();
    for (at, column) in seen.iter().enumerate() {
        let name = mask::harmless(&column.name);
        let field = fields[at].map(|f| &register.fields()[f]);
        match (table.column_type(at), field) {
            (ColumnType::Nested(what), _) => notes.push(format!("column `{name}` is {what} and is not read")),
            (ColumnType::Period(unit), Some(f)) if matches!(f.holds, Holds::Day | Holds::Birth) => {
                notes.push(format!("column `{name}` counts {unit}, not days: ask for the days themselves"));
            }
            (ColumnType::Narrow(kind), Some(f)) if f.holds == Holds::Pupil && table.blurred(at).is_some() => {
                notes.push(format!(
                    "column `{name}` is {kind}, which cannot hold ten digits: ask for the identifier as text"
                ));
            }
            _ => {}
        }
        if field.is_some_and(|f| f.holds == Holds::Pupil) {
            let destroyed = |c: &&String| identifiers::read(c, SixDigits::Local) == Err(Unusable::Destroyed);
            let n = column.sample.iter().filter(destroyed).count();
            if n * 100 > column.sample.len() {
                notes.push(format!(
                    "column `{name}` was rounded by a spreadsheet (9,99999E+09): ask for the export itself, the column as text"
                ));
            }
        }
        let further = field.is_none() && register == Register::Background;
        if field.is_some_and(|f| f.holds == Holds::Number) || further {
            let mut evidence = Evidence::default();
            let all = column.sample.iter().all(|c| evidence.take(c));
            if all {
                numbers.push((name, evidence));
            }
        }
    }
    let evidence: Vec<Evidence> = numbers.iter().map(|(_, e)| *e).collect();
    let (_, ask) = decide(&evidence, comma_separated, None);
    for at in ask {
        let mark = evidence[at].doubtful.unwrap_or('.');
        notes.push(format!(
            "numbers of column `{}` can be read in two ways ({}): say which with decimal = \",\" or decimal = \".\"",
            numbers[at].0,
            two_readings(mark)
        ));
    }
    notes
}
