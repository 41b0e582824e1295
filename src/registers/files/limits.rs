//! How much of a file is read at once.

/// Longest line that is read; no register has rows near it.
pub const LONGEST_LINE: usize = 1 << 20;
