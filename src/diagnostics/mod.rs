//! What went wrong, where, and what to do next. Knows neither colour nor terminal.
//!
//! A [`Problem`] stops a step (exit 2); a [`Warning`] is a named doubt that travels with a result.

mod catalogue;
mod place;
mod problem;
mod progress;
mod warning;

pub use catalogue::Page;
pub use place::Place;
pub use problem::{Outcome, Problem, nearest};
pub use progress::{Progress, Silent};
pub use warning::Warning;
