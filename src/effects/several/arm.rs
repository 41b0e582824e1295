//! One of several interventions, ready for estimation, and what is asked of all of them.

use crate::diagnostics::Silent;
use crate::effects::beside::NOTHING;
use crate::effects::question::{Analysis, Question, Sample};
use crate::effects::reference_set::Chance;
use crate::estimators::joint::Treatment;
use crate::estimators::regression::Weight;
use crate::trial::{Assignment, EstimateRow, Panel, Start};

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

/// The joint regression of one outcome.
pub(crate) struct Joint<'a> {
    pub outcome: &'a str,
    pub panel: &'a Panel,
    pub arms: &'a [Arm],
    pub asked: &'a Asked,
    pub treatments: Vec<Treatment>,
    pub weight: Weight,
}

impl Joint<'_> {
    pub fn row(&self, estimator: &str, name: &str, estimate: f64, sample: Sample) -> EstimateRow {
        self.question(None).row(estimator, "simple", name, estimate, sample)
    }

    pub fn question<'b>(&'b self, arm: Option<&'b Arm>) -> Question<'b> {
        Question {
            outcome: self.outcome,
            panel: self.panel,
            analysis: &self.asked.joint,
            chance: arm.map_or(&self.arms[0].together, |a| &a.own),
            progress: &Silent,
            beside: &NOTHING,
        }
    }

    /// The observed starts, intervention by intervention.
    pub fn observed(&self) -> Vec<&[Start]> {
        self.arms.iter().map(|a| a.starts.as_slice()).collect()
    }
}

/// First treated period of each unit from its wave.
pub(crate) fn starts_of(waves: &[u8], starts: &[Start]) -> Vec<Start> {
    waves.iter().map(|w| starts.get(usize::from(*w).wrapping_sub(1)).copied().flatten()).collect()
}
