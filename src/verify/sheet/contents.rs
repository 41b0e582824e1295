//! What a draw sheet shows.

use crate::folder::WaveName;
use crate::lottery::Design;
use crate::trial::Language;

/// Everything that stands on a draw sheet; all strings are plain text and are escaped here.
#[derive(Debug, Clone)]
pub struct DrawSheet {
    /// Language of the page.
    pub language: Language,
    /// Title in the lock.
    pub title: String,
    /// Whether it is practice.
    pub rehearsal: bool,
    /// Whether lots were drawn once, where a lock was replaced: the state and its sentence.
    pub once: Option<(&'static str, String)>,
    /// Lock digest, hex.
    pub lock: String,
    /// Seed, hex.
    pub seed: String,
    /// Names and digests of the files that the lock binds.
    pub bound: Vec<(String, String)>,
    /// Overrides in the lock.
    pub overrides: Vec<String>,
    /// Names of contributors and their contributions, hex.
    pub contributions: Vec<(String, String)>,
    /// Where the randomness came from.
    pub randomness: SheetRandomness,
    /// One entry in the plain form.
    pub lotteries: Vec<SheetLottery>,
    /// The lottery's files by name inside its folder.
    pub files: Vec<(String, String)>,
    /// Replaced locks of dice of which a receipt stands there.
    pub drawn_before: Vec<String>,
}

/// Where the randomness came from.
#[derive(Debug, Clone)]
pub enum SheetRandomness {
    /// Names and throws.
    Dice(Vec<(String, String)>),
    /// A rehearsal's practice randomness, as its file holds it.
    Practice(String),
    /// A round of drand quicknet.
    Round {
        /// Its number.
        round: u64,
        /// Its time, UTC.
        time: String,
        /// Its signature, hex.
        signature: String,
    },
}

/// One intervention's draw.
#[derive(Debug, Clone)]
pub struct SheetLottery {
    /// Empty in the plain form.
    pub name: String,
    /// Number of the candidate.
    pub tries: u64,
    /// Its score.
    pub score: String,
    /// What each wave is called and when it starts.
    pub waves: Vec<WaveName>,
    /// Whether lots were placed stratum by stratum.
    pub stratified: bool,
    /// The rules.
    pub design: Design,
    /// The lots in the order in which they were placed.
    pub tickets: Vec<SheetTicket>,
}

/// One lot's ticket.
#[derive(Debug, Clone)]
pub struct SheetTicket {
    /// The lot.
    pub lot: String,
    /// Its stratum.
    pub stratum: String,
    /// Its programmes, when they are others than the lot itself.
    pub programmes: Vec<String>,
    /// The ticket, hex.
    pub ticket: String,
    /// Its wave, from 1.
    pub wave: u8,
}
