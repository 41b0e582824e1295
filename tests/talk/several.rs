//! A study of three interventions from the shell: lock, draw, verify (twice), simulate, ingest, effect.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    let text = |b: Vec<u8>| String::from_utf8(b).expect("UTF-8");
    (out.status.code().expect("no signal"), text(out.stdout), text(out.stderr))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The sample with fewer replays, so that the test is done in seconds.
fn sample(into: &Path) -> String {
    let from = root().join("data-samples/fra-skolebaenk-til-laereplads");
    let text = fs::read_to_string(from.join("study.toml")).unwrap().replace("draws = 9999", "draws = 199");
    fs::write(into.join("study.toml"), text).unwrap();
    fs::copy(from.join("programmes.csv"), into.join("programmes.csv")).unwrap();
    into.to_str().unwrap().to_string()
}

const DICE: [&str; 4] = ["--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543212"];

fn python(folder: &str) -> Option<i32> {
    let script = root().join("examples/verify-the-draw/verify_the_draw.py");
    let out = std::process::Command::new("python3").arg(script).arg(folder).output().ok()?;
    out.status.code()
}

#[test]
fn three_interventions_go_from_lock_to_effect() {
    let folder = tempfile::tempdir().unwrap();
    let study = sample(folder.path());
    let (code, out, err) = lodtrin(&["lock", "--check", &study]);
    assert_eq!(code, 0, "{err}");
    for said in ["== dating ==", "== klub ==", "== mentor ==", "Joint rules", "at_once=2", "treated:dating×mentor"] {
        assert!(out.contains(said), "{said} is not in\n{out}");
    }
    assert_eq!(lodtrin(&["lock", &study]).0, 0);
    let mut draw = vec!["draw", study.as_str()];
    draw.extend(DICE);
    assert_eq!(lodtrin(&draw).0, 0);
    let (code, out, _) = lodtrin(&["verify", &study]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("joint candidate"), "{out}");
    if let Some(code) = python(&study) {
        assert_eq!(code, 0, "the second verifier");
    }
    let (code, _, err) = lodtrin(&["simulate", &study]);
    assert_eq!(code, 0, "{err}");
    let key = folder.path().parent().unwrap().join(format!("several-{}.key", std::process::id()));
    fs::write(&key, "2b8b0921807f61608ff13d23b86062ccfa16f2e4d7f76e5252410ab9351aa4f9\n").unwrap();
    let (code, _, err) = lodtrin(&["ingest", &study, "--key-file", key.to_str().unwrap()]);
    fs::remove_file(&key).unwrap();
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = lodtrin(&["effect", &study]);
    assert_eq!(code, 0, "{err}");
    rows_say_which_intervention(&fs::read_to_string(folder.path().join("results/effects.csv")).unwrap());
    let first = fs::read(folder.path().join("results/effects.json")).unwrap();
    assert_eq!(lodtrin(&["effect", &study, "--threads", "1"]).0, 0);
    assert_eq!(first, fs::read(folder.path().join("results/effects.json")).unwrap(), "another number of threads");
    joint_rules_cannot_be_changed_after_the_lock(folder.path(), &study);
}

fn joint_rules_cannot_be_changed_after_the_lock(folder: &Path, study: &str) {
    let rules = folder.join("lottery/joint.txt");
    let text = fs::read_to_string(&rules).unwrap();
    fs::write(&rules, text.replace("at_once=2", "at_once=3")).unwrap();
    let (code, out, _) = lodtrin(&["verify", study]);
    assert_eq!(code, 1, "{out}");
    if let Some(code) = python(study) {
        assert_eq!(code, 1, "the second verifier");
    }
    assert_eq!(lodtrin(&["effect", study]).0, 2, "estimates need the rules that were locked");
}

fn rows_say_which_intervention(csv: &str) {
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(header.len(), 17);
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let find = |estimator: &str, estimand: &str, term: &str, variance: &str| {
        let same = |r: &&Vec<&str>| r[1] == estimator && r[2] == estimand && r[3] == term && r[13] == variance;
        let row = rows.iter().find(|r| r[0] == "agreement" && same(r));
        row.unwrap_or_else(|| panic!("no row {estimator} {estimand} {term} {variance}")).clone()
    };
    for name in ["dating", "klub", "mentor"] {
        let own = find("roth-santanna", "simple", &format!("treated:{name}"), "randomization");
        assert_eq!(own[16], "TRUE", "the planned row is pre-specified");
        find("joint", "simple", &format!("treated:{name}"), "cr2");
        let held = find("joint", "simple", &format!("treated:{name}"), "randomization");
        let together = find("joint", "simultaneous", &format!("treated:{name}"), "randomization");
        let number = |t: &str| t.parse::<f64>().unwrap();
        assert!(number(together[9]) >= 1.0 / 200.0 && number(together[9]) <= 1.0);
        assert!((number(together[5]) - number(held[5])).abs() < 1e-12, "one estimate, two intervals");
    }
    for difference in ["treated:dating−klub", "treated:dating−mentor", "treated:klub−mentor"] {
        find("joint", "simultaneous", difference, "randomization");
    }
    for term in ["treated:dating×mentor", "treated:dating|mentor", "treated:mentor|dating"] {
        find("joint-pairs", "simple", term, "cr2");
    }
}

#[test]
fn what_cannot_be_declared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let study = sample(folder.path());
    let path = folder.path().join("study.toml");
    let text = fs::read_to_string(&path).unwrap();
    let cases = [
        (text.replace("[[\"dating\", \"mentor\"]]", "[[\"dating\", \"mentro\"]]"), "P304", "mentor"),
        (text.replace("at_once = 2\n", ""), "P304", "run_terms"),
        (text.replace("with = \"mentor\"", "with = \"dating\""), "P304", "works with"),
        (
            text.replacen("id = \"2024E\"\nstart = 2024-08-05", "id = \"2024E\"\nstart = 2024-08-06", 1),
            "P304",
            "same terms",
        ),
        (text.replace("at_once = 2\nrun_terms = 1", "at_once = 1"), "L127", "joint rules"),
    ];
    for (bad, code, word) in cases {
        assert_ne!(bad, text, "{word}");
        fs::write(&path, bad).unwrap();
        let (exit, _, err) = lodtrin(&["lock", "--check", &study]);
        assert_eq!(exit, 2, "{err}");
        assert!(err.contains(code) && err.contains(word), "{code} {word}: {err}");
    }
    assert!(!folder.path().join("lottery").exists(), "nothing half-written");
}
