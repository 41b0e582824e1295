//! Rows of the joint regression: one effect per intervention, pairs where asked for, and what chance says of them.

use super::arm::{Arm, Asked, Joint, starts_of};
use super::simultaneous;
use crate::diagnostics::{About, Doubt, Outcome, Progress};
use crate::effects::question::{Effects, Sample, with_t};
use crate::effects::randomized_row::{IMPOSSIBLE, Odds, finish};
use crate::effects::reference_set::Chance;
use crate::estimators::joint::{JointRegression, joint};
use crate::estimators::joint_redraw::{JointDraw, JointRedraw};
use crate::estimators::regression::Weight;
use crate::inference::cluster::{cr1, cr2};
use crate::inference::randomization::{Adjusted, Adjustment, Rule, randomization};
use crate::inference::ties;
use crate::trial::terms::{both, term};
use crate::trial::{EstimateRow, Panel, Start};
use rayon::prelude::*;

/// Name of the regression with one effect per intervention.
const JOINT: &str = "joint";
/// Name of the regression that has terms for pairs as well: its own terms mean something else.
const PAIRED: &str = "joint-pairs";

/// Adds the rows of one outcome.
pub(crate) fn add(
    outcome: &str,
    panel: &Panel,
    arms: &[Arm],
    asked: &Asked,
    progress: &dyn Progress,
    effects: &mut Effects,
) -> Outcome<()> {
    let periods = panel.periods().len();
    let weight = if asked.joint.weight.as_deref() == Some("programmes") { Weight::Programmes } else { Weight::Pupils };
    let treatments = arms.iter().map(|a| a.treatment(periods)).collect();
    let j = Joint { outcome, panel, arms, asked, treatments, weight };
    let found = joint(panel, &j.treatments, &[], weight)?;
    let sample = Sample { nobs: found.fit.nobs, units: found.fit.n_clusters() };
    for (k, arm) in arms.iter().enumerate() {
        j.cluster_row(JOINT, &term(&arm.name), &found, found.contrast(k), sample, effects);
    }
    let redraw = JointRedraw::new(panel, &j.treatments, &[], weight);
    if let Some(redraw) = &redraw {
        for k in 0..arms.len() {
            j.held(redraw, &found, k, sample, progress, effects);
        }
        simultaneous::add(&j, redraw, &found, sample, progress, effects);
    }
    j.pairs(sample, effects)
}

impl Joint<'_> {
    /// A row with `cr2`, or with nothing but its names where the schedules cannot tell.
    fn cluster_row(
        &self,
        estimator: &str,
        name: &str,
        found: &JointRegression,
        contrast: Option<Vec<f64>>,
        sample: Sample,
        effects: &mut Effects,
    ) {
        let estimate = contrast.as_ref().map_or(f64::NAN, |c| found.fit.estimate(c));
        let row = self.row(estimator, name, estimate, sample);
        effects.rows.push(match &contrast {
            None => EstimateRow { variance: "cr2".to_string(), ..row },
            Some(c) => {
                let v = cr2(&found.fit, c);
                with_t(row, "cr2", v.variance, v.df, self.panel.outcome_sd())
            }
        });
    }

    /// The test of one intervention that redraws its lottery with the others held.
    fn held(
        &self,
        redraw: &JointRedraw,
        found: &JointRegression,
        k: usize,
        sample: Sample,
        progress: &dyn Progress,
        effects: &mut Effects,
    ) {
        let Some(contrast) = found.contrast(k) else { return };
        let scale = libm::sqrt(cr1(&found.fit, &contrast).variance);
        let studentized = self.asked.joint.studentized && scale > 0.0;
        let mut picks = vec![0.0; redraw.terms()];
        picks[k] = 1.0;
        let number = |draw: Option<JointDraw>| Adjusted {
            shifted: draw.map_or(IMPOSSIBLE, |d| d.shifted(&picks, k)),
            adjustment: Adjustment::None,
        };
        let observed = self.observed();
        let arm = &self.arms[k];
        let what = format!("{JOINT} {}", term(&arm.name));
        let draws = each_draw(&arm.own, self.panel.units().len(), &what, progress, |starts| {
            let mut all = observed.clone();
            all[k] = starts;
            number(redraw.at(&all))
        });
        let rule = Rule {
            ties: ties::within(self.panel),
            studentized,
            level: self.asked.joint.level,
            interval: true,
            outcome_sd: self.panel.outcome_sd(),
        };
        let test = randomization(&number(redraw.at(&observed)), &draws, false, &rule);
        let row = self.row(JOINT, &term(&arm.name), found.fit.estimate(&contrast), sample);
        let q = self.question(Some(arm));
        let odds = Odds { whole: row.n_clusters == q.panel.units().len(), ..Odds::default() };
        let done = finish(&q, row, test, Some(scale).filter(|_| studentized), odds, effects);
        effects.rows.push(done.row);
    }

    /// The regression with a term for each declared pair.
    fn pairs(&self, sample: Sample, effects: &mut Effects) -> Outcome<()> {
        if self.asked.pairs.is_empty() {
            return Ok(());
        }
        let found = joint(self.panel, &self.treatments, &self.asked.pairs, self.weight)?;
        let name = |k: usize| self.arms[k].name.as_str();
        let mut lost: Vec<String> = Vec::new();
        let mut add = |label: String, contrast: Option<Vec<f64>>, effects: &mut Effects| {
            if contrast.is_none() {
                lost.push(label.clone());
            }
            self.cluster_row(PAIRED, &label, &found, contrast, sample, effects);
        };
        for (k, arm) in self.arms.iter().enumerate() {
            add(term(&arm.name), found.contrast(k), effects);
        }
        for (p, &(a, b)) in self.asked.pairs.iter().enumerate() {
            add(both(name(a), name(b)), found.contrast(self.arms.len() + p), effects);
            // the effect of one where the other runs
            for (x, y) in [(a, b), (b, a)] {
                let mut contrast = found.fit.picks(found.first + x);
                contrast[found.first + self.arms.len() + p] = 1.0;
                let contrast = found.fit.estimable(&contrast).then_some(contrast);
                add(format!("{}|{}", term(name(x)), name(y)), contrast, effects);
            }
        }
        if !lost.is_empty() {
            let doubt = Doubt::NotToldApart { terms: lost.join(", "), outcome: self.outcome.to_string() };
            let about = About::outcome(self.outcome).estimator("joint");
            effects.warn(doubt.about(lost.iter().map(|term| about.clone().term(term))));
        }
        Ok(())
    }
}

/// Every draw of a reference set, in parallel and in order.
pub(crate) fn each_draw<T: Send>(
    chance: &Chance,
    units: usize,
    what: &str,
    progress: &dyn Progress,
    at: impl Fn(&[Start]) -> T + Sync,
) -> Vec<T> {
    let Chance::Replays { waves, starts, .. } = chance else { return Vec::new() };
    progress.begin(what, (waves.len() / units.max(1)) as u64);
    let done = waves
        .par_chunks_exact(units.max(1))
        .map(|row| {
            progress.advance(1);
            at(&starts_of(row, starts))
        })
        .collect();
    progress.end();
    done
}
