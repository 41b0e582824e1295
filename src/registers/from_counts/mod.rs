//! Counts in place of registers: the cells of a file, the panel, and pupils of counts for what runs the plan on them.

mod amounts;
mod cells;
mod pupils;
mod told;
mod written;

pub(crate) use cells::{Cells, read};
pub(crate) use pupils::{number, pupils, values};
pub(crate) use told::{doubts, quality};
pub(crate) use written::{counts, forecast, panel};
