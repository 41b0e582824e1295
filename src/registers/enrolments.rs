//! Enrolments and exits as they are read: typed rows, and the rows that are settled at once.

use super::cells::calendar;
use super::cells::dates;
use super::delivery::Delivery;
use super::fields::Register;
use super::files::row::Row;
use super::gate::{Context, Fate, Gate};
use super::labels::codes_of;
use super::ledger::{Complaint, Origin, reason};
use super::profiles::{Class, Codes, Profile};
use super::programmes::{self, Named, Naming, Programmes};
use super::terms;
use crate::diagnostics::Outcome;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
    pub school: Arc<str>,
    pub speciale: Arc<str>,
    pub group: Arc<str>,
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
    /// Starts of enrolments outside all terms and windows.
    pub strays: Vec<i32>,
    /// Starts that a window brought into a term, by term.
    pub in_window: Vec<u64>,
    /// Rows whose programme is known by its folded spelling only.
    pub folded: u64,
    /// Starts in programmes that take no part, by pupil.
    pub others: HashMap<u32, Vec<i32>>,
    /// Rows of every file that begin in a term and are used or have an unknown programme, and those of the latter.
    pub files: Vec<(u64, u64)>,
    /// Names of schools, special courses and classes, each once.
    names: HashSet<Arc<str>>,
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

/// Reads enrolments.
pub(super) fn read_enrolments(ctx: &Context<'_>, gate: &mut Gate, programmes: &Programmes) -> Outcome<Entries> {
    let profile = ctx.profile(Register::Enrolments)?;
    let codes = codes_of(ctx.study, Register::Enrolments, &profile);
    let naming = naming_of(ctx, Register::Enrolments, programmes)?;
    let reader = Enrolling { ctx, profile, codes, naming, programmes };
    let terms = ctx.study.intervention().rollout.periods.len();
    let mut entries = Entries { last_day: i32::MIN, in_window: vec![0; terms], ..Entries::default() };
    gate.read(ctx, Register::Enrolments, |gate, delivery, row, origin| {
        reader.row(gate, delivery, row, origin, &mut entries)
    })?;
    gate.people.enrolments_read = true;
    let unknown = std::mem::take(&mut gate.unknown_programmes);
    gate.ledger(Register::Enrolments).unknown_programmes = unknown;
    let files = gate.ledger(Register::Enrolments).files.len();
    entries.files.resize(files, (0, 0));
    Ok(entries)
}

/// What rows of enrolments are read by.
struct Enrolling<'a> {
    ctx: &'a Context<'a>,
    profile: Profile,
    codes: Codes,
    naming: Naming,
    programmes: &'a Programmes,
}

/// What a row says of where a pupil goes, as it may be written.
struct Place {
    school: String,
    part: String,
    speciale: String,
    group: String,
}

/// When a pupil was enrolled, and what became of it.
struct Dated {
    origin: Origin,
    pupil: u32,
    start: i32,
    end: Option<i32>,
    class: Option<Class>,
    period: u32,
}

impl Enrolling<'_> {
    fn row(
        &self,
        gate: &mut Gate,
        delivery: &mut Delivery,
        row: &Row,
        origin: Origin,
        entries: &mut Entries,
    ) -> Result<Fate, Complaint> {
        let pupil = gate.pupil(self.ctx, Register::Enrolments, delivery, row)?;
        gate.people.enrol(pupil);
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let place = self.place(delivery, row);
        entries.has_part |= delivery.has(at::PART);
        let class = self.class(gate, delivery, row);
        let (start, end) = dated(delivery, row).inspect_err(|_| {
            entries.aside.insert(pupil);
        })?;
        entries.seen(start, end, class);
        if self.profile.is_main(&place.part) {
            entries.main.push(MainCourse { origin, pupil, start, end });
            return Ok(Fate::Later);
        }
        let Some((period, moved)) = terms::of(&self.ctx.study.intervention().rollout, start) else {
            entries.stray(pupil, start);
            return Ok(Fate::Excluded(reason::OUTSIDE));
        };
        entries.in_window[period] += u64::from(moved);
        self.in_term(
            gate,
            (delivery, row),
            place,
            Dated { origin, pupil, start, end, class, period: period as u32 },
            entries,
        )
    }

    /// An enrolment that begins in a term of the study: in which programme, or why not.
    fn in_term(
        &self,
        gate: &mut Gate,
        (delivery, row): (&Delivery, &Row),
        place: Place,
        dated: Dated,
        entries: &mut Entries,
    ) -> Result<Fate, Complaint> {
        let Dated { origin, pupil, start, end, class, period } = dated;
        let written = delivery.text(row, at::PROGRAMME);
        entries.synthetic += u64::from(self.profile.synthetic.iter().any(|s| s == written));
        let file = entries.file(origin);
        let school = match place.school.is_empty() {
            true => self.naming.school(delivery.shown()).to_string(),
            false => place.school,
        };
        let label = delivery.reading.label(row, at::PROGRAMME);
        let programme = match named(&self.naming, written, label, &school, self.programmes) {
            Named::In(at, folded) => {
                entries.folded += u64::from(folded);
                at
            }
            Named::Out => {
                entries.others.entry(pupil).or_default().push(start);
                return Ok(Fate::Excluded(reason::OTHER));
            }
            Named::Unknown => {
                entries.unknown(pupil, file);
                let written = label.unwrap_or(written);
                gate.unknown_programme(origin.file, written);
                return Err(programmes::unknown(written, self.programmes));
            }
        };
        if !matches!(class, Some(Class::NeverStarted | Class::Excluded)) {
            entries.files[file].0 += 1;
        }
        let of_frame = || self.programmes.all()[programme as usize].school.as_str();
        let school = entries.name(if school.is_empty() { of_frame() } else { &school });
        let (speciale, group) = (entries.name(&place.speciale), entries.name(&place.group));
        entries.enrolments.push(Enrolment {
            origin,
            pupil,
            programme,
            period,
            start,
            end,
            class,
            school,
            speciale,
            group,
        });
        Ok(Fate::Later)
    }

    fn place(&self, delivery: &mut Delivery, row: &Row) -> Place {
        let school = delivery.text(row, at::SCHOOL).to_string();
        let part = delivery.harmless_text(row, at::PART);
        // a school of the frame is public, whatever its number looks like
        let school = match self.programmes.all().iter().any(|p| p.school == school) {
            true => school,
            false => delivery.harmless_text(row, at::SCHOOL),
        };
        let (speciale, group) = (delivery.harmless_text(row, at::SPECIALE), delivery.harmless_text(row, at::CLASS));
        Place { school, part, speciale, group }
    }

    /// What the code of a row means, and why the pupil left where that is told beside it.
    fn class(&self, gate: &mut Gate, delivery: &Delivery, row: &Row) -> Option<Class> {
        let code = delivery.reading.code(row, at::CODE);
        let missing = delivery.reading.is_missing(code);
        let class = gate.class(Register::Enrolments, delivery.column_name(at::CODE), &self.codes, code, missing);
        merged(class, self.profile.leave_of(delivery.text(row, at::LEAVE)))
    }
}

/// The days of an enrolment; an end that stands for none is none.
fn dated(delivery: &mut Delivery, row: &Row) -> Result<(i32, Option<i32>), Complaint> {
    let start = delivery.needed_date(row, at::START)?;
    let end = delivery.date(row, at::END)?.filter(|d| !dates::is_open(*d));
    match end {
        Some(e) if e < start => Err(Complaint::new(
            "R303",
            format!("the enrolment ends {} days before it starts: correct the dates at the source", start - e),
        )),
        _ => Ok((start, end)),
    }
}

impl Entries {
    /// A name, kept once.
    fn name(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.names.get(text) {
            return Arc::clone(kept);
        }
        let kept: Arc<str> = text.into();
        self.names.insert(Arc::clone(&kept));
        kept
    }

    /// An enrolment outside all terms.
    fn stray(&mut self, pupil: u32, start: i32) {
        let seen = self.outside.entry(pupil).or_insert((start, start));
        *seen = (seen.0.min(start), seen.1.max(start));
        self.outside_rows += 1;
        self.strays.push(start);
    }

    /// The last day on which anything happened; the end of what goes on has not.
    fn seen(&mut self, start: i32, end: Option<i32>, class: Option<Class>) {
        self.last_day = self.last_day.max(start);
        if class.is_some_and(|c| c != Class::InProgress) {
            self.last_day = self.last_day.max(end.unwrap_or(i32::MIN));
        }
    }

    /// An enrolment in a programme that nobody knows.
    fn unknown(&mut self, pupil: u32, file: usize) {
        self.aside.insert(pupil);
        self.files[file].0 += 1;
        self.files[file].1 += 1;
    }

    /// The place of a row's file among those that are counted.
    fn file(&mut self, origin: Origin) -> usize {
        let file = origin.file as usize;
        if self.files.len() <= file {
            self.files.resize(file + 1, (0, 0));
        }
        file
    }
}

/// What a cell of programmes stands for: the number of a labelled one where that is known, else its label.
pub(super) fn named(naming: &Naming, cell: &str, label: Option<&str>, school: &str, programmes: &Programmes) -> Named {
    match (naming.find(cell, school, programmes), label) {
        (Named::Unknown, Some(label)) => naming.find(label, school, programmes),
        (found, _) => found,
    }
}

/// What a register calls programmes; exits and activities that declare nothing go by what enrolments declare.
pub(super) fn naming_of(ctx: &Context<'_>, register: Register, programmes: &Programmes) -> Outcome<Naming> {
    let own = ctx.decl(register).filter(|d| register == Register::Enrolments || Naming::declared(d));
    match own.or(ctx.decl(Register::Enrolments)) {
        Some(decl) => Naming::of(if own.is_some() { register.name() } else { "enrolments" }, decl, programmes),
        None => Ok(Naming::default()),
    }
}

/// The way of leaving says more than the code where the code says dropout or nothing.
fn merged(code: Option<Class>, leave: Option<Class>) -> Option<Class> {
    match (code, leave) {
        (Some(Class::Dropout) | None, Some(l)) => Some(l),
        (code, _) => code,
    }
}

/// A school year, August to July, as `2026/27`.
pub(super) fn school_year(day: i32) -> String {
    let d = calendar::date(day);
    let first = if d.month >= 8 { d.year } else { d.year - 1 };
    format!("{first}/{:02}", (first + 1).rem_euclid(100))
}
