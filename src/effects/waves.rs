//! All rows of an estimator that compares waves: its averages, and what stands behind them.

use super::asked::{BY_MEANS, of_the_unseen, terms};
use super::complete::under;
use super::observed::{self, GapRule, Setup};
use super::question::{Effects, Question};
use super::{delivered, design_based, lag_tests, missing, selected, subgroups, who_is_missing};
use crate::diagnostics::Outcome;
use crate::estimators::design_based::{Beta, Method};
use crate::trial::methods::Estimand as Asked;
use crate::trial::{Estimator, VarianceKind};

/// Adds the rows of one design-based estimator.
pub(crate) fn add(
    q: &Question<'_>,
    (estimator, mut method): (Estimator, Method),
    effects: &mut Effects,
) -> Outcome<()> {
    if method.beta == Beta::Efficient {
        method.beta = q.analysis.beta.unwrap_or(method.beta);
    }
    let estimands = q.estimands(estimator)?;
    let variances = q.variances(estimator)?;
    let gaps = GapRule::of(q);
    observed::can(gaps, &estimands, &variances, q.beside)?;
    design_based::add(q, (estimator, method), (&estimands, &variances), gaps, effects)?;
    further(q, (estimator, method), gaps, &estimands, &variances, effects)
}

/// What stands behind the rows of the averages: what was not seen, who was selected, groups, what was delivered, all lags.
fn further(
    q: &Question<'_>,
    (estimator, method): (Estimator, Method),
    gaps: GapRule,
    estimands: &[Asked],
    variances: &[VarianceKind],
    effects: &mut Effects,
) -> Outcome<()> {
    let unseen = variances.iter().any(|v| of_the_unseen(*v));
    let tests = estimands.contains(&Asked::LagTests);
    let randomized = variances.contains(&VarianceKind::Randomization);
    let grouped = !q.beside.groups.is_empty() && variances.iter().any(|v| subgroups::has(*v));
    let chosen = q.beside.selected.is_some() && estimator == BY_MEANS && unseen;
    if !(unseen || tests || chosen || grouped || randomized && q.beside.delivered.is_some()) {
        return Ok(());
    }
    under(q, gaps.rule, &mut |q| {
        let setup = Setup::new(q, estimator, method, gaps);
        let asked = Further { estimands, variances, unseen, tests, chosen, grouped, randomized };
        asked.add(&setup, effects)
    })
}

/// What is asked for behind the averages.
struct Further<'a> {
    estimands: &'a [Asked],
    variances: &'a [VarianceKind],
    unseen: bool,
    tests: bool,
    chosen: bool,
    grouped: bool,
    randomized: bool,
}

impl Further<'_> {
    fn add(&self, setup: &Setup<'_>, effects: &mut Effects) -> Outcome<()> {
        let q = setup.q;
        let occupied = setup.cohorts.occupied();
        let one = |e: &Asked| !matches!(e, Asked::ByLag | Asked::LagTests);
        let averages: Vec<Asked> = self.estimands.iter().copied().filter(one).collect();
        for term in &terms(q, &setup.method, &occupied, &averages)? {
            let Some(average) = term.average else { continue };
            if self.unseen {
                missing::add(setup, term, average, self.variances, effects)?;
                who_is_missing::add(q, effects)?;
            }
            if let Some(selected) = q.beside.selected.as_ref().filter(|_| self.chosen) {
                selected::add(setup, term, average, selected, effects);
            }
            if self.grouped {
                subgroups::add(setup, term, average, &q.beside.groups, self.variances, effects);
            }
            if let Some(delivered) = q.beside.delivered.as_ref().filter(|_| self.randomized) {
                delivered::add(setup, term, average, delivered, effects);
            }
        }
        if self.tests {
            lag_tests::add(q, setup, effects)?;
        }
        Ok(())
    }
}
