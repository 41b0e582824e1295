//! What ingest found in the registers, read back as its type.

use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance;
use crate::trial::Quality;

/// Where it stands in a study folder.
pub const PATH: &str = "data/quality.json";

/// The quality report of a study; `None` where there is none.
///
/// # Errors
/// `P910` for a file that is damaged: never taken for one that is not there.
pub fn read(folder: &Folder) -> Outcome<Option<Quality>> {
    let path = folder.path(PATH);
    if !path.is_file() {
        return Ok(None);
    }
    of_text(&provenance::read_text(&path)?).map(Some)
}

/// The quality report that a text holds.
///
/// # Errors
/// `P910`.
pub fn of_text(text: &str) -> Outcome<Quality> {
    serde_json::from_str(text).map_err(|e| {
        Problem::new("P910", format!("{PATH} is not what `ingest` writes: {e}"))
            .at(Place::file(PATH))
            .help("run `lodtrin ingest` again, or take the file back from where it was published")
    })
}
