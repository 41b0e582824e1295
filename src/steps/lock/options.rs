//! What is asked of `lock`.

use std::path::PathBuf;

/// What is asked of `lock`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Refusals to override.
    pub allow: Vec<String>,
    /// Why the lock that stands is replaced.
    pub replace: Option<String>,
    /// On which ground, and the document that says so, where its randomness exists.
    pub ground: Option<(String, PathBuf)>,
    /// Whether this is for practice only.
    pub rehearsal: bool,
    /// The round of a rehearsal, in place of `[lottery] at`.
    pub round: Option<u64>,
    /// Seconds since 1970-01-01 UTC that the round is compared with.
    pub now: i64,
    /// Only answer whether the study may be locked.
    pub check: bool,
}
