//! What do the files say, row by row? Dialect, columns, keys, spells, linking, quarantine, pseudonyms. The one room
//! below `steps` that opens data files. Knows nothing of who starts when, or of effects.

mod absence_block;
mod absence_codes;
mod absence_counts;
mod absence_days;
mod absence_files;
mod absence_records;
mod absence_rows;
mod absence_units;
mod absences;
mod activities;
mod background;
mod by_pupil;
mod cells;
mod contents;
mod counts;
mod delivery;
mod doubts;
mod enrolments;
mod exits;
#[cfg(feature = "report")]
pub(crate) mod fidelity;
mod fields;
mod files;
#[cfg(feature = "report")]
pub(crate) mod from_counts;
mod gate;
mod ground;
mod hindrances;
mod ingest;
mod inspect;
mod labels;
mod ledger;
mod linking;
mod mapping;
mod marks;
mod naming;
mod one_spell;
mod outcomes;
mod own_list;
mod pages;
#[cfg(feature = "report")]
pub(crate) mod panel_cells;
mod people;
mod plausible;
mod profiles;
mod programmes;
mod pseudonymise;
mod put_aside;
mod quality;
mod reading;
mod settling;
mod spells;
mod suggestion;
mod summary;
mod terms;
mod types;
mod unknown_programmes;
mod windows;

pub use activities::Activity;
pub use cells::pseudonyms::{Pseudonymiser, SMALLEST_KEY, new_key, read_key};
pub use cells::{calendar, clean, identifiers, mask, numbers};
pub use counts::Counts;
pub use fields::{Field, Holds, Register};
pub use files::columns::{COLUMN_PAGES, DataForm, read_columns, read_columns_as};
pub use files::dialect::{Dialect, Encoding, delimiter_name};
#[cfg(feature = "parquet")]
pub use files::export::{Export, ExportForm, Values};
pub use files::frame_file::read_frame;
#[cfg(feature = "parquet")]
pub use files::store::{read_pupils, write_pupils};
pub use files::words::{Words, read_words};
pub use ground::Ground;
pub use ingest::{Ingested, Request, ingest};
pub use inspect::{ColumnFound, Inspection, inspect};
pub use ledger::{Complaint, Ledger, Linking, Origin, Quarantined, UnknownCodes};
pub use own_list::{OwnList, own_list};
pub use pages::PAGES;
pub use profiles::{Class, Codes, Profile};
pub use programmes::{Place, Programmes};
pub use pseudonymise::{Columns, Replaced, check_columns, pseudonymise};
pub(crate) use put_aside::{quarantine, unknown_codes};
pub use quality::quality;
pub use suggestion::{Suggestion, block};
pub use summary::{accounts, summary};
