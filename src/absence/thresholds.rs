//! What flagging everybody with so many days absent would do.

use super::auc::Scored;
use super::ratio::ratios;
use crate::trial::Fit;

/// What flagging every pupil at or above a threshold would do.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// Pupils with a score at or above it are flagged.
    pub at: f64,
    /// Ratios of cluster totals, in the order of [`TERMS`].
    pub fit: Fit,
    /// Pupils flagged.
    pub flagged: f64,
    /// Of these, pupils that dropped out.
    pub flagged_dropouts: f64,
}

/// The ratios of [`Threshold::fit`]: flagged among dropouts, not flagged among the others, dropouts among the flagged,
/// flagged per class, flagged dropouts per class.
pub const TERMS: [&str; 5] = ["sensitivity", "specificity", "ppv", "flagged", "flagged-dropouts"];

/// Sensitivity, specificity, positive predictive value and pupils flagged per class at each threshold.
///
/// `classes`: classes in each cluster (1 where a cluster is a class; a programme of many terms has many).
///
/// # Reference
/// Pepe (2003), The Statistical Evaluation of Medical Tests for Classification and Prediction, §2.
pub fn thresholds(scored: &Scored, clusters: &[String], classes: &[f64], at: &[f64]) -> Vec<Threshold> {
    let terms: Vec<String> = TERMS.iter().map(|t| t.to_string()).collect();
    at.iter()
        .map(|threshold| {
            let totals: Vec<Vec<(f64, f64)>> = (0..scored.clusters())
                .map(|g| {
                    let (mut events, mut others, mut hits, mut false_alarms) = (0.0, 0.0, 0.0, 0.0);
                    for c in scored.cluster(g) {
                        events += c.events;
                        others += c.others;
                        if scored.scores[c.score as usize] >= *threshold {
                            hits += c.events;
                            false_alarms += c.others;
                        }
                    }
                    let flagged = hits + false_alarms;
                    let (alone, classes) = (others - false_alarms, classes[g]);
                    vec![(hits, events), (alone, others), (hits, flagged), (flagged, classes), (hits, classes)]
                })
                .collect();
            let total = |j: usize| totals.iter().map(|row| row[j].0).sum();
            let (flagged, flagged_dropouts) = (total(3), total(4));
            Threshold { at: *threshold, fit: ratios(&terms, clusters, &totals), flagged, flagged_dropouts }
        })
        .collect()
}
