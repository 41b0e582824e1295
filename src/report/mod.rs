//! What goes on the page and in the table: tidy tables, the HTML document, glossary, disclosure control. Draws nothing.

pub mod disclosure;
mod document;
mod draw_sheet;
mod draw_sheet_words;
pub mod glossary;
pub mod schemas;
mod table;
mod table_forms;

pub use document::{
    AbsenceStory, ComparisonStory, Deviation, Dose, Dossier, EffectStory, Face, FlowCell, LotteryStory, Picture,
    PlainTable, RandomizationStory, RegisterCount, Shared, Verdict, document, registration, replication, verdict,
};
pub use draw_sheet::{DrawSheet, SheetLottery, SheetRandomness, SheetTicket, draw_sheet};
pub use table::{Table, Value};
pub(crate) use table::{human, significant};
