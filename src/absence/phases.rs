//! Hazards of dropout in stretches of the course.

use super::cells::Clusters;
use super::coded::Coded;
use super::ratio::ratios;
use crate::inference::guards::Sides;
use crate::trial::{Departure, Fit};

/// A stretch of the course: days after `after` up to and including `until`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// Last day before the phase.
    pub after: f64,
    /// Last day of the phase.
    pub until: f64,
}

/// Hazards of one phase.
#[derive(Debug, Clone)]
pub struct PhaseHazards {
    /// The phase.
    pub phase: Phase,
    /// Ratios dropouts ÷ pupil-days among the unexposed and among the exposed, in that order.
    pub fit: Fit,
    /// Dropouts among the unexposed and the exposed.
    pub dropouts: [f64; 2],
    /// Pupils still there when the phase begins, unexposed and exposed.
    pub at_risk: [f64; 2],
    /// What stands behind the unexposed and the exposed.
    pub sides: Sides,
}

/// Cuts the follow-up into four phases of equal length counted from school start (five weeks each of a course of twenty
/// weeks); the first begins after the landmark.
pub fn four_phases(landmark: f64, horizon: f64) -> Vec<Phase> {
    let cut = |i: u32| libm::ceil(horizon * f64::from(i) / 4.0);
    (1..=4).map(|i| Phase { after: cut(i - 1).max(landmark), until: cut(i) }).filter(|p| p.until > p.after).collect()
}

/// Hazards of dropout per pupil-day by phase and exposure; a pupil counts from the phase's beginning to the last day seen.
pub fn phase_hazards(
    phases: &[Phase],
    day: &Coded,
    departure: &[Departure],
    exposed: &Coded,
    clusters: &Clusters,
) -> Vec<PhaseHazards> {
    let terms = ["exposed=0".to_string(), "exposed=1".to_string()];
    let width = day.levels().len();
    // pupils and dropouts by cluster, exposure and day: every phase is a sum over them
    phases
        .iter()
        .map(|phase| {
            let mut totals = vec![vec![(0.0, 0.0); 2]; clusters.count()];
            let (mut dropouts, mut at_risk, mut sides) = ([0.0; 2], [0.0; 2], Sides::default());
            let inside: Vec<f64> =
                (0..width).map(|l| (day.levels()[l].min(phase.until) - phase.after).max(0.0)).collect();
            for (i, code) in day.codes().iter().enumerate() {
                let days = inside[*code as usize];
                if days > 0.0 {
                    let e = usize::from(exposed.value(i) > 0.5);
                    let slot = &mut totals[clusters.of[i] as usize][e];
                    let left = departure[i] == Departure::Dropout && day.levels()[*code as usize] <= phase.until;
                    slot.1 += days;
                    slot.0 += f64::from(u8::from(left));
                    dropouts[e] += f64::from(u8::from(left));
                    at_risk[e] += 1.0;
                    sides.add(e, clusters.of[i], 1.0, f64::from(u8::from(left)));
                }
            }
            PhaseHazards { phase: *phase, fit: ratios(&terms, &clusters.names, &totals), dropouts, at_risk, sides }
        })
        .collect()
}
