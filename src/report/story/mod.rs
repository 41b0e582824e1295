//! The story that the report tells, as plain typed values: what was asked, drawn, delivered and found.

pub(crate) mod comparison;
pub(crate) mod data;
pub(crate) mod dossier;
pub(crate) mod effect;
pub(crate) mod follow_up;
pub(crate) mod others;
pub(crate) mod simulated_power;
pub(crate) mod tested;
pub(crate) mod trust;
pub(crate) mod used;

pub use dossier::{
    AbsenceStory, ComparisonStory, Dossier, EffectStory, FlowCell, ForecastStory, LotteryStory, Picture, PlainTable,
    PowerRow, RandomizationStory, RegisterCount, Shared,
};
