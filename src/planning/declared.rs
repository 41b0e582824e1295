//! Power of the analysis that is declared, from simulated trials, before any closed form.

use super::asked::Asked;
use super::closed_forms;
use super::settled::{GRID_CAC, GRID_ICC};
use super::trial::{Examiner, Trial, iterates};
use super::worlds::Worlds;
use crate::design::{Effect, Precision, Reference};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::folder::study::Folder;
use crate::numeric::{normal_cdf, normal_quantile};
use crate::tables::{Table, Value};
use crate::trial::Study;
use crate::trial::study::AnalysisDecl;
use crate::trial::{Named, VarianceKind};
use rayon::prelude::*;
use serde_json::json;

/// Trials, and trials of analyses that fit anew in every draw; on the grid of correlations.
const TRIALS: (u64, u64) = (1_000, 200);
const GRID_TRIALS: (u64, u64) = (300, 50);
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

/// `lodtrin/power/2`: the declared analysis, then closed forms.
///
/// # Errors
/// Those of the trials and of the closed forms.
pub fn power(asked: &Asked, progress: &dyn Progress) -> Outcome<Table> {
    let mut table = Table::of("lodtrin/power/2");
    if asked.settled.grid {
        over_grid(asked, &mut table, progress)?;
        return Ok(table);
    }
    let mut sentence = None;
    if asked.request.trials != Some(0) {
        sentence = Some(simulated(asked, &mut table, progress)?);
    }
    let closed = closed_forms::power(asked)?;
    let (icc, cac) = correlations(asked);
    for row in closed.rows {
        let mut whole: Vec<Value> = vec!["closed form".into()];
        whole.extend(row);
        whole.splice(2..2, [icc.into(), cac.into()]);
        whole.push(Value::Missing);
        table.push(whole);
    }
    table.warnings.extend(closed.warnings);
    if let Some(sentence) = sentence {
        table.facts.push(("sentence".into(), json!(sentence)));
    }
    Ok(table)
}

/// icc and cac that the closed forms take, where they are stated by them.
fn correlations(asked: &Asked) -> (Option<f64>, Option<f64>) {
    let r = &asked.request;
    let cac = if r.decay.is_some() { None } else { Some(r.cac.unwrap_or(1.0)) };
    (r.icc, cac.filter(|_| r.icc.is_some()))
}

/// The study, its lottery's plan, and the analysis that is declared.
fn declared(asked: &Asked) -> Outcome<Option<(Folder, Study, Study)>> {
    let Some(study) = asked.study.clone() else { return Ok(None) };
    let folder = Folder::open(&asked.request.study)?;
    let plan = folder.plan()?.map_or_else(|| study.clone(), |plan| asked.request.part_of(plan));
    Ok(Some((folder, study, plan)))
}

/// Everything that trials of the declared analysis need.
struct Declared<'a> {
    asked: &'a Asked,
    worlds: Worlds<'a>,
    /// The declared analysis, and the same without the forecast where it takes one off.
    ways: Vec<AnalysisDecl>,
    numbers: Numbers,
    transition: usize,
    alpha: f64,
    z: f64,
}

impl Declared<'_> {
    fn run(&self, effects: &[f64], progress: &dyn Progress) -> Outcome<Found> {
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
    fn assurance(&self, effect: f64, share: f64, sd: f64) -> f64 {
        let se = self.se(effect, share);
        if se.is_infinite() {
            return normal_cdf(-self.z);
        }
        normal_cdf((effect.abs() - self.z * se) / libm::sqrt(se * se + sd * sd))
    }

    /// The smallest effect found with the power aimed at, and its Monte-Carlo error; `None` where it leads out of the
    /// probabilities.
    fn mde(&self, effect: Option<f64>, share: Option<f64>, progress: &dyn Progress) -> Outcome<Option<(f64, f64)>> {
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

fn simulated(asked: &Asked, table: &mut Table, progress: &dyn Progress) -> Outcome<String> {
    let Some((folder, study, plan)) = declared(asked)? else { return Ok(String::new()) };
    let chance = asked.chance(&folder, &study)?;
    let earlier = asked.earlier(&plan);
    let mut ways = vec![plan.analysis.clone()];
    ways[0].adjust = earlier.is_some();
    if earlier.is_some() {
        ways.push(AnalysisDecl { adjust: false, ..plan.analysis.clone() });
    }
    let alpha = asked.plan.alpha;
    let d = Declared {
        asked,
        worlds: Worlds::new(&study, &chance, earlier)?,
        numbers: Numbers::of(asked, &ways[..1], TRIALS),
        ways,
        transition: chance.intervention.rollout.transition as usize,
        alpha,
        z: normal_quantile(1.0 - alpha / 2.0),
    };
    let effect = asked.request.effect.filter(|e| *e != 0.0);
    let effects: Vec<f64> = effect.into_iter().chain([0.0]).collect();
    let found = d.run(&effects, progress)?;
    let none = effects.len() - 1;
    let at = |effect: usize, way: usize| share(&found, effect, way, alpha);
    let power = effect.map(|_| at(0, 0));
    let smallest = d.mde(effect, power, progress)?;
    let setting = (study.power.icc.unwrap_or(0.02), study.power.cac.unwrap_or(0.8));
    let estimand = plan.analysis.estimand.name();
    let mut row = |analysis: &str, quantity: &str, value: Value, error: Value| {
        table.push(vec![
            analysis.into(),
            estimand.into(),
            setting.0.into(),
            setting.1.into(),
            quantity.into(),
            "simulated".into(),
            Value::Missing,
            value,
            error,
        ]);
    };
    let n = d.numbers.trials;
    let mut put = |analysis: &str, quantity: &str, p: f64| row(analysis, quantity, p.into(), error_of(p, n).into());
    if let Some(p) = power {
        put("declared", "power", p);
    }
    put("declared", "size", at(none, 0));
    match smallest {
        Some((value, error)) => row("declared", "mde", value.into(), error.into()),
        None => row("declared", "mde", Value::Missing, Value::Missing),
    }
    let assurance = asked.request.effect_sd.and_then(|sd| Some(d.assurance(effect?, power?, sd)));
    if let Some(p) = assurance {
        row("declared", "assurance", p.into(), Value::Missing);
    }
    if d.ways.len() > 1 {
        let mut put =
            |quantity: &str, p: f64| row("declared without forecast", quantity, p.into(), error_of(p, n).into());
        if effect.is_some() {
            put("power", at(0, 1));
        }
        put("size", at(none, 1));
    }
    if smallest.is_none() {
        table.warnings.push(out_of_reach(&d, effect).into());
    }
    failed(&found, &effects, table);
    table.facts.push(("trials".into(), json!(n)));
    table.facts.push(("draws".into(), json!(d.numbers.draws)));
    let told = Told {
        d: &d,
        effect,
        power,
        without: (d.ways.len() > 1 && effect.is_some()).then(|| at(0, 1)),
        size: at(none, 0),
        smallest,
        assurance,
    };
    Ok(told.sentence())
}

fn out_of_reach(d: &Declared<'_>, effect: Option<f64>) -> Doubt {
    Doubt::EffectOutOfReach {
        percent: 100.0 * d.asked.plan.power,
        baseline: d.worlds.baseline(),
        direction: if effect.is_some_and(|e| e > 0.0) { "above 1" } else { "below 0" }.to_string(),
    }
}

/// Trials that gave no test count as not significant, and are told.
fn failed(found: &Found, effects: &[f64], table: &mut Table) {
    for (k, effect) in effects.iter().enumerate() {
        let failed = found.iter().filter(|t| t[k][0].p.is_none()).count();
        if failed > 0 {
            table.warnings.push(Doubt::FailedFits { failed, trials: found.len(), truth: *effect }.into());
        }
    }
}

/// What the first sentence tells.
struct Told<'a> {
    d: &'a Declared<'a>,
    effect: Option<f64>,
    power: Option<f64>,
    without: Option<f64>,
    size: f64,
    smallest: Option<(f64, f64)>,
    assurance: Option<f64>,
}

impl Told<'_> {
    fn sentence(&self) -> String {
        let name = name_of(&self.d.ways[0]);
        let n = self.d.numbers.trials;
        let mut text = match (self.effect, self.power) {
            (Some(effect), Some(power)) => {
                let without =
                    self.without.map_or(String::new(), |p| format!(", without the forecast in {}", percent(p)));
                format!(
                    "The declared analysis ({name}) finds {effect} in {} of trials (Monte-Carlo error {:.1}){without}; \
                     with no effect it errs in {:.1} %.",
                    percent(power),
                    100.0 * error_of(power, n),
                    100.0 * self.size
                )
            }
            _ => format!("The declared analysis ({name}) errs in {:.1} % of trials with no effect.", 100.0 * self.size),
        };
        if let Some((value, _)) = self.smallest {
            text.push_str(&format!(" Smallest effect found in {}: {value:.3}.", percent(self.d.asked.plan.power)));
        }
        if let Some(p) = self.assurance {
            text.push_str(&format!(" Over what the effect may be, it is found in {}.", percent(p)));
        }
        text
    }
}

fn percent(p: f64) -> String {
    format!("{:.0} %", 100.0 * p)
}

/// An analysis in words: estimator, estimand, variance, and the forecast where it is taken off.
pub(crate) fn name_of(a: &AnalysisDecl) -> String {
    let forecast = if a.adjust { ", forecast" } else { "" };
    format!("{} {}, {}{forecast}", a.estimator, a.estimand, a.variance)
}

/// Power of the declared analysis over the grid of correlations, and closed-form power of each.
fn over_grid(asked: &Asked, table: &mut Table, progress: &dyn Progress) -> Outcome<()> {
    let points: Vec<(f64, f64)> = GRID_ICC.iter().flat_map(|i| GRID_CAC.iter().map(move |c| (*i, *c))).collect();
    let effect = asked.request.effect.filter(|e| *e != 0.0);
    if let (Some(effect), true) = (effect, asked.request.trials != Some(0)) {
        let sentence = grid_trials(asked, effect, &points, table, progress)?;
        table.facts.push(("sentence".into(), json!(sentence)));
    }
    for (name, kind) in &asked.effects {
        for (icc, cac) in &points {
            let plan = asked.at_correlation(*icc, *cac)?;
            let value = match plan.power(kind, Precision::Z) {
                Ok(v) => v,
                Err(p) if p.code() == "D106" && !asked.strict => None,
                Err(p) => return Err(p),
            };
            let z = Reference::Z;
            table.push(vec![
                "closed form".into(),
                (*name).into(),
                (*icc).into(),
                (*cac).into(),
                "power".into(),
                z.name().into(),
                z.df().into(),
                value.into(),
                Value::Missing,
            ]);
        }
    }
    Ok(())
}

fn grid_trials(
    asked: &Asked,
    effect: f64,
    points: &[(f64, f64)],
    table: &mut Table,
    progress: &dyn Progress,
) -> Outcome<String> {
    let Some((folder, study, plan)) = declared(asked)? else { return Ok(String::new()) };
    let chance = asked.chance(&folder, &study)?;
    let earlier = asked.earlier(&plan);
    let way = AnalysisDecl { adjust: earlier.is_some(), ..plan.analysis.clone() };
    let alpha = asked.plan.alpha;
    let z = normal_quantile(1.0 - alpha / 2.0);
    let (mut sum, mut low, mut high) = (0.0, 1.0f64, 0.0f64);
    let numbers = Numbers::of(asked, std::slice::from_ref(&way), GRID_TRIALS);
    let sd = asked.request.effect_sd.unwrap_or(0.0);
    for (icc, cac) in points {
        let mut at = study.clone();
        let school = at.power.school_icc.map(|s| s * icc / study.power.icc.unwrap_or(*icc));
        (at.power.icc, at.power.cac, at.power.school_icc) = (Some(*icc), Some(*cac), school);
        let d = Declared {
            asked,
            worlds: Worlds::new(&at, &chance, earlier)?,
            ways: vec![way.clone()],
            numbers,
            transition: chance.intervention.rollout.transition as usize,
            alpha,
            z,
        };
        let found = d.run(&[effect], progress)?;
        let power = share(&found, 0, 0, alpha);
        (low, high) = (low.min(power), high.max(power));
        sum += d.assurance(effect, power, sd);
        table.push(vec![
            "declared".into(),
            way.estimand.name().into(),
            (*icc).into(),
            (*cac).into(),
            "power".into(),
            "simulated".into(),
            Value::Missing,
            power.into(),
            error_of(power, numbers.trials).into(),
        ]);
    }
    let assurance = sum / points.len() as f64;
    table.push(vec![
        "declared".into(),
        way.estimand.name().into(),
        Value::Missing,
        Value::Missing,
        "assurance".into(),
        "simulated".into(),
        Value::Missing,
        assurance.into(),
        Value::Missing,
    ]);
    table.facts.push(("trials".into(), json!(numbers.trials)));
    table.facts.push(("draws".into(), json!(numbers.draws)));
    Ok(format!(
        "The declared analysis ({}) finds {effect} in {:.0} to {} of trials, from one correlation to another; over all of them \
         in {}.",
        name_of(&way),
        100.0 * low,
        percent(high),
        percent(assurance)
    ))
}
