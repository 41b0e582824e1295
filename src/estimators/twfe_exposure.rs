//! `twfe-exposure`: one effect per lag, unit and period effects.

use super::fitted::{Ask, Regressed};
use super::lags::LagColumns;
use super::regression::{Regression, Weight, two_way};
use super::twfe::not_identified;
use crate::diagnostics::Outcome;
use crate::trial::Panel;

/// A two-way regression with one column per lag.
#[derive(Debug, Clone)]
pub struct ExposureRegression {
    /// The regression; its treatment columns are those of `columns`.
    pub regression: Regression,
    /// The lags.
    pub columns: LagColumns,
}

/// y ~ one dummy per lag + covariates + unit effects + period effects; placebo lags from `earliest` (≤ −2) where asked
/// for, none when 0.
///
/// # Errors
/// `E340` when no lag is identified.
///
/// # Reference
/// Kenny, Voldal, Xia, Heagerty & Hughes (2022), Statistics in Medicine 41, doi:10.1002/sim.9511.
/// *Checked against* fixest, `tests/reference/effects`.
pub fn twfe_exposure(panel: &Panel, earliest: i64, weight: Weight) -> Outcome<ExposureRegression> {
    let columns = LagColumns::seen(panel, earliest);
    let regression = two_way(panel, &columns.exposure(panel), weight);
    let identified = |l: &&i64| **l >= 0 && columns.lag(&regression.fit, regression.first, **l).is_some();
    if columns.lags.iter().any(|l| identified(&l)) {
        Ok(ExposureRegression { regression, columns })
    } else {
        Err(not_identified(panel))
    }
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, ask: &Ask) -> Outcome<Regressed> {
    let found = twfe_exposure(panel, ask.earliest, ask.weight)?;
    Ok(Regressed { columns: Some(found.columns), ..Regressed::one(found.regression.fit, found.regression.first) })
}

impl ExposureRegression {
    /// The contrast of one lag, or `None` where nothing identifies it.
    pub fn lag(&self, lag: i64) -> Option<Vec<f64>> {
        self.columns.lag(&self.regression.fit, self.regression.first, lag)
    }
}
