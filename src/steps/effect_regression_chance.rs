//! Randomization inference with a regression's statistic: the estimate over its `cr1` standard error.

use super::effect::{Effects, Question};
use super::effect_randomized::{IMPOSSIBLE, finish};
use super::effect_regression_models::{Fitted, Term, analysed};
use super::effect_regressions::weight;
use crate::diagnostics::Warning;
use crate::estimators::redraw_regression::{RegressionRedraw, Redrawn};
use crate::inference::cluster::cr1;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::trial::{EstimateRow, Start};

/// The row of one term.
pub(super) fn row(
    q: &Question<'_>,
    row: EstimateRow,
    fitted: &Fitted,
    term: &Term,
    effects: &mut Effects,
) -> EstimateRow {
    let panel = analysed(q.panel, q.analysis.transition);
    let what = if term.lags.is_empty() { Redrawn::Treated } else { Redrawn::Lags(term.lags.clone()) };
    if term.lags.iter().any(|(l, _)| *l < 0) {
        effects.warn(
            Warning::new("NoRandomization", format!("{} ({}) has no randomization test: it is a placebo", term.name, row.estimator))
                .help("`roth-santanna` and `callaway-santanna` have one for placebo lags"),
        );
        return row;
    }
    let world = RegressionRedraw::new(&panel, what, weight(q));
    let periods = panel.periods().len();
    let cohorts = q.chance.cohorts(&panel, &world.units);
    let assignments = q.chance.assignments(&panel, &world.units, &cohorts);
    let start = |g: u16| -> Start { Some(cohorts.starts[g as usize]).filter(|s| *s < periods) };
    let at = |of_unit: &[u16]| {
        let starts: Vec<Start> = of_unit.iter().map(|g| start(*g)).collect();
        Adjusted { shifted: world.at(&starts).unwrap_or(IMPOSSIBLE), adjustment: Adjustment::None }
    };
    let label = format!("{} {}", row.estimator, row.term);
    let draws: Vec<Adjusted> = evaluate(assignments.as_ref(), world.units.len(), q.progress, &label, at);
    let observed = at(&cohorts.of_unit);
    let rule = Rule { studentized: q.analysis.studentized, level: q.analysis.level, interval: true };
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    let scale = term.contrast.as_ref().map(|c| cr1(&fitted.fit, c).variance).filter(|v| rule.studentized && *v > 0.0);
    finish(q, row, test, scale.map(libm::sqrt), assignments.log10_possible(), effects).row
}
