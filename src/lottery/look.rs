//! `look.txt`: when somebody first looked at an effect. Written once, before the first `effect` or `absence` answers, or `bridge` hands the
//! analysis over.

use super::text::{Keyed, broken, digest, shorten};
use crate::diagnostics::Outcome;
use crate::provenance::{Digest, sha256};

/// The first look at an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Digest of the lock.
    pub lock: Digest,
    /// Digest of the last amendment's file at that moment, else of the lock.
    pub head: Digest,
    /// SHA-256 of `data/receipt.json`.
    pub data: Digest,
    /// Which verb looked.
    pub verb: LookVerb,
}

/// Verbs that look at an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookVerb {
    /// `effect`.
    Effect,
    /// `absence`.
    Absence,
    /// `bridge`.
    Bridge,
}

impl LookVerb {
    /// The verb as it stands in the file.
    pub fn name(self) -> &'static str {
        match self {
            LookVerb::Effect => "effect",
            LookVerb::Absence => "absence",
            LookVerb::Bridge => "bridge",
        }
    }
}

impl Look {
    /// Name of the file in the lottery's folder.
    pub const FILE: &'static str = "look.txt";

    /// The bytes of `look.txt`; the last line is the SHA-256 of the bytes before it.
    pub fn text(&self) -> String {
        let body = format!(
            "lodtrin-1 look\nlock={}\nhead={}\ndata={}\nverb={}\n",
            self.lock,
            self.head,
            self.data,
            self.verb.name()
        );
        let own = sha256(body.as_bytes());
        format!("{body}look={own}\n")
    }

    /// Reads `look.txt`, refusing whatever is not canonical or does not hold the digest of its own lines.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Look> {
        let (mut keys, _) = Keyed::open(bytes, file, &["lodtrin-1 look"])?;
        let mut next = |key: &str| {
            let e = keys.one(key)?;
            digest(e.value, file, e.line, key)
        };
        let (lock, head, data) = (next("lock")?, next("head")?, next("data")?);
        let e = keys.one("verb")?;
        let verb = [LookVerb::Effect, LookVerb::Absence, LookVerb::Bridge].into_iter().find(|v| v.name() == e.value);
        let verb = verb.ok_or_else(|| {
            broken("L108", file, e.line, "`verb` has a value that it may not have")
                .found(shorten(e.value))
                .expected("`effect`, `absence` or `bridge`")
        })?;
        keys.one("look")?;
        keys.end()?;
        let look = Look { lock, head, data, verb };
        if look.text().as_bytes() != bytes {
            return Err(broken("L108", file, 1, format!("{file} does not hold the digest of its own lines")));
        }
        Ok(look)
    }
}
