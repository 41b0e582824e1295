//! Which schedules are allowed, which did chance choose, and can a stranger check it?
//!
//! The algorithm `lodtrin-1`: frame, constraints, balance score, calibration, lock, seed, draw, replay. No word of
//! outcomes.

mod calibrate;
mod constraints;
mod design;
mod draw;
mod frame;
mod schedule;
mod score;
mod text;

pub use calibrate::{Calibration, Chances, calibrate, calibration_key, chances};
pub use design::{Balance, Design, Limit, read_design, write_design};
pub use draw::{Draw, Lottery, intervention_key, replay_key};
pub use frame::{read_frame, read_members, write_frame, write_members};
pub use schedule::{read_chances, read_schedule, write_chances, write_schedule};
pub use text::{is_intervention_name, is_name};

/// Candidates of the calibration, and accepted draws that the published chances count.
pub const DRAWS: u64 = 10_000;
