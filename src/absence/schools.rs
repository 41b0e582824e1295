//! How well scores do at each school by itself.

use super::auc::{Auc, ScoreCell, Scored};
use super::iterated::{Family, maximise_from};
use crate::numeric::Matrix;

/// Risks are kept this far from 0 and 1 before their logit is taken.
const EDGE: f64 = 1e-12;

/// Pupils of one school with one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The score.
    pub score: f64,
    /// Pupils.
    pub n: f64,
    /// Dropouts among them.
    pub events: f64,
}

/// A coefficient with its variance from the likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The coefficient.
    pub value: f64,
    /// Its variance, pupils taken as independent.
    pub variance: f64,
}

/// Area under the curve of one school; `None` without dropouts or without others.
pub fn school_auc(scores: &[Scores]) -> Option<Auc> {
    let mut levels: Vec<f64> = scores.iter().map(|s| s.score).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let cells = scores
        .iter()
        .map(|s| {
            let score = levels.partition_point(|l| *l < s.score) as u32;
            (0, ScoreCell { score, events: s.events, others: s.n - s.events })
        })
        .collect();
    Scored::from_cells(levels, cells, 1).auc()
}

/// The logit of a risk, kept finite.
pub fn logit(risk: f64) -> f64 {
    let p = risk.clamp(EDGE, 1.0 - EDGE);
    libm::log(p / (1.0 - p))
}

/// Calibration in the large: a of logit P(dropout) = a + lp, lp the logit of the predicted risk.
///
/// `None` where nobody or everybody dropped out.
///
/// # Reference
/// Cox (1958), Biometrika 45, 562–565; Steyerberg (2019), Clinical Prediction Models, §15.3.
///
/// *Checked against* `tests/reference/warning`.
pub fn in_the_large(scores: &[Scores]) -> Option<Coefficient> {
    let (lp, totals) = counted(scores);
    let design = Matrix::from_rows(&vec![vec![1.0]; lp.len()]);
    coefficient(&design, &totals, Some(&lp), 0)
}

/// Calibration slope: b of logit P(dropout) = a + b·lp; below 1 the predictions are too extreme.
///
/// `None` where nobody or everybody dropped out, or all have the same risk.
pub fn slope(scores: &[Scores]) -> Option<Coefficient> {
    let (lp, totals) = counted(scores);
    let design = Matrix::from_rows(&lp.iter().map(|l| vec![1.0, *l]).collect::<Vec<_>>());
    coefficient(&design, &totals, None, 1)
}

fn counted(scores: &[Scores]) -> (Vec<f64>, Vec<(f64, f64)>) {
    (scores.iter().map(|s| logit(s.score)).collect(), scores.iter().map(|s| (s.n, s.events)).collect())
}

fn coefficient(design: &Matrix, totals: &[(f64, f64)], offset: Option<&[f64]>, at: usize) -> Option<Coefficient> {
    if totals.is_empty() {
        return None;
    }
    let solved = maximise_from(design, totals, Family::Logit, None, offset).ok()?;
    let found = Coefficient { value: solved.coefficients[at], variance: solved.bread[(at, at)] };
    (!solved.dropped.contains(&at) && found.value.is_finite() && found.variance > 0.0).then_some(found)
}
