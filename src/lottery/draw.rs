//! Candidates, the draw and its replays: one function for all of them.

use super::constraints::Constraints;
use super::design::{Design, check_fit};
use super::score::{Score, lcm};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::provenance::{Key, Numbered, b8, leading};
use crate::trial::Frame;
use rayon::prelude::*;
use std::ops::Range;

/// What chance chose: the first acceptable candidate under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Number j of the candidate, from 0.
    pub tries: u64,
    /// Its balance score.
    pub score: i128,
    /// Wave of each lot, from 1, in the frame's order.
    pub waves: Vec<u8>,
}

/// A lottery that is ready to be drawn: a frame and a design that fit each other.
#[derive(Debug, Clone)]
pub struct Lottery {
    capacity: Vec<u32>,
    stratified: bool,
    /// Stratum of each lot, as a position among the strata in byte order.
    stratum: Vec<usize>,
    tickets: Vec<Numbered>,
    strata: Vec<Numbered>,
    /// Factor 2W·Λ/c_w and Λ/c_w of each wave's slots.
    steps: Vec<(u128, u128)>,
    constraints: Constraints,
    score: Score,
    threshold: Option<i128>,
    max_tries: u64,
}

/// Memory that one thread reuses from candidate to candidate.
#[derive(Debug, Clone)]
pub(super) struct Work {
    tickets: Vec<Numbered>,
    strata: Vec<Numbered>,
    ordered: Vec<Ticket>,
    stratum_rank: Vec<usize>,
    slots: Vec<(u128, u8, u8)>,
    sums: Vec<i128>,
    pub(super) waves: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Ticket {
    rank: usize,
    lead: u64,
    digest: [u8; 32],
    item: usize,
}

/// By rank, then digest, then position (the lots stand in byte order, so position breaks ties as ids do).
fn sort(tickets: &mut [Ticket]) {
    tickets.sort_unstable_by(|a, b| {
        (a.rank, a.lead).cmp(&(b.rank, b.lead)).then_with(|| a.digest.cmp(&b.digest)).then(a.item.cmp(&b.item))
    });
}

fn ticket(rank: usize, digest: [u8; 32], item: usize) -> Ticket {
    Ticket { rank, lead: leading(&digest), digest, item }
}

impl Lottery {
    /// Joins a frame and a design.
    ///
    /// # Errors
    /// When they do not fit each other, or when a score could leave 127 bits.
    pub fn new(frame: &Frame, design: &Design) -> Outcome<Lottery> {
        check_fit(design, frame, "design.txt")?;
        let mut names: Vec<&str> = frame.lots.iter().map(|l| l.stratum.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let all = lcm(&design.capacity)? as u128;
        let waves = design.waves() as u128;
        Ok(Lottery {
            capacity: design.capacity.clone(),
            stratified: design.stratified,
            stratum: frame.lots.iter().map(|l| names.binary_search(&l.stratum.as_str()).unwrap_or(0)).collect(),
            tickets: frame.lots.iter().map(|l| Numbered::new("ticket", l.id.as_bytes())).collect(),
            strata: names.iter().map(|s| Numbered::new("stratum", s.as_bytes())).collect(),
            steps: design.capacity.iter().map(|c| all / u128::from(*c)).map(|step| (2 * waves * step, step)).collect(),
            constraints: Constraints::new(frame, design)?,
            score: Score::new(frame, design)?,
            threshold: design.threshold,
            max_tries: design.max_tries,
        })
    }

    /// Number of lots.
    pub fn lots(&self) -> usize {
        self.tickets.len()
    }

    /// Number of waves.
    pub fn waves(&self) -> usize {
        self.capacity.len()
    }

    pub(super) fn work(&self) -> Work {
        Work {
            tickets: self.tickets.clone(),
            strata: self.strata.clone(),
            ordered: Vec::with_capacity(self.lots()),
            stratum_rank: vec![0; self.strata.len()],
            slots: Vec::with_capacity(self.lots()),
            sums: Vec::new(),
            waves: vec![0; self.lots()],
        }
    }

    /// Lays candidate `j` into `work.waves`.
    pub(super) fn candidate(&self, key: &Key, j: u64, work: &mut Work) {
        if self.stratified {
            self.rank_strata(key, j, work);
        }
        work.ordered.clear();
        for (lot, message) in work.tickets.iter_mut().enumerate() {
            let rank = if self.stratified { work.stratum_rank[self.stratum[lot]] } else { 0 };
            work.ordered.push(ticket(rank, key.numbered(message, j), lot));
        }
        sort(&mut work.ordered);
        if self.stratified {
            self.fill_slots(key, j, work);
            let n = self.lots();
            let offset = key.below(n as u64, "offset", &[&b8(j)]) as usize;
            for (k, t) in work.ordered.iter().enumerate() {
                work.waves[t.item] = work.slots[(k + offset) % n].2;
            }
        } else {
            let waves = (1u8..).zip(&self.capacity).flat_map(|(w, c)| std::iter::repeat_n(w, *c as usize));
            for (t, wave) in work.ordered.iter().zip(waves) {
                work.waves[t.item] = wave;
            }
        }
    }

    fn rank_strata(&self, key: &Key, j: u64, work: &mut Work) {
        work.ordered.clear();
        for (s, message) in work.strata.iter_mut().enumerate() {
            work.ordered.push(ticket(0, key.numbered(message, j), s));
        }
        sort(&mut work.ordered);
        for (rank, t) in work.ordered.iter().enumerate() {
            work.stratum_rank[t.item] = rank;
        }
    }

    /// The slots in order: wave w of rank i offers (2W·a + 2i + 1)·(Λ/c_w) for a = 0 .. c_w − 1.
    fn fill_slots(&self, key: &Key, j: u64, work: &mut Work) {
        let mut waves: Vec<Ticket> =
            (0..self.waves()).map(|w| ticket(0, key.of("wave", &[&b8(j), &b8(w as u64 + 1)]), w)).collect();
        sort(&mut waves);
        work.slots.clear();
        for (i, t) in waves.iter().enumerate() {
            let (stride, step) = self.steps[t.item];
            let mut at = (2 * i as u128 + 1) * step;
            for _ in 0..self.capacity[t.item] {
                work.slots.push((at, i as u8, t.item as u8 + 1));
                at += stride;
            }
        }
        work.slots.sort_unstable();
    }

    /// Whether a schedule meets every hard constraint.
    pub fn is_feasible(&self, waves: &[u8]) -> bool {
        self.constraints.hold(waves, &mut Vec::new())
    }

    /// The balance score of a schedule.
    pub fn score(&self, waves: &[u8]) -> Outcome<i128> {
        self.score.of(waves, &mut Vec::new())
    }

    /// The score of the candidate in `work`, or `None` when a hard constraint is not met.
    pub(super) fn judge(&self, work: &mut Work) -> Outcome<Option<i128>> {
        if !self.constraints.hold(&work.waves, &mut work.sums) {
            return Ok(None);
        }
        self.score.of(&work.waves, &mut work.sums).map(Some)
    }

    /// The draw under a key: the first acceptable candidate.
    ///
    /// # Errors
    /// When none of `max_tries` candidates is acceptable; nothing is ever relaxed or skipped.
    pub fn draw(&self, key: &[u8; 32]) -> Outcome<Draw> {
        let mut work = self.work();
        let (tries, score) = self.first(&Key::new(key), &mut work)?;
        Ok(Draw { tries, score, waves: work.waves })
    }

    pub(super) fn first(&self, key: &Key, work: &mut Work) -> Outcome<(u64, i128)> {
        for j in 0..self.max_tries {
            self.candidate(key, j, work);
            if let Some(score) = self.judge(work)?
                && self.threshold.is_none_or(|t| score <= t)
            {
                return Ok((j, score));
            }
        }
        Err(Problem::new("L110", format!("none of {} candidates meets the constraints and the threshold", self.max_tries))
            .help("constraints are never relaxed: loosen `apart`, `before`, `limit`, first/last or `keep`, or raise max_tries, before locking"))
    }

    /// The tickets of candidate `j` in the order in which lots were placed: position of the lot, its ticket.
    pub fn tickets(&self, key: &[u8; 32], j: u64) -> Vec<(usize, [u8; 32])> {
        let mut work = self.work();
        self.candidate(&Key::new(key), j, &mut work);
        work.ordered.iter().map(|t| (t.item, t.digest)).collect()
    }

    /// Replay r of the draw: the same function under `K(key, "replay", b8(r))`.
    pub fn replay(&self, key: &[u8; 32], r: u64) -> Outcome<Draw> {
        self.draw(&replay_key(&Key::new(key), r))
    }

    /// The schedules of many replays, N bytes each, in the order of `range` whatever the number of threads.
    pub fn replays(&self, key: &[u8; 32], range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<u8>> {
        let key = Key::new(key);
        let n = self.lots();
        let mut all = vec![0u8; n * (range.end.saturating_sub(range.start)) as usize];
        let failed = all
            .par_chunks_mut(n)
            .enumerate()
            .map_init(
                || self.work(),
                |work, (i, place)| {
                    let done = self.first(&Key::new(&replay_key(&key, range.start + i as u64)), work);
                    place.copy_from_slice(&work.waves);
                    progress.advance(1);
                    done.err()
                },
            )
            .find_first(Option::is_some);
        match failed.flatten() {
            Some(problem) => Err(problem),
            None => Ok(all),
        }
    }
}

/// `K(key, "replay", b8(r))`, the key of replay r.
pub fn replay_key(key: &Key, r: u64) -> [u8; 32] {
    key.of("replay", &[&b8(r)])
}

/// `K(seed, "intervention", name)`: the key of one intervention of several; the seed itself in the plain form.
pub fn intervention_key(seed: &[u8; 32], name: &str) -> [u8; 32] {
    if name.is_empty() { *seed } else { Key::new(seed).of("intervention", &[name.as_bytes()]) }
}
