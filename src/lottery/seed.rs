//! The seed: lock, public randomness and contributions, hashed together.

use super::lock::{Commitment, Lock};
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::tagged;

/// Fewest bytes of a contribution.
pub const FEWEST_BYTES: usize = 16;

/// `D("seed", L, beacon bytes, contribution bytes in name order…)`; a rehearsal uses the tag `rehearsal`.
pub fn seed(lock: &Lock, beacon: &[u8], contributions: &[Vec<u8>]) -> [u8; 32] {
    let digest = lock.digest();
    let mut parts: Vec<&[u8]> = vec![&digest.0, beacon];
    parts.extend(contributions.iter().map(Vec::as_slice));
    tagged(if lock.rehearsal { "rehearsal" } else { "seed" }, &parts).0
}

/// Puts the contributions that were handed in into the lock's order.
///
/// # Errors
/// When one is missing, does not fit its commitment, is handed in twice or was never committed.
pub fn revealed(lock: &Lock, given: &[(String, Vec<u8>)]) -> Outcome<Vec<Vec<u8>>> {
    let mut problems = Vec::new();
    for (i, (name, _)) in given.iter().enumerate() {
        if !lock.contributions.iter().any(|c| c.name == *name) {
            problems.push(Problem::new("L305", format!("`{name}` committed no contribution in the lock")));
        }
        if given[..i].iter().any(|(n, _)| n == name) {
            problems.push(Problem::new("L305", format!("the contribution of `{name}` is handed in twice")));
        }
    }
    let mut all = Vec::new();
    for c in &lock.contributions {
        match given.iter().find(|(n, _)| *n == c.name) {
            None => problems.push(
                Problem::new("L305", format!("the contribution of `{}` is missing", c.name))
                    .help(format!("hand it in with --contribution {}=FILE", c.name))
                    .help("if it is lost, the only way on is a new, visible lock: `lodtrin lock --replace REASON`"),
            ),
            Some((_, bytes)) if Commitment::to(bytes) != c.digest => problems.push(
                Problem::new("L305", format!("the contribution of `{}` is not the one that was committed", c.name))
                    .found(Commitment::to(bytes).hex())
                    .expected(c.digest.hex())
                    .help("check that the right file is handed in under the right name"),
            ),
            Some((_, bytes)) => all.push(bytes.clone()),
        }
    }
    Problem::all(problems)?;
    Ok(all)
}
