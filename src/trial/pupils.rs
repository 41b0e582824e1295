//! Pupils as ingest leaves them: outcomes, covariates, days absent, and what became of them.

use super::AbsenceDays;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of an enrolment, under the named profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Enrolled but never came.
    NeverStarted,
    /// Completed the course.
    Completed,
    /// Left without completing and without going elsewhere.
    Dropout,
    /// Began another basic course within the declared gap.
    ChangeOfChoice,
    /// Moved to another school or programme and could not be followed there.
    Transfer,
    /// Still enrolled at extraction.
    InProgress,
    /// The registers do not say.
    Unknown,
}

impl Status {
    /// The code used in files: `never-started`, `completed`, `dropout`, `change-of-choice`, `transfer`, `in-progress`,
    /// `unknown`.
    pub fn code(self) -> &'static str {
        match self {
            Status::NeverStarted => "never-started",
            Status::Completed => "completed",
            Status::Dropout => "dropout",
            Status::ChangeOfChoice => "change-of-choice",
            Status::Transfer => "transfer",
            Status::InProgress => "in-progress",
            Status::Unknown => "unknown",
        }
    }

    /// The status of a code.
    pub fn from_code(code: &str) -> Option<Status> {
        [
            Status::NeverStarted,
            Status::Completed,
            Status::Dropout,
            Status::ChangeOfChoice,
            Status::Transfer,
            Status::InProgress,
            Status::Unknown,
        ]
        .into_iter()
        .find(|s| s.code() == code)
    }
}

/// How the first enrolment ended, for curves: dropout is the event, other departures compete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// Still there on the last day followed.
    None,
    /// Dropout.
    Dropout,
    /// Transfer or change of choice: left, but is no dropout.
    Other,
}

/// One pupil of the study, at first enrolment (intention to treat).
#[derive(Debug, Clone, PartialEq)]
pub struct Pupil {
    /// Hex pseudonym.
    pub pseudonym: String,
    /// Programme id of the first enrolment, as in the frame or its members.
    pub programme: String,
    /// Period id of the first enrolment.
    pub period: String,
    /// School as in the frame's stratum, or as delivered.
    pub school: String,
    /// Class, where the registers say; otherwise empty.
    pub class: String,
    /// Enrolment date, days since 1970-01-01.
    pub started: i32,
    /// What became of the pupil.
    pub status: Status,
    /// Day of the last observation, counted from 1 at school start: of leaving, or of the end of follow-up.
    pub day: Option<i32>,
    /// What happened on that day.
    pub departure: Departure,
    /// Left the first programme for another one of the study.
    pub contaminated: bool,
    /// One value per declared outcome; missing where follow-up does not show it yet.
    pub outcomes: Vec<Option<f64>>,
    /// One value per covariate; missing where unknown.
    pub covariates: Vec<Option<f64>>,
}

/// Hours of one day that were entered into the register after the landmark only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LateDay {
    /// Position of the pupil in [`Pupils::rows`].
    pub pupil: u32,
    /// Calendar day from 1 at the pupil's school start.
    pub day: i32,
    /// Hours absent of the day that were entered late.
    pub absent: f64,
    /// Hours of that which are lawful.
    pub lawful: f64,
}

/// The pupils of a study and their early absence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pupils {
    /// Names of the outcomes, in the protocol's order.
    pub outcomes: Vec<String>,
    /// Names of the covariates (`under20`, `female`, `benefit`, …).
    pub covariates: Vec<String>,
    /// The pupils, in a fixed order that does not depend on pseudonyms' values.
    pub rows: Vec<Pupil>,
    /// Their days, ordered by pupil and day.
    pub days: AbsenceDays,
    /// Where the register says when its rows were entered: the days with hours entered after the landmark, in the same order.
    pub late: Option<Vec<LateDay>>,
    /// By position of an outcome that is not asked of everybody: whether it is asked of each pupil.
    pub asked: BTreeMap<usize, Vec<bool>>,
    /// By position of an outcome in days: the least that a pupil without it can have.
    pub least: BTreeMap<usize, Vec<Option<f64>>>,
}

impl Pupils {
    /// Whether an outcome is asked of a pupil.
    pub fn is_asked(&self, pupil: usize, outcome: usize) -> bool {
        self.asked.get(&outcome).is_none_or(|of| of.get(pupil).copied().unwrap_or(false))
    }

    /// The least that a pupil can have whose outcome should be known and is not; `None` of everybody else.
    ///
    /// Who never started lacks nothing, nor does who is not asked.
    pub fn lacks(&self, pupil: usize, outcome: usize) -> Option<f64> {
        let row = &self.rows[pupil];
        if row.outcomes[outcome].is_some() || row.status == Status::NeverStarted || !self.is_asked(pupil, outcome) {
            return None;
        }
        let least = self.least.get(&outcome).and_then(|of| of.get(pupil).copied().flatten());
        Some(least.unwrap_or(0.0))
    }
}
