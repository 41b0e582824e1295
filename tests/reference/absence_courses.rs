//! Early absence in a table as the public gives it (words, truth values, missing cells, ties, departures by the landmark):
//! every cell that R's packages have an answer for, `absence/courses.R`.

use lodtrin::absence::Landmark;
use lodtrin::absence::rows::Question;
use lodtrin::diagnostics::Silent;
use lodtrin::steps::absence::{DataQuestion, run_data};
use lodtrin::tables::{Table, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Closed forms: both sides lose a few of sixteen digits in sums of products.
const CLOSED_FORM: f64 = 1e-8;
/// Where R iterates, and p-values, which amplify an error of their statistic.
const ITERATED: f64 = 1e-6;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/absence").join(name)
}

fn courses() -> Table {
    let words = |list: &[&str]| list.iter().map(|s| s.to_string()).collect::<Vec<_>>();
    let asked = DataQuestion {
        form: Default::default(),
        file: path("courses.csv"),
        cluster: "course".into(),
        days: "days".into(),
        time: "time".into(),
        event: "status".into(),
        dropout: words(&["Withdrawn"]),
        competing: words(&["Transfer"]),
        covariates: words(&["credits", "disabled", "education"]),
        question: Question {
            landmark: Landmark { threshold: 3.0, day: 14.0, horizon: None },
            at: vec![15.0, 30.0, 100.0, 200.0, 240.0],
            level: 0.95,
            draws: 0,
            seed: 1,
            subgroups: words(&["disabled", "education"]),
            school: None,
            classes: None,
            fates_known: false,
            minimum: 0.0,
            wanted: Default::default(),
            definition: Default::default(),
        },
    };
    run_data(&asked, &Silent).unwrap_or_else(|p| panic!("{p}"))
}

/// The cells of a table by `measure|method|term|variance|column`.
fn cells(table: &Table) -> HashMap<String, f64> {
    let mut cells = HashMap::new();
    let keys = ["measure", "method", "term", "variance"];
    for row in &table.rows {
        let text = |name: &&str| match &row[table.columns.iter().position(|c| c == name).unwrap()] {
            Value::Text(t) => t.clone(),
            other => panic!("{name} is {other:?}"),
        };
        let name: Vec<String> = keys.iter().map(text).collect();
        for (column, value) in table.columns.iter().zip(row) {
            let number = match value {
                Value::Num(x) => *x,
                Value::Int(i) => *i as f64,
                _ => continue,
            };
            let earlier = cells.insert(format!("{}|{column}", name.join("|")), number);
            assert!(earlier.is_none(), "{name:?} stands twice");
        }
    }
    cells
}

fn tolerance(key: &str) -> f64 {
    let iterated = ["odds_ratio", "risk_ratio", "hazard_ratio", "hazard|", "calibration", "e_value", "g-computation"];
    if key.ends_with("p.value") || iterated.iter().any(|w| key.contains(w)) { ITERATED } else { CLOSED_FORM }
}

#[test]
fn every_number_of_a_public_table_agrees_with_r() {
    let ours = cells(&courses());
    let mut reader = csv::Reader::from_path(path("courses-expected.csv")).unwrap();
    let mut compared = 0;
    for record in reader.records().map(Result::unwrap).filter(|r| &r[0] != "version") {
        let key = record.iter().take(5).collect::<Vec<_>>().join("|");
        let theirs: f64 = record[5].parse().unwrap();
        let Some(ours) = ours.get(&key) else {
            // nobody has so many days absent, or the share is 0 or 1 and its error 0
            assert!(key.contains("|days|days>=") || theirs == 0.0, "no {key}, which is {theirs}");
            continue;
        };
        let error = (ours - theirs).abs() / theirs.abs().max(f64::MIN_POSITIVE);
        assert!(*ours == theirs || error <= tolerance(&key), "{key}: {ours} is not {theirs} ({error:e})");
        compared += 1;
    }
    assert!(compared > 400, "{compared} cells compared");
}

#[test]
fn words_enter_with_the_first_level_as_reference_and_rows_left_out_are_counted() {
    let table = courses();
    let all = cells(&table);
    let count = |term: &str| all[&format!("count|crude|{term}|none|estimate")];
    let out = ["left-by-landmark", "absence-unknown", "day-unknown", "event-unknown", "covariate-unknown"];
    let left_out: f64 = out.iter().map(|t| count(t)).sum();
    assert_eq!(count("starters"), count("n") + left_out);
    assert!(out.iter().all(|t| count(t) > 0.0), "each kind of missing value occurs");
    let said = table.warnings.iter().find(|w| w.kind == "PupilsLeftOut").map(|w| w.message.clone()).unwrap_or_default();
    assert!(said.contains("without a covariate") && said.contains("without a word on what happened"), "{said}");
}
