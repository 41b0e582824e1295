//! Freezing the programmes' file: the one place where anything is normalised, and every change is told.

use super::lookalike::doubts;
use super::text::{covariate_name, ends_scaled, integer, is_covariate_name, is_vacant, why_not};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::trial::{Frame, Lot, Member, ProgrammeRow};
use std::collections::{BTreeMap, BTreeSet};
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// The stratum of every lot where the frame has none.
const ONE_STRATUM: &str = "all";

/// A frame that is ready to be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The lots.
    pub frame: Frame,
    /// Every programme and its lot.
    pub members: Vec<Member>,
    /// How each declared covariate is frozen, in the declared order.
    pub columns: Vec<Column>,
    /// What was changed and what looks doubtful.
    pub warnings: Vec<Told>,
}

/// A covariate as declared and as frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in the programmes' file.
    pub declared: String,
    /// Name in the frame; a scaled decimal ends in `_e<digits>`.
    pub frozen: String,
    /// Decimal digits that the scaling moved.
    pub digits: usize,
}

/// Freezes the rows of the programmes' file (named in messages) for a rollout of so many waves.
pub fn freeze(rows: &[ProgrammeRow], file: &str, covariates: &[String], waves: u32) -> Outcome<Frozen> {
    let mut changes = Changes::default();
    let rows = distinct(clean(rows, file, &mut changes)?, file, &mut changes)?;
    let columns = columns(&rows, file, covariates)?;
    let members: Vec<Member> = rows.iter().map(|r| Member { programme: r.id.clone(), lot: r.lot.clone() }).collect();
    let mut lots: BTreeMap<&str, Vec<&ProgrammeRow>> = BTreeMap::new();
    for row in &rows {
        lots.entry(&row.lot).or_default().push(row);
    }
    let mut problems = Vec::new();
    let mut frame = Frame { covariates: columns.iter().map(|c| c.frozen.clone()).collect(), lots: Vec::new() };
    for (id, rows) in &lots {
        match lot(id, rows, file, &columns, waves) {
            Ok(lot) => frame.lots.push(lot),
            Err(problem) => problems.push(problem),
        }
    }
    Problem::all(problems)?;
    own_names(&members)?;
    let mut warnings = changes.warnings(&columns, lots.values().any(|rows| rows.len() > 1));
    let strings = members.iter().map(|m| m.programme.as_str()).chain(lots.keys().copied());
    warnings.extend(doubts("programme", strings));
    warnings.extend(doubts("stratum", frame.lots.iter().map(|l| l.stratum.as_str())));
    Ok(Frozen { frame, members, columns, warnings })
}

/// Most bytes of a name that is frozen.
const LONGEST_NAME: usize = 1000;

/// Refuses programmes and lots that bear the name of an empty place, `vacant-1`, `vacant-2`, …
///
/// # Errors
/// L121 with the line of each.
pub fn refuse_vacant(rows: &[ProgrammeRow], file: &str) -> Outcome<()> {
    let named = |row: &&ProgrammeRow| [&row.id, &row.lot].iter().any(|n| is_vacant(&meant(n)));
    let problem = |row: &ProgrammeRow| {
        Problem::new("L121", format!("`{}` is the name of an empty place", row.id))
            .at(Place::line(file, row.line))
            .expected("another name: `vacant-1`, `vacant-2`, … are the places among which one late programme draws")
    };
    Problem::all(rows.iter().filter(named).map(problem).collect())
}

#[derive(Debug, Default)]
struct Changes {
    composed: Vec<String>,
    blanks: Vec<String>,
    twice: Vec<String>,
}

impl Changes {
    fn warnings(self, columns: &[Column], joint: bool) -> Vec<Told> {
        let mut all = Vec::new();
        let mut tell = |names: &[String], doubt: fn(String) -> Doubt| {
            if !names.is_empty() {
                all.push(doubt(some(names)).into());
            }
        };
        tell(&self.composed, |names| Doubt::NormalForm { names });
        tell(&self.blanks, |names| Doubt::Blanks { names });
        tell(&self.twice, |names| Doubt::Duplicates { names });
        let scaled: Vec<String> =
            columns.iter().filter(|c| c.digits > 0).map(|c| format!("{} → {}", c.declared, c.frozen)).collect();
        let renamed = columns.iter().filter(|c| covariate_name(&c.declared) != c.declared);
        let renamed: Vec<String> = renamed.map(|c| format!("{} → {}", c.declared, c.frozen)).collect();
        tell(&renamed, |columns| Doubt::RenamedCovariates { columns });
        if joint {
            tell(&scaled, |columns| Doubt::SummedDecimals { columns });
        }
        all
    }
}

/// The first few names and how many more.
fn some(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
    let more = names.len().saturating_sub(5);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn clean(rows: &[ProgrammeRow], file: &str, changes: &mut Changes) -> Outcome<Vec<ProgrammeRow>> {
    let strata = rows.iter().any(|r| !r.stratum.trim().is_empty());
    let mut problems = Vec::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cell = |text: &str, what: &str| match cleaned(text, changes) {
            Ok(text) if text.starts_with(['=', '+', '-', '@']) => {
                problems.push(
                    Problem::new("L121", format!("the {what} of a programme begins like a formula of a spreadsheet"))
                        .at(Place::line(file, row.line))
                        .found(format!("{text:?}"))
                        .help("begin it with a letter or a digit"),
                );
                String::new()
            }
            Ok(text) if text.len() > LONGEST_NAME => {
                problems.push(
                    Problem::new("L121", format!("the {what} of a programme is longer than {LONGEST_NAME} bytes"))
                        .at(Place::line(file, row.line))
                        .found(format!("{} bytes", text.len())),
                );
                String::new()
            }
            Ok(text) => text,
            Err(why) => {
                problems.push(
                    Problem::new("L121", format!("the {what} of a programme cannot be frozen: {why}"))
                        .at(Place::line(file, row.line))
                        .found(format!("{text:?}"))
                        .help("write it with letters, digits and ordinary punctuation"),
                );
                String::new()
            }
        };
        all.push(ProgrammeRow {
            id: cell(&row.id, "id"),
            lot: cell(&row.lot, "lot"),
            stratum: if strata { cell(&row.stratum, "stratum") } else { ONE_STRATUM.to_string() },
            ..row.clone()
        });
    }
    Problem::all(problems)?;
    Ok(all)
}

/// A string as it may stand in the frame: NFC, plain blanks inside, none around, nothing invisible.
fn cleaned(text: &str, changes: &mut Changes) -> Result<String, String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match get_general_category(c) {
            Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator => plain.push(' '),
            Category::Control if c.is_whitespace() => plain.push(' '),
            Category::Format => {}
            _ => plain.push(c),
        }
    }
    let trimmed = plain.trim_matches(' ');
    let composed: String = trimmed.nfc().collect();
    if trimmed != text {
        changes.blanks.push(composed.clone());
    }
    if composed != trimmed {
        changes.composed.push(composed.clone());
    }
    match why_not(&composed, true) {
        None => Ok(composed),
        Some(why) => Err(why),
    }
}

/// A title, a reason: cleaned as the frame's strings are; `None` when it cannot stand in a frozen file.
pub fn frozen_text(text: &str) -> Option<String> {
    cleaned(text, &mut Changes::default()).ok()
}

/// The string that a study file means: the same cleaning, silently.
pub(super) fn meant(text: &str) -> String {
    cleaned(text, &mut Changes::default()).unwrap_or_else(|_| text.to_string())
}

/// Rows by increasing id; identical rows once.
fn distinct(mut rows: Vec<ProgrammeRow>, file: &str, changes: &mut Changes) -> Outcome<Vec<ProgrammeRow>> {
    rows.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()).then(a.line.cmp(&b.line)));
    let mut all: Vec<ProgrammeRow> = Vec::with_capacity(rows.len());
    let mut problems = Vec::new();
    for row in rows {
        match all.last() {
            Some(before) if before.id == row.id => {
                if (ProgrammeRow { line: row.line, ..before.clone() }) == row {
                    changes.twice.push(row.id);
                } else {
                    problems.push(
                        Problem::new("L120", format!("the programme `{}` stands twice with different values", row.id))
                            .at(Place::line(file, row.line))
                            .found(format!("first on line {}", before.line))
                            .help("one row is one programme: remove one of them"),
                    );
                }
            }
            _ => all.push(row),
        }
    }
    Problem::all(problems)?;
    if all.is_empty() {
        return Err(Problem::new("L106", "there is no programme to draw lots for"));
    }
    Ok(all)
}

fn columns(rows: &[ProgrammeRow], file: &str, covariates: &[String]) -> Outcome<Vec<Column>> {
    let mut all: Vec<Column> = Vec::new();
    let mut taken = BTreeSet::new();
    for (k, name) in covariates.iter().enumerate() {
        let mut digits = 0;
        for row in rows {
            let cell = row.covariates.get(k).map_or("", String::as_str);
            let (_, fraction) = decimal(cell).ok_or_else(|| {
                Problem::new("L122", format!("the covariate `{name}` of `{}` is not a number", row.id))
                    .at(Place::line(file, row.line))
                    .found(format!("{cell:?}"))
                    .expected("a number in every row; a missing value cannot be balanced")
            })?;
            digits = digits.max(fraction.len());
        }
        let plain = covariate_name(name);
        let frozen = if digits > 0 { format!("{plain}_e{digits}") } else { plain.clone() };
        let rename = "rename the column in the programmes' file and in [frame] covariates";
        if ends_scaled(&plain) {
            return Err(Problem::new("L122", format!("the covariate `{name}` ends like the name of a scaled decimal"))
                .at(Place::file(file))
                .found(format!("`{plain}`"))
                .expected("a name that does not end in `_e` and digits: the tool itself names decimals so")
                .help(rename));
        }
        if !is_covariate_name(&frozen) || !taken.insert(plain.clone()) {
            let other = all.iter().find(|c| covariate_name(&c.declared) == plain);
            let of = if plain == *name { String::new() } else { format!("`{name}`: ") };
            let twice = other.map_or(String::new(), |c| format!(", which `{}` has already", c.declared));
            return Err(Problem::new(
                "L122",
                format!("{of}a covariate cannot be frozen under the name `{frozen}`{twice}"),
            )
            .at(Place::file(file))
            .expected("distinct names of a-z, 0-9 and _, a letter first, none of them id, stratum, first or last")
            .help(rename));
        }
        all.push(Column { declared: name.clone(), frozen, digits });
    }
    Ok(all)
}

/// A decimal as its whole part with sign and its fraction without closing zeros.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let bare = whole.strip_prefix('-').unwrap_or(whole);
    let complete = !bare.is_empty() && (!fraction.is_empty() || !text.contains('.'));
    (complete && digits(bare) && digits(fraction)).then(|| (whole, fraction.trim_end_matches('0')))
}

/// A decimal times 10^digits, exactly; `None` when that is no integer or beyond 10^12.
pub(super) fn scaled(text: &str, digits: usize) -> Option<i64> {
    let (whole, fraction) = decimal(text)?;
    let places = digits.checked_sub(fraction.len())?;
    let (sign, bare) = whole.strip_prefix('-').map_or(("", whole), |b| ("-", b));
    let all = format!("{bare}{fraction}{}", "0".repeat(places));
    let all = all.trim_start_matches('0');
    if all.is_empty() { Some(0) } else { integer(&format!("{sign}{all}")) }
}

fn lot(id: &str, rows: &[&ProgrammeRow], file: &str, columns: &[Column], waves: u32) -> Outcome<Lot> {
    let stratum = &rows[0].stratum;
    if let Some(other) = rows.iter().find(|r| r.stratum != *stratum) {
        return Err(Problem::new("L123", format!("the programmes of the lot `{id}` have different strata"))
            .at(Place::line(file, other.line))
            .found(format!("{:?} and {stratum:?}", other.stratum))
            .help("programmes that must start together belong to one school"));
    }
    let (mut first, mut last) = (1, waves);
    for row in rows {
        first = first.max(wave(row, file, row.first.as_deref(), "first", waves)?.unwrap_or(1));
        last = last.min(wave(row, file, row.last.as_deref(), "last", waves)?.unwrap_or(waves));
    }
    if first > last {
        return Err(Problem::new("L123", format!("the lot `{id}` has no wave left to start in"))
            .at(Place::line(file, rows[0].line))
            .found(format!("first {first}, last {last}"))
            .help("loosen first or last of its programmes"));
    }
    let covariates =
        columns.iter().enumerate().map(|(k, column)| sum(id, rows, file, k, column)).collect::<Outcome<_>>()?;
    Ok(Lot { id: id.to_string(), stratum: stratum.clone(), first, last, covariates })
}

fn wave(row: &ProgrammeRow, file: &str, text: Option<&str>, key: &str, waves: u32) -> Outcome<Option<u32>> {
    let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    match text.parse::<u32>() {
        Ok(w) if (1..=waves).contains(&w) => Ok(Some(w)),
        _ => Err(Problem::new("L123", format!("`{key}` of the programme `{}` is no wave", row.id))
            .at(Place::line(file, row.line))
            .found(format!("{text:?}"))
            .expected(format!("a wave's number, 1 to {waves}, or nothing"))),
    }
}

fn sum(id: &str, rows: &[&ProgrammeRow], file: &str, k: usize, column: &Column) -> Outcome<i64> {
    let mut all = 0i64;
    for row in rows {
        let x = row.covariates.get(k).and_then(|c| scaled(c, column.digits));
        all =
            x.and_then(|x| all.checked_add(x)).filter(|x| x.unsigned_abs() <= 1_000_000_000_000).ok_or_else(|| {
                Problem::new("L122", format!("the covariate `{}` of the lot `{id}` is too large", column.declared))
                    .at(Place::line(file, row.line))
                    .expected("at most 10^12 in size once decimals are scaled")
                    .help("round it, or count in thousands")
            })?;
    }
    Ok(all)
}

/// A lot may bear a programme's id only when that programme belongs to it.
fn own_names(members: &[Member]) -> Outcome<()> {
    let lots: BTreeSet<&str> = members.iter().map(|m| m.lot.as_str()).collect();
    match members.iter().find(|m| m.lot != m.programme && lots.contains(m.programme.as_str())) {
        Some(m) => Err(Problem::new(
            "L123",
            format!("`{}` is a programme of the lot `{}` and also a lot of others", m.programme, m.lot),
        )
        .help("give the lot a name that no programme outside it bears")),
        None => Ok(()),
    }
}
