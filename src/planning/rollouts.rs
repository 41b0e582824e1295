//! A study held with other waves: what its lottery and its declared analysis make of them.

use super::asked::Asked;
use super::declared_trials::{Numbers, share, trials};
use super::lottery::Chance;
use super::worlds::Worlds;
use crate::design::optimal::{Chosen, Criteria, Kind};
use crate::design::{Information, Plan};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::folder::study::Folder;
use crate::numeric::mean;
use crate::trial::Study;
use crate::trial::study::{AnalysisDecl, WaveDecl};
use rayon::prelude::*;

/// Trials of the declared analysis under a rollout.
const TRIALS: (u64, u64) = (300, 50);
/// Replays with real sizes that tell whether to stratify.
const REPLAYS: u64 = 200;

/// A study whose lottery can be held with other waves.
pub(super) struct Rollouts {
    folder: Folder,
    study: Study,
    plan: Study,
}

impl Rollouts {
    pub fn of(asked: &Asked, study: &Study) -> Outcome<Rollouts> {
        let folder = Folder::open(&asked.request.study)?;
        let plan = folder.plan()?.map_or_else(|| study.clone(), |plan| asked.request.part_of(plan));
        Ok(Rollouts { folder, study: study.clone(), plan })
    }

    pub fn stratified(&self) -> bool {
        self.study.intervention().lottery.stratified
    }

    /// The study's own waves: starts from 1 with their lots.
    pub fn waves(&self) -> Vec<(usize, usize)> {
        let rollout = &self.study.intervention().rollout;
        let start = |w: &WaveDecl| rollout.period(&w.starts).map(|s| s + 1);
        rollout.waves.iter().filter_map(|w| Some((start(w)?, w.capacity as usize))).collect()
    }

    /// Rules of the lottery that only its lock can judge.
    pub fn rules_not_tried(&self) -> Option<Doubt> {
        let l = &self.study.intervention().lottery;
        let names: Vec<&str> = [
            ("apart", !l.apart.is_empty()),
            ("before", !l.before.is_empty()),
            ("limit", !l.limit.is_empty()),
            ("balance", !l.balance.is_empty()),
            ("keep", l.keep.is_some()),
            ("first and last", self.study.frame.first.is_some() || self.study.frame.last.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect();
        (!names.is_empty()).then(|| Doubt::RulesNotTried { rules: names.join(", ") })
    }

    /// The study with these waves, plainly drawn.
    pub fn with(&self, design: &Chosen, stratified: bool) -> Study {
        let mut study = self.study.clone();
        study.frame.first = None;
        study.frame.last = None;
        let Some(i) = study.interventions.first_mut() else { return study };
        let ids: Vec<String> = i.rollout.periods.iter().map(|p| p.id.clone()).collect();
        i.rollout.waves = design
            .waves
            .iter()
            .filter_map(|(s, c)| Some(WaveDecl { starts: ids.get(s - 1)?.clone(), capacity: *c as u32 }))
            .collect();
        i.rollout.periods.truncate(design.terms);
        let l = &mut i.lottery;
        (l.apart, l.before, l.limit, l.balance, l.keep) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), None);
        l.stratified = stratified;
        study
    }

    /// Power of the declared analysis in trials under a lottery with these waves; `None` without an effect.
    pub fn power(
        &self,
        asked: &Asked,
        design: &Chosen,
        stratified: bool,
        progress: &dyn Progress,
    ) -> Outcome<Option<(f64, u64)>> {
        let Some(effect) = asked.request.effect.filter(|e| *e != 0.0) else { return Ok(None) };
        let study = self.with(design, stratified);
        let chance = Chance::unlocked(&self.folder, &study)?;
        let earlier = asked.earlier(&self.plan);
        let way = AnalysisDecl { adjust: earlier.is_some(), ..self.plan.analysis.clone() };
        let mut usual = asked.clone();
        usual.request.trials = None;
        let ways = [way];
        let numbers = Numbers::of(&usual, &ways, TRIALS);
        let worlds = Worlds::new(&study, &chance, earlier)?;
        let transition = chance.intervention.rollout.transition as usize;
        let found = trials(&worlds, asked, &ways, &[effect], numbers, transition, progress)?;
        Ok(Some((share(&found, 0, 0, asked.plan.alpha), numbers.trials)))
    }

    /// `stratum` or `none`, whichever has the smaller mean variance over replays with real sizes; as declared where schools
    /// say nothing.
    pub fn stratify(
        &self,
        asked: &Asked,
        design: &Chosen,
        criteria: &Criteria,
        progress: &dyn Progress,
    ) -> Outcome<Option<&'static str>> {
        let own = if self.stratified() { "stratum" } else { "none" };
        let schools = asked.request.school_icc.is_some_and(|s| s > 0.0);
        if self.study.frame.stratum.is_none() || !schools {
            return Ok(Some(own));
        }
        let average = |stratified: bool| -> Outcome<f64> {
            let study = self.with(design, stratified);
            let chance = Chance::unlocked(&self.folder, &study)?;
            let waves = chance.lottery.replays(&chance.key, 1..REPLAYS + 1, progress)?;
            let lots = chance.frame.lots.len().max(1);
            let found: Vec<Outcome<f64>> =
                waves.par_chunks_exact(lots).map(|w| variance_of(asked, &chance, w, criteria)).collect();
            Ok(mean(&found.into_iter().collect::<Outcome<Vec<f64>>>()?))
        };
        Ok(Some(match (average(true), average(false)) {
            (Ok(a), Ok(b)) if a <= b => "stratum",
            (Ok(_), Ok(_)) | (Err(_), Ok(_)) => "none",
            (Ok(_), Err(_)) => "stratum",
            (Err(_), Err(_)) => own,
        }))
    }
}

/// Mean over the estimands of the variance under one schedule, real sizes and schools in.
fn variance_of(asked: &Asked, chance: &Chance, waves: &[u8], criteria: &Criteria) -> Outcome<f64> {
    let layout = super::asked::shaped(chance.layout(&chance.starts(waves)?), &asked.request)?;
    let lags = layout.lags().len();
    let used = (criteria.last_lag + 1).min(lags).max(1);
    let mut weights = vec![1.0 / used as f64; used];
    weights.resize(lags, 0.0);
    let plan = Plan { layout, ..asked.plan.clone() };
    let average = crate::design::Effect::Exposure(weights);
    let (immediate, average) = Information::both(&plan.model(0.0), &average)?;
    let found = criteria.kinds.iter().map(|kind| match kind {
        Kind::Immediate => immediate.clone(),
        Kind::Average => average.clone(),
    });
    Ok(mean(&found.collect::<Outcome<Vec<f64>>>()?))
}
