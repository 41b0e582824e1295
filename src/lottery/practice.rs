//! Randomness of a rehearsal: it follows from the lock, so nobody needs to wait, and nobody may take it for chance.

use super::lock::Lock;
use super::text::{broken, lines};
use crate::diagnostics::Outcome;
use crate::provenance::{Digest, tagged};

/// Practice randomness, `practice=<hex of D("practice", L)>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice(String);

impl Practice {
    /// Name of the file in a rehearsal's folder.
    pub const FILE: &'static str = "practice.txt";

    /// The practice randomness of a lock.
    pub fn of(lock: &Lock) -> Practice {
        Practice(format!("practice={}\n", tagged("practice", &[&lock.digest().0])))
    }

    /// Reads `practice.txt`.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Practice> {
        match lines(bytes, file)?[..] {
            [line] if line.strip_prefix("practice=").is_some_and(|h| Digest::from_hex(h).is_some()) => {
                Ok(Practice(format!("{line}\n")))
            }
            _ => Err(broken("L108", file, 1, format!("{file} is not one line practice=<64 hex digits>"))),
        }
    }

    /// The bytes of `practice.txt`: what goes into the seed.
    pub fn text(&self) -> &str {
        &self.0
    }
}
