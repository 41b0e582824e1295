//! What was made from what: `results/receipt.json` names every product of `effect`, `absence`, `balance` and `report`
//! with its options, its draws and the digests of every input and output.

use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::provenance::{self, Receipt, sha256, sha256_file};
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
        .map(|p| Ok(json!({ "path": folder.name(p), "sha256": sha256_file(&folder.path(p))?.hex() })))
        .collect::<Outcome<Vec<_>>>()?;
    let outputs: Vec<Value> = product
        .outputs
        .iter()
        .map(|(p, bytes)| json!({ "path": folder.name(p), "sha256": sha256(bytes).hex() }))
        .collect();
    let entry = json!({
        "verb": product.verb,
        "options": product.options,
        "draws": product.draws,
        "inputs": inputs,
        "outputs": outputs,
    });
    let mut entries: Vec<Value> = products(folder).into_iter().filter(|e| e["verb"] != product.verb).collect();
    entries.push(entry);
    entries.sort_by(|a, b| a["verb"].as_str().cmp(&b["verb"].as_str()));
    let lock = folder.path("lottery/lock.txt");
    let lock = if lock.is_file() { Value::from(sha256_file(&lock)?.hex()) } else { Value::Null };
    let receipt = Receipt::new()
        .with("schema", "lodtrin/results-receipt/1")
        .with("tool", concat!("lodtrin ", env!("CARGO_PKG_VERSION")))
        .with("lock", lock)
        .with("products", entries);
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        product.outputs.into_iter().map(|(p, bytes)| (folder.path(&p), bytes)).collect();
    files.push((folder.path(PATH), receipt.text().into_bytes()));
    provenance::write_all(&files)
}

/// The entries of the receipt that stands; none when there is no receipt or it is not one.
pub fn products(folder: &Folder) -> Vec<Value> {
    let Ok(bytes) = provenance::read_bytes(&folder.path(PATH)) else { return Vec::new() };
    let Ok(receipt) = Receipt::read(&bytes, PATH) else { return Vec::new() };
    receipt.get("products").and_then(Value::as_array).cloned().unwrap_or_default()
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
    for entry in products(folder) {
        for (key, input) in [("inputs", true), ("outputs", false)] {
            for file in entry[key].as_array().into_iter().flatten() {
                let path = file["path"].as_str().unwrap_or_default().to_string();
                let at = folder.path(&path);
                let standing = if !at.is_file() {
                    Standing::Absent
                } else if file["sha256"] == sha256_file(&at)?.hex() {
                    Standing::Same
                } else {
                    Standing::Changed
                };
                let verb = entry["verb"].as_str().unwrap_or_default().to_string();
                found.push(Named { verb, path, input, standing });
            }
        }
    }
    Ok(found)
}
