//! Rows of `gee-logit`, `gee-identity` and `glmm-logit`.

use super::effect::{Effects, Question, Sample, with_t};
use super::effect_regression::{settled, with_z};
use crate::diagnostics::Outcome;
use crate::estimators::gee::{Family, gee};
use crate::estimators::glmm::glmm_logit;
use crate::inference::cluster::{Correction, Sandwich};
use crate::trial::EstimateRow;
use serde_json::json;

/// Adds the rows of a GEE: `robust` is the sandwich without a correction and a normal reference; `cr2` is
/// Kauermann–Carroll's; Mancl–DeRouen's stands among the facts.
pub(super) fn add_gee(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<()> {
    q.estimands(estimator, &["simple"], &["simple"])?;
    let variances = q.variances(estimator, &["robust", "cr0", "cr2", "cr3", "jackknife"], &["robust"])?;
    let family = if estimator == "gee-logit" { Family::Logit } else { Family::Identity };
    let found = gee(&settled(q, q.panel), family)?;
    found.warnings.iter().for_each(|w| effects.warn(w.clone()));
    let contrast = found.fit.picks(found.first);
    let sample = Sample { nobs: found.fit.nobs, units: found.fit.n_clusters() };
    let of = |c: Correction| Sandwich::new(&found.fit, c).variance(&contrast);
    let g = found.fit.n_clusters() as f64;
    let mancl_derouen = of(Correction::Cr3).variance * g / (g - 1.0);
    for variance in &variances {
        let row = scaled(q, estimator, found.fit.estimate(&contrast), sample);
        effects.rows.push(match variance.as_str() {
            "robust" => with_z(row, "robust", of(Correction::Cr0).variance),
            "cr0" => with_t(row, "cr0", of(Correction::Cr0).variance, g - 1.0),
            "cr2" => {
                let v = of(Correction::Cr2);
                with_t(row, "cr2", v.variance, v.df)
            }
            name => with_t(row, name, of(Correction::Cr3).variance, g - 1.0),
        });
    }
    effects.note(
        "gee",
        json!({ "outcome": q.outcome, "estimator": estimator, "alpha": found.alpha, "dispersion": found.dispersion,
                "kauermann_carroll": libm::sqrt(of(Correction::Cr2).variance),
                "mancl_derouen": libm::sqrt(mancl_derouen) }),
    );
    Ok(())
}

/// Adds the row of `glmm-logit`.
pub(super) fn add_glmm(q: &Question<'_>, effects: &mut Effects) -> Outcome<()> {
    const NAME: &str = "glmm-logit";
    q.estimands(NAME, &["simple"], &["simple"])?;
    q.variances(NAME, &["model"], &["model"])?;
    let found = glmm_logit(&settled(q, q.panel))?;
    found.warnings.iter().for_each(|w| effects.warn(w.clone()));
    let sample = Sample { nobs: found.nobs, units: found.unit_names.len() };
    let row = scaled(q, NAME, found.coefficients[found.first], sample);
    let variance = found.covariance[(found.first, found.first)];
    effects.rows.push(with_z(row, "model", variance));
    effects.note(
        "glmm",
        json!({ "outcome": q.outcome, "unit_sd": found.unit_sd, "log_likelihood": found.log_likelihood }),
    );
    Ok(())
}

fn scaled(q: &Question<'_>, estimator: &str, estimate: f64, sample: Sample) -> EstimateRow {
    let mut row = q.row(estimator, "simple", "treated", estimate, sample);
    if estimator.ends_with("logit") {
        row.scale = "log-odds".to_string();
    }
    row
}
