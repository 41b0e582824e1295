//! What the user of `absence` sees: the table's shape, and one message for each thing that cannot be answered.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

const COLUMNS: &str = "measure,method,term,estimate,std.error,statistic,df,p.value,conf.low,conf.high,conf.level,variance,nobs,n.clusters";

fn early() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/absence/early.csv")
}

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").unwrap().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

fn ask(file: &Path, more: &[&str]) -> (i32, String, String) {
    let file = file.display().to_string();
    let mut args = vec!["absence", "--data", &file];
    args.extend(["--cluster", "class", "--days", "absent_days_14", "--time", "day", "--event", "event"]);
    args.extend(more);
    lodtrin(&args)
}

#[test]
fn the_table_has_the_documented_columns_and_every_measure() {
    let more = ["--competing", "2", "--covariates", "under20,benefits", "--draws", "50", "--format", "csv"];
    let (code, out, _) = ask(&early(), &more);
    assert_eq!(code, 0);
    assert_eq!(out.lines().next(), Some(COLUMNS));
    for measure in [
        "risk",
        "risk_difference",
        "risk_ratio",
        "odds_ratio",
        "hazard_ratio",
        "survival",
        "cumulative_incidence",
        "log_rank",
        "auc",
        "sensitivity",
        "specificity",
        "ppv",
        "flagged",
        "calibration",
        "e_value",
        "count",
        "hazard",
    ] {
        assert!(out.lines().any(|l| l.starts_with(&format!("{measure},"))), "no row of {measure}");
    }
    for method in [
        "crude",
        "linear-adjusted",
        "logit-adjusted",
        "poisson-adjusted",
        "g-computation",
        "mantel-haenszel",
        "cox-adjusted",
        "kaplan-meier",
        "aalen-johansen",
        "days",
        "no-landmark",
    ] {
        assert!(out.lines().any(|l| l.split(',').nth(1) == Some(method)), "no row of {method}");
    }
    let again = ask(&early(), &[&more[..], &["--threads", "1"]].concat());
    assert_eq!(out, again.1, "the same bytes on one thread");
}

#[test]
fn json_says_the_same_with_schema_and_curves() {
    let (code, out, _) = ask(&early(), &["--competing", "2", "--draws", "0", "--format", "json", "--at", "30,200"]);
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["schema"], "lodtrin/absence/1");
    assert_eq!(json["curves"].as_array().unwrap().len(), 4);
    assert_eq!(json["definition"]["landmark"], 14.0);
    assert_eq!(json["warnings"][0]["kind"], "BeyondFollowUp");
    let beyond = json["rows"].as_array().unwrap().iter().find(|r| r["term"] == "exposed=1,day=200").unwrap();
    assert!(beyond["estimate"].is_null(), "nothing is said of a day that nobody reached");
}

#[test]
fn words_may_be_events_and_covariates() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("words.csv");
    let text = std::fs::read_to_string(early()).unwrap();
    let mut lines = text.lines();
    let mut out = format!("{},sex\n", lines.next().unwrap());
    for (i, line) in lines.enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[7] = ["there", "dropout", "transfer"][cells[7].parse::<usize>().unwrap()];
        out.push_str(&format!("{},{}\n", cells.join(","), if i % 3 == 0 { "k" } else { "m" }));
    }
    std::fs::write(&file, out).unwrap();
    let words = ["--dropout", "dropout", "--competing", "transfer", "--covariates", "sex", "--subgroups", "sex"];
    let (code, table, _) = ask(&file, &[&words[..], &["--draws", "0", "--format", "csv"]].concat());
    assert_eq!(code, 0);
    let (_, numbers, _) = ask(&early(), &["--competing", "2", "--draws", "0", "--format", "csv"]);
    let crude = |t: &str| t.lines().find(|l| l.starts_with("risk_difference,crude,exposed,")).unwrap().to_string();
    assert_eq!(crude(&table), crude(&numbers));
    assert!(table.contains("risk_difference,crude,sex=k,") && table.contains("risk_difference,crude,exposed:sex,"));
    assert!(table.contains("odds_ratio,logit-adjusted,exposed,"));
}

/// A table of a few rows `class,absent_days_14,day,event`.
fn few(rows: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("class,absent_days_14,day,event,x\n{}\n", rows.join("\n"));
    std::fs::write(folder.path().join("few.csv"), text).unwrap();
    folder
}

#[test]
fn each_thing_that_cannot_be_answered_has_its_own_message() {
    let fine = ["a,1,60,1,0", "a,0,100,0,1", "b,1,50,0,0", "b,0,100,1,1"];
    let cases: &[(&[&str], &[&str], &str, &str)] = &[
        (&["a,1,-3,1,0", "b,0,100,0,1"], &[], "A101", "before school start"),
        (&fine, &["--landmark", "100"], "A102", "end of follow-up"),
        (&fine, &["--horizon", "10"], "A102", "end of follow-up"),
        (&["a,,60,1,0", "b,,100,0,1"], &[], "A103", "no pupil is left"),
        (&["a,1,60,0,0", "a,0,5,1,1", "b,0,90,0,1"], &[], "A104", "nobody dropped out"),
        (&fine, &["--dropout", "9"], "A104", "dropout code `9`"),
        (&["a,1,60,1,0", "b,0,70,1,1"], &[], "A105", "every pupil dropped out"),
        (&["a,1,60,1,0", "b,2,70,0,1"], &[], "A106", "nobody is left to compare with"),
        (&["a,0,60,1,0", "b,0,70,0,1"], &[], "A107", "nobody is exposed"),
        (&["a,1,60,1,0", "a,0,70,0,1"], &[], "A108", "one class"),
        (&fine, &["--competing", "1"], "A109", "both dropout and another departure"),
        (&["a,-1,60,1,0", "b,0,70,0,1"], &[], "A112", "negative number of days"),
        (&[",1,60,1,0", "b,0,70,0,1"], &[], "A111", "without a class"),
        (&fine, &["--threshold", "0"], "A113", "--threshold cannot be 0"),
        (&fine, &["--at", "-5"], "A113", "--at cannot be -5"),
        (&fine, &["--covariates", "y"], "R902", "no column `y`"),
    ];
    for (rows, more, code, words) in cases {
        let folder = few(rows);
        let (exit, out, err) = ask(&folder.path().join("few.csv"), more);
        assert_eq!(exit, 2, "{code}: {out}{err}");
        assert!(out.is_empty(), "{code} printed a product");
        assert!(err.contains(&format!("[{code}]")) && err.contains(words), "{code}: {err}");
        let (known, page, _) = lodtrin(&["explain", code]);
        assert!(known == 0 && page.starts_with(code), "{code} has no page");
    }
}

#[test]
fn separation_is_said_and_the_risk_difference_stands() {
    let folder = few(&["a,1,60,1,0", "a,0,100,0,1", "b,1,50,1,0", "b,0,100,0,1", "c,1,60,1,1", "c,0,100,0,0"]);
    let (exit, out, err) = ask(&folder.path().join("few.csv"), &["--draws", "0", "--format", "csv"]);
    assert_eq!(exit, 0);
    assert!(err.contains("warning[Separation]") && err.contains("`exposed`"), "{err}");
    assert!(out.contains("\nrisk_difference,crude,exposed,1,"), "{out}");
    assert!(out.contains("\nodds_ratio,crude,exposed,NA,"), "{out}");
}

#[test]
fn an_empty_event_is_missing_unless_nothing_else_says_that_a_pupil_stayed() {
    let fine = ["a,1,60,1,0", "a,0,100,0,1", "b,1,50,1,0", "b,0,100,0,1", "b,0,90,1,0"];
    let count = |out: &str, term: &str| -> f64 {
        let row = out.lines().find(|l| l.starts_with(&format!("count,crude,{term},"))).unwrap();
        row.split(',').nth(3).unwrap().parse().unwrap()
    };
    let folder = few(&[&fine[..], &["a,1,70,,0"]].concat());
    let (exit, out, err) = ask(&folder.path().join("few.csv"), &["--draws", "0", "--format", "csv"]);
    assert_eq!((exit, count(&out, "n"), count(&out, "event-unknown")), (0, 5.0, 1.0), "{err}");
    assert!(err.contains("warning[PupilsLeftOut]") && err.contains("1 without a word on what happened"), "{err}");
    let folder = few(&["a,1,60,1,0", "a,0,100,,1", "b,1,50,1,0", "b,0,100,,1", "b,0,90,1,0"]);
    let (exit, out, err) = ask(&folder.path().join("few.csv"), &["--draws", "0", "--format", "csv"]);
    assert_eq!((exit, count(&out, "n"), count(&out, "event-unknown")), (0, 5.0, 0.0), "{err}");
    assert!(err.contains("warning[EmptyEventCountsAsStaying]"), "{err}");
}

#[test]
fn a_misspelt_competing_code_is_said() {
    let (exit, _, err) = ask(&early(), &["--competing", "2,moved", "--draws", "0", "--format", "csv"]);
    assert!(exit == 0 && err.contains("warning[CompetingCodeNotThere]") && err.contains("`moved`"), "{err}");
}

#[test]
fn what_people_read_fits_eighty_columns() {
    let more = ["--competing", "2", "--covariates", "under20,benefits", "--subgroups", "under20", "--draws", "20"];
    let (exit, out, _) = ask(&early(), &more);
    assert_eq!(exit, 0);
    for line in out.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
    let (_, out, _) = ask(&early(), &[&more[..], &["--all"]].concat());
    for line in out.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
    let (_, csv, _) = ask(&early(), &[&more[..], &["--format", "csv"]].concat());
    let terms = csv.lines().skip(1).filter(|l| l.contains(",crude,")).map(|l| l.split(',').nth(2).unwrap().to_string());
    for term in terms.filter(|t| !t.starts_with('"')) {
        assert!(out.contains(&format!("  {term} ")), "`{term}` is not shown");
    }
}

#[test]
fn numbers_without_measure_are_answered_in_time() {
    let x = ["1e300", "0", "1e-300", "3.5", "-1e300", "2"];
    let rows: Vec<String> = (0..24)
        .map(|i| format!("{},{},{},{},{}", ["a", "b", "c"][i % 3], i % 4, 20 + 5 * i, i % 2 * (1 - i / 20), x[i % 6]))
        .collect();
    let folder = few(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let file = folder.path().join("few.csv");
    let (exit, out, err) = ask(&file, &["--covariates", "x", "--draws", "5", "--format", "csv"]);
    assert_eq!(exit, 0, "{err}");
    assert!(!out.contains("inf") && !out.contains("NaN"), "{out}");
    let (_, plain, _) = ask(&file, &["--draws", "5", "--format", "csv"]);
    let crude = |t: &str| t.lines().find(|l| l.starts_with("risk_difference,crude,exposed,")).unwrap().to_string();
    assert_eq!(crude(&out), crude(&plain));
}

fn warned(more: &[&str]) -> (i32, String, String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/warning/pupils.csv").display().to_string();
    let mut args = vec!["absence", "--data", &file, "--cluster", "programme", "--days", "days", "--time", "day"];
    args.extend(["--event", "event", "--competing", "2", "--horizon", "140", "--draws", "0"]);
    args.extend(more);
    lodtrin(&args)
}

#[test]
fn what_cannot_be_asked_of_a_warning_is_refused_with_what_may() {
    for (more, allowed) in [
        (&["--risk-thresholds", "0"][..], "between 0 and 1"),
        (&["--risk-thresholds", "0.2,1"], "between 0 and 1"),
        (&["--calls", "0"], "1 to 1000"),
        (&["--calls", "1001"], "1 to 1000"),
        (&["--calls", "2.5"], "whole numbers"),
        (&["--claim", "0"], "0 left out"),
        (&["--claim", "-1"], "-1 to 1"),
        (&["--claim", "nan"], "-1 to 1"),
        (&["--claim-margin", "0.1"], "--claim"),
        (&["--claim", "0.1", "--claim-margin", "0"], "above 0"),
        (&["--late", "1"], "between 0 and 1"),
        (&["--calls", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"], "up to 20"),
    ] {
        let (code, out, err) = warned(more);
        assert_eq!((code, out.as_str()), (2, ""), "{more:?}: {err}");
        assert!(err.contains("A113") && err.contains(allowed), "{more:?}: {err}");
    }
}

#[test]
fn a_scorecard_that_does_not_fit_is_refused_with_both_lists() {
    let card = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/warning/scorecard.json");
    let card = card.display().to_string();
    let (code, _, err) = warned(&["--scorecard", &card, "--covariates", "under20"]);
    assert!(code == 2 && err.contains("A117") && err.contains("(intercept), days, under20, benefit"), "{err}");
    assert!(err.contains("(intercept), days, under20\n"), "{err}");
    for text in ["not JSON", "{}", "{\"scorecard\": null}", "[1]", "{\"terms\": [{\"term\": \"days\"}]}"] {
        let bad = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(bad.path(), text).unwrap();
        let (code, out, err) = warned(&["--scorecard", &bad.path().display().to_string()]);
        assert!(code == 2 && out.is_empty() && err.contains("A117"), "{text}: {err}");
    }
}

#[test]
fn sentences_count_one_pupil_and_several() {
    let (code, out, _) = warned(&["--calls", "1,3", "--risk-thresholds", "0.2,0.97", "--format", "json"]);
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let told = |language: &str, i: usize| json["sentences"][language][i].as_str().unwrap().to_string();
    assert!(told("da", 0).starts_with("Kan der ringes til 1 elev pr. hold, fører reglen i gennemsnit til "), "{json}");
    assert!(told("da", 1).starts_with("Kan der ringes til 3 elever pr. hold, "));
    assert!(told("en", 0).starts_with("If 1 pupil a class can be called, the rule makes "));
    assert!(told("en", 1).starts_with("If 3 pupils a class can be called, "));
    assert!(told("da", 0).contains(" elever, der senere falder fra (") && told("da", 0).ends_with(" nås ikke."));
    assert!(
        told("da", 2)
            .starts_with("Er 5 opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst ")
    );
    assert!(
        told("en", 3)
            .starts_with("If 1 call is a fair price for reaching one pupil who will drop out, it is best not to call.")
    );
    assert_eq!(told("da", 4), "At nå en elev er ikke det samme som at fastholde eleven.");
    assert_eq!(json["sentences"]["en"].as_array().unwrap().len(), 5);
}
