//! Texts for papers and registries.

pub(crate) mod registration;

pub use registration::{registration, replication};
