//! The door through which every row of a register comes.

use super::cells::clean::clean;
use super::cells::dates::Window;
use super::cells::mask;
use super::cells::numbers::Evidence;
use super::cells::pseudonyms::Pseudonymiser;
use super::delivery::{Before, Delivery, Windows};
use super::fields::{Holds, Register};
use super::files::dialect::Encoding;
use super::files::row::{Row, trim};
use super::labels;
use super::ledger::{Complaint, Ledger, Origin, UnknownCodes, reason};
use super::linking;
use super::mapping::{self, NearlyNamed};
use super::people::People;
use super::profiles::{Class, Codes, Profile};
use super::types;
use crate::diagnostics::{Outcome, Place, Problem, Progress};
use crate::trial::Study;
use crate::trial::study::RegisterDecl;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Years around the study in which things may have happened. Twice that and the study together stay below the 60 years
/// between the counts of Excel and SAS, so that a day number never reads both ways.
const EVENT_YEARS: i32 = 14;
/// Ages between which pupils are.
const AGES: [i32; 2] = [12, 70];
const YEAR: i32 = 365;

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is used.
    Used,
    /// It is left out on purpose.
    Excluded(&'static str),
    /// It is settled when everything has been read.
    Later,
}

/// Rows of a file that name somebody, and those of them that name a birth date only.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rows {
    pub identified: u64,
    pub birth_dates: u64,
    /// Rows whose identifier a spreadsheet destroyed, and the first of them.
    pub destroyed: (u64, usize),
    /// Rows of a pseudonymised register that hold the number of a person, and the first of them.
    pub plain: (u64, usize),
}

impl Rows {
    /// Takes note of a row that is put aside for its identifier.
    pub fn complained(&mut self, code: &str, line: usize) {
        let count = |(rows, first): &mut (u64, usize)| {
            *first = if *rows == 0 { line } else { *first };
            *rows += 1;
        };
        match code {
            "R306" => self.birth_dates += 1,
            "R312" => count(&mut self.destroyed),
            "R313" => count(&mut self.plain),
            _ => {}
        }
    }
}

/// What every register is read against.
pub(super) struct Context<'a> {
    pub root: &'a Path,
    pub study: &'a Study,
    pub windows: Windows,
    pub progress: &'a dyn Progress,
    /// What whole files told of their decimal marks, where that differs from what their first rows told.
    pub evidence: &'a Learnt,
}

/// What earlier passes told of decimal marks, by register and file: of fields, of further columns.
pub(super) type Learnt = BTreeMap<(Register, usize), (Vec<Evidence>, Vec<Evidence>)>;

impl<'a> Context<'a> {
    pub fn new(root: &'a Path, study: &'a Study, progress: &'a dyn Progress, evidence: &'a Learnt) -> Self {
        let periods = &study.intervention().rollout.periods;
        let first = periods.iter().map(|p| p.start).min().unwrap_or(0);
        let last = periods.iter().map(|p| p.end).max().unwrap_or(0);
        let around = EVENT_YEARS * YEAR;
        let (oldest, youngest) = (first - AGES[1] * YEAR, last - AGES[0] * YEAR);
        let windows = Windows {
            event: Window { from: first - around, to: last + around, core: (first - YEAR / 4, last + 2 * YEAR) },
            birth: Window { from: oldest, to: youngest, core: (oldest.max(first - 30 * YEAR), youngest) },
        };
        Context { root, study, windows, progress, evidence }
    }

    pub fn decl(&self, register: Register) -> Option<&'a RegisterDecl> {
        self.study.registers.get(register.name())
    }

    /// The profile of a register: its own.
    pub fn profile(&self, register: Register) -> Outcome<Profile> {
        Profile::named(self.decl(register).map_or("canonical", |d| d.profile.as_str()))
    }
}

/// The door through which every row comes: who it is about, and the account of it.
pub(super) struct Gate {
    pub people: People,
    pub opted_out: HashSet<u32>,
    pub unknown: UnknownCodes,
    pub ledgers: BTreeMap<Register, Ledger>,
    /// Cells that may hold the number of a person and were taken as empty.
    pub cells_emptied: u64,
    /// Names of programmes that are not in the frame, of the register in hand.
    pub unknown_programmes: BTreeMap<(u32, String), u64>,
    /// The pupil of the row in hand.
    pub met: Option<u32>,
    /// Rows whose identifier was cleaned of more than surrounding blanks.
    pub identifiers_cleaned: u64,
    /// Optional fields without a column beside columns that are nearly theirs: register, file.
    pub nearly: Vec<(Register, String, NearlyNamed)>,
    /// Files with doubts about how they are written: kind, file, columns.
    pub doubts: Vec<(&'static str, String, Vec<String>)>,
    /// A file whose decimal marks are decided otherwise by the whole of it than by its first rows.
    pub learnt: Option<(Register, usize, (Vec<Evidence>, Vec<Evidence>))>,
}

impl Gate {
    /// Before anything was read.
    pub fn new(key: Option<Pseudonymiser>) -> Gate {
        Gate {
            people: People::new(key),
            opted_out: HashSet::new(),
            unknown: UnknownCodes::default(),
            ledgers: BTreeMap::new(),
            cells_emptied: 0,
            unknown_programmes: BTreeMap::new(),
            met: None,
            identifiers_cleaned: 0,
            nearly: Vec::new(),
            doubts: Vec::new(),
            learnt: None,
        }
    }

    /// Reads a register from end to end, row by row through `take`. Nothing happens where the study has no such
    /// register.
    pub fn read(
        &mut self,
        ctx: &Context<'_>,
        register: Register,
        mut take: impl FnMut(&mut Gate, &mut Delivery, &Row, Origin) -> Result<Fate, Complaint>,
    ) -> Outcome<()> {
        let mut seen: HashSet<u128> = HashSet::new();
        let mut everybody: HashSet<u32> = HashSet::new();
        self.files(ctx, register, |gate, delivery, ledger, file| {
            let mut persons: HashSet<u32> = HashSet::new();
            let mut row = Row::default();
            let mut told = 0;
            let mut rows = Rows::default();
            while delivery.next(&mut row)? {
                ledger.rows_in += 1;
                if ledger.rows_in.is_multiple_of(4096) {
                    ctx.progress.advance(delivery.read() - told);
                    told = delivery.read();
                }
                let origin = Origin { file, line: row.line as u32 };
                if let Some(why) = delivery.reading.passed_over(&row) {
                    ledger.exclude_in(file, why);
                    continue;
                }
                if let Err(complaint) = delivery.reading.whole(&row) {
                    ledger.quarantine(origin, complaint);
                    continue;
                }
                if !seen.insert(delivery.reading.fingerprint(&row)) {
                    ledger.exclude_in(file, reason::DUPLICATE);
                    continue;
                }
                rows.identified += 1;
                gate.met = None;
                match take(gate, delivery, &row, origin) {
                    Ok(Fate::Used) => ledger.used += 1,
                    Ok(Fate::Excluded(why)) => ledger.exclude_in(file, why),
                    Ok(Fate::Later) => {}
                    Err(complaint) => {
                        rows.complained(complaint.code, row.line);
                        ledger.quarantine(origin, complaint);
                    }
                }
                persons.extend(gate.met);
            }
            ctx.progress.advance(delivery.read() - told);
            ledger.persons_of.push(persons.len() as u64);
            everybody.extend(persons);
            Ok(rows)
        })?;
        if ctx.decl(register).is_some()
            && !matches!(register, Register::Enrolments | Register::Optouts | Register::Activities)
        {
            linking::check(&self.people, self.ledgers.entry(register).or_default(), register, &everybody)?;
        }
        Ok(())
    }

    /// Opens each file of a register in turn and lets `body` read it to its end.
    pub fn files(
        &mut self,
        ctx: &Context<'_>,
        register: Register,
        mut body: impl FnMut(&mut Gate, &mut Delivery, &mut Ledger, u32) -> Outcome<Rows>,
    ) -> Outcome<()> {
        let Some(decl) = ctx.decl(register) else { return Ok(()) };
        let profile = ctx.profile(register)?;
        let mut ledger = Ledger { profile: format!("{}: {}", profile.name, profile.definition), ..Ledger::default() };
        for (at, shown) in decl.files.iter().enumerate() {
            let path = ctx.root.join(shown);
            let before = Before { rows: ledger.rows_in, evidence: ctx.evidence.get(&(register, at)) };
            let mut delivery = Delivery::open(&path, shown, register, decl, &profile, ctx.windows, before)?;
            self.refuse_identifiers(&mut delivery, decl, register)?;
            if let Some((name, line)) = delivery.blurred_identifiers() {
                return Err(types::blurred(shown, &name, line));
            }
            if matches!(register, Register::Enrolments | Register::Exits) {
                labels::settle(&mut delivery, &labels::codes_of(ctx.study, register, &profile))?;
            }
            self.opened(&delivery, register, &mut ledger, at as u32);
            let read_before = ledger.rows_in;
            let rows = body(self, &mut delivery, &mut ledger, at as u32)?;
            delivery.finish()?;
            if delivery.read_again()? {
                self.learnt = Some((register, at, (delivery.tally.evidence.clone(), delivery.tally.extra.clone())));
                return Err(Problem::new("R215", "decimal marks are decided by the whole file").at(Place::file(shown)));
            }
            let all = ledger.rows_in - read_before;
            ledger.rows_of.push(all);
            ledger.days_of.push(delivery.tally.days);
            check_numbers(shown, &rows, all)?;
            self.doubt_forms(&delivery, &mut ledger, at as u32, all);
            self.cells_emptied += delivery.tally.emptied;
            if rows.identified > 0 && rows.identified == rows.birth_dates {
                return Err(birth_dates_alone(shown, rows.identified));
            }
            check_ragged(&ledger, shown)?;
            ledger.dialects.push(delivery.dialect());
            if register != Register::Background {
                ledger.ignore(delivery.reading.extra.iter().map(|(name, _)| mask::harmless(name)));
            }
        }
        mapping::nowhere(register, decl, &ledger.lacking)?;
        ledger.lacking.retain(|(_, fields)| !fields.is_empty());
        self.ledgers.insert(register, ledger);
        Ok(())
    }

    /// Takes note of a file before it is read: which columns it lacks, and what is doubtful of its days.
    fn opened(&mut self, delivery: &Delivery, register: Register, ledger: &mut Ledger, at: u32) {
        let shown = delivery.shown();
        ledger.files.push(shown.to_string());
        self.nearly.extend(delivery.nearly.iter().map(|n| (register, shown.to_string(), n.clone())));
        if !delivery.instants.is_empty() {
            ledger.doubts_of.push((at, "InstantsAsDays", 0));
            self.doubts.push(("InstantsAsDays", shown.to_string(), delivery.instants.clone()));
        }
        ledger.lacking.push((shown.to_string(), delivery.lacking.clone()));
    }

    /// Takes note of how a file that was read is written, where that is doubtful.
    fn doubt_forms(&mut self, delivery: &Delivery, ledger: &mut Ledger, at: u32, rows: u64) {
        let dialect = delivery.dialect();
        if let Some(e) = dialect.encoding.filter(|e| matches!(e, Encoding::Cp850 | Encoding::Macintosh))
            && !dialect.declared.contains(&"encoding")
        {
            ledger.doubts_of.push((at, "UnusualEncoding", rows));
            self.doubts.push(("UnusualEncoding", delivery.shown().to_string(), vec![e.name().to_string()]));
        }
        if !delivery.mixed_decimals().is_empty() {
            ledger.doubts_of.push((at, "MixedDecimals", 0));
            self.doubts.push(("MixedDecimals", delivery.shown().to_string(), delivery.mixed_decimals()));
        }
    }

    /// A register that is marked as pseudonymised must not hold ten-digit numbers of persons.
    fn refuse_identifiers(&self, delivery: &mut Delivery, decl: &RegisterDecl, register: Register) -> Outcome<()> {
        let Some(field) = register.fields().iter().position(|f| f.holds == Holds::Pupil) else { return Ok(()) };
        let (plain, all) = delivery.plain_identifiers(field);
        if decl.pseudonymised && plain * 2 > all {
            return Err(pseudonymised_plain(delivery.shown(), plain, all));
        }
        Ok(())
    }

    /// The pupil of a row.
    pub fn pupil(
        &mut self,
        ctx: &Context<'_>,
        register: Register,
        delivery: &Delivery,
        row: &Row,
    ) -> Result<u32, Complaint> {
        let field = register.field("pupil").unwrap_or(0);
        let pseudonymised = ctx.decl(register).is_some_and(|d| d.pseudonymised);
        let cell = delivery.reading.identifier(row, field);
        self.identifiers_cleaned += u64::from(clean(cell) != trim(cell));
        let number = self.people.identify(cell, delivery.reading.six, pseudonymised)?;
        if !self.people.opted_alike.is_empty() && self.people.opted_alike.contains(&number) {
            self.opted_out.insert(number);
        }
        self.met = Some(number);
        Ok(number)
    }

    /// What a code means; one that nobody explained is noted.
    pub fn class(
        &mut self,
        register: Register,
        column: &str,
        codes: &Codes,
        code: &str,
        missing: bool,
    ) -> Option<Class> {
        // a declared or a profile's code goes before the words for an empty cell
        if code.is_empty() || (missing && !codes.knows(code)) {
            return if codes.knows(code) { codes.class(code) } else { None };
        }
        let class = codes.class(code);
        if class.is_none() {
            self.unexplained(register, column, code);
        }
        class
    }

    /// Takes note of a programme that is not in the frame.
    pub fn unknown_programme(&mut self, file: u32, written: &str) {
        *self.unknown_programmes.entry((file, mask::programme(written))).or_default() += 1;
    }

    /// Takes note of a code that nobody explained.
    pub fn unexplained(&mut self, register: Register, column: &str, code: &str) {
        *self.unknown.0.entry((register, column.to_string(), mask::harmless(code))).or_default() += 1;
    }

    /// The account of a register that has been read.
    pub fn ledger(&mut self, register: Register) -> &mut Ledger {
        self.ledgers.entry(register).or_default()
    }
}

/// Refuses a file whose identifiers a spreadsheet destroyed, or a pseudonymised one with numbers of persons.
fn check_numbers(shown: &str, rows: &Rows, all: u64) -> Outcome<()> {
    if rows.destroyed.0 * 100 > all {
        return Err(types::destroyed(shown, rows.destroyed.0, all, rows.destroyed.1));
    }
    if rows.plain.0 * 20 > all {
        return Err(pseudonymised_plain(shown, rows.plain.0, all));
    }
    Ok(())
}

fn birth_dates_alone(shown: &str, rows: u64) -> Problem {
    Problem::new("R206", "every identifier is a birth date of six digits")
        .at(Place::file(shown))
        .found(format!("{rows} rows"))
        .help("many share a birth date: ask for the whole number, or for the school's own identifier")
}

fn pseudonymised_plain(shown: &str, plain: u64, all: u64) -> Problem {
    Problem::new("R207", "the register is marked as pseudonymised and holds ten-digit identifiers")
        .at(Place::file(shown))
        .found(format!("{plain} of {all} rows"))
        .help("take `pseudonymised = true` out and give --key-file, or run `lodtrin pseudonymise` on the file")
}

/// Rows with another number of cells than the header are put aside one by one; where they are many, the file is not
/// read as it was written.
fn check_ragged(ledger: &Ledger, shown: &str) -> Outcome<()> {
    let ragged = ledger.quarantined_as("R308") as u64;
    if ragged * 10 <= ledger.rows_in {
        return Ok(());
    }
    let first = ledger.quarantined.iter().find(|q| q.complaint.code == "R308").map(|q| q.origin.line as usize);
    Err(Problem::new("R108", "many rows have another number of cells than the header")
        .at(Place { line: first, ..Place::file(shown) })
        .found(format!("{ragged} of {} rows", ledger.rows_in))
        .help("declare the separator: delimiter = \";\", or put quotes around cells that hold it"))
}
