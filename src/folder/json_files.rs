//! JSON files of a study folder, read as the types that write them.

use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance;
use crate::trial::Quality;
use serde::de::DeserializeOwned;

/// What ingest found.
pub const QUALITY: &str = "data/quality.json";

/// A JSON file of a study folder; `None` where it is not there.
///
/// # Errors
/// `P910` for a file that is there and is not what this tool writes: never taken for one that is not there.
pub fn read<T: DeserializeOwned>(folder: &Folder, path: &str) -> Outcome<Option<T>> {
    if !folder.path(path).is_file() {
        return Ok(None);
    }
    let bytes = provenance::read_bytes(&folder.path(path))?;
    serde_json::from_slice(&bytes).map(Some).map_err(|e| damaged(path, &format!("its JSON cannot be read ({e})")))
}

/// What ingest found in the registers or counts of a study; `None` where nothing was ingested.
///
/// # Errors
/// `P910` for a damaged file.
pub fn quality(folder: &Folder) -> Outcome<Option<Quality>> {
    let Some(quality) = read::<Quality>(folder, QUALITY)? else { return Ok(None) };
    if quality.schema != Quality::SCHEMA {
        return Err(damaged(QUALITY, "it is of another schema").found(quality.schema).expected(Quality::SCHEMA));
    }
    Ok(Some(quality))
}

/// A file of the study folder that is not what this tool writes.
pub fn damaged(path: &str, why: &str) -> Problem {
    Problem::new("P910", format!("`{path}` is not what this tool writes: {why}"))
        .at(Place::file(path))
        .help("make it again with the verb that writes it, or take it back from where it was published")
}
