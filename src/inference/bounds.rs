//! What the data say when what was not seen may be anything.
//!
//! CONVENTION: c_it = (A_θ,g,t − βA_0,g,t)/N_g the complete data's coefficient of unit i in period t, the outcome of a unit
//! and period anywhere in [l_it, h_it]; τ an effect, b_r = Σ c^r_it D_it with draw r's coefficients and D as drawn.

use super::ties::TIE;

/// Where the outcome of each unit and period may lie, N × T.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// Lower ends.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
}

impl Within {
    /// The sharp range of Σ c·y: at each end every outcome stands at the end that c asks for.
    ///
    /// # Reference
    /// Horowitz & Manski (2000), doi:10.1080/01621459.2000.10473902.
    pub fn range(&self, c: &[f64]) -> (f64, f64) {
        (-self.most(|i| -c[i]), self.most(|i| c[i]))
    }

    /// max over the box of Σ k·y.
    fn most(&self, k: impl Fn(usize) -> f64) -> f64 {
        let ends = self.low.iter().zip(&self.high).enumerate();
        ends.map(|(i, (l, h))| {
            let k = k(i);
            if k > 0.0 { k * h } else { k * l }
        })
        .sum()
    }
}

/// What a draw can say at most, with s = 1 or −1: max Σ(s·c^r + c)y, max Σ(s·c^r − c)y, and b_r.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    above: [f64; 2],
    below: [f64; 2],
    b: f64,
}

impl Reach {
    /// Of a draw with coefficients `drawn`, the observed ones `observed`, and D as drawn (0 or 1).
    pub fn of(drawn: &[f64], observed: &[f64], treatment: &[f64], within: &Within) -> Reach {
        let sided = |s: f64, t: f64| within.most(|i| s * drawn[i] + t * observed[i]);
        Reach {
            above: [sided(1.0, 1.0), sided(-1.0, 1.0)],
            below: [sided(1.0, -1.0), sided(-1.0, -1.0)],
            b: drawn.iter().zip(treatment).map(|(c, d)| c * d).sum(),
        }
    }

    /// A draw in which nothing is compared: extreme at every effect.
    pub const EXTREME: Reach = Reach { above: [f64::INFINITY; 2], below: [f64::INFINITY; 2], b: 0.0 };

    /// The largest effect above the range at which the draw is extreme.
    fn farthest_above(&self, slack: f64) -> f64 {
        farthest(&self.above, [1.0 + self.b, 1.0 - self.b], slack)
    }

    /// How far below zero the effect may lie at which the draw is extreme.
    fn farthest_below(&self, slack: f64) -> f64 {
        farthest(&self.below, [1.0 - self.b, 1.0 + self.b], slack)
    }
}

/// The largest t with k ≥ t·slope for one of two sides, sums that are the same differing by no more than `slack`.
fn farthest(k: &[f64; 2], slope: [f64; 2], slack: f64) -> f64 {
    let one = |k: f64, slope: f64| match slope > 1e-12 {
        true => (k + slack.max(TIE * k.abs())) / slope,
        false if k >= -slack => f64::INFINITY,
        false => f64::NEG_INFINITY,
    };
    one(k[0], slope[0]).max(one(k[1], slope[1]))
}

/// How far outcomes of a range may lie apart, or what rounding makes of them where they lie far from zero; in their unit.
pub fn unit((lo, hi): (f64, f64)) -> f64 {
    const ROUNDINGS: f64 = 64.0;
    (hi - lo).max(ROUNDINGS * f64::EPSILON / TIE * lo.abs().max(hi.abs()))
}

/// A test that holds whatever is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorstCase {
    /// p at no effect: at least that of every filling.
    pub p: f64,
    /// Limits of the effects that some filling does not reject, and of the sharp range.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// The test of `difference-in-means` over every filling of the box.
///
/// `range`: the sharp range [L, U] of the observed assignment; `draws`: every draw's reach (where `enumerated`, those of all
/// assignments). Draw r is extreme at τ when some y in the box has |a_r(y) − τb_r| ≥ |a(y) − τ|. `unit`: how far outcomes may
/// lie apart, what rounding is judged by; in the outcome's unit.
///
/// # Reference
/// Horowitz & Manski (2000); Li, Sheng & Yu (2025), arXiv:2507.00795.
pub fn worst_case(range: (f64, f64), unit: f64, draws: &[Reach], enumerated: bool, level: f64) -> WorstCase {
    let r = draws.len() as f64;
    let share = |b: f64| if enumerated { b / r } else { (1.0 + b) / (1.0 + r) };
    let (low, high) = range;
    let mut above: Vec<f64> = draws.iter().map(|d| d.farthest_above(TIE * unit)).collect();
    let mut below: Vec<f64> = draws.iter().map(|d| d.farthest_below(TIE * unit)).collect();
    let slack = TIE * high.abs().max(low.abs()).max(unit);
    let p = if low - slack <= 0.0 && 0.0 <= high + slack {
        1.0
    } else {
        let reached = if high < 0.0 { &above } else { &below };
        share(reached.iter().filter(|v| **v >= 0.0).count() as f64)
    };
    // the smallest number of extreme draws at which an effect is not rejected
    let needed = (0..=draws.len()).find(|k| share(*k as f64) > 1.0 - level + 1e-12);
    let limit = |farthest: &mut Vec<f64>| {
        farthest.sort_unstable_by(|a, b| b.total_cmp(a));
        match needed {
            Some(0) => f64::INFINITY,
            Some(k) => farthest[k - 1],
            None => f64::NEG_INFINITY,
        }
    };
    WorstCase { p, low: low.min(-limit(&mut below)), high: high.max(limit(&mut above)) }
}
