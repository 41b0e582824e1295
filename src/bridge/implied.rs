//! The rows that a plan implies when so many periods can be analysed.

use super::Handed;
use super::handed::scale;
use crate::estimators::contrast::{Estimand as Average, lags};
use crate::estimators::design_based::{Cohorts, Method};
use crate::trial::methods::Estimand;
use crate::trial::{EstimateRow, Named as _, VarianceKind};

/// A row by its names: outcome, estimand, term, variance.
pub(super) type Named = [String; 4];

/// The names of a row.
pub(super) fn named(row: &EstimateRow) -> Named {
    [row.outcome.clone(), row.estimand.clone(), row.term.clone(), row.variance.clone()]
}

/// Units of each cohort when so many periods are analysed: first period (from 0; the number of periods or more for later)
/// and units, cohorts without units among them.
pub(super) fn cohorts(h: &Handed, periods: usize) -> Vec<(usize, usize)> {
    let transition = h.transition();
    let among = Cohorts::placed(&h.starts, periods, transition);
    let mut sizes = vec![0; among.starts.len()];
    for wave in &h.waves {
        let start = h.starts.get(usize::from(*wave).wrapping_sub(1)).copied().flatten();
        sizes[usize::from(among.position(start))] += 1;
    }
    among.starts.into_iter().zip(sizes).collect()
}

/// The term of an average, the intervention's name behind it.
pub(super) fn term(h: &Handed, name: &str) -> String {
    if h.intervention.is_empty() { name.to_string() } else { format!("{name}:{}", h.intervention) }
}

/// Lags that can be compared, the reference among them.
fn lags_of(h: &Handed, method: &Method, periods: usize) -> Vec<i64> {
    let (starts, sizes): (Vec<usize>, Vec<usize>) = cohorts(h, periods).into_iter().filter(|(_, n)| *n > 0).unzip();
    let comparison = method.comparison(Average::Simple, h.transition());
    lags(&comparison, &starts, &sizes, periods).into_iter().map(|(lag, _)| lag).collect()
}

/// Every row but those of subgroups, in order: what stands before them, and what stands behind.
pub(super) fn rows(h: &Handed, method: &Method, periods: usize, planned_gaps: bool) -> (Vec<Named>, Vec<Named>) {
    let a = &h.plan.analysis;
    let outcome = h.plan.primary().name.clone();
    let one = |estimand: Estimand, name: &str, variance: &str| -> Named {
        [outcome.clone(), estimand.name().to_string(), term(h, name), variance.to_string()]
    };
    let planned = |variance: &str| -> Option<Named> {
        let name = if a.estimand == Estimand::TimeAveraged { a.estimand.name() } else { "treated" };
        (a.estimand != Estimand::ByLag).then(|| one(a.estimand, name, variance))
    };
    let found = lags_of(h, method, periods);
    let reference = -1 - h.transition() as i64;
    let mut before: Vec<Named> = planned(a.variance.name()).into_iter().collect();
    before.extend(found.iter().map(|l| one(Estimand::ByLag, &format!("lag={l}"), a.variance.name())));
    let mut behind = Vec::new();
    if a.variance == VarianceKind::Randomization && planned_gaps {
        behind.extend(planned("neyman"));
        let real = found.iter().filter(|l| **l != reference);
        behind.extend(real.map(|l| one(Estimand::ByLag, &format!("lag={l}"), "neyman")));
    } else if a.variance == VarianceKind::Randomization && found.iter().any(|l| *l < reference) {
        behind.extend(["placebo", "placebo-quadratic"].map(|t| one(Estimand::LagTests, t, "randomization")));
    }
    (before, behind)
}

/// The scale of every row.
pub(super) fn scale_of(h: &Handed) -> &'static str {
    scale(h.plan.primary().kind)
}
