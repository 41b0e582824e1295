//! What stands in the study folder or in a pack, read once and typed: the lottery's files, the held schedule, receipts.

pub mod amendments;
mod archive;
#[cfg(feature = "report")]
pub mod blinded;
pub mod changes;
pub mod data_files;
pub mod data_receipt;
pub mod deliveries;
#[cfg(feature = "report")]
pub(crate) mod drawn;
#[cfg(feature = "report")]
pub(crate) mod export_counts;
#[cfg(feature = "report")]
pub(crate) mod export_tables;
#[cfg(feature = "report")]
pub(crate) mod ground;
pub mod held;
pub mod json_files;
pub(crate) mod lottery_files;
pub mod names;
pub mod order;
pub(crate) mod pack;
pub(crate) mod packed;
#[cfg(feature = "report")]
pub(crate) mod protocol_of_today;
pub mod receipts;
#[cfg(feature = "report")]
pub mod redrawn;
mod replays;
pub(crate) mod small_cells;
pub mod study;
pub(crate) mod tied;
pub(crate) mod wave_names;
pub mod witnesses;
#[cfg(feature = "report")]
pub(crate) mod workplace;

pub use lottery_files::{Files, Locked, OneLottery, RULES, inside, read_locked};
pub use pack::{Place, find};
pub use tied::Tied;
pub use wave_names::{WaveName, wave_names};
