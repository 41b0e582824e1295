//! What `effect` says: names, terms, missing values, refusals.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn reference(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/effects").join(name).display().to_string()
}

/// Runs `effect --data` and returns exit code, stdout and stderr.
fn effect(file: &str, more: &[&str]) -> (i32, String, String) {
    let mut args = vec!["effect", "--data", file];
    args.extend_from_slice(more);
    let done = Command::cargo_bin("lodtrin").unwrap().args(&args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

const PANEL: [&str; 8] =
    ["--unit", "programme", "--period", "term", "--start", "first_treated", "--outcome", "completed"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PANEL.iter().copied().chain(more.iter().copied()).collect()
}

/// Columns of a CSV row by their names.
fn rows(csv_text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

struct Written(tempfile::TempDir);

impl Written {
    fn new(rows: &[&str]) -> Written {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("t.csv"), format!("u,t,g,y\n{}\n", rows.join("\n"))).unwrap();
        Written(folder)
    }
    fn path(&self) -> PathBuf {
        self.0.path().join("t.csv")
    }
    fn run(&self, more: &[&str]) -> (i32, String, String) {
        let own = ["--unit", "u", "--period", "t", "--start", "g", "--outcome", "y"];
        let all: Vec<&str> = own.iter().copied().chain(more.iter().copied()).collect();
        effect(&self.path().display().to_string(), &all)
    }
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let (code, out, _) = effect(
        &reference("panel.csv"),
        &with(&["--estimator", "roth-santanna", "--variance", "neyman", "--format", "csv"]),
    );
    assert_eq!(code, 0);
    assert_eq!(
        out.lines().next().unwrap(),
        "outcome,estimator,estimand,term,scale,estimate,std.error,statistic,df,p.value,conf.low,conf.high,conf.level,variance,nobs,n.clusters,prespecified"
    );
    let row = &rows(&out)[0];
    assert_eq!(
        (row["term"].as_str(), row["scale"].as_str(), row["df"].as_str(), row["prespecified"].as_str()),
        ("treated", "probability", "18", "FALSE")
    );
}

#[test]
fn lags_are_inclusive_and_the_reference_is_a_row_of_zeros() {
    let asked = with(&[
        "--estimator",
        "callaway-santanna",
        "--variance",
        "neyman",
        "--estimand",
        "by-lag",
        "--lags",
        "-2..1",
        "--format",
        "csv",
    ]);
    let (_, out, _) = effect(&reference("panel.csv"), &asked);
    let terms: Vec<String> = rows(&out).iter().map(|r| r["term"].clone()).collect();
    assert_eq!(terms, ["lag=-2", "lag=-1", "lag=0", "lag=1"]);
    let reference = &rows(&out)[1];
    assert_eq!(
        (reference["estimate"].as_str(), reference["std.error"].as_str(), reference["p.value"].as_str()),
        ("0", "0", "NA")
    );
}

#[test]
fn the_same_digits_come_on_any_number_of_threads() {
    let run = |threads: &str| {
        let asked = with(&[
            "--estimator",
            "roth-santanna,within-period,twfe",
            "--variance",
            "randomization",
            "--draws",
            "499",
            "--format",
            "json",
            "--threads",
            threads,
        ]);
        effect(&reference("panel.csv"), &asked).1
    };
    let one = run("1");
    assert!(one.contains("\"schema\": \"lodtrin/effect/1\""));
    assert_eq!(one, run("2"));
    assert_eq!(one, run("8"));
}

#[test]
fn the_order_of_the_rows_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(reference("panel.csv")).unwrap();
    let (head, body) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = body.lines().collect();
    lines.reverse();
    let turned = folder.path().join("turned.csv");
    std::fs::write(&turned, format!("{head}\n{}\n", lines.join("\n"))).unwrap();
    let asked = with(&["--draws", "99", "--estimator", "roth-santanna", "--format", "csv"]);
    let own = effect(&reference("panel.csv"), &asked).1;
    assert_eq!(own, effect(&turned.display().to_string(), &asked).1);
}

#[test]
fn a_unit_with_two_starts_is_named() {
    let table = Written::new(&["a,1,2,0", "a,2,2,1", "b,1,3,0", "b,2,2,1"]);
    let (code, out, err) = table.run(&[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("E306") && err.contains("unit `b`"), "{err}");
}

#[test]
fn labels_need_an_order() {
    let table = Written::new(&[
        "a,F26,E26,0",
        "a,E26,E26,1",
        "b,F26,,0",
        "b,E26,,1",
        "c,F26,E26,0",
        "c,E26,E26,1",
        "d,F26,,1",
        "d,E26,,1",
    ]);
    let (code, _, err) = table.run(&[]);
    assert_eq!(code, 2);
    assert!(err.contains("E301") && err.contains("--periods"), "{err}");
    let (code, out, _) = table.run(&["--periods", "F26,E26", "--estimator", "difference-in-means", "--format", "csv"]);
    assert_eq!(code, 0);
    // E26: (1 + 1)/2 − (1 + 1)/2
    assert_eq!(rows(&out)[0]["estimate"], "0");
}

#[test]
fn periods_are_consecutive_whatever_their_numbers() {
    let table = Written::new(&[
        "a,202401,202402,0",
        "a,202402,202402,1",
        "a,202501,202402,1",
        "b,202401,202501,0",
        "b,202402,202501,0",
        "b,202501,202501,1",
        "c,202401,inf,1",
        "c,202402,inf,0",
        "c,202501,inf,0",
    ]);
    let asked = [
        "--estimator",
        "callaway-santanna",
        "--estimand",
        "by-lag",
        "--lags",
        "0..1",
        "--format",
        "csv",
        "--variance",
        "neyman",
    ];
    let (code, out, err) = table.run(&asked);
    assert_eq!(code, 0);
    assert!(err.contains("SingletonWave"));
    let found = rows(&out);
    // lag 0: a at 202402 against b, c: (1−0) − ((0−0) + (0−1))/2 = 1.5; b at 202501 against c: (1−0) − (0−0) = 1
    assert_eq!((found[0]["estimate"].as_str(), found[0]["std.error"].as_str()), ("1.25", "NA"));
    // lag 1: a at 202501 against c: (1−0) − (0−1) = 2
    assert_eq!(found[1]["estimate"], "2");
}

#[test]
fn counts_means_and_pupils_give_the_same_regression() {
    let folder = tempfile::tempdir().unwrap();
    let pupils = std::fs::read_to_string(reference("wedge10.csv")).unwrap();
    let mut cells: std::collections::BTreeMap<(String, String, String), (u32, u32)> = std::collections::BTreeMap::new();
    for row in rows(&pupils) {
        let cell =
            cells.entry((row["programme"].clone(), row["term"].clone(), row["first_treated"].clone())).or_default();
        cell.0 += 1;
        cell.1 += row["completed"].parse::<u32>().unwrap();
    }
    let mut text = "programme,term,first_treated,n,k,completed\n".to_string();
    for ((p, t, g), (n, k)) in &cells {
        text.push_str(&format!("{p},{t},{g},{n},{k},{}\n", f64::from(*k) / f64::from(*n)));
    }
    let table = folder.path().join("cells.csv");
    std::fs::write(&table, text).unwrap();
    let regression = ["--estimator", "twfe,hussey-hughes", "--variance", "cr1,cr2,model", "--format", "csv"];
    let own = rows(&effect(&reference("wedge10.csv"), &with(&regression)).1);
    let size: Vec<&str> = regression.iter().copied().chain(["--size", "n"]).collect();
    let means = rows(&effect(&table.display().to_string(), &with(&size)).1);
    let mut counted: Vec<&str> = with(&size);
    counted[7] = "k";
    let counts = rows(&effect(&table.display().to_string(), &counted).1);
    assert!(own.len() >= 4 && own.len() == means.len() && own.len() == counts.len());
    for ((a, b), c) in own.iter().zip(&means).zip(&counts) {
        for column in ["estimate", "std.error", "df"] {
            let x = |r: &std::collections::BTreeMap<String, String>| r[column].parse::<f64>().unwrap();
            // one pass over pupils or over cells: only the order of the sums differs
            assert!(
                (x(a) - x(b)).abs() <= 1e-10 * x(a).abs() && (x(a) - x(c)).abs() <= 1e-10 * x(a).abs(),
                "{column} {a:?}"
            );
        }
    }
}

#[test]
fn names_that_do_not_exist_are_refused_with_the_nearest() {
    let (code, _, err) = effect(&reference("panel.csv"), &with(&["--estimator", "roth-santana"]));
    assert_eq!(code, 2);
    assert!(err.contains("E350") && err.contains("did you mean `roth-santanna`"), "{err}");
    let (code, _, err) = effect(&reference("panel.csv"), &with(&["--estimator", "roth-santanna", "--variance", "cr2"]));
    assert_eq!(code, 2);
    assert!(err.contains("E351") && err.contains("neyman"), "{err}");
    let (code, _, err) = effect(
        &reference("panel.csv"),
        &with(&["--estimator", "roth-santanna", "--estimand", "by-lag", "--lags", "0..40"]),
    );
    assert_eq!(code, 2);
    assert!(err.contains("E352") && err.contains("lag 5"), "{err}");
}

#[test]
fn every_problem_of_effect_has_its_page() {
    for name in [
        "E301",
        "E302",
        "E303",
        "E304",
        "E305",
        "E306",
        "E350",
        "E351",
        "E352",
        "E353",
        "E354",
        "E370",
        "E371",
        "E373",
        "R901",
        "R902",
        "R903",
        "roth-santanna",
        "callaway-santanna",
        "sun-abraham",
        "difference-in-means",
        "within-period",
        "imputation",
        "randomization",
        "neyman",
        "design",
    ] {
        Command::cargo_bin("lodtrin").unwrap().args(["explain", name]).assert().success();
    }
}

#[test]
fn what_people_read_fits_eighty_columns() {
    for more in [
        vec!["--draws", "99"],
        vec!["--estimator", "roth-santanna", "--estimand", "by-lag", "--lags", "-2..2", "--draws", "99"],
        vec!["--estimator", "twfe-exposure,nested-exchangeable,gee-logit"],
        vec!["--estimator", "twfe", "--variance", "cr0,cr1,cr2,cr3,jackknife,wild-bootstrap", "--draws", "99"],
    ] {
        let (code, text, err) = effect(&reference("wedge24.csv"), &with(&more));
        assert_eq!(code, 0, "{err}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
        }
        assert!(text.contains("completed, "), "{text}");
    }
}

#[test]
fn both_kinds_of_the_wild_bootstrap_give_the_enumerated_share() {
    // exact.py: 30 of 2^10 sign vectors with jackknifed residuals, another share with restricted ones
    let p = |kind: &str| {
        let more = ["--estimator", "twfe", "--variance", "wild-bootstrap", "--bootstrap", kind, "--format", "csv"];
        let (code, text, err) = effect(&reference("wedge10.csv"), &with(&more));
        assert_eq!(code, 0, "{err}");
        rows(&text)[0]["p.value"].parse::<f64>().unwrap()
    };
    assert_eq!(p("wcr31"), 30.0 / 1024.0);
    // restricted residuals: `wcr-rademacher-enumerated` of exact.csv
    let mut exact = csv::Reader::from_path(reference("exact.csv")).unwrap();
    let row =
        exact.records().map(Result::unwrap).find(|r| &r[1] == "wcr-rademacher-enumerated" && &r[3] == "p_symmetric");
    assert_eq!(p("wcr11"), row.unwrap()[4].parse::<f64>().unwrap());
}

#[test]
fn a_weight_that_a_model_cannot_take_is_refused() {
    let more = ["--estimator", "hussey-hughes", "--weight", "programmes"];
    let (code, out, err) = effect(&reference("wedge24.csv"), &with(&more));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("E354") && err.contains("twfe"), "{err}");
}

#[test]
fn no_estimator_passes_over_covariates_in_silence() {
    // means of cells with a covariate that is the same for all pupils of a cell
    let table: Vec<String> = (0..8)
        .flat_map(|u| (1..=4).map(move |t| format!("u{u},{t},{},{}", 2 + u % 3, ((u * 7 + t * 5) % 11) as f64 / 10.0)))
        .collect();
    let data = Written::new(&table.iter().map(String::as_str).collect::<Vec<_>>());
    for estimator in ["roth-santanna", "imputation", "within-period"] {
        let (code, _, err) = data.run(&["--estimator", estimator, "--covariates", "t", "--draws", "99"]);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("CovariatesNotUsed"), "{estimator}: {err}");
    }
    // pupils: means are adjusted, and said to be
    let adjusted = |more: &[&str]| {
        let (code, text, err) = effect(&reference("wedge24.csv"), &with(more));
        assert_eq!(code, 0, "{err}");
        assert!(!err.contains("CovariatesNotUsed"), "{err}");
        rows(&text)[0]["estimate"].parse::<f64>().unwrap()
    };
    for estimator in ["roth-santanna", "gee-logit", "glmm-logit", "gee-identity", "twfe"] {
        let variance = if estimator == "roth-santanna" { "neyman" } else { "" };
        let mut more = vec!["--estimator", estimator, "--format", "csv"];
        if !variance.is_empty() {
            more.extend(["--variance", variance]);
        }
        let plain = adjusted(&more);
        more.extend(["--covariates", "under20,female,benefits"]);
        assert_ne!(plain, adjusted(&more), "{estimator}");
    }
}

#[test]
fn every_method_has_a_page_with_its_seven_parts() {
    use lodtrin::trial::{Estimator, Named, VarianceKind};
    const PARTS: [&str; 7] = [
        "What it estimates:",
        "When it is right:",
        "When it misleads:",
        "Formula:",
        "Options:",
        "Reference:",
        "Example: lodtrin effect",
    ];
    let variances = VarianceKind::all().into_iter().map(Named::name);
    for name in Estimator::all().into_iter().map(Named::name).chain(variances) {
        let done = Command::cargo_bin("lodtrin").unwrap().args(["explain", name]).output().unwrap();
        let page = String::from_utf8(done.stdout).unwrap();
        let mut from = 0;
        for part in PARTS {
            let at = page[from..].find(part);
            assert!(at.is_some(), "{name} has no `{part}` in its place:\n{page}");
            from += at.unwrap_or(0);
        }
    }
}
