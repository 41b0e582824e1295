//! Randomization inference with a regression's statistic: the estimate over its `cr1` standard error.

use super::fitted::{analysed, refit};
use super::question::{Effects, Question, weight};
use super::randomized_row::{IMPOSSIBLE, Odds, finish, no_scale};
use super::terms::{Fitted, Term};
use crate::diagnostics::Doubt;
use crate::estimators::fitted::{Ask, Regress};
use crate::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use crate::inference::cluster::cr1;
use crate::inference::guards::standard_error;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::trial::{Assignment, EstimateRow, Estimator, Family, Shifted, Start};

/// The row of one term. Two-way regressions are redrawn from sums and their test is inverted; mixed models are fitted
/// anew in every draw, and have a p-value without an interval.
pub(crate) fn row(
    q: &Question<'_>,
    row: EstimateRow,
    (estimator, regress): (Estimator, Regress),
    (fitted, term): (&Fitted, &Term),
    effects: &mut Effects,
) -> EstimateRow {
    let panel = analysed(q.panel, q.analysis.transition);
    if term.lags.iter().any(|(l, _)| *l < 0) {
        let doubt = Doubt::NoRandomization { term: term.name.clone(), estimator: row.estimator.clone() };
        effects.warn(doubt.about([row.about()]));
        return row;
    }
    let linear = estimator.family() == Family::TwoWay;
    let what = if term.lags.is_empty() {
        Redrawn::Treated
    } else {
        Redrawn::Lags { weights: term.lags.clone(), earliest: fitted.earliest }
    };
    let world = RegressionRedraw::new(&panel, what, weight(q));
    let periods = panel.periods().len();
    let transition = q.analysis.transition;
    let cohorts = q.chance.cohorts(&panel, &world.units, transition);
    let assignments = q.chance.assignments(&panel, &world.units, &cohorts);
    let start = |g: u16| -> Start { Some(cohorts.starts[g as usize]).filter(|s| *s < periods + transition) };
    let sd = panel.outcome_sd();
    let own = term.contrast.as_ref().and_then(|c| standard_error(cr1(&fitted.fit, c).variance, sd));
    let step = own.unwrap_or(if sd > 0.0 { sd } else { 1.0 });
    let ask = Ask { earliest: fitted.earliest, weight: weight(q) };
    let anew = Anew { q, term, regress, ask, units: &world.units, linear, step };
    let at = |of_unit: &[u16]| {
        let starts: Vec<Start> = of_unit.iter().map(|g| start(*g)).collect();
        let shifted = if linear && q.analysis.transition == 0 { world.at(&starts) } else { anew.at(&starts) };
        Adjusted { shifted: shifted.unwrap_or(IMPOSSIBLE), adjustment: Adjustment::None }
    };
    let label = format!("{} {}", row.estimator, row.term);
    let draws: Vec<Adjusted> = evaluate(assignments.as_ref(), world.units.len(), q.progress, &label, at);
    let observed = at(&cohorts.of_unit);
    // a constant effect on treated cells says nothing of placebo lags: they have a p-value and no interval
    let interval = q.analysis.interval && linear && term.lags.iter().all(|(l, _)| *l >= 0);
    let rule = Rule { studentized: q.analysis.studentized, level: q.analysis.level, interval, outcome_sd: sd };
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    let variance = term.contrast.as_ref().map(|c| cr1(&fitted.fit, c).variance).filter(|_| rule.studentized);
    let scale = variance.and_then(|v| standard_error(v, sd));
    if rule.studentized && scale.is_none() {
        no_scale(&row, effects);
    }
    finish(q, row, test, scale, Odds::of(assignments.as_ref()), effects).row
}

/// A regression fitted anew in every draw: mixed models, and designs whose analysed cells move with the draw.
struct Anew<'a> {
    q: &'a Question<'a>,
    term: &'a Term,
    regress: Regress,
    ask: Ask,
    units: &'a [usize],
    linear: bool,
    /// A shift of the order of a standard error.
    step: f64,
}

impl Anew<'_> {
    /// The numbers of one draw; of a linear estimator also what τ does to them, from fits at τ = 0, s and −s.
    fn at(&self, starts: &[Start]) -> Option<Shifted> {
        let panel = self.q.panel;
        let mut all = panel.assignment().places().to_vec();
        self.units.iter().zip(starts).for_each(|(i, s)| all[*i] = *s);
        let assignment = Assignment::new(all, panel.periods().len());
        let one = |tau: f64| {
            let shifted = if tau == 0.0 { panel.clone() } else { panel.less_effect(tau) };
            let drawn = analysed(&shifted.reassigned(assignment.clone()), self.q.analysis.transition);
            let (fit, c) = refit(&drawn, self.regress, &self.term.lags, &self.ask)?;
            Some((fit.estimate(&c), cr1(&fit, &c).variance))
        };
        let (a, v0) = one(0.0)?;
        if !self.linear {
            return Some(Shifted { theta: [a, 0.0], var_theta: [v0, 0.0, 0.0], ..Shifted::default() });
        }
        // v(±s) = v0 ∓ 2s·v1 + s²·v2, s of the outcome's own size: nothing is lost in any unit
        let s = self.step;
        let (plus, minus) = (one(s)?, one(-s)?);
        let var_theta = [v0, (minus.1 - plus.1) / (4.0 * s), ((plus.1 + minus.1) / 2.0 - v0) / (s * s)];
        Some(Shifted { theta: [a, (minus.0 - plus.0) / (2.0 * s)], var_theta, ..Shifted::default() })
    }
}
