//! Simulated trials of the declared analysis, and what follows from how many of them find something.

use super::asked::Asked;
use super::trial::{Examiner, Trial, iterates};
use super::worlds::Worlds;
use crate::design::{Effect, Precision};
use crate::diagnostics::{Outcome, Progress};
use crate::folder::study::Folder;
use crate::numeric::{normal_cdf, normal_quantile};
use crate::trial::study::AnalysisDecl;
use crate::trial::{Study, VarianceKind};
use rayon::prelude::*;

/// Draws of a randomization test at most.
const DRAWS: u64 = 999;

/// What trials of one declared analysis found: by trial, then by effect, then by analysis.
pub(crate) type Found = Vec<Vec<Vec<Trial>>>;

/// How many trials, and how many draws each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    pub trials: u64,
    pub draws: u64,
}

impl Numbers {
    /// Those asked for, else as many as an answer in seconds allows.
    pub fn of(asked: &Asked, ways: &[AnalysisDecl], usual: (u64, u64)) -> Numbers {
        let slow = ways.iter().any(iterates);
        let most = ways.iter().map(|w| w.draws).max().unwrap_or(DRAWS);
        Numbers {
            trials: asked.request.trials.filter(|n| *n > 0).unwrap_or(if slow { usual.1 } else { usual.0 }),
            draws: asked.request.simulated.draws.unwrap_or(most.min(DRAWS)),
        }
    }
}

/// Runs trials of several analyses on the same worlds, pupils and lotteries.
///
/// # Errors
/// Those of the lottery and of the truth.
pub(crate) fn trials(
    worlds: &Worlds<'_>,
    asked: &Asked,
    ways: &[AnalysisDecl],
    effects: &[f64],
    numbers: Numbers,
    transition: usize,
    progress: &dyn Progress,
) -> Outcome<Found> {
    effects.iter().try_for_each(|e| worlds.check(*e))?;
    let randomized = ways.iter().any(|w| w.variance == VarianceKind::Randomization);
    let reference = if randomized { worlds.reference(numbers.draws, progress)? } else { Vec::new() };
    let examiner = Examiner::new(worlds, &reference, numbers.draws, 1.0 - asked.plan.alpha, transition);
    progress.begin("simulated trials", numbers.trials);
    let found = (0..numbers.trials)
        .into_par_iter()
        .map(|r| {
            let held = worlds.hold(r)?;
            let one = |effect: &f64| -> Outcome<Vec<Trial>> {
                let panel = worlds.panel(&held, *effect)?;
                Ok(ways.iter().map(|w| examiner.analyse(w, &panel)).collect())
            };
            let all = effects.iter().map(one).collect::<Outcome<Vec<_>>>();
            progress.advance(1);
            all
        })
        .collect::<Vec<_>>();
    progress.end();
    found.into_iter().collect()
}

/// Share of trials in which an analysis finds something at a level.
pub(crate) fn share(found: &Found, effect: usize, way: usize, alpha: f64) -> f64 {
    let hits = found.iter().filter(|t| t[effect][way].p.is_some_and(|p| p <= alpha)).count();
    hits as f64 / found.len() as f64
}

/// The Monte-Carlo error of a share.
pub(crate) fn error_of(share: f64, trials: u64) -> f64 {
    libm::sqrt(share * (1.0 - share) / trials as f64)
}

/// The study, its lottery's plan, and the analysis that is declared.
pub(super) fn declared(asked: &Asked) -> Outcome<Option<(Folder, Study, Study)>> {
    let Some(study) = asked.study.clone() else { return Ok(None) };
    let folder = Folder::open(&asked.request.study)?;
    let plan = folder.plan()?.map_or_else(|| study.clone(), |plan| asked.request.part_of(plan));
    Ok(Some((folder, study, plan)))
}

/// Everything that trials of the declared analysis need.
pub(super) struct Declared<'a> {
    pub asked: &'a Asked,
    pub worlds: Worlds<'a>,
    /// The declared analysis, and the same without the forecast where it takes one off.
    pub ways: Vec<AnalysisDecl>,
    pub numbers: Numbers,
    pub transition: usize,
    pub alpha: f64,
    pub z: f64,
}

impl Declared<'_> {
    pub fn run(&self, effects: &[f64], progress: &dyn Progress) -> Outcome<Found> {
        trials(&self.worlds, self.asked, &self.ways, effects, self.numbers, self.transition, progress)
    }

    /// π held in [1/(2R), 1 − 1/(2R)].
    fn held(&self, share: f64) -> f64 {
        let edge = 0.5 / self.numbers.trials as f64;
        share.clamp(edge, 1.0 - edge)
    }

    /// se(δ, π) = |δ|/(z + Φ⁻¹(π)); infinite where the power is no more than chance.
    fn se(&self, effect: f64, share: f64) -> f64 {
        let far = self.z + normal_quantile(self.held(share));
        if far > 0.0 { effect.abs() / far } else { f64::INFINITY }
    }

    /// Φ((|δ| − z·se)/√(se² + s²)): the chance to find an effect that is N(δ, s²), in its direction.
    pub fn assurance(&self, effect: f64, share: f64, sd: f64) -> f64 {
        let se = self.se(effect, share);
        if se.is_infinite() {
            return normal_cdf(-self.z);
        }
        normal_cdf((effect.abs() - self.z * se) / libm::sqrt(se * se + sd * sd))
    }

    /// The smallest effect found with the power aimed at, and its Monte-Carlo error; `None` where it leads out of the
    /// probabilities.
    pub fn mde(&self, effect: Option<f64>, share: Option<f64>, progress: &dyn Progress) -> Outcome<Option<(f64, f64)>> {
        let aim = self.z + normal_quantile(self.asked.plan.power);
        let usable = effect.zip(share).filter(|(_, p)| (self.alpha..=0.995).contains(p));
        let first = match usable {
            Some((effect, share)) => aim * self.se(effect, share),
            None => closed_mde(self.asked)?,
        };
        let sign = if effect.is_some_and(|e| e > 0.0) { 1.0 } else { -1.0 };
        let reached = self.worlds.baseline() + sign * first;
        if !(first.is_finite() && reached > 0.0 && reached < 1.0) {
            return Ok(None);
        }
        let found = self.run(&[sign * first], progress)?;
        let again = self.held(self::share(&found, 0, 0, self.alpha));
        let se = self.se(first, again);
        let value = aim * se;
        let slope = normal_density(normal_quantile(again)) * (self.z + normal_quantile(again));
        let error = value * libm::sqrt(again * (1.0 - again) / self.numbers.trials as f64) / slope;
        Ok(value.is_finite().then_some((value, error)))
    }
}

fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * std::f64::consts::PI)
}

/// The closed form's smallest effect of the exposure average, else of an immediate effect; by z.
fn closed_mde(asked: &Asked) -> Outcome<f64> {
    let average = asked.plan.minimal_effect(&Effect::average(&asked.plan.layout), Precision::Z);
    average.or_else(|_| asked.plan.minimal_effect(&Effect::Immediate, Precision::Z))
}

/// A share in words.
pub(super) fn percent(p: f64) -> String {
    format!("{:.0} %", 100.0 * p)
}

/// An analysis in words: estimator, estimand, variance, and the forecast where it is taken off.
pub(crate) fn name_of(a: &AnalysisDecl) -> String {
    let forecast = if a.adjust { ", forecast" } else { "" };
    format!("{} {}, {}{forecast}", a.estimator, a.estimand, a.variance)
}
