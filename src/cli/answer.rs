//! The answer that a verb ends with.

/// What a command answers when it could answer: exit 0 or exit 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or the answer is yes.
    Yes,
    /// The answer is no.
    No,
}
