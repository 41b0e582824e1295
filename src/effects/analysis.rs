//! `effect`: every estimator asked for, on every outcome, with every variance; from a table or from a study.

use super::beside::{Beside, NOTHING};
use super::{regressions, unit_period, waves};
use crate::diagnostics::{Outcome, Progress};
use crate::effects::question::{Analysis, Effects, Question, Tested};
pub use crate::effects::reference_set::Chance;
use crate::estimators::{Fitting, fitting};
use crate::inference::westfall_young;
use crate::trial::Panel;

/// Estimates everything asked for.
///
/// # Errors
/// E codes for what cannot be estimated, said in the words of the trial.
pub fn analyse(
    panels: &[(String, Panel)],
    analysis: &Analysis,
    chance: &Chance,
    progress: &dyn Progress,
) -> Outcome<Effects> {
    analyse_beside(panels, &[], analysis, chance, progress)
}

/// The same with what is known beside the outcomes, one entry a panel.
///
/// # Errors
/// As [`analyse`].
pub fn analyse_beside(
    panels: &[(String, Panel)],
    besides: &[Beside],
    analysis: &Analysis,
    chance: &Chance,
    progress: &dyn Progress,
) -> Outcome<Effects> {
    let mut effects = Effects::default();
    for (i, (outcome, panel)) in panels.iter().enumerate() {
        let beside = besides.get(i).unwrap_or(&NOTHING);
        for estimator in analysis.estimators.iter().copied() {
            // on the logit scale nothing can be taken off
            let panel = if estimator.row().log_odds { panel.as_observed() } else { panel };
            let question = Question { outcome, panel, analysis, chance, progress, beside };
            match fitting(estimator) {
                Fitting::Waves(method) => waves::add(&question, (estimator, method), &mut effects)?,
                Fitting::WithinPeriod => unit_period::add_within_period(&question, estimator, &mut effects)?,
                Fitting::Imputation => unit_period::add_imputation(&question, estimator, &mut effects)?,
                Fitting::Regression(regress) => regressions::add(&question, (estimator, regress), &mut effects)?,
            }
        }
    }
    several_outcomes(&mut effects);
    effects.spell_out();
    Ok(effects)
}

/// Westfall–Young p-values where the same average was tested on several outcomes with the same draws.
fn several_outcomes(effects: &mut Effects) {
    let tested = std::mem::take(&mut effects.tested);
    let mut questions: Vec<&[String; 3]> = Vec::new();
    for test in &tested {
        if !questions.contains(&&test.what) {
            questions.push(&test.what);
        }
    }
    for what in questions {
        let same: Vec<&Tested> = tested.iter().filter(|t| t.what == *what).collect();
        if same.len() < 2 || same.iter().any(|t| t.reference.len() != same[0].reference.len()) {
            continue;
        }
        let ties = Tested::coarsest(same.iter().copied());
        let observed: Vec<f64> = same.iter().map(|t| t.observed).collect();
        let references: Vec<&[f64]> = same.iter().map(|t| t.reference.as_slice()).collect();
        for (test, p) in same.iter().zip(westfall_young::adjusted(&observed, &references, ties)) {
            effects.note(&test.adjusted(p, None));
        }
    }
}
