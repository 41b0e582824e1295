//! Texts and tables for papers and registries.

pub(crate) mod registration;
pub(crate) mod table;

pub use registration::{registration, replication};
pub use table::{Cell, Column, PaperTable};
