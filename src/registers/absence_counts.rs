//! What reading absences counts, and the complaints of rows that are nobody's.

use super::ledger::Complaint;
use crate::trial::AbsenceDays;
use crate::trial::LateDay;
use std::collections::BTreeMap;

/// Early absence, and counts over everything that was delivered.
#[derive(Debug, Default)]
pub(crate) struct Absences {
    pub days: AbsenceDays,
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

/// Calendar days from school start that are kept day by day, at least.
pub const EARLY_DAYS: i32 = 60;

pub(crate) fn stranger() -> Complaint {
    Complaint::new(
        "R310",
        "there is no enrolment of this pupil: ask the school for it, or for the other school's export",
    )
}

pub(crate) fn aside() -> Complaint {
    Complaint::new("R311", "the pupil's enrolment is put aside: correct that row, and this one is used with it")
}
