//! `lodtrin power` and `lodtrin simulate` from the shell.

use crate::tools::samples;
use assert_cmd::Command;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/os-i-branchen");

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    (
        out.status.code().expect("no signal"),
        String::from_utf8(out.stdout).expect("UTF-8"),
        String::from_utf8(out.stderr).expect("UTF-8"),
    )
}

fn flags<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["power", "--sequences", "3,3,3,3", "--size", "20"], more].concat()
}

fn refused(args: &[&str], code: &str, word: &str) {
    let (exit, out, err) = lodtrin(args);
    assert_eq!(exit, 2, "{args:?}: {err}");
    assert!(out.is_empty(), "{args:?}: {out}");
    assert!(err.contains(&format!("error[{code}]")) && err.contains(word), "{args:?}: {err}");
}

#[test]
fn flags_alone_give_tidy_rows() {
    let (exit, out, err) = lodtrin(&flags(&["--icc", "0.05", "--cac", "0.8", "--effect", "0.25", "--format", "csv"]));
    assert_eq!(exit, 0, "{err}");
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("estimand,quantity,distribution,df,value"));
    // the values are those of tests/reference/power
    assert!(lines.next().expect("a row").starts_with("immediate,variance,NA,NA,0.01112206572"));
    assert!(out.contains("immediate,power,z,NA,0.65931569582"), "{out}");
    assert!(out.contains("immediate,power,t,54,0.64200449961"), "{out}");
    assert!(out.contains("immediate,power,t,10,0.55569533497"), "{out}");
    assert!(out.contains("exposure-average,variance,NA,NA,0.02189744928"), "{out}");
    assert!(err.contains("total standard deviation"), "which sigma is meant: {err}");
}

#[test]
fn questions_without_an_answer_say_what_to_change() {
    refused(&flags(&["--icc", "0.05", "--effect", "0"]), "D108", "--effect");
    refused(&flags(&["--effect", "0.2"]), "D110", "--icc");
    refused(&["power", "--sequences", "3,3", "--icc", "0.05"], "D102", "--size");
    refused(&["power", "--sequences", "3,0", "--icc", "0.05", "--size", "9"], "D101", "wave");
    refused(&["power", "--sequences", "6", "--before", "1", "--icc", "0.05", "--size", "9"], "D105", "--before");
    refused(
        &["power", "--sequences", "1,1", "--icc", "0.05", "--size", "9", "--df", "programmes"],
        "D109",
        "--df none",
    );
    refused(&flags(&["--icc", "1.5"]), "D103", "0 to 1");
    refused(&flags(&["--icc", "0.05", "--p0", "0.1", "--effect", "-0.2"]), "D104", "between 0 and 1");
    refused(&flags(&["--icc", "0.05", "--weights", "0.5,0.5"]), "D106", "exposure time");
    refused(&flags(&["--icc", "0.05", "--tau", "0.1"]), "D110", "leave one of them out");
    refused(&flags(&["--icc", "0.05", "--show", "powr"]), "P203", "needed");
    refused(&["power", "/nonexistent"], "P104", "study");
}

#[test]
fn a_drawn_design_is_the_same_design() {
    let temp = tempfile::tempdir().expect("a folder");
    let file = temp.path().join("design.txt");
    std::fs::write(&file, "# four waves\n0 1 1 1 1 x3\n00111x3\n0 0 0 1 1 x3\n0 0 0 0 1 x3\n").expect("a file");
    let path = file.to_str().expect("UTF-8");
    let common = ["--size", "20", "--icc", "0.05", "--cac", "0.8", "--effect", "0.25", "--format", "csv"];
    let drawn = lodtrin(&[&["power", "--design", path], &common[..]].concat());
    let named = lodtrin(&[&["power", "--sequences", "3,3,3,3"], &common[..]].concat());
    assert_eq!(drawn.1, named.1, "{}", drawn.2);
    std::fs::write(&file, "0 1 0\n").expect("a file");
    refused(&["power", "--design", path, "--size", "9", "--icc", "0.1"], "D101", "goes back");
}

#[test]
fn the_sample_study_has_power_for_its_target() {
    for show in ["power", "needed", "waves", "dropping", "grid", "curve"] {
        let (exit, out, err) =
            lodtrin(&["power", SAMPLE, "--show", show, "--estimand", "immediate", "--df", "none", "--format", "json"]);
        assert_eq!(exit, 0, "{show}: {err}");
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert!(json["rows"].as_array().is_some_and(|r| !r.is_empty()), "{show}");
        assert!((json["effect"].as_f64().expect("an effect") + 0.05).abs() < 1e-12);
    }
}

#[test]
fn shards_merge_to_the_bytes_of_one_machine() {
    let temp = tempfile::tempdir().expect("a folder");
    let file = |name: &str| temp.path().join(name).to_str().expect("UTF-8").to_string();
    let common = ["-q", "power", SAMPLE, "--trials", "12", "--draws", "39", "--format", "csv"];
    let one = lodtrin(&common);
    assert_eq!(one.0, 0, "{}", one.2);
    let (a, b) = (file("a.csv"), file("b.csv"));
    for (shard, path) in [("1/2", &a), ("2/2", &b)] {
        let done = lodtrin(&[&common[..], &["--shard", shard, "--trial-file", path]].concat());
        assert_eq!(done.0, 0, "{}", done.2);
    }
    let both = format!("{a},{b}");
    let merged = lodtrin(&[&common[..], &["--merge", &both]].concat());
    assert_eq!(merged.1, one.1, "{}", merged.2);
    refused(&[&common[..], &["--merge", &a]].concat(), "D112", "missing");
    // half a file goes on where it stops
    let whole = std::fs::read_to_string(&a).expect("trials");
    let half: String = whole.lines().take(6).map(|l| format!("{l}\n")).collect();
    std::fs::write(&a, half).expect("a file");
    lodtrin(&[&common[..], &["--shard", "1/2", "--trial-file", &a]].concat());
    assert_eq!(std::fs::read_to_string(&a).expect("trials"), whole);
    let threads = lodtrin(&[&common[..], &["--threads", "1"]].concat());
    assert_eq!(threads.1, one.1);
}

#[test]
fn simulate_never_overwrites_what_it_did_not_make() {
    let temp = tempfile::tempdir().expect("a folder");
    samples::laid(samples::ONE, temp.path(), |plan| plan);
    let study = temp.path().to_str().expect("UTF-8");
    refused(&["simulate", study], "D703", "--schedule");
    let schedule = temp.path().join("schedule.tsv");
    let frame = std::fs::read_to_string(temp.path().join("programmes.csv")).expect("a frame");
    let rows: Vec<String> = frame
        .lines()
        .skip(1)
        .enumerate()
        .map(|(k, l)| format!("{}\t{}", l.split(';').next().unwrap_or(""), k % 6 + 1))
        .collect();
    std::fs::write(&schedule, format!("id\twave\n{}\n", rows.join("\n"))).expect("a file");
    let by = schedule.to_str().expect("UTF-8");
    let args = ["-q", "simulate", study, "--schedule", by];
    assert_eq!(lodtrin(&args).0, 0);
    assert_eq!(lodtrin(&args).0, 0, "its own registers may be made again");
    let exits = temp.path().join("registers/exits.csv");
    std::fs::write(&exits, "a real delivery").expect("a file");
    refused(&args, "D704", "did not make it");
    assert_eq!(std::fs::read_to_string(&exits).expect("a file"), "a real delivery");
    std::fs::write(&schedule, format!("id\twave\n{}\n", rows[1..].join("\n"))).expect("a file");
    refused(&args, "D703", "does not say when");
}
