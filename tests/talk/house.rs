//! What the house says whatever the verb: help, exit codes, pages, completions, the scaffold, the status.

use assert_cmd::Command;
use std::path::Path;

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    (
        out.status.code().expect("no signal"),
        String::from_utf8(out.stdout).expect("UTF-8"),
        String::from_utf8(out.stderr).expect("UTF-8"),
    )
}

fn path(p: &Path) -> &str {
    p.to_str().expect("a UTF-8 path")
}

#[test]
fn help_names_every_verb_and_fits() {
    let (code, out, _) = lodtrin(&["--help"]);
    assert_eq!(code, 0);
    for verb in [
        "new",
        "status",
        "inspect",
        "simulate",
        "power",
        "lock",
        "commit",
        "draw",
        "verify",
        "amend",
        "ingest",
        "pseudonymise",
        "balance",
        "effect",
        "absence",
        "report",
        "pack",
        "demo",
        "explain",
        "schema",
        "completions",
        "man",
    ] {
        assert!(out.lines().any(|l| l.trim_start().starts_with(verb)), "`{verb}` is not in the help:\n{out}");
        let (code, help, _) = lodtrin(&[verb, "--help"]);
        assert_eq!(code, 0, "{verb} --help");
        let wide = help.lines().find(|l| l.chars().count() > 100 && !l.starts_with("Usage: "));
        assert_eq!(wide, None, "{verb} --help is wider than 100 columns");
    }
}

#[test]
fn a_wrong_word_is_exit_2_with_the_nearest_one() {
    let (code, out, err) = lodtrin(&["efect"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("effect"), "{err}");
}

#[test]
fn a_new_study_has_a_status_and_a_next_command() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("prøve");
    let (code, _, err) = lodtrin(&["new", path(&study), "--language", "en"]);
    assert_eq!(code, 0, "{err}");
    let (code, out, _) = lodtrin(&["status", path(&study)]);
    assert_eq!(code, 0);
    assert!(out.contains("not locked") && out.contains("next: lodtrin lock --check"), "{out}");
    let (code, out, _) = lodtrin(&["status", path(&study), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, json["schema"].as_str(), json["drawn"].as_bool()), (0, Some("lodtrin/status/1"), Some(false)));
    let (code, _, err) = lodtrin(&["new", path(&study)]);
    assert_eq!(code, 2);
    assert!(err.contains("P106") && err.contains("not empty"), "{err}");
}

#[test]
fn a_look_puts_back_the_folder_of_a_killed_run() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("s");
    lodtrin(&["new", path(&study)]);
    let (gone, back) = (study.join(".lodtrin-old-data"), study.join("data"));
    std::fs::create_dir(&gone).expect("a folder");
    std::fs::write(gone.join("panel.csv"), "kept").expect("write");
    assert_eq!(lodtrin(&["status", path(&study)]).0, 0);
    assert!(!gone.exists());
    assert_eq!(std::fs::read_to_string(back.join("panel.csv")).expect("it is back"), "kept");
}

#[test]
fn a_folder_without_a_study_is_told_what_to_do() {
    let home = tempfile::tempdir().expect("scratch");
    let (code, out, err) = lodtrin(&["status", path(home.path())]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("P104") && err.contains("lodtrin new"), "{err}");
}

#[test]
fn a_mistake_in_the_protocol_shows_its_line() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("s");
    lodtrin(&["new", path(&study)]);
    let file = study.join("study.toml");
    let text = std::fs::read_to_string(&file).expect("study.toml");
    std::fs::write(&file, text.replace("transition = 0", "transision = 0")).expect("write");
    let (code, _, err) = lodtrin(&["status", path(&study)]);
    assert_eq!(code, 2);
    assert!(err.contains("study.toml:22") && err.contains("did you mean `transition`?"), "{err}");
}

#[test]
fn every_page_can_be_read() {
    let (code, list, _) = lodtrin(&["explain"]);
    assert_eq!(code, 0);
    for page in lodtrin::cli::pages() {
        assert!(list.contains(page.name));
        assert!(
            page.text.lines().all(|l| l.chars().count() <= 100),
            "the page {} has lines wider than 100 columns",
            page.name
        );
        assert!(page.text.len() > 60, "the page {} says nothing", page.name);
    }
    let (code, out, _) = lodtrin(&["explain", "p301"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("P301: "), "{out}");
    let (code, _, err) = lodtrin(&["explain", "roth-santana"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `roth-santanna`?"), "{err}");
}

#[test]
fn completions_and_manual_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, _) = lodtrin(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(out.contains("pseudonymise"), "{shell}");
    }
    let (code, out, _) = lodtrin(&["man"]);
    assert_eq!(code, 0);
    assert!(out.contains(".TH lodtrin 1"), "{out}");
    let home = tempfile::tempdir().expect("scratch");
    let (code, _, _) = lodtrin(&["man", "--out", path(home.path())]);
    assert_eq!(code, 0);
    assert!(home.path().join("lodtrin-effect.1").is_file());
}

#[test]
fn tables_have_the_columns_that_the_schema_says() {
    use lodtrin::tables::glossary::SCHEMAS;
    use lodtrin::tables::schemas::{find, short};
    for schema in SCHEMAS {
        let (code, out, _) = lodtrin(&["schema", short(schema)]);
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((code, json["title"].as_str()), (0, Some(schema.name)));
    }
    let home = tempfile::tempdir().expect("scratch");
    let table = home.path().join("t.csv");
    let rows: String = (0..80)
        .map(|i| {
            let (unit, period) = (i / 4, i % 4);
            let start = 1 + unit % 4;
            format!("u{unit},{period},{start},{},{},{}\n", (unit * 7 + period * 3) % 5 % 2, unit % 3, 20 + i % 9)
        })
        .collect();
    std::fs::write(&table, format!("unit,period,start,y,days,day\n{rows}")).expect("write");
    let data = path(&table);
    let runs: [(&str, Vec<&str>); 3] = [
        (
            "effect",
            vec![
                "effect",
                "--data",
                data,
                "--unit",
                "unit",
                "--period",
                "period",
                "--start",
                "start",
                "--outcome",
                "y",
                "--variance",
                "neyman",
            ],
        ),
        (
            "absence",
            vec![
                "absence",
                "--data",
                data,
                "--cluster",
                "unit",
                "--days",
                "days",
                "--time",
                "day",
                "--event",
                "y",
                "--dropout",
                "1",
            ],
        ),
        (
            "power",
            vec!["power", "--sequences", "3,3,3", "--size", "20", "--sd", "1", "--icc", "0.05", "--effect", "0.3"],
        ),
    ];
    for (name, args) in runs {
        let product = find(name).expect("a table");
        let (code, out, err) = lodtrin(&[args.clone(), vec!["--format", "csv"]].concat());
        assert_eq!(code, 0, "{name}: {err}");
        assert_eq!(out.lines().next(), Some(product.columns.join(",").as_str()), "{name}");
        let (_, out, _) = lodtrin(&[args, vec!["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(json["schema"], product.name);
        for row in json["rows"].as_array().expect("rows") {
            let keys: Vec<&str> = row.as_object().expect("object").keys().map(String::as_str).collect();
            assert_eq!(keys, product.columns, "{name}");
        }
    }
}
