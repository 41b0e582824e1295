//! Tables with gaps, missing pupils, selection, delivery and subgroups against a reference implementation in numpy that shares
//! no code: every number of `incomplete/expected.csv`, from the shell.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Relative tolerance: both sides sum the same terms in another order.
const TOLERANCE: f64 = 1e-9;

/// One run: data, options, outcome column, estimator, estimand, variance asked for.
type Run = [String; 6];

fn expected() -> BTreeMap<Run, Vec<csv::StringRecord>> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/incomplete/expected.csv");
    let mut runs: BTreeMap<Run, Vec<csv::StringRecord>> = BTreeMap::new();
    for row in csv::Reader::from_path(place).expect("expected.csv").records().map(|r| r.expect("a row")) {
        let variance = match (&row[2], &row[6], row[7].starts_with("tipping")) {
            ("y[missing]", _, _) | (_, "json", true) => "bounds",
            (_, "json", false) => "randomization",
            (_, other, _) => other,
        };
        let column = if &row[2] == "kept" { "kept" } else { "y" };
        let run = [&row[0], &row[1], column, &row[3], &row[4], variance].map(str::to_string);
        runs.entry(run).or_default().push(row);
    }
    runs
}

fn run([data, options, column, estimator, estimand, variance]: &Run) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reference/incomplete/{data}.csv"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_lodtrin"));
    command.arg("effect").arg("--data").arg(file).args(["--unit", "unit", "--period", "period", "--start", "start"]);
    command.args(["--outcome", column, "--estimator", estimator, "--estimand", estimand, "--format", "json"]);
    if estimand == "time-averaged" {
        command.args(["--lags", "0..3"]);
    }
    if data == "gaps" {
        command.args(["--stratum", "school"]);
    }
    if data != "pupils" {
        command.args(["--size", "n"]);
    }
    // where nothing is asked for, gaps that follow the schedule give both rows
    if !(matches!(data.as_str(), "few" | "staircase") && options.is_empty()) {
        command.args(["--variance", variance]);
    }
    let out = command.args(options.split_whitespace()).output().expect("lodtrin");
    assert!(out.status.success(), "{data} {options} {estimator} {estimand}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

/// What the tool prints for a row of the expected values.
fn found(answer: &Value, row: &csv::StringRecord) -> Value {
    let same = |entry: &&Value, keys: &[(&str, usize)]| keys.iter().all(|(k, c)| entry[*k] == row[*c]);
    let among = |list: &Value, keys: &[(&str, usize)], quantity: &str| -> Value {
        let list = list.as_array().cloned().unwrap_or_default();
        let entry = list.iter().find(|e| same(e, keys)).cloned();
        entry.unwrap_or_else(|| panic!("no entry for {row:?}"))[quantity].clone()
    };
    match row[7].split_once('.') {
        Some(("tipping", key)) => among(&answer["tipping"], &[("estimator", 3), ("estimand", 4)], key),
        Some(("subgroups", key)) => among(&answer["subgroups"], &[("outcome", 2), ("estimator", 3)], key),
        Some(("westfall_young", key)) => among(&answer["westfall_young"], &[("outcome", 2), ("estimator", 3)], key),
        _ => {
            let keys = [("outcome", 2), ("estimator", 3), ("estimand", 4), ("term", 5), ("variance", 6)];
            let rows = if answer["rows"].is_array() { &answer["rows"] } else { &answer["data"] };
            among(rows, &keys, &row[7])
        }
    }
}

#[test]
fn every_reference_value_of_tables_with_gaps_is_printed() {
    let mut compared = 0;
    for (asked, rows) in expected() {
        let answer = run(&asked);
        for row in rows {
            let got = found(&answer, &row);
            let fits = match (row[8].parse::<f64>(), &got) {
                (Err(_), got) => &row[8] == "NA" && got.is_null(),
                (Ok(want), Value::String(text)) => text.parse::<f64>().is_ok_and(|g| g == want),
                (Ok(want), got) => {
                    got.as_f64().is_some_and(|g| (g - want).abs() <= TOLERANCE * want.abs().max(1.0) || g == want)
                }
            };
            assert!(fits, "{row:?}: found {got}");
            compared += 1;
        }
    }
    assert_eq!(compared, 479);
}
