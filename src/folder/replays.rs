//! Replays of a held lottery: alone, beside the others as they were drawn, or together with them.

use super::held::Held;
use crate::diagnostics::{Outcome, Progress};
use std::ops::Range;

impl Held {
    /// Redraws of this lottery, N bytes each, others that it is tied to held as they were drawn; without joint rules, its
    /// replays.
    ///
    /// # Errors
    /// L110 or L127 when nothing acceptable is found.
    pub fn redraws(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        match &self.tied {
            None => self.lottery.replays(&self.seed, range, progress),
            Some(t) => t.redraws(range, progress),
        }
    }

    /// Replays of this lottery together with those that it is tied to; without joint rules, its replays.
    ///
    /// # Errors
    /// L110 or L127 when nothing acceptable is found.
    pub fn joint_replays(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        match &self.tied {
            None => self.lottery.replays(&self.seed, range, progress),
            Some(t) => t.replays(range, progress),
        }
    }
}
