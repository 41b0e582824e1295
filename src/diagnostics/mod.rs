//! What went wrong, where, and what to do next. Knows neither colour nor terminal.
//!
//! A [`Problem`] stops a step (exit 2); a [`Doubt`] travels with a result and is read back as [`Told`] that travels with a result.

mod catalogue;
pub mod doubts;
mod place;
mod problem;
mod progress;
mod told;
mod words;

pub use catalogue::Page;
pub use doubts::Doubt;
pub use place::Place;
pub use problem::{Outcome, Problem, nearest};
pub use progress::{Progress, Silent};
pub use told::{About, Told};
pub use words::{counted, listed};
