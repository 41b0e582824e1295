//! The public beacon: drand's chain quicknet, verified offline with the pinned key.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::{Digest, sha256};
use drand_verify::{G2PubkeyRfc, Pubkey};
use serde::Deserialize;

/// Hash of the chain quicknet.
pub const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
/// Its public key, hex.
pub const PUBLIC_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
/// Second of round 1, UTC.
pub const GENESIS: i64 = 1_692_803_367;
/// Seconds between rounds.
pub const PERIOD: i64 = 3;
/// Seconds that the lock must lie before the round, unless `lead` is allowed.
pub const LEAD: i64 = 24 * 60 * 60;

/// The second at which a round is published, UTC; `None` beyond the range of time.
pub fn round_time(round: u64) -> Option<i64> {
    let since = i64::try_from(round.checked_sub(1)?).ok()?.checked_mul(PERIOD)?;
    GENESIS.checked_add(since)
}

/// The first round at or after a second.
pub fn round_at(second: i64) -> u64 {
    let after = second.saturating_sub(GENESIS).max(0);
    ((after as u64).div_ceil(PERIOD as u64)).saturating_add(1)
}

/// A second as UTC text.
pub fn utc(second: i64) -> String {
    jiff::Timestamp::from_second(second).map_or_else(|_| format!("second {second}"), |t| t.to_string())
}

/// The day of a second, `YYYY-MM-DD` in UTC.
pub fn day_of(second: i64) -> String {
    let time = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// One round of the beacon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beacon {
    /// Its number.
    pub round: u64,
    /// The signature, 48 bytes.
    pub signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Written {
    round: u64,
    signature: String,
    randomness: Option<String>,
}

impl Beacon {
    /// Reads the JSON that a drand node hands out. A given `randomness` must agree with the signature.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Beacon> {
        let broken = |what: &str| {
            Problem::new("L301", format!("{file} is not a round of the beacon: {what}"))
                .at(Place::file(file))
                .expected("{\"round\":…,\"randomness\":\"…\",\"signature\":\"…\"} with a signature of 96 lower-case hex digits")
                .help("fetch it from any drand node: https://api.drand.sh/<chain>/public/<round>")
        };
        let written: Written = serde_json::from_slice(bytes).map_err(|e| broken(&e.to_string()))?;
        let lower = |t: &str| t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let signature = Some(&written.signature)
            .filter(|s| s.len() == 96 && lower(s))
            .and_then(|s| hex::decode(s).ok())
            .ok_or_else(|| broken("its signature is not 48 bytes of lower-case hex"))?;
        let beacon = Beacon { round: written.round, signature };
        if written.randomness.is_some_and(|r| r != beacon.randomness().hex()) {
            return Err(broken("its randomness is not the SHA-256 of its signature"));
        }
        Ok(beacon)
    }

    /// `SHA256(signature)`: what goes into the seed.
    pub fn randomness(&self) -> Digest {
        sha256(&self.signature)
    }

    /// The bytes of `beacon.json`.
    pub fn text(&self) -> String {
        format!(
            "{{\"round\":{},\"randomness\":\"{}\",\"signature\":\"{}\"}}\n",
            self.round,
            self.randomness(),
            hex::encode(&self.signature)
        )
    }

    /// Checks the BLS signature of the round with the pinned key.
    pub fn verify(&self) -> Outcome<()> {
        let refused = |why: String| {
            Problem::new("L303", format!("the signature is not quicknet's for round {}", self.round))
                .found(why)
                .help("a round cannot be forged or exchanged: fetch the round that the lock names")
        };
        let mut key = [0u8; 96];
        hex::decode_to_slice(PUBLIC_KEY, &mut key).map_err(|e| refused(e.to_string()))?;
        let key = G2PubkeyRfc::from_fixed(key).map_err(|e| refused(e.to_string()))?;
        match key.verify(self.round, b"", &self.signature) {
            Ok(true) => Ok(()),
            Ok(false) => Err(refused("a signature that belongs to another round or to nobody".into())),
            Err(e) => Err(refused(e.to_string())),
        }
    }
}
