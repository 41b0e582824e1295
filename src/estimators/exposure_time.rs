//! `exposure-time`: one effect per lag, random unit intercept, period effects.

use super::fitted::{Ask, Regressed};
use super::lags::LagColumns;
use super::mixed::{MixedFit, RandomEffects};
use super::mixed_design::CellDesign;
use crate::diagnostics::Outcome;
use crate::numeric::Finish;
use crate::trial::{Estimator, Panel};

/// A mixed model with one column per lag.
#[derive(Debug, Clone)]
pub struct ExposureTimeFit {
    /// The model; its treatment columns are those of `columns`.
    pub mixed: MixedFit,
    /// The lags.
    pub columns: LagColumns,
}

/// y = β_t + δ_lag + α_i + e by REML, with placebo lags from `earliest` to −2 where asked for.
///
/// # Errors
/// As [`super::hussey_hughes::hussey_hughes`].
///
/// # Reference
/// Kenny, Voldal, Xia, Heagerty & Hughes (2022), Statistics in Medicine 41, doi:10.1002/sim.9511.
/// *Checked against* lme4, `tests/reference/effects`.
pub fn exposure_time(panel: &Panel, earliest: i64) -> Outcome<ExposureTimeFit> {
    finished(panel, earliest, Finish::Value)
}

fn finished(panel: &Panel, earliest: i64, finish: Finish) -> Outcome<ExposureTimeFit> {
    let columns = LagColumns::seen(panel, earliest);
    let mixed = CellDesign::new(panel, &columns.exposure(panel)).reml(panel, RandomEffects::Unit, finish)?;
    let identified = |l: &&i64| **l >= 0 && columns.lag(&mixed.fit, mixed.first, **l).is_some();
    if columns.lags.iter().any(|l| identified(&l)) {
        Ok(ExposureTimeFit { mixed, columns })
    } else {
        Err(super::twfe::not_identified(panel))
    }
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, ask: &Ask) -> Outcome<Regressed> {
    let found = finished(panel, ask.earliest, ask.finish)?;
    let mixed = found.mixed.regressed(Estimator::ExposureTime);
    Ok(Regressed { columns: Some(found.columns), ratios: None, ..mixed })
}
