//! From a panel to a fitted regression and the terms that are asked of it.

use super::doubts;
use super::question::{Effects, Question, weight};
use crate::diagnostics::{Doubt, Outcome};
use crate::effects::terms::{Fitted, Term};
use crate::estimators::exposure_time::exposure_time;
use crate::estimators::gee::{Family, gee};
use crate::estimators::glmm::glmm_logit;
use crate::estimators::hussey_hughes::hussey_hughes;
use crate::estimators::lags::{LagColumns, lag_term};
use crate::estimators::mixed::MixedFit;
use crate::estimators::nested_exchangeable::nested_exchangeable;
use crate::estimators::regression::Weight;
use crate::estimators::twfe::{TREATED, twfe};
use crate::estimators::twfe_exposure::twfe_exposure;
use crate::trial::{Fit, Panel};
use serde_json::json;

/// The cells analysed: those within `transition` periods before a start are neither treated nor untreated.
pub(crate) fn analysed(panel: &Panel, transition: usize) -> Panel {
    if transition == 0 { panel.clone() } else { panel.without_transition(transition) }
}

/// Fits one estimator.
pub(crate) fn fit(
    q: &Question<'_>,
    panel: &Panel,
    estimator: &str,
    estimands: &[String],
    effects: &mut Effects,
) -> Outcome<Fitted> {
    let earliest = match q.analysis.lags {
        Some((from, _)) if estimands.iter().any(|e| e == "by-lag") => from.min(0),
        _ => 0,
    };
    let weight = weight(q);
    if weight == Weight::Programmes && !estimator.starts_with("twfe") {
        effects.warn(Doubt::WeightNotUsed { estimator: estimator.to_string() }.about([q.about(estimator)]));
    }
    match estimator {
        "twfe" => {
            let found = twfe(panel, weight)?;
            Ok(one(found.fit, found.first, None, None))
        }
        "twfe-exposure" => {
            let found = twfe_exposure(panel, earliest, weight)?;
            let first = found.regression.first;
            Ok(lagged(q, panel, estimator, estimands, found.regression.fit, first, (&found.columns, earliest), effects))
        }
        "exposure-time" => {
            let found = exposure_time(panel, earliest)?;
            components(q, estimator, &found.mixed, effects);
            let first = found.mixed.first;
            Ok(lagged(q, panel, estimator, estimands, found.mixed.fit, first, (&found.columns, earliest), effects))
        }
        "hussey-hughes" | "nested-exchangeable" => {
            let found = if estimator == "hussey-hughes" { hussey_hughes(panel)? } else { nested_exchangeable(panel)? };
            components(q, estimator, &found, effects);
            let ratios = [found.unit_variance, found.cell_variance].map(|v| v / found.residual_variance);
            Ok(one(found.fit, found.first, None, Some(ratios)))
        }
        "glmm-logit" => {
            let found = glmm_logit(panel)?;
            found.warnings.iter().cloned().for_each(|w| effects.warn(w.about([q.about(estimator)])));
            effects.note(
                "models",
                json!({ "outcome": q.outcome, "estimator": estimator, "sd_programme": found.unit_sd,
                        "log_likelihood": found.log_likelihood }),
            );
            let first = found.first;
            Ok(one(found.into_fit(), first, Some("log-odds"), None))
        }
        _ => {
            let logit = estimator == "gee-logit";
            let found = gee(panel, if logit { Family::Logit } else { Family::Identity })?;
            found.warnings.iter().cloned().for_each(|w| effects.warn(w.about([q.about(estimator)])));
            effects.note(
                "models",
                json!({ "outcome": q.outcome, "estimator": estimator, "alpha": found.alpha,
                        "dispersion": found.dispersion }),
            );
            let ratio = (!logit).then_some([found.alpha / (1.0 - found.alpha), 0.0]);
            Ok(one(found.fit, found.first, logit.then_some("log-odds"), ratio))
        }
    }
}

/// The one term of an immediate-effect model.
fn one(fit: Fit, first: usize, scale: Option<&'static str>, ratios: Option<[f64; 2]>) -> Fitted {
    let contrast = Some(fit.picks(first));
    let term = Term { estimand: "simple", name: TREATED.to_string(), contrast, lags: Vec::new(), reference: false };
    Fitted { fit, terms: vec![term], scale, earliest: 0, ratios }
}

/// The terms of a model with a column per lag.
fn lagged(
    q: &Question<'_>,
    panel: &Panel,
    estimator: &str,
    estimands: &[String],
    fit: Fit,
    first: usize,
    (columns, earliest): (&LagColumns, i64),
    effects: &mut Effects,
) -> Fitted {
    let mut terms = Vec::new();
    for estimand in estimands {
        let (estimand, average) = match estimand.as_str() {
            "by-lag" => {
                terms.extend(by_lag(q, &fit, first, columns));
                continue;
            }
            "time-averaged" => {
                let range = q.analysis.lags.map(|(from, to)| from..=to);
                ("time-averaged", columns.time_averaged(&fit, first, range))
            }
            _ => ("simple", columns.simple(&fit, first, panel)),
        };
        let name = if estimand == "simple" { TREATED } else { estimand };
        terms.push(Term {
            estimand,
            name: name.to_string(),
            contrast: average.contrast,
            lags: average.weights,
            reference: false,
        });
    }
    for term in terms.iter().filter(|t| t.estimand != "by-lag") {
        effects.note(
            "lag_weights",
            json!({ "outcome": q.outcome, "estimator": estimator, "estimand": term.estimand,
                    "weights": term.lags.iter().map(|(l, w)| json!({ "lag": l, "weight": w })).collect::<Vec<_>>() }),
        );
    }
    for term in terms.iter().filter(|t| t.contrast.is_none() && !t.reference) {
        doubts::not_identified(&q.about(estimator), panel, estimator, term, effects);
    }
    Fitted { fit, terms, scale: None, earliest, ratios: None }
}

fn by_lag(q: &Question<'_>, fit: &Fit, first: usize, columns: &LagColumns) -> Vec<Term> {
    let wanted: Vec<i64> = match q.analysis.lags {
        // a range reaches as far as anything can be seen, and names what cannot
        Some((from, to)) => {
            let seen = columns.lags.iter().copied().max().unwrap_or(0);
            (from..=to.min(seen.max(from) + 100)).collect()
        }
        None => columns.lags.iter().copied().filter(|l| *l >= 0).collect(),
    };
    wanted
        .into_iter()
        .map(|lag| Term {
            estimand: "by-lag",
            name: lag_term(lag),
            contrast: columns.lag(fit, first, lag),
            lags: vec![(lag, 1.0)],
            reference: lag == -1,
        })
        .collect()
}

/// Variance components among the facts, and what is odd about them.
fn components(q: &Question<'_>, estimator: &str, found: &MixedFit, effects: &mut Effects) {
    let total = found.unit_variance + found.cell_variance + found.residual_variance;
    effects.note(
        "models",
        json!({ "outcome": q.outcome, "estimator": estimator, "var_programme": found.unit_variance,
                "var_programme_term": found.cell_variance, "var_residual": found.residual_variance,
                "icc": (found.unit_variance + found.cell_variance) / total,
                "log_likelihood": found.log_likelihood }),
    );
    if found.unit_variance == 0.0 {
        effects.warn(Doubt::SingularFit { estimator: estimator.to_string() }.about([q.about(estimator)]));
    }
    if !found.converged {
        effects.warn(Doubt::NotConverged { estimator: estimator.to_string() }.about([q.about(estimator)]));
    }
}

/// A linear model under another assignment, with the contrast of a term over these lags (none: the one effect).
pub(crate) fn refit(
    panel: &Panel,
    estimator: &str,
    lags: &[(i64, f64)],
    earliest: i64,
    weight: Weight,
) -> Option<(Fit, Vec<f64>)> {
    match estimator {
        "twfe" => {
            let found = twfe(panel, weight).ok()?;
            let contrast = found.fit.picks(found.first);
            Some((found.fit, contrast))
        }
        "twfe-exposure" => {
            let found = twfe_exposure(panel, earliest, weight).ok()?;
            let contrast = found.columns.weighted(&found.regression.fit, found.regression.first, lags)?;
            Some((found.regression.fit, contrast))
        }
        "hussey-hughes" | "nested-exchangeable" => {
            let found =
                if estimator == "hussey-hughes" { hussey_hughes(panel) } else { nested_exchangeable(panel) }.ok()?;
            let contrast = found.fit.picks(found.first);
            Some((found.fit, contrast))
        }
        _ => {
            let found = exposure_time(panel, earliest).ok()?;
            let contrast = found.columns.weighted(&found.mixed.fit, found.mixed.first, lags)?;
            Some((found.mixed.fit, contrast))
        }
    }
}
