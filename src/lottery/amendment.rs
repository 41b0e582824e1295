//! Amendments: what happened after the lock, each naming the digest of the one before. Nothing is ever re-drawn.

use super::text::{Keyed, broken, digest, shorten, string};
use crate::diagnostics::Outcome;
use crate::provenance::{Digest, sha256};

/// What an amendment tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This lock stands in place of another.
    Replaces {
        /// Digest of the lock that is replaced.
        lock: Digest,
    },
    /// A lot takes no part any more. It keeps its row and its wave (intention to treat).
    Withdraw {
        /// The lot.
        lot: String,
    },
    /// Late lots draw among themselves.
    Late {
        /// Number of the addendum, from 1.
        addendum: u32,
        /// Digest of its lock.
        lock: Digest,
    },
}

/// One amendment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Digest of the amendment before, or of the lock.
    pub prev: Digest,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
    /// What happened.
    pub change: Change,
    /// Why.
    pub reason: String,
}

impl Amendment {
    /// The bytes of `amend-<nnn>.txt`; the last line is the SHA-256 of the bytes before it.
    pub fn text(&self) -> String {
        let (kind, rest) = match &self.change {
            Change::Replaces { lock } => ("replaces", format!("lock={lock}\n")),
            Change::Withdraw { lot } => ("withdraw", format!("lot={lot}\n")),
            Change::Late { addendum, lock } => ("late", format!("addendum={addendum}\nlock={lock}\n")),
        };
        let body = format!(
            "lodtrin-1 amendment\nprev={}\ndate={}\nkind={kind}\n{rest}reason={}\n",
            self.prev, self.date, self.reason
        );
        let own = sha256(body.as_bytes());
        format!("{body}amendment={own}\n")
    }

    /// Reads an amendment, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Amendment> {
        let (mut keys, _) = Keyed::open(bytes, file, &["lodtrin-1 amendment"])?;
        let e = keys.one("prev")?;
        let prev = digest(e.value, file, e.line, "prev")?;
        let e = keys.one("date")?;
        let date = string(e.value, file, e.line, "the date")?;
        if !e.value.parse::<jiff::civil::Date>().is_ok_and(|d| d.to_string() == e.value) {
            return Err(broken("L108", file, e.line, "the date is none")
                .found(shorten(e.value))
                .expected("YYYY-MM-DD"));
        }
        let kind = keys.one("kind")?;
        let change = match kind.value {
            "replaces" => {
                let e = keys.one("lock")?;
                Change::Replaces { lock: digest(e.value, file, e.line, "lock")? }
            }
            "withdraw" => {
                let e = keys.one("lot")?;
                Change::Withdraw { lot: string(e.value, file, e.line, "the lot")? }
            }
            "late" => {
                let n = keys.one("addendum")?;
                let addendum = super::text::count(n.value, file, n.line, "addendum")?;
                let e = keys.one("lock")?;
                let addendum = u32::try_from(addendum).ok().filter(|n| *n > 0);
                let addendum = addendum.ok_or_else(|| super::text::not_a_number(n.value, file, n.line, "addendum"))?;
                Change::Late { addendum, lock: digest(e.value, file, e.line, "lock")? }
            }
            _ => {
                return Err(broken("L108", file, kind.line, "an amendment is of no known kind")
                    .found(shorten(kind.value))
                    .expected("`replaces`, `withdraw` or `late`"));
            }
        };
        let e = keys.one("reason")?;
        let reason = string(e.value, file, e.line, "the reason")?;
        keys.one("amendment")?;
        keys.end()?;
        let amendment = Amendment { prev, date, change, reason };
        if amendment.text().as_bytes() != bytes {
            return Err(broken("L108", file, 1, format!("{file} does not hold the digest of its own lines")));
        }
        Ok(amendment)
    }

    /// Name of the n-th amendment's file, from 1.
    pub fn file(n: usize) -> String {
        format!("amend-{n:03}.txt")
    }
}
