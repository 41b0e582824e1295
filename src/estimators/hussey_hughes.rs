//! `hussey-hughes`: one effect, random unit intercept, period effects.

use super::fitted::{Ask, Regressed};
use super::mixed::{MixedFit, RandomEffects};
use super::mixed_design::CellDesign;
use super::regression::Exposure;
use super::twfe::TREATED;
use crate::diagnostics::Outcome;
use crate::numeric::Finish;
use crate::trial::{Estimator, Panel};

/// y = β_t + θ·treated + α_i + e by REML.
///
/// # Errors
/// `E340` when the effect is not identified, `E341`, `E342` when the model cannot be fitted.
///
/// # Reference
/// Hussey & Hughes (2007), Contemporary Clinical Trials 28, doi:10.1016/j.cct.2006.05.007.
/// *Checked against* lme4, `tests/reference/effects`.
pub fn hussey_hughes(panel: &Panel) -> Outcome<MixedFit> {
    one_effect(panel, RandomEffects::Unit, Finish::Value)
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, ask: &Ask) -> Outcome<Regressed> {
    one_effect(panel, RandomEffects::Unit, ask.finish).map(|found| found.regressed(Estimator::HusseyHughes))
}

/// The design with one treatment column, fitted with the random effects asked for.
pub(super) fn one_effect(panel: &Panel, effects: RandomEffects, finish: Finish) -> Outcome<MixedFit> {
    let assignment = panel.assignment();
    let exposure = Exposure::by_cell(panel, vec![TREATED.to_string()], |i, t| assignment.treated(i, t).then_some(0));
    let design = CellDesign::new(panel, &exposure);
    if design.dropped.contains(&design.first()) {
        return Err(super::twfe::not_identified(panel));
    }
    let found = design.reml(panel, effects, finish)?;
    if found.fit.estimable(&found.fit.picks(found.first)) { Ok(found) } else { Err(super::twfe::not_identified(panel)) }
}
