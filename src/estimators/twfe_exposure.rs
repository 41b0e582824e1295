//! `twfe-exposure`: one effect per lag, unit and period effects, and averages over lags.

use super::regression::{Exposure, Regression, Weight, two_way};
use super::twfe::not_identified;
use crate::diagnostics::Outcome;
use crate::trial::Panel;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A two-way regression with one column per lag.
#[derive(Debug, Clone)]
pub struct ExposureRegression {
    /// The regression; its treatment columns are `lags`, in that order.
    pub regression: Regression,
    /// Lags with a column, ascending: all treated lags and the placebo lags asked for.
    pub lags: Vec<i64>,
    /// Units seen at each lag.
    pub units_at: Vec<usize>,
}

/// y ~ one dummy per lag + covariates + unit effects + period effects.
///
/// Every lag ≥ 0 in the data has its column. Placebo lags from `earliest` (≤ −2) to −2 get one each when asked for;
/// the periods before them stay with lag −1 in the reference, which identifies the model where no unit is never treated.
///
/// # Errors
/// `E311` when no lag is identified.
///
/// # Reference
/// Kenny, Voldal, Xia, Heagerty & Hughes (2022), Statistics in Medicine 41, doi:10.1002/sim.9511.
/// *Checked against* fixest, `tests/reference/effects_b`.
pub fn twfe_exposure(panel: &Panel, earliest: i64, weight: Weight) -> Outcome<ExposureRegression> {
    let at = lags_seen(panel, earliest);
    let lags: Vec<i64> = at.keys().copied().collect();
    let assignment = panel.assignment();
    let names = lags.iter().map(|l| term(*l)).collect();
    let exposure = Exposure::by_cell(panel, names, |i, t| {
        assignment.lag(i, t).filter(|l| in_model(*l, earliest)).and_then(|l| lags.binary_search(&l).ok())
    });
    let regression = two_way(panel, &exposure, weight);
    let found = ExposureRegression { regression, lags, units_at: at.values().copied().collect() };
    let any = found.lags.iter().any(|l| *l >= 0 && found.lag(*l).is_some());
    if any { Ok(found) } else { Err(not_identified(panel)) }
}

/// `lag=0` for the first treated period.
pub fn term(lag: i64) -> String {
    format!("lag={lag}")
}

pub(super) fn in_model(lag: i64, earliest: i64) -> bool {
    lag >= 0 || (lag <= -2 && lag >= earliest)
}

/// Units seen at each lag of the model.
pub(super) fn lags_seen(panel: &Panel, earliest: i64) -> BTreeMap<i64, usize> {
    let mut at = BTreeMap::new();
    for i in 0..panel.units().len() {
        for t in 0..panel.periods().len() {
            if let Some(lag) = panel.assignment().lag(i, t)
                && in_model(lag, earliest)
                && panel.cell(i, t).is_some()
            {
                *at.entry(lag).or_insert(0) += 1;
            }
        }
    }
    at
}

impl ExposureRegression {
    /// The contrast of one lag, or `None` where nothing identifies it.
    pub fn lag(&self, lag: i64) -> Option<Vec<f64>> {
        self.weighted(&[(lag, 1.0)])
    }

    /// Equal weights over the lags of a range that two or more units reached; all lags ≥ 0 by default.
    pub fn time_averaged(&self, range: Option<RangeInclusive<i64>>) -> Averaged {
        let range = range.unwrap_or(0..=i64::MAX);
        let used: Vec<i64> = self
            .lags
            .iter()
            .zip(&self.units_at)
            .filter(|(l, n)| **l >= 0 && range.contains(l) && **n >= 2)
            .map(|(l, _)| *l)
            .collect();
        let weights: Vec<(i64, f64)> = used.iter().map(|l| (*l, 1.0 / used.len() as f64)).collect();
        Averaged { contrast: if used.is_empty() { None } else { self.weighted(&weights) }, weights }
    }

    /// Lags weighted by the treated unit-periods before the last wave's start.
    pub fn simple(&self, panel: &Panel) -> Averaged {
        let weights = simple_weights(panel);
        Averaged { contrast: if weights.is_empty() { None } else { self.weighted(&weights) }, weights }
    }

    fn weighted(&self, weights: &[(i64, f64)]) -> Option<Vec<f64>> {
        let fit = &self.regression.fit;
        let mut contrast = vec![0.0; fit.terms.len()];
        for (lag, w) in weights {
            contrast[self.regression.first + self.lags.binary_search(lag).ok()?] += w;
        }
        fit.estimable(&contrast).then_some(contrast)
    }
}

/// A weighted mean of lag effects.
#[derive(Debug, Clone)]
pub struct Averaged {
    /// Length k, or `None` where the data do not identify it.
    pub contrast: Option<Vec<f64>>,
    /// Lag and weight; the weights sum to one.
    pub weights: Vec<(i64, f64)>,
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
