//! What a file holds, row by row, whatever its format. The one place that knows polars and the reader crates.

pub mod blocks;
pub mod closing;
pub mod columns;
pub mod decoding;
pub mod dialect;
pub mod export;
pub mod frame_file;
pub mod held;
pub mod lines;
pub mod names;
pub mod parquet;
pub mod row;
#[cfg(feature = "sas")]
pub mod sas;
#[cfg(feature = "stata")]
pub mod stata;
#[cfg(feature = "stata")]
pub mod stata_file;
pub mod store;
pub mod table;
pub mod text;
pub mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;
