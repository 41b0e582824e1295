//! What do the files say, row by row? Dialect, columns, keys, spells, linking, quarantine, pseudonyms. The one room
//! below `steps` that opens data files. Knows nothing of who starts when, or of effects.

mod absence_days;
mod absence_rows;
mod absences;
mod activities;
mod background;
mod blocks;
/// Day numbers.
pub mod calendar;
mod columns;
mod counts;
mod dates;
mod delivery;
mod dialect;
mod enrolments;
mod fields;
mod fingerprint;
mod frame_file;
mod gate;
mod identifiers;
mod ingest;
mod inspect;
mod ledger;
mod lines;
mod mapping;
/// What may be shown.
pub mod mask;
/// Numbers as written.
pub mod numbers;
mod outcomes;
mod pages;
mod parquet;
mod people;
mod profiles;
mod pseudonymise;
mod pseudonyms;
mod reading;
mod row;
#[cfg(feature = "sas")]
mod sas;
mod spells;
#[cfg(feature = "stata")]
mod stata;
mod store;
mod suggestion;
mod table;
mod text;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use activities::Activity;
pub use columns::{COLUMN_PAGES, read_columns};
pub use counts::{Counts, Coverage, Interrupted, OutcomeCount};
pub use dialect::{Dialect, Encoding, delimiter_name};
pub use enrolments::{Place, Programmes};
pub use fields::{Field, Holds, Register};
pub use frame_file::read_frame;
pub use ingest::{Ingested, Request, ingest};
pub use inspect::{ColumnFound, Inspection, inspect};
pub use ledger::{Complaint, Ledger, Origin, Quarantined, UnknownCodes};
pub use pages::PAGES;
pub use profiles::{Class, Codes, Profile};
pub use pseudonymise::{Replaced, check_columns, pseudonymise};
pub use pseudonyms::{Pseudonymiser, SMALLEST_KEY, new_key, read_key};
pub use store::{read_pupils, write_pupils};
pub use suggestion::{Suggestion, block};
