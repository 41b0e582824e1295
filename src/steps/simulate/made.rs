//! What is asked of `simulate`, and how its files are put in place.

use crate::diagnostics::Outcome;
use crate::diagnostics::Place;
use crate::diagnostics::Problem;
use crate::diagnostics::Told;
use crate::provenance;
use crate::provenance::sha256;
use crate::provenance::sha256_file;
use crate::simulation::Delivered;
use serde_json::Value;
use std::path::Path;
use std::path::PathBuf;

/// Name of the file that holds the truth, in the folder that the registers are written to.
pub const TRUTH: &str = "truth.json";

/// What to simulate and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The study.
    pub study: PathBuf,
    /// A schedule to simulate under instead of the drawn one.
    pub schedule: Option<PathBuf>,
    /// Folder to write to; the study folder when absent.
    pub out: Option<PathBuf>,
    /// Seed instead of the declared one.
    pub seed: Option<u64>,
    /// Programmes or schools of which nothing comes from a period on, `NAME=PERIOD`.
    pub leaving: Vec<String>,
    /// Those whose pupils are not reported from a period on.
    pub late: Vec<String>,
    /// Only look: make everything, write nothing.
    pub check: bool,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Files written, relative to the target folder.
    pub files: Vec<String>,
    /// Pupils who were enrolled.
    pub pupils: usize,
    /// Where the schedule came from.
    pub schedule: String,
    /// The truth as it stands in `truth.json`.
    pub truth: Value,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Writes the registers with their truth beside, unless only checking; returns the files' names.
pub(crate) fn publish(target: &Path, delivered: &Delivered, truth: &Value, check: bool) -> Outcome<Vec<String>> {
    if !check {
        let study = target.join("study.toml").is_file();
        let _held = if study { Some(provenance::hold(target, "simulate")?) } else { None };
        let mut files: Vec<(PathBuf, Vec<u8>)> =
            delivered.files.iter().map(|(name, bytes)| (inside(target, name), bytes.clone())).collect();
        let text = serde_json::to_string_pretty(truth).unwrap_or_default() + "\n";
        files.push((target.join(TRUTH), text.into_bytes()));
        provenance::write_all(&files)?;
    }
    let mut names: Vec<String> = delivered.files.iter().map(|(n, _)| n.clone()).collect();
    names.push(TRUTH.to_string());
    Ok(names)
}

pub(crate) fn inside(root: &Path, name: &str) -> PathBuf {
    name.split('/').fold(root.to_path_buf(), |p, part| p.join(part))
}

/// Refuses to overwrite register files that are not those a truth file says simulate wrote.
pub(crate) fn refuse_foreign(target: &Path, delivered: &Delivered) -> Outcome<()> {
    let recorded: Value = provenance::read_text(&target.join(TRUTH))
        .ok()
        .and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or(Value::Null);
    let known = |name: &str| -> Option<String> {
        recorded["files"].as_array()?.iter().find(|f| f["file"] == name)?["sha256"].as_str().map(str::to_string)
    };
    for (name, bytes) in &delivered.files {
        let path = inside(target, name);
        if !path.exists() {
            continue;
        }
        // what is to be written stands there already: a run that was cut short before its truth
        let there = sha256_file(&path)?;
        if there != sha256(bytes) && known(name) != Some(there.hex()) {
            return Err(Problem::new("D704", format!("`{name}` exists and simulate did not make it"))
                .at(Place::file(path.display().to_string()))
                .help("write elsewhere with --out FOLDER, or move the file away if it is not needed"));
        }
    }
    Ok(())
}
