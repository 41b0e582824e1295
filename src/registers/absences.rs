//! Absences: whom rows are about, and what they add up to.

pub use super::absence_counts::EARLY_DAYS;
pub(crate) use super::absence_counts::{Absences, aside, stranger};

use super::absence_days::{Ground, Stand, Store, kept_days};
use super::absence_files::Reader;
use super::absence_rows::Rules;
use super::fields::{Kind, Register};
use super::gate::{Context, Fate, Gate};
use super::labels;
use super::ledger::{Complaint, reason};
use super::linking;
use super::plausible;
use super::profiles::Codes;
use crate::diagnostics::{Outcome, Place, Problem};
use std::collections::HashMap;
use std::collections::HashSet;

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
        if rules.strict {
            labels::settle(delivery, &codes)?;
        }
        let persons = HashSet::new();
        let mut reader = Reader { rules: &rules, ctx, file, seen: &mut seen, store: &mut store, persons };
        let rows = reader.read(gate, delivery, ledger)?;
        ledger.persons_of.push(reader.persons.len() as u64);
        everybody.extend(reader.persons);
        Ok(rows)
    })?;
    let register = Register::Absences;
    linking::check(&gate.people, gate.ledgers.entry(register).or_default(), register, &everybody)?;
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
