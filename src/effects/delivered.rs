//! What delivery did: the effect of the drawn start on what was delivered, and the complier-average effect by inversion.

use super::asked::Term;
use super::observed::{DrawnNumbers, Setup};
use super::question::Effects;
use super::randomized_row::{Odds, finish};
use crate::diagnostics::Doubt;
use crate::estimators::contrast::Estimand;
use crate::inference::randomization::{Adjusted, Rule, randomization};
use crate::inference::ties::TIE;
use crate::trial::{Named, Start};

/// Adds the rows `first-stage` and `delivered` of an average.
///
/// The effect τ of what was delivered is the one at which Y − τG leaves nothing; its limits are the hull of the effects that
/// are not rejected by replays of the lottery.
///
/// # Reference
/// Anderson & Rubin (1949), doi:10.1214/aoms/1177730090; Imbens & Rosenbaum (2005), doi:10.1111/j.1467-985X.2004.00339.x.
pub(crate) fn add(setup: &Setup<'_>, term: &Term, average: Estimand, delivered: &[Start], effects: &mut Effects) {
    let q = setup.q;
    let t = setup.means.seen.periods;
    let given: Vec<f64> = (0..setup.means.seen.len() * t)
        .map(|c| if delivered[c / t].is_some_and(|g| c % t >= g) { 1.0 } else { 0.0 })
        .collect();
    let drawn_as = setup.treatment(average);
    let assignments = setup.assignments();
    let contrast = setup.contrast(average);
    // the effect of the drawn start on what was delivered, tested by the estimate itself
    let Some(first) = contrast.at(&setup.cohorts.of_unit, &[&given, &drawn_as]) else { return };
    let beta = setup.method.beta;
    let draws: Vec<Adjusted> =
        setup.draws(average, &given, &drawn_as, "first stage").iter().map(|d| d.adjusted(beta)).collect();
    let observed = DrawnNumbers::of(Some(first.clone())).adjusted(beta);
    let plain = Rule { ties: TIE, studentized: false, level: q.analysis.level, interval: false, outcome_sd: 1.0 };
    let stage = randomization(&observed, &draws, assignments.enumerated(), &plain);
    let mut row = q.row(setup.estimator.name(), term.estimand.name(), "first-stage", stage.statistic, setup.sample());
    row.scale = "probability".to_string();
    row.variance = "randomization".to_string();
    row.p_value = Some(stage.p);
    effects.rows.push(row);
    if stage.p > 1.0 - q.analysis.level {
        effects.warn(Doubt::WeakFirstStage { p: stage.p }.about([q.about(setup.estimator.name()).term("delivered")]));
    }
    let Some(found) = contrast.at(&setup.cohorts.of_unit, &[&setup.means.values, &given]) else { return };
    let drawn = setup.draws(average, &setup.means.values, &given, "delivered");
    let rule = setup.rule(&found, &drawn, effects);
    let draws: Vec<Adjusted> = drawn.iter().map(|d| d.adjusted(beta)).collect();
    let observed = DrawnNumbers::of(Some(found)).adjusted(beta);
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    let row = q.row(setup.estimator.name(), term.estimand.name(), "delivered", test.centre, setup.sample());
    let mut done = finish(q, row, test, rule.std_error(&observed), Odds::of(assignments.as_ref(), true), effects).row;
    (done.std_error, done.statistic) = (None, None);
    effects.rows.push(done);
}
