//! What stands behind the planned rows of a study: groups of pupils, what was not seen, who was selected, all lags, what was
//! delivered.

use super::asked::{BY_MEANS, Term, terms};
use super::beside::Beside;
use super::complete::under;
use super::missing::Unseen;
use super::observed::{GapRule, Setup};
use super::question::{Analysis, Effects, Question};
use super::reference_set::Chance;
use super::who_is_missing;
use crate::diagnostics::{Outcome, Progress};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, Method};
use crate::estimators::waves_of;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{Estimator, Family, Gaps, Panel, VarianceKind};

/// The outcomes of a study, the primary one first, with what is known beside each and the analysis that was planned.
pub struct Beyond<'a> {
    /// Outcomes.
    pub panels: &'a [(String, Panel)],
    /// What is known beside each.
    pub besides: &'a [Beside],
    /// The planned analysis.
    pub planned: &'a Analysis,
    /// The reference set.
    pub chance: &'a Chance,
    /// Who watches.
    pub progress: &'a dyn Progress,
}

impl Beyond<'_> {
    fn question(&self, at: usize) -> Option<Question<'_>> {
        let (outcome, panel) = self.panels.get(at)?;
        let beside = self.besides.get(at).unwrap_or(&super::beside::NOTHING);
        Some(Question { outcome, panel, analysis: self.planned, chance: self.chance, progress: self.progress, beside })
    }

    /// The planned estimator where waves are compared with waves still waiting, with the plan's adjustment.
    fn planned_method(&self) -> Option<(Estimator, Method)> {
        let estimator = *self.planned.estimators.first()?;
        let mut method = waves_of(estimator)?;
        if method.beta == Beta::Efficient {
            method.beta = self.planned.beta.unwrap_or(method.beta);
        }
        Some((estimator, method))
    }

    /// The planned average, or the average over all treated cells where none is planned that waves have.
    fn averages(&self) -> Vec<Asked> {
        let of_waves = self.planned_method().is_some();
        let planned = self.planned.estimands.iter().copied().filter(|e| *e != Asked::ByLag && of_waves);
        let found: Vec<Asked> = planned.collect();
        if found.is_empty() { vec![Asked::Simple] } else { found }
    }

    /// Rows of the groups of the primary outcome, for a planned estimator that compares waves.
    ///
    /// # Errors
    /// Those of the planned averages.
    pub fn subgroups(&self, effects: &mut Effects) -> Outcome<()> {
        let (Some((estimator, method)), Some(q)) = (self.planned_method(), self.question(0)) else { return Ok(()) };
        if q.beside.groups.is_empty() {
            return Ok(());
        }
        // groups have no variance that complete units alone have: the lottery tests them
        let own = self.planned.variances.iter().copied().filter(|v| super::subgroups::has(*v));
        let mut variances: Vec<VarianceKind> = own.collect();
        if variances.is_empty() {
            variances.push(VarianceKind::Randomization);
        }
        let gaps = GapRule::of(&q);
        under(&q, gaps.rule, &mut |q| {
            let setup = Setup::new(q, estimator, method, gaps);
            for term in &terms(q, &method, &setup.cohorts.occupied(), &q.analysis.estimands)? {
                let Some(average) = term.average else { continue };
                super::subgroups::add(&setup, term, average, &q.beside.groups, &variances, effects);
            }
            Ok(())
        })
    }

    /// Everything else, in the order in which rows stand: `bounds`, `worst-case`, `[missing]`, `always-selected`, the tests of
    /// the lags, `first-stage`, `delivered`.
    ///
    /// # Errors
    /// `E355` for outcomes beyond their range; those of the planned averages.
    pub fn add(&self, effects: &mut Effects) -> Outcome<()> {
        if let Some(q) = self.question(0) {
            self.unseen(&q, effects)?;
        }
        for at in 0..self.panels.len() {
            let Some(q) = self.question(at) else { continue };
            self.selected(&q, effects)?;
        }
        let Some((estimator, method)) = self.planned_method() else { return Ok(()) };
        for at in 0..self.panels.len() {
            let Some(q) = self.question(at).filter(|q| GapRule::of(q).rule != Gaps::Planned || !q.panel.has_gaps())
            else {
                continue;
            };
            let gaps = GapRule::of(&q);
            under(&q, gaps.rule, &mut |q| super::lag_tests::add(q, &Setup::new(q, estimator, method, gaps), effects))?;
        }
        self.delivered((estimator, method), effects)
    }

    /// Where a gap or a missing pupil of the primary outcome meets the comparison.
    fn unseen(&self, q: &Question<'_>, effects: &mut Effects) -> Outcome<()> {
        let gaps = GapRule::of(q);
        let nothing_missing = !q.panel.has_gaps() && q.panel.missing_in_all() == 0.0;
        if nothing_missing || (q.panel.has_gaps() && gaps.rule != Gaps::Observed) {
            return Ok(());
        }
        let Some(by_means) = waves_of(BY_MEANS) else { return Ok(()) };
        let (estimator, method) = self.planned_method().unwrap_or((BY_MEANS, by_means));
        let own = Setup::new(q, estimator, method, gaps);
        let means = Setup::new(q, BY_MEANS, by_means, gaps);
        let (mut bounds, mut worst) = (Vec::new(), Vec::new());
        for term in self.terms(&own)? {
            let Some(unseen) = Unseen::new(&own, &term, average(&term))?.filter(Unseen::meets) else { continue };
            bounds.push(unseen.bounds());
            unseen.tip(effects)?;
            if let Some(same) = Unseen::new(&means, &term, average(&term))? {
                worst.push(same.worst_case());
            }
        }
        if bounds.is_empty() {
            return Ok(());
        }
        effects.rows.extend(bounds);
        effects.rows.extend(worst);
        who_is_missing::add(q, effects)
    }

    fn selected(&self, q: &Question<'_>, effects: &mut Effects) -> Outcome<()> {
        let (Some(selected), Some(method)) = (&q.beside.selected, waves_of(BY_MEANS)) else { return Ok(()) };
        let gaps = GapRule::of(q);
        if q.panel.has_gaps() && gaps.rule != Gaps::Observed {
            return Ok(());
        }
        let setup = Setup::new(q, BY_MEANS, method, gaps);
        for term in self.terms(&setup)? {
            super::selected::add(&setup, &term, average(&term), selected, effects);
        }
        Ok(())
    }

    fn delivered(&self, (estimator, method): (Estimator, Method), effects: &mut Effects) -> Outcome<()> {
        let Some(q) = self.question(0) else { return Ok(()) };
        if q.beside.delivered.is_none() || (q.panel.has_gaps() && GapRule::of(&q).rule == Gaps::Planned) {
            return Ok(());
        }
        let gaps = GapRule::of(&q);
        under(&q, gaps.rule, &mut |q| {
            let Some(delivered) = &q.beside.delivered else { return Ok(()) };
            let setup = Setup::new(q, estimator, method, gaps);
            for term in self.terms(&setup)? {
                super::delivered::add(&setup, &term, average(&term), delivered, effects);
            }
            Ok(())
        })
    }

    fn terms(&self, s: &Setup<'_>) -> Outcome<Vec<Term>> {
        terms(s.q, &s.method, &s.cohorts.occupied(), &self.averages())
    }

    /// Whether the planned rows are those of waves compared with waves still waiting.
    pub fn compares_waves(&self) -> bool {
        self.planned.estimators.first().is_some_and(|e| e.family() == Family::DesignBased)
    }

    /// Takes out the `neyman` rows that stand beside a planned test without replays, so that they can stand behind.
    pub fn added_neyman(&self, effects: &mut Effects) -> Vec<crate::trial::EstimateRow> {
        if !self.compares_waves() || self.planned.variances.contains(&VarianceKind::Neyman) {
            return Vec::new();
        }
        let (added, rows) = effects.rows.drain(..).partition(|r| r.variance == VarianceKind::Neyman);
        effects.rows = rows;
        added
    }
}

fn average(term: &Term) -> Estimand {
    term.average.unwrap_or(Estimand::Simple)
}
