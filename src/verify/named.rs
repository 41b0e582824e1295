//! The files that a receipt names.

use crate::provenance::Receipt;
use serde_json::Value;

/// A file that a receipt names.
pub(crate) struct Named {
    /// Its path.
    pub path: String,
    /// Its digest, as hex.
    pub digest: String,
    /// Whether it was read.
    pub input: bool,
}

/// Every file of a receipt, read or written.
pub(crate) fn files_of(receipt: &Receipt) -> Vec<Named> {
    let mut found = Vec::new();
    let mut take = |entry: &Value| {
        for (key, input) in [("inputs", true), ("outputs", false)] {
            for file in entry[key].as_array().into_iter().flatten() {
                if let (Some(path), Some(digest)) = (file["path"].as_str(), file["sha256"].as_str()) {
                    found.push(Named { path: path.to_string(), digest: digest.to_string(), input });
                }
            }
        }
    };
    for entry in receipt.get("products").and_then(Value::as_array).into_iter().flatten() {
        take(entry);
    }
    let whole: serde_json::Map<String, Value> =
        receipt.names().filter_map(|n| receipt.get(n).map(|v| (n.to_string(), v.clone()))).collect();
    take(&Value::Object(whole));
    found
}
