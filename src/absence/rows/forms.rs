//! Forms over the sums of the ledger: what flagging is worth, and the counts that a row tells about.
//!
//! CONVENTION: a pair (at, at + 1) holds dropouts and others; calls hold calls made and dropouts reached.

use crate::inference::jackknife::Form;

/// Dropouts and others of a pair of sums, together.
pub fn both(at: usize) -> Form {
    vec![(at, 1.0), (at + 1, 1.0)]
}

/// a less b.
pub fn minus(a: Form, b: &Form) -> Form {
    a.into_iter().chain(b.iter().map(|(at, w)| (*at, -w))).collect()
}

/// Dropouts less others times the odds of the threshold probability: what flagging a pair of sums is worth.
pub fn benefit(at: usize, risk: f64) -> Form {
    vec![(at, 1.0), (at + 1, -risk / (1.0 - risk))]
}

/// Flagged and not, dropouts and others: the four counts of a rule among the pupils of a pair of sums.
pub fn fourfold(flagged: usize, of: usize) -> Vec<Form> {
    vec![
        vec![(flagged, 1.0)],
        vec![(flagged + 1, 1.0)],
        vec![(of, 1.0), (flagged, -1.0)],
        vec![(of + 1, 1.0), (flagged + 1, -1.0)],
    ]
}

/// Dropouts and others.
pub fn everybody(of: usize) -> Vec<Form> {
    vec![vec![(of, 1.0)], vec![(of + 1, 1.0)]]
}

/// The four counts of calls made and dropouts reached, which stand at (at, at + 1).
pub fn called(at: usize, of: usize) -> Vec<Form> {
    vec![
        vec![(at + 1, 1.0)],
        vec![(at, 1.0), (at + 1, -1.0)],
        vec![(of, 1.0), (at + 1, -1.0)],
        vec![(of + 1, 1.0), (at, -1.0), (at + 1, 1.0)],
    ]
}

/// The smallest count above 0, if there is one.
pub fn smallest(counts: impl Iterator<Item = f64>) -> Option<f64> {
    counts.filter(|c| *c > 1e-9).min_by(f64::total_cmp)
}
