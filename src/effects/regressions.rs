//! Rows of the regressions and model-based estimators.

use super::question::{Effects, Question, Sample, with_t};
use super::regression_redraws::Draws;
use super::terms::{Fitted, Term};
use super::{doubts, fitted as models};
use crate::diagnostics::{Doubt, Outcome, listed};
use crate::estimators::fitted::Regress;
use crate::estimators::{Fitting, fitting};
use crate::inference::cluster::{Correction, Sandwich};
use crate::inference::guards::standard_error;
use crate::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use crate::provenance::Stream;
use crate::trial::facts::Bootstrapped;
use crate::trial::methods::Estimand;
use crate::trial::{EstimateRow, Estimator, Named, Panel, VarianceKind};

/// Adds the rows of one regression.
pub(crate) fn add(q: &Question<'_>, (estimator, regress): (Estimator, Regress), effects: &mut Effects) -> Outcome<()> {
    let estimands = q.estimands(estimator)?;
    let variances = q.variances(estimator)?;
    let panel = models::analysed(q.panel, q.analysis.transition);
    let fitted = models::fit(q, &panel, (estimator, regress), &estimands, effects)?;
    let mut sandwiches: Vec<(Correction, Sandwich<'_>)> = Vec::new();
    entered(q, &panel, estimator, &fitted, effects);
    let draws =
        variances.contains(&VarianceKind::Randomization).then(|| Draws::new(q, (estimator, regress), &fitted, effects));
    for (position, term) in fitted.terms.iter().enumerate() {
        for variance in &variances {
            let mut row = row(q, estimator, &fitted, term, *variance, &mut sandwiches, effects);
            let tested = *variance == VarianceKind::Randomization && term.contrast.is_some();
            if let Some(draws) = draws.as_ref().filter(|_| tested) {
                row = draws.row(q, row, &fitted, position, effects);
            }
            effects.rows.push(row);
        }
    }
    let about = q.about(estimator.name());
    doubts::few_clusters(&about, &fitted, &variances, effects);
    doubts::model_errors(&about, estimator, &variances, effects);
    if estimator.is_immediate() {
        doubts::immediate(q, &panel, estimator, &fitted, effects);
        beside(q, estimator, effects)?;
    }
    Ok(())
}

/// Units and covariates of which nothing entered the regression.
fn entered(q: &Question<'_>, panel: &Panel, estimator: Estimator, fitted: &Fitted, effects: &mut Effects) {
    let fit = &fitted.fit;
    let units: Vec<&str> =
        panel.units().iter().map(String::as_str).filter(|u| !fit.cluster_names.iter().any(|c| c == u)).collect();
    if !units.is_empty() {
        let (estimator_name, count) = (estimator.name().to_string(), units.len());
        let doubt = Doubt::UnitsWithoutCells { estimator: estimator_name, count, units: listed(&units) };
        effects.warn(doubt.about([q.about(estimator.name())]));
    }
    for name in fit.dropped.iter().map(|j| &fit.terms[*j]).filter(|t| panel.covariates().contains(t)) {
        let doubt = Doubt::CovariateRepeats { covariate: name.clone(), estimator: estimator.name().to_string() };
        effects.warn(doubt.about([q.about(estimator.name())]));
    }
}

/// The model with an effect for each lag beside an immediate-effect model, unless it is asked for anyway.
fn beside(q: &Question<'_>, estimator: Estimator, effects: &mut Effects) -> Outcome<()> {
    let Some(shown) = estimator.row().beside else { return Ok(()) };
    let Fitting::Regression(regress) = fitting(shown) else { return Ok(()) };
    let there = effects.rows.iter().any(|r| r.estimator == shown && r.outcome == q.outcome);
    if q.analysis.estimators.contains(&shown) || there {
        return Ok(());
    }
    let panel = models::analysed(q.panel, q.analysis.transition);
    let Ok(fitted) = models::fit(q, &panel, (shown, regress), &[Estimand::TimeAveraged], effects) else {
        return Ok(());
    };
    let mut none = Vec::new();
    for term in &fitted.terms {
        let row = row(q, shown, &fitted, term, VarianceKind::Model, &mut none, effects);
        effects.rows.push(row);
    }
    Ok(())
}

/// One term with one variance.
fn row<'f>(
    q: &Question<'_>,
    estimator: Estimator,
    fitted: &'f Fitted,
    term: &Term,
    variance: VarianceKind,
    sandwiches: &mut Vec<(Correction, Sandwich<'f>)>,
    effects: &mut Effects,
) -> EstimateRow {
    let fit = &fitted.fit;
    let sample = Sample { nobs: fit.nobs, units: fit.n_clusters() };
    let estimate = term.contrast.as_ref().map_or(if term.reference { 0.0 } else { f64::NAN }, |c| fit.estimate(c));
    let mut row = q.row(estimator.name(), term.estimand.name(), &term.name, estimate, sample);
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
        VarianceKind::Model => {
            let df = if fitted.scale.is_some() { f64::INFINITY } else { groups - 2.0 };
            let v = fit.bread.quad(c, c);
            doubts::no_error(&row, variance.name(), v, df, sd, effects);
            return with_t(row, variance.name(), v, df, sd);
        }
        VarianceKind::WildBootstrap => return wild(q, row, fitted, c, effects),
        VarianceKind::Randomization => return row,
        VarianceKind::Robust | VarianceKind::Cr0 => Correction::Cr0,
        // maximum likelihood and quasi-likelihood on the logit scale have no (n−1)/(n−k)
        VarianceKind::Cr1 if fitted.scale.is_some() => Correction::Cr1Clusters,
        VarianceKind::Cr1 => Correction::Cr1,
        VarianceKind::Cr2 => Correction::Cr2,
        VarianceKind::Cr3 | VarianceKind::Jackknife => Correction::Cr3,
        VarianceKind::KauermannCarroll => Correction::KauermannCarroll,
        VarianceKind::ManclDerouen => Correction::ManclDeRouen,
        // of the design-based estimators alone: the register gives them to no regression
        VarianceKind::Design | VarianceKind::Neyman | VarianceKind::Bounds | VarianceKind::WorstCase => return row,
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
    with_t(
        row,
        variance.name(),
        found.variance,
        if variance == VarianceKind::Robust { f64::INFINITY } else { found.df },
        sd,
    )
}

/// Roundings of outcomes that a signed sum of residuals may hold.
const ROUNDINGS: f64 = 4.0;

/// The wild cluster bootstrap of one term.
fn wild(q: &Question<'_>, mut row: EstimateRow, fitted: &Fitted, c: &[f64], effects: &mut Effects) -> EstimateRow {
    let request = WildRequest {
        residuals: q.analysis.bootstrap,
        draws: q.analysis.draws,
        level: q.analysis.level,
        auxiliary: None,
        interval: q.analysis.interval,
        outcome_sd: q.panel.outcome_sd(),
        roundings: ROUNDINGS * q.panel.outcome_rounding(),
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
    let residuals = match q.analysis.bootstrap {
        Residuals::Restricted => "wcr11",
        Residuals::JackknifedRestricted => "wcr31",
    };
    effects.note(&Bootstrapped {
        outcome: row.outcome.clone(),
        estimator: row.estimator.clone(),
        estimand: row.estimand.clone(),
        term: row.term.clone(),
        draws: found.draws,
        enumerated: found.enumerated,
        p: Some(found.p),
        mc_error: Some(found.mc_error),
        weights: format!("{:?}", found.auxiliary).to_lowercase(),
        residuals: residuals.to_string(),
        intervention: None,
    });
    row
}
