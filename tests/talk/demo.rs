//! The demo as its user sees it: it works twice, refuses what it did not make, and verify says yes, then no.

use crate::tools::samples::copied;
use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    (
        out.status.code().expect("no signal"),
        String::from_utf8(out.stdout).expect("UTF-8"),
        String::from_utf8(out.stderr).expect("UTF-8"),
    )
}

/// The folder of one demo that several tests look at, and what it printed on both ways.
pub fn made() -> &'static (PathBuf, String, String) {
    static MADE: OnceLock<(PathBuf, String, String)> = OnceLock::new();
    MADE.get_or_init(|| {
        let demo = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        if demo.exists() {
            fs::remove_dir_all(&demo).expect("the last run's goes");
        }
        let (code, out, err) = lodtrin(&["demo", demo.to_str().expect("UTF-8")]);
        assert_eq!(code, 0, "{err}");
        (demo, out, err)
    })
}

#[test]
fn the_whole_chain_from_lock_to_verified_report() {
    let (first, out, err) = made();
    for step in ["study", "lock", "draw", "ingest", "effect", "absence", "report", "verify"] {
        assert!(err.lines().any(|l| l.starts_with(step)), "no progress line for {step}:\n{err}");
    }
    let report = out.trim_end().rsplit(char::is_whitespace).next().expect("a last word");
    assert!(report.ends_with("results/report.html") && Path::new(report).is_file(), "{out}");
    let page = fs::read_to_string(report).expect("the report");
    assert!(page.contains("Os i branchen") && page.contains("<svg"), "the report has its title and figures inside");
    for outside in ["src=\"http", "<link", "<script", "@import", "url(http"] {
        assert!(!page.contains(outside), "the report asks for something from outside: {outside}");
    }

    super::report_printed::holds(Path::new(report));

    // twice: a folder that demo made is remade, and comes out the same
    let home = tempfile::tempdir().expect("scratch");
    let demo = home.path().join("demo");
    let at = demo.to_str().expect("UTF-8");
    copied(first, &demo);
    super::schemas::hold_in(&lodtrin, &demo);
    fs::write(demo.join("results/left-over.txt"), "x").expect("write");
    let (code, _, err) = lodtrin(&["demo", at]);
    assert_eq!(code, 0, "{err}");
    let again = fs::read_to_string(demo.join("results/report.html")).expect("the report");
    assert_eq!(again, page, "the same inputs give the same bytes");
    assert!(!demo.join("results/left-over.txt").exists());

    // with `--results` the pages that readers follow do it (readme.rs)
    let (code, out, _) = lodtrin(&["verify", at]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("Answer: yes"), "{out}");

    // no after any one byte is changed
    for file in ["lottery/schedule.tsv", "lottery/lock.txt", "lottery/receipt.json"] {
        let bytes = fs::read(demo.join(file)).expect("file");
        for share in [0.0, 0.3, 0.62, 0.999] {
            let position = ((bytes.len() - 1) as f64 * share) as usize;
            let edited = home.path().join("edited");
            copied(&demo.join("lottery"), &edited.join("lottery"));
            let mut other = bytes.clone();
            other[position] ^= 0x01;
            fs::write(edited.join(file), other).expect("write");
            let (code, out, err) = lodtrin(&["verify", edited.to_str().expect("UTF-8")]);
            assert_eq!(code, 1, "{file}, byte {position}:\n{out}{err}");
            fs::remove_dir_all(&edited).expect("clean");
        }
    }

    // the results: a digit changed by hand is found without and with reproduction
    let table = demo.join("results/effects.csv");
    let text = fs::read_to_string(&table).expect("effects");
    fs::write(&table, text.replacen("0.0", "0.1", 1)).expect("write");
    let (code, out, _) = lodtrin(&["verify", at]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("results/effects.csv"), "{out}");
}

#[test]
fn a_folder_that_demo_did_not_make_is_refused() {
    let home = tempfile::tempdir().expect("scratch");
    fs::write(home.path().join("thesis.txt"), "years of work").expect("write");
    let (code, out, err) = lodtrin(&["demo", home.path().to_str().expect("UTF-8")]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("P106") && err.contains("not empty"), "{err}");
    assert_eq!(fs::read_dir(home.path()).expect("folder").count(), 1, "nothing was written");
}
