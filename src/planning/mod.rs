//! Would this rollout see it? Closed forms, simulated trials, the lottery's own distribution. Writes no file.

#[cfg(feature = "report")]
pub mod asked;
#[cfg(feature = "report")]
pub mod closed_forms;
#[cfg(feature = "report")]
pub mod compare;
#[cfg(feature = "report")]
pub mod declared;
#[cfg(feature = "report")]
mod declared_grid;
#[cfg(feature = "report")]
pub(crate) mod declared_trials;
#[cfg(feature = "report")]
pub mod from_panel;
#[cfg(feature = "report")]
pub mod lottery;
#[cfg(feature = "report")]
pub mod optimise;
pub mod outlook;
#[cfg(feature = "report")]
pub mod over_lotteries;
#[cfg(feature = "report")]
pub mod plan;
#[cfg(feature = "report")]
mod power_row;
#[cfg(feature = "report")]
pub mod programmes;
#[cfg(feature = "report")]
pub mod request;
#[cfg(feature = "report")]
mod rollouts;
#[cfg(feature = "report")]
pub(crate) mod scale;
#[cfg(feature = "report")]
pub mod schedule;
#[cfg(feature = "report")]
pub(crate) mod settled;
#[cfg(feature = "report")]
pub mod several;
#[cfg(feature = "report")]
pub mod simulated;
#[cfg(feature = "report")]
pub mod trial;
#[cfg(feature = "report")]
pub(crate) mod worlds;
