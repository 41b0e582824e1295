//! The lotteries that one is tied to by joint rules, and their replays.

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

    /// Redraws of this lottery, the others held as they were drawn.
    pub(super) fn redraws(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        let held: Vec<&[u8]> = self.all.waves.iter().map(Vec::as_slice).collect();
        self.all.together.redraws(self.which, &held, &self.all.seed, range, progress)
    }

    /// Replays of all lotteries together, as this one sees them.
    pub(super) fn replays(&self, range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        Ok(self.all.replays(range, progress)?[self.which].clone())
    }

    /// The schedule of this intervention.
    pub fn waves(&self) -> &[u8] {
        &self.all.waves[self.which]
    }
}
