//! All lags of one assignment at any effect, from the inner products of their scores.
//!
//! CONVENTION: of each lag l four vectors of scores, u⁰ and u¹ (θ part of outcomes and of the treatment), x⁰ and x¹ (X part);
//! at τ u = u⁰ − τu¹, x = x⁰ − τx¹, e = u − βx. All that an assignment says at any τ is in the inner products of these
//! vectors, so they are made once.

use super::design_based::{Beta, ENOUGH_FOR_BETA, not_rounding};
use super::seen::Contrasts;

/// Vectors of a lag.
const OF_LAG: usize = 4;

/// The numbers of every lag under one assignment.
#[derive(Debug, Clone)]
pub struct LagProducts {
    /// θ of outcomes and treatment, X of both.
    levels: Vec<[f64; OF_LAG]>,
    /// The smallest cohort on a side, of each lag.
    smallest: Vec<usize>,
    /// Inner products of all vectors, in the order u⁰, u¹, x⁰, x¹ of the first lag, then of the next.
    inner: Vec<f64>,
}

impl LagProducts {
    /// Those of every lag.
    pub fn of(found: &[Contrasts]) -> LagProducts {
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
        LagProducts { levels, smallest: found.iter().map(|c| c.smallest).collect(), inner }
    }

    /// The smallest cohort on a side of any lag.
    pub fn smallest(&self) -> usize {
        self.smallest.iter().copied().min().unwrap_or(0)
    }

    /// β of a lag at τ, from ⟨u, x⟩ and ⟨x, x⟩.
    fn beta(&self, rule: Beta, l: usize, tau: f64) -> f64 {
        if let Beta::Fixed(b) = rule {
            return b;
        }
        let n = OF_LAG * self.levels.len();
        let g = |a: usize, b: usize| self.inner[(OF_LAG * l + a) * n + OF_LAG * l + b];
        let parts = [g(2, 2), tau * tau * g(3, 3)];
        let variance = not_rounding(parts[0] - 2.0 * tau * g(2, 3) + parts[1], parts[0] + parts[1], 0.0);
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

    /// The lags after τ was taken from what was treated; squares only where they are asked for.
    pub fn at(&self, rule: Beta, tau: f64, studentized: bool) -> AtEffect {
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
                not_rounding(own - 2.0 * with_mean[l] + of_mean, own + of_mean, 0.0)
            })
            .collect()
    }
}

/// The lags of one assignment after τ was taken from what was treated.
#[derive(Debug, Clone)]
pub struct AtEffect {
    /// Mean of the lags' estimates.
    pub mean: f64,
    /// Estimates less their mean.
    pub deviations: Vec<f64>,
    /// Σ over units of squared scores less their mean over the lags.
    pub squares: Vec<f64>,
}

impl AtEffect {
    /// The largest deviation, each over its own scale.
    pub fn largest(&self, scales: &[f64]) -> f64 {
        self.deviations.iter().zip(scales).fold(0.0f64, |top, (d, scale)| {
            top.max(if *scale > 0.0 { d.abs() / libm::sqrt(*scale) } else { f64::INFINITY })
        })
    }
}
