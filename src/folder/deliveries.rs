//! What was delivered for the data that stand, as `data/receipt.json` and `data/quality.json` tell it.

use super::study::Folder;
use crate::protocol;
use crate::provenance::{self, Receipt};
use crate::trial::Study;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const RECEIPT: &str = "data/receipt.json";
const QUALITY: &str = "data/quality.json";

/// What was declared when the data were made, by key; `None` where the receipt is older than that or cannot be read.
pub fn declared(folder: &Folder) -> Option<BTreeMap<String, String>> {
    let receipt = Receipt::read(&provenance::read_bytes(&folder.path(RECEIPT)).ok()?, RECEIPT).ok()?;
    let object = receipt.get("declared")?.as_object()?.clone();
    Some(object.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_string()))).collect())
}

/// Keys that the data were made under otherwise than the plan in force says; forecasts and adjustments are the plan's own
/// whatever is declared.
pub fn made_otherwise(folder: &Folder, force: &Study) -> Vec<String> {
    let Some(declared) = declared(folder) else { return Vec::new() };
    let list = protocol::differences_from(force, &declared).into_iter().map(|d| d.key);
    list.filter(|key| !key.starts_with("forecast.") && !key.ends_with(".adjust")).collect()
}

/// The deliveries behind a result: register, day of extraction, last day seen, files, rows (null below `minimum`).
pub fn deliveries(folder: &Folder, minimum: u32) -> Value {
    let quality = provenance::read_text(&folder.path(QUALITY)).ok();
    let quality: Value = quality.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or(Value::Null);
    let study = folder.study().ok();
    let Some(registers) = quality["registers"].as_object() else { return json!([]) };
    let list = registers.iter().map(|(name, account)| {
        let decl = study.as_ref().and_then(|s| s.registers.get(name));
        let extracted = decl.and_then(|d| d.extracted).and_then(|d| {
            jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(d)).ok().map(|d| d.to_string())
        });
        let rows = account["rows_in"].as_u64().filter(|n| *n == 0 || *n >= u64::from(minimum));
        json!({
            "register": name,
            "extracted": extracted,
            "last_day": quality["study"][format!("{name}_shown_until")],
            "files": account["dialect"].as_array().map_or(0, Vec::len),
            "rows": rows,
        })
    });
    list.collect()
}
