//! Which schedules are allowed, which did chance choose, and can a stranger check it?
//!
//! The algorithm `lodtrin-1`: frame, constraints, balance score, calibration, lock, seed, draw, replay. No word of
//! outcomes.

mod amendment;
mod announcement;
pub mod beacon;
mod calibrate;
mod constraints;
mod declared;
mod design;
mod dice;
mod draw;
mod fewest_throws;
mod frame;
mod freeze;
mod joint;
mod joint_draw;
mod kind;
mod labels;
pub(crate) mod late;
mod lock;
mod look;
mod lookalike;
mod once;
mod pages;
mod possible;
mod practice;
pub mod prepare;
pub(crate) mod preview;
mod randomness;
mod record;
mod refusals;
mod schedule;
mod score;
mod seed;
mod terms;
mod text;
pub(crate) mod times;

pub use amendment::{Amendment, Change};
pub use announcement::{Announcement, Listed};
pub use beacon::Beacon;
pub use calibrate::{Calibration, Chances, calibrate, calibration_key, chances};
pub use declared::declared_design;
pub use design::{Balance, Design, Limit, read_design, write_design};
pub use dice::{Dice, FEWEST_THROWS, between};
pub use draw::{Draw, Lottery, MOST_TRIES, intervention_key, replay_key};
pub use frame::{read_frame, read_members, write_frame, write_members};
pub use freeze::{Column, Frozen, freeze, frozen_text, refuse_vacant};
pub use joint::{Joint, declared_joint, read_joint, write_joint};
pub use joint_draw::{JointChances, JointDraw, JointKey, JointLottery};
pub use labels::name_lots;
pub use lock::{Bound, Commitment, JOINT, Kind, Lock, NO_LOCK, OBJECTIONS, Source, is_override};
pub use look::{Look, LookVerb};
pub use once::{Link, Once, OnceState, SetAside, once, second_of};
pub use pages::PAGES;
pub use possible::{log10_possible, log10_ways};
pub use practice::Practice;
pub use preview::{Pair, Preview, preview};
pub use randomness::Chance;
pub use record::{Drawn, Record, TOOL};
pub use refusals::{NAMES as REFUSALS, Refusal, refusals, too_often};
pub use schedule::{read_chances, read_schedule, write_chances, write_schedule};
pub use seed::{FEWEST_BYTES, revealed, seed};
pub use terms::{FALLBACK_APART, Ground, GroundWord, MOST_FALLBACKS, Terms};
pub(crate) use text::covariate_name;
pub use text::{is_intervention_name, is_name, is_vacant};

/// Candidates of the calibration, and accepted draws that the published chances count.
pub const DRAWS: u64 = 10_000;
