//! 102 deliveries as schools make them, with every count, doubt, code and line that an independent reading of them gives
//! (`arrivals/arrivals.py`, standard library of Python only), and the rules by themselves (`arrivals/vectors.tsv`).

use crate::tools::samples::copied;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Sums of written decimals, added in another order.
const ROUNDING: f64 = 1e-6;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/arrivals")
}

fn expected() -> BTreeMap<String, Vec<(String, String)>> {
    let mut cases: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(folder().join("expected.csv")).expect("expected.csv");
    for row in reader.records() {
        let row = row.expect("a row");
        cases.entry(row[0].to_string()).or_default().push((row[1].to_string(), row[2].to_string()));
    }
    cases
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(words: &[&str]) -> Ran {
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(words).output().expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: out.status.code().unwrap_or(-1), out: text(&out.stdout), err: text(&out.stderr) }
}

/// What the delivery came to, by the names of the reference.
struct Came {
    ingest: Ran,
    check: Ran,
    quality: Value,
    panel: BTreeMap<String, String>,
    covariates: BTreeMap<String, String>,
    absence: Value,
    quarantine: String,
}

fn come(case: &str) -> Came {
    let place = tempfile::tempdir().expect("a folder");
    let study = place.path().join("study");
    copied(&folder().join("deliveries").join(case), &study);
    let key = place.path().join("key.hex");
    std::fs::write(&key, "0123456789abcdef".repeat(4)).expect("a key");
    let (study_path, key) = (study.display().to_string(), key.display().to_string());
    let ingest = run(&["ingest", &study_path, "--key-file", &key, "--format", "json"]);
    let check = run(&["ingest", &study_path, "--check"]);
    let quality = serde_json::from_str(&ingest.out).unwrap_or(Value::Null);
    let mut panel = BTreeMap::new();
    if let Ok(mut rows) = csv::Reader::from_path(study.join("data/panel.csv")) {
        for r in rows.records().flatten() {
            let cell = format!("panel.{}.{}.{}", &r[0], &r[1], &r[2]);
            panel.insert(format!("{cell}.n"), r[4].to_string());
            panel.insert(format!("{cell}.k"), r[5].to_string());
        }
    }
    let table = place.path().join("pupils.csv").display().to_string();
    let mut covariates = BTreeMap::new();
    if ingest.code == 0 && run(&["export", "pupils", &study_path, "--out", &table]).code == 0 {
        let mut rows = csv::Reader::from_path(&table).expect("an export");
        let names: Vec<String> = rows.headers().expect("names").iter().map(str::to_string).collect();
        let rows: Vec<csv::StringRecord> = rows.records().flatten().collect();
        for (i, name) in names.iter().enumerate() {
            let Some(name) = name.strip_prefix("x_") else { continue };
            let values: Vec<f64> = rows.iter().filter_map(|r| r[i].parse().ok()).collect();
            covariates.insert(format!("covariate.{name}.n"), values.len().to_string());
            covariates.insert(format!("covariate.{name}.sum"), values.iter().sum::<f64>().to_string());
        }
    }
    let quarantine = std::fs::read_to_string(study.join("data/quarantine.csv")).unwrap_or_default();
    let mut absence = Value::Null;
    if case.contains("absence") && ingest.code == 0 {
        absence = serde_json::from_str(&run(&["absence", &study_path, "--format", "json"]).out).unwrap_or(Value::Null);
    }
    Came { ingest, check, quality, panel, covariates, absence, quarantine }
}

fn found(came: &Came, quantity: &str, wanted: &str) -> String {
    let yes = |is: bool| if is { wanted.to_string() } else { "not said".to_string() };
    let text = |v: &Value| match v {
        Value::String(s) => s.clone(),
        Value::Null => "0".to_string(),
        other => other.to_string(),
    };
    let (head, rest) = quantity.split_once('.').unwrap_or((quantity, ""));
    match head {
        "exit" => came.ingest.code.to_string(),
        "check" => came.check.code.to_string(),
        "code" => yes(came.ingest.err.contains(&format!("[{wanted}]"))),
        "line" => yes(came.ingest.err.contains(&format!(":{wanted}"))),
        "says" => yes(came.ingest.err.contains(wanted)),
        "says_quarantine" => yes(came.quarantine.contains(wanted)),
        "doubt" => {
            let told = came.quality["warnings"].as_array().is_some_and(|l| l.iter().any(|w| w["kind"] == rest));
            u8::from(told).to_string()
        }
        "panel" => came.panel.get(quantity).cloned().unwrap_or_default(),
        "covariate" => came.covariates.get(quantity).cloned().unwrap_or_default(),
        "absence" => {
            let rows = came.absence["rows"].as_array().cloned().unwrap_or_default();
            rows.iter().find(|r| r["term"] == rest).map_or_else(String::new, |r| text(&r["estimate"]))
        }
        "study" => text(&came.quality["study"][rest]),
        "outcome" => {
            let name = rest.trim_end_matches(".missing");
            let list = came.quality["outcomes"].as_array().cloned().unwrap_or_default();
            list.iter().find(|o| o["outcome"] == name).map_or_else(String::new, |o| text(&o["missing"]))
        }
        register => {
            let parts = rest.split('.');
            text(parts.fold(&came.quality["registers"][register], |v, p| &v[p]))
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= ROUNDING * b.abs().max(1.0),
        _ => a == b,
    }
}

#[test]
fn every_delivery_comes_to_what_the_reference_says() {
    let cases = expected();
    assert_eq!(cases.len(), 102);
    let mut wrong = Vec::new();
    for (case, quantities) in &cases {
        let came = come(case);
        for (quantity, wanted) in quantities {
            let got = found(&came, quantity, wanted);
            if !same(&got, wanted) {
                wrong.push(format!("{case}: {quantity}: {got} is not {wanted}\n{}", came.ingest.err));
            }
        }
    }
    assert!(wrong.is_empty(), "{} quantities:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_rules_by_themselves_give_the_vectors() {
    use lodtrin::registers::{clean, identifiers};
    let text = std::fs::read_to_string(folder().join("vectors.tsv")).expect("vectors.tsv");
    let mut checked = 0;
    for line in text.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let value = |t: &str| serde_json::from_str::<Value>(t).expect("JSON");
        let (input, wanted) = (value(parts[1]), value(parts[2]));
        let Some(cell) = input.as_str() else { continue };
        match parts[0] {
            "clean" => {
                assert_eq!(clean::clean(cell), wanted.as_str().expect("text"), "{cell:?}");
                assert_eq!(clean::clean(&clean::clean(cell)), clean::clean(cell), "{cell:?} twice");
            }
            "identify" => {
                let read = identifiers::read(cell, identifiers::SixDigits::BirthDates);
                let got = match &read {
                    Ok(id) => serde_json::json!({ "text": id.text, "repaired": id.repaired }),
                    Err(identifiers::Unusable::BirthDateOnly) => "R306".into(),
                    Err(identifiers::Unusable::Destroyed) => "R312".into(),
                    Err(_) => "R307".into(),
                };
                assert_eq!(got, wanted, "{cell:?}");
            }
            "guard" => {
                assert_eq!(identifiers::holds_person(cell), wanted.as_i64() != Some(0), "{cell:?}");
            }
            _ => continue,
        }
        checked += 1;
    }
    assert!(checked > 150, "{checked} vectors");
}
