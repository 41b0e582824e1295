//! The most efficient waves for every number of terms and every latest start, without those that another one beats.

use super::criteria::{Criteria, Engine};
use super::exchange;
use super::limits::Limits;
use crate::diagnostics::{Outcome, Problem};
use rayon::prelude::*;

/// How designs were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// All of them.
    Exhaustive,
    /// By moving lots between terms.
    Exchange,
}

impl Search {
    /// `exhaustive` or `exchange`.
    pub fn name(self) -> &'static str {
        match self {
            Search::Exhaustive => "exhaustive",
            Search::Exchange => "exchange",
        }
    }
}

/// One rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Terms used.
    pub terms: usize,
    /// Terms in which lots start, from 1, with their number.
    pub waves: Vec<(usize, usize)>,
    /// Mean number of terms before the start.
    pub waiting: f64,
    /// Smallest variance under the limits ÷ the design's, the worst over the criteria.
    pub efficiency: f64,
    /// Variances, estimands outer, scenarios inner.
    pub variances: Vec<f64>,
}

/// The rollouts that none beats, the most efficient one first.
#[derive(Debug, Clone, PartialEq)]
pub struct Frontier {
    /// The rollouts: `best`, then by terms and last start descending.
    pub designs: Vec<Chosen>,
    /// How they were found.
    pub search: Search,
    /// How many rollouts fit the limits.
    pub count: u64,
    /// Smallest variance of each criterion.
    pub smallest: Vec<f64>,
}

/// Rollouts up to this many are all tried.
const EXHAUSTIVE: u64 = 200_000;
/// Efficiencies closer than this are alike.
const ALIKE: f64 = 1e-9;
/// Rollouts judged at once.
const BATCH: usize = 4096;

/// Finds them.
///
/// Efficiency = min over criteria of (smallest variance of the criterion with all terms ÷ the design's).
///
/// # Errors
/// D126 for limits that leave none, or none that is identified; D107.
///
/// # Reference
/// van Breukelen & Candel (2015), Statistics in Medicine 34, doi:10.1002/sim.6552 (maximin); Lawrie, Carlin & Forbes (2015), Statistics & Probability
/// Letters 99, doi:10.1016/j.spl.2015.01.011. *Checked against* numpy and R, `tests/reference/planning`.
pub fn search(limits: &Limits, criteria: &Criteria) -> Outcome<Frontier> {
    limits.check()?;
    let count = limits.count(limits.terms);
    let search = if count <= EXHAUSTIVE { Search::Exhaustive } else { Search::Exchange };
    let whole = Round::new(limits, criteria, limits.terms)?;
    let smallest = match search {
        Search::Exhaustive => whole.smallest(),
        Search::Exchange => whole.smallest_by_exchange(),
    };
    if smallest.iter().any(|v| !v.is_finite()) {
        return Err(Problem::new("D126", "no rollout within these limits tells the effect")
            .found(format!("lags 0 to {} of {} terms", criteria.last_lag, limits.terms))
            .help("let lots start earlier, observe more terms, or ask for fewer lags with --lags"));
    }
    let mut rows = Vec::new();
    for terms in 2..=limits.terms {
        let round;
        let round = if terms == limits.terms {
            &whole
        } else {
            round = Round::new(limits, criteria, terms)?;
            &round
        };
        rows.extend(match search {
            Search::Exhaustive => round.best_by_last_start(&smallest),
            Search::Exchange => round.exchanged_by_last_start(&smallest),
        });
    }
    let designs = kept(rows);
    if designs.is_empty() {
        return Err(Problem::new("D126", "no rollout within these limits tells the effect"));
    }
    Ok(Frontier { designs, search, count, smallest })
}

/// A given rollout beside them: lots by start, starts from 1.
///
/// # Errors
/// D107.
pub fn declared(frontier: &Frontier, criteria: &Criteria, terms: usize, waves: &[(usize, usize)]) -> Outcome<Chosen> {
    let (Some(first), Some(last)) = (waves.iter().map(|w| w.0).min(), waves.iter().map(|w| w.0).max()) else {
        return Err(Problem::new("D126", "the declared rollout has no wave"));
    };
    let mut lots = vec![0; last - first + 1];
    waves.iter().for_each(|(s, c)| lots[s - first] += c);
    let variances = criteria.variances(terms, first, &lots)?;
    Ok(chosen(terms, first, &lots, variances, &frontier.smallest))
}

fn chosen(terms: usize, first: usize, lots: &[usize], variances: Vec<f64>, smallest: &[f64]) -> Chosen {
    let waves: Vec<(usize, usize)> =
        lots.iter().enumerate().filter(|(_, c)| **c > 0).map(|(s, c)| (first + s, *c)).collect();
    let efficiency = efficiency(&variances, smallest);
    Chosen { terms, waiting: waiting(&waves), waves, efficiency, variances }
}

fn waiting(waves: &[(usize, usize)]) -> f64 {
    let lots: usize = waves.iter().map(|w| w.1).sum();
    waves.iter().map(|(s, c)| (c * (s - 1)) as f64).sum::<f64>() / lots as f64
}

fn efficiency(variances: &[f64], smallest: &[f64]) -> f64 {
    smallest.iter().zip(variances).map(|(best, v)| best / v).fold(f64::INFINITY, f64::min)
}

/// Everything about one number of terms.
struct Round<'a> {
    limits: &'a Limits,
    terms: usize,
    first: usize,
    open: usize,
    count: usize,
    engine: Engine,
}

impl<'a> Round<'a> {
    fn new(limits: &'a Limits, criteria: &Criteria, terms: usize) -> Outcome<Round<'a>> {
        let open = limits.starts(terms).count();
        let engine = criteria.engine(terms, limits.first, open)?;
        Ok(Round { limits, terms, first: limits.first, open, count: criteria.count(), engine })
    }

    fn variances(&self, lots: &[usize]) -> Vec<f64> {
        let mut out = vec![0.0; self.count];
        self.engine.variances(lots, &mut out);
        out
    }

    /// All rollouts with their variances, in batches.
    fn each(&self, mut see: impl FnMut(&[usize], &[f64])) {
        if self.open < 2 {
            return;
        }
        let mut batch: Vec<Vec<usize>> = Vec::with_capacity(BATCH);
        let mut judge = |batch: &mut Vec<Vec<usize>>| {
            let found: Vec<Vec<f64>> = batch.par_iter().map(|lots| self.variances(lots)).collect();
            batch.iter().zip(&found).for_each(|(lots, v)| see(lots, v));
            batch.clear();
        };
        let mut full = Vec::new();
        self.limits.each(self.terms, |lots| {
            full.push(lots.to_vec());
            if full.len() == BATCH {
                std::mem::swap(&mut full, &mut batch);
                judge(&mut batch);
            }
        });
        judge(&mut full);
    }

    fn smallest(&self) -> Vec<f64> {
        let mut smallest = vec![f64::INFINITY; self.count];
        self.each(|_, v| smallest.iter_mut().zip(v).for_each(|(s, v)| *s = s.min(*v)));
        smallest
    }

    fn smallest_by_exchange(&self) -> Vec<f64> {
        (0..self.count)
            .into_par_iter()
            .map(|k| {
                let worth = |lots: &[usize]| -self.variances(lots)[k];
                let lots = exchange::best(self.limits, self.open, &worth);
                lots.map_or(f64::INFINITY, |lots| self.variances(&lots)[k])
            })
            .collect()
    }

    /// The most efficient rollout for every latest start.
    fn best_by_last_start(&self, smallest: &[f64]) -> Vec<Chosen> {
        // those that start latest in term s, kept as long as they may be the best up to a later one
        let mut by_last: Vec<Vec<(f64, Vec<usize>)>> = vec![Vec::new(); self.open];
        self.each(|lots, v| {
            let Some(last) = lots.iter().rposition(|c| *c > 0) else { return };
            let e = efficiency(v, smallest);
            let list = &mut by_last[last];
            let top = list.iter().fold(0.0f64, |m, (e, _)| m.max(*e));
            if e > 0.0 && e >= top - ALIKE {
                list.retain(|(old, _)| *old >= e - ALIKE);
                list.push((e, lots.to_vec()));
            }
        });
        let mut rows = Vec::new();
        for by in 1..self.open {
            let all = by_last[..=by].iter().flatten();
            let top = all.clone().fold(0.0f64, |m, (e, _)| m.max(*e));
            let alike = all.filter(|(e, _)| *e >= top - ALIKE).map(|(_, lots)| lots);
            if let Some(lots) = alike.min_by(|a, b| self.before(a).cmp(&self.before(b))) {
                rows.push(chosen(self.terms, self.first, lots, self.variances(lots), smallest));
            }
        }
        rows
    }

    fn exchanged_by_last_start(&self, smallest: &[f64]) -> Vec<Chosen> {
        (1..self.open)
            .into_par_iter()
            .filter_map(|by| {
                let worth = |lots: &[usize]| {
                    let mut whole = lots.to_vec();
                    whole.resize(self.open, 0);
                    let e = efficiency(&self.variances(&whole), smallest);
                    if e > 0.0 { e } else { f64::NEG_INFINITY }
                };
                let mut lots = exchange::best(self.limits, by + 1, &worth)?;
                lots.resize(self.open, 0);
                Some(chosen(self.terms, self.first, &lots, self.variances(&lots), smallest))
            })
            .collect()
    }

    /// Shorter mean waiting first, then more lots earlier.
    fn before(&self, lots: &[usize]) -> (usize, Vec<std::cmp::Reverse<usize>>) {
        let waited = lots.iter().enumerate().map(|(s, c)| s * c).sum();
        (waited, lots.iter().map(|c| std::cmp::Reverse(*c)).collect())
    }
}

/// Those that no other beats in terms, last start and efficiency; the most efficient one first.
fn kept(rows: Vec<Chosen>) -> Vec<Chosen> {
    let last = |r: &Chosen| r.waves.last().map_or(0, |w| w.0);
    let beaten = |k: usize| {
        let r = &rows[k];
        rows.iter().enumerate().any(|(j, o)| {
            let as_good = o.terms <= r.terms && last(o) <= last(r) && o.efficiency >= r.efficiency - ALIKE;
            let better = o.terms < r.terms || last(o) < last(r) || o.efficiency > r.efficiency + ALIKE || j < k;
            j != k && as_good && better
        })
    };
    let mut designs: Vec<Chosen> = (0..rows.len()).filter(|k| !beaten(*k)).map(|k| rows[k].clone()).collect();
    designs.sort_by(|a, b| b.terms.cmp(&a.terms).then(last(b).cmp(&last(a))));
    let mut best = 0;
    for (k, d) in designs.iter().enumerate() {
        if d.efficiency > designs[best].efficiency {
            best = k;
        }
    }
    if best < designs.len() {
        let top = designs.remove(best);
        designs.insert(0, top);
    }
    designs
}
