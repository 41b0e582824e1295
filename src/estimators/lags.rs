//! Columns for lags, and averages of lag effects.

use super::regression::Exposure;
use crate::trial::{Fit, Panel};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The lags a model has columns for. Lag −1 and the lags before the earliest placebo are the reference.
#[derive(Debug, Clone)]
pub struct LagColumns {
    /// Ascending: every lag ≥ 0 seen, and the placebo lags asked for.
    pub lags: Vec<i64>,
    /// Units seen at each lag.
    pub units_at: Vec<usize>,
}

/// A weighted mean of lag effects.
#[derive(Debug, Clone)]
pub struct Averaged {
    /// Length k, or `None` where the data do not identify it.
    pub contrast: Option<Vec<f64>>,
    /// Lag and weight; the weights sum to one.
    pub weights: Vec<(i64, f64)>,
}

/// `lag=0` for the first treated period.
pub fn lag_term(lag: i64) -> String {
    format!("lag={lag}")
}

impl LagColumns {
    /// Every lag ≥ 0 that holds pupils, and placebo lags from `earliest` to −2.
    ///
    /// The periods before `earliest` stay with lag −1 in the reference, which identifies a model with unit effects
    /// where no unit is never treated.
    pub fn seen(panel: &Panel, earliest: i64) -> LagColumns {
        let mut at: BTreeMap<i64, usize> = BTreeMap::new();
        for i in 0..panel.units().len() {
            for t in (0..panel.periods().len()).filter(|t| panel.cell(i, *t).is_some()) {
                if let Some(lag) = panel.assignment().lag(i, t)
                    && LagColumns::has_column(lag, earliest)
                {
                    *at.entry(lag).or_insert(0) += 1;
                }
            }
        }
        LagColumns { lags: at.keys().copied().collect(), units_at: at.values().copied().collect() }
    }

    /// Whether a lag has a column when placebo lags reach back to `earliest`.
    pub fn has_column(lag: i64, earliest: i64) -> bool {
        lag >= 0 || (lag <= -2 && lag >= earliest)
    }

    /// One 0/1 column per lag.
    pub fn exposure(&self, panel: &Panel) -> Exposure {
        let names = self.lags.iter().map(|l| lag_term(*l)).collect();
        let assignment = panel.assignment();
        Exposure::by_cell(panel, names, |i, t| self.lags.binary_search(&assignment.lag(i, t)?).ok())
    }

    /// The contrast of one lag, or `None` where the fit does not identify it; `first` is the position of the first lag.
    pub fn lag(&self, fit: &Fit, first: usize, lag: i64) -> Option<Vec<f64>> {
        self.weighted(fit, first, &[(lag, 1.0)])
    }

    /// Equal weights over the lags of a range that two or more units reached; all lags ≥ 0 by default.
    pub fn time_averaged(&self, fit: &Fit, first: usize, range: Option<RangeInclusive<i64>>) -> Averaged {
        let range = range.unwrap_or(0..=i64::MAX);
        let reached = self.lags.iter().zip(&self.units_at).filter(|(_, n)| **n >= 2).map(|(l, _)| *l);
        let used: Vec<i64> = reached.filter(|l| *l >= 0 && range.contains(l)).collect();
        self.averaged(fit, first, used.iter().map(|l| (*l, 1.0 / used.len() as f64)).collect())
    }

    /// Lags weighted by the treated unit-periods that have a later cohort to compare with.
    pub fn simple(&self, fit: &Fit, first: usize, panel: &Panel) -> Averaged {
        self.averaged(fit, first, simple_weights(panel))
    }

    fn averaged(&self, fit: &Fit, first: usize, weights: Vec<(i64, f64)>) -> Averaged {
        Averaged { contrast: if weights.is_empty() { None } else { self.weighted(fit, first, &weights) }, weights }
    }

    /// The contrast of a weighted sum of lags, or `None` where the fit does not identify it.
    pub fn weighted(&self, fit: &Fit, first: usize, weights: &[(i64, f64)]) -> Option<Vec<f64>> {
        let mut contrast = vec![0.0; fit.terms.len()];
        for (lag, w) in weights {
            contrast[first + self.lags.binary_search(lag).ok()?] += w;
        }
        fit.estimable(&contrast).then_some(contrast)
    }
}

/// Weights of `simple`: each lag by the treated unit-periods with a later cohort to compare with (g ≤ t < last start).
pub fn simple_weights(panel: &Panel) -> Vec<(i64, f64)> {
    let assignment = panel.assignment();
    let never = panel.periods().len();
    let seen = |i: &usize| (0..never).any(|t| panel.cell(*i, t).is_some());
    let units: Vec<usize> = (0..panel.units().len()).filter(seen).collect();
    let start = |i: &usize| assignment.starts()[*i].unwrap_or(never);
    let last = units.iter().map(start).max().unwrap_or(0);
    let mut at: BTreeMap<i64, f64> = BTreeMap::new();
    for i in &units {
        for t in start(i)..last {
            if panel.cell(*i, t).is_some() {
                *at.entry((t - start(i)) as i64).or_insert(0.0) += 1.0;
            }
        }
    }
    let total: f64 = at.values().sum();
    at.into_iter().map(|(l, n)| (l, n / total)).collect()
}
