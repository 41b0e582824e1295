//! What goes on the page and in the table: tidy tables, the HTML document, glossary, disclosure control. Draws nothing.

mod document;
pub mod figures;
pub mod letters;
pub mod papers;
pub mod sources;
pub mod story;

pub use document::{Face, Verdict, document, verdict};
pub use papers::registration::{registration, replication};
pub use story::dossier::{
    AbsenceStory, ComparisonStory, Dossier, EffectStory, FlowCell, ForecastStory, LotteryStory, Picture, PlainTable,
    PowerRow, RandomizationStory, RegisterCount, Shared,
};
pub use story::simulated_power::SimulatedPower;
pub use story::trust::{StampStory, TrustStory};
pub use story::used::Used;
