//! Good waves where there are too many to try: lots move between terms as long as that helps.

use super::limits::Limits;

/// Rounds of improvement of one start at most.
const ROUNDS: usize = 2_000;

/// The design that no move of lots between two or three terms makes better, from several starting points.
///
/// `worth`: what is to be large; `open`: number of terms in which lots may start.
pub(super) fn best(limits: &Limits, open: usize, worth: &dyn Fn(&[usize]) -> f64) -> Option<Vec<usize>> {
    let mut found: Option<(f64, Vec<usize>)> = None;
    for mut lots in starting_points(limits, open) {
        let mut value = worth(&lots);
        for _ in 0..ROUNDS {
            let Some((better, next)) = step(limits, &lots, value, worth) else { break };
            (value, lots) = (better, next);
        }
        if value.is_finite() && found.as_ref().is_none_or(|(v, _)| value > *v) {
            found = Some((value, lots));
        }
    }
    found.map(|(_, lots)| lots)
}

/// The best of all moves of lots from one term to another, or from two terms to one between and back.
fn step(limits: &Limits, lots: &[usize], value: f64, worth: &dyn Fn(&[usize]) -> f64) -> Option<(f64, Vec<usize>)> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    let mut see = |next: Vec<usize>| {
        if !limits.allow(&next) {
            return;
        }
        let v = worth(&next);
        let beats = |old: f64| v > old + 1e-13 * old.abs();
        if (beats(value) || !value.is_finite() && v.is_finite()) && best.as_ref().is_none_or(|(b, _)| v > *b) {
            best = Some((v, next));
        }
    };
    let n = lots.len();
    for a in 0..n {
        for b in (0..n).filter(|b| *b != a) {
            for m in amounts(lots[a], limits.least) {
                let mut next = lots.to_vec();
                next[a] -= m;
                next[b] += m;
                // a small move on top of it, which alone might not be allowed
                for c in 0..n {
                    for d in (0..n).filter(|d| *d != c) {
                        if next[c] > 0 {
                            let mut more = next.clone();
                            more[c] -= 1;
                            more[d] += 1;
                            see(more);
                        }
                    }
                }
                see(next);
            }
        }
    }
    best
}

/// How many lots may move at once: one, the fewest that make a wave, a half, all.
fn amounts(from: usize, least: usize) -> Vec<usize> {
    let mut list = vec![1, least, from / 2, from.saturating_sub(least), from];
    list.retain(|m| (1..=from).contains(m));
    list.sort_unstable();
    list.dedup();
    list
}

/// Even waves over every stretch of terms, lots at both ends, and two waves.
fn starting_points(limits: &Limits, open: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut add = |lots: Vec<usize>| {
        if limits.allow(&lots) && !all.contains(&lots) {
            all.push(lots);
        }
    };
    for waves in 2..=open {
        let chosen: Vec<usize> = (0..waves).map(|w| w * (open - 1) / (waves - 1)).collect();
        let mut lots = vec![0; open];
        for (w, at) in chosen.iter().enumerate() {
            lots[*at] += (limits.lots * (w + 1)) / waves - (limits.lots * w) / waves;
        }
        add(lots);
        let early: Vec<usize> = (0..open)
            .map(|s| if s < waves { (limits.lots * (s + 1)) / waves - (limits.lots * s) / waves } else { 0 })
            .collect();
        add(early);
    }
    if all.is_empty() {
        // filled from the first term on, as full as allowed, each with at least the fewest
        let mut lots = vec![0; open];
        let mut left = limits.lots;
        for c in &mut lots {
            *c = limits.most.min(left);
            left -= *c;
        }
        if let Some(short) = lots.iter().rposition(|c| *c > 0)
            && lots[short] < limits.least
            && short > 0
        {
            let need = limits.least - lots[short];
            lots[short] += need;
            lots[short - 1] = lots[short - 1].saturating_sub(need);
        }
        if limits.allow(&lots) {
            all.push(lots);
        }
    }
    all
}
