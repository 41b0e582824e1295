//! What ingest found in the registers or counts: `data/quality.json`, written from this type and read back as it.

use super::in_order::InOrder;
use crate::diagnostics::Told;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `data/quality.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// [`Quality::SCHEMA`].
    pub schema: String,
    /// The accounts, by register; none where counts were given in place of registers.
    pub registers: InOrder<Account>,
    /// Findings over the whole study, by name.
    pub study: InOrder<Finding>,
    /// Counts of the outcomes.
    pub outcomes: Vec<OutcomeKnown>,
    /// Pupils by status.
    pub statuses: InOrder<u64>,
    /// Pupils of programmes and terms.
    pub coverage: Vec<CellCoverage>,
    /// Courses of schools and school years.
    pub interrupted: Vec<InterruptedCourses>,
    /// What was delivered.
    pub activities: Vec<Delivery>,
    /// Outreach workers in the order in which they are met first; data made before 0.2.0, and counts, have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<Vec<String>>,
    /// Doubts.
    pub warnings: Vec<Told>,
}

impl Quality {
    /// The name of its schema.
    pub const SCHEMA: &str = "lodtrin/quality/1";

    /// The file's text.
    pub fn text(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }

    /// The account of a register.
    pub fn account(&self, register: &str) -> Option<&Account> {
        self.registers.get(register)
    }

    /// A finding that is a count.
    pub fn count(&self, finding: &str) -> Option<u64> {
        match self.study.get(finding)? {
            Finding::Count(n) => Some(*n),
            _ => None,
        }
    }
}

/// A finding over the whole study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Finding {
    /// Rows, pupils, courses.
    Count(u64),
    /// Hours, shares.
    Number(f64),
    /// A day, the name of a profile.
    Words(String),
    /// The registers do not tell.
    Untold,
}

impl From<Option<f64>> for Finding {
    fn from(x: Option<f64>) -> Self {
        x.map_or(Finding::Untold, Finding::Number)
    }
}

/// What became of the rows of one register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Rows that came in: used, quarantined and excluded together.
    pub rows_in: u64,
    /// Rows used.
    pub used: u64,
    /// Rows put aside.
    pub quarantined: u64,
    /// Rows left out under a name.
    pub excluded: u64,
    /// Rows put aside, by error code.
    pub quarantined_by: BTreeMap<String, u64>,
    /// Rows left out, by reason.
    pub excluded_by: BTreeMap<String, u64>,
    /// The files and the forms in which they were read.
    pub dialect: Vec<FileForm>,
    /// Name and definition of the profile of columns and codes.
    pub profile: String,
    /// Columns that no field takes.
    pub columns_not_used: Vec<String>,
    /// How many of its persons have a row of enrolments.
    #[serde(default)]
    pub linked: Option<LinkedPersons>,
    /// Names of programmes that are not in the frame, the most frequent first.
    #[serde(default)]
    pub unknown_programmes: Vec<NamedRows>,
    /// By file, fields that others have a column for and it has not.
    #[serde(default)]
    pub columns_missing: InOrder<Vec<String>>,
}

/// A file and the form in which it was read; what is no question of its format is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FileForm {
    /// The file as the study names it.
    pub file: String,
    /// `csv`, `xlsx`, `parquet`, `sas7bdat`, `dta`.
    pub format: String,
    /// `semicolon`, `comma`, `tab`, `bar`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Encoding of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether the text opens with a byte-order mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte_order_mark: Option<bool>,
    /// Whether any cell of the text stands in quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotes: Option<bool>,
    /// `LF`, `CRLF`, `CR` or `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_end: Option<String>,
    /// Share of the sampled rows that have as many cells as the header, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<f64>,
    /// Line of the header, or row of the sheet, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_line: Option<u64>,
    /// `backslash` where one escapes inside quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escape: Option<String>,
    /// Sheet of a workbook that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Sheets that can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<Vec<String>>,
    /// Unit of hours where it was taken for granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `comma` or `point` where a number with decimals was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// Number of records that a last line stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trailer: Option<u64>,
    /// Date form by field or column.
    #[serde(default, skip_serializing_if = "InOrder::is_empty")]
    pub dates: InOrder<String>,
    /// Which of these were declared rather than detected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<String>,
}

/// Persons of a register, and those of them who have a row of enrolments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedPersons {
    /// Persons.
    pub persons: u64,
    /// Those with a row of enrolments.
    pub linked: u64,
    /// Why so few are, where they are less than half.
    #[serde(default)]
    pub cause: Option<String>,
}

/// A name as delivered and the rows that carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRows {
    /// The name.
    pub name: String,
    /// Rows.
    pub rows: u64,
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
    #[serde(default)]
    pub target: Option<f64>,
}
