//! An early warning against two other implementations: `warning/reference.py` (numpy, scipy), whose numbers stand in
//! `expected.csv`, and `warning/second.R` (metafor, pROC, clubSandwich), which agrees with it.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Roots and likelihoods are solved to 1e-11 on both sides.
const TOLERANCE: f64 = 1e-8;
/// Differences of numbers near zero.
const ROUNDING: f64 = 1e-10;

type Rows = BTreeMap<(String, String, String, String), BTreeMap<String, f64>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/warning")
}

fn number(text: &str) -> f64 {
    match text {
        "NA" | "" => f64::NAN,
        "Inf" => f64::INFINITY,
        t => t.parse().unwrap_or_else(|_| panic!("`{t}` is a number")),
    }
}

/// What a run must give.
fn expected(run: &str) -> Rows {
    let mut rows = Rows::new();
    let mut reader = csv::Reader::from_path(folder().join("expected.csv")).expect("the reference values");
    for record in reader.records() {
        let r = record.expect("a row");
        if &r[0] == run {
            let key = (r[1].to_string(), r[2].to_string(), r[3].to_string(), r[4].to_string());
            rows.entry(key).or_default().insert(r[5].to_string(), number(&r[6]));
        }
    }
    assert!(!rows.is_empty(), "no reference values of `{run}`");
    rows
}

/// The rows that the tool gives.
fn given(args: &[String]) -> Rows {
    let out = Command::cargo_bin("lodtrin").expect("the tool").args(args).output().expect("it runs");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    let mut reader = csv::Reader::from_reader(out.stdout.as_slice());
    let head = reader.headers().expect("a header").clone();
    let mut rows = Rows::new();
    for record in reader.records() {
        let r = record.expect("a row");
        let at = |name: &str| head.iter().position(|h| h == name).map_or("", |j| &r[j]);
        let key = ["measure", "method", "term", "variance"].map(|n| at(n).to_string());
        let [measure, method, term, variance] = key;
        let values =
            ["estimate", "std.error", "df", "conf.low", "conf.high", "statistic", "p.value", "nobs", "n.clusters"]
                .map(|n| (n.to_string(), number(at(n))));
        let before = rows.insert((measure, method, term, variance), values.into());
        assert!(before.is_none(), "a row stands twice: {r:?}");
    }
    rows
}

fn compare(run: &str, file: &str, more: &str) {
    let file = folder().join(file).display().to_string();
    let fixed = "--days days --time day --event event --landmark 14 --horizon 140 --draws 0 --format csv";
    let more = more.replace("DIR", &folder().display().to_string());
    let args: Vec<String> = ["absence", "--data", &file]
        .into_iter()
        .chain(fixed.split_whitespace())
        .chain(more.split_whitespace())
        .map(str::to_string)
        .collect();
    held(run, &given(&args));
}

fn held(run: &str, given: &Rows) {
    for (key, columns) in expected(run) {
        let own = given.get(&key).unwrap_or_else(|| panic!("{run}: no row {key:?}"));
        for (column, wanted) in columns {
            let found = own[&column];
            let near = (wanted.is_nan() && found.is_nan())
                || wanted == found
                || (wanted - found).abs() <= TOLERANCE * wanted.abs() + ROUNDING;
            assert!(near, "{run}: {key:?} {column} is {found}, the reference says {wanted}");
        }
    }
}

#[test]
fn everything_asked_at_once_with_schools_classes_and_groups() {
    compare(
        "main",
        "pupils.csv",
        "--cluster programme --class class --school school --covariates under20,benefit --subgroups under20,benefit \
         --threshold 1 --risk-thresholds 0.1,0.2,0.3 --calls 1,3,5 --claim 0.1 --late 0.1 --competing 2",
    );
}

#[test]
fn classes_as_clusters_and_another_threshold() {
    compare(
        "classes",
        "pupils.csv",
        "--cluster class --school school --threshold 2 --risk-thresholds 0.15,0.25 --calls 2 --late 0.3 --competing 2",
    );
}

#[test]
fn no_school_named() {
    compare(
        "no-school",
        "pupils.csv",
        "--cluster programme --class class --covariates under20 --subgroups female --threshold 1 \
         --risk-thresholds 0.2 --calls 4 --competing 2",
    );
}

#[test]
fn a_frozen_model_on_the_next_schools() {
    compare(
        "next",
        "next.csv",
        "--cluster programme --class class --school school --covariates under20,benefit --subgroups benefit \
         --threshold 1 --risk-thresholds 0.1,0.2,0.3 --calls 3 --competing 2 --scorecard DIR/scorecard.json",
    );
}

#[test]
fn three_classes_by_hand() {
    compare("hand", "hand.csv", "--cluster class --threshold 1 --risk-thresholds 0.25 --calls 2");
}

#[test]
fn exposed_pupils_in_few_classes_or_all_dropped_out() {
    for run in ["few1", "few3", "few7", "all"] {
        compare(run, &format!("{run}.csv"), "--cluster class --threshold 1");
    }
}

#[test]
fn a_study_with_dropouts_without_a_date_and_absence_entered_late() {
    let study = tempfile::tempdir().expect("a folder");
    let from = folder().join("study");
    std::fs::create_dir(study.path().join("registers")).expect("a folder");
    for file in ["study.toml", "programmes.csv", "registers/enrolments.csv", "registers/absences.csv"] {
        std::fs::copy(from.join(file), study.path().join(file)).expect("copied");
    }
    let key = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(key.path(), "0123456789abcdef".repeat(4)).expect("written");
    let (path, key) = (study.path().display().to_string(), key.path().display().to_string());
    let out = Command::cargo_bin("lodtrin")
        .expect("the tool")
        .args(["ingest", &path, "--key-file", &key])
        .output()
        .expect("it runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    held("study", &given(&["absence", &path, "--format", "csv"].map(String::from)));
}
