//! Whether absences can be what they are declared to be.

use super::absences::Absences;
use super::fields::Kind;
use super::gate::Context;
use super::ledger::Ledger;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::RegisterDecl;
use crate::trial::{AbsenceDay, AbsenceDays, Pupil};
use std::collections::HashSet;

/// Rows from which a wrong unit is told, and their share of the rows used.
const FEWEST: u64 = 5;
const SHARE: u64 = 100;
/// Rows from which a register without a row of presence holds absences only.
const ABSENCES_ONLY: u64 = 50;

/// Checks the unit of absences and whether presence is registered.
///
/// # Errors
/// `R214` for more hours absent than offered, or than a day has; `R218` for a register of absences only.
pub(super) fn check(ctx: &Context<'_>, decl: &RegisterDecl, sum: &Absences, ledger: &Ledger) -> Outcome<()> {
    let kind = Kind::of(decl);
    let many = |n: u64| n >= FEWEST && n * SHARE > sum.used;
    let file = || Place::file(ledger.files.first().cloned().unwrap_or_default());
    let beyond_a_day = if kind == Kind::Hours { sum.beyond_a_day } else { 0 };
    if many(sum.more_than_offered) || many(beyond_a_day) {
        let (rows, what) = match many(beyond_a_day) {
            true => (beyond_a_day, "more than 24 hours on one day"),
            false => (sum.more_than_offered, "more hours absent than offered"),
        };
        return Err(Problem::new("R214", "the absences are not in the unit that they are read in")
            .at(file())
            .found(format!("{rows} of {} rows with {what}", sum.used))
            .expected(format!("kind = \"{}\"", decl.kind.as_deref().unwrap_or("hours")))
            .help(likely_unit(many(beyond_a_day), sum)));
    }
    if sum.used < ABSENCES_ONLY || sum.some_absent < sum.used {
        return Ok(());
    }
    let unknown_hours = ctx.study.absence.school_days || ctx.study.absence.whole_days;
    if decl.rows_are_absences && !unknown_hours {
        return Ok(());
    }
    let problem = Problem::new("R218", "every row of the absences is an absence: presence is not registered")
        .at(file())
        .found(format!("{} rows, all with hours absent", sum.used));
    Err(match decl.rows_are_absences {
        true => problem
            .expected("hours offered on days without absence")
            .help("[absence] days = \"school\" and counts = \"whole\" need them: ask for the whole register, or count calendar days with any absence"),
        false => problem
            .help("pupils without a row were there, and would count as unknown: [registers.absences] rows = \"absences\"")
            .help("or ask the school for all lessons, those attended too"),
    })
}

fn likely_unit(beyond_a_day: bool, sum: &Absences) -> &'static str {
    if beyond_a_day {
        return "these are likely minutes: kind = \"minutes\"";
    }
    if sum.whole_lessons == sum.used {
        return "the column of hours offered is likely a lesson's number: map it as columns = { lesson = \"…\" } and declare kind = \"lessons\" with lesson_minutes = 45";
    }
    "they may be lessons, minutes or per cent: kind = \"lessons\", \"minutes\" or \"percent\""
}

/// Of a register of absences only: a day without absence for every pupil without a row on the first day, in every
/// programme and term in which anybody has a row.
pub(super) fn present_on_first_days(pupils: &[Pupil], covered: &[bool], days: &mut AbsenceDays) {
    let cell = |p: &Pupil| (p.programme.clone(), p.period.clone());
    let cells: HashSet<(String, String)> =
        pupils.iter().zip(covered).filter(|(_, c)| **c).map(|(p, _)| cell(p)).collect();
    let there: HashSet<u32> = days.iter().filter(|d| d.day == 1).map(|d| d.pupil).collect();
    let mut added = HashSet::new();
    for (at, pupil) in pupils.iter().enumerate() {
        let at = at as u32;
        if cells.contains(&cell(pupil)) && !there.contains(&at) {
            added.insert(at);
            days.push(AbsenceDay { pupil: at, day: 1, school_day: 1, offered: 1.0, absent: 0.0, lawful: 0.0 });
        }
    }
    days.sort();
    days.move_school_days(|pupil, day| day > 1 && added.contains(&pupil));
}
