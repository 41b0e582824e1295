//! A forecast from the shell: made from registers, frozen, taken off, refitted by `verify`; and every way to get it wrong.

use crate::tools::samples;
use assert_cmd::Command;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    let text = |b: Vec<u8>| String::from_utf8(b).expect("UTF-8");
    (out.status.code().expect("no signal"), text(out.stdout), text(out.stderr))
}

fn yes(args: &[&str]) -> String {
    let (code, out, err) = lodtrin(args);
    assert_eq!(code, 0, "{args:?}\n{out}\n{err}");
    out
}

/// Eight terms before the rollout of the sample, as they stand in its study file.
fn earlier() -> String {
    let mut text = "covariates = [\"under20\"]\n".to_string();
    for year in 2018..2022 {
        for (half, from, to) in [("F", "01-15", "06-03"), ("E", "08-06", "12-22")] {
            let _ =
                write!(text, "[[forecast.period]]\nid = \"{year}{half}\"\nstart = {year}-{from}\nend = {year}-{to}\n");
        }
    }
    text
}

/// The sample with few replays and a forecast; `keys` stand first in its table.
fn sample(home: &Path, keys: &str) -> PathBuf {
    let study = home.join("study");
    let forecast = format!("[forecast]\n{keys}{}\n[analysis]\n", earlier());
    samples::laid(samples::ONE, &study, |text| {
        text.replace("draws = 9999", "draws = 99").replace("[analysis]\n", &forecast)
    });
    study
}

/// Counts of every programme of the frame in every earlier term: as many with the outcome as its place in the list says.
fn counts(study: &Path) -> String {
    let frame = fs::read_to_string(study.join("programmes.csv")).unwrap();
    let mut text = "programme;period;under20;n;k\n".to_string();
    for (i, line) in frame.lines().skip(1).enumerate() {
        let id = line.split(';').next().unwrap();
        for (t, period) in ["2018F", "2018E", "2019F", "2019E", "2020F", "2020E", "2021F", "2021E"].iter().enumerate() {
            for young in 0..2 {
                let (n, k) = (10 + (i + t) % 5, 1 + (i * 7 + t * 3 + young) % 6);
                let _ = writeln!(text, "{id};{period};{young};{n};{k}");
            }
        }
    }
    fs::write(study.join("history.csv"), &text).unwrap();
    text
}

#[test]
fn a_forecast_from_registers_goes_from_history_to_verify() {
    let home = tempfile::tempdir().unwrap();
    let place = sample(home.path(), "");
    let study = place.to_str().unwrap();
    let key = home.path().join("sample.key");
    fs::copy(samples::place("os-i-branchen.key"), &key).unwrap();

    yes(&["simulate", study]);
    let enrolled = fs::read(place.join("registers/enrolments.csv")).unwrap();
    yes(&["forecast", study]);
    let history = fs::read(place.join("data/history.csv")).unwrap();
    yes(&["lock", study]);
    yes(&["draw", study, "--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543212"]);
    // the earlier terms stay what they were when the rollout is simulated beside them
    yes(&["simulate", study]);
    assert_ne!(enrolled, fs::read(place.join("registers/enrolments.csv")).unwrap());
    yes(&["ingest", study, "--key-file", key.to_str().unwrap()]);
    assert_eq!(history, fs::read(place.join("data/history.csv")).unwrap());
    yes(&["effect", study]);

    // what is taken off is what the frozen forecast expects of these pupils
    let taken = fs::read_to_string(place.join("data/forecast.csv")).unwrap();
    let panel = fs::read_to_string(place.join("data/panel.csv")).unwrap();
    let rows = |text: &str| text.lines().filter(|l| l.starts_with("dropout,")).count();
    assert_eq!(rows(&taken), rows(&panel));
    expected_of_pupils(&place, &taken);
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(place.join("results/effects.json")).unwrap()).unwrap();
    assert!(json["forecast"]["estimate_without"].is_number() && json["forecast"]["variance_ratio"].is_number());

    let said = yes(&["verify", study]);
    assert!(said.contains("yes  forecast     fitted again"), "{said}");
    let said = yes(&["verify", study, "--results", "--key-file", key.to_str().unwrap()]);
    assert!(!said.contains("files that no verb writes"), "{said}");
    let (code, _, err) = lodtrin(&["forecast", study]);
    assert!(code == 2 && err.contains("D125"), "{err}");
    yes(&["forecast", study, "--check"]);
}

/// n·level + b(X − n·c) from the frozen lines of the plan and the pupils' own ages, cell by cell.
fn expected_of_pupils(place: &Path, taken: &str) {
    use polars::prelude::{DataType, ParquetReader, SerReader};
    let plan: toml::Value = toml::from_str(&fs::read_to_string(place.join("lottery/plan.toml")).unwrap()).unwrap();
    let frozen = &plan["forecast"]["frozen"];
    let number = |v: &toml::Value| v.as_float().unwrap();
    let (slope, centre) = (number(&frozen["slopes"]["under20"]), number(&frozen["centre"]["under20"]));
    let file = fs::File::open(place.join("data/pupils.parquet")).unwrap();
    let pupils = ParquetReader::new(file).finish().unwrap();
    let text = |name: &str| pupils.column(name).unwrap().str().unwrap().clone();
    let float = |name: &str| pupils.column(name).unwrap().cast(&DataType::Float64).unwrap().f64().unwrap().clone();
    let (programme, period) = (text("programme"), text("period"));
    let (outcome, young) = (float("outcome:dropout"), float("covariate:under20"));
    let mut cells = std::collections::BTreeMap::<(String, String), (f64, f64)>::new();
    for i in 0..pupils.height() {
        if outcome.get(i).is_none() {
            continue;
        }
        let key = (programme.get(i).unwrap().to_string(), period.get(i).unwrap().to_string());
        let cell = cells.entry(key).or_default();
        cell.0 += 1.0;
        cell.1 += young.get(i).unwrap_or(centre);
    }
    let mut seen = 0;
    for line in taken.lines().filter(|l| l.starts_with("dropout,")) {
        let c: Vec<&str> = line.split(',').collect();
        let (n, x) = cells[&(c[1].to_string(), c[2].to_string())];
        assert_eq!(c[3], n.to_string(), "{line}");
        let expected = n * number(&frozen["levels"][c[1]]) + slope * (x - n * centre);
        assert!((c[5].parse::<f64>().unwrap() - expected).abs() < 1e-9, "{line}: {expected}");
        seen += 1;
    }
    assert!(seen > 100, "{seen} cells");
}

#[test]
fn a_term_that_cannot_be_seen_to_its_end_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let place = sample(home.path(), "");
    let study = place.to_str().unwrap();
    yes(&["simulate", study]);
    // the last earlier term began in August 2021 and its pupils are followed for 20 weeks
    let text = fs::read_to_string(place.join("study.toml")).unwrap();
    fs::write(place.join("study.toml"), text.replace("extracted = 2026-03-02", "extracted = 2021-11-01")).unwrap();
    let (code, _, err) = lodtrin(&["forecast", study]);
    assert!(code == 2 && err.contains("D123") && err.contains("`2021E`"), "{err}");
    assert!(err.contains("extracted on 2021-11-01") && err.contains("an extract from 202"), "{err}");
    assert!(!place.join("forecast.toml").exists() && !place.join("data/history.csv").exists());
}

/// Runs a verb in a study whose files were changed, and expects the error.
fn refused(what: &str, args: &[&str], code: &str, change: impl Fn(&Path)) {
    let home = tempfile::tempdir().unwrap();
    let place = sample(home.path(), "history = \"history.csv\"\n");
    counts(&place);
    change(&place);
    let mut all = args.to_vec();
    all.insert(1, place.to_str().unwrap());
    let (exit, out, err) = lodtrin(&all);
    assert_eq!(exit, 2, "{what}: {out}\n{err}");
    assert!(err.contains(&format!("error[{code}]")), "{what}: {err}");
    assert!(!place.join("lottery").exists(), "{what}");
    assert!(args[0] == "lock" || !place.join("forecast.toml").exists(), "{what}");
}

fn edit(place: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(place.join(file)).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(place.join(file), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_table_of_counts_that_cannot_be_meant_is_refused() {
    let row = "ålborg-tømrer;2018F;0;10;1";
    for (what, to) in [
        ("a part of a pupil", "ålborg-tømrer;2018F;0;10.5;1"),
        ("fewer than none", "ålborg-tømrer;2018F;0;-10;1"),
        ("more than all", "ålborg-tømrer;2018F;0;10;11"),
        ("a word for a number", "ålborg-tømrer;2018F;x;10;1"),
        ("a term of nobody", "ålborg-tømrer;2017F;0;10;1"),
    ] {
        refused(what, &["forecast"], "D121", |p| edit(p, "history.csv", row, to));
    }
    refused("a column under another name", &["forecast"], "D121", |p| edit(p, "history.csv", ";k\n", ";kk\n"));
    refused("one term", &["forecast"], "D121", |p| {
        let text = fs::read_to_string(p.join("history.csv")).unwrap();
        let kept = text.lines().filter(|l| l.starts_with("programme") || l.contains(";2018F;"));
        fs::write(p.join("history.csv"), kept.map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    });
    refused("nobody differs", &["forecast"], "D121", |p| {
        let text = fs::read_to_string(p.join("history.csv")).unwrap();
        let all = text.lines().enumerate().map(|(i, l)| match l.rsplit_once(';') {
            Some((rest, _)) if i > 0 => format!("{rest};{}\n", rest.rsplit(';').next().unwrap()),
            _ => format!("{l}\n"),
        });
        fs::write(p.join("history.csv"), all.collect::<String>()).unwrap();
    });
    refused("a term of the rollout", &["forecast"], "D122", |p| {
        edit(p, "history.csv", row, "ålborg-tømrer;2022F;0;10;1");
    });
}

#[test]
fn a_forecast_that_cannot_be_declared_is_refused() {
    refused("a term that has not ended", &["forecast"], "D122", |p| {
        edit(p, "study.toml", "end = 2021-12-22", "end = 2022-02-22");
    });
    for (what, from, to) in [
        ("a covariate twice", "[\"under20\"]", "[\"under20\", \"under20\"]"),
        ("renamed to nobody", "history = ", "renamed = { \"old\" = \"ålborg-tømr\" }\nhistory = "),
        ("renamed from the frame", "history = ", "renamed = { \"ålborg-smed\" = \"ålborg-tømrer\" }\nhistory = "),
        ("frozen by hand", "[[forecast.period]]", "[forecast.frozen]\nother = 1\n[[forecast.period]]"),
        ("an adjustment of nobody", "level = 0.95", "adjust = \"forcast\"\nlevel = 0.95"),
    ] {
        refused(what, &["forecast"], "P304", |p| edit(p, "study.toml", from, to));
    }
    refused("nothing made yet", &["lock"], "D124", |_| ());
    refused("made of other counts", &["lock"], "D124", |p| {
        yes(&["forecast", p.to_str().unwrap()]);
        edit(p, "history.csv", "ålborg-tømrer;2018F;0;10;1", "ålborg-tømrer;2018F;0;10;2");
    });
    refused("made of another outcome", &["lock"], "D124", |p| {
        yes(&["forecast", p.to_str().unwrap()]);
        edit(p, "study.toml", "within = \"20 weeks\"", "within = \"18 weeks\"");
    });
    refused("no such analysis", &["power", "--compare=within-perid"], "D127", |_| ());
    let limits = ["power", "--optimise", "--lots", "24", "--terms", "8", "--size", "24", "--sd", "1", "--least", "30"];
    let (code, _, err) = lodtrin(&limits);
    assert!(code == 2 && err.contains("D126"), "{err}");
}
