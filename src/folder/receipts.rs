//! What was made from what: `results/receipt.json` names every product of `effect`, `absence`, `balance` and `report`
//! with its options, its draws and the digests of every input and output.

use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::provenance::{self, Receipt, sha256, sha256_file};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// Where the receipt stands in a study folder.
pub const PATH: &str = "results/receipt.json";
const SCHEMA: &str = "lodtrin/results-receipt/1";
/// This version, as receipts name it.
pub const TOOL: &str = concat!("lodtrin ", env!("CARGO_PKG_VERSION"));

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
///
/// # Errors
/// What cannot be read or written; `P105` for a receipt that stands there and is damaged.
pub fn publish(folder: &Folder, product: Product) -> Outcome<()> {
    let inputs = product.inputs.iter().filter(|p| folder.path(p).is_file());
    let inputs = inputs
        .map(|p| Ok(Hashed { path: folder.name(p).to_string(), sha256: sha256_file(&folder.path(p))?.hex() }))
        .collect::<Outcome<_>>()?;
    let outputs = product.outputs.iter();
    let outputs =
        outputs.map(|(p, bytes)| Hashed { path: folder.name(p).to_string(), sha256: sha256(bytes).hex() }).collect();
    let verb = product.verb.to_string();
    let entry = Entry { verb, options: product.options, draws: product.draws, inputs, outputs };
    let mut products: Vec<Entry> = products(folder)?.into_iter().filter(|e| e.verb != entry.verb).collect();
    products.push(entry);
    products.sort_by(|a, b| a.verb.cmp(&b.verb));
    let lock = folder.path("lottery/lock.txt");
    let lock = if lock.is_file() { Some(sha256_file(&lock)?.hex()) } else { None };
    let receipt = Receipt::of(&ResultsReceipt { schema: SCHEMA.to_string(), tool: TOOL.to_string(), lock, products });
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        product.outputs.into_iter().map(|(p, bytes)| (folder.path(&p), bytes)).collect();
    files.push((folder.path(PATH), receipt.text().into_bytes()));
    provenance::write_all(&files)
}

/// `results/receipt.json`, whose last key is the digest of what stands before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultsReceipt {
    /// The name of its schema.
    pub schema: String,
    /// The version that wrote it.
    pub tool: String,
    /// SHA-256 of `lottery/lock.txt`; none before the lock.
    pub lock: Option<String>,
    /// Products by verb.
    pub products: Vec<Entry>,
}

/// The product of one verb, as the receipt holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// A file with the digest of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashed {
    /// Path relative to the study folder.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Entry {
    /// Whether who made it has seen an effect or early absence.
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
    let receipt: ResultsReceipt = Receipt::read(&provenance::read_bytes(&path)?, PATH)?.typed(PATH)?;
    Ok(receipt.products)
}

/// Whether somebody who made results has seen an effect. A receipt that does not hold shows that somebody was there; what
/// is wrong with it, `verify` says.
pub fn looked(folder: &Folder) -> bool {
    products(folder).map_or(true, |all| all.iter().any(Entry::shows_an_effect))
}

/// Whether the receipt that stands is this version's and names an effect or early absence. Earlier ones may have left no
/// record of the first look.
pub fn looked_with_record(folder: &Folder) -> bool {
    let read = provenance::read_bytes(&folder.path(PATH)).and_then(|b| Receipt::read(&b, PATH)?.typed(PATH));
    read.is_ok_and(|r: ResultsReceipt| r.tool == TOOL && r.products.iter().any(Entry::shows_an_effect))
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
