//! Everything that a lock publishes of each intervention, and of the rules between several, before it is written.

use crate::diagnostics::{Doubt, Outcome, Problem, Progress};
use crate::lottery::{
    Bound, Calibration, Chances, DRAWS, Design, Frozen, JOINT, JointLottery, Lottery, MOST_TRIES, Preview, Refusal,
    calibrate, calibration_key, chances, declared_design, declared_joint, freeze, preview, refusals, write_chances,
    write_design, write_frame, write_joint, write_members,
};
use crate::provenance::{Digest, sha256};
use crate::trial::study::Intervention;
use crate::trial::{ProgrammeRow, Study};

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
    let prepared = all.into_iter().zip(&drawn).map(|(r, d)| complete(r, d, study)).collect();
    Ok(Together { prepared, ties })
}

pub(crate) fn each(all: &[Ready], progress: &dyn Progress) -> Outcome<Vec<Chances>> {
    let mut drawn = Vec::new();
    for r in all {
        progress.begin("drawing the published chances", DRAWS);
        let found = chances(&Lottery::new(&r.frozen.frame, &r.design)?, &r.key, progress);
        progress.end();
        drawn.push(found?);
    }
    Ok(drawn)
}

/// One intervention, ready to be written.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Empty in the plain form.
    pub name: String,
    /// The frozen frame.
    pub frozen: Frozen,
    /// The rules with their threshold.
    pub design: Design,
    /// What the researcher must see.
    pub preview: Preview,
    /// The 10,000 draws behind the published chances, N bytes each.
    pub schedules: Vec<u8>,
    /// `frame.tsv`, `members.tsv`, `design.txt`, `chances.tsv`.
    pub files: [(&'static str, String); 4],
}

impl Prepared {
    /// The digests that the lock binds.
    pub fn bound(&self) -> Bound {
        let of = |i: usize| sha256(self.files[i].1.as_bytes());
        Bound { name: self.name.clone(), frame: of(0), members: of(1), design: of(2), chances: of(3) }
    }
}

impl Prepared {
    /// Rules that decide nothing as they stand.
    pub(crate) fn unused(&self) -> Option<Doubt> {
        let of = if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) };
        match (self.design.balance.is_empty(), self.design.keep) {
            (false, None) => Some(Doubt::NoThreshold { of }),
            (true, Some(_)) => Some(Doubt::NoBalance { of }),
            _ => None,
        }
    }
}

/// One intervention with its rules, before the published chances are drawn.
pub(crate) struct Ready {
    name: String,
    frozen: Frozen,
    frame: String,
    design: Design,
    calibration: Calibration,
    key: [u8; 32],
}

/// Most lots of a wave.
const MOST_LOTS: u32 = 1_000_000;

/// Freezes one intervention and sets its threshold.
pub(crate) fn ready(declared: &Intervention, study: &Study, rows: &[ProgrammeRow]) -> Outcome<Ready> {
    if declared.lottery.max_tries > MOST_TRIES {
        return Err(Problem::new("L110", "`max_tries` is beyond what is ever tried")
            .found(declared.lottery.max_tries.to_string())
            .expected(format!("at most {MOST_TRIES}")));
    }
    if let Some(wave) = declared.rollout.waves.iter().find(|w| w.capacity > MOST_LOTS) {
        return Err(Problem::new("L110", format!("a wave of {} lots is beyond what is drawn", wave.capacity))
            .expected(format!("at most {MOST_LOTS}")));
    }
    let frozen = freeze(rows, &study.frame.file, &study.frame.covariates, declared.rollout.waves.len() as u32)?;
    let open = declared_design(declared, &frozen)?;
    let frame = write_frame(&frozen.frame);
    let key = calibration_key(&sha256(frame.as_bytes()), &open, &declared.name);
    let lottery = Lottery::new(&frozen.frame, &open)?;
    lottery.possible()?;
    let calibration = calibrate(&lottery, &key)?;
    let threshold = open.keep.map(|keep| calibration.threshold(keep)).transpose()?;
    let design = open.with_threshold(threshold);
    Ok(Ready { name: declared.name.clone(), frozen, frame, design, calibration, key })
}

/// Joins the published chances to what they were drawn from.
pub(crate) fn complete(r: Ready, drawn: &Chances, study: &Study) -> Prepared {
    let refused = refusals(&r.frozen.frame, &r.design, &r.calibration, drawn);
    let draws = study.analysis.draws;
    Prepared {
        preview: preview(&r.name, &r.frozen.frame, &r.design, &r.calibration, drawn, refused, draws),
        files: [
            ("frame.tsv", r.frame),
            ("members.tsv", write_members(&r.frozen.members)),
            ("design.txt", write_design(&r.design)),
            ("chances.tsv", write_chances(&r.frozen.frame, &drawn.counts)),
        ],
        schedules: drawn.schedules.clone(),
        name: r.name,
        frozen: r.frozen,
        design: r.design,
    }
}
