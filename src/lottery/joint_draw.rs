//! Several lotteries drawn together: schedules are accepted or rejected jointly.
//!
//! CONVENTION: s a seed or calibration key per intervention, J = 0, 1, 2, … the joint candidate. Under J every intervention
//! draws by itself, with its own constraints and threshold, under a key made with K(s, "joint", b8(J)) in place of s; the
//! first J whose schedules meet the joint rules is the draw. Without joint rules no such step is applied.

use super::calibrate::{Chances, count};
use super::draw::{Draw, Lottery, intervention_key, replay_key};
use super::joint::{Joint, JointRules};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::provenance::{Key, b8};
use crate::trial::Frame;
use rayon::prelude::*;
use std::ops::Range;

/// The lotteries of several interventions and the rules between them.
#[derive(Debug, Clone)]
pub struct JointLottery {
    names: Vec<String>,
    lotteries: Vec<Lottery>,
    rules: JointRules,
    max_tries: u64,
}

/// Key and draw of each intervention, in the order of names.
type Drawn = Vec<([u8; 32], Draw)>;

/// What chance chose for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointDraw {
    /// Number J of the joint candidate, from 0.
    pub tries: u64,
    /// Key and draw of each intervention, in the order of names.
    pub draws: Vec<([u8; 32], Draw)>,
}

/// From where the keys of all interventions come.
#[derive(Debug, Clone)]
pub enum JointKey {
    /// One seed: `K(K(s, "joint", b8(J)), "intervention", name)`.
    Seed([u8; 32]),
    /// A calibration key each: `K(C, "joint", b8(J))`.
    Calibration(Vec<[u8; 32]>),
}

/// What 10,000 joint draws under the calibration keys say.
#[derive(Debug, Clone)]
pub struct JointChances {
    /// Per intervention; `tries` counts its own candidates in the accepted joint draws.
    pub each: Vec<Chances>,
    /// Of the first 10,000 joint candidates, how many meet the rules.
    pub feasible: u64,
    /// Joint candidates looked at for 10,000 accepted draws, Σ(J + 1).
    pub tries: u64,
}

impl JointLottery {
    /// Joins lotteries (name, frame, lottery; by name) and rules.
    ///
    /// # Errors
    /// When the rules name other interventions, or the frames hold other lots.
    pub fn new(rules: &Joint, each: &[(&str, &Frame, &Lottery)]) -> Outcome<JointLottery> {
        let frames: Vec<(&str, &Frame)> = each.iter().map(|(n, f, _)| (*n, *f)).collect();
        for ((name, _, lottery), (_, terms)) in each.iter().zip(&rules.starts) {
            if lottery.waves() != terms.len() {
                return Err(Problem::new("L108", format!("joint.txt knows {} waves of `{name}`", terms.len()))
                    .expected(format!("{} terms, one for each wave", lottery.waves())));
            }
        }
        Ok(JointLottery {
            rules: JointRules::new(rules, &frames)?,
            names: each.iter().map(|(n, ..)| n.to_string()).collect(),
            lotteries: each.iter().map(|(.., l)| (*l).clone()).collect(),
            max_tries: rules.max_tries,
        })
    }

    fn key(&self, from: &JointKey, j: u64, which: usize) -> [u8; 32] {
        match from {
            JointKey::Seed(s) => intervention_key(&Key::new(s).of("joint", &[&b8(j)]), &self.names[which]),
            JointKey::Calibration(keys) => Key::new(&keys[which]).of("joint", &[&b8(j)]),
        }
    }

    /// Joint candidate `j`; `replay` 0 is the draw itself. `None` when it breaks a rule.
    fn candidate(&self, from: &JointKey, j: u64, replay: u64) -> Outcome<Option<Drawn>> {
        let mut done: Drawn = Vec::with_capacity(self.names.len());
        for which in 0..self.names.len() {
            let key = self.key(from, j, which);
            let own = if replay == 0 { key } else { replay_key(&Key::new(&key), replay) };
            done.push((key, self.lotteries[which].draw(&own)?));
            let so_far: Vec<usize> = (0..=which).collect();
            let waves: Vec<&[u8]> = done.iter().map(|(_, d)| d.waves.as_slice()).collect();
            if !self.rules.hold(&so_far, &waves) {
                return Ok(None);
            }
        }
        Ok(Some(done))
    }

    fn first(&self, from: &JointKey, replay: u64) -> Outcome<JointDraw> {
        for j in 0..self.max_tries {
            if let Some(draws) = self.candidate(from, j, replay)? {
                return Ok(JointDraw { tries: j, draws });
            }
        }
        Err(self.none())
    }

    fn none(&self) -> Problem {
        Problem::new("L127", format!("none of {} joint candidates meets the joint rules", self.max_tries))
            .help("rules are never relaxed: let waves start in different terms, or loosen [joint], before locking")
    }

    /// The draw under a seed.
    ///
    /// # Errors
    /// L110 when one lottery has no acceptable candidate, L127 when no joint candidate meets the rules.
    pub fn draw(&self, seed: &[u8; 32]) -> Outcome<JointDraw> {
        self.first(&JointKey::Seed(*seed), 0)
    }

    /// Replays of all lotteries together: per intervention, N bytes a replay, in the order of `range`.
    ///
    /// # Errors
    /// As [`JointLottery::draw`].
    pub fn replays(&self, seed: &[u8; 32], range: Range<u64>, progress: &dyn Progress) -> Outcome<Vec<Vec<u8>>> {
        let from = JointKey::Seed(*seed);
        let drawn = range.into_par_iter().map(|r| {
            progress.advance(1);
            self.first(&from, r)
        });
        let drawn: Vec<JointDraw> = drawn.collect::<Vec<_>>().into_iter().collect::<Outcome<_>>()?;
        let of = |which: usize| drawn.iter().flat_map(move |d| d.draws[which].1.waves.iter().copied()).collect();
        Ok((0..self.names.len()).map(of).collect())
    }

    /// Redraws of one lottery with the schedules of the others held as they are.
    ///
    /// # Errors
    /// As [`JointLottery::draw`].
    pub fn redraws(
        &self,
        which: usize,
        held: &[&[u8]],
        seed: &[u8; 32],
        range: Range<u64>,
        progress: &dyn Progress,
    ) -> Outcome<Vec<u8>> {
        let from = JointKey::Seed(*seed);
        let all: Vec<usize> = (0..self.names.len()).collect();
        let one = |r: u64| -> Outcome<Vec<u8>> {
            progress.advance(1);
            for j in 0..self.max_tries {
                let key = self.key(&from, j, which);
                let drawn = self.lotteries[which].draw(&replay_key(&Key::new(&key), r))?;
                let mut waves = held.to_vec();
                waves[which] = &drawn.waves;
                if self.rules.hold(&all, &waves) {
                    return Ok(drawn.waves);
                }
            }
            Err(self.none())
        };
        let drawn: Vec<Outcome<Vec<u8>>> = range.into_par_iter().map(one).collect();
        Ok(drawn.into_iter().collect::<Outcome<Vec<_>>>()?.concat())
    }

    /// How often the first 10,000 joint candidates under the calibration keys meet the rules.
    ///
    /// # Errors
    /// L110 when one lottery has no acceptable candidate.
    pub fn feasible(&self, keys: &[[u8; 32]]) -> Outcome<u64> {
        let from = JointKey::Calibration(keys.to_vec());
        let met: Vec<Outcome<bool>> =
            (0..super::DRAWS).into_par_iter().map(|j| Ok(self.candidate(&from, j, 0)?.is_some())).collect();
        Ok(met.into_iter().collect::<Outcome<Vec<_>>>()?.into_iter().filter(|m| *m).count() as u64)
    }

    /// 10,000 joint draws under the calibration keys, draw r under the replay keys r.
    ///
    /// # Errors
    /// L127 when none of the first 10,000 joint candidates meets the rules, and those of drawing.
    pub fn chances(&self, keys: &[[u8; 32]], progress: &dyn Progress) -> Outcome<JointChances> {
        let feasible = self.feasible(keys)?;
        if feasible == 0 {
            return Err(Problem::new("L127", "none of 10000 joint candidates meets the joint rules")
                .help("let waves of different interventions start in different terms, or loosen [joint]"));
        }
        let from = JointKey::Calibration(keys.to_vec());
        let drawn: Vec<Outcome<JointDraw>> = (1..super::DRAWS + 1)
            .into_par_iter()
            .map(|r| {
                progress.advance(1);
                self.first(&from, r)
            })
            .collect();
        let drawn = drawn.into_iter().collect::<Outcome<Vec<_>>>()?;
        let each = (0..self.names.len())
            .map(|which| {
                let schedules = drawn.iter().flat_map(|d| d.draws[which].1.waves.iter().copied()).collect();
                let own = drawn.iter().map(|d| d.draws[which].1.tries + 1).sum();
                count(&self.lotteries[which], schedules, own)
            })
            .collect();
        Ok(JointChances { each, feasible, tries: drawn.iter().map(|d| d.tries + 1).sum() })
    }
}
