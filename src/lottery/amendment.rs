//! Amendments: what happened after the lock, each naming the digest of the one before. Nothing is ever re-drawn.

use super::text::{Keyed, broken, count, digest, not_a_number, shorten, string};
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
    /// The registers' codes, profiles and columns, which deliveries decide, are declared.
    Coding {
        /// Digest of `amend-NNN.toml` beside it.
        registers: Digest,
    },
    /// What was done otherwise than planned.
    Deviation {
        /// The declaration, or `conduct.<what>`.
        key: String,
        /// What was planned, as TOML; `absent` for nothing.
        from: String,
        /// What is done, as TOML; `absent` for nothing.
        to: String,
        /// Digest of `look.txt`; `None` before anybody looked at an effect.
        look: Option<Digest>,
    },
    /// The lock's round could not be had, and a later one decides.
    Fallback {
        /// The later round.
        round: u64,
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
            Change::Coding { registers } => ("coding", format!("registers={registers}\n")),
            Change::Deviation { key, from, to, look } => {
                let look = look.map_or("none".to_string(), |d| d.hex());
                ("deviation", format!("key={key}\nfrom={from}\nto={to}\nlook={look}\n"))
            }
            Change::Fallback { round } => ("fallback", format!("round={round}\n")),
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
        let change = change(&mut keys, file)?;
        let e = keys.one("reason")?;
        let reason = string(e.value, file, e.line, "the reason")?;
        keys.one("amendment")?;
        keys.end().map_err(|p| p.help(NEWER))?;
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

    /// Name of the file beside the n-th amendment that holds what a coding amendment declares.
    pub fn coding_file(n: usize) -> String {
        format!("amend-{n:03}.toml")
    }
}

/// What a reader says of a line that it does not know.
const NEWER: &str = "a newer version of lodtrin may have written it";

fn change(keys: &mut Keyed, file: &str) -> Outcome<Change> {
    let kind = keys.one("kind")?;
    Ok(match kind.value {
        "replaces" => Change::Replaces { lock: digest_at(keys, file, "lock")? },
        "withdraw" => Change::Withdraw { lot: text_at(keys, file, "lot", "the lot")? },
        "late" => {
            let n = keys.one("addendum")?;
            let addendum = count(n.value, file, n.line, "addendum")?;
            let addendum = u32::try_from(addendum).ok().filter(|n| *n > 0);
            let addendum = addendum.ok_or_else(|| not_a_number(n.value, file, n.line, "addendum"))?;
            Change::Late { addendum, lock: digest_at(keys, file, "lock")? }
        }
        "coding" => Change::Coding { registers: digest_at(keys, file, "registers")? },
        "deviation" => Change::Deviation {
            key: text_at(keys, file, "key", "the key")?,
            from: text_at(keys, file, "from", "`from`")?,
            to: text_at(keys, file, "to", "`to`")?,
            look: {
                let e = keys.one("look")?;
                if e.value == "none" { None } else { Some(digest(e.value, file, e.line, "look")?) }
            },
        },
        "fallback" => {
            let e = keys.one("round")?;
            let round = count(e.value, file, e.line, "round")?;
            if round == 0 {
                return Err(not_a_number(e.value, file, e.line, "round"));
            }
            Change::Fallback { round }
        }
        _ => {
            return Err(broken("L108", file, kind.line, "an amendment is of no known kind")
                .found(shorten(kind.value))
                .expected("`replaces`, `withdraw`, `late`, `coding`, `deviation` or `fallback`")
                .help(NEWER));
        }
    })
}

fn digest_at(keys: &mut Keyed, file: &str, key: &str) -> Outcome<Digest> {
    let e = keys.one(key)?;
    digest(e.value, file, e.line, key)
}

fn text_at(keys: &mut Keyed, file: &str, key: &str, what: &str) -> Outcome<String> {
    let e = keys.one(key)?;
    string(e.value, file, e.line, what)
}
