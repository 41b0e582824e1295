//! Agreements that were signed.

/// A training agreement. Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Day of signing.
    pub signed: i32,
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
    /// Whether it ended before its time.
    pub broken: bool,
}
