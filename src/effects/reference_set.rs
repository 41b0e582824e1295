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
    /// Cohorts of some units: those that they can be in. Starts after the data keep their place as far as a transition of so
    /// many periods reaches back from them.
    pub fn cohorts(&self, panel: &Panel, units: &[usize], transition: usize) -> Cohorts {
        let periods = panel.periods().len();
        let own: Vec<Start> = units.iter().map(|&i| panel.assignment().places()[i]).collect();
        match self {
            Chance::Uniform { .. } => Cohorts::placed(&own, periods, transition),
            Chance::Replays { starts, .. } => {
                // what was delivered may begin in terms in which no wave starts: then the cohorts are those of the starts given
                if own.iter().any(|start| !starts.contains(start)) {
                    return Cohorts::placed(&own, periods, transition);
                }
                let among = Cohorts::placed(starts, periods, transition);
                let of_unit = own.iter().map(|s| among.position(*s)).collect();
                Cohorts::among(among.starts, of_unit, periods)
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
                let of_wave: Vec<u8> = starts.iter().map(|s| cohorts.position(*s) as u8).collect();
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
