//! Rows of randomization inference: joins the reference set, an estimator's redraws and the test.

use super::question::{Effects, Question};
use crate::diagnostics::Doubt;
use crate::effects::randomized_row::{IMPOSSIBLE, Odds, Redrawn, finish, no_scale};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, Cohorts, DesignBased, ENOUGH_FOR_BETA, Method};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::inference::assignments::Assignments;
use crate::inference::bands;
use crate::inference::neyman::neyman;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::ties;
use crate::trial::Estimator;
use crate::trial::facts::Band;
use crate::trial::{EstimateRow, Shifted};

/// The test of one average of a design-based estimator.
pub(crate) fn design_based(
    q: &Question<'_>,
    s: &Setting<'_>,
    average: Estimand,
    found: &DesignBased,
    row: EstimateRow,
    effects: &mut Effects,
) -> Redrawn {
    let redraw = Redraw::new(s.means, s.cohorts, s.method.comparison(average, q.analysis.transition));
    let assignments = q.chance.assignments(q.panel, &s.means.units, s.cohorts);
    let smallest = smallest_wave(assignments.as_ref(), s, found.fit.smallest());
    let (adjustment, fixed) = match s.method.beta {
        Beta::Fixed(b) => (Adjustment::None, Some(b)),
        Beta::Efficient => (Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA }, None),
        Beta::PlugIn => (Adjustment::Efficient { clip: false }, None),
    };
    let reduce = |z: Shifted| Adjusted { shifted: fixed.map_or(z, |b| z.adjusted(b)), adjustment };
    let what = format!("{} {}", s.estimator, row.term);
    let draws = evaluate(assignments.as_ref(), s.means.len(), q.progress, &what, |cohorts| {
        reduce(redraw.at(cohorts).unwrap_or(IMPOSSIBLE))
    });
    let observed = reduce(redraw.at(&s.cohorts.of_unit).unwrap_or(IMPOSSIBLE));
    let singleton = smallest < 2;
    if singleton && q.analysis.studentized {
        effects.warn(Doubt::NotStudentized {}.about([row.about().variance("randomization")]));
    } else if smallest <= 3 {
        effects.warn(Doubt::ExactForNoEffectOnAnyone { smallest }.about([row.about().variance("randomization")]));
    }
    let rule = Rule {
        ties: ties::within(q.panel),
        studentized: q.analysis.studentized && !singleton,
        level: q.analysis.level,
        interval: q.analysis.interval,
        outcome_sd: q.panel.outcome_sd(),
    };
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    let scale =
        neyman(&found.fit).unless_zero(rule.outcome_sd).variance.ok().map(libm::sqrt).filter(|_| rule.studentized);
    if rule.studentized && scale.is_none() {
        no_scale(&row, effects);
    }
    finish(q, row, test, scale, Odds::of(assignments.as_ref(), s.means.left_out.is_empty()), effects)
}

/// Fewest units that a wave with weight can have in any assignment.
fn smallest_wave(assignments: &dyn Assignments, s: &Setting<'_>, observed: usize) -> usize {
    if s.means.left_out.is_empty() || assignments.enumerated() {
        return observed;
    }
    let mut cohorts = vec![0u16; s.means.len()];
    let mut smallest = observed;
    for r in 0..assignments.len() {
        assignments.fill(r, &mut cohorts);
        let mut count = vec![0usize; s.cohorts.starts.len()];
        cohorts.iter().for_each(|g| count[*g as usize] += 1);
        smallest = smallest.min(count.into_iter().filter(|c| *c > 0).min().unwrap_or(0));
    }
    smallest
}

/// Simultaneous bands of the lags of one estimator.
pub(crate) fn bands(q: &Question<'_>, estimator: &str, lags: &[(usize, Redrawn)], effects: &mut Effects) {
    if lags.len() < 2 || !lags.iter().all(|(_, r)| r.row.std_error.is_some()) {
        return;
    }
    let references: Vec<&[f64]> = lags.iter().map(|(_, r)| r.reference.as_slice()).collect();
    let Some(c) = bands::critical_value(&references, q.analysis.level) else { return };
    for (_, lag) in lags {
        let (Some(estimate), Some(se)) = (lag.row.estimate, lag.row.std_error) else { continue };
        effects.note(&Band {
            outcome: q.outcome.to_string(),
            estimator: estimator.to_string(),
            term: lag.row.term.clone(),
            critical: Some(c),
            low: Some(estimate - c * se),
            high: Some(estimate + c * se),
            level: Some(q.analysis.level),
            intervention: None,
        });
    }
}

/// A method on the units and cohorts of one question.
pub(crate) struct Setting<'a> {
    pub means: &'a UnitMeans,
    pub cohorts: &'a Cohorts,
    pub method: Method,
    pub estimator: Estimator,
}
