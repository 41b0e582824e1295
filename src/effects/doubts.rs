//! What must be said of regressions: terms nothing identifies, variances that cannot be had, effects that change with
//! exposure.

use super::analysis::{Effects, Question};
use super::fitted::{Fitted, Term};
use super::regressions::weight;
use crate::diagnostics::Warning;
use crate::estimators::implied::{LagWeight, mixed_weights, twfe_weights};
use crate::inference::cluster::Sandwich;
use crate::inference::guards::standard_error;
use crate::steps::effect::table::listed;
use crate::trial::{EstimateRow, Panel};
use serde_json::json;
use std::collections::BTreeSet;

/// Fewer clusters than this make cr0 and cr1 too small.
const FEW_CLUSTERS: usize = 20;

/// A term that the data do not identify, in the words of the trial.
pub(crate) fn not_identified(panel: &Panel, estimator: &str, term: &Term, effects: &mut Effects) {
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
    let message = if periods.is_empty() {
        format!("`{estimator}` has no {}: no unit is seen at that distance from its start", term.name)
    } else {
        format!(
            "`{estimator}` cannot tell {} from the units and periods: the wave that starts in {} is seen there in {}, with no \
             unit left to compare with",
            term.name,
            names(&starts),
            names(&periods)
        )
    };
    effects.warn(Warning::new("NotIdentified", message).help("its row is NA; the other lags are not touched by it"));
}

/// A cluster-robust variance that cannot be had, or that is zero but for rounding: which of the reasons is true.
pub(crate) fn variance(
    estimator: &str,
    term: &Term,
    name: &str,
    sandwich: &Sandwich<'_>,
    contrast: &[f64],
    effects: &mut Effects,
) {
    let (fit, found) = (sandwich.fit(), sandwich.variance(contrast));
    if !found.indispensable.is_empty() {
        let units: Vec<&str> = found.indispensable.iter().map(|g| fit.cluster_names[*g].as_str()).collect();
        effects.warn(
            Warning::new(
                "IndispensableUnit",
                format!(
                    "`{name}` of {} ({estimator}) cannot be had: nothing identifies it without {}",
                    term.name,
                    listed(&units)
                ),
            )
            .help("use `cr2`, `wild-bootstrap` or `randomization`"),
        );
    } else if found.variance.is_nan() {
        effects.warn(
            Warning::new(
                "NotPositiveVariance",
                format!(
                    "`{name}` of {} ({estimator}) cannot be had: {} rows in {} clusters leave nothing beside {} coefficients",
                    term.name,
                    fit.nobs,
                    fit.n_clusters(),
                    fit.parameters
                ),
            )
            .help("use `cr2` or `randomization`, or more units or periods"),
        );
    } else if sandwich.zero_by_construction(contrast) {
        effects.warn(
            Warning::new(
                "ZeroByConstruction",
                format!(
                    "`{name}` of {} ({estimator}) is zero whatever the outcomes are and is not printed: the scores of its {} \
                     clusters cancel in this design",
                    term.name,
                    fit.n_clusters()
                ),
            )
            .help("more units are needed; `randomization` needs no standard error"),
        );
    } else {
        effects.warn(
            Warning::new(
                "NotPositiveVariance",
                format!("`{name}` of {} ({estimator}) comes out zero and is not printed: in these data every cluster's score is nil", term.name),
            )
            .help("the residuals leave nothing to estimate it from; more units or periods are needed"),
        );
    }
}

/// A model's own standard error that is zero, or that has no degrees of freedom.
pub(crate) fn no_error(row: &EstimateRow, name: &str, variance: f64, df: f64, outcome_sd: f64, effects: &mut Effects) {
    let which = format!("`{name}` of {} ({})", row.term, row.estimator);
    if standard_error(variance, outcome_sd).is_none() {
        effects.warn(Warning::new("NotPositiveVariance", format!("{which} comes out zero and is not printed")));
    } else if df <= 0.0 {
        effects.warn(
            Warning::new(
                "NoDegreesOfFreedom",
                format!(
                    "{which} has no p-value and no interval: {} clusters leave no degrees of freedom",
                    row.n_clusters
                ),
            )
            .help("more units are needed"),
        );
    }
}

/// Sandwiches without a small-sample correction, on few clusters.
pub(crate) fn few_clusters(fitted: &Fitted, variances: &[String], effects: &mut Effects) {
    let g = fitted.fit.n_clusters();
    let plain: Vec<&str> =
        variances.iter().map(String::as_str).filter(|v| ["cr0", "cr1", "robust"].contains(v)).collect();
    if g < FEW_CLUSTERS && !plain.is_empty() {
        effects.warn(
            Warning::new("FewClusters", format!("with {g} clusters {} tends to be too small", plain.join(", ")))
                .help("use `cr2`, `jackknife`, `wild-bootstrap` or `randomization`; for GEE `kauermann-carroll`"),
        );
    }
}

/// A linear mixed model's own errors, which know nothing of programmes that react differently.
pub(crate) fn model_errors(estimator: &str, variances: &[String], effects: &mut Effects) {
    let mixed = matches!(estimator, "hussey-hughes" | "nested-exchangeable" | "exposure-time");
    if mixed && variances.iter().any(|v| v == "model") {
        effects.warn(
            Warning::new(
                "ModelVariance",
                format!(
                    "`model` of `{estimator}` takes all programmes to react alike: where they do not, its errors are too small \
                     (nominal 5 % tests rejected in 7 to 40 % of simulated studies)"
                ),
            )
            .help("ask for --variance cr2 beside it; the figures stand in docs/validation.md"),
        );
    }
}

/// What an immediate-effect model makes of effects that grow.
pub(crate) fn immediate(q: &Question<'_>, panel: &Panel, estimator: &str, fitted: &Fitted, effects: &mut Effects) {
    let weights: Vec<LagWeight> = match fitted.ratios {
        Some([unit, cell]) => mixed_weights(panel, unit, cell),
        None if estimator == "twfe" => twfe_weights(panel, weight(q)),
        None => Vec::new(),
    };
    let shown = if weights.is_empty() {
        String::new()
    } else {
        let each: Vec<String> = weights.iter().take(8).map(|w| format!("lag {} by {:.2}", w.lag, w.weight)).collect();
        let more = if weights.len() > 8 { ", …" } else { "" };
        format!("; in this design it weighs {}{more}", each.join(", "))
    };
    effects.warn(
        Warning::new(
            "ImmediateEffect",
            format!(
                "`{estimator}` takes the effect to be the same from the start on; where it grows or fades the estimate is \
                 biased, sometimes in sign{shown}"
            ),
        )
        .help("read `exposure-time` or `twfe-exposure` beside it"),
    );
    if !weights.is_empty() {
        let each: Vec<_> = weights.iter().map(|w| json!({ "lag": w.lag, "weight": w.weight })).collect();
        effects.note("exposure_weights", json!({ "outcome": q.outcome, "estimator": estimator, "weights": each }));
    }
}
