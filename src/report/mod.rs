//! What goes on the page and in the table: tidy tables, the HTML document, glossary, disclosure control. Draws nothing.

mod document;
mod table;

pub use document::{
    AbsenceStory, Deviation, Dossier, EffectStory, Face, FlowCell, LotteryStory, Picture, PlainTable,
    RandomizationStory, RegisterCount, Verdict, document, verdict,
};
pub(crate) use table::significant;
pub use table::{Table, Value};
