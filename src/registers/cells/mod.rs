//! What one cell says: days, numbers, identifiers, and what of it may be shown.

/// Day numbers.
pub mod calendar;
pub mod dates;
pub mod fingerprint;
pub mod identifiers;
/// What may be shown.
pub mod mask;
/// Numbers as written.
pub mod numbers;
pub mod pseudonyms;
