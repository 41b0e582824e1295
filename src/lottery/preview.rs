//! What the researcher must see before committing.

use crate::lottery::{Calibration, Chances, DRAWS, Design, Refusal, too_often};
use crate::trial::Frame;

/// Two lots and how often they share a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The first lot.
    pub a: String,
    /// The second lot.
    pub b: String,
    /// In how many of 10,000 draws they share a wave.
    pub together: u32,
}

/// What a lottery may give, before it is drawn.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Empty in the plain form.
    pub name: String,
    /// Ids of the lots in the frame's order.
    pub lots: Vec<String>,
    /// Their strata.
    pub stratum: Vec<String>,
    /// Number of strata.
    pub strata: usize,
    /// The rules.
    pub design: Design,
    /// Per lot, of 10,000 accepted draws, how many in each wave.
    pub chances: Vec<Vec<u32>>,
    /// How often lots i < k share a wave: row i, then k = i + 1 ….
    pub together: Vec<Vec<u32>>,
    /// Pairs that shared a wave in none of the draws.
    pub never: Vec<Pair>,
    /// Two lots that share a wave in more draws than this do so too often.
    pub most_together: u32,
    /// Pairs that share a wave too often.
    pub often: Vec<Pair>,
    /// Candidates, of the first 10,000, that meet the hard constraints.
    pub feasible: u64,
    /// Smallest, middle and largest score of those.
    pub scores: Option<[i128; 3]>,
    /// Candidates looked at for 10,000 accepted draws.
    pub tries: u64,
    /// Distinct schedules among the 10,000 draws.
    pub distinct: u64,
    /// Pairs of those draws that are the same schedule.
    pub coincident: u64,
    /// Logarithm to base 2 of the number of ways to fill the waves, N!/(c_1!…c_W!).
    pub bits: f64,
    /// Draws of the planned randomization test.
    pub draws: u64,
    /// What is refused.
    pub refusals: Vec<Refusal>,
}

impl Preview {
    /// Share of candidates that are accepted.
    pub fn acceptance(&self) -> f64 {
        DRAWS as f64 / self.tries.max(1) as f64
    }

    /// Bits of the acceptable schedules, counted as equally likely ones would be: pairs of draws divided by pairs that
    /// coincide (the inverse of the chance that two draws agree). Where no two agree, and as an upper bound always, the
    /// ways to fill the waves times the share accepted.
    pub fn acceptable_bits(&self) -> f64 {
        let most = (self.bits + libm::log2(self.acceptance())).max(0.0);
        if self.coincident == 0 {
            return most;
        }
        let pairs = (DRAWS * (DRAWS - 1) / 2) as f64;
        libm::log2(pairs / self.coincident as f64).clamp(0.0, most)
    }

    /// The smallest p that the planned randomization test can give: 1/(1 + draws), or one over the acceptable
    /// schedules where there are fewer.
    pub fn smallest_p(&self) -> f64 {
        let by_draws = 1.0 / (1.0 + self.draws as f64);
        by_draws.max(libm::exp2(-self.acceptable_bits()))
    }
}

/// Gathers a preview.
pub fn preview(
    name: &str,
    frame: &Frame,
    design: &Design,
    calibration: &Calibration,
    chances: &Chances,
    refusals: Vec<Refusal>,
    draws: u64,
) -> Preview {
    let mut strata: Vec<&str> = frame.lots.iter().map(|l| l.stratum.as_str()).collect();
    strata.sort_unstable();
    strata.dedup();
    let most_together = too_often(&design.capacity);
    let (never, often) = pairs(frame, chances, most_together);
    let s = &calibration.scores;
    Preview {
        name: name.to_string(),
        lots: frame.lots.iter().map(|l| l.id.clone()).collect(),
        stratum: frame.lots.iter().map(|l| l.stratum.clone()).collect(),
        strata: strata.len(),
        design: design.clone(),
        chances: chances.counts.clone(),
        together: chances.together.clone(),
        never,
        most_together,
        often,
        feasible: calibration.feasible(),
        scores: (!s.is_empty() && !design.balance.is_empty()).then(|| [s[0], s[s.len() / 2], s[s.len() - 1]]),
        tries: chances.tries,
        distinct: chances.distinct,
        coincident: chances.coincident,
        bits: ways(frame.lots.len(), &design.capacity),
        draws,
        refusals,
    }
}

fn pairs(frame: &Frame, chances: &Chances, most: u32) -> (Vec<Pair>, Vec<Pair>) {
    let (mut never, mut often) = (Vec::new(), Vec::new());
    for (i, row) in chances.together.iter().enumerate() {
        for (k, together) in row.iter().enumerate() {
            let pair =
                || Pair { a: frame.lots[i].id.clone(), b: frame.lots[i + 1 + k].id.clone(), together: *together };
            if *together == 0 {
                never.push(pair());
            } else if *together > most {
                often.push(pair());
            }
        }
    }
    (never, often)
}

/// log2 of N!/(c_1!…c_W!), summed term by term in a fixed order.
fn ways(n: usize, capacity: &[u32]) -> f64 {
    let log2_factorial = |n: u32| (2..=n).map(|k| libm::log2(f64::from(k))).sum::<f64>();
    log2_factorial(n as u32) - capacity.iter().map(|c| log2_factorial(*c)).sum::<f64>()
}
