//! Replays of a lottery that was held, of its addenda along with it.

use super::held::Held;
use crate::diagnostics::{Outcome, Progress};
use crate::lottery::{log10_possible, log10_ways};
use crate::trial::Start;

/// Schedules drawn again.
#[derive(Debug, Clone)]
pub struct Redrawn {
    /// Draws × lots, waves from 1.
    pub waves: Vec<u8>,
    /// First treated period of each wave.
    pub starts: Vec<Start>,
    /// Decimal logarithm of the number of schedules.
    pub log10_possible: f64,
}

impl Held {
    /// First fully treated period of a wave.
    pub fn start_of_wave(&self, wave: u8) -> Start {
        let own = super::held::declared_of(&self.plan, &self.intervention);
        let rollout = &own.unwrap_or(self.plan.intervention()).rollout;
        rollout.start_of_wave(u32::from(wave)).map(|s| s + rollout.transition as usize)
    }

    /// The lots that are programmes, of all lotteries, with their waves.
    pub fn all_lots(&self) -> Vec<(String, u8)> {
        let own = |h: &Held| {
            let waves = h.as_waves_of(self, &h.waves);
            h.taking_part().into_iter().map(|i| (h.frame.lots[i].id.clone(), waves[i])).collect::<Vec<_>>()
        };
        let mut lots = own(self);
        self.addenda.iter().for_each(|a| lots.extend(own(a)));
        lots
    }
}

/// Replays of the lottery, of its addenda along with it; lotteries that it is tied to stay as they were drawn.
///
/// # Errors
/// L110 or L127 when nothing acceptable is found.
pub fn replays(held: &Held, draws: u64, progress: &dyn Progress) -> Outcome<Redrawn> {
    redrawn(held, draws, &|h| h.redraws(1..draws + 1, progress))
}

/// Replays of all lotteries that are tied together, as one of them sees them.
///
/// # Errors
/// L110 or L127 when nothing acceptable is found.
pub fn joint_replays(held: &Held, draws: u64, progress: &dyn Progress) -> Outcome<Redrawn> {
    redrawn(held, draws, &|h| h.joint_replays(1..draws + 1, progress))
}

fn redrawn(held: &Held, draws: u64, replays: &dyn Fn(&Held) -> Outcome<Vec<u8>>) -> Outcome<Redrawn> {
    let parts: Vec<(usize, Vec<usize>, Vec<u8>)> = std::iter::once(held)
        .chain(&held.addenda)
        .map(|h| Ok((h.frame.lots.len(), h.taking_part(), h.as_waves_of(held, &replays(h)?))))
        .collect::<Outcome<_>>()?;
    // empty places are drawn along, so that the test stays exact, and are nobody's
    let all: usize = parts.iter().map(|(_, shown, _)| shown.len()).sum();
    let mut waves = Vec::with_capacity(all * draws as usize);
    for r in 0..draws as usize {
        for (n, shown, drawn) in &parts {
            waves.extend(shown.iter().map(|i| drawn[r * n + i]));
        }
    }
    let most = held.design.capacity.len();
    let starts = (1..=most).map(|w| held.start_of_wave(w as u8)).collect();
    let ways = |h: &Held| log10_ways(h.frame.lots.len(), &h.design.capacity);
    let ways: f64 = std::iter::once(held).chain(&held.addenda).map(ways).sum();
    let log10_possible = log10_possible(&waves, all, ways);
    Ok(Redrawn { waves, starts, log10_possible })
}
