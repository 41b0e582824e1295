//! Does one average tell the story? The test that all lags have one effect, over the effects that their mean does not
//! reject.
//!
//! CONVENTION: of each lag l four vectors of scores, u⁰ and u¹ (θ part of outcomes and of the treatment), x⁰ and x¹ (X part);
//! at τ u = u⁰ − τu¹, x = x⁰ − τx¹, e = u − βx. All that a draw says at any τ is in the inner products of these vectors, so
//! they are made once a draw.

use super::observed::Setup;
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, ENOUGH_FOR_BETA};
use crate::estimators::seen::{Contrasts, SeenContrast};
use crate::inference::lag_tests::LagStatistics;
use crate::inference::randomization::evaluate;
use crate::inference::ties;

/// Values of τ on either side of the observed mean, a tenth of its standard deviation apart.
const STEPS: i32 = 40;
/// Share of the assignments that the confidence set of the nuisance effect may miss.
const GAMMA: f64 = 0.001;
/// A sum of squares below this share of what it is a difference of is rounding.
const ROUNDING: f64 = 1e-13;
/// Vectors of a lag.
const OF_LAG: usize = 4;

/// A sum of squares, 0 where it is the rounding of its parts.
fn not_rounding(value: f64, parts: f64) -> f64 {
    if value <= ROUNDING * parts { 0.0 } else { value }
}

/// The numbers of every lag under one assignment.
struct Products {
    /// θ of outcomes and treatment, X of both.
    levels: Vec<[f64; OF_LAG]>,
    /// The smallest cohort on a side, of each lag.
    smallest: Vec<usize>,
    /// Inner products of all vectors, in the order u⁰, u¹, x⁰, x¹ of the first lag, then of the next.
    inner: Vec<f64>,
}

impl Products {
    fn of(found: &[Contrasts]) -> Products {
        let vectors: Vec<&[f64]> =
            found.iter().flat_map(|c| c.theta_scores.iter().chain(&c.base_scores).map(Vec::as_slice)).collect();
        let n = vectors.len();
        let mut inner = vec![0.0; n * n];
        for a in 0..n {
            for b in 0..=a {
                let product = vectors[a].iter().zip(vectors[b]).map(|(x, y)| x * y).sum();
                inner[a * n + b] = product;
                inner[b * n + a] = product;
            }
        }
        let levels = found.iter().map(|c| [c.theta[0], c.theta[1], c.base[0], c.base[1]]).collect();
        Products { levels, smallest: found.iter().map(|c| c.smallest).collect(), inner }
    }

    /// β of a lag at τ, from ⟨u, x⟩ and ⟨x, x⟩.
    fn beta(&self, rule: Beta, l: usize, tau: f64) -> f64 {
        if let Beta::Fixed(b) = rule {
            return b;
        }
        let n = OF_LAG * self.levels.len();
        let g = |a: usize, b: usize| self.inner[(OF_LAG * l + a) * n + OF_LAG * l + b];
        let parts = [g(2, 2), tau * tau * g(3, 3)];
        let variance = not_rounding(parts[0] - 2.0 * tau * g(2, 3) + parts[1], parts[0] + parts[1]);
        let covariance = g(0, 2) - tau * (g(0, 3) + g(1, 2)) + tau * tau * g(1, 3);
        let raw = if variance > 0.0 { covariance / variance } else { 1.0 };
        if rule == Beta::Efficient && self.smallest[l] < ENOUGH_FOR_BETA { raw.clamp(0.0, 1.0) } else { raw }
    }

    /// What each vector of a lag counts for in e at τ.
    fn weights(&self, rule: Beta, tau: f64) -> Vec<[f64; OF_LAG]> {
        let of = |l: usize| {
            let beta = self.beta(rule, l, tau);
            [1.0, -tau, -beta, beta * tau]
        };
        (0..self.levels.len()).map(of).collect()
    }

    fn at(&self, rule: Beta, tau: f64, studentized: bool) -> AtEffect {
        let weights = self.weights(rule, tau);
        let estimate = |(w, v): (&[f64; OF_LAG], &[f64; OF_LAG])| w.iter().zip(v).map(|(w, v)| w * v).sum::<f64>();
        let theta: Vec<f64> = weights.iter().zip(&self.levels).map(estimate).collect();
        let mean = crate::numeric::mean(&theta);
        let squares = if studentized { self.squares(&weights) } else { Vec::new() };
        AtEffect { mean, deviations: theta.iter().map(|t| t - mean).collect(), squares }
    }

    /// Σ over units of each lag's squared scores less their mean over the lags.
    fn squares(&self, weights: &[[f64; OF_LAG]]) -> Vec<f64> {
        let (k, n) = (weights.len(), OF_LAG * weights.len());
        let mut products = vec![0.0; k * k];
        let mut along = vec![0.0; n];
        for (l, weight) in weights.iter().enumerate() {
            along.fill(0.0);
            for (a, w) in weight.iter().enumerate() {
                let row = &self.inner[(OF_LAG * l + a) * n..][..n];
                along.iter_mut().zip(row).for_each(|(t, g)| *t += w * g);
            }
            for (m, (other, along)) in weights.iter().zip(along.chunks_exact(OF_LAG)).enumerate() {
                products[l * k + m] = other.iter().zip(along).map(|(w, t)| w * t).sum();
            }
        }
        let with_mean: Vec<f64> = products.chunks_exact(k).map(|row| row.iter().sum::<f64>() / k as f64).collect();
        let of_mean = with_mean.iter().sum::<f64>() / k as f64;
        (0..k)
            .map(|l| {
                let own = products[l * k + l];
                not_rounding(own - 2.0 * with_mean[l] + of_mean, own + of_mean)
            })
            .collect()
    }
}

/// The lags of one assignment after τ was taken from what was treated.
struct AtEffect {
    /// Mean of the lags' estimates.
    mean: f64,
    /// Estimates less their mean.
    deviations: Vec<f64>,
    /// Σ over units of squared scores less their mean over the lags.
    squares: Vec<f64>,
}

impl AtEffect {
    /// The largest deviation, each over its own scale.
    fn largest(&self, scales: &[f64]) -> f64 {
        self.deviations.iter().zip(scales).fold(0.0f64, |top, (d, scale)| {
            top.max(if *scale > 0.0 { d.abs() / libm::sqrt(*scale) } else { f64::INFINITY })
        })
    }
}

/// The test that all lags have one effect, over the effects that their mean does not reject. Draws are gone through twice,
/// and of each only means and statistics are kept.
///
/// # Reference
/// Berger & Boos (1994), doi:10.1080/01621459.1994.10476836.
pub(super) struct SameEffect<'a> {
    setup: &'a Setup<'a>,
    contrasts: Vec<SeenContrast<'a>>,
    treatment: Vec<f64>,
}

impl<'a> SameEffect<'a> {
    pub fn new(setup: &'a Setup<'a>, lags: &[i64]) -> SameEffect<'a> {
        let contrasts = lags.iter().map(|l| setup.contrast(Estimand::Lag(*l))).collect();
        SameEffect { setup, contrasts, treatment: setup.treatment(Estimand::Simple) }
    }

    /// Every lag's numbers under an assignment; `None` where one is lacking.
    fn under(&self, drawn: &[u16]) -> Option<Products> {
        let panels: [&[f64]; 2] = [&self.setup.means.values, &self.treatment];
        let found: Option<Vec<Contrasts>> = self.contrasts.iter().map(|c| c.at(drawn, &panels)).collect();
        Some(Products::of(&found?))
    }

    fn over_draws<T: Send>(&self, reduce: impl Fn(&Products) -> T + Sync) -> (Vec<Option<T>>, bool) {
        let assignments = self.setup.assignments();
        let n = self.setup.means.seen.len();
        let at = |drawn: &[u16]| self.under(drawn).map(|found| reduce(&found));
        let draws = evaluate(assignments.as_ref(), n, self.setup.q.progress, "same effect", at);
        (draws, assignments.enumerated())
    }

    /// Statistic at the observed mean, and p; nothing where a lag is lacking.
    pub fn run(&self) -> Option<(f64, f64)> {
        let own = self.under(&self.setup.cohorts.of_unit)?;
        let rule = self.setup.method.beta;
        let smallest_of = |found: &Products| found.smallest.iter().copied().min().unwrap_or(0);
        let centre = own.at(rule, 0.0, false).mean;
        let (around, enumerated) = self.over_draws(|found| (found.at(rule, centre, false).mean, smallest_of(found)));
        let smallest = around.iter().flatten().map(|(_, n)| *n).fold(smallest_of(&own), usize::min);
        let studentized = self.setup.q.analysis.studentized && smallest > 1;
        let mut squares: Vec<f64> = around.iter().flatten().map(|(m, _)| m * m).collect();
        if !enumerated {
            let m = own.at(rule, centre, false).mean;
            squares.push(m * m);
        }
        let spread = libm::sqrt(crate::numeric::mean(&squares));
        let effects: Vec<f64> = (-STEPS..=STEPS).map(|j| centre + 0.1 * f64::from(j) * spread).collect();
        let reduce = |found: &Products| -> Vec<Reduced> {
            effects.iter().map(|tau| Reduced::of(found.at(rule, *tau, studentized), studentized)).collect()
        };
        let observed = reduce(&own);
        let ties = ties::within(self.setup.q.panel);
        let (draws, _) = self.over_draws(reduce);
        let (mut worst, mut statistic) = (0.0f64, None);
        for (j, own) in observed.iter().enumerate() {
            let drawn: Vec<Option<&Reduced>> = draws.iter().map(|d| d.as_ref().map(|d| &d[j])).collect();
            let means = drawn.iter().map(|d| d.map_or(f64::NAN, |d| d.mean)).collect();
            if share(own.mean, means, enumerated, ties) <= GAMMA {
                continue;
            }
            let scales = Reduced::scales(own, &drawn, enumerated);
            let t = own.statistic(&scales);
            let drawn = drawn.iter().map(|d| d.map_or(f64::INFINITY, |d| d.statistic(&scales))).collect();
            worst = worst.max(share(t, drawn, enumerated, ties));
            if j as i32 == STEPS {
                statistic = Some(t);
            }
        }
        Some((statistic?, (GAMMA + worst).min(1.0)))
    }
}

/// What is kept of an assignment at one effect.
struct Reduced {
    mean: f64,
    /// The statistic where it is studentised.
    studentized: Option<f64>,
    /// The deviations where it is not.
    deviations: Vec<f64>,
}

impl Reduced {
    fn of(found: AtEffect, studentized: bool) -> Reduced {
        match studentized {
            true => {
                Reduced { mean: found.mean, studentized: Some(found.largest(&found.squares)), deviations: Vec::new() }
            }
            false => Reduced { mean: found.mean, studentized: None, deviations: found.deviations },
        }
    }

    /// Means over S of the squared deviations of each lag.
    fn scales(own: &Reduced, drawn: &[Option<&Reduced>], enumerated: bool) -> Vec<f64> {
        let all = || drawn.iter().flatten().copied().chain((!enumerated).then_some(own));
        (0..own.deviations.len())
            .map(|l| crate::numeric::mean(&all().map(|d| d.deviations[l] * d.deviations[l]).collect::<Vec<_>>()))
            .collect()
    }

    fn statistic(&self, scales: &[f64]) -> f64 {
        self.studentized.unwrap_or_else(|| {
            AtEffect { mean: self.mean, deviations: self.deviations.clone(), squares: Vec::new() }.largest(scales)
        })
    }
}

/// The share of S that reaches the observed value.
fn share(observed: f64, drawn: Vec<f64>, enumerated: bool, ties: f64) -> f64 {
    LagStatistics { observed: vec![observed], draws: vec![drawn], enumerated, ties }.largest().p
}
