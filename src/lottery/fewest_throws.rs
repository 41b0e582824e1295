//! How many throws of a die a draw takes.

/// Fewest throws of one person.
pub const FEWEST_THROWS: usize = 25;
