//! What must be said of regressions: terms nothing identifies, variances that cannot be had, effects that change with
//! exposure.

use super::question::{Effects, Question, weight};
use super::terms::{Fitted, Term};
use crate::diagnostics::{About, Doubt, listed};
use crate::estimators::implied::{LagWeight, mixed_weights, twfe_weights};
use crate::inference::cluster::Sandwich;
use crate::inference::guards::standard_error;
use crate::trial::facts::{ExposureWeights, LagShare};
use crate::trial::{EstimateRow, Estimator, Family, Named, Panel, VarianceKind};
use std::collections::BTreeSet;

/// Fewer clusters than this make cr0 and cr1 too small.
const FEW_CLUSTERS: usize = 20;

/// A term that the data do not identify, in the words of the trial.
pub(crate) fn not_identified(about: &About, panel: &Panel, estimator: Estimator, term: &Term, effects: &mut Effects) {
    let wanted: BTreeSet<i64> = term.lags.iter().map(|(l, _)| *l).collect();
    let mut periods = BTreeSet::new();
    let mut starts = BTreeSet::new();
    for i in 0..panel.units().len() {
        for t in (0..panel.periods().len()).filter(|t| panel.cell(i, *t).is_some()) {
            if panel.assignment().lag(i, t).is_some_and(|l| wanted.contains(&l)) {
                periods.insert(t);
                starts.extend(panel.assignment().starts()[i]);
            }
        }
    }
    let names = |set: &BTreeSet<usize>| -> String {
        listed(&set.iter().map(|t| panel.periods()[*t].as_str()).collect::<Vec<_>>())
    };
    let (estimator, name) = (estimator.to_string(), term.name.clone());
    let doubt = if periods.is_empty() {
        Doubt::LagNotSeen { estimator, term: name }
    } else {
        Doubt::NotIdentified { estimator, term: name, waves: names(&starts), periods: names(&periods) }
    };
    effects.warn(doubt.about([about.clone().term(&term.name)]));
}

/// A cluster-robust variance that cannot be had, or that is zero but for rounding: which of the reasons is true.
pub(crate) fn variance(row: &EstimateRow, sandwich: &Sandwich<'_>, contrast: &[f64], effects: &mut Effects) {
    let (fit, found) = (sandwich.fit(), sandwich.variance(contrast));
    let (variance, term, estimator) = (row.variance.clone(), row.term.clone(), row.estimator.clone());
    let doubt = if !found.indispensable.is_empty() {
        let units: Vec<&str> = found.indispensable.iter().map(|g| fit.cluster_names[*g].as_str()).collect();
        Doubt::IndispensableUnit { variance, term, estimator, units: listed(&units) }
    } else if found.variance.is_nan() {
        let (rows, clusters, coefficients) = (fit.nobs, fit.n_clusters(), fit.parameters);
        Doubt::NothingLeftBeside { variance, term, estimator, rows, clusters, coefficients }
    } else if sandwich.zero_by_construction(contrast) {
        Doubt::ScoresCancel { variance, term, estimator, clusters: fit.n_clusters() }
    } else {
        Doubt::NotPositiveVariance { variance, term, estimator }
    };
    effects.warn(doubt.about([row.about()]));
}

/// A model's own standard error that is zero, or that has no degrees of freedom.
pub(crate) fn no_error(row: &EstimateRow, name: &str, variance: f64, df: f64, outcome_sd: f64, effects: &mut Effects) {
    let (variance_name, term, estimator) = (name.to_string(), row.term.clone(), row.estimator.clone());
    let doubt = if standard_error(variance, outcome_sd).is_none() {
        Doubt::ModelNotPositive { variance: variance_name, term, estimator }
    } else if df <= 0.0 {
        Doubt::NoDegreesOfFreedom { variance: variance_name, term, estimator, clusters: row.n_clusters }
    } else {
        return;
    };
    effects.warn(doubt.about([row.about().variance(name)]));
}

/// Sandwiches without a small-sample correction, on few clusters.
pub(crate) fn few_clusters(about: &About, fitted: &Fitted, variances: &[VarianceKind], effects: &mut Effects) {
    let g = fitted.fit.n_clusters();
    let uncorrected = |v: &&VarianceKind| matches!(v, VarianceKind::Cr0 | VarianceKind::Cr1 | VarianceKind::Robust);
    let plain: Vec<&str> = variances.iter().filter(uncorrected).map(|v| v.name()).collect();
    if g < FEW_CLUSTERS && !plain.is_empty() {
        let doubt = Doubt::FewClusters { clusters: g, variances: plain.join(", ") };
        effects.warn(doubt.about(plain.iter().map(|v| about.clone().variance(v))));
    }
}

/// A linear mixed model's own errors, which know nothing of programmes that react differently.
pub(crate) fn model_errors(about: &About, estimator: Estimator, variances: &[VarianceKind], effects: &mut Effects) {
    if estimator.family() == Family::Mixed && variances.contains(&VarianceKind::Model) {
        let doubt = Doubt::ModelVariance { estimator: estimator.to_string() };
        effects.warn(doubt.about([about.clone().variance(VarianceKind::Model.name())]));
    }
}

/// What an immediate-effect model makes of effects that grow.
pub(crate) fn immediate(q: &Question<'_>, panel: &Panel, estimator: Estimator, fitted: &Fitted, effects: &mut Effects) {
    let weights: Vec<LagWeight> = match fitted.ratios {
        Some([unit, cell]) => mixed_weights(panel, unit, cell),
        None if estimator.family() == Family::TwoWay => twfe_weights(panel, weight(q)),
        None => Vec::new(),
    };
    let each: Vec<String> = weights.iter().take(8).map(|w| format!("lag {} by {:.2}", w.lag, w.weight)).collect();
    let more = if weights.len() > 8 { ", …" } else { "" };
    let doubt =
        Doubt::ImmediateEffect { estimator: estimator.to_string(), weights: format!("{}{more}", each.join(", ")) };
    effects.warn(doubt.about([q.about(estimator.name())]));
    if !weights.is_empty() {
        let weights = weights.iter().map(|w| LagShare { lag: w.lag, weight: w.weight }).collect();
        let (outcome, estimator) = (q.outcome.to_string(), estimator.to_string());
        effects.note(&ExposureWeights { outcome, estimator, weights, intervention: None });
    }
}
