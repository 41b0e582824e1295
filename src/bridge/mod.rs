//! The locked analysis as a script for machines that the tool cannot reach: what it reads, and what it gives back.

pub mod handed;
mod implied;
mod judge;
pub mod pages;
mod read_me;
pub mod returned;
mod served;

pub use handed::Handed;
pub use judge::{Judged, judge};
pub use pages::PAGES;
pub use read_me::files;
pub use returned::Returned;
pub use served::served;
