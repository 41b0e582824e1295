//! The lotteries that one is tied to by joint rules, and their replays.

use super::held::Held;
use crate::diagnostics::{Outcome, Progress};
use crate::lottery::{Draw, JointLottery};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The lotteries that one is tied to by joint rules.
#[derive(Debug, Clone)]
pub struct Tied {
    all: Arc<Whole>,
    /// Position of this one.
    which: usize,
}

/// Per intervention, N bytes a replay.
type Replays = Arc<Vec<Vec<u8>>>;

#[derive(Debug)]
struct Whole {
    together: JointLottery,
    seed: [u8; 32],
    waves: Vec<Vec<u8>>,
    /// The last joint replays, so that each of those tied together takes its own part of the same ones.
    replayed: Mutex<Option<(Range<u64>, Replays)>>,
}

impl Whole {
    fn replays(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Replays> {
        let mut kept = self.replayed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, all)) = kept.as_ref().filter(|(r, _)| *r == range) {
            return Ok(Arc::clone(all));
        }
        let all = Arc::new(self.together.replays(&self.seed, range.clone(), progress)?);
        *kept = Some((range, Arc::clone(&all)));
        Ok(all)
    }
}

impl Tied {
    pub(crate) fn new(together: JointLottery, seed: [u8; 32], draws: &[([u8; 32], Draw)]) -> Tied {
        let waves = draws.iter().map(|(_, d)| d.waves.clone()).collect();
        Tied { all: Arc::new(Whole { together, seed, waves, replayed: Mutex::default() }), which: 0 }
    }

    pub(crate) fn of(&self, which: usize) -> Tied {
        Tied { all: Arc::clone(&self.all), which }
    }

    /// The same under another seed, its schedules drawn anew.
    pub fn reseeded(&self, seed: [u8; 32]) -> Outcome<Tied> {
        let drawn = self.all.together.draw(&seed)?;
        Ok(Tied::new(self.all.together.clone(), seed, &drawn.draws).of(self.which))
    }

    /// The schedule of this intervention.
    pub fn waves(&self) -> &[u8] {
        &self.all.waves[self.which]
    }
}

impl Held {
    /// Redraws of this lottery, N bytes each, others that it is tied to held as they were drawn; without joint rules, its
    /// replays.
    ///
    /// # Errors
    /// L110 or L127 when nothing acceptable is found.
    pub fn redraws(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        match &self.tied {
            None => self.lottery.replays(&self.seed, range, progress),
            Some(t) => {
                let held: Vec<&[u8]> = t.all.waves.iter().map(Vec::as_slice).collect();
                t.all.together.redraws(t.which, &held, &t.all.seed, range, progress)
            }
        }
    }

    /// Replays of this lottery together with those that it is tied to; without joint rules, its replays.
    ///
    /// # Errors
    /// L110 or L127 when nothing acceptable is found.
    pub fn joint_replays(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        match &self.tied {
            None => self.lottery.replays(&self.seed, range, progress),
            Some(t) => Ok(t.all.replays(range, progress)?[t.which].clone()),
        }
    }
}
