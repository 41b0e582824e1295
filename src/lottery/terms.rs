//! The lines of `lock.txt` that stand only where they are used, in this order: `due`, `throws`, `thrower`*,
//! `fallback`*, `announced`, `ground`, `document`.

use super::lock::{Kind, Source};
use super::text::{Entry, Keyed, broken, digest, number, shorten, string};
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::Digest;
use crate::trial::study::LotteryDecl;

/// Rounds between a round and the fallback after it, at least: 24 hours of drand quicknet.
pub const FALLBACK_APART: u64 = 28_800;
/// Most fallback rounds of a lock.
pub const MOST_FALLBACKS: usize = 3;

/// What may follow the contributions in a lock; nothing in a lock that uses none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Second, UTC, before which the dice are thrown.
    pub due: Option<i64>,
    /// Throws of each person at the dice.
    pub throws: Option<u32>,
    /// Who throws, strictly increasing.
    pub throwers: Vec<String>,
    /// Rounds that decide, one after the other, if the lock's own is never published.
    pub fallback: Vec<u64>,
    /// Digest of the list that was announced before the lock.
    pub announced: Option<Digest>,
    /// Why a lock that was spent is replaced, with its document.
    pub ground: Option<Ground>,
}

/// Why a lock may be replaced once its randomness exists, and the document that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// Which of the four.
    pub word: GroundWord,
    /// SHA-256 of the document.
    pub document: Digest,
}

/// The four grounds on which a spent lock is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroundWord {
    /// The list of programmes was wrong.
    Frame,
    /// A court or an authority ordered it.
    Order,
    /// The randomness or a contribution could not be had.
    Outage,
    /// The draw broke its own rules.
    Fault,
}

impl GroundWord {
    /// All four.
    pub const ALL: [GroundWord; 4] = [GroundWord::Frame, GroundWord::Order, GroundWord::Outage, GroundWord::Fault];

    /// The word as it stands in the lock.
    pub fn name(self) -> &'static str {
        match self {
            GroundWord::Frame => "frame",
            GroundWord::Order => "order",
            GroundWord::Outage => "outage",
            GroundWord::Fault => "fault",
        }
    }

    /// The ground of a word.
    pub fn of(word: &str) -> Option<GroundWord> {
        GroundWord::ALL.into_iter().find(|g| g.name() == word)
    }

    /// The four words for a message.
    pub fn words() -> String {
        GroundWord::ALL.map(GroundWord::name).join(", ")
    }
}

impl Terms {
    /// Throws of each person at the dice: what is locked, 25 where only the people are.
    pub fn each(&self) -> Option<u32> {
        self.throws.or((!self.throwers.is_empty()).then_some(super::dice::FEWEST_THROWS as u32))
    }

    /// The number of throws that a lock binds for declared rules.
    pub fn throws_of(rules: &LotteryDecl) -> Option<u32> {
        rules.throws.or((!rules.throwers.is_empty()).then_some(super::dice::FEWEST_THROWS as u32))
    }

    /// Whether both who throws and how often is locked.
    pub fn names_throwers(&self) -> bool {
        !self.throwers.is_empty()
    }

    /// The lines as they stand in the lock.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: String| text.push_str(&format!("{key}={value}\n"));
        if let Some(due) = self.due {
            line("due", moment(due));
        }
        if let Some(n) = self.throws {
            line("throws", n.to_string());
        }
        for name in &self.throwers {
            line("thrower", name.clone());
        }
        for round in &self.fallback {
            line("fallback", round.to_string());
        }
        if let Some(digest) = self.announced {
            line("announced", digest.hex());
        }
        if let Some(ground) = self.ground {
            line("ground", ground.word.name().to_string());
            line("document", ground.document.hex());
        }
        text
    }

    /// Reads the lines behind the contributions.
    pub(super) fn read(keys: &mut Keyed, file: &str, kind: Kind, source: Source) -> Outcome<Terms> {
        let r = Reader { file };
        let dice = source == Source::Dice;
        let due = r.maybe(keys, "due")?.map(|e| r.due(e, dice)).transpose()?;
        let throws = r.maybe(keys, "throws")?.map(|e| r.throws(e, dice)).transpose()?;
        let throwers = r.throwers(keys.many("thrower"), dice)?;
        let fallback = r.fallback(keys.many("fallback"), source)?;
        let announced = r.maybe(keys, "announced")?.map(|e| digest(e.value, file, e.line, "announced")).transpose()?;
        let ground = match r.maybe(keys, "ground")? {
            None => None,
            Some(e) => Some(r.ground(e, keys.one("document")?, kind)?),
        };
        Ok(Terms { due, throws, throwers, fallback, announced, ground })
    }
}

/// A second as `YYYY-MM-DDThh:mm:ssZ`.
fn moment(second: i64) -> String {
    jiff::Timestamp::from_second(second).map_or_else(|_| second.to_string(), |t| t.to_string())
}

struct Reader<'a> {
    file: &'a str,
}

impl Reader<'_> {
    fn maybe<'b>(&self, keys: &mut Keyed<'b>, key: &str) -> Outcome<Option<Entry<'b>>> {
        if keys.peek() == Some(key) { keys.one(key).map(Some) } else { Ok(None) }
    }

    fn wrong(&self, e: Entry, key: &str, expected: &str) -> Problem {
        broken("L108", self.file, e.line, format!("`{key}` has a value that it may not have"))
            .found(shorten(e.value))
            .expected(expected)
    }

    fn only(&self, e: Entry, key: &str, where_: &str) -> Problem {
        broken("L108", self.file, e.line, format!("`{key}` may not stand in this lock"))
            .found(shorten(e.value))
            .expected(format!("`{key}` only {where_}"))
    }

    fn due(&self, e: Entry, dice: bool) -> Outcome<i64> {
        if !dice {
            return Err(self.only(e, "due", "where dice decide"));
        }
        let second = e.value.parse::<jiff::Timestamp>().ok().map(|t| t.as_second());
        second
            .filter(|s| moment(*s) == e.value)
            .ok_or_else(|| self.wrong(e, "due", "a moment written YYYY-MM-DDThh:mm:ssZ"))
    }

    fn throws(&self, e: Entry, dice: bool) -> Outcome<u32> {
        if !dice {
            return Err(self.only(e, "throws", "where dice decide"));
        }
        let n = number(e.value).and_then(|n| u32::try_from(n).ok());
        n.filter(|n| (25..=1000).contains(n)).ok_or_else(|| self.wrong(e, "throws", "a number from 25 to 1000"))
    }

    fn throwers(&self, entries: Vec<Entry>, dice: bool) -> Outcome<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        for e in &entries {
            if !dice {
                return Err(self.only(*e, "thrower", "where dice decide"));
            }
            let name = string(e.value, self.file, e.line, "a thrower's name")?;
            if name.len() > 64 || name.contains('=') || all.last().is_some_and(|before| *before >= name) {
                return Err(self.wrong(*e, "thrower", "names of at most 64 bytes without `=`, strictly increasing"));
            }
            all.push(name);
        }
        match entries[..] {
            [only] => Err(self.wrong(only, "thrower", "two or more people")),
            _ => Ok(all),
        }
    }

    fn fallback(&self, entries: Vec<Entry>, source: Source) -> Outcome<Vec<u64>> {
        let mut all: Vec<u64> = Vec::new();
        for e in entries {
            let Source::Drand { round } = source else {
                return Err(self.only(e, "fallback", "where a round of drand decides"));
            };
            let earliest = all.last().copied().unwrap_or(round).saturating_add(FALLBACK_APART);
            if all.len() == MOST_FALLBACKS {
                return Err(self.wrong(e, "fallback", &format!("at most {MOST_FALLBACKS} fallback rounds")));
            }
            let found = number(e.value).filter(|f| *f >= earliest);
            all.push(found.ok_or_else(|| self.wrong(e, "fallback", &format!("a round from {earliest} on")))?);
        }
        Ok(all)
    }

    fn ground(&self, e: Entry, document: Entry, kind: Kind) -> Outcome<Ground> {
        if kind != Kind::Replaces {
            return Err(self.only(e, "ground", "where `kind` is `replaces`"));
        }
        let word = GroundWord::of(e.value)
            .ok_or_else(|| self.wrong(e, "ground", &format!("one of {}", GroundWord::words())))?;
        Ok(Ground { word, document: digest(document.value, self.file, document.line, "document")? })
    }
}
