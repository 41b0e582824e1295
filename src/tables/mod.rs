//! Tables in tidy form: glossary of columns, schemas, disclosure control, and the forms they are written in.

pub(crate) mod csv_forms;
pub mod disclosure;
pub mod glossary;
pub(crate) mod markup;
pub mod schemas;
pub(crate) mod table;
pub(crate) mod table_forms;
#[cfg(feature = "report")]
pub(crate) mod workbook;

pub use table::{Table, Value, bare, csv_text};
pub(crate) use table::{human, significant};
