//! What is asked of a cohort, resolved.

use super::wanted::Wanted;
use crate::absence::Landmark;
use crate::trial::facts::Definition;

/// Resampling draws of the AUC where nothing else was asked for.
pub const DRAWS: u64 = 2000;

/// What is asked of a cohort, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Threshold, landmark, horizon.
    pub landmark: Landmark,
    /// Days at which curves are tabulated; empty: every fourth week.
    pub at: Vec<f64>,
    /// Confidence level.
    pub level: f64,
    /// Draws of the cluster bootstrap; 0: none.
    pub draws: u64,
    /// Seed of the cluster bootstrap.
    pub seed: u64,
    /// Names of groupings to be shown as subgroups.
    pub subgroups: Vec<String>,
    /// Name of the grouping that is left out in validation.
    pub school: Option<String>,
    /// Name of the grouping whose values are classes, where clusters are larger than classes.
    pub classes: Option<String>,
    /// Whether the registers say how every course ended: then an end before the last day seen is no loss.
    pub fates_known: bool,
    /// Smallest number of pupils that figures may show; 0: no limit.
    pub minimum: f64,
    /// What is asked of an early warning.
    pub wanted: Wanted,
    /// What counts as absent, followed and dropped out, as the results say it.
    pub definition: Definition,
}

impl Question {
    /// The days at which curves are tabulated.
    pub fn curve_days(&self, horizon: f64) -> Vec<f64> {
        if !self.at.is_empty() {
            return self.at.clone();
        }
        let weeks: Vec<f64> =
            (1..=5).map(|w| f64::from(w) * 28.0).filter(|d| *d > self.landmark.day && *d <= horizon).collect();
        if weeks.is_empty() { vec![horizon] } else { weeks }
    }
}
