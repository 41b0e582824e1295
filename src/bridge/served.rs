//! Which plans the script can run.

use crate::diagnostics::{Outcome, Problem};
use crate::estimators::design_based::Beta;
use crate::estimators::waves_of;
use crate::trial::methods::{Estimand, Family};
use crate::trial::{Estimator, Named, Study, VarianceKind};

/// Refuses a plan that the script does not serve.
///
/// # Errors
/// `E390`, naming what is served.
pub fn served(plan: &Study) -> Outcome<()> {
    let a = &plan.analysis;
    let fits = waves_of(a.estimator).is_some() && a.estimator.row().estimands.contains(&a.estimand);
    let by_replays = matches!(a.variance, VarianceKind::Randomization | VarianceKind::Neyman);
    let one = a.estimand != Estimand::LagTests;
    if fits && by_replays && one {
        return Ok(());
    }
    let waves = |e: &Estimator| e.family() == Family::DesignBased && waves_of(*e).is_some();
    let names: Vec<&str> = Estimator::all().into_iter().filter(waves).map(Named::name).collect();
    Err(Problem::new("E390", "the script for closed machines does not serve this plan")
        .found(format!("{} {} {}", a.estimator, a.estimand, a.variance))
        .expected(format!(
            "{}, with randomization or neyman, and one of their estimands but lag-tests",
            names.join(", ")
        ))
        .help("where masked counts may leave the machine, `lodtrin ingest --counts FILE` runs any plan")
        .help("nothing was written"))
}

/// The adjustment of an estimator that does not estimate it.
pub(super) fn fixed_beta(estimator: Estimator) -> Option<f64> {
    match waves_of(estimator)?.beta {
        Beta::Fixed(b) => Some(b),
        Beta::Efficient | Beta::PlugIn => None,
    }
}
