//! The analyses of a plan: its own, and what always stands beside it.

use crate::effects::question::{Analysis, residuals};
use crate::estimators::design_based::Beta;
use crate::trial::methods::{Estimand, STANDING};
use crate::trial::{Family, Study};

/// The plan's own analysis and what always stands beside it.
pub fn planned(plan: &Study, draws: u64, seed: u64) -> Vec<Analysis> {
    let a = &plan.analysis;
    let base = Analysis {
        estimators: vec![a.estimator],
        estimands: vec![a.estimand],
        variances: vec![a.variance],
        studentized: a.statistic != "estimate",
        draws,
        seed,
        level: a.level,
        weight: Some(a.weight.clone()),
        beta: a.beta.as_deref().and_then(Beta::named),
        bootstrap: residuals(a.bootstrap.as_deref()),
        transition: plan.intervention().rollout.transition as usize,
        gaps: a.gaps,
        ..Analysis::default()
    };
    let mut parts = vec![base.clone()];
    if a.estimator.family() == Family::DesignBased && a.estimand != Estimand::ByLag {
        parts.push(Analysis { estimands: vec![Estimand::ByLag], lags: None, ..base.clone() });
    }
    parts.extend(STANDING.iter().map(|beside| Analysis {
        estimators: vec![beside.estimator],
        estimands: beside.estimands.to_vec(),
        variances: vec![beside.variance],
        ..base.clone()
    }));
    parts
}
