//! The balance score, in exact integers.
//!
//! CONVENTION. N lots, W waves, c_w capacities, x a covariate, T = Σx, V = N·Σx² − T², S_w the sum in wave w,
//! V_w = N·Σw² − (Σw)², Λ = lcm of the capacities.

use super::design::{Balance, Design};
use crate::diagnostics::{Outcome, Problem};
use crate::trial::Frame;

/// What every weight is multiplied by, so that the floor of a quotient keeps six decimals.
const SCALE: i128 = 1_000_000;

/// One item of the score, ready to be computed for any schedule.
#[derive(Debug, Clone)]
struct Item {
    weight: i128,
    values: Vec<i64>,
    total: i128,
    variation: i128,
    trend: bool,
}

/// The score of schedules of one design.
#[derive(Debug, Clone)]
pub(super) struct Score {
    items: Vec<Item>,
    lots: i128,
    capacity: Vec<i128>,
    lcm: i128,
    wave_sum: i128,
    wave_variation: i128,
}

/// Least common multiple of the capacities, when 2·W·Λ stays below 2^127.
pub(super) fn lcm(capacity: &[u32]) -> Outcome<i128> {
    let mut all = 1i128;
    for c in capacity {
        let c = i128::from(*c);
        let (mut a, mut b) = (all, c);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        all = (all / a).checked_mul(c).ok_or_else(too_large)?;
    }
    all.checked_mul(2 * capacity.len() as i128).ok_or_else(too_large)?;
    Ok(all)
}

fn too_large() -> Problem {
    Problem::new("L109", "the score or the slots of this design do not fit 127 bits, and no number is ever rounded")
        .help("round the covariate to fewer digits, lower its weight, or choose capacities with a smaller common multiple")
}

impl Score {
    /// Prepares the score; refuses a design for which any step could overflow.
    pub(super) fn new(frame: &Frame, design: &Design) -> Outcome<Score> {
        let lots = frame.lots.len() as i128;
        let capacity: Vec<i128> = design.capacity.iter().map(|c| i128::from(*c)).collect();
        let waves = || (1i128..).zip(&capacity);
        let wave_sum: i128 = waves().map(|(w, c)| w * c).sum();
        let wave_squares: i128 = waves().map(|(w, c)| w * w * c).sum();
        let lcm = lcm(&design.capacity)?;
        let wave_variation = lots * wave_squares - wave_sum * wave_sum;
        let mut items = Vec::new();
        for balance in &design.balance {
            let item = item(frame, balance)?;
            let most = lcm.max(wave_variation);
            bound(&item, lots, most).ok_or_else(too_large)?;
            items.push(item);
        }
        Ok(Score { items, lots, capacity, lcm, wave_sum, wave_variation })
    }

    /// The score of a schedule (waves from 1, in the frame's order); `sums` is scratch.
    pub(super) fn of(&self, waves: &[u8], sums: &mut Vec<i128>) -> Outcome<i128> {
        let mut score = 0i128;
        for item in &self.items {
            let part = if item.trend { self.trend(item, waves) } else { self.wave(item, waves, sums) };
            score = part.and_then(|p| score.checked_add(p)).ok_or_else(too_large)?;
        }
        Ok(score)
    }

    /// ⌊weight·10^6·Σ_w (N·S_w − c_w·T)²·(Λ/c_w) / (Λ·V)⌋
    fn wave(&self, item: &Item, waves: &[u8], sums: &mut Vec<i128>) -> Option<i128> {
        if item.variation == 0 {
            return Some(0);
        }
        sums.clear();
        sums.resize(self.capacity.len(), 0);
        for (x, w) in item.values.iter().zip(waves) {
            sums[usize::from(*w) - 1] += i128::from(*x);
        }
        let mut all = 0i128;
        for (s, c) in sums.iter().zip(&self.capacity) {
            let apart = self.lots.checked_mul(*s)?.checked_sub(c.checked_mul(item.total)?)?;
            all = all.checked_add(apart.checked_mul(apart)?.checked_mul(self.lcm / c)?)?;
        }
        Some(item.weight.checked_mul(all)? / self.lcm.checked_mul(item.variation)?)
    }

    /// ⌊weight·10^6·N·(N·Σ x·w − T·Σw)² / (V·V_w)⌋
    fn trend(&self, item: &Item, waves: &[u8]) -> Option<i128> {
        if item.variation == 0 || self.wave_variation == 0 {
            return Some(0);
        }
        let products: i128 = item.values.iter().zip(waves).map(|(x, w)| i128::from(*x) * i128::from(*w)).sum();
        let apart = self.lots.checked_mul(products)?.checked_sub(item.total.checked_mul(self.wave_sum)?)?;
        let over = item.weight.checked_mul(self.lots)?.checked_mul(apart.checked_mul(apart)?)?;
        Some(over / item.variation.checked_mul(self.wave_variation)?)
    }
}

fn item(frame: &Frame, balance: &Balance) -> Outcome<Item> {
    let column = frame.covariates.iter().position(|c| *c == balance.covariate).ok_or_else(|| {
        Problem::new("L108", format!("`{}` is balanced but is no covariate of the frame", balance.covariate))
    })?;
    let values: Vec<i64> = frame.lots.iter().map(|l| l.covariates[column]).collect();
    let total: i128 = values.iter().map(|x| i128::from(*x)).sum();
    let squares: i128 = values.iter().map(|x| i128::from(*x) * i128::from(*x)).sum();
    let variation = (values.len() as i128)
        .checked_mul(squares)
        .and_then(|a| total.checked_mul(total).and_then(|b| a.checked_sub(b)))
        .ok_or_else(too_large)?;
    Ok(Item { weight: SCALE * i128::from(balance.weight), values, total, variation, trend: balance.trend })
}

/// 10^6·weight·N·(V+1)·max(Λ, V_w), `None` at 2^127 and beyond.
fn bound(item: &Item, lots: i128, most: i128) -> Option<i128> {
    item.weight.checked_mul(lots)?.checked_mul(item.variation.checked_add(1)?)?.checked_mul(most)
}
