//! Pupils of simulated trials: a world, a lottery, outcomes with an effect and without, and a forecast from earlier terms.

use super::lottery::Chance;
use super::programmes::setting;
use crate::diagnostics::{Outcome, Progress};
use crate::history::{Fitted, Group, fit};
use crate::provenance::Stream;
use crate::simulation::{Setting, Shape, World};
use crate::trial::{Panel, Rows, Start, Study};

/// Replays from this number on are the reference set; those below are the trials' own lotteries.
const REFERENCE: u64 = 1 << 40;

/// Earlier terms that simulated trials are forecast from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Earlier {
    /// Their number.
    pub terms: usize,
    /// Share of the variance within cells that a covariate takes.
    pub r2: f64,
}

/// The worlds of simulated trials.
pub(crate) struct Worlds<'a> {
    chance: &'a Chance,
    truth: Setting,
    earlier: Option<Earlier>,
    starts_of_wave: Vec<Start>,
    lot_of: Vec<usize>,
}

/// One world with its lottery held.
pub(crate) struct Held {
    number: u64,
    world: World,
    /// Wave of each lot, from 1.
    waves: Vec<u8>,
    /// First period under the intervention of each programme.
    starts: Vec<Start>,
    forecast: Option<Fitted>,
}

impl<'a> Worlds<'a> {
    /// The worlds that a study declares.
    ///
    /// # Errors
    /// D701 for a truth that cannot be.
    pub fn new(study: &Study, chance: &'a Chance, earlier: Option<Earlier>) -> Outcome<Worlds<'a>> {
        let rollout = &chance.intervention.rollout;
        let tickets: Vec<_> = chance.programmes.iter().map(|p| p.ticket.clone()).collect();
        let starts = vec![None; tickets.len()];
        let mut truth = setting(study, &chance.intervention, tickets, starts)?;
        (truth.effect, truth.shape) = (0.0, Shape::Constant);
        truth.check()?;
        let lot_of = chance.programmes.iter().map(|p| chance.frame.position(&p.lot).unwrap_or(0)).collect();
        // the first fully treated period: transition lies before it, as in the published analysis
        let start = |w: usize| rollout.start_of_wave(w as u32).map(|s| s + rollout.transition as usize);
        let starts_of_wave = (1..=rollout.waves.len()).map(start).collect();
        Ok(Worlds { chance, truth, earlier, starts_of_wave, lot_of })
    }

    /// Refuses an effect that leads out of the probabilities.
    ///
    /// # Errors
    /// D701.
    pub fn check(&self, effect: f64) -> Outcome<()> {
        Setting { effect, ..self.truth.clone() }.check()
    }

    /// Number of lots.
    pub fn lots(&self) -> usize {
        self.chance.frame.lots.len()
    }

    /// First fully treated period of each wave.
    pub fn starts_of_wave(&self) -> &[Start] {
        &self.starts_of_wave
    }

    /// Risk without the intervention.
    pub fn baseline(&self) -> f64 {
        self.truth.baseline
    }

    /// Draws of the lottery that no trial uses: the reference set, draws × lots, waves from 1.
    ///
    /// # Errors
    /// Those of the lottery.
    pub fn reference(&self, draws: u64, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        self.chance.lottery.replays(&self.chance.key, REFERENCE..REFERENCE + draws, progress)
    }

    /// World r, its lottery held.
    ///
    /// # Errors
    /// Those of the lottery.
    pub fn hold(&self, r: u64) -> Outcome<Held> {
        let waves = self.chance.lottery.replay(&self.chance.key, r + 1)?.waves;
        let starts = self.chance.starts(&waves)?;
        let world = World::draw(&self.truth, r + 1);
        let forecast = self.earlier.and_then(|e| self.forecast(&world, &e, r));
        Ok(Held { number: r, world, waves, starts, forecast })
    }

    /// The slope of the covariate that takes `r2` of the variance within cells: b²/4 = R²·(1 − icc)·p(1 − p).
    fn slope(&self, r2: f64) -> f64 {
        let p = self.truth.baseline;
        2.0 * libm::sqrt(r2 * (1.0 - self.truth.icc) * p * (1.0 - p))
    }

    /// A forecast from pupils of earlier terms; `None` where nothing can be fitted.
    fn forecast(&self, world: &World, earlier: &Earlier, r: u64) -> Option<Fitted> {
        let before = world.before(&self.truth, r + 1, earlier.terms);
        let mut stream = Stream::seeded("lodtrin power history 1", self.truth.seed, r);
        let slope = self.slope(earlier.r2);
        let mut groups = Vec::with_capacity(self.truth.programmes.len() * earlier.terms);
        for (i, ticket) in self.truth.programmes.iter().enumerate() {
            let pupils = libm::round(ticket.size).max(1.0) as u64;
            for j in 0..earlier.terms {
                let counts = pupils_of(pupils, before.risk(i, j), slope, &mut stream);
                let patterns = if slope > 0.0 { 2 } else { 1 };
                for (x, (n, k)) in counts.into_iter().enumerate().take(patterns).filter(|(_, (n, _))| *n > 0.0) {
                    let x = if slope > 0.0 { vec![Some(x as f64)] } else { Vec::new() };
                    groups.push(Group { programme: i, term: j, n, k, x });
                }
            }
        }
        fit(&groups, self.truth.programmes.len(), usize::from(slope > 0.0)).ok()
    }

    /// Outcomes of every lot and period under an effect; less the forecast where there is one.
    ///
    /// # Errors
    /// Those of a panel.
    pub fn panel(&self, held: &Held, effect: f64) -> Outcome<Panel> {
        let mut setting = Setting { effect, ..self.truth.clone() };
        setting.schedule.starts.clone_from(&held.starts);
        let (lots, t) = (self.lots(), setting.periods.len());
        let mut stream = Stream::seeded("lodtrin power trials 1", setting.seed, held.number);
        let slope = self.earlier.map_or(0.0, |e| self.slope(e.r2));
        let patterns = if slope > 0.0 { 2 } else { 1 };
        // by pattern, lot and period: n, k, Σ f
        let mut cells = vec![[0.0f64; 3]; patterns * lots * t];
        for (i, ticket) in setting.programmes.iter().enumerate() {
            let pupils = libm::round(ticket.size).max(1.0) as u64;
            for j in 0..t {
                let risk = held.world.risk(i, j) + setting.effect_in(i, j);
                let counts = pupils_of(pupils, risk, slope, &mut stream);
                for (x, (n, k)) in counts.into_iter().enumerate().take(patterns) {
                    let cell = &mut cells[x * lots * t + self.lot_of[i] * t + j];
                    cell[0] += n;
                    cell[1] += k;
                    cell[2] += n * held.forecast.as_ref().map_or(0.0, |f| told(f, i, x as f64));
                }
            }
        }
        let at = |c: usize| c % (lots * t);
        let unit: Vec<u32> = (0..cells.len()).map(|c| (at(c) / t) as u32).collect();
        let period: Vec<u32> = (0..cells.len()).map(|c| (at(c) % t) as u32).collect();
        let n: Vec<f64> = cells.iter().map(|c| c[0]).collect();
        let y: Vec<f64> = cells.iter().map(|c| c[1] / c[0]).collect();
        let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&n), covariates: &[] };
        let names = self.chance.frame.lots.iter().map(|l| l.id.clone()).collect();
        let starts = held.waves.iter().map(|w| self.starts_of_wave[*w as usize - 1]).collect();
        let panel =
            Panel::from_rows(&rows, names, setting.periods.iter().map(|p| p.id.clone()).collect(), starts, None)?;
        if held.forecast.is_none() {
            return Ok(panel);
        }
        let f: Vec<f64> = cells.iter().map(|c| if c[0] > 0.0 { c[2] / c[0] } else { 0.0 }).collect();
        panel.less(&rows, &f)
    }
}

/// f of a pupil of a programme.
fn told(f: &Fitted, programme: usize, x: f64) -> f64 {
    f.levels[programme] + f.slopes.iter().zip(&f.centre).map(|(b, c)| b * (x - c)).sum::<f64>()
}

/// Pupils and those with the outcome, by the covariate: all in the first where it has no slope.
fn pupils_of(pupils: u64, risk: f64, slope: f64, stream: &mut Stream) -> [(f64, f64); 2] {
    if slope == 0.0 {
        let p = risk.clamp(0.0, 1.0);
        return [(pupils as f64, (0..pupils).filter(|_| stream.chance(p)).count() as f64), (0.0, 0.0)];
    }
    let mut counts = [(0.0, 0.0); 2];
    for _ in 0..pupils {
        let x = usize::from(stream.chance(0.5));
        counts[x].0 += 1.0;
        counts[x].1 += f64::from(u8::from(stream.chance((risk + slope * (x as f64 - 0.5)).clamp(0.0, 1.0))));
    }
    counts
}
