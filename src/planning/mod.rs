//! Would this rollout see it? Closed forms, simulated trials, the lottery's own distribution. Writes no file.

pub mod asked;
pub mod closed_forms;
pub mod compare;
pub mod declared;
pub mod from_panel;
pub mod lottery;
pub mod optimise;
pub mod outlook;
pub mod over_lotteries;
pub mod plan;
pub mod programmes;
pub mod request;
pub(crate) mod scale;
pub mod schedule;
pub(crate) mod settled;
pub mod several;
pub mod simulated;
pub mod trial;
pub(crate) mod worlds;
