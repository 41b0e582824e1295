//! `effect`: every estimator asked for, on every outcome, with every variance; from a table or from a study.

use super::{design_based, regressions, unit_period};
use crate::diagnostics::{About, Doubt, Outcome, Problem, Progress, Told, nearest};
use crate::effects::question::Analysis;
use crate::effects::question::Effects;
use crate::effects::question::Question;
use crate::effects::question::Tested;
use crate::effects::question::known;
pub use crate::effects::reference_set::Chance;
use crate::estimators::design_based::Beta;
use crate::inference::guards::standard_error;
use crate::inference::westfall_young;
use crate::inference::wild::Residuals;
pub use crate::protocol::{ESTIMANDS, ESTIMATORS, VARIANCES};
use crate::protocol::{estimands_of, variances_of};
use crate::steps::effect::DataRequest;
use crate::steps::effect::table;
use crate::trial::{EstimateRow, Panel};

use serde_json::{Value as Json, json};

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
    known("estimator", &analysis.estimators, &ESTIMATORS)?;
    known("estimand", &analysis.estimands, &ESTIMANDS)?;
    known("variance", &analysis.variances, &VARIANCES)?;
    let mut effects = Effects::default();
    for (outcome, panel) in panels {
        for estimator in &analysis.estimators {
            // on the logit scale nothing can be taken off
            let logit = matches!(estimator.as_str(), "gee-logit" | "glmm-logit");
            let panel = if logit { panel.as_observed() } else { panel };
            let question = Question { outcome, panel, analysis, chance, progress };
            match estimator.as_str() {
                "roth-santanna" | "callaway-santanna" | "sun-abraham" | "difference-in-means" => {
                    design_based::add(&question, estimator, &mut effects)?;
                }
                "within-period" => unit_period::add_within_period(&question, &mut effects)?,
                "imputation" => unit_period::add_imputation(&question, &mut effects)?,
                _ => regressions::add(&question, estimator, &mut effects)?,
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
        let observed: Vec<f64> = same.iter().map(|t| t.observed).collect();
        let references: Vec<&[f64]> = same.iter().map(|t| t.reference.as_slice()).collect();
        for (test, p) in same.iter().zip(westfall_young::adjusted(&observed, &references)) {
            effects.note(
                "westfall_young",
                json!({ "outcome": test.outcome, "estimator": what[0], "estimand": what[1], "term": what[2],
                        "p.adjusted": p }),
            );
        }
    }
}
