//! What was delivered for the data that stand, as `data/receipt.json` and `data/quality.json` tell it.

use super::quality;
use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::protocol;
use crate::provenance::{self, Receipt};
use crate::trial::Study;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const RECEIPT: &str = "data/receipt.json";

/// What was declared when the data were made, by key; `None` where there is no receipt or it is older than that.
///
/// # Errors
/// `P105` for a receipt that is damaged.
pub fn declared(folder: &Folder) -> Outcome<Option<BTreeMap<String, String>>> {
    let path = folder.path(RECEIPT);
    if !path.is_file() {
        return Ok(None);
    }
    let receipt = Receipt::read(&provenance::read_bytes(&path)?, RECEIPT)?;
    let Some(object) = receipt.get("declared").and_then(Value::as_object).cloned() else { return Ok(None) };
    Ok(Some(object.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_string()))).collect()))
}

/// Keys that the data were made under otherwise than the plan in force says; forecasts and adjustments are the plan's own
/// whatever is declared.
///
/// # Errors
/// As [`declared`].
pub fn made_otherwise(folder: &Folder, force: &Study) -> Outcome<Vec<String>> {
    let Some(declared) = declared(folder)? else { return Ok(Vec::new()) };
    let list = protocol::differences_from(force, &declared).into_iter().map(|d| d.key);
    Ok(list.filter(|key| !key.starts_with("forecast.") && !key.ends_with(".adjust")).collect())
}

/// The deliveries behind a result: register, day of extraction, last day seen, files, rows (null below `minimum`).
///
/// # Errors
/// `P910` for a quality report that is damaged.
pub fn deliveries(folder: &Folder, minimum: u32) -> Outcome<Value> {
    let Some(quality) = quality::read(folder)? else { return Ok(json!([])) };
    let study = folder.study().ok();
    let list = quality.registers.iter().map(|(name, account)| {
        let decl = study.as_ref().and_then(|s| s.registers.get(name));
        let extracted = decl.and_then(|d| d.extracted).and_then(|d| {
            jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(d)).ok().map(|d| d.to_string())
        });
        let rows = account["rows_in"].as_u64().filter(|n| *n == 0 || *n >= u64::from(minimum));
        json!({
            "register": name,
            "extracted": extracted,
            "last_day": quality.study[format!("{name}_shown_until")],
            "files": account["dialect"].as_array().map_or(0, Vec::len),
            "rows": rows,
        })
    });
    Ok(list.collect())
}
