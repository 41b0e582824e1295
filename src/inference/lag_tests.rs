//! Tests of all lags at once: did anything move before the start, does one average tell the story?
//!
//! CONVENTION: z_l the statistic of lag l under each assignment, S the draws and the observed assignment (enumerated: all
//! assignments); a share of S is #/|S|.

use super::ties::reaches_within;
use crate::numeric::{Matrix, pinv_symmetric};

/// The statistics of several lags, one vector a lag; the observed one beside the draws.
#[derive(Debug, Clone)]
pub struct LagStatistics {
    /// One a lag.
    pub observed: Vec<f64>,
    /// One vector a lag, one entry a draw.
    pub draws: Vec<Vec<f64>>,
    /// Whether the draws are all assignments, the observed one among them.
    pub enumerated: bool,
    /// The share of their size by which statistics that are the same may differ.
    pub ties: f64,
}

/// A test with its statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// The observed statistic.
    pub statistic: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Eigenvalues of Ω below this share of the largest are dropped.
const DROPPED: f64 = 1e-10;

impl LagStatistics {
    /// p of a statistic by its values under the draws.
    fn share(&self, observed: f64, drawn: &[f64]) -> f64 {
        let size = drawn.iter().copied().filter(|v| v.is_finite()).fold(observed.abs(), |a, b| a.max(b.abs()));
        let extreme = drawn.iter().filter(|t| reaches_within(**t, observed, self.ties * size)).count() as f64;
        let r = drawn.len() as f64;
        if self.enumerated { extreme / r } else { (1.0 + extreme) / (1.0 + r) }
    }

    /// Divides each lag by the root of the mean over S of its squares, where nothing is studentised.
    pub fn scale(&mut self) {
        for (observed, draws) in self.observed.iter_mut().zip(&mut self.draws) {
            let mut known: Vec<f64> = draws.iter().copied().filter(|v| v.is_finite()).map(|v| v * v).collect();
            if !self.enumerated {
                known.push(*observed * *observed);
            }
            let scale = libm::sqrt(crate::numeric::mean(&known));
            *observed /= scale;
            draws.iter_mut().for_each(|v| *v /= scale);
        }
    }

    fn of_draw(&self, r: usize) -> Vec<f64> {
        self.draws.iter().map(|lag| lag[r]).collect()
    }

    fn count(&self) -> usize {
        self.draws.first().map_or(0, Vec::len)
    }

    /// max |z_l| over the lags.
    pub fn largest(&self) -> Tested {
        let top = |z: &[f64]| z.iter().fold(0.0f64, |a, b| if b.is_nan() { f64::INFINITY } else { a.max(b.abs()) });
        let statistic = top(&self.observed);
        let drawn: Vec<f64> = (0..self.count()).map(|r| top(&self.of_draw(r))).collect();
        Tested { statistic, p: self.share(statistic, &drawn) }
    }

    /// z'Ω⁺z with Ω the mean over S of zz', infinite z left out of it and extreme.
    pub fn quadratic(&self) -> Option<Tested> {
        let k = self.observed.len();
        let mut omega = Matrix::zeros(k, k);
        let mut used = 0.0;
        let mut add = |z: &[f64]| {
            if z.iter().all(|v| v.is_finite()) {
                used += 1.0;
                for a in 0..k {
                    for b in 0..k {
                        omega[(a, b)] += z[a] * z[b];
                    }
                }
            }
        };
        (0..self.count()).for_each(|r| add(&self.of_draw(r)));
        if !self.enumerated {
            add(&self.observed);
        }
        if used == 0.0 {
            return None;
        }
        for a in 0..k {
            for b in 0..k {
                omega[(a, b)] /= used;
            }
        }
        let inverse = pinv_symmetric(&omega, DROPPED);
        let form = |z: &[f64]| -> f64 {
            if z.iter().any(|v| !v.is_finite()) {
                return f64::INFINITY;
            }
            (0..k).map(|a| (0..k).map(|b| z[a] * inverse[(a, b)] * z[b]).sum::<f64>()).sum()
        };
        let statistic = form(&self.observed);
        let drawn: Vec<f64> = (0..self.count()).map(|r| form(&self.of_draw(r))).collect();
        Some(Tested { statistic, p: self.share(statistic, &drawn) })
    }
}
