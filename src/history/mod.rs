//! What would every programme have had without the intervention? From a table of counts of earlier terms to levels and
//! slopes that are frozen before chance is asked; nothing of who was drawn when.

pub(crate) mod by_cell;
mod counts;
pub(crate) mod doubts;
mod file;
mod fit;
mod frozen;
mod pages;
mod slopes;

pub use counts::{Counted, History, Stranger, counted};
pub use file::{FILE, Written};
pub use fit::{Fitted, Found, Group, HeldOut, fit, held_out};
pub use frozen::{expected, forecast_of, frozen, nine};
pub use pages::PAGES;
