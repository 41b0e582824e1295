//! `verify`: separate verdicts on a lottery that anybody can reproduce, offline.

pub(crate) mod announced;
pub(crate) mod chain;
pub(crate) mod chance;
pub mod compare;
pub(crate) mod drawn;
pub(crate) mod files;
pub(crate) mod locked;
mod made;
pub(crate) mod order;
pub(crate) mod plan;
pub(crate) mod sheet;
pub(crate) mod witness;

use crate::diagnostics::{Outcome, Progress};
use crate::folder::changes::{self, Row};
use crate::folder::order::Order;
use crate::folder::{Place, WaveName};
use crate::lottery::{Once, Source};
use crate::provenance::Digest;
use crate::provenance::stamps::Certificate;
use crate::steps::verify;
use crate::trial::Frame;
pub use chain::Replaced;
pub use chance::Told;
use files::Parsed;
pub use made::Made;
pub use sheet::render;
pub use witness::{ShownInTime, Witness};

use std::path::PathBuf;

/// What is asked of `verify`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Digest that a witness received in time.
    pub published: Option<Digest>,
    /// Whether the results are reproduced too.
    pub results: bool,
    /// Key file of the pseudonyms, for `results`.
    pub key_file: Option<PathBuf>,
    /// Replaced locks whose redraw is accepted.
    pub accept_redraw: Vec<Digest>,
    /// What is known of rounds of the beacon beside the one drawn.
    pub rounds: Told,
    /// Seconds, UTC, at which a witness had this lock's digest.
    pub published_at: Vec<i64>,
    /// Root certificates of time-stamping authorities that the caller relies on.
    pub trust: Vec<Certificate>,
}

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Stable name: `files`, `lock`, `calibration`, …
    pub check: String,
    /// `None`: could not be checked.
    pub holds: Option<bool>,
    /// One sentence.
    pub says: String,
    /// What does not fit, one line each.
    pub details: Vec<String>,
}

impl Verdict {
    /// It holds.
    pub fn yes(check: &str, says: impl Into<String>) -> Self {
        Verdict { check: check.to_string(), holds: Some(true), says: says.into(), details: Vec::new() }
    }

    /// It does not hold.
    pub fn no(check: &str, says: impl Into<String>, details: Vec<String>) -> Self {
        Verdict { check: check.to_string(), holds: Some(false), says: says.into(), details }
    }

    /// It could not be checked.
    pub fn unknown(check: &str, says: impl Into<String>) -> Self {
        Verdict { check: check.to_string(), holds: None, says: says.into(), details: Vec::new() }
    }
}

/// A schedule that verify recomputed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Name of the intervention; empty in the plain form.
    pub name: String,
    /// The lots.
    pub frame: Frame,
    /// Wave of each lot, from 1.
    pub waves: Vec<u8>,
    /// What each wave is called.
    pub names: Vec<WaveName>,
}

/// Everything that verify says.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The folder's name in the study.
    pub folder: String,
    /// Title in the lock.
    pub title: String,
    /// Lock digest.
    pub lock: Option<Digest>,
    /// Whether it is a rehearsal.
    pub rehearsal: bool,
    /// The verdicts.
    pub verdicts: Vec<Verdict>,
    /// The schedules that the seed gives.
    pub schedules: Vec<Shown>,
    /// What the replaced locks would have given.
    pub replaced: Vec<Replaced>,
    /// What was not checked.
    pub not_checked: Vec<String>,
    /// Whether lots were drawn once, where a lock was replaced.
    pub once: Option<Once>,
    /// Amendments and first look, where the lock can be read.
    pub order: Option<Order>,
    /// Everything that differs from the lock.
    pub changes: Vec<Row>,
    /// What became of the files under `data/` and `results/`.
    pub made: Option<Made>,
    /// Every time stamp.
    pub witness: Vec<Witness>,
    /// What shows that the lock was there in time.
    pub time: Option<ShownInTime>,
}

impl Report {
    /// `Some(true)` all hold, `Some(false)` something does not, `None` something could not be checked.
    pub fn answer(&self) -> Option<bool> {
        if self.verdicts.iter().any(|v| v.holds == Some(false)) {
            Some(false)
        } else if self.verdicts.iter().any(|v| v.holds.is_none()) {
            None
        } else {
            Some(true)
        }
    }
}

/// Verifies the lottery at a place.
pub fn run(place: &Place, options: &Options, progress: &dyn Progress) -> Outcome<Report> {
    let parsed = Parsed::read(&place.files)?;
    let mut report = Report { folder: place.name.clone(), ..Report::default() };
    if let Some(lock) = &parsed.lock {
        report.title = lock.title.clone();
        report.rehearsal = lock.rehearsal;
    }
    report.lock = Some(parsed.digest);
    report.verdicts.push(parsed.canonical());
    report.verdicts.push(locked::against_files(&parsed));
    report.verdicts.push(locked::calibration(&parsed, progress)?);
    report.verdicts.push(plan::verdict(&parsed, &mut report.not_checked));
    report.verdicts.extend(announced::verdict(&parsed)?);
    chain::verdicts(place, &parsed, options, &mut report, progress)?;
    drawn::verdicts(&parsed, &options.rounds, &mut report)?;
    witness::verdict(&parsed, options, &mut report);
    published(&parsed, options, &mut report);
    if let Some(order) = &report.order {
        report.changes = changes::rows(&place.files, order, place.study.as_ref())?;
    }
    if report.rehearsal {
        report.verdicts.push(Verdict::no(
            "draw",
            "this is a rehearsal: whatever reproduces here is no draw",
            Vec::new(),
        ));
    }
    if let Some(study) = &place.study {
        verify::verdicts(study, place.is_pack(), options, &mut report, progress)?;
    }
    not_checked(&parsed, options, &mut report);
    Ok(report)
}

/// The digest that a witness received in time.
fn published(parsed: &Parsed, options: &Options, report: &mut Report) {
    match options.published {
        Some(digest) if digest == parsed.digest => {
            report.verdicts.push(Verdict::yes("published", "the lock is the one that the witness received in time"));
        }
        Some(digest) => {
            let known = report.replaced.iter().any(|r| r.lock == digest);
            let says = if known {
                "the witness received a lock that was replaced later; what it would have given is shown below"
            } else {
                "the witness received another lock than this one"
            };
            let details = vec![format!("published {digest}"), format!("here      {}", parsed.digest)];
            report.verdicts.push(Verdict::no("published", says, details));
        }
        None if report.time.is_none() => report.not_checked.push(
            "whether the lock was made before chance was asked: the lock is consistent, not shown to precede the round (give --published HEX, the digest that a witness received in time)".into(),
        ),
        None => {}
    }
}

fn not_checked(parsed: &Parsed, options: &Options, report: &mut Report) {
    let mut add = |text: &str| report.not_checked.push(text.to_string());
    if let Some(lock) = &parsed.lock {
        match lock.source {
            Source::Dice => {
                add("whether the dice were thrown as written: that rests on the witnesses who signed the paper");
                if !lock.terms.names_throwers() {
                    add("who threw, and how often, was not locked: whoever typed the throws could try spellings");
                }
            }
            Source::Drand { .. } => add("whether drand's League of Entropy kept its key: that is trusted, not checked"),
        }
        if !lock.contributions.is_empty() {
            add("whether the contributors chose their bytes at random and showed them to all before the round");
        }
    }
    add("whether the frame lists the right programmes, schools and numbers");
    add("whether other designs were tried before this lock: the chances in the lock are what it led to");
    add("whether the programmes really started in the waves drawn");
    if !options.results {
        add("the results: --results reproduces them");
    }
}
