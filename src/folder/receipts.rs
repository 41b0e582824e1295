//! What was made from what: `results/receipt.json` names every product of `effect`, `absence`, `balance` and `report`
//! with its options, its draws and the digests of every input and output.

use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::{self, Receipt, sha256, sha256_file};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the receipt stands in a study folder.
pub const PATH: &str = "results/receipt.json";

/// Everything that one verb publishes at once.
#[derive(Debug, Clone, Default)]
pub struct Product {
    /// `effect`, `absence`, `balance`, `report`, …
    pub verb: &'static str,
    /// Resolved options as JSON; numbers that are not whole are written as text.
    pub options: Value,
    /// Resampling draws used.
    pub draws: u64,
    /// Files read, relative to the study folder, written with `/`. Those that do not exist are left out.
    pub inputs: Vec<String>,
    /// Files to write, relative to the study folder, with their bytes.
    pub outputs: Vec<(String, Vec<u8>)>,
}

/// Writes a product's files, each complete before the first is renamed, and the receipt last. Entries of other verbs
/// are kept; the entry of the same verb is replaced.
pub fn publish(folder: &Folder, product: Product) -> Outcome<()> {
    let inputs = product
        .inputs
        .iter()
        .filter(|p| folder.path(p).is_file())
        .map(|p| Ok(Hashed { path: folder.name(p).to_string(), sha256: sha256_file(&folder.path(p))?.hex() }))
        .collect::<Outcome<Vec<_>>>()?;
    let outputs = product
        .outputs
        .iter()
        .map(|(p, bytes)| Hashed { path: folder.name(p).to_string(), sha256: sha256(bytes).hex() })
        .collect();
    let verb = product.verb.to_string();
    let entry = Entry { verb, options: product.options, draws: product.draws, inputs, outputs };
    let mut entries: Vec<Entry> = products(folder)?.into_iter().filter(|e| e.verb != entry.verb).collect();
    entries.push(entry);
    entries.sort_by(|a, b| a.verb.cmp(&b.verb));
    let lock = folder.path("lottery/lock.txt");
    let lock = if lock.is_file() { Value::from(sha256_file(&lock)?.hex()) } else { Value::Null };
    let receipt = Receipt::new()
        .with("schema", "lodtrin/results-receipt/1")
        .with("tool", concat!("lodtrin ", env!("CARGO_PKG_VERSION")))
        .with("lock", lock)
        .with("products", json!(entries));
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        product.outputs.into_iter().map(|(p, bytes)| (folder.path(&p), bytes)).collect();
    files.push((folder.path(PATH), receipt.text().into_bytes()));
    provenance::write_all(&files)
}

/// A file with the digest of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hashed {
    /// Path relative to the study folder.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// The product of one verb, as the receipt holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `effect`, `absence`, `balance`, `report`, …; verbs of later versions stay.
    pub verb: String,
    /// Resolved options.
    pub options: Value,
    /// Resampling draws used.
    pub draws: u64,
    /// Files read.
    pub inputs: Vec<Hashed>,
    /// Files written.
    pub outputs: Vec<Hashed>,
}

impl Entry {
    /// Whether somebody who made it has seen an effect.
    pub fn shows_an_effect(&self) -> bool {
        matches!(self.verb.as_str(), "effect" | "absence")
    }
}

/// The entries of the receipt that stands; none when there is no receipt.
///
/// # Errors
/// `P105` for a receipt that is damaged: never taken for one that is not there.
pub fn products(folder: &Folder) -> Outcome<Vec<Entry>> {
    let path = folder.path(PATH);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let receipt = Receipt::read(&provenance::read_bytes(&path)?, PATH)?;
    let list = receipt.get("products").cloned().unwrap_or_default();
    serde_json::from_value(list).map_err(|e| {
        Problem::new("P105", format!("{PATH} is not a receipt of this tool: its products cannot be read ({e})"))
            .at(Place::file(PATH))
            .help("take the file from the place where it was published; a receipt is never edited")
    })
}

/// What a file of the receipt is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The same bytes as when the receipt was written.
    Same,
    /// Other bytes.
    Changed,
    /// No longer there.
    Absent,
}

/// One file that the receipt names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The verb whose product it belongs to.
    pub verb: String,
    /// Path relative to the study folder.
    pub path: String,
    /// Whether the verb read it (an input) or wrote it (an output).
    pub input: bool,
    /// What it is today.
    pub standing: Standing,
}

/// Every file that the receipt names, compared with the bytes that stand there today.
pub fn compare(folder: &Folder) -> Outcome<Vec<Named>> {
    let mut found = Vec::new();
    for entry in products(folder)? {
        for (list, input) in [(entry.inputs, true), (entry.outputs, false)] {
            for Hashed { path, sha256 } in list {
                let at = folder.path(&path);
                let standing = if !at.is_file() {
                    Standing::Absent
                } else if sha256 == sha256_file(&at)?.hex() {
                    Standing::Same
                } else {
                    Standing::Changed
                };
                found.push(Named { verb: entry.verb.clone(), path, input, standing });
            }
        }
    }
    Ok(found)
}
