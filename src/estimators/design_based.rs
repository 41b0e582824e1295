//! `roth-santanna`, `callaway-santanna`, `sun-abraham`, `difference-in-means`: contrasts of cohort means.
//!
//! CONVENTION: unit i of cohort g, u_i = A_θ,g'Y_i, x_i = A_0,g'Y_i; θ̂_β = Σ_g (ū_g − βx̄_g).

use super::contrast::{Comparison, Contrast, Controls, Estimand, contrast};
use super::unit_means::UnitMeans;
use crate::numeric::{Matrix, ROUNDING, sum};
use crate::trial::{CohortFit, CohortScores, Start};

/// How the adjustment for the base period is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Beta {
    /// Fixed: 0 the difference in means, 1 the difference in differences.
    Fixed(f64),
    /// Cov/Var, clipped to [0, 1] where some cohort has fewer than four units.
    Efficient,
    /// Cov/Var as it comes.
    PlugIn,
}

impl Beta {
    /// `clipped`, `plug-in` or a number; `None` for anything else.
    pub fn named(text: &str) -> Option<Beta> {
        match text {
            "clipped" => Some(Beta::Efficient),
            "plug-in" => Some(Beta::PlugIn),
            number => number.parse::<f64>().ok().filter(|b| b.is_finite()).map(Beta::Fixed),
        }
    }
}

/// Efficient adjustment for outcomes before the start.
pub const ROTH_SANTANNA: Method = Method { beta: Beta::Efficient, controls: Controls::NotYet, without_base: true };
/// Changes since the period before the start, against units not yet treated.
pub const CALLAWAY_SANTANNA: Method =
    Method { beta: Beta::Fixed(1.0), controls: Controls::NotYet, without_base: false };
/// Changes since the period before the start, against the last wave alone.
pub const SUN_ABRAHAM: Method = Method { beta: Beta::Fixed(1.0), controls: Controls::LastOnly, without_base: false };
/// Means, without any adjustment.
pub const DIFFERENCE_IN_MEANS: Method =
    Method { beta: Beta::Fixed(0.0), controls: Controls::NotYet, without_base: true };

/// One of the four estimators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Method {
    /// The adjustment.
    pub beta: Beta,
    /// The controls.
    pub controls: Controls,
    /// Whether units treated from the first period on are compared (without a base period).
    pub without_base: bool,
}

impl Method {
    /// The comparison for an estimand.
    pub fn comparison(&self, estimand: Estimand, transition: usize) -> Comparison {
        Comparison { estimand, controls: self.controls, transition, without_base: self.without_base }
    }
}

/// Fewest units of a cohort for which estimating β pays.
pub const ENOUGH_FOR_BETA: usize = 4;

/// Units by cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohorts {
    /// First treated period of each cohort, ascending; the number of periods for never. Where a transition is counted from
    /// starts after the data, those up to that many periods after it keep their place, and never comes after them.
    pub starts: Vec<usize>,
    /// N_g.
    pub sizes: Vec<usize>,
    /// Cohort of each unit.
    pub of_unit: Vec<u16>,
    /// Number of periods.
    pub periods: usize,
}

impl Cohorts {
    /// Cohorts of units with these starts.
    pub fn of(starts: &[Start], periods: usize) -> Cohorts {
        Cohorts::placed(starts, periods, 0)
    }

    /// Cohorts of units with these starts, those within `transition` periods after the data apart from never.
    pub fn placed(places: &[Start], periods: usize, transition: usize) -> Cohorts {
        let horizon = periods + transition;
        let at = |s: &Start| s.unwrap_or(horizon).min(horizon);
        let mut distinct: Vec<usize> = places.iter().map(at).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let of_unit: Vec<u16> = places.iter().map(|s| distinct.partition_point(|d| *d < at(s)) as u16).collect();
        let mut cohorts = Cohorts { sizes: vec![0; distinct.len()], starts: distinct, of_unit, periods };
        cohorts.count();
        cohorts
    }

    /// Cohorts with these starts (ascending), some of them perhaps without units.
    pub fn among(starts: Vec<usize>, of_unit: Vec<u16>, periods: usize) -> Cohorts {
        let mut cohorts = Cohorts { sizes: Vec::new(), starts, of_unit, periods };
        cohorts.count();
        cohorts
    }

    /// The same cohorts with other units in them.
    pub fn with(&self, of_unit: Vec<u16>) -> Cohorts {
        let mut cohorts = Cohorts { of_unit, ..self.clone() };
        cohorts.count();
        cohorts
    }

    /// The same without cohorts that have no unit.
    pub fn occupied(&self) -> Cohorts {
        let kept: Vec<usize> = (0..self.starts.len()).filter(|g| self.sizes[*g] > 0).collect();
        let of_unit = self.of_unit.iter().map(|g| kept.partition_point(|k| k < &usize::from(*g)) as u16).collect();
        Cohorts::among(kept.iter().map(|g| self.starts[*g]).collect(), of_unit, self.periods)
    }

    /// The cohort of a start: the last one for never and for what comes after it.
    pub fn position(&self, start: Start) -> u16 {
        let last = self.starts.last().copied().unwrap_or(self.periods);
        let at = start.unwrap_or(last).min(last);
        self.starts.partition_point(|s| *s < at) as u16
    }

    fn count(&mut self) {
        self.sizes = vec![0; self.starts.len()];
        for g in &self.of_unit {
            self.sizes[*g as usize] += 1;
        }
    }

    /// First treated period of each unit.
    pub fn unit_starts(&self) -> Vec<Start> {
        self.of_unit.iter().map(|g| Some(self.starts[*g as usize]).filter(|s| *s < self.periods)).collect()
    }
}

/// A fitted design-based estimate.
#[derive(Debug, Clone)]
pub struct DesignBased {
    /// What the variances need.
    pub fit: CohortFit,
    /// A_θ and A_0.
    pub contrast: Contrast,
    /// Whether β was brought back to [0, 1].
    pub clipped: bool,
}

/// Estimates one average; `None` when no treated cell has a control.
///
/// `means` and `cohorts` speak of the same units.
///
/// # Reference
/// Roth & Sant'Anna (2023), arXiv:2102.01291; Callaway & Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001;
/// Sun & Abraham (2021), doi:10.1016/j.jeconom.2020.09.006. *Checked against* staggered, `tests/reference/effects`.
pub fn design_based(
    means: &UnitMeans,
    cohorts: &Cohorts,
    method: &Method,
    estimand: Estimand,
    transition: usize,
) -> Option<DesignBased> {
    let comparison = method.comparison(estimand, transition);
    let contrast = contrast(&comparison, &cohorts.starts, &cohorts.sizes, means.periods)?;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); cohorts.starts.len()];
    for (i, g) in cohorts.of_unit.iter().enumerate() {
        members[*g as usize].push(i);
    }
    // units that the method cannot compare are no part of its sample
    let used: Vec<usize> = (0..members.len())
        .filter(|g| method.without_base || cohorts.starts[*g] > transition)
        .filter(|g| !members[*g].is_empty())
        .collect();
    let compared = |g: usize| contrast.theta.row(g).iter().any(|a| *a != 0.0);
    let first_compared = used.iter().position(|g| compared(*g))?;
    let before = cohorts.starts[used[first_compared]];
    let dot = |a: &[f64], y: &[f64]| sum(a.iter().zip(y).map(|(a, y)| a * y));
    let scores: Vec<CohortScores> = used
        .iter()
        .map(|&g| CohortScores {
            start: cohorts.starts[g],
            theta: members[g].iter().map(|&i| dot(contrast.theta.row(g), means.row(i))).collect(),
            base: members[g].iter().map(|&i| dot(contrast.base.row(g), means.row(i))).collect(),
            weighted: contrast.theta.row(g).iter().chain(contrast.base.row(g)).any(|a| *a != 0.0),
            before: rows_before(means, &members[g], before),
        })
        .collect();
    let (beta, clipped) = choose_beta(method.beta, &scores, means.rounding);
    let mean = |v: &[f64]| sum(v.iter().copied()) / v.len() as f64;
    let estimate = sum(scores.iter().map(|c| mean(&c.theta) - beta * mean(&c.base)));
    let fit = CohortFit { estimate, beta, cohorts: scores, first_compared, before, rounding: means.rounding };
    Some(DesignBased { fit, contrast, clipped })
}

fn rows_before(means: &UnitMeans, members: &[usize], before: usize) -> Matrix {
    Matrix::from_vec(
        members.len(),
        before,
        members.iter().flat_map(|&i| means.row(i)[..before].iter().copied()).collect(),
    )
}

/// β: fixed, or Σ_g Cov_g(x, u)/N_g ÷ Σ_g Var_g(x)/N_g over the cohorts with two or more units; 1 where that is 0/0.
fn choose_beta(beta: Beta, cohorts: &[CohortScores], rounding: f64) -> (f64, bool) {
    if let Beta::Fixed(b) = beta {
        return (b, false);
    }
    let (mut covariance, mut variance) = (0.0, 0.0);
    for c in cohorts.iter().filter(|c| c.theta.len() > 1) {
        let n = c.theta.len() as f64;
        covariance += product(&c.base, &c.theta) / (n - 1.0) / n;
        let (rest, whole) = (product(&c.base, &c.base), sum(c.base.iter().map(|x| x * x)));
        variance += not_rounding(rest, whole, n * rounding * rounding) / (n - 1.0) / n;
    }
    let small = cohorts.iter().any(|c| c.weighted && c.theta.len() < ENOUGH_FOR_BETA);
    let raw = if variance > 0.0 { covariance / variance } else { 1.0 };
    let kept = if beta == Beta::Efficient && small { raw.clamp(0.0, 1.0) } else { raw };
    (kept, kept != raw)
}

/// A sum of squares, 0 where it is the rounding of the `whole` that it is a difference of, or of what was measured.
pub(super) fn not_rounding(rest: f64, whole: f64, measured: f64) -> f64 {
    if rest <= (ROUNDING * whole).max(measured) { 0.0 } else { rest }
}

/// Σ(a − ā)(b − b̄).
fn product(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (crate::numeric::mean(a), crate::numeric::mean(b));
    sum(a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)))
}
