//! What stands under `data/` and `results/`, which verb writes it, and what the receipts say of it.

use crate::folder::data_receipt::PATH as DATA;
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{Receipt, read_bytes};
use crate::tables::{Table, Value as Cell};
use serde_json::Value;
use std::collections::BTreeSet;

/// Verbs whose products are made again.
pub(crate) const VERBS: [&str; 4] = ["balance", "effect", "absence", "report"];
/// Files of `data/` that a report is drawn from.
pub(crate) const SOURCES: [&str; 5] =
    ["data/quality.json", "data/panel.csv", "data/fidelity.csv", "data/fidelity.json", "data/pupils.parquet"];
/// What comes back from a closed machine.
const RETURNED: [&str; 6] = ["effects.csv", "facts.csv", "checks.csv", "run.csv", "events.png", "events.pdf"];
/// What systems leave lying about.
const PASSED_OVER: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// Regular files below a folder of the study, links followed to files alone, as paths with `/`, in order; files that
/// begin with a dot are passed over.
pub(crate) fn files(study: &Folder, part: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(study, part, &mut found);
    found.sort();
    found
}

fn walk(study: &Folder, part: &str, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(study.path(part)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        let inside = format!("{part}/{name}");
        match entry.file_type() {
            Ok(t) if t.is_dir() => walk(study, &inside, found),
            _ if entry.path().is_file() => found.push(inside),
            _ => {}
        }
    }
}

/// Whether a path from a file stays inside the study folder.
pub(crate) fn is_inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains('\\')
        && !path.contains(':')
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// The verb that writes a file of this name, if one does.
pub(crate) fn verb_of(path: &str) -> Option<&'static str> {
    if let Some(name) = path.strip_prefix("data/") {
        let known = crate::folder::data_files::FILES.contains(&name) || ["counts.csv", "forecast.csv"].contains(&name);
        return known.then_some("ingest");
    }
    let name = path.strip_prefix("results/")?;
    if let Some(kept) = name.strip_prefix("bridge/") {
        let file = kept.rsplit('/').next().unwrap_or(kept);
        let known = RETURNED.contains(&file) && kept.split('/').count() <= 2;
        return known.then_some("effect");
    }
    match name {
        "effects.csv" | "effects.json" => Some("effect"),
        "absence.csv" | "absence.json" => Some("absence"),
        "balance.csv" => Some("balance"),
        "report.html" | "registration.md" | "README.md" | "sap.md" | "sap.docx" => Some("report"),
        _ => {
            let (folder, file) = name.split_once('/')?;
            let suffixes: &[&str] = match folder {
                "figures" => &[".svg", ".png"],
                "tables" => &[".md", ".tex", ".docx", ".xlsx"],
                _ => &[],
            };
            suffixes.iter().any(|s| file.ends_with(s) && !file.contains('/')).then_some("report")
        }
    }
}

/// Whether a file only shows what another one holds.
pub(crate) fn is_rendered(path: &str) -> bool {
    let computed = ["results/effects.json", "results/absence.json", "results/balance.csv"].contains(&path);
    !(computed || path.starts_with("data/") && path != "data/fidelity.csv")
}

/// The receipts of a study that can be read.
fn receipts_of(study: &Folder) -> impl Iterator<Item = Receipt> {
    [DATA, receipts::PATH].into_iter().filter_map(|p| Receipt::read(&read_bytes(&study.path(p)).ok()?, p).ok())
}

/// Whether a receipt names a file, read or written.
pub(crate) fn named(study: &Folder, path: &str) -> bool {
    receipts_of(study).any(|r| super::named::files_of(&r).iter().any(|n| n.path == path))
}

/// Whether another version of the tool wrote a receipt.
pub(crate) fn other_version(study: &Folder) -> bool {
    let ours = concat!("lodtrin ", env!("CARGO_PKG_VERSION"));
    receipts_of(study).any(|r| r.text_of("tool").is_some_and(|t| t != ours))
}

/// The verbs of a receipt of results.
pub(crate) fn verbs(receipt: &Receipt) -> Vec<String> {
    let list = receipt.get("products").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|e| e["verb"].as_str().map(str::to_string)).collect()
}

/// What two receipts say differently: no word of the tool, the key, or digests of files that are not kept.
///
/// `loose`: what was read is not all here, so only options, draws and outputs are compared.
pub(crate) fn receipts_apart(
    theirs: &Receipt,
    ours: &Receipt,
    ran: &BTreeSet<&'static str>,
    loose: bool,
    keep: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in ours.names().chain(theirs.names()) {
        if ["tool", "key", "products", "receipt", "schema"].contains(&name) || wrong.iter().any(|w| w == name) {
            continue;
        }
        let of = |r: &Receipt| r.get(name).map(|v| without(v, keep, loose && name == "inputs"));
        // a key that an older version did not write says nothing
        if theirs.get(name).is_some() && of(theirs) != of(ours) {
            wrong.push(name.to_string());
        }
    }
    let entry = |r: &Receipt, verb: &str| {
        let list = r.get("products").and_then(Value::as_array).cloned().unwrap_or_default();
        list.into_iter().find(|e| e["verb"] == verb)
    };
    for verb in VERBS.iter().filter(|v| ran.contains(*v)) {
        let (Some(a), Some(b)) = (entry(theirs, verb), entry(ours, verb)) else {
            if entry(theirs, verb).is_none() && ours.get("products").is_some() {
                wrong.push(format!("`{verb}` is not in it"));
            }
            continue;
        };
        for key in ["options", "draws", "inputs", "outputs"] {
            let loose = loose && (key == "inputs" || *verb == "report");
            if without(&a[key], keep, loose) != without(&b[key], keep, loose) {
                wrong.push(format!("{verb}: {key}"));
            }
        }
    }
    wrong
}

/// A list of files without the digests that are not to be compared; nothing where the list is not compared at all.
fn without(value: &Value, keep: &dyn Fn(&str) -> bool, skip: bool) -> Value {
    match value {
        Value::Array(list) if list.iter().any(|f| f.get("sha256").is_some()) || skip => {
            let kept = list.iter().filter(|_| !skip).map(|f| {
                let path = f["path"].as_str().unwrap_or_default();
                let digest = if keep(path) { f["sha256"].clone() } else { Value::Null };
                serde_json::json!([path, digest])
            });
            Value::Array(kept.collect())
        }
        other => other.clone(),
    }
}

/// The CSV that a JSON of ours renders to.
pub(crate) fn csv_of(text: &str, danish: bool) -> Option<String> {
    let json: Value = serde_json::from_str(text).ok()?;
    let rows = json.get("rows")?.as_array()?;
    let schema = json["schema"].as_str().unwrap_or_default();
    let columns: Vec<&str> = match rows.first() {
        Some(first) => first.as_object()?.keys().map(String::as_str).collect(),
        None => return Some(Table::of(schema).csv_of_study(danish)),
    };
    let mut table = Table::new(schema, &columns);
    for row in rows {
        let row = row.as_object().filter(|r| r.len() == columns.len())?;
        table.push(columns.iter().map(|c| row.get(*c).map_or(Cell::Missing, cell)).collect());
    }
    Some(table.csv_of_study(danish))
}

/// Whether bytes of ours are Danish CSV.
pub(crate) fn is_danish(bytes: &[u8]) -> bool {
    bytes.starts_with("\u{feff}".as_bytes())
}

/// Whether the tables of results stand as Danish CSV.
pub(crate) fn writes_danish(study: &Folder) -> bool {
    let tables = ["results/effects.csv", "results/absence.csv", "results/balance.csv"];
    tables.iter().any(|t| read_bytes(&study.path(t)).is_ok_and(|b| is_danish(&b)))
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Bool(b) => Cell::Bool(*b),
        Value::Number(n) => n.as_i64().map_or_else(|| Cell::from(n.as_f64()), Cell::Int),
        Value::String(s) if s == "Inf" => Cell::Num(f64::INFINITY),
        Value::String(s) if s == "-Inf" => Cell::Num(f64::NEG_INFINITY),
        Value::String(s) => Cell::Text(s.clone()),
        _ => Cell::Missing,
    }
}
