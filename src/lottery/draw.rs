//! Candidates, the draw and its replays: one function for all of them.

use super::constraints::{Constraints, possible};
use super::design::{Design, check_fit};
use super::score::{Score, lcm};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::provenance::{Key, Numbered, b8, leading};
use crate::trial::Frame;
use rayon::prelude::*;
use std::ops::Range;

/// Most candidates that are ever tried.
pub const MOST_TRIES: u64 = 1_000_000_000;

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
    /// Positions of the lots of each stratum, strata in byte order; one stratum of all where strata do not count.
    members: Vec<Vec<usize>>,
    messages: Messages,
    /// Factor 2W·Λ/c_w and Λ/c_w of each wave's slots.
    steps: Vec<(u128, u128)>,
    constraints: Constraints,
    score: Score,
    threshold: Option<i128>,
    max_tries: u64,
    /// Why no schedule can be drawn, where that is seen beforehand.
    impossible: Option<Problem>,
}

/// What is hashed for a candidate, laid out once; only the candidate's number changes.
#[derive(Debug, Clone)]
struct Messages {
    tickets: Vec<Numbered>,
    strata: Vec<Numbered>,
    waves: Vec<Numbered>,
    /// The first message of U, with the counter 0.
    offset: Numbered,
}

/// Memory that one thread reuses from candidate to candidate.
#[derive(Debug, Clone)]
pub(super) struct Work {
    messages: Messages,
    digests: Vec<[u8; 32]>,
    ordered: Vec<Ticket>,
    strata: Vec<Ticket>,
    ranked: Vec<Ticket>,
    slots: Vec<(u128, u8, u8)>,
    sums: Vec<i128>,
    pub(super) waves: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Ticket {
    lead: u64,
    digest: [u8; 32],
    item: usize,
}

/// By digest, then position (lots and strata stand in byte order, so position breaks ties as their names do).
fn sort(tickets: &mut [Ticket]) {
    tickets
        .sort_unstable_by(|a, b| a.lead.cmp(&b.lead).then_with(|| a.digest.cmp(&b.digest)).then(a.item.cmp(&b.item)));
}

fn ticket(digest: [u8; 32], item: usize) -> Ticket {
    Ticket { lead: leading(&digest), digest, item }
}

/// The tickets of all messages for candidate `j`, sorted; `digests` is scratch.
fn drawn(key: &Key, messages: &mut [Numbered], j: u64, digests: &mut Vec<[u8; 32]>, into: &mut Vec<Ticket>) {
    key.numbered_each(messages, j, digests);
    into.clear();
    into.extend(digests.iter().enumerate().map(|(i, d)| ticket(*d, i)));
    sort(into);
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
        let mut members = vec![Vec::new(); if design.stratified { names.len() } else { 1 }];
        for (i, lot) in frame.lots.iter().enumerate() {
            let own = if design.stratified { names.binary_search(&lot.stratum.as_str()).unwrap_or(0) } else { 0 };
            members[own].push(i);
        }
        Ok(Lottery {
            capacity: design.capacity.clone(),
            stratified: design.stratified,
            members,
            messages: Messages {
                tickets: frame.lots.iter().map(|l| Numbered::new("ticket", l.id.as_bytes())).collect(),
                strata: names.iter().map(|s| Numbered::new("stratum", s.as_bytes())).collect(),
                waves: (1..=waves as u64).map(|w| Numbered::new("wave", &b8(w))).collect(),
                offset: Numbered::new("offset", &b8(0)),
            },
            steps: design.capacity.iter().map(|c| all / u128::from(*c)).map(|step| (2 * waves * step, step)).collect(),
            constraints: Constraints::new(frame, design)?,
            score: Score::new(frame, design)?,
            threshold: design.threshold,
            max_tries: design.max_tries.min(MOST_TRIES),
            impossible: possible(frame, design).err(),
        })
    }

    /// Whether any schedule may meet the rules, as far as is seen without trying.
    ///
    /// # Errors
    /// `L110` with the rule.
    pub fn possible(&self) -> Outcome<()> {
        self.impossible.clone().map_or(Ok(()), Err)
    }

    /// Number of lots.
    pub fn lots(&self) -> usize {
        self.messages.tickets.len()
    }

    /// Number of waves.
    pub fn waves(&self) -> usize {
        self.capacity.len()
    }

    pub(super) fn work(&self) -> Work {
        Work {
            messages: self.messages.clone(),
            digests: Vec::with_capacity(self.lots()),
            ordered: Vec::with_capacity(self.lots()),
            strata: Vec::with_capacity(self.members.len()),
            ranked: Vec::with_capacity(self.waves()),
            slots: Vec::with_capacity(self.lots()),
            sums: Vec::new(),
            waves: vec![0; self.lots()],
        }
    }

    /// Lays candidate `j` into `work.waves`.
    pub(super) fn candidate(&self, key: &Key, j: u64, work: &mut Work) {
        if !self.stratified {
            drawn(key, &mut work.messages.tickets, j, &mut work.digests, &mut work.ordered);
            let waves = (1u8..).zip(&self.capacity).flat_map(|(w, c)| std::iter::repeat_n(w, *c as usize));
            for (t, wave) in work.ordered.iter().zip(waves) {
                work.waves[t.item] = wave;
            }
            return;
        }
        drawn(key, &mut work.messages.strata, j, &mut work.digests, &mut work.strata);
        key.numbered_each(&mut work.messages.tickets, j, &mut work.digests);
        work.ordered.clear();
        for stratum in &work.strata {
            let from = work.ordered.len();
            work.ordered.extend(self.members[stratum.item].iter().map(|lot| ticket(work.digests[*lot], *lot)));
            sort(&mut work.ordered[from..]);
        }
        self.fill_slots(key, j, work);
        let offset = self.offset(key, j, work);
        let (before, after) = work.slots.split_at(offset);
        for (t, slot) in work.ordered.iter().zip(after.iter().chain(before)) {
            work.waves[t.item] = slot.2;
        }
    }

    /// `U(key, N, "offset", b8(j))`: its first message is laid out; a number that it rejects is drawn again from the start.
    fn offset(&self, key: &Key, j: u64, work: &mut Work) -> usize {
        let n = self.lots() as u64;
        let x = leading(&key.numbered(&mut work.messages.offset, j));
        let accepted = u128::from(x) < (1u128 << 64) - (1u128 << 64) % u128::from(n.max(1));
        if accepted { (x % n) as usize } else { key.below(n, "offset", &[&b8(j)]) as usize }
    }

    /// The slots in order: wave w of rank i offers (2W·a + 2i + 1)·(Λ/c_w) for a = 0 .. c_w − 1.
    fn fill_slots(&self, key: &Key, j: u64, work: &mut Work) {
        drawn(key, &mut work.messages.waves, j, &mut work.digests, &mut work.ranked);
        work.slots.clear();
        // laid down a by a, so that equal capacities need no sorting
        let most = self.capacity.iter().copied().max().unwrap_or(0);
        for a in 0..most {
            for (i, t) in work.ranked.iter().enumerate().filter(|(_, t)| a < self.capacity[t.item]) {
                let (stride, step) = self.steps[t.item];
                let at = u128::from(a) * stride + (2 * i as u128 + 1) * step;
                work.slots.push((at, i as u8, t.item as u8 + 1));
            }
        }
        if !work.slots.is_sorted() {
            work.slots.sort_unstable();
        }
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
        if let Some(problem) = &self.impossible {
            return Err(problem.clone());
        }
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
