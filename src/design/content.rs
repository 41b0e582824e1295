//! What every cell, programme and period of a planned rollout is worth: variance without it over variance with it.

use super::information::{Effect, Information, Model, variance};
use super::layout::Layout;
use crate::diagnostics::Outcome;

/// Variance without a part of the rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// Position of the school or period left out.
    pub which: usize,
    /// Variance without it; `None` when the effect is then not identified.
    pub variance: Option<f64>,
}

/// Information content of every cell, programmes by periods: variance without the cell ÷ variance with it. NaN where the
/// cell is not observed, infinite where nothing is identified without it.
///
/// # Errors
/// Those of [`variance`] for the whole layout.
///
/// # Reference
/// Kasza & Forbes (2019), Statistics in Medicine 38, 4686–4701. <https://doi.org/10.1002/sim.8327>
pub fn cell_content(model: &Model<'_>, effect: &Effect) -> Outcome<Vec<Vec<f64>>> {
    let whole = Information::new(model, effect)?;
    let with = whole.variance()?;
    Ok(model
        .layout
        .clusters
        .iter()
        .enumerate()
        .map(|(i, c)| {
            (0..model.layout.periods)
                .map(|t| {
                    if c.sizes[t] > 0.0 {
                        whole.variance_without(model, effect, (i, t)).map_or(f64::INFINITY, |v| v / with)
                    } else {
                        f64::NAN
                    }
                })
                .collect()
        })
        .collect())
}

fn with_layout(model: &Model<'_>, effect: &Effect, which: usize, change: impl Fn(&mut Layout)) -> Dropped {
    let mut layout = model.layout.clone();
    change(&mut layout);
    let effect = match effect {
        Effect::Immediate => Effect::Immediate,
        Effect::Exposure(_) => Effect::average(&layout),
    };
    let smaller = Model { layout: &layout, ..model.clone() };
    Dropped { which, variance: variance(&smaller, &effect).ok() }
}

/// Variance when one school's programmes are not there, for every school. An exposure-time average is taken over the
/// exposure times that are left.
pub fn without_school(model: &Model<'_>, effect: &Effect) -> Vec<Dropped> {
    let mut schools: Vec<usize> = model.layout.clusters.iter().map(|c| c.school).collect();
    schools.sort_unstable();
    schools.dedup();
    schools.into_iter().map(|s| with_layout(model, effect, s, |l| l.clusters.retain(|c| c.school != s))).collect()
}

/// Variance when one period is not observed, for every period.
pub fn without_period(model: &Model<'_>, effect: &Effect) -> Vec<Dropped> {
    (0..model.layout.periods)
        .map(|t| with_layout(model, effect, t, |l| l.clusters.iter_mut().for_each(|c| c.sizes[t] = 0.0)))
        .collect()
}
