//! One of several interventions, ready for estimation, and what is asked of all of them.

use crate::effects::question::Analysis;
use crate::effects::reference_set::Chance;
use crate::estimators::joint::Treatment;
use crate::trial::{Assignment, Start};

/// One intervention, ready for estimation.
#[derive(Debug, Clone)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// First treated period of each unit of the panels, as a position in the rollout.
    pub starts: Vec<Start>,
    /// Redraws of its own lottery, the others held as they were drawn.
    pub own: Chance,
    /// Replays of all lotteries together; the same draws in the same order for every intervention.
    pub together: Chance,
}

impl Arm {
    /// The intervention as a term of the joint regression over `periods` periods.
    pub fn treatment(&self, periods: usize) -> Treatment {
        Treatment { name: self.name.clone(), assignment: Assignment::new(self.starts.clone(), periods) }
    }
}

/// What is asked of several interventions.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Analyses of each intervention on its own schedule.
    pub own: Vec<Analysis>,
    /// Level, weight and statistic of the joint regression.
    pub joint: Analysis,
    /// Pairs of interventions with a term of their own.
    pub pairs: Vec<(usize, usize)>,
}
