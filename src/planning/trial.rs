//! One simulated trial: pupils, lottery, analysis.

use super::lottery::Chance;
use super::programmes;
use crate::diagnostics::{Outcome, Progress, Silent};
use crate::effects::question;
use crate::effects::question::{Analysis, unit_sizes};
use crate::effects::{analysis, reference_set};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, ENOUGH_FOR_BETA, Method, design_based};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::inference::randomization::{Adjusted, Adjustment, Rule};
use crate::inference::ties::reaches;
use crate::provenance::Stream;
use crate::simulation::{Setting, Shape, World};
use crate::steps::simulate;
use crate::trial::{Panel, Rows, Shifted, Start, Study};

/// Replays from this number on are the reference set; those below are the trials' own lotteries.
const REFERENCE: u64 = 1 << 40;

/// What a trial found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Trial {
    /// The estimate; `None` when there is none.
    pub estimate: Option<f64>,
    /// Its p-value; `None` when the test failed.
    pub p: Option<f64>,
}

/// Whoever analyses every trial in the same way.
pub(crate) struct Analyst<'a> {
    plan: &'a Study,
    chance: &'a Chance,
    truths: [Setting; 2],
    /// Draws × lots, waves from 1.
    reference: Vec<u8>,
    starts_of_wave: Vec<Start>,
    lot_of: Vec<usize>,
    level: f64,
    transition: usize,
}

impl<'a> Analyst<'a> {
    /// Prepares the truths and the reference set.
    pub fn new(
        plan: &'a Study,
        study: &Study,
        chance: &'a Chance,
        effect: f64,
        draws: u64,
        level: f64,
        progress: &dyn Progress,
    ) -> Outcome<Analyst<'a>> {
        let rollout = &chance.intervention.rollout;
        let tickets: Vec<_> = chance.programmes.iter().map(|p| p.ticket.clone()).collect();
        let starts = vec![None; tickets.len()];
        let mut truth = programmes::setting(study, &chance.intervention, tickets, starts)?;
        (truth.effect, truth.shape) = (effect, Shape::Constant);
        truth.check()?;
        let none = Setting { effect: 0.0, ..truth.clone() };
        let reference = if plan.analysis.variance == "randomization" {
            chance.lottery.replays(&chance.key, REFERENCE..REFERENCE + draws, progress)?
        } else {
            Vec::new()
        };
        let lot_of = chance.programmes.iter().map(|p| chance.frame.position(&p.lot).unwrap_or(0)).collect();
        Ok(Analyst {
            plan,
            chance,
            truths: [truth, none],
            reference,
            starts_of_wave: (1..=rollout.waves.len()).map(|w| rollout.start_of_wave(w as u32)).collect(),
            lot_of,
            level,
            transition: rollout.transition as usize,
        })
    }

    /// Trial r with the effect and without, the same schools, pupils and lottery in both.
    pub fn trial(&self, r: u64) -> Outcome<[Trial; 2]> {
        let waves = self.chance.lottery.replay(&self.chance.key, r + 1)?.waves;
        let starts = self.chance.starts(&waves)?;
        let world = World::draw(&self.truths[0], r + 1);
        let mut both = [Trial::default(); 2];
        for (trial, truth) in both.iter_mut().zip(&self.truths) {
            let mut setting = truth.clone();
            setting.schedule.starts.clone_from(&starts);
            let panel = self.panel(&setting, &world, &waves, r)?;
            *trial = self.analyse(panel);
        }
        Ok(both)
    }

    /// Pupils and outcomes of every lot and period.
    fn panel(&self, setting: &Setting, world: &World, waves: &[u8], r: u64) -> Outcome<Panel> {
        let (lots, t) = (self.chance.frame.lots.len(), setting.periods.len());
        let mut stream = Stream::seeded("lodtrin power trials 1", setting.seed, r);
        let (mut n, mut k) = (vec![0.0; lots * t], vec![0.0; lots * t]);
        for (i, ticket) in setting.programmes.iter().enumerate() {
            for j in 0..t {
                let p = (world.risk(i, j) + setting.effect_in(i, j)).clamp(0.0, 1.0);
                let cell = self.lot_of[i] * t + j;
                let pupils = libm::round(ticket.size).max(1.0) as u64;
                n[cell] += pupils as f64;
                k[cell] += (0..pupils).filter(|_| stream.chance(p)).count() as f64;
            }
        }
        let unit: Vec<u32> = (0..lots * t).map(|c| (c / t) as u32).collect();
        let period: Vec<u32> = (0..lots * t).map(|c| (c % t) as u32).collect();
        let y: Vec<f64> = n.iter().zip(&k).map(|(n, k)| k / n).collect();
        let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&n), covariates: &[] };
        let names = self.chance.frame.lots.iter().map(|l| l.id.clone()).collect();
        let starts = waves.iter().map(|w| self.starts_of_wave[*w as usize - 1]).collect();
        Panel::from_rows(&rows, names, setting.periods.iter().map(|p| p.id.clone()).collect(), starts, None)
    }

    /// The declared analysis; whatever fails is a trial without a test.
    fn analyse(&self, panel: Panel) -> Trial {
        let a = &self.plan.analysis;
        let estimand = match a.estimand.as_str() {
            "simple" => Some(Estimand::Simple),
            "cohort" => Some(Estimand::Cohort),
            "calendar" => Some(Estimand::Calendar),
            "time-averaged" => Some(Estimand::TimeAveraged(0, i64::MAX)),
            _ => None,
        };
        match (Method::named(&a.estimator), estimand) {
            (Some(mut method), Some(estimand)) if a.variance == "randomization" => {
                method.beta = a.beta.as_deref().and_then(Beta::named).unwrap_or(method.beta);
                self.randomized(&panel, &method, estimand).unwrap_or_default()
            }
            _ => self.general(panel).unwrap_or_default(),
        }
    }

    fn waves(&self) -> reference_set::Chance {
        reference_set::Chance::Replays {
            waves: self.reference.clone(),
            starts: self.starts_of_wave.clone(),
            log10_possible: None,
        }
    }

    /// The randomization test of a design-based estimate without its interval.
    fn randomized(&self, panel: &Panel, method: &Method, estimand: Estimand) -> Option<Trial> {
        let weights = (self.plan.analysis.weight == "pupils").then(|| unit_sizes(panel));
        let means = UnitMeans::of(panel, weights.as_deref()).ok()?;
        let empty = reference_set::Chance::Replays {
            waves: Vec::new(),
            starts: self.starts_of_wave.clone(),
            log10_possible: None,
        };
        let cohorts = empty.cohorts(panel, &means.units, self.transition);
        let found = design_based(&means, &cohorts, method, estimand, self.transition)?;
        let redraw = Redraw::new(&means, &cohorts, method.comparison(estimand, self.transition));
        let smallest = found.fit.smallest();
        let (adjustment, fixed) = match method.beta {
            Beta::Fixed(b) => (Adjustment::None, Some(b)),
            Beta::Efficient => (Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA }, None),
            Beta::PlugIn => (Adjustment::Efficient { clip: false }, None),
        };
        let reduce = |z: Shifted| Adjusted { shifted: fixed.map_or(z, |b| z.adjusted(b)), adjustment };
        let studentized = self.plan.analysis.statistic == "studentized" && smallest >= 2;
        let rule = Rule { studentized, level: self.level, interval: false, outcome_sd: panel.outcome_sd() };
        let observed = rule.statistic(&reduce(redraw.at(&cohorts.of_unit)?), 0.0);
        let of_wave: Vec<u16> = self.starts_of_wave.iter().map(|s| cohorts.position(*s)).collect();
        let lots = self.chance.frame.lots.len();
        let mut drawn = vec![0u16; means.len()];
        let mut extreme = 0u64;
        for row in self.reference.chunks_exact(lots) {
            for (to, unit) in drawn.iter_mut().zip(&means.units) {
                *to = of_wave[row[*unit] as usize - 1];
            }
            let t = redraw.at(&drawn).map_or(f64::INFINITY, |z| rule.statistic(&reduce(z), 0.0));
            // as in the published test: what cannot be compared counts as extreme
            extreme += u64::from(reaches(t, observed, observed.abs()));
        }
        let draws = (self.reference.len() / lots) as f64;
        Some(Trial { estimate: Some(found.fit.estimate), p: Some((1.0 + extreme as f64) / (1.0 + draws)) })
    }

    /// Any other analysis, as `effect` runs it.
    fn general(&self, panel: Panel) -> Option<Trial> {
        let a = &self.plan.analysis;
        let analysis = Analysis {
            estimators: vec![a.estimator.clone()],
            estimands: vec![a.estimand.clone()],
            lags: None,
            variances: vec![a.variance.clone()],
            studentized: a.statistic == "studentized",
            draws: (self.reference.len() / self.chance.frame.lots.len().max(1)) as u64,
            seed: 1,
            level: self.level,
            weight: Some(a.weight.clone()),
            beta: a.beta.as_deref().and_then(Beta::named),
            bootstrap: question::residuals(a.bootstrap.as_deref()),
            transition: self.transition,
        };
        let found = analysis::analyse(&[("outcome".to_string(), panel)], &analysis, &self.waves(), &Silent).ok()?;
        let row = found.rows.into_iter().find(|r| r.p_value.is_some())?;
        Some(Trial { estimate: row.estimate, p: row.p_value })
    }
}
