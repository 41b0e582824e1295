//! Rows of the regressions and model-based estimators.

use super::question::{Effects, Question, Sample, with_t};
use super::terms::{Fitted, Term};
use super::{doubts, fitted as models, regression_redraws as chance};
use crate::diagnostics::{Doubt, Outcome};
use crate::estimators::regression::Weight;
use crate::inference::cluster::{Correction, Sandwich};
use crate::inference::guards::standard_error;
use crate::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use crate::provenance::Stream;
use crate::trial::EstimateRow;
use serde_json::json;

/// Adds the rows of one regression.
pub(crate) fn add(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<()> {
    let by_lag = matches!(estimator, "twfe-exposure" | "exposure-time");
    let estimands = q.estimands(estimator, if by_lag { &["by-lag", "time-averaged"] } else { &["simple"] })?;
    // a GEE shows its corrected sandwiches beside the plain one
    let variances = q.variances(estimator, if estimator.starts_with("gee") { 3 } else { 1 })?;
    let panel = models::analysed(q.panel, q.analysis.transition);
    let fitted = models::fit(q, &panel, estimator, &estimands, effects)?;
    let mut sandwiches: Vec<(Correction, Sandwich<'_>)> = Vec::new();
    for term in &fitted.terms {
        for variance in &variances {
            let row = row(q, estimator, &fitted, term, variance, &mut sandwiches, effects);
            effects.rows.push(row);
        }
    }
    let about = q.about(estimator);
    doubts::few_clusters(&about, &fitted, &variances, effects);
    doubts::model_errors(&about, estimator, &variances, effects);
    if !by_lag {
        doubts::immediate(q, &panel, estimator, &fitted, effects);
        beside(q, estimator, effects)?;
    }
    Ok(())
}

/// The exposure-time model beside an immediate-effect model, unless it is asked for anyway.
fn beside(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<()> {
    const SHOWN: &str = "exposure-time";
    let asked = q.analysis.estimators.iter().any(|e| e == SHOWN);
    let there = effects.rows.iter().any(|r| r.estimator == SHOWN && r.outcome == q.outcome);
    if asked || there || estimator == "twfe" {
        return Ok(());
    }
    let panel = models::analysed(q.panel, q.analysis.transition);
    let Ok(fitted) = models::fit(q, &panel, SHOWN, &["time-averaged".to_string()], effects) else { return Ok(()) };
    let mut none = Vec::new();
    for term in &fitted.terms {
        let row = row(q, SHOWN, &fitted, term, "model", &mut none, effects);
        effects.rows.push(row);
    }
    Ok(())
}

/// One term with one variance.
fn row<'f>(
    q: &Question<'_>,
    estimator: &str,
    fitted: &'f Fitted,
    term: &Term,
    variance: &str,
    sandwiches: &mut Vec<(Correction, Sandwich<'f>)>,
    effects: &mut Effects,
) -> EstimateRow {
    let fit = &fitted.fit;
    let sample = Sample { nobs: fit.nobs, units: fit.n_clusters() };
    let estimate = term.contrast.as_ref().map_or(if term.reference { 0.0 } else { f64::NAN }, |c| fit.estimate(c));
    let mut row = q.row(estimator, term.estimand, &term.name, estimate, sample);
    row.variance = variance.to_string();
    if let Some(scale) = fitted.scale {
        row.scale = scale.to_string();
    }
    if term.reference {
        row.std_error = Some(0.0);
    }
    let Some(c) = &term.contrast else { return row };
    let sd = q.panel.outcome_sd();
    let groups = fit.n_clusters() as f64;
    let correction = match variance {
        "model" => {
            let df = if fitted.scale.is_some() { f64::INFINITY } else { groups - 2.0 };
            let v = fit.bread.quad(c, c);
            doubts::no_error(&row, variance, v, df, sd, effects);
            return with_t(row, variance, v, df, sd);
        }
        "wild-bootstrap" => return wild(q, row, fitted, c, effects),
        "randomization" => return chance::row(q, row, fitted, term, effects),
        "robust" | "cr0" => Correction::Cr0,
        // maximum likelihood and quasi-likelihood on the logit scale have no (n−1)/(n−k)
        "cr1" if fitted.scale.is_some() => Correction::Cr1Clusters,
        "cr1" => Correction::Cr1,
        "cr2" => Correction::Cr2,
        "kauermann-carroll" => Correction::KauermannCarroll,
        "mancl-derouen" => Correction::ManclDeRouen,
        _ => Correction::Cr3,
    };
    let at = sandwiches.iter().position(|(k, _)| *k == correction).unwrap_or_else(|| {
        sandwiches.push((correction, Sandwich::new(fit, correction)));
        sandwiches.len() - 1
    });
    let sandwich = &sandwiches[at].1;
    let found = sandwich.variance(c);
    if standard_error(found.variance, sd).is_none() {
        doubts::variance(&row, sandwich, c, effects);
    }
    with_t(row, variance, found.variance, if variance == "robust" { f64::INFINITY } else { found.df }, sd)
}

/// The wild cluster bootstrap of one term.
fn wild(q: &Question<'_>, mut row: EstimateRow, fitted: &Fitted, c: &[f64], effects: &mut Effects) -> EstimateRow {
    let request = WildRequest {
        residuals: q.analysis.bootstrap,
        draws: q.analysis.draws,
        level: q.analysis.level,
        auxiliary: None,
        interval: q.analysis.interval,
        outcome_sd: q.panel.outcome_sd(),
    };
    // both kinds of residuals are perturbed by the same weights
    let purpose = format!("wild-bootstrap {} {}", row.outcome, row.term);
    let stream = |block: u64| Stream::seeded(&purpose, q.analysis.seed, block);
    let Some(found) = wild_bootstrap(&fitted.fit, c, request, &stream, q.progress) else {
        doubts::variance(&row, &Sandwich::new(&fitted.fit, Correction::Cr1), c, effects);
        return row;
    };
    row.std_error = Some(found.std_error);
    row.statistic = Some(found.statistic);
    row.p_value = Some(found.p);
    row.conf_low = Some(found.low);
    row.conf_high = Some(found.high);
    if found.disconnected {
        let doubt = Doubt::AcceptedDisconnected { term: row.term.clone(), estimator: row.estimator.clone() };
        effects.warn(doubt.about([row.about()]));
    }
    effects.note(
        "bootstrap",
        json!({ "outcome": row.outcome, "estimator": row.estimator, "estimand": row.estimand, "term": row.term,
                "draws": found.draws, "enumerated": found.enumerated, "p": found.p, "mc_error": found.mc_error,
                "weights": format!("{:?}", found.auxiliary).to_lowercase(),
                "residuals": match q.analysis.bootstrap {
                    Residuals::Restricted => "wcr11",
                    Residuals::JackknifedRestricted => "wcr31",
                } }),
    );
    row
}
