//! What one cell says: days, numbers, identifiers, and what of it may be shown.

/// Day numbers.
pub mod calendar;
/// One normaliser for whatever may identify a person.
pub mod clean;
mod date_forms;
pub mod dates;
pub mod fingerprint;
pub(super) mod held_texts;
/// Identifiers of persons.
pub mod identifiers;
pub mod instants;
/// What may be shown.
pub mod mask;
/// Numbers as written.
pub mod numbers;
pub mod pseudonyms;
