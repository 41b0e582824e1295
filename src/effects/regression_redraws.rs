//! Randomization inference with a regression's statistic: the estimate over its `cr1` standard error.

use super::fitted::{analysed, refit};
use super::question::{Effects, Question, weight};
use super::randomized_row::{IMPOSSIBLE, Odds, finish, no_scale};
use super::terms::{Fitted, Term};
use crate::diagnostics::Doubt;
use crate::estimators::fitted::{Ask, Regress};
use crate::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use crate::inference::assignments::{Assignments, Fewer};
use crate::inference::cluster::cr1;
use crate::inference::guards::standard_error;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::ties;
use crate::numeric::Finish;
use crate::trial::{Assignment, EstimateRow, Estimator, Family, Named, Panel, Shifted, Start};

/// Cells that may be fitted anew in all the draws of one test; more draws than that are not made.
const CELLS_FITTED_ANEW: usize = 100_000_000;
/// Draws that are made however many cells there are.
const FEWEST_DRAWS: u64 = 199;

/// The draws of every term of one estimator that has a test: what is common to them is worked out once a draw.
pub(crate) struct Draws {
    /// Position among the estimator's terms, the observed numbers and those of every draw.
    terms: Vec<(usize, Adjusted, Vec<Adjusted>)>,
    enumerated: bool,
    odds: Odds,
    linear: bool,
    outcome_sd: f64,
    /// The share within which statistics are tied.
    ties: f64,
}

/// Lags before the start: a constant effect on treated cells says nothing of them.
fn is_placebo(term: &Term) -> bool {
    term.lags.iter().any(|(l, _)| *l < 0)
}

impl Draws {
    /// Two-way regressions are redrawn from sums; mixed models, and designs whose analysed cells move with the draw, are
    /// fitted anew, as often as their cells allow.
    pub(crate) fn new(
        q: &Question<'_>,
        (estimator, regress): (Estimator, Regress),
        fitted: &Fitted,
        effects: &mut Effects,
    ) -> Draws {
        let panel = analysed(q.panel, q.analysis.transition);
        let linear = estimator.family() == Family::TwoWay;
        let tested: Vec<usize> = (0..fitted.terms.len())
            .filter(|i| fitted.terms[*i].contrast.is_some() && !is_placebo(&fitted.terms[*i]))
            .collect();
        let asked: Vec<&[(i64, f64)]> = tested.iter().map(|i| fitted.terms[*i].lags.as_slice()).collect();
        let what = if fitted.terms.iter().all(|t| t.lags.is_empty()) {
            Redrawn::Treated
        } else {
            Redrawn::Lags { weights: Vec::new(), earliest: fitted.earliest }
        };
        let world = RegressionRedraw::new(&panel, what, weight(q));
        let (periods, transition) = (panel.periods().len(), q.analysis.transition);
        let cohorts = q.chance.cohorts(&panel, &world.units, transition);
        let all = q.chance.assignments(&panel, &world.units, &cohorts);
        let start = |g: u16| -> Start { Some(cohorts.starts[g as usize]).filter(|s| *s < periods + transition) };
        let outcome_sd = panel.outcome_sd();
        let first = tested.first().and_then(|i| fitted.terms[*i].contrast.as_ref());
        let own = first.and_then(|c| standard_error(cr1(&fitted.fit, c).variance, outcome_sd));
        let step = own.unwrap_or(if outcome_sd > 0.0 { outcome_sd } else { 1.0 });
        let from_sums = linear && transition == 0;
        // what is tied by the design must come out tied: fits that are compared end at rounding
        let ask = Ask { earliest: fitted.earliest, weight: weight(q), finish: Finish::Slope };
        let anew = Anew { q, asked: &asked, regress, ask, units: &world.units, linear, step };
        let assignments = if from_sums { all } else { bounded(&panel, estimator, all, q, effects) };
        let at = |of_unit: &[u16]| -> Vec<Adjusted> {
            let starts: Vec<Start> = of_unit.iter().map(|g| start(*g)).collect();
            let found = if from_sums { world.several(&starts, &asked) } else { anew.several(&starts) };
            let wrap = |s: Option<Shifted>| Adjusted { shifted: s.unwrap_or(IMPOSSIBLE), adjustment: Adjustment::None };
            found.into_iter().map(wrap).collect()
        };
        let draws = if asked.is_empty() {
            Vec::new()
        } else {
            evaluate(assignments.as_ref(), world.units.len(), q.progress, estimator.name(), at)
        };
        let observed = if asked.is_empty() { Vec::new() } else { at(&cohorts.of_unit) };
        let terms = tested
            .iter()
            .zip(observed)
            .enumerate()
            .map(|(j, (i, observed))| (*i, observed, draws.iter().map(|d| d[j]).collect()))
            .collect();
        let (enumerated, odds) =
            (assignments.enumerated(), Odds::of(assignments.as_ref(), world.units.len() == q.panel.units().len()));
        let ties = ties::within(&panel).max(if linear { ties::TIE } else { ties::FITTED_ANEW });
        Draws { terms, enumerated, odds, linear, outcome_sd, ties }
    }

    /// The row of one term. A mixed model's test has a p-value without an interval.
    pub(crate) fn row(
        &self,
        q: &Question<'_>,
        row: EstimateRow,
        fitted: &Fitted,
        position: usize,
        effects: &mut Effects,
    ) -> EstimateRow {
        let term = &fitted.terms[position];
        if is_placebo(term) {
            let doubt = Doubt::NoRandomization { term: term.name.clone(), estimator: row.estimator.clone() };
            effects.warn(doubt.about([row.about()]));
            return row;
        }
        let Some((_, observed, draws)) = self.terms.iter().find(|(i, ..)| *i == position) else { return row };
        let rule = Rule {
            ties: self.ties,
            studentized: q.analysis.studentized,
            level: q.analysis.level,
            interval: q.analysis.interval && self.linear,
            outcome_sd: self.outcome_sd,
        };
        let test = randomization(observed, draws, self.enumerated, &rule);
        let variance = term.contrast.as_ref().map(|c| cr1(&fitted.fit, c).variance).filter(|_| rule.studentized);
        let scale = variance.and_then(|v| standard_error(v, self.outcome_sd));
        if rule.studentized && scale.is_none() {
            no_scale(&row, effects);
        }
        let mut row = finish(q, row, test, scale, self.odds, effects).row;
        if !self.linear && row.statistic.is_some() {
            // the statistic of the fit that is printed; fits anew are held against each other, to more digits
            let own = |e: f64| if rule.studentized { scale.map(|s| e / s) } else { Some(e) };
            row.statistic = row.estimate.and_then(own).or(row.statistic);
        }
        row
    }
}

/// No more assignments than the cells that each of them fits anew allow; said where that is fewer than asked for.
fn bounded(
    panel: &Panel,
    estimator: Estimator,
    all: Box<dyn Assignments>,
    q: &Question<'_>,
    effects: &mut Effects,
) -> Box<dyn Assignments> {
    let cells = (panel.units().len() * panel.periods().len()).max(1);
    let most = ((CELLS_FITTED_ANEW / cells) as u64).max(FEWEST_DRAWS);
    if all.enumerated() || all.len() <= most {
        return all;
    }
    let doubt = Doubt::FewerDraws { estimator: estimator.name().to_string(), asked: all.len(), made: most, cells };
    effects.warn(doubt.about([q.about(estimator.name()).variance("randomization")]));
    Box::new(Fewer { all, most })
}

/// A regression fitted anew in every draw: mixed models, and designs whose analysed cells move with the draw.
struct Anew<'a> {
    q: &'a Question<'a>,
    asked: &'a [&'a [(i64, f64)]],
    regress: Regress,
    ask: Ask,
    units: &'a [usize],
    linear: bool,
    /// A shift of the order of a standard error.
    step: f64,
}

impl Anew<'_> {
    /// The numbers of one draw for every term; of a linear estimator also what τ does to them, from fits at τ = 0, s and −s.
    fn several(&self, starts: &[Start]) -> Vec<Option<Shifted>> {
        let nothing = || vec![None; self.asked.len()];
        let mut all = self.q.panel.assignment().places().to_vec();
        self.units.iter().zip(starts).for_each(|(i, s)| all[*i] = *s);
        let assignment = Assignment::new(all, self.q.panel.periods().len());
        let Some(at_zero) = self.fit(&assignment, 0.0) else { return nothing() };
        if !self.linear {
            let fixed =
                |(a, v): (f64, f64)| Shifted { theta: [a, 0.0], var_theta: [v, 0.0, 0.0], ..Shifted::default() };
            return at_zero.into_iter().map(|f| f.map(fixed)).collect();
        }
        // v(±s) = v0 ∓ 2s·v1 + s²·v2, s of the outcome's own size: nothing is lost in any unit
        let s = self.step;
        let (Some(plus), Some(minus)) = (self.fit(&assignment, s), self.fit(&assignment, -s)) else { return nothing() };
        let one = |((zero, plus), minus): ((Option<(f64, f64)>, Option<(f64, f64)>), Option<(f64, f64)>)| {
            let ((a, v), plus, minus) = (zero?, plus?, minus?);
            let var_theta = [v, (minus.1 - plus.1) / (4.0 * s), ((plus.1 + minus.1) / 2.0 - v) / (s * s)];
            Some(Shifted { theta: [a, (minus.0 - plus.0) / (2.0 * s)], var_theta, ..Shifted::default() })
        };
        at_zero.into_iter().zip(plus).zip(minus).map(one).collect()
    }

    /// Estimate and `cr1` variance of every term after τ was taken from treated cells.
    fn fit(&self, assignment: &Assignment, tau: f64) -> Option<Vec<Option<(f64, f64)>>> {
        let panel = self.q.panel;
        let shifted = if tau == 0.0 { panel.clone() } else { panel.less_effect(tau) };
        let drawn = analysed(&shifted.reassigned(assignment.clone()), self.q.analysis.transition);
        let (fit, contrasts) = refit(&drawn, self.regress, self.asked, &self.ask)?;
        let each = |c: Option<Vec<f64>>| c.map(|c| (fit.estimate(&c), cr1(&fit, &c).variance));
        Some(contrasts.into_iter().map(each).collect())
    }
}
