//! What is published stays, byte for byte: digests of every table, answer and frozen file that the samples give.
//!
//! After a change that is meant (and stands in CHANGELOG.md under *Results that change*), renew the digests whose name
//! holds a word, or all of them: `LODTRIN_RENEW=results/effects cargo test --test talk frozen`, `LODTRIN_RENEW=all …`.
//! Receipts are taken without the version of the tool.

use crate::tools::samples;
use lodtrin::provenance::sha256;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Digests = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// What a command prints. Bytes that depend on the folder's place or the tool's version are left out.
fn told(folder: &Path, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin"))
        .arg("--quiet")
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("it runs");
    let err = String::from_utf8_lossy(&out.stderr);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{args:?}: {err}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// The text without the version of the tool.
fn unversioned(name: &str, text: &str) -> String {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if !name.ends_with("receipt.json") {
        return text;
    }
    text.lines().filter(|l| !l.trim_start().starts_with("\"tool\"")).collect::<Vec<_>>().join("\n")
}

fn keep(digests: &mut Digests, name: String, text: &str) {
    let digest = sha256(unversioned(&name, text).as_bytes()).hex();
    assert!(digests.insert(name.clone(), digest).is_none(), "{name} is frozen twice");
}

/// Every table, answer and frozen file under a folder.
fn keep_files(digests: &mut Digests, title: &str, folder: &Path, inside: &str) {
    let mut names: Vec<_> = fs::read_dir(folder.join(inside)).expect("a folder").map(|e| e.expect("entry")).collect();
    names.sort_by_key(|e| e.file_name());
    for entry in names {
        let at = format!("{inside}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            keep_files(digests, title, folder, &at);
            continue;
        }
        let frozen = ["csv", "json", "toml", "tsv", "txt"].iter().any(|e| at.ends_with(&format!(".{e}")));
        if frozen || at.ends_with("draw-sheet.html") {
            // a register may be written in Windows-1252
            let bytes = fs::read(entry.path()).expect("a file");
            let text = String::from_utf8(bytes).unwrap_or_else(|e| format!("{:?}", e.as_bytes()));
            keep(digests, format!("{title}/{at}"), &text);
        }
    }
}

/// A sample with 199 replays in place of 9,999, so that it is done in seconds.
fn sample(name: &str, into: &Path) -> Vec<String> {
    samples::laid(name, into, |text| text.replace("draws = 9999", "draws = 199"));
    fs::write(into.with_file_name("key"), "2b8b0921807f61608ff13d23b86062ccfa16f2e4d7f76e5252410ab9351aa4f9\n")
        .expect("write");
    samples::dice(name)
}

/// A sample from the lock to the report, and its answers on the way.
fn whole_study(name: &str) -> Digests {
    let home = tempfile::tempdir().expect("scratch");
    let folder = &home.path().join("study");
    fs::create_dir(folder).expect("a folder");
    let dice = sample(name, folder);
    let mut digests = Digests::new();
    let mut answer = |title: &str, args: &[&str]| keep(&mut digests, format!("{name}: {title}"), &told(folder, args));
    answer("lock --check --format json", &["lock", "--check", "--format", "json"]);
    answer("lock --format json", &["lock", "--format", "json"]);
    let mut draw = vec!["draw", ".", "--format", "json"];
    draw.extend(dice.iter().map(String::as_str));
    answer("draw --format json", &draw);
    answer("verify --format json", &["verify", "--format", "json"]);
    told(folder, &["simulate"]);
    told(folder, &["ingest", "--key-file", "../key"]);
    answer("effect --blind", &["effect", "--blind", "--format", "json"]);
    for step in ["balance", "effect", "absence", "report"] {
        // the sample of three interventions has no register of absences
        if step != "absence" || name == "os-i-branchen" {
            told(folder, &[step]);
        }
    }
    answer("power --format csv", &["power", "--df", "none", "--format", "csv"]);
    answer("status --format json", &["status", "--format", "json"]);
    for inside in ["lottery", "registers", "data", "results"] {
        keep_files(&mut digests, name, folder, inside);
    }
    keep(&mut digests, format!("{name}/truth.json"), &fs::read_to_string(folder.join("truth.json")).expect("truth"));
    digests
}

#[test]
fn one_intervention_from_lock_to_report() {
    hold("os-i-branchen.tsv", &whole_study("os-i-branchen"));
}

#[test]
fn three_interventions_from_lock_to_report() {
    hold("fra-skolebaenk-til-laereplads.tsv", &whole_study("fra-skolebaenk-til-laereplads"));
}

/// Every estimator with every variance that it has.
const ESTIMATORS: [(&str, &[&str]); 14] = [
    ("roth-santanna", DESIGN),
    ("callaway-santanna", DESIGN),
    ("sun-abraham", DESIGN),
    ("difference-in-means", DESIGN),
    ("imputation", &["randomization", "jackknife"]),
    ("twfe", TWFE),
    ("twfe-exposure", TWFE),
    ("hussey-hughes", MIXED),
    ("nested-exchangeable", MIXED),
    ("exposure-time", MIXED),
    ("gee-logit", GEE),
    ("gee-identity", GEE),
    ("glmm-logit", &["model"]),
    ("within-period", &["randomization"]),
];
const DESIGN: &[&str] = &["randomization", "neyman", "design"];
const TWFE: &[&str] = &["cr2", "cr0", "cr1", "cr3", "jackknife", "wild-bootstrap", "randomization"];
const MIXED: &[&str] = &["model", "robust", "cr0", "cr1", "cr2", "cr3", "jackknife", "randomization"];
const GEE: &[&str] = &["robust", "kauermann-carroll", "mancl-derouen", "cr0", "cr1", "cr2", "cr3", "jackknife"];

#[test]
fn tables_from_data_and_power_from_flags() {
    let mut digests = Digests::new();
    let data = root().join("tests/reference");
    for (estimator, variances) in ESTIMATORS {
        for variance in variances {
            let binary = estimator.contains("logit");
            let file = if binary { "effects/wedge24.csv" } else { "effects/panel.csv" };
            let mut args = vec!["effect", "--data", file, "--unit", "programme", "--period", "term"];
            args.extend(["--start", "first_treated", "--outcome", "completed", "--draws", "99"]);
            args.extend(["--estimator", estimator, "--variance", variance, "--format", "csv"]);
            args.extend(if binary { [].as_slice() } else { ["--size", "n"].as_slice() });
            keep(&mut digests, format!("effect --data: {estimator} {variance}"), &told(&data, &args));
        }
    }
    let mut every = vec!["effect", "--data", "effects/panel.csv", "--unit", "programme", "--period", "term"];
    every.extend(["--start", "first_treated", "--outcome", "completed", "--size", "n", "--draws", "99"]);
    every.extend(["--estimator", "roth-santanna,twfe,hussey-hughes,imputation", "--format", "json"]);
    keep(&mut digests, "effect --data --format json".to_string(), &told(&data, &every));
    let mut early = vec!["absence", "--data", "absence/early.csv", "--cluster", "class", "--days", "absent_days_14"];
    early.extend(["--time", "day", "--event", "event", "--competing", "2", "--covariates", "under20,benefits"]);
    early.extend(["--draws", "50"]);
    for format in ["csv", "json"] {
        keep(
            &mut digests,
            format!("absence --data: {format}"),
            &told(&data, &[&early[..], &["--format", format]].concat()),
        );
    }
    let flags = ["power", "--sequences", "3,3,3,3", "--size", "20", "--icc", "0.05", "--effect", "0.25"];
    for show in ["power", "needed", "waves", "dropping", "grid", "curve"] {
        let args = [&flags[..], &["--df", "none", "--show", show, "--format", "json"]].concat();
        keep(&mut digests, format!("power: {show}"), &told(&data, &args));
    }
    hold("tables.tsv", &digests);
}

/// Holds digests against the list; rewrites those that `LODTRIN_RENEW` names.
fn hold(list: &str, found: &Digests) {
    let path = root().join("tests/talk/frozen").join(list);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut known: Digests =
        text.lines().filter_map(|l| l.split_once('\t')).map(|(n, d)| (n.to_string(), d.to_string())).collect();
    if let Ok(word) = std::env::var("LODTRIN_RENEW") {
        let named = |name: &str| word == "all" || name.contains(&word);
        known.retain(|name, _| !named(name) || found.contains_key(name));
        known.extend(found.iter().filter(|(n, _)| named(n)).map(|(n, d)| (n.clone(), d.clone())));
        let lines: String = known.iter().map(|(n, d)| format!("{n}\t{d}\n")).collect();
        fs::write(&path, lines).expect("the list");
    }
    let changed = found.iter().filter(|(n, d)| known.get(*n) != Some(d)).map(|(n, d)| format!("{n}\t{d}"));
    let gone = known.keys().filter(|n| !found.contains_key(*n)).map(|n| format!("{n}\tis not there any more"));
    let all: Vec<String> = changed.chain(gone).collect();
    assert!(
        all.is_empty(),
        "what is published is otherwise than in tests/talk/frozen/{list}; where that is meant, say so in CHANGELOG.md \
         under *Results that change* and renew it with LODTRIN_RENEW=<part of its name>:\n{}",
        all.join("\n")
    );
}
