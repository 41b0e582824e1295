//! Predictions for groups that the model has not seen, and their calibration in bins.

use super::auc::{ScoreCell, Scored};
use super::cells::{Cell, Cells};
use super::iterated::{Family, maximise};
use crate::numeric::Matrix;
use rayon::prelude::*;

/// Predictions for pupils of groups that the model has not seen.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// Predicted risk of each group's design rows; missing where a group's training data are separated.
    pub predicted: Vec<Option<Vec<f64>>>,
    /// Group of each cluster.
    pub group: Vec<u32>,
}

/// One bin of predicted risks.
#[derive(Debug, Clone)]
pub struct Bin {
    /// Pupils in it.
    pub n: f64,
    /// Mean predicted risk.
    pub predicted: f64,
    /// Dropouts and pupils of each cluster in the bin.
    pub totals: Vec<(f64, f64)>,
}

/// Fits a logit without each group in turn and predicts the group left out.
///
/// `group`: the group (school) of each cluster, from 0; `groups`: their number.
///
/// # Reference
/// Steyerberg & Harrell (2016), internal–external cross-validation, doi:10.1016/j.jclinepi.2015.04.005.
pub fn leave_out(cells: &Cells, group: &[u32], groups: usize) -> LeftOut {
    let predicted = (0..groups)
        .into_par_iter()
        .map(|left| {
            let totals = cells.totals(|cluster| group[cluster] as usize == left);
            let solved = maximise(&cells.design, &totals, Family::Logit).ok()?;
            let eta = cells.design.mul_vec(&solved.coefficients);
            let predicted: Vec<f64> = eta.into_iter().map(|e| Family::Logit.mean(e).0).collect();
            predicted.iter().all(|p| p.is_finite()).then_some(predicted)
        })
        .collect();
    LeftOut { predicted, group: group.to_vec() }
}

impl LeftOut {
    /// Groups whose training data gave no fit.
    pub fn failed(&self) -> usize {
        self.predicted.iter().filter(|p| p.is_none()).count()
    }

    /// The predicted risk of a cell's pupils.
    pub fn risk(&self, cell: &Cell) -> Option<f64> {
        let row = self.predicted[self.group[cell.cluster as usize] as usize].as_ref()?;
        Some(row[cell.row as usize])
    }

    /// Predicted risks as scores with their outcomes.
    pub fn scored(&self, cells: &Cells) -> Scored {
        let used: Vec<(f64, &Cell)> = cells.cells.iter().filter_map(|c| Some((self.risk(c)?, c))).collect();
        let mut scores: Vec<f64> = used.iter().map(|u| u.0).collect();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        let mut out: Vec<(u32, ScoreCell)> = used
            .iter()
            .map(|(risk, c)| {
                let score = scores.partition_point(|s| s < risk) as u32;
                (c.cluster, ScoreCell { score, events: c.events, others: c.n - c.events })
            })
            .collect();
        out.sort_by_key(|(cluster, c)| (*cluster, c.score));
        Scored::from_cells(scores, out, cells.clusters.len())
    }

    /// Bins of about equally many pupils by predicted risk; equal predictions stay together.
    pub fn bins(&self, cells: &Cells, count: usize) -> Vec<Bin> {
        let mut used: Vec<(f64, &Cell)> = cells.cells.iter().filter_map(|c| Some((self.risk(c)?, c))).collect();
        used.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = used.iter().map(|u| u.1.n).sum();
        let mut bins: Vec<Bin> = Vec::new();
        let (mut seen, mut i) = (0.0, 0);
        let mut last_slot = usize::MAX;
        while i < used.len() {
            let end = i + used[i..].partition_point(|u| u.0 <= used[i].0);
            let block: f64 = used[i..end].iter().map(|u| u.1.n).sum();
            // a block of equal predictions belongs to the bin that holds its middle
            let slot = (((seen + block / 2.0) / total) * count as f64) as usize;
            if slot != last_slot {
                bins.push(Bin { n: 0.0, predicted: 0.0, totals: vec![(0.0, 0.0); cells.clusters.len()] });
                last_slot = slot;
            }
            if let Some(bin) = bins.last_mut() {
                for (risk, c) in &used[i..end] {
                    bin.n += c.n;
                    bin.predicted += risk * c.n;
                    let t = &mut bin.totals[c.cluster as usize];
                    t.0 += c.events;
                    t.1 += c.n;
                }
            }
            seen += block;
            i = end;
        }
        bins.iter_mut().for_each(|b| b.predicted /= b.n);
        bins
    }

    /// The data of the recalibration model logit P(dropout) = a + b·logit(predicted): a = 0 and b = 1 when calibrated.
    ///
    /// # Reference
    /// Cox (1958), Biometrika 45, 562–565.
    pub fn recalibration(&self, cells: &Cells) -> Cells {
        let scored = self.scored(cells);
        let rows: Vec<Vec<f64>> = scored
            .scores
            .iter()
            .map(|p| {
                let p = p.clamp(1e-12, 1.0 - 1e-12);
                vec![1.0, libm::log(p / (1.0 - p))]
            })
            .collect();
        let mut out = Vec::new();
        for g in 0..scored.clusters() {
            out.extend(scored.cluster(g).iter().map(|c| Cell {
                cluster: g as u32,
                row: c.score,
                n: c.events + c.others,
                events: c.events,
            }));
        }
        Cells {
            terms: vec!["intercept".into(), "slope".into()],
            design: Matrix::from_rows(&rows),
            clusters: cells.clusters.clone(),
            cells: out,
        }
    }
}
