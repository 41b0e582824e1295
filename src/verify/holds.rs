//! One verdict: what was checked, whether it holds, and what it rests on.

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Stable name: `files`, `lock`, `calibration`, …
    pub check: String,
    /// `None`: could not be checked.
    pub holds: Option<bool>,
    /// One sentence.
    pub says: String,
    /// What does not fit, one line each.
    pub details: Vec<String>,
}

impl Verdict {
    /// It holds.
    pub fn yes(check: &str, says: impl Into<String>) -> Self {
        Verdict { check: check.to_string(), holds: Some(true), says: says.into(), details: Vec::new() }
    }

    /// It does not hold.
    pub fn no(check: &str, says: impl Into<String>, details: Vec<String>) -> Self {
        Verdict { check: check.to_string(), holds: Some(false), says: says.into(), details }
    }

    /// It could not be checked.
    pub fn unknown(check: &str, says: impl Into<String>) -> Self {
        Verdict { check: check.to_string(), holds: None, says: says.into(), details: Vec::new() }
    }
}
