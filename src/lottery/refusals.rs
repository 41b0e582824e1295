//! What the tool refuses to lock unless the override is named in the lock; every rule from integers.

use super::DRAWS;
use super::calibrate::{Calibration, Chances};
use super::design::Design;
use crate::trial::Frame;

/// Every refusal's name, in order.
pub const NAMES: [&str; 8] = ["acceptance", "certain", "chance", "few", "fixed", "lead", "pair", "spread"];

/// One refusal: its name and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One of [`NAMES`].
    pub name: &'static str,
    /// What was seen, in the words of the trial.
    pub reason: String,
}

/// The refusals of one intervention (`lead` is judged by the clock, elsewhere), by name.
pub fn refusals(frame: &Frame, design: &Design, calibration: &Calibration, chances: &Chances) -> Vec<Refusal> {
    let all = [
        acceptance(chances),
        certain(frame, design, chances),
        chance(frame, calibration, chances),
        few(chances),
        fixed(frame, design),
        pair(frame, design, chances),
        spread(frame, design, chances),
    ];
    all.into_iter().flatten().collect()
}

fn refusal(name: &'static str, reason: String) -> Option<Refusal> {
    Some(Refusal { name, reason })
}

/// 10,000/Σ(j + 1) under 1 %.
fn acceptance(chances: &Chances) -> Option<Refusal> {
    (u128::from(DRAWS) * 100 < u128::from(chances.tries)).then(|| Refusal {
        name: "acceptance",
        reason: format!("only {DRAWS} of {} candidates are accepted, under 1 %", chances.tries),
    })
}

/// m = 0 or 10,000 beyond `first` and `last`.
fn certain(frame: &Frame, design: &Design, chances: &Chances) -> Option<Refusal> {
    for (lot, row) in frame.lots.iter().zip(&chances.counts) {
        for w in lot.first..=lot.last.min(design.waves() as u32) {
            let m = u64::from(row[w as usize - 1]);
            if m == 0 {
                return refusal(
                    "certain",
                    format!("`{}` never starts in wave {w}, though first and last allow it", lot.id),
                );
            }
            if m == DRAWS && lot.first < lot.last {
                return refusal(
                    "certain",
                    format!("`{}` always starts in wave {w}, though first and last allow others", lot.id),
                );
            }
        }
    }
    None
}

/// 2·m·n < 10,000·h or m·n > 20,000·h: the threshold halves or doubles a lot's chance.
fn chance(frame: &Frame, calibration: &Calibration, chances: &Chances) -> Option<Refusal> {
    let n = u128::from(calibration.feasible());
    let draws = u128::from(DRAWS);
    for (i, lot) in frame.lots.iter().enumerate() {
        for (w, (m, h)) in chances.counts[i].iter().zip(&calibration.counts[i]).enumerate() {
            let (m, h) = (u128::from(*m), u128::from(*h));
            if 2 * m * n < draws * h || m * n > 2 * draws * h {
                return refusal(
                    "chance",
                    format!(
                        "the balance threshold moves the chance of `{}` for wave {} by a factor of two or more: {m} of {DRAWS} draws, {h} of {n} feasible candidates",
                        lot.id,
                        w + 1
                    ),
                );
            }
        }
    }
    None
}

/// Fewer than 1,000 distinct schedules among the draws.
fn few(chances: &Chances) -> Option<Refusal> {
    (chances.distinct < 1_000).then(|| Refusal {
        name: "few",
        reason: format!("only {} distinct schedules among {DRAWS} draws", chances.distinct),
    })
}

/// More than half the lots with first > 1, last < W, or a value that exceeds a limit by itself.
fn fixed(frame: &Frame, design: &Design) -> Option<Refusal> {
    let bound = |i: usize| {
        let lot = &frame.lots[i];
        lot.first > 1
            || (lot.last as usize) < design.waves()
            || design.limit.iter().any(|limit| {
                let column = frame.covariates.iter().position(|c| *c == limit.covariate);
                column.is_some_and(|c| limit.most.iter().any(|most| i128::from(lot.covariates[c]) > *most))
            })
    };
    let count = (0..frame.lots.len()).filter(|i| bound(*i)).count();
    (2 * count > frame.lots.len()).then(|| Refusal {
        name: "fixed",
        reason: format!(
            "{count} of {} lots cannot start in every wave: first, last or a limit excludes one",
            frame.lots.len()
        ),
    })
}

/// Two lots that share a wave in more of the 10,000 draws than this do so too often: the whole part of max(5,000,
/// 15,000·Σc(c−1)/(N(N−1))), N the sum of the capacities; one and a half times what chance alone would give, or half of
/// the draws.
pub fn too_often(capacity: &[u32]) -> u32 {
    let n: u128 = capacity.iter().map(|c| u128::from(*c)).sum();
    let same: u128 = capacity.iter().map(|c| u128::from(*c) * u128::from(c.saturating_sub(1))).sum();
    let most = (15_000 * same).checked_div(n * n.saturating_sub(1)).unwrap_or(0);
    u32::try_from(most.max(5_000)).unwrap_or(u32::MAX)
}

/// Two lots together in more than max(5,000, 15,000·Σc(c−1)/(N(N−1))) draws.
fn pair(frame: &Frame, design: &Design, chances: &Chances) -> Option<Refusal> {
    let most = too_often(&design.capacity);
    for (i, row) in chances.together.iter().enumerate() {
        for (k, t) in row.iter().enumerate() {
            if *t > most {
                return refusal(
                    "pair",
                    format!(
                        "`{}` and `{}` share a wave in {t} of {DRAWS} draws",
                        frame.lots[i].id,
                        frame.lots[i + 1 + k].id
                    ),
                );
            }
        }
    }
    None
}

/// Stratified with unequal capacities: 10^4·ΣX² − (ΣX)² > 10^8·q·c_w·(N−c_w)·(N−q)/(N²(N−1)), X a stratum's count in
/// a wave, q its lots: a school's count varies more than if lots were drawn without regard to schools.
fn spread(frame: &Frame, design: &Design, chances: &Chances) -> Option<Refusal> {
    if !design.stratified || design.capacity.windows(2).all(|p| p[0] == p[1]) {
        return None;
    }
    let n = frame.lots.len() as u128;
    let mut strata: Vec<&str> = frame.lots.iter().map(|l| l.stratum.as_str()).collect();
    strata.sort_unstable();
    strata.dedup();
    for stratum in strata {
        let lots: Vec<usize> = (0..frame.lots.len()).filter(|i| frame.lots[*i].stratum == stratum).collect();
        let q = lots.len() as u128;
        for (w, c) in design.capacity.iter().enumerate() {
            let (mut sum, mut squares) = (0u128, 0u128);
            for waves in chances.schedules.chunks_exact(frame.lots.len()) {
                let x = lots.iter().filter(|i| usize::from(waves[**i]) == w + 1).count() as u128;
                sum += x;
                squares += x * x;
            }
            let c = u128::from(*c);
            let left = u128::from(DRAWS) * squares - sum * sum;
            if left * n * n * (n - 1) > 100_000_000 * q * c * (n - c) * (n - q) {
                return refusal(
                    "spread",
                    format!("the number of `{stratum}` in wave {} varies more than if schools did not count", w + 1),
                );
            }
        }
    }
    None
}
