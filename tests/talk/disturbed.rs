//! Runs that are killed, disks that are full, results that are forged: two scripts look at every place where it can happen,
//! here at some of them. `tests/disturbed/*.py` by hand look at all.

use assert_cmd::cargo::cargo_bin;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/disturbed");
pub const DICE: [&str; 4] = ["--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543216"];

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

/// The same, its protocol edited before the lock.
pub fn study_where(edit: impl Fn(&str) -> String) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(Path::new(HERE).join("study.toml")).unwrap();
    std::fs::write(dir.path().join("study.toml"), edit(&text)).unwrap();
    std::fs::copy(Path::new(HERE).join("programmes.csv"), dir.path().join("programmes.csv")).unwrap();
    std::fs::write(dir.path().join("key"), "5a".repeat(32)).unwrap();
    run(dir.path(), &["lock", ".", "--allow", "few,pair"]);
    run(dir.path(), &[&["draw", "."], &DICE[..]].concat());
    run(dir.path(), &["simulate", "."]);
    dir
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("-V").output().is_ok_and(|o| o.status.success());
    if !found {
        eprintln!("skipped: {program} is not here");
    }
    found
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

#[test]
fn what_is_killed_is_taken_up_again_and_a_full_disk_leaves_nothing_half() {
    if !has("strace") || !has("python3") {
        return;
    }
    let dir = study();
    for name in ["lottery", "truth.json", ".lodtrin.lock"] {
        let at = dir.path().join(name);
        if at.is_dir() { std::fs::remove_dir_all(at).unwrap() } else { std::fs::remove_file(at).unwrap() }
    }
    let verbs = "lock,lock-announce,lock-replace-spent,lock-coding,draw,late,witness-statement,simulate";
    let said = script("disturbed.py", dir.path(), &["--verbs", verbs, "--most", "5"]);
    assert!(said.contains("40 places, 0 faults"), "{said}");
    let said = script("disturbed.py", dir.path(), &["--verbs", "lock,draw,late", "--most", "3", "--mode", "full"]);
    assert!(said.contains("9 places, 0 faults"), "{said}");
}

#[test]
fn no_forged_file_is_answered_with_yes() {
    if !has("python3") {
        return;
    }
    let dir = study();
    run(dir.path(), &["ingest", ".", "--key-file", "key"]);
    for verb in ["balance", "effect", "absence", "report"] {
        run(dir.path(), &[verb, "."]);
    }
    let said = script("forged.py", dir.path(), &["--together"]);
    assert!(said.contains("unseen: none") && said.contains(", 0 answered yes"), "{said}");
}
