use super::fields::Register;
use super::gate::{Context, Fate, Gate};
use super::ledger::{Complaint, reason};
use super::profiles::{Class, Codes};
use crate::diagnostics::Outcome;
use crate::trial::AbsenceDay;
use std::collections::HashMap;

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
            return Err(Complaint::new(
                "R311",
                "the pupil's enrolment is put aside: correct that row, and this one is used with it",
            ));
        }
        stranger.map(Err)
    }
}

/// Early absence, and counts over everything that was delivered.
#[derive(Debug, Default)]
pub(super) struct Absences {
    pub days: Vec<AbsenceDay>,
    pub hours_offered: f64,
    pub hours_absent: f64,
    pub before_start: u64,
    pub after_leaving: u64,
    pub more_than_offered: u64,
    pub unclassified: u64,
    pub registered: u64,
    pub registered_late: u64,
    /// Pupils with any row, by position.
    pub covered: Vec<bool>,
}

/// An absence entered more than so many days after the day itself is late.
const LATE_DAYS: i32 = 7;

struct Piece {
    pupil: u32,
    day: i32,
    offered: f64,
    absent: f64,
    lawful: f64,
}

/// Reads absences: lessons of one day are added up, school days are numbered over days with hours offered.
pub(super) fn read(ctx: &Context<'_>, gate: &mut Gate, standing: &Standing<'_>) -> Outcome<Absences> {
    let Some(decl) = ctx.decl(Register::Absences) else { return Ok(Absences::default()) };
    let profile = ctx.profile(Register::Absences)?;
    let codes = Codes::of(Register::Absences, decl, &profile);
    // codes bind where lawful absence is told apart, or where anybody said what they mean
    let strict = codes.declared || !ctx.study.absence.lawful;
    let keep = EARLY_DAYS.max(ctx.study.absence.window_days.saturating_mul(2).saturating_add(14));
    let mut sum = Absences { covered: vec![false; standing.left.len()], ..Absences::default() };
    let mut pieces: Vec<Piece> = Vec::new();
    gate.read(ctx, Register::Absences, |gate, delivery, row, _| {
        let pupil = gate.pupil(ctx, Register::Absences, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let date = delivery.needed_date(row, 1)?;
        let offered = delivery.needed_number(row, 2)?;
        let absent = delivery.needed_number(row, 3)?;
        if offered < 0.0 || absent < 0.0 {
            return Err(Complaint::new("R302", "hours are below zero: correct them at the source"));
        }
        let code = delivery.text(row, 4).to_string();
        let class = if strict {
            let column = delivery.column_name(4);
            gate.class(Register::Absences, &column, &codes, &code)
        } else {
            codes.class(&code)
        };
        sum.unclassified += u64::from(!code.is_empty() && class.is_none());
        let registered = delivery.date(row, 5)?;
        let stranger = Err(Complaint::new(
            "R310",
            "there is no enrolment of this pupil: ask the school for it, or for the other school's export",
        ));
        let (at, start) = match standing.of(pupil, stranger)? {
            Ok(row) => row,
            Err(fate) => return Ok(fate),
        };
        if let Some(on) = registered {
            sum.registered += 1;
            sum.registered_late += u64::from(on > date + LATE_DAYS);
        }
        sum.covered[at as usize] = true;
        sum.hours_offered += offered;
        sum.hours_absent += absent;
        sum.more_than_offered += u64::from(absent > offered);
        let day = date - start + 1;
        sum.before_start += u64::from(day < 1);
        sum.after_leaving += u64::from(standing.left[at as usize].is_some_and(|l| date > l));
        if (1..=keep).contains(&day) {
            let lawful = if class == Some(Class::Lawful) { absent } else { 0.0 };
            pieces.push(Piece { pupil: at, day, offered, absent, lawful });
        }
        Ok(Fate::Used)
    })?;
    // within a day by value, so that sums depend on nothing else, and in place, since there may be many
    pieces.sort_unstable_by_key(|p| (p.pupil, p.day, p.offered.to_bits(), p.absent.to_bits(), p.lawful.to_bits()));
    sum.days = days(&pieces);
    Ok(sum)
}

fn days(pieces: &[Piece]) -> Vec<AbsenceDay> {
    let new = pieces.windows(2).filter(|w| (w[0].pupil, w[0].day) != (w[1].pupil, w[1].day)).count();
    let mut out: Vec<AbsenceDay> = Vec::with_capacity(new + usize::from(!pieces.is_empty()));
    for p in pieces {
        match out.last_mut() {
            Some(d) if d.pupil == p.pupil && d.day == p.day => {
                d.offered += p.offered;
                d.absent += p.absent;
                d.lawful += p.lawful;
            }
            _ => out.push(AbsenceDay {
                pupil: p.pupil,
                day: p.day,
                school_day: 0,
                offered: p.offered,
                absent: p.absent,
                lawful: p.lawful,
            }),
        }
    }
    let mut pupil = u32::MAX;
    let mut number = 0;
    for d in &mut out {
        if d.pupil != pupil {
            (pupil, number) = (d.pupil, 0);
        }
        number += i32::from(d.offered > 0.0);
        d.school_day = number;
    }
    out
}
