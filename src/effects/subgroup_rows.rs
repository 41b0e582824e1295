//! Rows of groups of pupils: tested by replays, or by the scores of their cohorts.

use super::design_based::Term;
use super::observed::{Setup, neyman_of};
use super::question::{Effects, Tested};
use super::subgroups::Part;
use crate::inference::guards::ZERO_SHARE;
use crate::inference::randomization::Rule;
use crate::inference::ties::{largest, reaches};
use crate::trial::{EstimateRow, Named, VarianceKind};

/// What the rows of one grouping share.
pub(crate) struct Rows<'a> {
    pub setup: &'a Setup<'a>,
    pub term: &'a Term,
    pub variances: &'a [VarianceKind],
    pub rule: &'a Rule,
    pub enumerated: bool,
    /// Whether the draw decides who is seen, so that there are no replays.
    pub planned: bool,
    /// Fewest units of a cohort on a side as drawn.
    pub smallest: Option<usize>,
}

impl Rows<'_> {
    /// Adds the rows of a group or of a difference; what it was tested with.
    pub fn put(&self, name: &str, part: Part, draws: &[Part], nobs: f64, effects: &mut Effects) -> Option<Tested> {
        let setup = self.setup;
        let mut sample = setup.sample();
        sample.nobs = nobs;
        let mut row =
            setup.q.row(setup.estimator.name(), self.term.estimand.name(), &self.term.name, part.estimate, sample);
        row.outcome = name.to_string();
        let mut tested = None;
        if self.variances.contains(&VarianceKind::Randomization) {
            let mut own = EstimateRow { variance: VarianceKind::Randomization.to_string(), ..row.clone() };
            if !self.planned {
                tested = Some(self.randomized(&mut own, part, draws));
            }
            effects.rows.push(own);
        }
        if self.planned || self.variances.contains(&VarianceKind::Neyman) {
            let row = neyman_of(setup, self.smallest.unwrap_or(0), part.variance, row, effects);
            effects.rows.push(row);
        }
        tested
    }

    /// p by replays; limits: the estimate and the critical value on either side, so that 0 is outside just when p ≤ 1 − level.
    fn randomized(&self, row: &mut EstimateRow, part: Part, draws: &[Part]) -> Tested {
        let rule = self.rule;
        let has = |p: &Part| libm::sqrt(p.variance) > ZERO_SHARE * rule.outcome_sd;
        let of = |p: &Part| -> f64 {
            match (p.estimate.is_finite(), rule.studentized) {
                (false, _) => f64::INFINITY,
                (true, false) => p.estimate,
                (true, true) if has(p) => p.estimate / libm::sqrt(p.variance),
                _ => f64::INFINITY,
            }
        };
        let statistic = of(&part);
        let reference: Vec<f64> = draws.iter().map(of).collect();
        let size = largest(statistic, &reference);
        let extreme = reference.iter().filter(|t| reaches(**t, statistic, size)).count() as f64;
        let r = reference.len() as f64;
        let mut all: Vec<f64> = reference.iter().map(|t| t.abs()).collect();
        if !self.enumerated {
            all.push(statistic.abs());
        }
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        let at = libm::floor((1.0 - rule.level) * all.len() as f64 + 1e-9) as usize;
        let critical = all.get(at).copied().unwrap_or(f64::INFINITY);
        let std_error = libm::sqrt(part.variance);
        let half = critical * if rule.studentized { std_error } else { 1.0 };
        row.std_error = has(&part).then_some(std_error);
        row.statistic = Some(statistic).filter(|t| t.is_finite());
        row.p_value = Some(if self.enumerated { extreme / r } else { (1.0 + extreme) / (1.0 + r) });
        (row.conf_low, row.conf_high) = (Some(part.estimate - half), Some(part.estimate + half));
        let what = [row.estimator.clone(), row.estimand.clone(), row.term.clone()];
        Tested { outcome: row.outcome.clone(), what, observed: statistic, reference }
    }
}
