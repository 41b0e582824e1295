//! `nested-exchangeable`: one effect, random intercepts of unit and unit × period, period effects.

use super::fitted::{Ask, Regressed};
use super::hussey_hughes::one_effect;
use super::mixed::{MixedFit, RandomEffects};
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::Finish;
use crate::trial::{Estimator, Panel};

/// y = β_t + θ·treated + α_i + ν_it + e by REML.
///
/// # Errors
/// `E343` when ν_it and e cannot be told apart, otherwise as [`super::hussey_hughes::hussey_hughes`].
///
/// # Reference
/// Hooper, Teerenstra, de Hoop & Eldridge (2016), Statistics in Medicine 35, doi:10.1002/sim.7028.
/// *Checked against* lme4, `tests/reference/effects`.
pub fn nested_exchangeable(panel: &Panel) -> Outcome<MixedFit> {
    finished(panel, Finish::Value)
}

fn finished(panel: &Panel, finish: Finish) -> Outcome<MixedFit> {
    let cells = (0..panel.units().len()).flat_map(|i| (0..panel.periods().len()).map(move |t| (i, t)));
    let most = cells.filter_map(|(i, t)| panel.cell(i, t)).fold(0.0f64, |m, c| m.max(c.n()));
    if !panel.within_known() || most <= 1.0 {
        return Err(Problem::new("E343", "programme × term effects cannot be told from differences between pupils")
            .found(if panel.within_known() {
                "one pupil a programme and term"
            } else {
                "means, without the pupils' spread"
            })
            .help("give pupils or counts, or use `hussey-hughes`"));
    }
    one_effect(panel, RandomEffects::UnitAndCell, finish)
}

/// The estimator as the register's dispatch asks for it.
pub(super) fn fit(panel: &Panel, ask: &Ask) -> Outcome<Regressed> {
    finished(panel, ask.finish).map(|found| found.regressed(Estimator::NestedExchangeable))
}
