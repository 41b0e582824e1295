//! What would registers look like if the truth were this? Pupils, spells, absences and dirt, from a declared truth and
//! a recorded seed; nothing of how any of it is analysed.

mod away;
mod cells;
mod codes;
mod course;
mod delivery;
mod dirt;
mod identity;
mod pages;
mod presence;
mod registers;
pub mod several;
mod signed;
mod spell;
mod spells;
mod truth;
mod world;

pub use away::Away;
pub use codes::CodeBook;
pub use course::{Course, Ending, Population, Spell, populate, populate_from};
pub use delivery::{Delivered, deliver, deliver_after};
pub use dirt::DirtCount;
pub use pages::PAGES;
pub use presence::SchoolDay;
pub use truth::{Schedule, Setting, Shape, Ticket};
pub use world::World;
