//! The effects that a simulation puts in, by lag.

use super::away::Away;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::{Start, study::PeriodDecl};

/// How the effect on dropping out goes with the periods since the start. Every shape has the declared effect as its
/// plain mean over the lags 0..=L, L the longest lag that the rollout can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The same at every lag.
    Constant,
    /// From half the effect at lag 0 to one and a half at lag L, in equal steps.
    Growing,
    /// From one and a half times the effect at lag 0 to half of it at lag L, in equal steps.
    Fading,
    /// Nothing at lags 0 and 1, then one level (with L < 2: nothing before lag L).
    Delayed,
}

impl Shape {
    /// The shape of a name as written in `[simulate] shape`.
    pub fn from_name(name: &str) -> Option<Shape> {
        match name {
            "constant" => Some(Shape::Constant),
            "growing" => Some(Shape::Growing),
            "fading" => Some(Shape::Fading),
            "delayed" => Some(Shape::Delayed),
            _ => None,
        }
    }

    /// The effect at `lag`, where `longest` is the longest lag.
    pub fn at(self, effect: f64, lag: usize, longest: usize) -> f64 {
        let along = if longest == 0 { 0.5 } else { lag.min(longest) as f64 / longest as f64 };
        match self {
            Shape::Constant => effect,
            Shape::Growing => effect * (0.5 + along),
            Shape::Fading => effect * (1.5 - along),
            Shape::Delayed => {
                let wait = longest.min(2);
                if lag < wait { 0.0 } else { effect * (longest + 1) as f64 / (longest + 1 - wait) as f64 }
            }
        }
    }
}

/// A programme as the simulation needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// Programme id.
    pub id: String,
    /// School; empty where there is none.
    pub school: String,
    /// Expected pupils a period.
    pub size: f64,
}

/// Who starts when.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// One first treated period per programme, in the programmes' order.
    pub starts: Vec<Start>,
    /// Whether any programme may start in a period: gives the longest lag.
    pub first_start: usize,
}

/// The declared truth of a simulated study.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Seed of every stream.
    pub seed: u64,
    /// Mean effect over the lags on the probability of dropping out; negative: fewer.
    pub effect: f64,
    /// How it goes with the lag.
    pub shape: Shape,
    /// Added probability of dropping out for a pupil with early absence.
    pub absence: f64,
    /// Share of pupils who move to another programme.
    pub contamination: f64,
    /// Probability of dropping out without the intervention, averaged over pupils.
    pub baseline: f64,
    /// Correlation of pupils of one programme and period.
    pub icc: f64,
    /// Its share that stays from period to period.
    pub cac: f64,
    /// The part of `icc` that is shared by the programmes of a school.
    pub school_icc: f64,
    /// The share of that part that stays from period to period.
    pub school_cac: f64,
    /// Early window, days from 1 at the pupil's start.
    pub window: i32,
    /// Whether the window counts school days.
    pub school_days: bool,
    /// Days of absence in the window that make early absence.
    pub threshold: u32,
    /// Whether only whole days count.
    pub whole_days: bool,
    /// Whether lawful absence counts.
    pub lawful: bool,
    /// The periods.
    pub periods: Vec<PeriodDecl>,
    /// The programmes.
    pub programmes: Vec<Ticket>,
    /// Who starts when.
    pub schedule: Schedule,
    /// Whose pupils are not delivered from when on.
    pub away: Away,
}

/// What the streams of earlier periods are set apart by.
const EARLIER: u64 = 0x0065_6172_6c69_6572;

impl Setting {
    /// The same schools and programmes in earlier periods: nobody is treated, and streams are their own.
    pub fn earlier(&self, periods: Vec<PeriodDecl>) -> Setting {
        let starts = vec![None; self.programmes.len()];
        let first_start = periods.len();
        let schedule = Schedule { starts, first_start };
        Setting { seed: self.seed ^ EARLIER, periods, schedule, away: Away::default(), ..self.clone() }
    }

    /// The longest lag that the rollout can show.
    pub fn longest_lag(&self) -> usize {
        self.periods.len().saturating_sub(1 + self.schedule.first_start)
    }

    /// The effect in a programme and period on the probability of dropping out.
    pub fn effect_in(&self, programme: usize, period: usize) -> f64 {
        match self.schedule.starts.get(programme).copied().flatten() {
            Some(start) if period >= start => self.shape.at(self.effect, period - start, self.longest_lag()),
            _ => 0.0,
        }
    }

    /// Whether a programme is under the intervention in a period.
    pub fn treated(&self, programme: usize, period: usize) -> bool {
        self.schedule.starts.get(programme).copied().flatten().is_some_and(|s| period >= s)
    }

    fn names(&self) -> Vec<(&str, &str)> {
        self.programmes.iter().map(|p| (p.id.as_str(), p.school.as_str())).collect()
    }

    /// Lets nothing come of the pupils of some programmes or schools (`NAME=PERIOD`) from a period on.
    ///
    /// # Errors
    /// D702 for a name or a period that the study does not have.
    pub fn send_away(&mut self, left: &[String], late: &[String]) -> Outcome<()> {
        self.away = Away::read(left, late, &self.names(), &self.periods)?;
        Ok(())
    }

    /// Who is away, as it stands in `truth.json`; `None` where everybody delivers everything.
    pub fn told_away(&self) -> Option<serde_json::Value> {
        self.away.told(&self.names(), &self.periods)
    }

    /// Refuses a truth that no register can have.
    ///
    /// # Errors
    /// D701 for a share outside 0 to 1, correlations that do not fit together, or probabilities that leave 0 to 1.
    pub fn check(&self) -> Outcome<()> {
        let mut problems = Vec::new();
        let mut share = |name: &str, x: f64, low: f64, high: f64| {
            if !(low..=high).contains(&x) {
                problems.push(
                    Problem::new("D701", format!("`{name}` cannot be {x}")).expected(format!("from {low} to {high}")),
                );
            }
        };
        share("power.baseline", self.baseline, 0.01, 0.99);
        share("power.icc", self.icc, 0.0, 0.99);
        share("power.cac", self.cac, 0.0, 1.0);
        share("power.school_icc", self.school_icc, 0.0, self.icc.max(0.0));
        share("power.school_cac", self.school_cac, 0.0, 1.0);
        share("simulate.contamination", self.contamination, 0.0, 1.0);
        share("simulate.absence", self.absence, -1.0, 1.0);
        let worst = (0..=self.longest_lag()).map(|l| self.shape.at(self.effect, l, self.longest_lag()));
        if let Some(bad) = worst.map(|e| self.baseline + e).find(|p| !(0.0..=1.0).contains(p)) {
            problems.push(
                Problem::new("D701", "the effect leads to a probability of dropping out that is none")
                    .found(format!("a baseline of {} and an effect that make {bad:.3}", self.baseline))
                    .help("write a smaller `simulate.effect`, or another `power.baseline`"),
            );
        }
        if self.programmes.is_empty() || self.periods.is_empty() {
            problems.push(Problem::new("D701", "there is no programme or no period to simulate"));
        }
        Problem::all(problems)
    }
}
