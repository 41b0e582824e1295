//! What do the files say, row by row? Dialect, columns, keys, spells, linking, quarantine, pseudonyms. The one room
//! below `steps` that opens data files. Knows nothing of who starts when, or of effects.

/// Day numbers.
pub mod calendar;
mod columns;
mod dialect;
mod frame_file;
mod lines;
/// What may be shown.
pub mod mask;
/// Numbers as written.
pub mod numbers;
mod pages;
mod parquet;
mod row;
#[cfg(feature = "sas")]
mod sas;
#[cfg(feature = "stata")]
mod stata;
mod table;
mod text;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use columns::{COLUMN_PAGES, read_columns};
pub use dialect::{Dialect, Encoding, delimiter_name};
pub use frame_file::read_frame;
pub use pages::PAGES;
