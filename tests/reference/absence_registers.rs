//! What counts as early absence, by an independent reading of the same registers: `absence/registers.py`.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Shares and differences of shares, added in another order.
const ROUNDING: f64 = 1e-12;

/// A Python that runs, or nothing.
fn python() -> Option<&'static str> {
    ["python3", "python"]
        .into_iter()
        .find(|p| std::process::Command::new(p).arg("--version").output().is_ok_and(|out| out.status.success()))
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/absence/registers.py")
}

fn lodtrin(args: &[&str]) {
    let out = Command::cargo_bin("lodtrin").unwrap().args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// The estimate of the row `measure method term variance`; `None` where it is NA or not there.
fn estimate(table: &Value, row: [&str; 4]) -> Option<f64> {
    let named = |r: &&Value| ["measure", "method", "term", "variance"].iter().zip(row).all(|(k, v)| r[*k] == v);
    table["rows"].as_array().unwrap().iter().find(named).and_then(|r| r["estimate"].as_f64())
}

fn same(what: &str, ours: Option<f64>, expected: Option<f64>) {
    let near = match (ours, expected) {
        (Some(a), Some(b)) => (a - b).abs() <= ROUNDING * b.abs().max(1.0),
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(near, "{what}: {ours:?} is not {expected:?}");
}

fn agrees(rule: &str) {
    let Some(python) = python() else {
        return crate::tools::missing("python3", "reads the registers independently");
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let made = std::process::Command::new(python).arg(script()).args([&path, rule]).status().unwrap();
    assert!(made.success());
    lodtrin(&["ingest", &path]);
    lodtrin(&["absence", &path]);
    let read = |file: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(folder.path().join(file)).unwrap()).unwrap()
    };
    let (expected, table) = (read("expected.json"), read("results/absence.json"));
    let cells = table["grid"].as_array().unwrap();
    let text = |c: &Value, key: &str| c[key].as_str().map_or_else(|| c[key].to_string(), str::to_string);
    let label = |c: &Value| {
        let keys = ["window", "days", "threshold", "counts", "lawful"];
        keys.map(|k| format!("{k}={}", text(c, k))).join(",")
    };
    let definitions = expected["grid"].as_object().unwrap();
    assert_eq!(cells.len(), definitions.len());
    for (name, numbers) in definitions {
        let cell = cells.iter().find(|c| label(c) == *name).unwrap_or_else(|| panic!("no definition {name}"));
        for (at, key) in ["n", "exposed", "estimate"].into_iter().enumerate() {
            same(&format!("{name} {key}"), cell[key].as_f64(), numbers[at].as_f64());
        }
        same(name, estimate(&table, ["risk_difference", "crude", name, "cr2"]), numbers[2].as_f64());
    }
    for (term, key) in [("starters", "starters"), ("n", "n"), ("exposed", "exposed"), ("left-by-landmark", "left")] {
        same(term, estimate(&table, ["count", "crude", term, "none"]), expected[key].as_f64());
    }
    for (dose, n) in expected["dose"].as_object().unwrap() {
        let term = if dose == "3" { "dose=3+".to_string() } else { format!("dose={dose}") };
        same(&term, estimate(&table, ["count", "crude", &term, "none"]), n.as_f64().filter(|n| *n > 0.0));
    }
    for (term, difference) in expected["subgroups"].as_object().unwrap() {
        same(term, estimate(&table, ["risk_difference", "crude", term, "cr2"]), difference.as_f64());
    }
    same("days", estimate(&table, ["auc", "days", "auc", "delong"]), expected["auc_days"].as_f64());
    same("hours", estimate(&table, ["auc", "hours", "auc", "delong"]), expected["auc_hours"].as_f64());
}

#[test]
fn calendar_days_any_absence_lawful_too() {
    agrees("14/calendar/1/any/include/14");
}

#[test]
fn school_days_whole_days_unlawful_only() {
    agrees("10/school/2/whole/exclude/20");
}

#[test]
fn three_weeks_from_two_days_on() {
    agrees("21/calendar/2/any/exclude/21");
}
