//! The amendments of a lottery's folder, read in order, and the next one written behind them.

use super::Files;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::lottery::beacon::day_of;
use crate::lottery::{Amendment, Change};
use crate::provenance::{self, Digest, sha256};

/// The amendments of a lottery's folder in order, each checked to be canonical and to name the one before.
pub fn amendments(files: &Files, lock: Digest) -> Outcome<Vec<Amendment>> {
    let mut before = lock;
    let mut all = Vec::new();
    loop {
        let name = Amendment::file(all.len() + 1);
        let Some(bytes) = files.maybe(&name)? else { return Ok(all) };
        let amendment = Amendment::read(&bytes, &files.shown(&name))?;
        if amendment.prev != before {
            return Err(Problem::new(
                "L401",
                format!("{} does not name the digest of what stands before it", files.shown(&name)),
            )
            .at(Place::file(files.shown(&name)))
            .help("run `lodtrin verify` to see what does not fit"));
        }
        before = sha256(&bytes);
        all.push(amendment);
    }
}

/// Writes the next amendment of a lottery's folder; returns it and its file's name.
pub fn append(
    files: &Files,
    lock: Digest,
    change: Change,
    reason: String,
    date: String,
) -> Outcome<(Amendment, String)> {
    let earlier = amendments(files, lock)?;
    let prev = earlier.last().map_or(lock, |a| sha256(a.text().as_bytes()));
    let file = Amendment::file(earlier.len() + 1);
    let amendment = Amendment { prev, date, change, reason };
    provenance::create_new(&files.path(&file), amendment.text().as_bytes())?;
    Ok((amendment, file))
}

/// The day of an amendment: the one given, or today.
pub(crate) fn day(given: Option<&str>, now: i64) -> Outcome<String> {
    match given {
        None => Ok(day_of(now)),
        Some(text) => text
            .parse::<jiff::civil::Date>()
            .map(|d| d.to_string())
            .map_err(|_| Problem::new("L401", "--date is no day").found(format!("{text:?}")).expected("YYYY-MM-DD")),
    }
}
