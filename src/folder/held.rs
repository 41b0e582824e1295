//! The lottery of a folder, read back from its frozen files. After the lock nothing is read from `study.toml`.

use super::Files;
use super::Locked;
use super::Tied;
use super::read_locked;
use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::lottery::{Design, Draw, Lottery, Record, intervention_key, is_vacant, read_schedule, seed, write_schedule};
use crate::protocol;
use crate::provenance::{Digest, sha256};
use crate::trial::{Frame, Member, Study};

/// A lottery that is held: what was frozen and what chance chose.
#[derive(Debug, Clone)]
pub struct Held {
    /// The locked plan.
    pub plan: Study,
    /// The lots.
    pub frame: Frame,
    /// Every programme and its lot.
    pub members: Vec<Member>,
    /// The rules.
    pub design: Design,
    /// The lottery, ready to be replayed.
    pub lottery: Lottery,
    /// The key of this intervention's draw and replays (the seed itself in the plain form).
    pub seed: [u8; 32],
    /// Wave of each lot, from 1, in the frame's order.
    pub waves: Vec<u8>,
    /// Digest of the lock.
    pub lock: Digest,
    /// Whether this is a rehearsal.
    pub rehearsal: bool,
    /// Name of the intervention; empty in the plain form.
    pub intervention: String,
    /// Lotteries of late lots, each with its own seed and replays.
    pub addenda: Vec<Held>,
    /// The others that it is tied to, where rules stand between several interventions.
    pub tied: Option<Tied>,
}

/// The rehearsed lotteries of all interventions by name, empty when nothing is rehearsed.
pub fn all_rehearsed(folder: &Folder) -> Outcome<Vec<Held>> {
    read_held(&Files::new(folder.path("rehearsal"), "rehearsal"))
}

/// The lotteries of all interventions by name, empty before the draw.
pub fn all_held(folder: &Folder) -> Outcome<Vec<Held>> {
    let main = Files::new(folder.path("lottery"), "lottery");
    let mut all = read_held(&main)?;
    for (_, files) in main.addenda()? {
        for late in read_held(&files)? {
            if let Some(h) = all.iter_mut().find(|h| h.intervention == late.intervention) {
                h.addenda.push(late);
            }
        }
    }
    Ok(all)
}

impl Held {
    /// By wave of this lottery, the wave of `first` that starts in the same period: late lots draw among the waves that
    /// are left, and count them from 1. 0 where `first` has no such wave.
    pub fn waves_in(&self, first: &Held) -> Vec<u8> {
        let waves =
            |h: &Held| declared_of(&h.plan, &h.intervention).map(|i| i.rollout.waves.clone()).unwrap_or_default();
        let known = waves(first);
        let place = |starts: &str| known.iter().position(|w| w.starts == starts).map_or(0, |k| k as u8 + 1);
        waves(self).iter().map(|w| place(&w.starts)).collect()
    }

    /// Places in the frame of the lots that are programmes; one late programme draws among empty places too.
    pub fn taking_part(&self) -> Vec<usize> {
        (0..self.frame.lots.len()).filter(|i| !is_vacant(&self.frame.lots[*i].id)).collect()
    }

    /// The waves of some lots of this lottery as waves of `first`.
    pub fn as_waves_of(&self, first: &Held, waves: &[u8]) -> Vec<u8> {
        let table = self.waves_in(first);
        waves.iter().map(|w| table.get(usize::from(*w).wrapping_sub(1)).copied().unwrap_or(0)).collect()
    }
}

/// What was drawn from a seed: the seed and each intervention's key and draw.
#[derive(Debug, Clone)]
pub struct Recomputed {
    /// The seed.
    pub seed: [u8; 32],
    /// Key and draw of each intervention, in the lock's order.
    pub draws: Vec<([u8; 32], Draw)>,
    /// Number of the joint candidate, where rules tie several interventions together.
    pub joint: Option<u64>,
}

/// Draws a locked lottery from its beacon bytes and contributions.
pub fn recompute(locked: &Locked, beacon: &[u8], contributions: &[Vec<u8>]) -> Outcome<Recomputed> {
    let seed = seed(&locked.lock, beacon, contributions);
    if let Some(together) = locked.together()? {
        let drawn = together.draw(&seed)?;
        return Ok(Recomputed { seed, draws: drawn.draws, joint: Some(drawn.tries) });
    }
    let draws = locked
        .lotteries
        .iter()
        .map(|one| {
            let key = intervention_key(&seed, &one.name);
            Ok((key, one.lottery.draw(&key)?))
        })
        .collect::<Outcome<_>>()?;
    Ok(Recomputed { seed, draws, joint: None })
}

fn read_held(files: &Files) -> Outcome<Vec<Held>> {
    if files.maybe("lock.txt")?.is_none() {
        return Ok(Vec::new());
    }
    let Some(receipt) = files.maybe("receipt.json")? else { return Ok(Vec::new()) };
    let locked = read_locked(files)?;
    let record = Record::read(&receipt, &files.shown("receipt.json"))?;
    let mismatch = |what: &str| {
        Problem::new("L307", format!("the folder's draw does not hold: {what}"))
            .at(Place::file(files.shown("receipt.json")))
            .help("run `lodtrin verify` to see what does not fit")
    };
    if record.lock != locked.digest {
        return Err(mismatch("the receipt belongs to another lock"));
    }
    let again = recompute(&locked, &record.beacon, &record.contributions)?;
    if again.seed != record.seed || record.drawn.len() != again.draws.len() || record.joint != again.joint {
        return Err(mismatch("the seed is another one"));
    }
    let plan = protocol::parse(&locked.plan, &files.shown("plan.toml"))?;
    let tied = locked.together()?.map(|together| Tied::new(together, again.seed, &again.draws));
    let mut all = Vec::new();
    for ((one, (key, draw)), drawn) in locked.lotteries.into_iter().zip(again.draws).zip(&record.drawn) {
        let name = one.file("schedule.tsv");
        let schedule = files.bytes(&name)?;
        let waves = read_schedule(&schedule, &one.frame, &files.shown(&name))?;
        let text = write_schedule(&one.frame, &draw.waves);
        if waves != draw.waves || sha256(text.as_bytes()) != drawn.schedule || drawn.name != one.name {
            return Err(mismatch("the schedule is not the one that the seed gives"));
        }
        all.push(Held {
            plan: plan.clone(),
            frame: one.frame,
            members: one.members,
            design: one.design,
            lottery: one.lottery,
            seed: key,
            waves,
            lock: locked.digest,
            rehearsal: locked.lock.rehearsal,
            intervention: one.name,
            addenda: Vec::new(),
            tied: tied.as_ref().map(|t| t.of(all.len())),
        });
    }
    Ok(all)
}

/// What a plan declares for one intervention of a lock.
pub fn declared_of<'a>(plan: &'a Study, name: &str) -> Option<&'a crate::trial::study::Intervention> {
    plan.interventions.iter().find(|i| i.name == name)
}
