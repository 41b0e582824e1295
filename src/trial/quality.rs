//! What ingest found, as `data/quality.json` holds it: written from this type and read back as it.

use crate::diagnostics::Told;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `lodtrin/quality/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// The schema's name.
    pub schema: String,
    /// By register: rows in, used, left out and why, dialects, columns.
    pub registers: Map<String, Value>,
    /// Findings about the study, by name.
    pub study: Value,
    /// Outcomes with their counts.
    #[serde(default)]
    pub outcomes: Vec<OutcomeKnown>,
    /// Pupils by status.
    #[serde(default)]
    pub statuses: Value,
    /// Pupils of every programme and term, and those with any absence row.
    #[serde(default)]
    pub coverage: Vec<CellCoverage>,
    /// Courses of a school and school year that were interrupted.
    #[serde(default)]
    pub interrupted: Vec<InterruptedCourses>,
    /// What was delivered.
    #[serde(default)]
    pub activities: Vec<Delivery>,
    /// Outreach workers in the order in which they are met first.
    #[serde(default)]
    pub staff: Vec<String>,
    /// Doubts.
    #[serde(default)]
    pub warnings: Vec<Told>,
}

/// An outcome's counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeKnown {
    /// Its name.
    pub outcome: String,
    /// Pupils with a value.
    pub n: u64,
    /// Pupils with the event.
    pub k: u64,
    /// Pupils without a value.
    pub missing: u64,
    /// Ids of periods in which the follow-up of some pupil has not ended.
    #[serde(default)]
    pub not_followed: Vec<String>,
}

/// Pupils of a programme and term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCoverage {
    /// Programme id.
    pub programme: String,
    /// Period id.
    pub period: String,
    /// Pupils.
    pub pupils: u64,
    /// Pupils with any absence row.
    pub with_absence: u64,
}

/// Courses of a school and school year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterruptedCourses {
    /// School.
    pub school: String,
    /// School year in which they began, as `2026/27`.
    pub school_year: String,
    /// Begun.
    pub begun: u64,
    /// Interrupted.
    pub interrupted: u64,
}

/// Activities of one kind in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Programme; empty where an activity is its school's.
    pub programme: String,
    /// School.
    pub school: String,
    /// Who delivered.
    pub staff: String,
    /// What.
    pub kind: String,
    /// Period id.
    pub period: String,
    /// First day.
    pub first: String,
    /// How many.
    pub count: f64,
    /// How many were meant.
    pub target: Option<f64>,
}
