//! From enrolments and exits to one course of events per pupil.

use super::by_pupil::ByPupil;
use super::enrolments::{Enrolment, Entries, Exit, MainCourse};
use super::ledger::{Complaint, Origin, reason};
use super::one_spell::{contradict, ends_later, share_ends};
use super::profiles::{Class, Profile};
use crate::trial::{Departure, Status};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What became of one pupil of the study.
#[derive(Debug, Clone)]
pub(super) struct Course {
    /// The first enrolment.
    pub first: Enrolment,
    /// Status at the end, transfers followed.
    pub status: Status,
    /// Day of that end, where known.
    pub ended: Option<i32>,
    /// Day on which the first programme was left, and how.
    pub left: Option<i32>,
    /// How the first programme was left.
    pub departure: Departure,
    /// Whether another programme of the study followed.
    pub contaminated: bool,
    /// Spells after the first.
    pub later: Box<[Span]>,
}

/// From the start to the end of a spell, where it has one.
pub(super) type Span = (i32, Option<i32>);

impl Course {
    /// Spells of enrolment, for who is in education.
    pub fn spells(&self) -> impl Iterator<Item = Span> {
        std::iter::once((self.first.start, self.first.end)).chain(self.later.iter().copied())
    }
}

/// What happened to a row of the enrolments or of the exits.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    Used,
    Excluded(&'static str),
    Aside(Complaint),
}

/// Counts for the quality report.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub transfers: u64,
    pub changes: u64,
    pub restarts: u64,
    pub overlaps: u64,
    pub later_enrolments: u64,
    pub never_started: u64,
    pub excluded_by_code: u64,
    pub completed_and_dropped_out: u64,
    pub exits_without_enrolment: u64,
    pub open_spells_closed: u64,
    pub same_day_in_two_programmes: u64,
    pub nested_spells: u64,
    pub ends_in_conflict: u64,
    pub undated_departures: u64,
}

/// Everything linked.
pub(super) struct Linked {
    /// Courses by pupil, one each.
    pub courses: ByPupil<Course>,
    /// Main courses by pupil: starts and ends.
    pub main: HashMap<u32, Vec<Span>>,
    /// Pupils whose enrolments in the study all count as not begun, or not at all.
    pub out: HashMap<u32, &'static str>,
    pub enrolments: Vec<(Origin, Settled)>,
    pub exits: Vec<(Origin, Settled)>,
    /// Spells, of the main course too.
    pub spells: u64,
    /// Whether every enrolment names the same school.
    pub one_school: bool,
    pub tally: Tally,
}

/// Links exits to enrolments and derives each pupil's course; enrolments are used up. `extracted` is the day that the
/// registers show.
pub(super) fn link(entries: &mut Entries, profile: &Profile, extracted: i32) -> Linked {
    let mut tally = Tally::default();
    let mut spells = std::mem::take(&mut entries.enrolments);
    spells.sort_unstable_by(|a, b| a.pupil.cmp(&b.pupil).then_with(|| in_order(a, b)));
    let mut by_pupil = ByPupil::of(spells, |e: &Enrolment| e.pupil);
    let mut main: HashMap<u32, Vec<Span>> = HashMap::new();
    for m in &entries.main {
        main.entry(m.pupil).or_default().push((m.start, m.end));
    }
    let exits = match_exits(entries, &mut by_pupil, &main, &mut tally);
    let mut courses = Vec::with_capacity(by_pupil.rows().len());
    let mut out = HashMap::new();
    let mut enrolments = Vec::with_capacity(by_pupil.rows().len() + entries.main.len());
    for (pupil, list) in by_pupil.pupils() {
        let (counting, not): (Vec<&Enrolment>, Vec<&Enrolment>) = list.iter().partition(|e| why_out(e).is_none());
        for e in &not {
            let why = why_out(e).unwrap_or(reason::CODE);
            *if why == reason::NEVER { &mut tally.never_started } else { &mut tally.excluded_by_code } += 1;
            enrolments.push((e.origin, Settled::Excluded(why)));
        }
        enrolments.extend(counting.iter().map(|e| (e.origin, Settled::Used)));
        match counting.split_first() {
            None => {
                out.insert(pupil, not.first().and_then(|e| why_out(e)).unwrap_or(reason::CODE));
            }
            Some((first, later)) => courses.push(course(first, later, profile, extracted, &mut tally)),
        }
    }
    let courses = ByPupil::of(courses, |c: &Course| c.first.pupil);
    for m in &entries.main {
        enrolments.push((m.origin, settled_main(m, &courses, &out)));
    }
    let mut schools = by_pupil.rows().iter().map(|e| &e.school);
    let one_school = schools.next().is_none_or(|first| schools.all(|other| other == first));
    let spells = (by_pupil.rows().len() + entries.main.len()) as u64;
    Linked { courses, main, out, enrolments, exits, spells, one_school, tally }
}

/// What tells spells of the same days apart.
fn words(e: &Enrolment) -> (&str, &str, &str, Option<Class>, Origin) {
    (&e.school, &e.speciale, &e.group, e.class, e.origin)
}

/// Spells in the order in which they were lived: of two that begin on one day the one that ends first, then the first
/// programme by id. What stands first in a file decides nothing.
fn in_order(a: &Enrolment, b: &Enrolment) -> Ordering {
    let days = |e: &Enrolment| (e.start, e.end.unwrap_or(i32::MAX), e.programme);
    days(a).cmp(&days(b)).then_with(|| words(a).cmp(&words(b)))
}

fn settled_main(m: &MainCourse, courses: &ByPupil<Course>, out: &HashMap<u32, &'static str>) -> Settled {
    match (courses.get(m.pupil), out.get(&m.pupil)) {
        ([_, ..], _) => Settled::Used,
        ([], Some(why)) => Settled::Excluded(why),
        ([], None) => Settled::Excluded(reason::OUTSIDE),
    }
}

fn why_out(e: &Enrolment) -> Option<&'static str> {
    match e.class {
        Some(Class::NeverStarted) => Some(reason::NEVER),
        Some(Class::Excluded) => Some(reason::CODE),
        _ => None,
    }
}

/// Gives every exit to the enrolment that it ends; what is left over is settled here.
fn match_exits(
    entries: &Entries,
    by_pupil: &mut ByPupil<Enrolment>,
    main: &HashMap<u32, Vec<Span>>,
    tally: &mut Tally,
) -> Vec<(Origin, Settled)> {
    let mut exits: Vec<&Exit> = entries.exits.iter().collect();
    // of several exits of one enrolment the last day counts, and completion on one day
    exits.sort_by_key(|x| (x.date, x.class == Some(Class::Completed), x.class, x.origin));
    let mut ended: HashMap<Origin, Vec<Class>> = HashMap::new();
    let mut settled = Vec::with_capacity(exits.len());
    for exit in exits {
        let fits = |e: &Enrolment| exit.programme.is_none_or(|p| p == e.programme);
        let own = by_pupil.get_mut(exit.pupil);
        let fate = match own.iter_mut().rev().find(|e| fits(e) && e.start <= exit.date) {
            Some(e) => {
                let seen = ended.entry(e.origin).or_insert_with(|| e.class.into_iter().collect());
                seen.extend(exit.class);
                e.end = Some(exit.date);
                e.class = exit.class.or(e.class);
                Settled::Used
            }
            None => unmatched(exit, entries, by_pupil, main),
        };
        if matches!(&fate, Settled::Aside(c) if c.code == "R305") {
            tally.exits_without_enrolment += 1;
        }
        settled.push((exit.origin, fate));
    }
    by_pupil.each_mut(|own| share_ends(own, |e| ended.contains_key(&e.origin)));
    let both = |c: &&Vec<Class>| c.contains(&Class::Completed) && c.contains(&Class::Dropout);
    tally.completed_and_dropped_out = ended.values().filter(both).count() as u64;
    settled
}

fn unmatched(exit: &Exit, entries: &Entries, by_pupil: &ByPupil<Enrolment>, main: &HashMap<u32, Vec<Span>>) -> Settled {
    if main.get(&exit.pupil).is_some_and(|m| m.iter().any(|(start, _)| *start <= exit.date)) {
        return Settled::Used;
    }
    if entries
        .outside
        .get(&exit.pupil)
        .is_some_and(|(first, _)| *first <= exit.date || by_pupil.get(exit.pupil).is_empty())
    {
        return Settled::Excluded(reason::OUTSIDE);
    }
    if entries.aside.contains(&exit.pupil) {
        return Settled::Aside(Complaint::new(
            "R311",
            "the pupil's enrolment is put aside: correct that row, and this one is used with it",
        ));
    }
    match by_pupil.get(exit.pupil) {
        list @ [_, ..] if list.iter().all(|e| exit.date < e.start) => Settled::Aside(Complaint::new(
            "R303",
            "the exit is dated before the pupil's enrolment starts: correct the dates at the source",
        )),
        _ => Settled::Aside(Complaint::new(
            "R305",
            "there is no enrolment that this exit could end: ask the school for it, or for the other school's export",
        )),
    }
}

/// Status and day of the end of one spell on its own.
fn end_of(e: &Enrolment, extracted: i32) -> (Status, Option<i32>) {
    if e.end.is_some_and(|d| d > extracted) {
        return (Status::InProgress, None);
    }
    match e.class {
        Some(Class::Completed) => (Status::Completed, e.end),
        Some(Class::Dropout) => (Status::Dropout, e.end),
        Some(Class::Change) => (Status::ChangeOfChoice, e.end),
        Some(Class::Transfer) => (Status::Transfer, e.end),
        Some(Class::InProgress) => (Status::InProgress, None),
        _ if e.end.is_some() => (Status::Unknown, e.end),
        _ => (Status::InProgress, None),
    }
}

/// How a spell goes on in the next one.
#[derive(PartialEq)]
enum Step {
    Restart,
    Transfer,
    Change,
    No,
}

fn step(now: (Status, Option<i32>), from: &Enrolment, to: &Enrolment, profile: &Profile) -> Step {
    if matches!(now.0, Status::Completed | Status::ChangeOfChoice) {
        return Step::No;
    }
    if now.1.is_some_and(|end| to.start > end.saturating_add(profile.gap_days)) {
        return Step::No;
    }
    if from.programme == to.programme {
        return Step::Restart;
    }
    let same_course = !from.speciale.is_empty() && from.speciale == to.speciale;
    let same_school = from.school == to.school;
    let other_course = !from.speciale.is_empty() && !to.speciale.is_empty() && from.speciale != to.speciale;
    if profile.new_course_is_change && !same_course && (same_school || other_course) {
        return Step::Change;
    }
    Step::Transfer
}

fn course(first: &Enrolment, later: &[&Enrolment], profile: &Profile, extracted: i32, tally: &mut Tally) -> Course {
    tally.later_enrolments += later.len() as u64;
    if later.iter().any(|e| e.start == first.start && e.programme != first.programme) {
        tally.same_day_in_two_programmes += 1;
    }
    let mut stay = Stay::of(first, extracted);
    for next in later {
        if !stay.goes_on(next, profile, tally) {
            break;
        }
    }
    tally.ends_in_conflict += u64::from(stay.conflict);
    let departure = match stay.now.0 {
        Status::Dropout => Departure::Dropout,
        Status::ChangeOfChoice | Status::Transfer => Departure::Other,
        _ => Departure::None,
    };
    let (left, departure) = stay.left.unwrap_or((stay.now.1, departure));
    tally.undated_departures += u64::from(departure != Departure::None && left.is_none());
    let later = later.iter().map(|e| (e.start, e.end)).collect();
    Course {
        first: first.clone(),
        status: stay.now.0,
        ended: stay.now.1,
        left,
        departure,
        contaminated: stay.contaminated,
        later,
    }
}

/// A stay so far.
struct Stay {
    /// As its last spell of its own, but for the end.
    at: Enrolment,
    now: (Status, Option<i32>),
    /// When and how the first programme was left.
    left: Option<(Option<i32>, Departure)>,
    contaminated: bool,
    conflict: bool,
    extracted: i32,
}

impl Stay {
    fn of(first: &Enrolment, extracted: i32) -> Stay {
        let now = end_of(first, extracted);
        Stay { at: first.clone(), now, left: None, contaminated: false, conflict: false, extracted }
    }

    /// Takes in the next enrolment; `false` where the stay was over before it, or is with it.
    fn goes_on(&mut self, next: &Enrolment, profile: &Profile, tally: &mut Tally) -> bool {
        if self.now.1.is_some_and(|end| next.start < end) {
            tally.overlaps += 1;
        }
        if next.programme == self.at.programme && self.at.end.is_some_and(|end| next.start <= end) {
            self.begins_again(next, tally);
            return true;
        }
        let inside = next.end.zip(self.at.end).is_some_and(|(n, a)| n <= a);
        if next.programme != self.at.programme && inside {
            tally.nested_spells += 1;
            return true;
        }
        let how = step(self.now, &self.at, next, profile);
        if how == Step::No {
            return false;
        }
        let moved = self.now.1.map_or(next.start, |end| end.min(next.start.max(self.at.start)));
        if self.now.1.is_none() && how != Step::Restart {
            tally.open_spells_closed += 1;
        }
        match how {
            Step::Restart => tally.restarts += 1,
            Step::Transfer | Step::Change => {
                self.contaminated = true;
                self.left.get_or_insert((Some(moved), Departure::Other));
            }
            Step::No => {}
        }
        if how == Step::Change {
            tally.changes += 1;
            self.now = (Status::ChangeOfChoice, Some(moved));
            return false;
        }
        tally.transfers += u64::from(how == Step::Transfer);
        self.at = next.clone();
        self.now = end_of(&self.at, self.extracted);
        true
    }

    /// The same programme anew before its end: one spell, with the later end.
    fn begins_again(&mut self, next: &Enrolment, tally: &mut Tally) {
        self.conflict |= next.end.is_some() && contradict(self.at.class, next.class);
        tally.restarts += 1;
        if ends_later(&self.at, next) {
            (self.at.end, self.at.class) = (next.end, next.class);
        }
        self.now = end_of(&self.at, self.extracted);
    }
}
