//! Which assignments could have been: reassignment within strata, or the replays of the lottery that was held.

use crate::estimators::design_based::Cohorts;
use crate::inference::assignments::{Assignments, Replays, Uniform};
use crate::trial::{Panel, Start};

/// The reference set of randomization inference.
#[derive(Debug, Clone)]
pub enum Chance {
    /// Start periods reassigned among all units, or within their strata where the panel has strata.
    Uniform {
        /// Seed of the draws.
        seed: u64,
        /// Draws where there are too many arrangements to look at all.
        draws: u64,
    },
    /// The lottery as it was held.
    Replays {
        /// Draws × units of the panel, waves from 1.
        waves: Vec<u8>,
        /// First treated period of each wave, as a position in the panel.
        starts: Vec<Start>,
        /// Decimal logarithm of the number of schedules, where known.
        log10_possible: Option<f64>,
    },
}

impl Chance {
    /// Cohorts of some units: those that they can be in.
    pub fn cohorts(&self, panel: &Panel, units: &[usize]) -> Cohorts {
        let periods = panel.periods().len();
        let own: Vec<Start> = units.iter().map(|&i| panel.assignment().starts()[i]).collect();
        match self {
            Chance::Uniform { .. } => Cohorts::of(&own, periods),
            Chance::Replays { starts, .. } => {
                let among = all_starts(starts, periods);
                let of_unit = own.iter().map(|s| position(&among, *s, periods)).collect();
                Cohorts::among(among, of_unit, periods)
            }
        }
    }

    /// The reference set for some units of a panel, in terms of their cohorts.
    pub fn assignments(&self, panel: &Panel, units: &[usize], cohorts: &Cohorts) -> Box<dyn Assignments> {
        match self {
            Chance::Uniform { seed, draws } => {
                let strata = match panel.strata() {
                    None => vec![(0..units.len()).collect()],
                    Some(of) => (0..panel.stratum_names().len())
                        .map(|s| (0..units.len()).filter(|k| of[units[*k]] == s).collect())
                        .collect(),
                };
                Box::new(Uniform::new(cohorts.of_unit.clone(), strata, *draws, *seed))
            }
            Chance::Replays { waves, starts, log10_possible } => {
                let periods = panel.periods().len();
                let of_wave: Vec<u8> = starts.iter().map(|s| position(&cohorts.starts, *s, periods) as u8).collect();
                let all = panel.units().len();
                let drawn = waves
                    .chunks_exact(all.max(1))
                    .flat_map(|row| units.iter().map(|&i| of_wave[row[i] as usize - 1]))
                    .collect();
                Box::new(Replays { cohorts: drawn, units: units.len(), log10_possible: *log10_possible })
            }
        }
    }
}

fn all_starts(starts: &[Start], periods: usize) -> Vec<usize> {
    let mut among: Vec<usize> = starts.iter().map(|s| s.unwrap_or(periods).min(periods)).collect();
    among.sort_unstable();
    among.dedup();
    among
}

fn position(among: &[usize], start: Start, periods: usize) -> u16 {
    let at = start.unwrap_or(periods).min(periods);
    among.partition_point(|s| *s < at) as u16
}
