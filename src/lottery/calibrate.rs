//! Calibration on a public key: the threshold, and how often each lot comes into each wave.

use super::draw::{Lottery, replay_key};
use super::{DRAWS, Design, write_design};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::provenance::{Digest, Key, sha256, tagged};
use rayon::prelude::*;

/// Fewest feasible candidates on which a threshold may rest.
const FEWEST: usize = 1_000;

/// The calibration key `C = D("calibrate", SHA256(frame.tsv), SHA256(design.txt with threshold=none))`; with several
/// interventions the name is a further part.
pub fn calibration_key(frame: &Digest, design: &Design, name: &str) -> [u8; 32] {
    let open = sha256(write_design(&design.with_threshold(None)).as_bytes());
    let mut parts: Vec<&[u8]> = vec![&frame.0, &open.0];
    if !name.is_empty() {
        parts.push(name.as_bytes());
    }
    tagged("calibrate", &parts).0
}

/// What the first 10,000 candidates under the calibration key say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calibration {
    /// Scores of the candidates that meet the hard constraints, sorted.
    pub scores: Vec<i128>,
    /// Of those candidates, how many have each lot in each wave.
    pub counts: Vec<Vec<u32>>,
}

impl Calibration {
    /// Number of feasible candidates.
    pub fn feasible(&self) -> u64 {
        self.scores.len() as u64
    }

    /// The ((a·n + b − 1) div b)-th smallest score.
    ///
    /// # Errors
    /// With fewer than 1,000 feasible candidates.
    pub fn threshold(&self, keep: (u32, u32)) -> Outcome<i128> {
        let n = self.scores.len();
        if n < FEWEST {
            return Err(Problem::new(
                "L111",
                "too few candidates meet the constraints to set a threshold on the score",
            )
            .found(format!("{n} of {DRAWS}"))
            .expected(format!("at least {FEWEST}"))
            .help("leave `keep` out, or loosen apart, before, limit, first or last"));
        }
        let (a, b) = (u128::from(keep.0), u128::from(keep.1));
        let rank = (a * n as u128).div_ceil(b) as usize;
        Ok(self.scores[rank - 1])
    }
}

/// A candidate that meets the hard constraints.
struct Judged {
    score: i128,
    waves: Vec<u8>,
}

/// Looks at candidates 0 … 9,999 under the calibration key, whatever `max_tries` is.
pub fn calibrate(lottery: &Lottery, key: &[u8; 32]) -> Outcome<Calibration> {
    let key = Key::new(key);
    let judged: Vec<Option<Judged>> = (0..DRAWS)
        .into_par_iter()
        .map_init(
            || lottery.work(),
            |work, j| {
                lottery.candidate(&key, j, work);
                Ok(lottery.judge(work)?.map(|score| Judged { score, waves: work.waves.clone() }))
            },
        )
        .collect::<Outcome<_>>()?;
    let mut scores = Vec::new();
    let mut counts = vec![vec![0u32; lottery.waves()]; lottery.lots()];
    for candidate in judged.into_iter().flatten() {
        scores.push(candidate.score);
        for (row, w) in counts.iter_mut().zip(&candidate.waves) {
            row[usize::from(*w) - 1] += 1;
        }
    }
    scores.sort_unstable();
    Ok(Calibration { scores, counts })
}

/// What 10,000 accepted draws under the calibration key say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chances {
    /// How often each lot is in each wave.
    pub counts: Vec<Vec<u32>>,
    /// How often lots i < k share a wave: row i, then k = i+1 ….
    pub together: Vec<Vec<u32>>,
    /// Number of distinct schedules among the draws.
    pub distinct: u64,
    /// Pairs of draws that are the same schedule.
    pub coincident: u64,
    /// Candidates looked at in all, Σ(j + 1).
    pub tries: u64,
    /// The draws themselves, N bytes each.
    pub schedules: Vec<u8>,
}

/// Draw r = 1 … 10,000 with key `K(C, "replay", b8(r))`.
pub fn chances(lottery: &Lottery, key: &[u8; 32], progress: &dyn Progress) -> Outcome<Chances> {
    let key = Key::new(key);
    let n = lottery.lots();
    let mut schedules = vec![0u8; n * DRAWS as usize];
    // whichever draw fails first says the same as any other
    let tries: Vec<u64> = schedules
        .par_chunks_mut(n)
        .enumerate()
        .map_init(
            || lottery.work(),
            |work, (i, place)| {
                let (tries, _) = lottery.first(&Key::new(&replay_key(&key, i as u64 + 1)), work)?;
                place.copy_from_slice(&work.waves);
                progress.advance(1);
                Ok(tries + 1)
            },
        )
        .collect::<Outcome<_>>()?;
    let all = tries.into_iter().fold(0, u64::saturating_add);
    Ok(count(lottery, schedules, all))
}

pub(super) fn count(lottery: &Lottery, schedules: Vec<u8>, tries: u64) -> Chances {
    let n = lottery.lots();
    let mut counts = vec![vec![0u32; lottery.waves()]; n];
    let mut together: Vec<Vec<u32>> = (0..n).map(|i| vec![0; n - i - 1]).collect();
    for waves in schedules.chunks_exact(n) {
        for (i, w) in waves.iter().enumerate() {
            counts[i][usize::from(*w) - 1] += 1;
            for (place, other) in together[i].iter_mut().zip(&waves[i + 1..]) {
                *place += u32::from(w == other);
            }
        }
    }
    let mut sorted: Vec<&[u8]> = schedules.chunks_exact(n).collect();
    sorted.sort_unstable();
    let (mut distinct, mut coincident) = (0, 0);
    for same in sorted.chunk_by(|a, b| a == b) {
        distinct += 1;
        coincident += (same.len() as u64) * (same.len() as u64 - 1) / 2;
    }
    Chances { counts, together, distinct, coincident, tries, schedules }
}
