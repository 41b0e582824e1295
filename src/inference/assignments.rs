//! Reference sets: which assignments could have been, and the r-th of them.

use crate::provenance::Stream;

/// Assignments that chance could have made, numbered from 0. An assignment is a cohort number for each unit.
pub trait Assignments: Sync {
    /// How many there are to look at.
    fn len(&self) -> u64;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Whether they are all that chance could have made, the observed one among them.
    fn enumerated(&self) -> bool;
    /// Whether every unit is known to have the same chance of every cohort.
    fn equal_chances(&self) -> bool {
        false
    }
    /// Decimal logarithm of how many assignments chance could have made; `None` where nobody has counted.
    fn log10_possible(&self) -> Option<f64>;
    /// Writes assignment r.
    fn fill(&self, r: u64, into: &mut [u16]);
}

/// Most assignments that are all looked at.
pub const ENUMERATED: u64 = 200_000;

/// Starts reassigned among the units of each stratum, all arrangements equally likely.
#[derive(Debug, Clone)]
pub struct Uniform {
    observed: Vec<u16>,
    strata: Vec<Vec<usize>>,
    draws: u64,
    seed: u64,
    all: Option<u64>,
    log10: f64,
}

impl Uniform {
    /// `strata`: the units of each stratum; `draws`: how many to draw where they are too many to look at all.
    pub fn new(observed: Vec<u16>, strata: Vec<Vec<usize>>, draws: u64, seed: u64) -> Uniform {
        let (mut all, mut log10) = (Some(1u64), 0.0);
        for units in &strata {
            let counts = counts(&observed, units);
            log10 += log10_arrangements(&counts);
            all = all.zip(arrangements(&counts)).and_then(|(a, b)| a.checked_mul(b)).filter(|n| *n <= ENUMERATED);
        }
        Uniform { observed, strata, draws, seed, all, log10 }
    }
}

impl Assignments for Uniform {
    fn len(&self) -> u64 {
        self.all.unwrap_or(self.draws)
    }

    fn enumerated(&self) -> bool {
        self.all.is_some()
    }

    fn log10_possible(&self) -> Option<f64> {
        Some(self.log10)
    }

    /// Shares of the cohorts that are the same in every stratum.
    fn equal_chances(&self) -> bool {
        let all: Vec<usize> = (0..self.observed.len()).collect();
        let (whole, n) = (counts(&self.observed, &all), all.len() as u64);
        self.strata.iter().all(|units| {
            let (part, m) = (counts(&self.observed, units), units.len() as u64);
            part.iter().zip(&whole).all(|(a, b)| a * n == b * m)
        })
    }

    fn fill(&self, r: u64, into: &mut [u16]) {
        match self.all {
            Some(_) => {
                let mut rest = r;
                for units in &self.strata {
                    let counts = counts(&self.observed, units);
                    let n = arrangements(&counts).unwrap_or(1);
                    unrank(rest % n, n, counts, units, into);
                    rest /= n;
                }
            }
            None => {
                let mut stream = Stream::seeded("lodtrin randomization", self.seed, r);
                if let [all] = self.strata.as_slice()
                    && all.len() == self.observed.len()
                {
                    into.copy_from_slice(&self.observed);
                    return stream.arrange(into);
                }
                for units in &self.strata {
                    let mut cohorts: Vec<u16> = units.iter().map(|i| self.observed[*i]).collect();
                    stream.arrange(&mut cohorts);
                    for (i, g) in units.iter().zip(cohorts) {
                        into[*i] = g;
                    }
                }
            }
        }
    }
}

/// The first so many of a set of drawn assignments.
pub struct Fewer {
    /// The set.
    pub all: Box<dyn Assignments>,
    /// How many of them.
    pub most: u64,
}

impl Assignments for Fewer {
    fn len(&self) -> u64 {
        self.all.len().min(self.most)
    }
    fn enumerated(&self) -> bool {
        self.all.enumerated() && self.all.len() <= self.most
    }
    fn equal_chances(&self) -> bool {
        self.all.equal_chances()
    }
    fn log10_possible(&self) -> Option<f64> {
        self.all.log10_possible()
    }
    fn fill(&self, r: u64, into: &mut [u16]) {
        self.all.fill(r, into);
    }
}

/// Assignments that were made elsewhere (replays of a lottery), one row of cohorts each.
#[derive(Debug, Clone)]
pub struct Replays {
    /// Draws × units.
    pub cohorts: Vec<u8>,
    /// Number of units.
    pub units: usize,
    /// Decimal logarithm of the number of possible assignments, where known.
    pub log10_possible: Option<f64>,
}

impl Assignments for Replays {
    fn len(&self) -> u64 {
        (self.cohorts.len() / self.units.max(1)) as u64
    }
    fn enumerated(&self) -> bool {
        false
    }
    fn log10_possible(&self) -> Option<f64> {
        self.log10_possible
    }
    fn fill(&self, r: u64, into: &mut [u16]) {
        let from = r as usize * self.units;
        for (to, g) in into.iter_mut().zip(&self.cohorts[from..from + self.units]) {
            *to = u16::from(*g);
        }
    }
}

fn counts(observed: &[u16], units: &[usize]) -> Vec<u64> {
    let most = observed.iter().copied().max().map_or(0, |g| g as usize + 1);
    let mut counts = vec![0u64; most];
    units.iter().for_each(|i| counts[observed[*i] as usize] += 1);
    counts
}

/// n!/Πn_g!, `None` beyond what is enumerated.
fn arrangements(counts: &[u64]) -> Option<u64> {
    let (mut total, mut placed) = (1u128, 0u128);
    for count in counts {
        for j in 1..=u128::from(*count) {
            placed += 1;
            // a product of consecutive numbers over a factorial: exact at every step
            total = total.checked_mul(placed)? / j;
            if total > u128::from(ENUMERATED) {
                return None;
            }
        }
    }
    u64::try_from(total).ok()
}

fn log10_arrangements(counts: &[u64]) -> f64 {
    let log_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
    let n: u64 = counts.iter().sum();
    (log_factorial(n) - counts.iter().map(|c| log_factorial(*c)).sum::<f64>()) / std::f64::consts::LN_10
}

/// Arrangement number `rank` of `n` in the order of the words.
fn unrank(mut rank: u64, mut n: u64, mut counts: Vec<u64>, units: &[usize], into: &mut [u16]) {
    let mut left: u64 = counts.iter().sum();
    for i in units {
        for (g, count) in counts.iter_mut().enumerate() {
            let ways = (u128::from(n) * u128::from(*count) / u128::from(left.max(1))) as u64;
            if rank < ways {
                into[*i] = g as u16;
                *count -= 1;
                left -= 1;
                n = ways;
                break;
            }
            rank -= ways;
        }
    }
}
