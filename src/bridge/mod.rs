//! The locked analysis as a script for machines that the tool cannot reach: what it reads, and what it gives back.

pub mod handed;
mod implied;
mod judge;
pub mod pages;
mod read_me;
pub mod returned;
mod served;

pub use handed::{Handed, files};
pub use judge::{Judged, judge};
pub use pages::PAGES;
pub use returned::Returned;
pub use served::served;

/// The script, the same for every study.
pub const ANALYSE: &str = include_str!("analyse.R");
/// The file that whoever runs it edits.
pub const READ: &str = include_str!("read.R");
