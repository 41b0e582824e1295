//! What is in a file that nobody has described yet: dialect, columns with the nearest field, codes with counts, and the
//! block of `study.toml` that would read it.

use super::cells::mask;
use super::cells::numbers::{self, Evidence};
use super::contents::{Contents, Seen, bare, is_mark};
use super::fields::{Field, Holds, Register};
use super::files::dialect::Dialect;
use super::files::names::{Known, Name};
use super::files::row::{Row, folded};
use super::files::table::{FileForm, Table};
use super::hindrances;
use super::naming;
use super::profiles::{Codes, Profile};
use super::programmes::Programmes;
use super::suggestion::Suggestion;
use crate::diagnostics::{Outcome, nearest};
use crate::trial::study::RegisterDecl;
use std::path::Path;

/// Score of a field whose name or one of whose known names the column has; a near spelling counts less.
const EXACT: f64 = 3.0;
const NEAR: f64 = 1.0;
/// A needed field goes before one that is not.
const NEEDED: f64 = 0.25;

/// What was found out about one file.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The file as the user named it.
    pub file: String,
    /// Its dialect.
    pub dialect: Dialect,
    /// Rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnFound>,
    /// The register that it most likely is.
    pub register: Register,
    /// The profile whose column names it has.
    pub profile: &'static str,
    /// What `study.toml` would say of it.
    pub suggestion: Suggestion,
}

/// What was found out about one column.
#[derive(Debug, Clone)]
pub struct ColumnFound {
    /// Its name, as it may be shown.
    pub name: String,
    /// `identifier`, `date (dd-mm-yyyy)`, `number`, `code`, `text`, `empty`.
    pub holds: String,
    /// The field that it most likely is.
    pub field: Option<&'static str>,
    /// Cells that hold anything.
    pub filled: u64,
    /// Values with their counts, for columns of codes.
    pub codes: Vec<(String, u64)>,
    /// Codes that the profile does not know.
    pub unknown: Vec<String>,
}

/// The column that most likely holds a field: by its names elsewhere, or by the nearest spelling.
pub(super) fn best_column(header: &[String], wanted: &str, known_as: &[&str]) -> Option<usize> {
    let names: Vec<String> = header.iter().map(|h| folded(h)).collect();
    let is = |name: &str| names.iter().position(|h| *h == folded(name));
    is(wanted).or_else(|| known_as.iter().find_map(|k| is(k))).or_else(|| {
        let near = nearest(wanted, names.iter().map(String::as_str))
            .or_else(|| known_as.iter().find_map(|k| nearest(k, names.iter().map(String::as_str))))?;
        names.iter().position(|h| h == near)
    })
}

/// Looks at a file from end to end. `programmes` are the study's, where there is one.
pub fn inspect(path: &Path, shown: &str, programmes: Option<&Programmes>) -> Outcome<Inspection> {
    let form = FileForm { known: every_name(), ..FileForm::default() };
    let mut table = Table::open(path, shown, &form)?;
    let (seen, rows) = look(&mut table)?;
    let contents: Vec<Contents> = seen.iter().map(Seen::contents).collect();
    let (register, fields) = likely_register(table.header(), &contents);
    let profile = likely_profile(table.header(), register, &fields);
    let codes = Codes::of(register, &nothing_declared(), &Profile::named(profile)?);
    let columns = found(&seen, &contents, register, &fields, &codes);
    let mut dialect = table.dialect();
    dialect.decimal = numbers::mark_of(seen.iter().flat_map(|s| s.sample.iter().map(String::as_str)));
    let of_fields = || contents.iter().zip(&fields).filter(|(_, f)| f.is_some()).map(|(c, _)| *c);
    let column_of = |field| fields.iter().position(|f| *f == Some(field)).map(|c| table.header()[c].clone());
    let place_of = |name: &str| {
        let at = register.field(name)?;
        fields.iter().position(|f| *f == Some(at))
    };
    let mut suggestion = Suggestion {
        file: shown.to_string(),
        register,
        profile,
        columns: (0..register.fields().len()).map(column_of).collect(),
        forms: of_fields().filter_map(Contents::form).collect(),
        ambiguous: of_fields().any(|c| c == Contents::AmbiguousDate),
        unknown: columns.iter().flat_map(|c| c.unknown.iter().cloned()).collect(),
        kind: None,
        programmes: Vec::new(),
        notes: Vec::new(),
    };
    if register == Register::Absences {
        suggestion.kind = likely_kind(&seen, place_of("hours_absent"), place_of("hours_offered"), place_of("code"));
    }
    if let (Some(programmes), Some(at)) = (programmes, place_of("programme")) {
        suggestion.programmes = naming::proposed(&seen[at].values, seen[at].many, programmes);
    }
    suggestion.notes = hindrances::of(&table, register, &fields, &seen, dialect.delimiter == Some(','));
    Ok(Inspection { file: shown.to_string(), dialect, rows, columns, register, profile, suggestion })
}

/// Every column as its cells show it, and how many rows there are; headers that stand again are none.
fn look(table: &mut Table) -> Outcome<(Vec<Seen>, u64)> {
    let mut seen: Vec<Seen> = table.header().iter().map(|h| Seen::new(h)).collect();
    let header: Vec<Name> = table.header().iter().map(|h| Name::of(h)).collect();
    let again = |row: &Row| {
        let named = |(i, n): (usize, &Name)| n.plain.is_empty() || Name::of(row.cell(i)).same(n);
        row.cell(0).starts_with(char::is_alphabetic) && header.iter().enumerate().all(named)
    };
    let mut row = Row::default();
    let mut rows = 0;
    while table.next(&mut row)? {
        if row.passed.is_some() || again(&row) {
            continue;
        }
        rows += 1;
        for (i, column) in seen.iter_mut().enumerate() {
            column.take(&row, i);
        }
    }
    Ok((seen, rows))
}

/// What was found out about every column.
fn found(
    seen: &[Seen],
    contents: &[Contents],
    register: Register,
    fields: &[Option<usize>],
    codes: &Codes,
) -> Vec<ColumnFound> {
    let mut columns = Vec::with_capacity(seen.len());
    for (i, column) in seen.iter().enumerate() {
        let field = fields[i].map(|f| register.fields()[f].name);
        let is_code = fields[i].is_some_and(|f| register.fields()[f].holds == Holds::Code);
        let listed = if is_code || contents[i].is_coded() { column.counted() } else { Default::default() };
        let unknown =
            listed.iter().filter(|(c, _)| is_code && codes.class(c).is_none()).map(|(c, _)| c.clone()).collect();
        columns.push(ColumnFound {
            name: mask::harmless(&column.name),
            holds: contents[i].words(),
            field,
            filled: column.filled,
            codes: listed,
            unknown,
        });
    }
    columns
}

/// The names of every register's fields, by which the header is found.
fn every_name() -> Known {
    let mut known: Vec<Vec<Name>> = Vec::new();
    for register in Register::ALL {
        for field in register.fields() {
            let profiles = Profile::names().filter_map(|p| Profile::named(p).ok());
            let profiles: Vec<String> = profiles.flat_map(|p| p.columns_of(register, field.name).to_vec()).collect();
            let own = std::iter::once(field.name).chain(field.known_as.iter().copied());
            known.push(own.chain(profiles.iter().map(String::as_str)).map(Name::of).collect());
        }
    }
    Known(known)
}

/// The unit of absences, by the column's name and by what it holds; `None` is hours.
fn likely_kind(
    seen: &[Seen],
    absent: Option<usize>,
    offered: Option<usize>,
    code: Option<usize>,
) -> Option<&'static str> {
    let Some(absent) = absent else { return code.map(|_| "letters") };
    let name = Name::of(&seen[absent].name).plain;
    let values = |of: usize| {
        let mut marks = Evidence::default();
        let cells = seen[of].sample.iter().filter(|c| marks.take(c)).collect::<Vec<_>>();
        let mark = numbers::mark_of(cells.iter().map(|c| c.as_str()));
        cells.iter().filter_map(|c| numbers::parse(c, mark)).collect::<Vec<f64>>()
    };
    let away = values(absent);
    let words = seen[absent].sample.iter().filter(|c| !c.trim().is_empty()).all(|c| is_mark(c));
    if name.contains("procent") || name.contains("pct") || seen[absent].sample.iter().any(|c| c.trim().ends_with('%')) {
        return Some("percent");
    }
    if name.contains("minut") || away.iter().filter(|x| **x > 24.0).count() * 100 > away.len() {
        return Some("minutes");
    }
    let offered_named = offered.map(|o| Name::of(&seen[o].name).plain).unwrap_or_default();
    if name.contains("lektion") || offered_named.contains("lektion") || (words && !seen[absent].sample.is_empty()) {
        return Some("lessons");
    }
    // without hours offered each row is a lesson
    offered.is_none().then_some("lessons")
}

fn nothing_declared() -> RegisterDecl {
    RegisterDecl { profile: "canonical".into(), ..RegisterDecl::default() }
}

/// The register whose fields the columns fit best, and the field of each column.
fn likely_register(header: &[String], contents: &[Contents]) -> (Register, Vec<Option<usize>>) {
    let mut best = (Register::Enrolments, vec![None; header.len()]);
    let mut best_score = f64::MIN;
    for register in Register::ALL {
        let (score, fields) = fitted(register, header, contents);
        let needed = register.fields().iter().enumerate().filter(|(_, f)| is_telling(register, f));
        let absent = needed.filter(|(i, _)| !fields.contains(&Some(*i))).count() as f64;
        // fewer leftovers are better, so that a short register does not swallow a long file
        let left = fields.iter().filter(|f| f.is_none()).count() as f64;
        let score = score - 2.5 * absent - 0.5 * left;
        if score > best_score {
            best_score = score;
            best = (register, fields);
        }
    }
    best
}

/// Gives each column the field that it fits best, the clearest first.
fn fitted(register: Register, header: &[String], contents: &[Contents]) -> (f64, Vec<Option<usize>>) {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (c, name) in header.iter().enumerate() {
        for (f, field) in register.fields().iter().enumerate() {
            if !contents[c].fits(field.holds) {
                continue;
            }
            let needed = if is_telling(register, field) { NEEDED } else { 0.0 };
            let score =
                likeness(&folded(name), register, field.name, field.known_as, contents[c], field.holds) + needed;
            if score > needed {
                pairs.push((score, c, f));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut fields = vec![None; header.len()];
    let mut total = 0.0;
    for (score, c, f) in pairs {
        if fields[c].is_none() && !fields.contains(&Some(f)) {
            fields[c] = Some(f);
            total += score;
        }
    }
    (total, fields)
}

/// A field without which a file is hardly of a register: the needed ones, and of absences the hours.
fn is_telling(register: Register, field: &Field) -> bool {
    field.required || (register == Register::Absences && matches!(field.name, "hours_absent"))
}

/// Columns with the names of persons, which are no field and must not be taken for one.
const PERSONS: [&str; 8] = ["navn", "name", "elevnavn", "fornavn", "efternavn", "fuldenavn", "adresse", "email"];

fn likeness(name: &str, register: Register, field: &str, known: &[&str], contents: Contents, holds: Holds) -> f64 {
    if PERSONS.contains(&bare(name).as_str()) {
        return 0.0;
    }
    let profiles = Profile::names().filter_map(|p| Profile::named(p).ok());
    let in_profile = profiles.flat_map(|p| p.columns_of(register, field).to_vec()).any(|n| bare(&n) == bare(name));
    let clear = matches!(
        (contents, holds),
        (Contents::Identifier, Holds::Pupil) | (Contents::Date(_) | Contents::TypedDate, Holds::Day | Holds::Birth)
    );
    let bonus = if clear { 0.5 } else { 0.0 };
    if name == field || in_profile {
        EXACT + 0.5 + bonus
    } else if known.iter().any(|k| bare(k) == bare(name)) {
        EXACT + bonus
    } else if known.iter().any(|k| k.len() >= 4 && (name.contains(k) || k.contains(name) && name.len() >= 4)) {
        NEAR + 0.5 + bonus
    } else if nearest(name, [field]).is_some() || nearest(name, known.iter().copied()).is_some() {
        NEAR + bonus
    } else if matches!((contents, holds), (Contents::Identifier, Holds::Pupil)) {
        NEAR
    } else {
        0.0
    }
}

/// The profile whose names the header has most of; canonical where none has more than a name or two.
/// Codes of a profile hold only in the column that has the profile's name for them.
fn likely_profile(header: &[String], register: Register, found: &[Option<usize>]) -> &'static str {
    let other_codes = |profile: &Profile| {
        found.iter().zip(header).any(|(f, h)| {
            let Some(field) = f.map(|f| &register.fields()[f]).filter(|f| f.holds == Holds::Code) else { return false };
            let own = profile.columns_of(register, field.name);
            !own.is_empty() && !own.iter().any(|n| bare(n) == bare(h))
        })
    };
    let names: Vec<String> = header.iter().map(|h| folded(h)).collect();
    let hits = |profile: &Profile| {
        let fields = register.fields().iter();
        fields.filter(|f| profile.columns_of(register, f.name).iter().any(|n| names.contains(&folded(n)))).count()
    };
    let mut best = ("canonical", 1);
    for name in Profile::names() {
        if let Ok(profile) = Profile::named(name)
            && hits(&profile) > best.1
            && !other_codes(&profile)
        {
            best = (profile.name, hits(&profile));
        }
    }
    best.0
}
