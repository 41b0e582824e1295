//! Inverting a randomization test: which effects it does not reject.
//!
//! CONVENTION: τ a constant additive effect, t_r(τ) the statistic of draw r and t(τ) the observed one after τ was taken.

use super::curve::{Curve, Rule};
use super::ties::{TIE, reaches_within};
use rayon::prelude::*;

/// The τ at which the observed estimate is zero, by secant steps from τ = θ̂, where it is already for an assigned effect.
pub(super) fn root(observed: &impl Curve, estimate: f64, scale: f64) -> f64 {
    let (mut a, mut at_a) = (0.0, estimate);
    let mut b = estimate;
    for _ in 0..60 {
        let at_b = observed.at(b).0;
        if !(at_b.abs() > 1e-9 * scale) || at_b == at_a {
            break;
        }
        let next = b - at_b * (b - a) / (at_b - at_a);
        (a, at_a, b) = (b, at_b, next);
    }
    b
}

/// The observed statistic at every τ.
pub(super) struct Judge<'a, C> {
    pub rule: Rule,
    pub observed: &'a C,
    pub centre: f64,
    pub scale: f64,
}

/// Points of the line at which every draw is looked at first.
const GRID: usize = 161;

impl<C: Curve> Judge<'_, C> {
    fn extreme(&self, draw: &impl Curve, tau: f64) -> bool {
        self.extreme_to(draw, tau, self.rule.reading(self.observed, tau))
    }

    /// Whether a draw reaches what the observed statistic and its size are at τ.
    fn extreme_to(&self, draw: &impl Curve, tau: f64, (observed, own): (f64, f64)) -> bool {
        let (statistic, size) = self.rule.reading(draw, tau);
        reaches_within(statistic, observed, self.rule.ties * (size + own))
    }

    /// The same to the last bit, ties apart: where two curves cross.
    fn beyond(&self, draw: &impl Curve, tau: f64) -> bool {
        !(self.rule.statistic(draw, tau).abs() < self.rule.statistic(self.observed, tau).abs())
    }

    /// The whole line, dense around the estimate: τ = θ̂ + s·x/(1 − x²).
    fn grid(&self) -> Vec<f64> {
        let step = 2.0 / (GRID + 1) as f64;
        let mut grid: Vec<f64> = (1..=GRID)
            .map(|i| {
                let x = -1.0 + i as f64 * step;
                self.centre + 4.0 * self.scale * x / (1.0 - x * x)
            })
            .collect();
        grid.insert(0, self.centre - FAR * self.scale);
        grid.push(self.centre + FAR * self.scale);
        grid
    }

    /// At which points of the grid a draw is extreme.
    fn marks(&self, draw: &impl Curve, grid: &[(f64, (f64, f64))]) -> Marks {
        let mut marks = [0u64; WORDS];
        for (j, (tau, observed)) in grid.iter().enumerate() {
            marks[j / 64] |= u64::from(self.extreme_to(draw, *tau, *observed)) << (j % 64);
        }
        marks
    }

    /// Where a draw ceases (or begins) to be extreme between two points; the extreme side of the last bit.
    fn edge(&self, draw: &impl Curve, mut a: f64, mut b: f64, extreme_at_a: bool) -> f64 {
        for _ in 0..200 {
            let middle = 0.5 * (a + b);
            if !(middle > a && middle < b) {
                break;
            }
            if self.beyond(draw, middle) == extreme_at_a { a = middle } else { b = middle }
        }
        if extreme_at_a { a } else { b }
    }

    /// |a − τb| ≥ |a0 − τb0|, ties counted: between the four crossings of the two broken lines nothing changes.
    fn linear(&self, draw: &impl Curve, [a0, b0]: [f64; 2], [a, b]: [f64; 2], into: &mut Vec<(f64, f64)>) {
        let mut crossings = Vec::with_capacity(4);
        for s in [1.0, -1.0] {
            for q in [1.0, -1.0] {
                // s(a − τb) = q(a0 − τb0)
                crossings.push((s * a - q * a0) / (s * b - q * b0));
            }
        }
        crossings.retain(|c| c.is_finite());
        crossings.sort_by(f64::total_cmp);
        crossings.dedup();
        let mut edges = vec![f64::NEG_INFINITY];
        edges.extend(crossings);
        edges.push(f64::INFINITY);
        let probe = |lo: f64, hi: f64| match (lo.is_finite(), hi.is_finite()) {
            (true, true) => 0.5 * (lo + hi),
            (false, true) => hi - self.scale - hi.abs(),
            (true, false) => lo + self.scale + lo.abs(),
            (false, false) => self.centre,
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

/// Words that hold one bit for each point of the grid.
const WORDS: usize = (GRID + 2).div_ceil(64);
type Marks = [u64; WORDS];

fn marked(marks: &Marks, j: usize) -> bool {
    marks[j / 64] >> (j % 64) & 1 == 1
}

/// What one pass along the line has seen of {τ: p(τ) > α}.
struct Hull {
    low: f64,
    high: f64,
    runs: usize,
    open: bool,
}

impl Hull {
    fn new(open: bool) -> Hull {
        Hull { low: if open { f64::NEG_INFINITY } else { f64::NAN }, high: f64::NAN, runs: usize::from(open), open }
    }

    /// The set is entered or left at τ.
    fn step(&mut self, tau: f64, kept: bool) {
        if kept && !self.open {
            self.runs += 1;
            self.low = if self.low.is_nan() { tau } else { self.low };
        }
        if !kept && self.open {
            self.high = tau;
        }
        self.open = kept;
    }

    fn close(self) -> (f64, f64, bool) {
        (self.low, if self.open { f64::INFINITY } else { self.high }, self.runs <= 1)
    }
}

/// Sorted so that at one point first all begin that begin there, then all end that end there; points that differ by no more
/// than a tie, next to themselves or to `scale`, are one.
fn sorted(mut events: Vec<(f64, i64)>, scale: f64) -> Vec<(f64, i64)> {
    let place = |(tau, change): &(f64, i64)| tau - *change as f64 * TIE * tau.abs().max(scale);
    events.sort_by(|a, b| place(a).total_cmp(&place(b)).then(b.1.cmp(&a.1)));
    events
}

/// The hull of {τ: p(τ) > α} and whether the set is one interval.
pub(super) fn accepted<C: Curve>(
    judge: &Judge<'_, C>,
    draws: &[C],
    alpha: f64,
    share: &dyn Fn(f64) -> f64,
) -> (f64, f64, bool) {
    if !(judge.scale > 0.0) || !judge.centre.is_finite() {
        return (f64::NAN, f64::NAN, true);
    }
    // a share equal to α is rejected, whatever the last bit of 1 − level
    let kept = |inside: i64| share(inside as f64) > alpha + 1e-12;
    if kept(0) {
        return (f64::NEG_INFINITY, f64::INFINITY, true);
    }
    if !judge.rule.studentized && judge.observed.line().is_some() {
        return by_lines(judge, draws, &kept);
    }
    let grid = judge.grid();
    let bounds: Vec<(f64, (f64, f64))> =
        grid.iter().map(|tau| (*tau, judge.rule.reading(judge.observed, *tau))).collect();
    let marks: Vec<Marks> = draws.par_iter().with_min_len(256).map(|d| judge.marks(d, &bounds)).collect();
    let mut inside = marks.iter().filter(|m| marked(m, 0)).count() as i64;
    let mut hull = Hull::new(kept(inside));
    for j in 0..grid.len() - 1 {
        let flips = |m: &Marks| i64::from(marked(m, j + 1)) - i64::from(marked(m, j));
        let (mut ups, mut downs) = (0i64, 0i64);
        for m in &marks {
            match flips(m) {
                1 => ups += 1,
                -1 => downs += 1,
                _ => {}
            }
        }
        // only where the line of α can be crossed does it matter where exactly a draw turns
        if kept(inside + ups) && !kept(inside - downs) {
            let turning: Vec<usize> = (0..draws.len()).filter(|r| flips(&marks[*r]) != 0).collect();
            let events: Vec<(f64, i64)> = turning
                .par_iter()
                .map(|r| {
                    let change = flips(&marks[*r]);
                    (judge.edge(&draws[*r], grid[j], grid[j + 1], change < 0), change)
                })
                .collect();
            for (tau, change) in sorted(events, judge.scale) {
                inside += change;
                hull.step(tau, kept(inside));
            }
        } else {
            inside += ups - downs;
        }
    }
    hull.close()
}

/// The same where every estimate is a line in τ and nothing is divided by: exactly.
fn by_lines<C: Curve>(judge: &Judge<'_, C>, draws: &[C], kept: &dyn Fn(i64) -> bool) -> (f64, f64, bool) {
    let own = judge.observed.line().unwrap_or_default();
    let pieces: Vec<Vec<(f64, f64)>> = draws
        .par_chunks(1024)
        .map(|piece| {
            let mut found = Vec::with_capacity(2 * piece.len());
            for draw in piece {
                judge.linear(draw, own, draw.line().unwrap_or_default(), &mut found);
            }
            found
        })
        .collect();
    let intervals = pieces.concat();
    let from_afar = intervals.iter().filter(|(from, _)| *from == f64::NEG_INFINITY).count() as i64;
    let mut inside = from_afar;
    let mut hull = Hull::new(kept(inside));
    let starts = intervals.iter().map(|(from, _)| (*from, 1)).filter(|(t, _)| t.is_finite());
    let ends = intervals.iter().map(|(_, to)| (*to, -1)).filter(|(t, _)| t.is_finite());
    for (tau, change) in sorted(starts.chain(ends).collect(), judge.scale) {
        inside += change;
        hull.step(tau, kept(inside));
    }
    hull.close()
}
