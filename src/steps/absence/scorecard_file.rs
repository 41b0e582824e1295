//! A scorecard read from an earlier answer.

use crate::absence::Scorecard;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::read_bytes;
use std::path::Path;

/// Reads the JSON of an earlier `absence`, or its `scorecard` alone.
///
/// # Errors
/// `A117` what is no scorecard; P codes for a file that cannot be read.
pub fn read_scorecard(path: &Path) -> Outcome<Scorecard> {
    let shown = path.display().to_string();
    let bad = |why: String| {
        Problem::new("A117", format!("`{shown}` holds no scorecard: {why}"))
            .at(Place::file(shown.clone()))
            .expected("the JSON of an earlier `absence`, or its `scorecard` object under that key")
            .help("write one with `lodtrin absence … --format json --out FILE`")
    };
    let bytes = read_bytes(path)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| bad(format!("it is no JSON ({e})")))?;
    Scorecard::from_json(&value).map_err(bad)
}
