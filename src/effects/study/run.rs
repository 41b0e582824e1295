//! The analyses of a study with one intervention, one after the other, with the facts that the report needs.

use super::gathered::Gathered;
use super::{delivered, facts, forecast, sensitivity, subgroups};
use crate::diagnostics::{About, Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::beyond::Beyond;
use crate::effects::gaps_fact;
use crate::effects::question::{Analysis, Effects};
use crate::trial::facts::{Fact, Way};
use crate::trial::{Delivery, Panel};

/// What is run on a study.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The analyses, the planned one first.
    pub parts: &'a [Analysis],
    /// Activities that ingest counted.
    pub activities: &'a [Delivery],
    /// Whether the plan is run, with all that stands beside it.
    pub plan_run: bool,
    /// Whether rows may count as planned: no rehearsal, and nothing but the plan.
    pub own: bool,
    /// Whether the pupils are made of counts.
    pub counts: bool,
    /// Resampling draws.
    pub draws: u64,
    /// Seed of bootstrap weights.
    pub seed: u64,
}

impl Run<'_> {
    /// Adds rows, doubts and facts.
    ///
    /// # Errors
    /// Those of the estimators.
    pub fn analyse(&self, gathered: &Gathered, progress: &dyn Progress, effects: &mut Effects) -> Outcome<()> {
        for part in self.parts {
            let found = analyse(&gathered.panels, part, &gathered.chance, progress)?;
            effects.merge(found);
        }
        let behind = match self.plan_run {
            true => self.beside_the_plan(gathered, progress, effects)?,
            false => Effects::default(),
        };
        for row in &mut effects.rows {
            row.prespecified = self.own && facts::prespecified(gathered, row);
        }
        effects.merge(behind);
        if let Some((name, panel)) = gathered.panels.first() {
            let declared = self.parts.first().and_then(|p| p.gaps);
            let withdrawn = |i: usize, t: usize| gathered.had_withdrawn(panel, i, t);
            gaps_fact::add(name, panel, declared, &withdrawn, effects);
        }
        facts::add(gathered, &gathered.plan, effects);
        if self.plan_run {
            self.asked_otherwise(gathered, progress, effects)?;
        }
        Ok(())
    }

    /// Bounds and missing outcomes, groups and numbers of pupils; what comes back stands behind all rows.
    fn beside_the_plan(&self, gathered: &Gathered, progress: &dyn Progress, effects: &mut Effects) -> Outcome<Effects> {
        let first = |(_, panel): &(String, Panel)| delivered::first(self.activities, gathered, panel, effects);
        let starts = gathered.panels.first().and_then(first).map(|d| d.starts);
        let besides = subgroups::besides(gathered, self.counts, starts, effects);
        let beyond = Beyond {
            panels: &gathered.panels,
            besides: &besides,
            planned: &self.parts[0],
            chance: &gathered.chance,
            progress,
        };
        let mut behind = Effects { rows: beyond.added_neyman(effects), ..Effects::default() };
        beyond.add(&mut behind)?;
        if let (Some(primary), Some((_, panel))) = (self.parts.first(), gathered.panels.first()) {
            match beyond.compares_waves() {
                true => beyond.subgroups(effects)?,
                false => subgroups::add(gathered, primary, progress, effects)?,
            }
            sizes(gathered, primary, panel, progress, effects)?;
        }
        Ok(behind)
    }

    /// The same question asked in other ways, and without the forecast.
    fn asked_otherwise(&self, gathered: &Gathered, progress: &dyn Progress, effects: &mut Effects) -> Outcome<()> {
        let primary = self.parts.first().filter(|_| gathered.less.is_some());
        let without = primary.and_then(|p| forecast::without(gathered, p, progress));
        if let Some(primary) = primary {
            let found = without.as_ref().and_then(|w| w.as_ref().ok()).and_then(Option::as_ref);
            forecast::add(gathered, primary, found, effects);
        }
        let list = sensitivity::rows(self.activities, gathered, self.draws, self.seed, without, progress, effects)?;
        effects.facts.push(Way::listed(&list));
        Ok(())
    }
}

/// Whether the intervention moved how many pupils came.
fn sizes(
    gathered: &Gathered,
    primary: &Analysis,
    panel: &Panel,
    progress: &dyn Progress,
    effects: &mut Effects,
) -> Outcome<()> {
    let sizes = ("pupils".to_string(), subgroups::sizes(gathered, panel)?);
    let analysis = Analysis { weight: None, ..primary.clone() };
    match analyse(&[sizes], &analysis, &gathered.chance, progress) {
        Ok(found) => effects.merge(found),
        Err(problem) => {
            let doubt = Doubt::SizesNotAnalysed { reason: problem.what().to_string() };
            effects.warn(doubt.about([About::outcome("pupils")]));
        }
    }
    Ok(())
}
