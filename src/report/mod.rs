//! What goes on the page and in the table: tidy tables, the HTML document, glossary, disclosure control. Draws nothing.

mod table;

pub use table::{Table, Value};
