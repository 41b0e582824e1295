//! What a file holds, row by row, whatever its format. The one place that knows polars and the reader crates.

mod block_size;
pub mod blocks;
pub mod closing;
pub mod column_type;
pub mod columns;
pub mod decoding;
pub mod dialect;
pub(super) mod encoding;
#[cfg(feature = "parquet")]
pub mod export;
mod export_columns;
mod file_form;
mod first_bytes;
pub mod frame_file;
pub mod guarded;
pub mod held;
mod held_block;
mod limits;
pub mod lines;
pub mod names;
mod packed;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
pub mod parquet;
#[cfg(feature = "parquet")]
mod private_file;
pub mod row;
#[cfg(feature = "sas")]
pub mod sas;
#[cfg(feature = "stata")]
pub mod stata;
#[cfg(feature = "stata")]
pub mod stata_file;
#[cfg(feature = "parquet")]
pub mod store;
mod stream;
pub mod table;
pub mod text;
pub mod texts;
pub mod typed_rows;
mod used;
pub mod words;
#[cfg(feature = "xlsx")]
mod workbook_texts;
#[cfg(feature = "xlsx")]
pub mod xlsx;
