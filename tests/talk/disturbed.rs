//! Runs that are killed, disks that are full, results that are forged: two scripts look at every place where it can happen,
//! here at some of them. `tests/disturbed/*.py` by hand look at all.

use assert_cmd::cargo::cargo_bin;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/disturbed");
pub const DICE: [&str; 4] = ["--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543216"];

/// A quarter of the key beside the study.
pub const KEY: &str = "5a17c2e8904bd36f";

/// Exit code, and what was said on both ways out.
pub fn answered(at: &Path, words: &[&str]) -> (i32, String) {
    let out = Command::new(cargo_bin("lodtrin")).args(words).current_dir(at).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap(), text(&out.stdout) + &text(&out.stderr))
}

pub fn run(at: &Path, words: &[&str]) {
    let (code, said) = answered(at, words);
    assert_eq!(code, 0, "{words:?}: {said}");
}

/// Twelve programmes at two schools, with registers.
fn study() -> TempDir {
    study_where(str::to_string)
}

/// The same, its protocol edited before the lock: a folder `study`, and a key beside it.
pub fn study_where(edit: impl Fn(&str) -> String) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("study");
    std::fs::create_dir(&at).unwrap();
    let text = std::fs::read_to_string(Path::new(HERE).join("study.toml")).unwrap();
    std::fs::write(at.join("study.toml"), edit(&text)).unwrap();
    std::fs::copy(Path::new(HERE).join("programmes.csv"), at.join("programmes.csv")).unwrap();
    std::fs::write(dir.path().join("key"), KEY.repeat(4)).unwrap();
    run(&at, &["lock", ".", "--allow", "few,pair"]);
    run(&at, &[&["draw", "."], &DICE[..]].concat());
    run(&at, &["simulate", "."]);
    dir
}

fn has(program: &str) -> bool {
    crate::tools::here(program, program, "disturbs a run")
}

fn script(name: &str, at: &Path, more: &[&str]) -> String {
    let out = Command::new("python3")
        .arg(PathBuf::from(HERE).join(name))
        .arg(cargo_bin("lodtrin"))
        .arg(at)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
    said
}

/// Whether everything is tried, in minutes, and not a thin draw of it: `LODTRIN_DISTURBED=all`.
fn all() -> bool {
    std::env::var("LODTRIN_DISTURBED").is_ok_and(|v| v == "all")
}

#[test]
fn what_is_killed_is_taken_up_again_and_a_full_disk_leaves_nothing_half() {
    if !has("strace") || !has("python3") {
        return;
    }
    let dir = study();
    let at = dir.path().join("study");
    std::fs::copy(dir.path().join("key"), at.join("key")).unwrap();
    for name in ["lottery", "truth.json", ".lodtrin.lock"] {
        let old = at.join(name);
        if old.is_dir() { std::fs::remove_dir_all(old).unwrap() } else { std::fs::remove_file(old).unwrap() }
    }
    let verbs = if all() {
        "lock,lock-announce,lock-replace-spent,lock-coding,draw,late,witness-statement,simulate"
    } else {
        "lock,draw"
    };
    let most = if all() { 5 } else { 3 };
    let (each, count) = (most.to_string(), verbs.split(',').count());
    let said = script("disturbed.py", &at, &["--verbs", verbs, "--most", &each]);
    assert!(said.contains(&format!("{} places, 0 faults", count * most)), "{said}");
    let verbs = if all() { "lock,draw,late" } else { "draw,lock-coding" };
    let said = script("disturbed.py", &at, &["--verbs", verbs, "--most", "3", "--mode", "full"]);
    assert!(said.contains(&format!("{} places, 0 faults", 3 * verbs.split(',').count())), "{said}");
}

#[test]
fn no_forged_file_is_answered_with_yes() {
    if !has("python3") {
        return;
    }
    let dir = study();
    let at = dir.path().join("study");
    run(&at, &["ingest", ".", "--key-file", "../key"]);
    for verb in ["balance", "effect", "absence", "report"] {
        run(&at, &[verb, "."]);
    }
    let only = if all() { [].as_slice() } else { ["--only", "effects"].as_slice() };
    let said = script("forged.py", &at, &[&["--together"], only].concat());
    assert!(said.contains("unseen: none") && said.contains(", 0 answered yes"), "{said}");
}
