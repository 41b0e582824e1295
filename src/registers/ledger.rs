//! The account of every register: each row is used, put aside or left out under a name.

use super::fields::Register;
use super::files::dialect::Dialect;
use std::collections::BTreeMap;

/// Where a row stood: the register's file by position, and the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Origin {
    /// Position in the register's list of files.
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
}

/// Why one row is put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do, without the value.
    pub message: String,
}

impl Complaint {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Complaint { code, message: message.into() }
    }
}

/// Why rows are left out on purpose.
pub mod reason {
    /// The same row stands there before.
    pub const DUPLICATE: &str = "duplicate";
    /// Outside all terms.
    pub const OUTSIDE: &str = "outside-study";
    /// The pupil never started.
    pub const NEVER: &str = "never-started";
    /// The pupil opted out.
    pub const OPT_OUT: &str = "opt-out";
    /// The exit code says that the enrolment does not count.
    pub const CODE: &str = "excluded-code";
    /// A programme that takes no part.
    pub const OTHER: &str = "other-programme";
}

/// A row that is put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Where it stands.
    pub origin: Origin,
    /// Why.
    pub complaint: Complaint,
}

/// The account of one register: every row that came in is used, quarantined or excluded under a name.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Files as the user named them.
    pub files: Vec<String>,
    /// What was found out about each.
    pub dialects: Vec<Dialect>,
    /// Rows read.
    pub rows_in: u64,
    /// Rows used.
    pub used: u64,
    /// Rows put aside.
    pub quarantined: Vec<Quarantined>,
    /// Rows left out, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Name and definition of the profile.
    pub profile: String,
    /// Columns that no field takes, as they may be shown.
    pub ignored: Vec<String>,
    /// Files that have no column for declared fields which others have: file, fields.
    pub lacking: Vec<(String, Vec<String>)>,
    /// Whom the register is about, and how many of them have a row of enrolments.
    pub linked: Option<Linking>,
    /// Names of programmes that are not in the frame, as they may be shown, by file: rows.
    pub unknown_programmes: BTreeMap<(u32, String), u64>,
    /// Rows left out, file by file: reason.
    pub excluded_in: BTreeMap<(u32, &'static str), u64>,
    /// Rows read, file by file.
    pub rows_of: Vec<u64>,
    /// First and last day, file by file.
    pub days_of: Vec<Option<(i32, i32)>>,
    /// Persons, file by file.
    pub persons_of: Vec<u64>,
    /// Doubts about a file: its position, kind, and rows concerned.
    pub doubts_of: Vec<(u32, &'static str, u64)>,
}

/// Persons of a register, and those of them who have a row of enrolments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linking {
    /// Persons.
    pub persons: u64,
    /// Those with a row of enrolments, whatever became of it.
    pub linked: u64,
    /// Why so few are, where they are less than half.
    pub cause: Option<&'static str>,
}

impl Ledger {
    pub(super) fn quarantine(&mut self, origin: Origin, complaint: Complaint) {
        self.quarantined.push(Quarantined { origin, complaint });
    }

    /// Takes note of columns that nothing reads, each once.
    pub(super) fn ignore(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            if !self.ignored.contains(&name) {
                self.ignored.push(name);
            }
        }
    }

    pub(super) fn exclude(&mut self, reason: &'static str) {
        *self.excluded.entry(reason).or_default() += 1;
    }

    /// Leaves out a row of a file.
    pub(super) fn exclude_in(&mut self, file: u32, reason: &'static str) {
        self.exclude(reason);
        *self.excluded_in.entry((file, reason)).or_default() += 1;
    }

    pub(super) fn exclude_many(&mut self, reason: &'static str, rows: u64) {
        if rows > 0 {
            *self.excluded.entry(reason).or_default() += rows;
        }
    }

    /// Rows left out in all.
    pub fn excluded_rows(&self) -> u64 {
        self.excluded.values().sum()
    }

    /// Whether the three add up to what came in.
    pub fn adds_up(&self) -> bool {
        self.rows_in == self.used + self.quarantined.len() as u64 + self.excluded_rows()
    }

    /// Rows put aside under a code.
    pub fn quarantined_as(&self, code: &str) -> usize {
        self.quarantined.iter().filter(|q| q.complaint.code == code).count()
    }
}

/// Codes that nobody explained, with how often they stand: register, column, code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownCodes(pub BTreeMap<(Register, String, String), u64>);
