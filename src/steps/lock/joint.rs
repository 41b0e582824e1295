//! Several interventions before the lock: rules that tie their lotteries together, and whether their schedules can be told
//! apart.

use super::{Prepared, Ready, complete, ready};
use crate::diagnostics::{Outcome, Progress};
use crate::effects::several::{Outlook, outlook};
use crate::lottery::{Chances, DRAWS, JOINT, JointLottery, Lottery, Refusal, chances, declared_joint, write_joint};
use crate::provenance::{Digest, sha256};
use crate::trial::study::Intervention;
use crate::trial::{ProgrammeRow, Start, Study};

/// Replays looked at for the outlook: shares are good to 1.5 points.
const LOOKED_AT: usize = 1_000;

/// What the joint rules come to.
#[derive(Debug, Clone)]
pub struct Ties {
    /// Text of `joint.txt`.
    pub text: String,
    /// Of the first 10,000 joint candidates, how many meet the rules.
    pub feasible: u64,
    /// Joint candidates looked at for 10,000 accepted draws.
    pub tries: u64,
}

impl Ties {
    /// Digest of `joint.txt`.
    pub fn digest(&self) -> Digest {
        sha256(self.text.as_bytes())
    }

    /// The refusal `joint`: fewer than one joint candidate in a hundred meets the rules.
    pub fn refusal(&self) -> Option<Refusal> {
        (self.feasible * 100 < DRAWS).then(|| Refusal {
            name: JOINT,
            reason: format!("only {} of {DRAWS} joint candidates meet the joint rules, under 1 %", self.feasible),
        })
    }
}

/// All interventions, ready to be written.
#[derive(Debug, Clone)]
pub struct Together {
    /// One entry in the plain form; otherwise by name.
    pub prepared: Vec<Prepared>,
    /// The rules between them, where there are any.
    pub ties: Option<Ties>,
    /// Whether schedules that may be drawn can tell several interventions apart.
    pub outlook: Option<Outlook>,
}

/// Freezes every intervention of a study and computes all that is published of them.
///
/// # Errors
/// L codes for frames, designs and rules.
pub fn prepare_all(study: &Study, rows: &[ProgrammeRow], progress: &dyn Progress) -> Outcome<Together> {
    let mut interventions: Vec<&Intervention> = study.interventions.iter().collect();
    interventions.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    let all: Vec<Ready> = interventions.iter().map(|i| ready(i, study, rows)).collect::<Outcome<_>>()?;
    let (drawn, ties) = match declared_joint(study) {
        None => (each(&all, progress)?, None),
        Some(rules) => {
            let lotteries: Vec<Lottery> =
                all.iter().map(|r| Lottery::new(&r.frozen.frame, &r.design)).collect::<Outcome<_>>()?;
            let members: Vec<_> =
                all.iter().zip(&lotteries).map(|(r, l)| (r.name.as_str(), &r.frozen.frame, l)).collect();
            let keys: Vec<[u8; 32]> = all.iter().map(|r| r.key).collect();
            progress.begin("drawing the published chances of all interventions together", DRAWS);
            let found = JointLottery::new(&rules, &members).and_then(|joint| joint.chances(&keys, progress));
            progress.end();
            let found = found?;
            let ties = Ties { text: write_joint(&rules), feasible: found.feasible, tries: found.tries };
            (found.each, Some(ties))
        }
    };
    let outlook = look_ahead(study, &interventions, &all, &drawn);
    let prepared = all.into_iter().zip(&drawn).map(|(r, d)| complete(r, d, study)).collect();
    Ok(Together { prepared, ties, outlook })
}

fn each(all: &[Ready], progress: &dyn Progress) -> Outcome<Vec<Chances>> {
    let mut drawn = Vec::new();
    for r in all {
        progress.begin("drawing the published chances", DRAWS);
        let found = chances(&Lottery::new(&r.frozen.frame, &r.design)?, &r.key, progress);
        progress.end();
        drawn.push(found?);
    }
    Ok(drawn)
}

/// The first replays of all interventions, side by side.
fn look_ahead(study: &Study, interventions: &[&Intervention], all: &[Ready], drawn: &[Chances]) -> Option<Outlook> {
    let lots = all.first().map(|r| r.frozen.frame.lots.len()).filter(|n| *n > 0)?;
    if all.len() < 2 || all.iter().any(|r| r.frozen.frame.lots.len() != lots) {
        return None;
    }
    let starts = |j: usize, r: usize| -> Vec<Start> {
        let rollout = &interventions[j].rollout;
        drawn[j].schedules[r * lots..(r + 1) * lots]
            .iter()
            .map(|w| rollout.start_of_wave(u32::from(*w)).map(|s| s + rollout.transition as usize))
            .collect()
    };
    let draws: Vec<Vec<Vec<Start>>> = (0..LOOKED_AT).map(|r| (0..all.len()).map(|j| starts(j, r)).collect()).collect();
    let names: Vec<String> = interventions.iter().map(|i| i.name.clone()).collect();
    let place = |name: &String| names.iter().position(|n| n == name);
    let pairs: Vec<(usize, usize)> =
        study.joint.interactions.iter().filter_map(|[a, b]| Some((place(a)?, place(b)?))).collect();
    Some(outlook(&names, &draws, &pairs, interventions[0].rollout.periods.len()))
}
