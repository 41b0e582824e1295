//! Kinds of locks, and where their randomness comes from.

/// What a lock does to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first lock of a study.
    First,
    /// Stands in place of an earlier one, which stays visible.
    Replaces,
    /// Adds late lots to an earlier one.
    Extends,
}

/// Where the randomness comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A round of drand's quicknet.
    Drand {
        /// Number of the round, at least 1.
        round: u64,
    },
    /// Dice.
    Dice,
}
