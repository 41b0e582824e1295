//! Were lots drawn once? Judged from the chain of locks: what was set aside, and whether its outcome could be known.

use super::beacon::{day_of, round_time};
use super::lock::{Lock, Source};
use super::terms::{Ground, GroundWord};
use crate::provenance::Digest;
use crate::trial::Language;

/// What is known of a lock that was replaced, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnceState {
    /// It was replaced before anybody could know its outcome.
    InTime,
    /// Whoever verifies accepts that it was replaced.
    Accepted,
    /// It is not shown that its randomness was unknown.
    NotShown,
    /// Its outcome could be known, and a ground is locked.
    Ground,
    /// Its outcome could be known, and no ground is locked.
    Spent,
}

impl OnceState {
    /// The state as JSON and pages name it.
    pub fn name(self) -> &'static str {
        match self {
            OnceState::InTime => "in-time",
            OnceState::Accepted => "accepted",
            OnceState::NotShown => "not-shown",
            OnceState::Ground => "ground",
            OnceState::Spent => "spent",
        }
    }

    /// Whether the lottery holds: yes, no, or for the reader to judge.
    pub fn holds(self) -> Option<bool> {
        match self {
            OnceState::InTime | OnceState::Accepted => Some(true),
            OnceState::NotShown | OnceState::Ground => None,
            OnceState::Spent => Some(false),
        }
    }
}

/// One lock of the chain, the standing one first.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its digest.
    pub digest: Digest,
    /// The lock.
    pub lock: Lock,
    /// Whether `dice.txt` or `receipt.json` stands in its folder.
    pub thrown: bool,
    /// Date of the amendment in its folder that says what it replaces, `YYYY-MM-DD`.
    pub replaced_on: Option<String>,
    /// Seconds, UTC, at which this lock or an amendment of it is shown to have existed.
    pub shown: Vec<i64>,
}

/// One lock that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Its digest.
    pub lock: Digest,
    /// What is known of it.
    pub state: OnceState,
    /// The ground that the lock in its place gives.
    pub ground: Option<Ground>,
}

/// What the chain says about drawing once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// The worst of the replaced locks.
    pub state: OnceState,
    /// The replaced locks, the latest first.
    pub replaced: Vec<SetAside>,
}

/// The second of the lock's round, UTC, or by which its dice are thrown; `None` where dice have no time.
pub fn second_of(lock: &Lock) -> Option<i64> {
    match lock.source {
        Source::Drand { round } => round_time(round),
        Source::Dice => lock.terms.due,
    }
}

/// Judges every replaced lock of a chain, the standing lock first; `None` where nothing was replaced.
pub fn once(chain: &[Link], accepted: &[Digest]) -> Option<Once> {
    let mut replaced = Vec::new();
    let mut earliest: Option<i64> = None;
    for pair in chain.windows(2) {
        let [new, old] = pair else { continue };
        earliest = earliest.into_iter().chain(new.shown.iter().copied()).min();
        let ground = new.lock.terms.ground;
        let accepts = accepted.contains(&old.digest);
        let state = match set_aside(old, new, earliest) {
            OnceState::Spent if ground.is_some() && accepts => OnceState::Accepted,
            OnceState::Spent if ground.is_some() => OnceState::Ground,
            OnceState::NotShown if accepts => OnceState::Accepted,
            other => other,
        };
        replaced.push(SetAside { lock: old.digest, state, ground });
    }
    let state = replaced.iter().map(|r| r.state).max()?;
    Some(Once { state, replaced })
}

/// What the files show of one replaced lock, ground and consent aside.
fn set_aside(old: &Link, new: &Link, earliest: Option<i64>) -> OnceState {
    let Source::Drand { round } = old.lock.source else {
        return if old.thrown { OnceState::Spent } else { OnceState::InTime };
    };
    let time = round_time(round);
    let earlier_round = matches!(new.lock.source, Source::Drand { round: later } if later <= round);
    if earlier_round || matches!((earliest, time), (Some(shown), Some(t)) if shown < t) {
        return OnceState::InTime;
    }
    match (&new.replaced_on, time.map(day_of)) {
        (Some(date), Some(day)) if *date > day => OnceState::Spent,
        _ => OnceState::NotShown,
    }
}

impl Once {
    /// What every page says of it, in the page's language; `None` where whoever verifies accepted it.
    pub fn notice(&self, language: Language) -> Option<String> {
        let pick = |danish: &str, english: &str| language.pick(danish, english).to_string();
        match self.state {
            OnceState::InTime => Some(pick(
                "En tidligere lås blev erstattet, før nogen kunne kende resultatet.",
                "An earlier lock was replaced before anybody could know its outcome.",
            )),
            OnceState::NotShown => Some(pick(
                "En tidligere lås er erstattet. Det er ikke vist, at det skete, før dens lodtrækning kunne være kendt.",
                "An earlier lock was replaced. It is not shown that this was before its randomness was known.",
            )),
            OnceState::Spent => Some(pick(
                "Der er trukket lod mere end én gang. Den første lodtrækning blev kasseret, efter at resultatet kunne være kendt, og der er ikke låst nogen begrundelse. Rækkefølgen kan ikke regnes for afgjort ved lodtrækning.",
                "Lots were drawn more than once. The first draw was set aside after its outcome could be known, and no ground is locked. The order cannot be taken as decided by lot.",
            )),
            OnceState::Ground => {
                let ground = self.replaced.iter().find(|r| r.state == OnceState::Ground)?.ground?;
                let document = &ground.document.hex()[..12];
                let said = ground.word.said(language);
                Some(match language {
                    Language::Da => format!(
                        "Der er trukket lod mere end én gang. Begrundelse: {said} (dokument {document}). Om den holder, må læseren afgøre."
                    ),
                    Language::En => format!(
                        "Lots were drawn more than once. Ground: {said} (document {document}). Whether it holds is for the reader to judge."
                    ),
                })
            }
            OnceState::Accepted => None,
        }
    }
}

impl GroundWord {
    /// The ground in words.
    pub fn said(self, language: Language) -> &'static str {
        match self {
            GroundWord::Frame => {
                language.pick("listen over uddannelser var forkert", "the list of programmes was wrong")
            }
            GroundWord::Order => {
                language.pick("pålagt af en domstol eller myndighed", "ordered by a court or an authority")
            }
            GroundWord::Outage => language.pick(
                "tilfældighedstallet eller et bidrag kunne ikke skaffes",
                "the randomness or a contribution could not be had",
            ),
            GroundWord::Fault => {
                language.pick("lodtrækningen fulgte ikke sine egne regler", "the draw did not follow its own rules")
            }
        }
    }
}
