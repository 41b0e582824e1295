//! Absences: whom rows are about, and what they add up to.

use super::absence_days::{Ground, Stand, Store, kept_days};
use super::absence_rows::{Reader, Rules};
use super::fields::{Kind, Register};
use super::gate::{Context, Fate, Gate};
use super::ledger::{Complaint, reason};
use super::linking;
use super::plausible;
use super::profiles::Codes;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::{AbsenceDay, LateDay};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Calendar days from school start that are kept day by day, at least.
pub const EARLY_DAYS: i32 = 60;

/// What decides about a row that is about a pupil.
pub(super) struct Standing<'a> {
    /// Position of the pupil among the pupils of the study, and the enrolment date.
    pub rows: &'a HashMap<u32, (u32, i32)>,
    /// Pupils who do not count, and why.
    pub out: &'a HashMap<u32, &'static str>,
    /// Pupils with enrolments outside all terms only.
    pub outside: &'a dyn Fn(u32) -> bool,
    /// Pupils whose enrolment is put aside.
    pub aside: &'a dyn Fn(u32) -> bool,
    /// Last day in the first programme, by position.
    pub left: &'a [Option<i32>],
}

impl Standing<'_> {
    /// The pupil's position and start, or what happens to the row.
    pub fn of(&self, pupil: u32, stranger: Result<Fate, Complaint>) -> Result<Result<(u32, i32), Fate>, Complaint> {
        if let Some(row) = self.rows.get(&pupil) {
            return Ok(Ok(*row));
        }
        if let Some(why) = self.out.get(&pupil) {
            return Ok(Err(Fate::Excluded(why)));
        }
        if (self.outside)(pupil) {
            return Ok(Err(Fate::Excluded(reason::OUTSIDE)));
        }
        if (self.aside)(pupil) {
            return Err(aside());
        }
        stranger.map(Err)
    }

    /// The same for everybody met so far, by number, opt-outs first.
    pub fn table(&self, gate: &Gate) -> Vec<Stand> {
        let each = |number: u32| {
            if gate.opted_out.contains(&number) {
                return Stand::Out(reason::OPT_OUT);
            }
            match self.of(number, Err(stranger())) {
                Ok(Ok((at, _))) => Stand::In(at),
                Ok(Err(Fate::Excluded(why))) => Stand::Out(why),
                Err(complaint) if complaint.code == aside().code => Stand::Aside,
                _ => Stand::Stranger,
            }
        };
        (0..gate.people.pseudonyms.len() as u32).map(each).collect()
    }
}

/// Early absence, and counts over everything that was delivered.
#[derive(Debug, Default)]
pub(super) struct Absences {
    pub days: Vec<AbsenceDay>,
    /// Where the register says when rows were entered: days with hours entered after the landmark.
    pub late: Option<Vec<LateDay>>,
    pub hours_offered: f64,
    pub hours_absent: f64,
    pub before_start: u64,
    pub after_leaving: u64,
    pub more_than_offered: u64,
    /// Rows used.
    pub used: u64,
    /// Rows with more hours than a day has.
    pub beyond_a_day: u64,
    /// Rows with any absence.
    pub some_absent: u64,
    /// Rows whose hours offered are a whole number from 1 to 12.
    pub whole_lessons: u64,
    /// Rows that stand a second time and are a further lesson.
    pub lessons_alike: u64,
    /// By file: whether every row stands an even number of times.
    pub every_row_twice: BTreeMap<u32, bool>,
    pub unclassified: u64,
    pub registered: u64,
    pub registered_late: u64,
    /// Pupils with any row, by position.
    pub covered: Vec<bool>,
}

/// Reads absences: lessons of one day are added up, school days are numbered over days with hours offered.
pub(super) fn read(ctx: &Context<'_>, gate: &mut Gate, standing: &Standing<'_>, starts: &[i32]) -> Outcome<Absences> {
    let Some(decl) = ctx.decl(Register::Absences) else { return Ok(Absences::default()) };
    let profile = ctx.profile(Register::Absences)?;
    let codes = Codes::of(Register::Absences, decl, &profile);
    let stands = standing.table(gate);
    let kind = Kind::of(decl);
    let rules = Rules {
        codes: &codes,
        kind,
        lesson_hours: decl.lesson_minutes.map_or(1.0, |m| m / 60.0),
        // codes bind where lawful absence is told apart, or where anybody said what they mean
        strict: kind == Kind::Letters || codes.declared || !ctx.study.absence.lawful,
        pseudonymised: decl.pseudonymised,
        stands: &stands,
        pupils: starts.len(),
    };
    let mut seen = HashSet::new();
    let mut store = Store::default();
    let mut everybody = HashSet::new();
    gate.files(ctx, Register::Absences, |gate, delivery, ledger, file| {
        if kind == Kind::Minutes && decl.lesson_minutes.is_none() && !delivery.has(OFFERED) {
            return Err(minutes_of_what(delivery.shown()));
        }
        let persons = HashSet::new();
        let mut reader = Reader { rules: &rules, ctx, file, seen: &mut seen, store: &mut store, persons };
        let rows = reader.read(gate, delivery, ledger)?;
        ledger.persons_of.push(reader.persons.len() as u64);
        everybody.extend(reader.persons);
        Ok(rows)
    })?;
    linking::check(gate, Register::Absences, &everybody)?;
    let mut sum = Absences { covered: vec![false; starts.len()], ..Absences::default() };
    let why = |number: u32| match stands.get(number as usize) {
        Some(Stand::Out(why)) => *why,
        _ => reason::OUTSIDE,
    };
    let keep = kept_days(ctx.study.absence.window_days);
    let ledger = gate.ledger(Register::Absences);
    let landmark = ctx.study.absence.landmark;
    store.settle(&Ground { starts, left: standing.left, why: &why, keep, landmark }, ledger, &mut sum);
    ledger.quarantined.sort_by_key(|q| q.origin);
    // codes that nobody explained are told first
    if gate.unknown.0.is_empty() {
        plausible::check(ctx, decl, &sum, gate.ledger(Register::Absences))?;
    }
    Ok(sum)
}

/// Position of the field.
const OFFERED: usize = 2;

fn minutes_of_what(shown: &str) -> Problem {
    Problem::new("R209", "absences in minutes need the minutes that were offered")
        .at(Place::file(shown))
        .expected("a column for `hours_offered`, or `lesson_minutes`")
        .help("[registers.absences] lesson_minutes = 45")
}

pub(super) fn stranger() -> Complaint {
    Complaint::new(
        "R310",
        "there is no enrolment of this pupil: ask the school for it, or for the other school's export",
    )
}

pub(super) fn aside() -> Complaint {
    Complaint::new("R311", "the pupil's enrolment is put aside: correct that row, and this one is used with it")
}
