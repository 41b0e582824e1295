use super::cells::dates::Window;
use super::cells::mask;
use super::delivery::{Delivery, Windows};
use super::fields::{Holds, Register};
use super::files::row::Row;
use super::ledger::{Complaint, Ledger, Origin, UnknownCodes, reason};
use super::mapping;
use super::people::People;
use super::profiles::{Class, Codes, Profile};
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
}

/// What every register is read against.
pub(super) struct Context<'a> {
    pub root: &'a Path,
    pub study: &'a Study,
    pub windows: Windows,
    pub progress: &'a dyn Progress,
}

impl<'a> Context<'a> {
    pub fn new(root: &'a Path, study: &'a Study, progress: &'a dyn Progress) -> Self {
        let periods = &study.intervention().rollout.periods;
        let first = periods.iter().map(|p| p.start).min().unwrap_or(0);
        let last = periods.iter().map(|p| p.end).max().unwrap_or(0);
        let around = EVENT_YEARS * YEAR;
        let (oldest, youngest) = (first - AGES[1] * YEAR, last - AGES[0] * YEAR);
        let windows = Windows {
            event: Window { from: first - around, to: last + around, core: (first - YEAR / 4, last + 2 * YEAR) },
            birth: Window { from: oldest, to: youngest, core: (oldest.max(first - 30 * YEAR), youngest) },
        };
        Context { root, study, windows, progress }
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
}

impl Gate {
    /// Reads a register from end to end, row by row through `take`. Nothing happens where the study has no such
    /// register.
    pub fn read(
        &mut self,
        ctx: &Context<'_>,
        register: Register,
        mut take: impl FnMut(&mut Gate, &mut Delivery, &Row, Origin) -> Result<Fate, Complaint>,
    ) -> Outcome<()> {
        let mut seen: HashSet<u128> = HashSet::new();
        self.files(ctx, register, |gate, delivery, ledger, file| {
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
                if let Err(complaint) = delivery.reading.whole(&row) {
                    ledger.quarantine(origin, complaint);
                    continue;
                }
                if !seen.insert(delivery.reading.fingerprint(&row)) {
                    ledger.exclude(reason::DUPLICATE);
                    continue;
                }
                rows.identified += 1;
                match take(gate, delivery, &row, origin) {
                    Ok(Fate::Used) => ledger.used += 1,
                    Ok(Fate::Excluded(why)) => ledger.exclude(why),
                    Ok(Fate::Later) => {}
                    Err(complaint) => {
                        rows.birth_dates += u64::from(complaint.code == "R306");
                        ledger.quarantine(origin, complaint);
                    }
                }
            }
            ctx.progress.advance(delivery.read() - told);
            Ok(rows)
        })
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
            let mut delivery = Delivery::open(&path, shown, register, decl, &profile, ctx.windows)?;
            self.refuse_identifiers(&mut delivery, decl, register)?;
            ledger.files.push(shown.clone());
            ledger.lacking.push((shown.clone(), delivery.lacking.clone()));
            let rows = body(self, &mut delivery, &mut ledger, at as u32)?;
            delivery.finish()?;
            self.cells_emptied += delivery.tally.emptied;
            if rows.identified > 0 && rows.identified == rows.birth_dates {
                return Err(Problem::new("R206", "every identifier is a birth date of six digits")
                    .at(Place::file(shown.clone()))
                    .found(format!("{} rows", rows.identified))
                    .help("many share a birth date: ask for the whole number, or for the school's own identifier"));
            }
            check_ragged(&ledger, shown)?;
            ledger.dialects.push(delivery.dialect());
            for (name, _) in &delivery.reading.extra {
                let name = mask::harmless(name);
                if register != Register::Background && !ledger.ignored.contains(&name) {
                    ledger.ignored.push(name);
                }
            }
        }
        mapping::nowhere(register, decl, &ledger.lacking)?;
        ledger.lacking.retain(|(_, fields)| !fields.is_empty());
        self.ledgers.insert(register, ledger);
        Ok(())
    }

    /// A register that is marked as pseudonymised must not hold ten-digit numbers of persons.
    fn refuse_identifiers(&self, delivery: &mut Delivery, decl: &RegisterDecl, register: Register) -> Outcome<()> {
        let Some(field) = register.fields().iter().position(|f| f.holds == Holds::Pupil) else { return Ok(()) };
        let (plain, all) = delivery.plain_identifiers(field);
        if decl.pseudonymised && plain * 2 > all {
            return Err(Problem::new(
                "R207",
                "the register is marked as pseudonymised and holds ten-digit identifiers",
            )
            .at(Place::file(delivery.shown()))
            .found(format!("{plain} of the first {all} rows"))
            .help("take `pseudonymised = true` out and give --key-file, or run `lodtrin pseudonymise` on the file"));
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
        self.people.identify(delivery.text(row, field), delivery.reading.six, pseudonymised)
    }

    /// What a code means; one that nobody explained is noted.
    pub fn class(&mut self, register: Register, column: &str, codes: &Codes, code: &str) -> Option<Class> {
        if code.is_empty() {
            return None;
        }
        let class = codes.class(code);
        if class.is_none() {
            self.unexplained(register, column, code);
        }
        class
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
