//! `imputation`: unit and period effects from untreated cells, effects as what is left of treated ones.
//!
//! CONVENTION: units i, periods t, starts g_i (T or later for never), d periods of transition; untreated cells
//! t < n_i = min(T, g_i − d); y_it ≈ α_i + γ_t there.

use super::contrast::Estimand;
use super::unit_means::UnitMeans;
use crate::numeric::{Matrix, cholesky};
use rayon::prelude::*;

/// Pivots below this share of their diagonal: a period without any untreated unit that is tied to the others.
const TIED: f64 = 1e-10;

/// Fits the untreated cells of one assignment; several outcomes can then be imputed.
#[derive(Debug, Clone)]
pub struct Imputation {
    /// Untreated periods n_i of each unit.
    untreated: Vec<usize>,
    periods: usize,
    /// Weight of each cell (unit-major) in the average; zero for cells that are not averaged.
    weights: Vec<f64>,
    solve: crate::numeric::Cholesky,
}

impl Imputation {
    /// Prepares one average; `None` when no treated cell has a counterfactual.
    ///
    /// A treated cell has one when its unit has an untreated period and its period an untreated unit tied to it. The
    /// `transition` periods before a start are neither treated nor untreated.
    ///
    /// # Reference
    /// Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91, doi:10.1093/restud/rdae007.
    pub fn new(starts: &[usize], periods: usize, estimand: Estimand, transition: usize) -> Option<Imputation> {
        let untreated = untreated(starts, periods, transition);
        // γ_0 = 0; the normal equations of γ after the unit effects are swept out
        let mut normal = Matrix::zeros(periods, periods);
        let mut of_length = vec![0.0; periods + 1];
        untreated.iter().for_each(|n| of_length[*n] += 1.0);
        for (n, units) in of_length.into_iter().enumerate().filter(|(n, units)| *n > 0 && *units > 0.0) {
            for a in 0..n {
                normal[(a, a)] += units;
                for b in 0..n {
                    normal[(a, b)] -= units / n as f64;
                }
            }
        }
        let later: Vec<usize> = (1..periods).collect();
        let solve = cholesky(&normal.block(&later), TIED);
        let tied = |t: usize| t == 0 || solve.kept().binary_search(&(t - 1)).is_ok();
        let treated = |i: usize, t: usize| t >= starts[i] && untreated[i] > 0 && tied(t);
        let weights = weights(starts, periods, estimand, &treated)?;
        Some(Imputation { untreated, periods, weights, solve })
    }

    /// Σ weight · (y − α̂ − γ̂) over the treated cells; `y` gives a unit's outcomes.
    pub fn estimate<'a>(&self, y: impl Fn(usize) -> std::borrow::Cow<'a, [f64]>) -> f64 {
        let mut right = vec![0.0; self.periods];
        let rows: Vec<_> = (0..self.untreated.len()).map(&y).collect();
        for (row, n) in rows.iter().zip(&self.untreated) {
            let n = *n;
            let mean = row[..n].iter().sum::<f64>() / n.max(1) as f64;
            row[..n].iter().zip(&mut right).for_each(|(v, r)| *r += v - mean);
        }
        let mut gamma = vec![0.0];
        gamma.extend(self.solve.solve(&right[1..]));
        let mut total = 0.0;
        for (i, (row, n)) in rows.iter().zip(&self.untreated).enumerate() {
            let n = *n;
            if n == 0 {
                continue;
            }
            let alpha = (0..n).map(|t| row[t] - gamma[t]).sum::<f64>() / n as f64;
            let weights = &self.weights[i * self.periods..(i + 1) * self.periods];
            total += (n..self.periods).map(|t| weights[t] * (row[t] - alpha - gamma[t])).sum::<f64>();
        }
        total
    }
}

/// Untreated periods of each unit: those before its start that lie in no transition.
pub fn untreated(starts: &[usize], periods: usize, transition: usize) -> Vec<usize> {
    starts.iter().map(|g| g.saturating_sub(transition).min(periods)).collect()
}

/// The weights of an average over treated cells, summing to one.
fn weights(
    starts: &[usize],
    periods: usize,
    estimand: Estimand,
    treated: &impl Fn(usize, usize) -> bool,
) -> Option<Vec<f64>> {
    let cells: Vec<(usize, usize)> =
        (0..starts.len()).flat_map(|i| (0..periods).map(move |t| (i, t))).filter(|(i, t)| treated(*i, *t)).collect();
    let group = |(i, t): (usize, usize)| match estimand {
        Estimand::Simple | Estimand::Lag(_) => 0,
        Estimand::Cohort => starts[i],
        Estimand::Calendar => t,
        Estimand::TimeAveraged(..) => t - starts[i],
    };
    let (from, to) = match estimand {
        Estimand::Lag(l) => (l, l),
        Estimand::TimeAveraged(from, to) => (from.max(0), to),
        _ => (0, i64::MAX),
    };
    let mut count = vec![0.0f64; periods + 1];
    let inside = |(i, t): (usize, usize)| (from..=to).contains(&(t as i64 - starts[i] as i64));
    cells.iter().filter(|c| inside(**c)).for_each(|c| count[group(*c)] += 1.0);
    if let Estimand::TimeAveraged(..) = estimand {
        count.iter_mut().filter(|n| **n < 2.0).for_each(|n| *n = 0.0);
    }
    // every group of cells counts by its units (cohorts) or alike
    let share: Vec<f64> = match estimand {
        Estimand::Cohort => (0..=periods)
            .map(|g| if count[g] > 0.0 { starts.iter().filter(|s| **s == g).count() as f64 } else { 0.0 })
            .collect(),
        _ => count.iter().map(|n| if *n > 0.0 { 1.0 } else { 0.0 }).collect(),
    };
    let total: f64 = share.iter().sum();
    if total == 0.0 {
        return None;
    }
    let mut weights = vec![0.0; starts.len() * periods];
    for c in cells.into_iter().filter(|c| inside(*c) && count[group(*c)] > 0.0) {
        weights[c.0 * periods + c.1] = share[group(c)] / total / count[group(c)];
    }
    Some(weights)
}

/// The estimate without each unit that has an untreated period (`None` where nothing is left to average); the others give
/// nothing to any fit.
pub fn jackknife(means: &UnitMeans, starts: &[usize], estimand: Estimand, transition: usize) -> Vec<Option<f64>> {
    let untreated = untreated(starts, means.periods, transition);
    (0..starts.len())
        .into_par_iter()
        .filter(|i| untreated[*i] > 0)
        .map(|out| {
            let kept: Vec<usize> = (0..starts.len()).filter(|i| *i != out).collect();
            let rest: Vec<usize> = kept.iter().map(|i| starts[*i]).collect();
            Imputation::new(&rest, means.periods, estimand, transition)
                .map(|m| m.estimate(|k| means.row(kept[k]).into()))
        })
        .collect()
}
