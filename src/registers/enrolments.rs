//! Enrolments and exits as they are read: typed rows, and the rows that are settled at once.

use super::cells::calendar;
use super::cells::dates;
use super::cells::mask;
use super::fields::Register;
use super::files::row::trim;
use super::gate::{Context, Fate, Gate};
use super::ledger::{Complaint, Origin, reason};
use super::profiles::{Class, Codes, Profile};
use crate::diagnostics::{Outcome, nearest};
use std::collections::{BTreeMap, HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// A programme of the study and its school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Programme id, of the frame or of a lot's member.
    pub programme: String,
    /// School as in the frame's stratum; empty where the frame has none.
    pub school: String,
}

/// Programmes by id, in the order of the ids' bytes.
#[derive(Debug, Clone, Default)]
pub struct Programmes {
    places: Vec<Place>,
    by_id: HashMap<String, u32>,
}

impl Programmes {
    /// Sorts the programmes; of two with one id the first counts.
    pub fn new(mut places: Vec<Place>) -> Self {
        for p in &mut places {
            p.programme = normal(&p.programme);
        }
        places.sort_by(|a, b| a.programme.as_bytes().cmp(b.programme.as_bytes()));
        places.dedup_by(|b, a| a.programme == b.programme);
        let by_id = places.iter().enumerate().map(|(i, p)| (p.programme.clone(), i as u32)).collect();
        Programmes { places, by_id }
    }

    /// All of them.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// The programme of a cell.
    pub(super) fn place(&self, cell: &str) -> Result<&Place, Complaint> {
        match self.find(cell) {
            Some(at) => Ok(&self.places[at as usize]),
            None => Err(unknown_programme(cell, self)),
        }
    }

    fn find(&self, cell: &str) -> Option<u32> {
        self.by_id.get(cell).or_else(|| self.by_id.get(&normal(cell))).copied()
    }
}

fn normal(id: &str) -> String {
    trim(id).nfc().collect()
}

/// One enrolment in a programme of the study, in one of its terms.
#[derive(Debug, Clone)]
pub(super) struct Enrolment {
    pub origin: Origin,
    pub pupil: u32,
    pub programme: u32,
    pub period: u32,
    pub start: i32,
    pub end: Option<i32>,
    pub class: Option<Class>,
    pub school: String,
    pub speciale: String,
    pub group: String,
}

/// An enrolment in the main course.
#[derive(Debug, Clone)]
pub(super) struct MainCourse {
    pub origin: Origin,
    pub pupil: u32,
    pub start: i32,
    pub end: Option<i32>,
}

/// One exit.
#[derive(Debug, Clone)]
pub(super) struct Exit {
    pub origin: Origin,
    pub pupil: u32,
    pub programme: Option<u32>,
    pub date: i32,
    pub class: Option<Class>,
}

/// What the two registers hold.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub enrolments: Vec<Enrolment>,
    pub main: Vec<MainCourse>,
    pub exits: Vec<Exit>,
    /// Pupils with an enrolment outside all terms: first and last such start.
    pub outside: HashMap<u32, (i32, i32)>,
    /// Pupils with an enrolment that was put aside.
    pub aside: HashSet<u32>,
    /// Enrolments whose programme is a completion made up by the agency.
    pub synthetic: u64,
    /// Whether enrolments tell the part of the course.
    pub has_part: bool,
    /// The last day on which anything happened.
    pub last_day: i32,
    /// Enrolments outside all terms.
    pub outside_rows: u64,
}

/// Positions of the fields of enrolments.
mod at {
    pub const PROGRAMME: usize = 1;
    pub const START: usize = 2;
    pub const END: usize = 3;
    pub const CODE: usize = 4;
    pub const SCHOOL: usize = 5;
    pub const SPECIALE: usize = 6;
    pub const PART: usize = 7;
    pub const CLASS: usize = 8;
    pub const LEAVE: usize = 9;
}

/// Positions of the fields of exits.
mod exit_at {
    pub const PROGRAMME: usize = 1;
    pub const DATE: usize = 2;
    pub const CODE: usize = 3;
}

/// Reads enrolments.
pub(super) fn read_enrolments(ctx: &Context<'_>, gate: &mut Gate, programmes: &Programmes) -> Outcome<Entries> {
    let profile = ctx.profile(Register::Enrolments)?;
    let codes = codes_of(ctx, Register::Enrolments, &profile);
    let periods = &ctx.study.intervention().rollout.periods;
    let mut entries = Entries { last_day: i32::MIN, ..Entries::default() };
    gate.read(ctx, Register::Enrolments, |gate, delivery, row, origin| {
        let pupil = gate.pupil(ctx, Register::Enrolments, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let text = |f: usize| delivery.text(row, f).to_string();
        let (code, programme, leave) = (text(at::CODE), text(at::PROGRAMME), text(at::LEAVE));
        let school = text(at::SCHOOL);
        let part = delivery.harmless_text(row, at::PART);
        // a school of the frame is public, whatever its number looks like
        let school = match programmes.all().iter().any(|p| p.school == school) {
            true => school,
            false => delivery.harmless_text(row, at::SCHOOL),
        };
        let (speciale, group) = (delivery.harmless_text(row, at::SPECIALE), delivery.harmless_text(row, at::CLASS));
        entries.has_part |= delivery.has(at::PART);
        let column = delivery.column_name(at::CODE).to_string();
        let class = merged(gate.class(Register::Enrolments, &column, &codes, &code), profile.leave_of(&leave));
        let dated = (|| {
            let start = delivery.needed_date(row, at::START)?;
            let end = delivery.date(row, at::END)?.filter(|d| !dates::is_open(*d));
            match end {
                Some(e) if e < start => Err(Complaint::new(
                    "R303",
                    format!("the enrolment ends {} days before it starts: correct the dates at the source", start - e),
                )),
                _ => Ok((start, end)),
            }
        })();
        let (start, end) = dated.inspect_err(|_| {
            entries.aside.insert(pupil);
        })?;
        entries.last_day = entries.last_day.max(start);
        if class.is_some_and(|c| c != Class::InProgress) {
            entries.last_day = entries.last_day.max(end.unwrap_or(i32::MIN));
        }
        if profile.is_main(&part) {
            entries.main.push(MainCourse { origin, pupil, start, end });
            return Ok(Fate::Later);
        }
        let Some(period) = periods.iter().position(|p| (p.start..=p.end).contains(&start)) else {
            let seen = entries.outside.entry(pupil).or_insert((start, start));
            *seen = (seen.0.min(start), seen.1.max(start));
            entries.outside_rows += 1;
            return Ok(Fate::Excluded(reason::OUTSIDE));
        };
        if profile.synthetic.contains(&programme) {
            entries.synthetic += 1;
        }
        let Some(known) = programmes.find(&programme) else {
            entries.aside.insert(pupil);
            return Err(unknown_programme(&programme, programmes));
        };
        let school = if school.is_empty() { programmes.all()[known as usize].school.clone() } else { school };
        entries.enrolments.push(Enrolment {
            origin,
            pupil,
            programme: known,
            period: period as u32,
            start,
            end,
            class,
            school,
            speciale,
            group,
        });
        Ok(Fate::Later)
    })?;
    Ok(entries)
}

/// Reads exits into the entries.
pub(super) fn read_exits(
    ctx: &Context<'_>,
    gate: &mut Gate,
    programmes: &Programmes,
    entries: &mut Entries,
) -> Outcome<()> {
    let profile = ctx.profile(Register::Exits)?;
    let codes = codes_of(ctx, Register::Exits, &profile);
    gate.read(ctx, Register::Exits, |gate, delivery, row, origin| {
        let pupil = gate.pupil(ctx, Register::Exits, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let code = delivery.text(row, exit_at::CODE).to_string();
        let column = delivery.column_name(exit_at::CODE).to_string();
        let class = gate.class(Register::Exits, &column, &codes, &code);
        let programme = delivery.text(row, exit_at::PROGRAMME).to_string();
        let date = delivery.needed_date(row, exit_at::DATE)?;
        let known = match programme.is_empty() {
            true => None,
            false => match programmes.find(&programme) {
                Some(p) => Some(p),
                // an exit from a programme outside the study of a pupil who is in it
                None => return Err(unknown_programme(&programme, programmes)),
            },
        };
        if !dates::is_open(date) && class.is_some_and(|c| c != Class::InProgress) {
            entries.last_day = entries.last_day.max(date);
        }
        entries.exits.push(Exit { origin, pupil, programme: known, date, class });
        Ok(Fate::Later)
    })
}

/// The codes of enrolments and exits: what one of the two declares holds for the other as well, unless it says itself.
fn codes_of(ctx: &Context<'_>, register: Register, profile: &Profile) -> Codes {
    let other = if register == Register::Exits { Register::Enrolments } else { Register::Exits };
    let Some(own) = ctx.decl(register) else {
        let none = BTreeMap::new();
        let decl = ctx.decl(other).map(|d| crate::trial::study::RegisterDecl { codes: none, ..d.clone() });
        return decl.map_or_else(Codes::none, |d| Codes::of(register, &d, profile));
    };
    let mut decl = own.clone();
    if decl.codes.is_empty()
        && let Some(from) = ctx.decl(other)
    {
        decl.codes = from.codes.clone();
    }
    Codes::of(register, &decl, profile)
}

/// The way of leaving says more than the code where the code says dropout or nothing.
fn merged(code: Option<Class>, leave: Option<Class>) -> Option<Class> {
    match (code, leave) {
        (Some(Class::Dropout) | None, Some(l)) => Some(l),
        (code, _) => code,
    }
}

fn unknown_programme(written: &str, programmes: &Programmes) -> Complaint {
    if written.is_empty() {
        return Complaint::new("R304", "no programme is named: ask the school which one it is");
    }
    let near = nearest(written, programmes.all().iter().map(|p| p.programme.as_str()));
    let advice = near.map_or("add it to the frame before the lock, or leave it".to_string(), |n| {
        format!("the nearest one is `{n}`: correct it at the source")
    });
    Complaint::new(
        "R304",
        format!("the programme (written like `{}`) is not in the frame: {advice}", mask::shape(written)),
    )
}

/// A school year, August to July, as `2026/27`.
pub(super) fn school_year(day: i32) -> String {
    let d = calendar::date(day);
    let first = if d.month >= 8 { d.year } else { d.year - 1 };
    format!("{first}/{:02}", (first + 1).rem_euclid(100))
}
