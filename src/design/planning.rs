//! From a plan to power, the smallest effect seen, and the size that is needed.

use super::components::Components;
use super::family::Family;
use super::information::{Effect, Model, Time, variance};
use super::layout::Layout;
use super::power::{Reference, Tails, minimal_effect, power};
use crate::diagnostics::{Outcome, Problem};

/// More copies of a rollout than this are no plan.
const MOST_COPIES: usize = 100_000;
/// More pupils a cell than this are no plan.
const MOST_PUPILS: u64 = 1 << 24;

/// Everything that power depends on.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Who starts when, and sizes.
    pub layout: Layout,
    /// Components of variance.
    pub components: Components,
    /// Kind of outcome.
    pub family: Family,
    /// Calendar.
    pub time: Time,
    /// Effect on the scale of the analysis; `None`: only the smallest effect that can be seen is asked for.
    pub effect: Option<f64>,
    /// Two-sided level of the test, α.
    pub alpha: f64,
    /// Power aimed at.
    pub power: f64,
    /// Periods of history before the first, seen by the variance alone.
    pub history: usize,
}

/// Rules for degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// Standard normal.
    Z,
    /// Observed cells − columns of the fixed part.
    Cells,
    /// Programmes − 2.
    Programmes,
    /// A number.
    Fixed(f64),
}

/// How much of something is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Needed {
    /// This much.
    This(f64),
    /// No amount is enough.
    Never,
}

impl Plan {
    /// The model under which weights are taken at an effect.
    pub fn model(&self, at: f64) -> Model<'_> {
        Model {
            layout: &self.layout,
            components: &self.components,
            family: &self.family,
            time: self.time,
            at,
            history: self.history,
        }
    }

    /// Standard errors under no effect and under the effect.
    pub fn standard_errors(&self, effect: &Effect) -> Outcome<(f64, f64)> {
        let at = self.effect.unwrap_or(0.0);
        let alternative = libm::sqrt(variance(&self.model(at), effect)?);
        let null = match self.family {
            Family::Mixed { .. } => libm::sqrt(variance(&self.model(0.0), effect)?),
            _ => alternative,
        };
        Ok((null, alternative))
    }

    /// Which tails count.
    pub fn tails(&self) -> Tails {
        if matches!(self.family, Family::Gee { .. }) { Tails::One } else { Tails::Both }
    }

    /// The reference distribution under a rule.
    ///
    /// # Errors
    /// D109 when there are no degrees of freedom.
    pub fn reference(&self, precision: Precision, effect: &Effect) -> Outcome<Reference> {
        let time = if self.time == Time::Linear { 2 } else { self.layout.periods };
        let df = match precision {
            Precision::Z => return Ok(Reference::Z),
            Precision::Cells => self.layout.cells() as f64 - (time + effect.columns()) as f64,
            Precision::Programmes => self.layout.seen() as f64 - 2.0,
            Precision::Fixed(df) => df,
        };
        if df > 0.0 {
            return Ok(Reference::T(df));
        }
        let rule = match precision {
            Precision::Cells => "observed cells − periods − effects",
            Precision::Programmes => "programmes − 2",
            _ => "as given",
        };
        Err(Problem::new("D109", format!("there are {df} degrees of freedom ({rule})"))
            .expected("more than 0")
            .help("plan more programmes or periods, name another rule with --df, or ask for z alone with --df none"))
    }

    /// Power for the plan's effect at a variance that is known already; `None` without an effect.
    ///
    /// # Errors
    /// D108, D109.
    pub fn power_at(&self, variance: f64, reference: Reference) -> Outcome<Option<f64>> {
        let Some(delta) = self.effect else { return Ok(None) };
        let se = libm::sqrt(variance);
        power(delta, se, se, self.alpha, reference, self.tails()).map(Some)
    }

    /// Smallest effect at a variance that is known already.
    ///
    /// # Errors
    /// D109.
    pub fn minimal_effect_at(&self, variance: f64, reference: Reference) -> Outcome<f64> {
        minimal_effect(libm::sqrt(variance), self.alpha, self.power, reference)
    }

    /// Power for the plan's effect.
    pub fn power(&self, effect: &Effect, precision: Precision) -> Outcome<Option<f64>> {
        let Some(delta) = self.effect else { return Ok(None) };
        let (null, se) = self.standard_errors(effect)?;
        power(delta, null, se, self.alpha, self.reference(precision, effect)?, self.tails()).map(Some)
    }

    /// Smallest effect seen with the plan's power.
    pub fn minimal_effect(&self, effect: &Effect, precision: Precision) -> Outcome<f64> {
        let (_, se) = self.standard_errors(effect)?;
        minimal_effect(se, self.alpha, self.power, self.reference(precision, effect)?)
    }

    fn reaches(&self, effect: &Effect, precision: Precision) -> Outcome<bool> {
        match self.power(effect, precision) {
            Ok(Some(p)) => Ok(p >= self.power),
            Ok(None) => Ok(false),
            // too small to have degrees of freedom is not enough yet, and no error
            Err(p) if p.code() == "D109" => Ok(false),
            Err(p) => Err(p),
        }
    }
}

fn effect_of(kind: &Effect, layout: &Layout) -> Effect {
    match kind {
        Effect::Immediate => Effect::Immediate,
        Effect::Exposure(_) => Effect::average(layout),
    }
}

/// Smallest number of programmes, equally many in every wave, that reaches the power aimed at; waves, periods and mean
/// size stay. `one` lays out so many programmes in every wave.
///
/// # Errors
/// Those of the variance.
pub fn programmes_needed(
    plan: &Plan,
    kind: &Effect,
    precision: Precision,
    one: &dyn Fn(usize) -> Outcome<Layout>,
) -> Outcome<Needed> {
    let base = one(1)?;
    let per_copy = base.clusters.len();
    let single = Plan { layout: base, ..plan.clone() };
    let (null, se) = single.standard_errors(&effect_of(kind, &single.layout))?;
    let columns = effect_of(kind, &single.layout);
    let Some(delta) = plan.effect else { return Ok(Needed::Never) };
    let enough = |k: usize| -> Outcome<bool> {
        let root = libm::sqrt(k as f64);
        let time = if plan.time == Time::Linear { 2 } else { single.layout.periods };
        let df = match precision {
            Precision::Z => f64::INFINITY,
            Precision::Cells => (single.layout.cells() * k) as f64 - (time + columns.columns()) as f64,
            Precision::Programmes => (single.layout.seen() * k) as f64 - 2.0,
            Precision::Fixed(df) => df,
        };
        if !(df > 0.0) {
            return Ok(false);
        }
        let reference = if df.is_infinite() { Reference::Z } else { Reference::T(df) };
        Ok(power(delta, null / root, se / root, plan.alpha, reference, plan.tails())? >= plan.power)
    };
    let (mut low, mut high) = (0, 1);
    while !enough(high)? {
        low = high;
        high *= 2;
        if high > MOST_COPIES {
            return Ok(Needed::Never);
        }
    }
    while high - low > 1 {
        let middle = (low + high) / 2;
        if enough(middle)? { high = middle } else { low = middle }
    }
    Ok(Needed::This((high * per_copy) as f64))
}

/// Smallest whole number of pupils, the same in every observed cell, that reaches the power aimed at.
///
/// # Errors
/// Those of the variance.
pub fn pupils_needed(plan: &Plan, kind: &Effect, precision: Precision) -> Outcome<Needed> {
    let with = |n: u64| -> Outcome<bool> {
        let mut layout = plan.layout.clone();
        for c in &mut layout.clusters {
            c.sizes.iter_mut().filter(|s| **s > 0.0).for_each(|s| *s = n as f64);
        }
        let effect = effect_of(kind, &layout);
        Plan { layout, ..plan.clone() }.reaches(&effect, precision)
    };
    let (mut low, mut high) = (0u64, 1u64);
    while !with(high)? {
        low = high;
        high *= 2;
        if high > MOST_PUPILS {
            return Ok(Needed::Never);
        }
    }
    while high - low > 1 {
        let middle = (low + high) / 2;
        if with(middle)? { high = middle } else { low = middle }
    }
    Ok(Needed::This(high as f64))
}
