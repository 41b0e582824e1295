//! What goes on the page and in the table: tidy tables, the HTML document, glossary, disclosure control. Draws nothing.

mod document;

pub use document::{
    AbsenceStory, ComparisonStory, Deviation, Dose, Dossier, EffectStory, Face, FlowCell, LotteryStory, Picture,
    PlainTable, RandomizationStory, RegisterCount, Shared, Verdict, document, registration, replication, verdict,
};
