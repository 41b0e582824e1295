//! Would this rollout see it? Closed forms, simulated trials, the lottery's own distribution. Writes no file.

pub mod asked;
pub mod closed_forms;
pub mod from_panel;
pub mod lottery;
pub mod outlook;
pub mod over_lotteries;
pub mod plan;
pub mod programmes;
pub mod request;
pub(crate) mod scale;
pub mod schedule;
pub mod several;
pub mod simulated;
pub mod trial;
