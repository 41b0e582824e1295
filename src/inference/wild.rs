//! Wild cluster bootstrap of one contrast, null imposed, from cross-products alone.
//!
//! CONVENTION: G clusters g, h, k columns, B draws; A = (X'X)⁻¹, a_g = X_g A c, m_g = X_g'X_g A c, θ = c'β.
//! Under H0: θ = r the restricted scores are S_h = s_h + τ m_h with τ = (θ̂ − r)/(c'Ac): linear in τ, so that a draw v is
//! five numbers for every null at once: with N = Σ v_h c'A S_h and R_g = v_g c'A S_g − m_g'A Σ_h v_h S_h,
//! t*(v) = N / √(q Σ R_g²), N = n0 + n1 τ and Σ R_g² = d0 + d1 τ + d2 τ². A draw costs O(G·min(G, k)), never O(n).

use super::cluster::{Correction, Sandwich, corrected_score};
use super::guards::{ZERO_SHARE, standard_error};
use super::ties::TIE;
use crate::diagnostics::Progress;
use crate::numeric::Matrix;
use crate::provenance::Stream;
use crate::trial::Fit;
use rayon::prelude::*;

/// Of sums of squares that cancel, the share that is their rounding.
const ROUNDING: f64 = 1e-14;
/// Draws that share one stream of random numbers; part of the definition of a seeded result.
const BLOCK: u64 = 1024;
/// Draws worked out side by side.
const LANES: usize = 8;
/// Below so many clusters ±1 gives few distinct statistics, and Webb's six points take over.
const FEW_CLUSTERS: usize = 12;

/// Which residuals are perturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Residuals {
    /// Restricted residuals (WCR-11).
    Restricted,
    /// Restricted residuals of fits without the cluster (WCR-31).
    JackknifedRestricted,
}

/// How the clusters' residuals are perturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auxiliary {
    /// ±1.
    Rademacher,
    /// ±√½, ±1, ±√1½.
    Webb,
}

/// What is asked of the bootstrap.
#[derive(Debug, Clone, Copy)]
pub struct WildRequest {
    /// Which residuals.
    pub residuals: Residuals,
    /// Draws B; when all 2^G sign vectors are at most B + 1, they are enumerated.
    pub draws: u64,
    /// Level of the interval, such as 0.95.
    pub level: f64,
    /// Weights to use; by default ±1, and Webb's below twelve clusters when not enumerated.
    pub auxiliary: Option<Auxiliary>,
    /// Whether to invert the test.
    pub interval: bool,
    /// Standard deviation of the outcome over the rows used: what a standard error of zero is judged by.
    pub outcome_sd: f64,
    /// Differences of the outcome that are rounding, as a share of its standard deviation.
    pub roundings: f64,
}

/// A bootstrap test and interval.
#[derive(Debug, Clone, PartialEq)]
pub struct WildBootstrap {
    /// t = θ̂ / √(CR1 variance), null 0.
    pub statistic: f64,
    /// √(CR1 variance).
    pub std_error: f64,
    /// Two-sided p of H0: θ = 0: (1+b)/(1+B), or the share b/2^G when enumerated.
    pub p: f64,
    /// Monte-Carlo standard error of p; 0 when enumerated.
    pub mc_error: f64,
    /// Draws used: B or 2^G.
    pub draws: u64,
    /// Whether every sign vector was used.
    pub enumerated: bool,
    /// Weights used.
    pub auxiliary: Auxiliary,
    /// Lower limit by inversion; −∞ when no value is rejected.
    pub low: f64,
    /// Upper limit by inversion; +∞ when no value is rejected.
    pub high: f64,
    /// Whether values inside the limits are rejected: the set is no interval and the limits are its hull.
    pub disconnected: bool,
}

/// One draw: N and Σ R² as polynomials in τ.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    n0: f64,
    n1: f64,
    d0: f64,
    d1: f64,
    d2: f64,
}

/// Tests θ = c'β = 0 and inverts the test. `stream` gives the random numbers of block number 0, 1, ….
///
/// `None` when the CR1 standard error of the contrast is zero but for rounding.
///
/// # Reference
/// Cameron, Gelbach & Miller (2008), doi:10.1162/rest.90.3.414; Roodman, MacKinnon, Nielsen & Webb (2019),
/// doi:10.1177/1536867X19830877; MacKinnon, Nielsen & Webb (2023), doi:10.1002/jae.2969 (WCR-31); Webb (2023),
/// doi:10.1111/caje.12661. *Checked against* `tests/reference/effects/exact.csv`.
pub fn wild_bootstrap(
    fit: &Fit,
    contrast: &[f64],
    request: WildRequest,
    stream: &(dyn Fn(u64) -> Stream + Sync),
    progress: &dyn Progress,
) -> Option<WildBootstrap> {
    let v = Sandwich::new(fit, Correction::Cr1).variance(contrast).variance;
    let std_error = standard_error(v, request.outcome_sd)?;
    let g = fit.n_clusters();
    let estimate = fit.estimate(contrast);
    let world = World::new(fit, contrast, request.residuals);
    let enumerated =
        g < 63 && (1u64 << g) <= request.draws.saturating_add(1) && request.auxiliary != Some(Auxiliary::Webb);
    let auxiliary = request.auxiliary.unwrap_or(if g < FEW_CLUSTERS && !enumerated {
        Auxiliary::Webb
    } else {
        Auxiliary::Rademacher
    });
    // v and −v give ±t*: when enumerating, the last cluster keeps its sign and every count is doubled
    let total = if enumerated { 1u64 << (g - 1) } else { request.draws };
    progress.begin("wild bootstrap", total);
    let blocks: Vec<Vec<Drawn>> = (0..total.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let from = block * BLOCK;
            let upto = (from + BLOCK).min(total);
            let drawn = world.block(from, upto, if enumerated { None } else { Some((auxiliary, stream(block))) });
            progress.advance(upto - from);
            drawn
        })
        .collect();
    progress.end();
    let least = ZERO_SHARE * request.outcome_sd;
    let nothing = least * least / world.factor;
    let roundings = request.roundings * request.outcome_sd / std_error;
    let test = Test { draws: blocks.concat(), world: &world, std_error, enumerated, nothing, roundings };
    let observed = estimate / world.cac;
    let p = test.p(observed);
    let (low, high, disconnected) =
        if request.interval { test.invert(estimate, 1.0 - request.level) } else { (f64::NAN, f64::NAN, false) };
    let mc_error = if enumerated { 0.0 } else { libm::sqrt(p * (1.0 - p) / request.draws as f64) };
    let draws = if enumerated { 2 * total } else { total };
    Some(WildBootstrap {
        statistic: estimate / std_error,
        std_error,
        p,
        mc_error,
        draws,
        enumerated,
        auxiliary,
        low,
        high,
        disconnected,
    })
}

/// What every draw shares.
struct World {
    clusters: usize,
    /// Twice the columns: sums for τ⁰ and τ¹.
    columns: usize,
    /// c'Ac.
    cac: f64,
    /// c'A S_g at τ⁰ and τ¹, length G.
    own: [Vec<f64>; 2],
    /// Either K (G × G), or S (G × k) and A m (G × k) where k is small.
    spread: Spread,
    /// The factor q of CR1.
    factor: f64,
}

enum Spread {
    Square { k: [Matrix; 2] },
    Factored { left: Matrix, scores: [Matrix; 2] },
}

impl World {
    fn new(fit: &Fit, contrast: &[f64], residuals: Residuals) -> World {
        let (g, k) = (fit.n_clusters(), fit.terms.len());
        let ac = fit.bread.mul_vec(contrast);
        let cac = dot(contrast, &ac);
        let mut restricted = fit.bread.clone();
        restricted.add_outer(-1.0 / cac, &ac);
        let (mut left, mut s0, mut s1) = (Matrix::zeros(g, k), Matrix::zeros(g, k), Matrix::zeros(g, k));
        let mut maps = std::collections::BTreeMap::new();
        for (i, piece) in fit.clusters.iter().enumerate() {
            let m = piece.gram.mul_vec(&ac);
            left.row_mut(i).copy_from_slice(&fit.bread.mul_vec(&m));
            let (score, slope) = match residuals {
                Residuals::Restricted => (piece.score.clone(), m),
                Residuals::JackknifedRestricted => {
                    let map = corrected_score(&mut maps, &piece.gram, &restricted);
                    (map.mul_vec(&piece.score), map.mul_vec(&m))
                }
            };
            s0.row_mut(i).copy_from_slice(&score);
            s1.row_mut(i).copy_from_slice(&slope);
        }
        let own = [s0.mul_vec(&ac), s1.mul_vec(&ac)];
        let spread = if g <= 2 * k {
            Spread::Square { k: [left.mul(&s0.t()), left.mul(&s1.t())] }
        } else {
            Spread::Factored { left, scores: [s0, s1] }
        };
        let n = g as f64;
        let factor = n / (n - 1.0) * (fit.nobs - 1.0) / (fit.nobs - fit.parameters);
        World { clusters: g, columns: 2 * k, cac, own, spread, factor }
    }

    /// Draws `from..upto`: random ones, or the sign vectors of these numbers. Several draws are worked out side by side,
    /// each in the same order of sums as alone.
    fn block(&self, from: u64, upto: u64, random: Option<(Auxiliary, Stream)>) -> Vec<Drawn> {
        let mut random = random;
        let mut v = vec![0.0; self.clusters];
        let mut lanes = vec![[0.0; LANES]; self.clusters];
        let mut sums = vec![[0.0; LANES]; self.columns];
        let mut drawn = Vec::with_capacity((upto - from) as usize);
        for first in (from..upto).step_by(LANES) {
            let filled = (upto - first).min(LANES as u64) as usize;
            for lane in 0..filled {
                match &mut random {
                    None => signs_of(first + lane as u64, &mut v),
                    Some((Auxiliary::Rademacher, s)) => random_signs(s, &mut v),
                    Some((Auxiliary::Webb, s)) => webb(s, &mut v),
                }
                lanes.iter_mut().zip(&v).for_each(|(l, w)| l[lane] = *w);
            }
            drawn.extend_from_slice(&self.several(&lanes, &mut sums)[..filled]);
        }
        drawn
    }

    fn several(&self, v: &[[f64; LANES]], sums: &mut [[f64; LANES]]) -> [Drawn; LANES] {
        let mut d = [Drawn { n0: 0.0, n1: 0.0, d0: 0.0, d1: 0.0, d2: 0.0 }; LANES];
        let mut spread = [[0.0; LANES]; 2];
        if let Spread::Factored { scores, .. } = &self.spread {
            let width = self.columns / 2;
            sums.fill([0.0; LANES]);
            for (i, w) in v.iter().enumerate() {
                for (power, part) in sums.chunks_exact_mut(width.max(1)).take(2).enumerate() {
                    for (s, x) in part.iter_mut().zip(scores[power].row(i)) {
                        add_scaled(s, *x, w);
                    }
                }
            }
        }
        for (i, w) in v.iter().enumerate() {
            for (power, out) in spread.iter_mut().enumerate() {
                *out = [0.0; LANES];
                match &self.spread {
                    Spread::Square { k } => {
                        k[power].row(i).iter().zip(v).for_each(|(x, w)| add_scaled(out, *x, w));
                    }
                    Spread::Factored { left, .. } => {
                        let width = self.columns / 2;
                        let part = &sums[power * width..(power + 1) * width];
                        left.row(i).iter().zip(part).for_each(|(x, s)| add_scaled(out, *x, s));
                    }
                }
            }
            for (lane, d) in d.iter_mut().enumerate() {
                let (a, b) = (w[lane] * self.own[0][i], w[lane] * self.own[1][i]);
                d.n0 += a;
                d.n1 += b;
                let (x, y) = (a - spread[0][lane], b - spread[1][lane]);
                d.d0 += x * x;
                d.d1 += 2.0 * x * y;
                d.d2 += y * y;
            }
        }
        d
    }
}

fn add_scaled(to: &mut [f64; LANES], by: f64, w: &[f64; LANES]) {
    for (t, w) in to.iter_mut().zip(w) {
        *t += by * w;
    }
}

/// Sign vector number `number`: cluster i is negative where bit i is set.
fn signs_of(number: u64, v: &mut [f64]) {
    for (i, w) in v.iter_mut().enumerate() {
        *w = if i < 64 && number >> i & 1 == 1 { -1.0 } else { 1.0 };
    }
}

/// One bit a cluster, lowest bit of each word first.
fn random_signs(stream: &mut Stream, v: &mut [f64]) {
    for chunk in v.chunks_mut(64) {
        let mut word = stream.word();
        for w in chunk {
            *w = if word & 1 == 1 { -1.0 } else { 1.0 };
            word >>= 1;
        }
    }
}

fn webb(stream: &mut Stream, v: &mut [f64]) {
    const POINTS: [f64; 6] = [
        -1.224744871391589,
        -1.0,
        -std::f64::consts::FRAC_1_SQRT_2,
        std::f64::consts::FRAC_1_SQRT_2,
        1.0,
        1.224744871391589,
    ];
    for w in v {
        *w = POINTS[stream.below(6) as usize];
    }
}

/// The drawn polynomials and what they are compared with.
struct Test<'a> {
    draws: Vec<Drawn>,
    world: &'a World,
    std_error: f64,
    enumerated: bool,
    /// A draw's Σ R² that is zero but for rounding, in the unit of the outcome.
    nothing: f64,
    /// Roundings of the outcome in standard errors.
    roundings: f64,
}

/// Share of a large |t| within which two are tied: signs that repeat the data give it on another way.
const OF_SIZE: f64 = 0.1 * TIE;

impl Test<'_> {
    /// p of H0: θ = r, with τ = (θ̂ − r)/(c'Ac); |t*| ≥ |t| less the widest of [`TIE`], a share of |t| and rounding counts as
    /// extreme, |t*| taken as large as the rounding of its own sums allows.
    fn p(&self, tau: f64) -> f64 {
        let t = (tau * self.world.cac).abs() / self.std_error;
        let t = t - TIE.max(OF_SIZE * t).max(self.roundings * (1.0 + t));
        let bound = if t > 0.0 { t * t * self.world.factor } else { 0.0 };
        let extreme = |d: &&Drawn| {
            let n = d.n0 + d.n1 * tau;
            let squares = (d.d0 + tau * (d.d1 + tau * d.d2)).max(0.0);
            let rounding = ROUNDING * (d.d0 + (tau * d.d1).abs() + tau * tau * d.d2);
            // sums that nearly cancel are tied by what they lost
            let lost = if rounding > TIE * squares { rounding } else { 0.0 };
            // a draw without a standard error is as far out as can be
            squares <= self.nothing.max(rounding) || n * n >= bound * (squares - lost)
        };
        let b = self.draws.iter().filter(extreme).count() as f64;
        let all = self.draws.len() as f64;
        if self.enumerated { b / all } else { (1.0 + b) / (1.0 + all) }
    }

    /// Hull of {r: p(r) > α}: a scan outward from θ̂ by quarters of a standard error, then bisection.
    fn invert(&self, estimate: f64, alpha: f64) -> (f64, f64, bool) {
        let (down, broken_down) = self.limit(alpha, 1.0);
        let (up, broken_up) = self.limit(alpha, -1.0);
        (estimate - down * self.std_error, estimate + up * self.std_error, broken_down || broken_up)
    }

    /// The distance (in standard errors) from θ̂ to the limit on one side, and whether values nearer were rejected.
    fn limit(&self, alpha: f64, side: f64) -> (f64, bool) {
        const STEP: f64 = 0.25;
        const CLEAR: usize = 16;
        const FARTHEST: usize = 2000;
        let p = |distance: f64| self.p(side * distance * self.std_error / self.world.cac);
        let (mut inside, mut clear, mut broken) = (0usize, 0usize, false);
        let mut at = 0;
        while clear < CLEAR {
            at += 1;
            if at > FARTHEST {
                return (f64::INFINITY, broken);
            }
            if p(at as f64 * STEP) > alpha {
                broken |= clear > 0;
                (inside, clear) = (at, 0);
            } else {
                clear += 1;
            }
        }
        let (mut lo, mut hi) = (inside as f64 * STEP, (inside + 1) as f64 * STEP);
        for _ in 0..60 {
            let mid = 0.5 * (lo + hi);
            if p(mid) > alpha {
                lo = mid;
            } else {
                hi = mid;
            }
            if hi - lo <= 1e-12 * hi {
                break;
            }
        }
        (lo, broken)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
