//! The data of a study of counts, made again: from the file that ingest was given, or from `data/counts.csv`.

use crate::diagnostics::{Outcome, Silent};
use crate::folder::data_files::COUNTS;
use crate::folder::json_files::QUALITY;
use crate::folder::study::Folder;
use crate::folder::{data_receipt, json_files};
use crate::provenance::{self, read_bytes};
use crate::steps::ingest;
use std::path::{Component, Path, PathBuf};

/// Makes the data again in a folder, and gives the files that had to be taken as they stand.
///
/// # Errors
/// `R220` for counts that cannot be; files that cannot be read.
pub(super) fn again(study: &Folder, copy: &Folder, pack: bool) -> Outcome<Vec<&'static str>> {
    let given = if pack { None } else { given(study)? };
    let taken = given.is_none();
    let request = ingest::Request {
        study: study.root().to_path_buf(),
        counts: Some(given.unwrap_or_else(|| study.path(COUNTS))),
        into: Some(copy.root().to_path_buf()),
        ..ingest::Request::default()
    };
    ingest::run(&request, &Silent)?;
    let mut stand = Vec::new();
    if taken {
        stand.push(COUNTS);
        // which cells were masked stands in the file that was given alone
        if masked(study)? {
            provenance::write_atomic(&copy.path(QUALITY), &read_bytes(&study.path(QUALITY))?)?;
            stand.push(QUALITY);
        }
    }
    Ok(stand)
}

/// The file that the receipt names beside the protocol, the frame and the lottery, where it is here.
fn given(study: &Folder) -> Outcome<Option<PathBuf>> {
    // a receipt that does not hold has its own verdict
    let Ok(Some(receipt)) = data_receipt::read(study) else { return Ok(None) };
    let frame = study.study()?.frame.file;
    let other = |path: &&str| *path != "study.toml" && *path != frame && !path.starts_with("lottery/");
    let path = receipt.inputs.iter().map(|i| i.path.as_str()).find(other);
    let path = path.filter(|p| is_inside(p) && study.path(p).is_file());
    Ok(path.map(|p| study.path(p)))
}

/// Whether a path from a receipt stays inside the study folder on every system.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':']) && Path::new(path).components().all(|c| matches!(c, Component::Normal(_)))
}

/// Whether cells of what was given were masked.
fn masked(study: &Folder) -> Outcome<bool> {
    Ok(json_files::quality(study)?.and_then(|q| q.count("masked_cells")).unwrap_or(0) > 0)
}
