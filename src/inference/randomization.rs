//! Randomization tests and the intervals that invert them.
//!
//! CONVENTION: R assignments r, τ a constant additive effect on treated cells, t_r(τ) the statistic of assignment r after
//! τ times the observed treatment was taken from the outcomes, t(τ) = (θ̂ − τ)/s the observed one.

use super::assignments::Assignments;
use crate::diagnostics::Progress;
use crate::numeric::sum;
use crate::trial::Shifted;
use rayon::prelude::*;

/// The estimate and its variance of one assignment, as functions of τ.
pub trait Curve: Sync {
    /// Estimate and variance after τ times the observed treatment was taken from the outcomes.
    fn at(&self, tau: f64) -> (f64, f64);
    /// (a, b) where the estimate is a − τb.
    fn line(&self) -> Option<[f64; 2]>;
}

/// How θ0 is adjusted for the base period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// The estimate as it stands.
    None,
    /// θ0 − βX with β = Cov/Var, estimated anew in each draw; clipped to [0, 1] where `clip`.
    Efficient {
        /// Whether β is held in [0, 1].
        clip: bool,
    },
}

/// Numbers of an assignment with the rule by which they are adjusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// The numbers.
    pub shifted: Shifted,
    /// The rule.
    pub adjustment: Adjustment,
}

impl Curve for Adjusted {
    fn at(&self, tau: f64) -> (f64, f64) {
        let level = |v: [f64; 2]| v[0] - tau * v[1];
        let variance = |v: [f64; 3]| v[0] - 2.0 * tau * v[1] + tau * tau * v[2];
        let z = &self.shifted;
        let (theta, var_theta) = (level(z.theta), variance(z.var_theta));
        let Adjustment::Efficient { clip } = self.adjustment else { return (theta, var_theta) };
        let (base, covariance, var_base) = (level(z.base), variance(z.covariance), variance(z.var_base));
        let raw = if var_base > 0.0 { covariance / var_base } else { 1.0 };
        let beta = if clip { raw.clamp(0.0, 1.0) } else { raw };
        (theta - beta * base, var_theta - 2.0 * beta * covariance + beta * beta * var_base)
    }

    fn line(&self) -> Option<[f64; 2]> {
        (self.adjustment == Adjustment::None).then_some(self.shifted.theta)
    }
}

/// The rule by which draws are judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Whether the estimate is divided by its standard error.
    pub studentized: bool,
    /// Confidence level.
    pub level: f64,
    /// Whether to invert the test.
    pub interval: bool,
}

/// A draw counts as extreme when it comes this near to the observed statistic.
pub const TIE: f64 = 1e-10;

impl Rule {
    /// The statistic of one assignment at τ; infinite where it has no positive variance to be divided by.
    pub fn statistic(&self, draw: &impl Curve, tau: f64) -> f64 {
        let (estimate, variance) = draw.at(tau);
        if !self.studentized {
            return estimate;
        }
        if variance > 0.0 { estimate / libm::sqrt(variance) } else { f64::INFINITY }
    }
}

/// Numbers of every assignment, in their order, worked out in parallel.
pub fn evaluate<T: Send>(
    assignments: &dyn Assignments,
    units: usize,
    progress: &dyn Progress,
    what: &str,
    at: impl Fn(&[u16]) -> T + Sync,
) -> Vec<T> {
    const PIECE: u64 = 256;
    progress.begin(what, assignments.len());
    let pieces: Vec<u64> = (0..assignments.len().div_ceil(PIECE)).collect();
    let done: Vec<Vec<T>> = pieces
        .par_iter()
        .map(|piece| {
            let mut cohorts = vec![0u16; units];
            let range = piece * PIECE..((piece + 1) * PIECE).min(assignments.len());
            let found: Vec<T> = range
                .clone()
                .map(|r| {
                    assignments.fill(r, &mut cohorts);
                    at(&cohorts)
                })
                .collect();
            progress.advance(range.end - range.start);
            found
        })
        .collect();
    progress.end();
    done.into_iter().flatten().collect()
}

/// A randomization test.
#[derive(Debug, Clone)]
pub struct Randomized {
    /// The observed statistic.
    pub statistic: f64,
    /// Two-sided p.
    pub p: f64,
    /// Assignments looked at.
    pub draws: u64,
    /// Whether they are all there are.
    pub enumerated: bool,
    /// Monte-Carlo error of p; 0 where all were looked at.
    pub mc_error: f64,
    /// Limits of the interval; infinite where no effect can be excluded on that side.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
    /// Whether the effects that are not rejected form one interval.
    pub connected: bool,
    /// Mean estimate over the assignments under no effect.
    pub replay_mean: f64,
    /// Standard deviation of the estimate over the assignments under no effect.
    pub replay_sd: f64,
    /// The statistic under every assignment.
    pub reference: Vec<f64>,
}

/// Tests no effect on anyone, and inverts the test for a constant additive effect.
///
/// `observed`: numbers of the observed assignment; `draws`: those of the others (all of them, the observed one included,
/// where `enumerated`). p = (1 + b)/(1 + R), enumerated b/R.
///
/// # Reference
/// Fisher (1935); Wu & Ding (2021), doi:10.1080/01621459.2020.1750415; Rabideau & Wang (2021), doi:10.1002/sim.8883.
pub fn randomization<C: Curve>(observed: &C, draws: &[C], enumerated: bool, rule: &Rule) -> Randomized {
    let (estimate, variance) = observed.at(0.0);
    let statistic = rule.statistic(observed, 0.0);
    let reference: Vec<f64> = draws.iter().map(|d| rule.statistic(d, 0.0)).collect();
    let extreme = reference.iter().filter(|t| !(t.abs() < statistic.abs() - TIE)).count() as f64;
    let r = draws.len() as f64;
    let share = |b: f64| if enumerated { b / r } else { (1.0 + b) / (1.0 + r) };
    let p = share(extreme);
    let estimates: Vec<f64> = draws.iter().map(|d| d.at(0.0).0).collect();
    let replay_mean = sum(estimates.iter().copied()) / r;
    let replay_sd =
        libm::sqrt(sum(estimates.iter().map(|e| (e - replay_mean) * (e - replay_mean))) / (r - 1.0).max(1.0));
    let scale = if rule.studentized { libm::sqrt(variance) } else { replay_sd };
    let judge = Judge { rule: *rule, estimate, scale };
    let set =
        if rule.interval { accepted(&judge, draws, 1.0 - rule.level, &share) } else { (f64::NAN, f64::NAN, true) };
    let mc_error = if enumerated { 0.0 } else { libm::sqrt(p * (1.0 - p) / r) };
    let (low, high, connected) = set;
    Randomized {
        statistic,
        p,
        draws: draws.len() as u64,
        enumerated,
        mc_error,
        low,
        high,
        connected,
        replay_mean,
        replay_sd,
        reference,
    }
}

/// The observed statistic at every τ.
struct Judge {
    rule: Rule,
    estimate: f64,
    scale: f64,
}

/// Points of the line at which every draw is looked at first.
const GRID: usize = 161;

impl Judge {
    fn observed(&self, tau: f64) -> f64 {
        let off = (self.estimate - tau).abs();
        if self.rule.studentized { off / self.scale } else { off }
    }

    fn extreme(&self, draw: &impl Curve, tau: f64) -> bool {
        !(self.rule.statistic(draw, tau).abs() < self.observed(tau) - TIE)
    }

    /// The whole line, dense around the estimate: τ = θ̂ + s·x/(1 − x²).
    fn grid(&self) -> Vec<f64> {
        let step = 2.0 / (GRID + 1) as f64;
        let mut grid: Vec<f64> = (1..=GRID)
            .map(|i| {
                let x = -1.0 + i as f64 * step;
                self.estimate + 4.0 * self.scale * x / (1.0 - x * x)
            })
            .collect();
        grid.insert(0, self.estimate - FAR * self.scale);
        grid.push(self.estimate + FAR * self.scale);
        grid
    }

    /// The closed intervals of τ in which a draw is extreme, ends infinite beyond the grid.
    fn intervals(&self, draw: &impl Curve, grid: &[f64], into: &mut Vec<(f64, f64)>) {
        if let Some(line) = draw.line().filter(|_| !self.rule.studentized) {
            return self.linear(draw, line, into);
        }
        let mut open = self.extreme(draw, grid[0]).then_some(f64::NEG_INFINITY);
        for pair in grid.windows(2) {
            let inside = open.is_some();
            if self.extreme(draw, pair[1]) == inside {
                continue;
            }
            let edge = self.edge(draw, pair[0], pair[1], inside);
            match open.take() {
                Some(from) => into.push((from, edge)),
                None => open = Some(edge),
            }
        }
        if let Some(from) = open {
            into.push((from, f64::INFINITY));
        }
    }

    /// Where a draw ceases (or begins) to be extreme between two points; the extreme side of the last bit.
    fn edge(&self, draw: &impl Curve, mut a: f64, mut b: f64, extreme_at_a: bool) -> f64 {
        for _ in 0..200 {
            let middle = 0.5 * (a + b);
            if !(middle > a && middle < b) {
                break;
            }
            if self.extreme(draw, middle) == extreme_at_a { a = middle } else { b = middle }
        }
        if extreme_at_a { a } else { b }
    }

    /// |a − τb| ≥ |θ̂ − τ| − ε, exactly: between the four crossings of the two broken lines nothing changes.
    fn linear(&self, draw: &impl Curve, [a, b]: [f64; 2], into: &mut Vec<(f64, f64)>) {
        let mut crossings = Vec::with_capacity(4);
        for s in [1.0, -1.0] {
            for q in [1.0, -1.0] {
                // s(a − τb) = q(θ̂ − τ) − ε
                let slope = s * b - q;
                if slope != 0.0 {
                    crossings.push((s * a - q * self.estimate + TIE) / slope);
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        crossings.dedup();
        let mut edges = vec![f64::NEG_INFINITY];
        edges.extend(crossings);
        edges.push(f64::INFINITY);
        let probe = |lo: f64, hi: f64| match (lo.is_finite(), hi.is_finite()) {
            (true, true) => 0.5 * (lo + hi),
            (false, true) => hi - 1.0 - hi.abs(),
            (true, false) => lo + 1.0 + lo.abs(),
            (false, false) => self.estimate,
        };
        let mut open: Option<f64> = None;
        for pair in edges.windows(2) {
            match (self.extreme(draw, probe(pair[0], pair[1])), open) {
                (true, None) => open = Some(pair[0]),
                (false, Some(from)) => {
                    into.push((from, pair[0]));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some(from) = open {
            into.push((from, f64::INFINITY));
        }
    }
}

/// How many standard errors away counts as infinitely far.
const FAR: f64 = 1e6;

/// The hull of {τ: p(τ) > α} and whether the set is one interval.
fn accepted<C: Curve>(judge: &Judge, draws: &[C], alpha: f64, share: &dyn Fn(f64) -> f64) -> (f64, f64, bool) {
    if !(judge.scale > 0.0) || !judge.estimate.is_finite() {
        return (f64::NAN, f64::NAN, true);
    }
    // a share equal to α is rejected, whatever the last bit of 1 − level
    let alpha = alpha + 1e-12;
    if share(0.0) > alpha {
        return (f64::NEG_INFINITY, f64::INFINITY, true);
    }
    let grid = judge.grid();
    let per_piece: Vec<Vec<(f64, f64)>> = draws
        .par_chunks(1024)
        .map(|piece| {
            let mut found = Vec::with_capacity(2 * piece.len());
            piece.iter().for_each(|d| judge.intervals(d, &grid, &mut found));
            found
        })
        .collect();
    // at a point first all that begin there, then all that end there
    let mut events: Vec<(f64, i32)> =
        per_piece.into_iter().flatten().flat_map(|(from, to)| [(from, 1), (to, -1)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut inside, mut low, mut high, mut runs, mut open) = (0i64, f64::NAN, f64::NAN, 0usize, false);
    for (tau, change) in &events {
        inside += i64::from(*change);
        let kept = share(inside as f64) > alpha;
        if kept && !open {
            runs += 1;
            low = if low.is_nan() { *tau } else { low };
        }
        if !kept && open {
            high = *tau;
        }
        open = kept;
    }
    if open {
        high = f64::INFINITY;
    }
    (low, high, runs <= 1)
}
