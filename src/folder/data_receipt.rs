//! What the data were made from: `data/receipt.json` of `ingest`, written from this type and read back as it.

use super::receipts::Hashed;
use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::provenance::{self, Receipt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where it stands in a study folder.
pub const PATH: &str = "data/receipt.json";
/// The name of its schema.
pub const SCHEMA: &str = "lodtrin/ingest-receipt/2";

/// `data/receipt.json`, whose last key is the digest of what stands before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataReceipt {
    /// The name of its schema.
    pub schema: String,
    /// The version that wrote it.
    pub tool: String,
    /// The domain of the pseudonyms.
    pub domain: String,
    /// Fingerprint of the key; none where nothing was made a pseudonym.
    pub key: Option<String>,
    /// What the protocol declared when the registers were read, by key; versions before 0.2.0 did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<BTreeMap<String, String>>,
    /// Files read.
    pub inputs: Vec<Hashed>,
    /// The accounts of the registers.
    pub registers: Vec<Sums>,
    /// Files written.
    pub outputs: Vec<Hashed>,
}

/// The account of one register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// The register.
    pub register: String,
    /// Rows that came in.
    pub rows_in: u64,
    /// Rows used.
    pub used: u64,
    /// Rows put aside.
    pub quarantined: u64,
    /// Rows left out under a name.
    pub excluded: u64,
}

/// The receipt of the data that stand; `None` where there is none.
///
/// # Errors
/// `P105` for a receipt that is damaged: never taken for one that is not there.
pub fn read(folder: &Folder) -> Outcome<Option<DataReceipt>> {
    let path = folder.path(PATH);
    if !path.is_file() {
        return Ok(None);
    }
    Receipt::read(&provenance::read_bytes(&path)?, PATH)?.typed(PATH).map(Some)
}
