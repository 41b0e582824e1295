//! Power of the declared analysis in simulated trials, where a file holds it.

use crate::trial::PowerRow;

/// What the file tells.
#[derive(Debug, Clone, Default)]
pub struct SimulatedPower {
    /// Trials.
    pub trials: Option<u64>,
    /// Replays of the lottery in each.
    pub draws: Option<u64>,
    /// The effect simulated.
    pub effect: Option<f64>,
    /// Level of the interval.
    pub level: Option<f64>,
    /// Power aimed at.
    pub aim: Option<f64>,
    /// Components of variance that are not zero.
    pub components: Vec<(String, f64)>,
    /// Its rows, closed forms left out.
    pub rows: Vec<PowerRow>,
}
