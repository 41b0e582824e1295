//! `receipt.json` of a draw.

use super::beacon::PUBLIC_KEY;
use super::draw::Draw;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::{ALGORITHM, Digest, Receipt};
use serde_json::{Map, Value};

/// The tool and its version, as receipts name it.
pub const TOOL: &str = concat!("lodtrin ", env!("CARGO_PKG_VERSION"));

/// Keys in the receipt's order; `receipt` follows.
const KEYS: [&str; 12] = [
    "algorithm",
    "lock",
    "seed",
    "beacon",
    "signature",
    "public_key",
    "contributions",
    "try",
    "score",
    "schedule",
    "tool",
    "receipt",
];

/// What was drawn for one intervention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Empty in the plain form.
    pub name: String,
    /// Number of the candidate.
    pub tries: u64,
    /// Its score.
    pub score: i128,
    /// Digest of `schedule.tsv`.
    pub schedule: Digest,
}

impl Drawn {
    /// From a draw and its schedule's digest.
    pub fn new(name: &str, draw: &Draw, schedule: Digest) -> Self {
        Drawn { name: name.to_string(), tries: draw.tries, score: draw.score, schedule }
    }
}

/// The record of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Digest of the lock.
    pub lock: Digest,
    /// The seed.
    pub seed: [u8; 32],
    /// The beacon's bytes that went into the seed.
    pub beacon: Vec<u8>,
    /// The round's signature; `None` for dice.
    pub signature: Option<Vec<u8>>,
    /// Contributions in the lock's order.
    pub contributions: Vec<Vec<u8>>,
    /// Number of the joint candidate, where rules tie several interventions together.
    pub joint: Option<u64>,
    /// One entry with an empty name in the plain form.
    pub drawn: Vec<Drawn>,
    /// The tool that drew.
    pub tool: String,
}

impl Record {
    /// The bytes of `receipt.json`. With several interventions `try`, `score` and `schedule` are objects by name.
    pub fn text(&self) -> Outcome<String> {
        let hex_or_null = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(Value::Null, |b| hex::encode(b).into());
        let key = if self.signature.is_some() { Value::from(PUBLIC_KEY) } else { Value::Null };
        let contributions: Vec<Value> = self.contributions.iter().map(|c| hex::encode(c).into()).collect();
        let mut scores = Vec::new();
        for d in &self.drawn {
            // a score is far below 2^63: at most 10^6·weight·N for each item
            let score = i64::try_from(d.score).map_err(|_| Problem::new("L109", "a score does not fit the receipt"))?;
            scores.push(Value::from(score));
        }
        let receipt = Receipt::new()
            .with(KEYS[0], ALGORITHM)
            .with(KEYS[1], self.lock.hex())
            .with(KEYS[2], hex::encode(self.seed))
            .with(KEYS[3], hex::encode(&self.beacon))
            .with(KEYS[4], hex_or_null(&self.signature))
            .with(KEYS[5], key)
            .with(KEYS[6], contributions);
        let receipt = match self.joint {
            Some(tries) => receipt.with("joint", tries),
            None => receipt,
        };
        Ok(receipt
            .with(KEYS[7], self.by_name(self.drawn.iter().map(|d| d.tries.into()).collect()))
            .with(KEYS[8], self.by_name(scores))
            .with(KEYS[9], self.by_name(self.drawn.iter().map(|d| d.schedule.hex().into()).collect()))
            .with(KEYS[10], self.tool.clone())
            .text())
    }

    fn by_name(&self, mut values: Vec<Value>) -> Value {
        match &self.drawn[..] {
            [one] if one.name.is_empty() => values.pop().unwrap_or(Value::Null),
            all => Value::Object(all.iter().map(|d| d.name.clone()).zip(values).collect::<Map<_, _>>()),
        }
    }

    /// Reads a receipt, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Record> {
        let receipt = Receipt::read(bytes, file)?;
        let broken = |key: &str| {
            Problem::new("L306", format!("`{key}` of {file} is not what a receipt holds there"))
                .at(Place::file(file))
                .help("take the receipt from the place where it was published")
        };
        if !receipt.names().filter(|k| *k != "joint").eq(KEYS[..11].iter().copied()) {
            return Err(broken("the list of keys"));
        }
        let bytes_of = |value: &Value| {
            value.as_str().filter(|t| !t.bytes().any(|b| b.is_ascii_uppercase())).and_then(|t| hex::decode(t).ok())
        };
        let signature = match receipt.get("signature") {
            None | Some(Value::Null) => None,
            Some(v) => Some(bytes_of(v).ok_or_else(|| broken("signature"))?),
        };
        let contributions =
            receipt.get("contributions").and_then(Value::as_array).ok_or_else(|| broken("contributions"))?;
        let record = Record {
            lock: receipt.digest_of("lock").ok_or_else(|| broken("lock"))?,
            seed: receipt.digest_of("seed").ok_or_else(|| broken("seed"))?.0,
            beacon: receipt.get("beacon").and_then(bytes_of).ok_or_else(|| broken("beacon"))?,
            signature,
            contributions: contributions
                .iter()
                .map(bytes_of)
                .collect::<Option<_>>()
                .ok_or_else(|| broken("contributions"))?,
            joint: receipt.get("joint").map(|j| j.as_u64().ok_or_else(|| broken("joint"))).transpose()?,
            drawn: drawn(&receipt).ok_or_else(|| broken("try, score or schedule"))?,
            tool: receipt.text_of("tool").ok_or_else(|| broken("tool"))?.to_string(),
        };
        if receipt.text_of("algorithm") != Some(ALGORITHM) || record.text()?.as_bytes() != bytes {
            return Err(broken("a value"));
        }
        Ok(record)
    }
}

fn drawn(receipt: &Receipt) -> Option<Vec<Drawn>> {
    let one = |name: &str, tries: &Value, score: &Value, schedule: &Value| {
        Some(Drawn {
            name: name.to_string(),
            tries: tries.as_u64()?,
            score: i128::from(score.as_i64()?),
            schedule: Digest::from_hex(schedule.as_str()?)?,
        })
    };
    match (receipt.get("try")?, receipt.get("score")?, receipt.get("schedule")?) {
        (Value::Object(tries), Value::Object(scores), Value::Object(schedules)) => {
            tries.iter().map(|(name, t)| one(name, t, scores.get(name)?, schedules.get(name)?)).collect()
        }
        (t, s, d) => one("", t, s, d).map(|d| vec![d]),
    }
}
