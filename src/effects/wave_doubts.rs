//! What must be said of estimators that compare waves: adjustments, units without a base period, variances that cannot be had.

use super::asked::Term;
use super::question::{Effects, Question};
use crate::diagnostics::{About, Doubt, listed};
use crate::estimators::design_based::{Beta, DesignBased, ENOUGH_FOR_BETA, Method};
use crate::estimators::unit_means::UnitMeans;
use crate::inference::neyman::{CohortVariance, NoVariance};
use crate::trial::facts::BetaTold;
use crate::trial::{EstimateRow, Estimator, Named, Panel};

/// Fewer units than this in a wave make `design` too small.
const ENOUGH_FOR_DESIGN: usize = 8;
/// Where no more than this share of the units stand in such waves `design` is as good as anywhere.
const SMALL_SHARE: f64 = 0.05;

/// Names the units that have no period before their start.
pub(crate) fn without_base(
    q: &Question<'_>,
    estimator: &str,
    means: &UnitMeans,
    used: &dyn Fn(usize) -> bool,
    effects: &mut Effects,
) {
    let names: Vec<&str> =
        (0..means.len()).filter(|i| !used(*i)).map(|i| q.panel.units()[means.units[i]].as_str()).collect();
    if !names.is_empty() {
        let (count, units) = (names.len(), listed(&names));
        let doubt = Doubt::NoBasePeriod { estimator: estimator.to_string(), count, units };
        effects.warn(doubt.about([q.about(estimator)]));
    }
}

/// Says which adjustment was taken.
pub(crate) fn say_beta_of(
    q: &Question<'_>,
    estimator: Estimator,
    method: &Method,
    term: &Term,
    (beta, clipped): (f64, bool),
    effects: &mut Effects,
) {
    if matches!(method.beta, Beta::Fixed(_)) && !estimator.row().adjusts {
        return;
    }
    let rule = match method.beta {
        Beta::Efficient => "clipped",
        Beta::PlugIn => "plug-in",
        Beta::Fixed(_) => "fixed",
    };
    effects.note(&BetaTold {
        outcome: q.outcome.to_string(),
        estimator: estimator.to_string(),
        term: term.name.clone(),
        estimand: term.estimand.to_string(),
        beta: Some(beta),
        clipped: Some(clipped),
        rule: rule.to_string(),
        intervention: None,
    });
    if clipped {
        let doubt = Doubt::BetaClipped {
            enough: ENOUGH_FOR_BETA,
            term: term.name.clone(),
            estimand: term.estimand.to_string(),
            beta,
        };
        effects.warn(doubt.about([q.about(estimator.name()).term(&term.name)]));
    }
}

/// Says that waves are small for `design`.
pub(crate) fn few_units(row: &EstimateRow, found: &DesignBased, effects: &mut Effects) {
    let smallest = found.fit.smallest();
    // a few units in small waves among thousands move the variance little
    let sizes = found.fit.cohorts.iter().filter(|c| c.weighted).map(|c| c.theta.len());
    let in_small: usize = sizes.filter(|n| *n < ENOUGH_FOR_DESIGN).sum();
    if in_small as f64 > SMALL_SHARE * found.fit.units() as f64 {
        effects.warn(Doubt::FewUnitsPerWave { smallest }.about([row.about().variance("design")]));
    }
}

/// Says why there is no variance.
pub(crate) fn say_no_variance(
    panel: &Panel,
    about: &About,
    found: &DesignBased,
    v: &CohortVariance,
    effects: &mut Effects,
) {
    let Err(why) = &v.variance else { return };
    let label = |g: &usize| panel.periods().get(*g).cloned().unwrap_or_else(|| "never".to_string());
    let (term, variance) = (about.term.clone().unwrap_or_default(), about.variance.clone().unwrap_or_default());
    let doubt = match why {
        NoVariance::SingletonWave => {
            let waves: Vec<String> = found.fit.singletons().iter().map(label).collect();
            Doubt::SingletonWave { variance, term, waves: waves.join(", ") }
        }
        NoVariance::FewUnitsPerWave => Doubt::TooFewForDesign { term, needed: found.fit.before + 1 },
        NoVariance::NotPositive => Doubt::DesignNotPositive { variance, term },
    };
    effects.warn(doubt.about([about.clone()]));
}
