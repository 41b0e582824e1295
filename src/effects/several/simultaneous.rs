//! Comparisons that hold together: simultaneous intervals and adjusted p-values from joint replays of all lotteries.

use super::arm::{Arm, Joint, starts_of};
use crate::diagnostics::{About, Doubt, Progress};
use crate::effects::question::{Effects, Sample};
use crate::effects::reference_set::Chance;
use crate::estimators::joint::JointRegression;
use crate::estimators::joint_redraw::JointRedraw;
use crate::inference::bands::critical_value;
use crate::inference::cluster::cr1;
use crate::inference::ties::{self, Ties};
use crate::inference::westfall_young::adjusted;
use crate::trial::Start;
use crate::trial::facts::Compared;
use crate::trial::terms::term;
use rayon::prelude::*;

/// One number asked for: an effect, or the difference of two.
pub(crate) struct Question {
    /// Name of the row.
    pub term: String,
    /// Contrast over the interventions.
    pub picks: Vec<f64>,
    /// Contrast over the whole fit, where it is identified.
    pub contrast: Option<Vec<f64>>,
}

/// Questions that share one error rate; those that nothing identifies are left out.
#[derive(Default)]
pub(crate) struct Family(Vec<Question>);

impl Family {
    pub fn push(&mut self, question: Question) {
        if question.contrast.is_some() {
            self.0.push(question);
        }
    }
}

/// The questions asked of all interventions at once.
fn families(arms: &[Arm], found: &JointRegression) -> [Family; 2] {
    let n = arms.len();
    let mut own = Family::default();
    let mut differences = Family::default();
    for (k, arm) in arms.iter().enumerate() {
        let mut picks = vec![0.0; n];
        picks[k] = 1.0;
        own.push(Question { term: term(&arm.name), picks, contrast: found.contrast(k) });
        for (l, other) in arms.iter().enumerate().skip(k + 1) {
            let mut picks = vec![0.0; n];
            (picks[k], picks[l]) = (1.0, -1.0);
            let term = format!("{}−{}", term(&arm.name), other.name);
            differences.push(Question { term, picks, contrast: found.difference(k, l) });
        }
    }
    [own, differences]
}

/// Adds the rows `simultaneous` of every effect and of every difference of two effects.
pub(crate) fn add(
    j: &Joint<'_>,
    redraw: &JointRedraw,
    found: &JointRegression,
    sample: Sample,
    progress: &dyn Progress,
    effects: &mut Effects,
) {
    if j.arms.len() < 2 {
        return;
    }
    let families = families(j.arms, found);
    let statistics = replayed(j, redraw, &families, progress);
    let mut at = 0;
    for (family, kind) in families.iter().zip(["effects", "differences"]) {
        let questions = &family.0;
        let references: Vec<Vec<f64>> =
            (at..at + questions.len()).map(|q| statistics.iter().map(|row| row[q]).collect()).collect();
        at += questions.len();
        judge(j, found, questions, &references, kind, sample, effects);
    }
}

/// Per joint replay, the studentised statistic of every question; infinite where a replay identifies none.
fn replayed(j: &Joint<'_>, redraw: &JointRedraw, families: &[Family; 2], progress: &dyn Progress) -> Vec<Vec<f64>> {
    let questions: Vec<&Question> = families.iter().flat_map(|f| &f.0).collect();
    let units = j.panel.units().len();
    let drawn: Vec<(&[u8], &[Start])> = j
        .arms
        .iter()
        .filter_map(|a| match &a.together {
            Chance::Replays { waves, starts, .. } => Some((waves.as_slice(), starts.as_slice())),
            Chance::Uniform { .. } => None,
        })
        .collect();
    let draws = drawn.iter().map(|(w, _)| w.len() / units.max(1)).min().unwrap_or(0);
    progress.begin(&format!("joint replays, {}", j.outcome), draws as u64);
    let done = (0..draws)
        .into_par_iter()
        .map(|r| {
            progress.advance(1);
            let starts: Vec<Vec<Start>> =
                drawn.iter().map(|(w, s)| starts_of(&w[r * units..(r + 1) * units], s)).collect();
            let slices: Vec<&[Start]> = starts.iter().map(Vec::as_slice).collect();
            match redraw.at(&slices) {
                Some(draw) => questions.iter().map(|q| draw.statistic(&q.picks)).collect(),
                None => vec![f64::INFINITY; questions.len()],
            }
        })
        .collect();
    progress.end();
    done
}

/// The rows of one family.
fn judge(
    j: &Joint<'_>,
    found: &JointRegression,
    questions: &[Question],
    references: &[Vec<f64>],
    kind: &str,
    sample: Sample,
    effects: &mut Effects,
) {
    let slices: Vec<&[f64]> = references.iter().map(Vec::as_slice).collect();
    let level = j.asked.joint.level;
    let Some(critical) = critical_value(&slices, level) else { return };
    let of = |q: &Question| -> (f64, f64) {
        let Some(c) = &q.contrast else { return (f64::NAN, f64::NAN) };
        (found.fit.estimate(c), libm::sqrt(cr1(&found.fit, c).variance))
    };
    let observed: Vec<f64> =
        questions.iter().map(of).map(|(e, s)| if s > 0.0 { e / s } else { f64::INFINITY }).collect();
    let p = adjusted(&observed, &slices, Ties { share: ties::within(j.panel), studentized: true });
    if !critical.is_finite() {
        let about = About::outcome(j.outcome).estimator("joint").variance("randomization");
        let doubt = Doubt::SimultaneousUnbounded { share: 1.0 - level, family: kind.to_string() };
        effects.warn(doubt.about(questions.iter().map(|q| about.clone().term(&q.term))));
    }
    for ((q, t), p) in questions.iter().zip(&observed).zip(p) {
        let (estimate, se) = of(q);
        let mut row = j.row("joint", &q.term, estimate, sample);
        row.estimand = "simultaneous".to_string();
        row.variance = "randomization".to_string();
        row.std_error = Some(se).filter(|s| *s > 0.0);
        row.statistic = Some(*t).filter(|t| t.is_finite());
        row.p_value = Some(p);
        (row.conf_low, row.conf_high) = (Some(estimate - critical * se), Some(estimate + critical * se));
        effects.rows.push(row);
        effects.note(&Compared {
            outcome: j.outcome.to_string(),
            kind: kind.to_string(),
            term: q.term.clone(),
            estimate: Some(estimate),
            std_error: Some(se),
            low: Some(estimate - critical * se),
            high: Some(estimate + critical * se),
            level: Some(level),
            critical: Some(critical),
            p: Some(p),
            draws: references.first().map_or(0, Vec::len) as u64,
        });
    }
}
