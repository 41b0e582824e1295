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
}

impl Ledger {
    pub(super) fn quarantine(&mut self, origin: Origin, complaint: Complaint) {
        self.quarantined.push(Quarantined { origin, complaint });
    }

    pub(super) fn exclude(&mut self, reason: &'static str) {
        *self.excluded.entry(reason).or_default() += 1;
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
