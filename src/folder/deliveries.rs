//! What was delivered for the data that stand, as `data/receipt.json` and `data/quality.json` tell it.

use super::data_receipt::{self, PATH as RECEIPT};
use super::json_files;
use super::order::{Order, Seen};
use super::study::Folder;
use crate::diagnostics::Outcome;
use crate::lottery::Look;
use crate::protocol;
use crate::provenance::{self, Digest, Receipt, sha256};
use crate::trial::facts::DeliveredRegister;
use crate::trial::{Finding, Study};
use std::collections::BTreeMap;

/// The receipt of the data that the first look names, kept when they are read anew.
pub const LOOKED: &str = "data/receipt-at-look.json";

/// What was declared when the data were made, by key; `None` where there is no receipt or it is older than that.
///
/// # Errors
/// `P105` for a receipt that is damaged.
pub fn declared(folder: &Folder) -> Outcome<Option<BTreeMap<String, String>>> {
    Ok(data_receipt::read(folder)?.and_then(|receipt| receipt.declared))
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
pub fn deliveries(folder: &Folder, minimum: u32) -> Outcome<Vec<DeliveredRegister>> {
    let Some(quality) = json_files::quality(folder)? else { return Ok(Vec::new()) };
    let study = folder.study().ok();
    let list = quality.registers.iter().map(|(name, account)| {
        let decl = study.as_ref().and_then(|s| s.registers.get(name));
        let extracted = decl.and_then(|d| d.extracted).and_then(|d| {
            jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(d)).ok().map(|d| d.to_string())
        });
        let rows = Some(account.rows_in).filter(|n| *n == 0 || *n >= u64::from(minimum));
        let last_day = match quality.study.get(&format!("{name}_shown_until")) {
            Some(Finding::Words(day)) => Some(day.clone()),
            _ => None,
        };
        DeliveredRegister { register: name.to_string(), extracted, last_day, files: account.dialect.len(), rows }
    });
    Ok(list.collect())
}

/// Whether the data that stand are those that the first look names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    /// They are, or nobody looked, or no data stand.
    Not,
    /// The receipt is another one, but what was read and declared is the same: another key.
    Receipt,
    /// Inputs or declarations differ: the digests of both receipts.
    Other(Digest, Digest),
    /// The receipt is another one, and the one that was looked at is not here: both digests.
    Unknown(Digest, Digest),
}

/// Whether data were read anew after somebody had looked. A receipt that another version of the tool would have written
/// of the same inputs is the same data.
pub fn anew(folder: &Folder, order: &Order) -> Anew {
    let Seen::After(_, look) = &order.seen else { return Anew::Not };
    let Ok(bytes) = provenance::read_bytes(&folder.path(RECEIPT)) else { return Anew::Not };
    let (from, to) = (look.data, sha256(&bytes));
    if to == from || same_but_for_tool(&bytes, from) {
        return Anew::Not;
    }
    let Some(looked) = of_digest(folder, LOOKED, from) else { return Anew::Unknown(from, to) };
    let read = |bytes: &[u8], name: &str| Receipt::read(bytes, name).ok();
    let (then, now) = (read(&looked, LOOKED), read(&bytes, RECEIPT));
    let same = then.zip(now).is_some_and(|(then, now)| {
        ["inputs", "declared"].iter().all(|key| then.get(key).is_some() && then.get(key) == now.get(key))
    });
    if same { Anew::Receipt } else { Anew::Other(from, to) }
}

/// The receipt of the data that the first look names, if it still stands: as the data's own, or kept beside it.
pub fn looked_at(folder: &Folder) -> Option<Vec<u8>> {
    let look = provenance::read_bytes(&folder.path("lottery").join(Look::FILE)).ok()?;
    let look = Look::read(&look, Look::FILE).ok()?;
    [RECEIPT, LOOKED].iter().find_map(|name| of_digest(folder, name, look.data))
}

/// Whether the kept receipt is there and is the one that the first look names.
pub fn keeps_looked(folder: &Folder) -> bool {
    let kept = provenance::read_bytes(&folder.path(LOOKED)).ok();
    kept.is_some() && kept == looked_at(folder)
}

fn of_digest(folder: &Folder, name: &str, digest: Digest) -> Option<Vec<u8>> {
    provenance::read_bytes(&folder.path(name)).ok().filter(|b| sha256(b) == digest)
}

/// Versions of the tool that wrote receipts of `ingest`.
const VERSIONS: [&str; 2] = ["lodtrin 0.1.0", "lodtrin 0.2.0"];

fn same_but_for_tool(bytes: &[u8], expected: Digest) -> bool {
    let Ok(receipt) = Receipt::read(bytes, RECEIPT) else { return false };
    VERSIONS.iter().any(|tool| {
        let again = receipt.names().fold(Receipt::new(), |made, name| match receipt.get(name) {
            _ if name == "tool" => made.with(name, *tool),
            Some(value) => made.with(name, value.clone()),
            None => made,
        });
        sha256(again.text().as_bytes()) == expected
    })
}
