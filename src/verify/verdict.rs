//! One verdict, and everything that verify says.

pub use super::holds::Verdict;

use crate::folder::WaveName;
use crate::folder::changes::Row;
use crate::folder::order::Order;
use crate::lottery::{Beacon, Once};
use crate::provenance::Digest;
use crate::provenance::stamps::Certificate;
use crate::trial::Frame;
use crate::verify::made::Made;
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
    /// Which version of the tool wrote the lottery's receipt.
    pub tool: Option<String>,
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

/// A lock that another one replaced, and what it would have given.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Its digest.
    pub lock: Digest,
    /// Why it was replaced, when an amendment says so.
    pub reason: Option<String>,
    /// The schedules that it would have given; empty where its randomness is not there.
    pub schedules: Vec<Shown>,
}

/// What whoever verifies says about rounds of the beacon.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Rounds that were never published.
    pub unpublished: Vec<u64>,
    /// Rounds that were, each with its signature checked.
    pub published: Vec<Beacon>,
}

/// A stamp, as verify tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// File in `witness/`; with the folder before it for past locks and addenda.
    pub file: String,
    /// The file that was stamped.
    pub of: Option<String>,
    /// The authority's time, Unix seconds.
    pub time: Option<i64>,
    /// Seconds from there to the latest time that it may mean.
    pub accuracy: Option<i64>,
    /// Common name of the signer.
    pub authority: Option<String>,
    /// Common name of the topmost certificate found.
    pub root: Option<String>,
    /// Its SHA-256, hex.
    pub root_sha256: Option<String>,
    /// Whether the caller gave that certificate.
    pub trusted: bool,
    /// Whether a lock's stamp is before chance was asked; `None` where nobody can tell.
    pub in_time: Option<bool>,
    /// The kind of its fault.
    pub fault: Option<&'static str>,
    /// What was found at fault.
    pub(crate) says: String,
    /// Latest time, Unix seconds.
    pub(crate) latest: Option<i64>,
}

/// What the verdict `time` rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownInTime {
    /// The earliest time shown.
    pub at: i64,
    /// Different given roots behind stamps in time.
    pub authorities: usize,
    /// Seconds from there to the round.
    pub seconds_before: Option<i64>,
}
