//! registers

mod columns;

pub use columns::{COLUMN_PAGES, read_columns};
