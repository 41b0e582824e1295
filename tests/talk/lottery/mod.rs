//! The lottery from the shell: locking, drawing, verifying, and every attack that must fail.

mod after;
mod browser;
mod draw;
mod lock;
mod order;
mod rounds;
mod several;
mod steer;
mod witness;

use lodtrin::lottery::Lock;
use lodtrin::provenance::sha256;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

const SIGNATURE_123: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
const SIGNATURE_657413: &str =
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";
const DICE: [&str; 4] = ["--dice", "anna=1362451623541236451236415", "--dice", "bo=6543216543216543216543216"];
const OTHER_DICE: [&str; 4] = ["--dice", "anna=1111111111111111111111111", "--dice", "bo=6543216543216543216543216"];

struct Answer {
    code: i32,
    out: String,
    err: String,
}

fn lodtrin(args: &[&str]) -> Answer {
    let run = Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    Answer { code: run.status.code().unwrap(), out: text(run.stdout), err: text(run.stderr) }
}

/// A study of six programmes at three schools and three waves.
fn study(lottery: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let toml = format!(
        r#"[study]
title = "Prøve & <lodtrækning>"
language = "en"
[frame]
file = "programmes.csv"
id = "id"
stratum = "school"
covariates = ["pupils", "rate"]
[[rollout.period]]
id = "2026F"
start = 2026-01-01
end = 2026-06-30
[[rollout.period]]
id = "2026E"
start = 2026-07-01
end = 2026-12-31
[[rollout.period]]
id = "2027F"
start = 2027-01-01
end = 2027-06-30
[[rollout.period]]
id = "2027E"
start = 2027-07-01
end = 2027-12-31
[[rollout.wave]]
starts = "2026E"
capacity = 2
[[rollout.wave]]
starts = "2027F"
capacity = 2
[[rollout.wave]]
starts = "2027E"
capacity = 2
[lottery]
{lottery}
[registers.enrolments]
file = "enrolments.csv"
[[outcome]]
name = "dropout"
kind = "dropout"
primary = true
"#
    );
    std::fs::write(dir.path().join("study.toml"), toml).unwrap();
    std::fs::write(dir.path().join("programmes.csv"), PROGRAMMES).unwrap();
    dir
}

const PROGRAMMES: &str = "id;school;pupils;rate\n\
    aarhus-01;Aarhus;412;0,31\n\
    aarhus-02;Aarhus;655;0,28\n\
    odense-01;Odense;510;0,2\n\
    odense-02;Odense;480;0,35\n\
    ølgod-01;Ølgod;98;0,51\n\
    ølgod-02;Ølgod;205;0,47\n";

const ALLOW: &str = "few,pair,lead";

fn path(dir: &TempDir) -> String {
    dir.path().to_str().unwrap().to_string()
}

fn locked(rules: &str) -> TempDir {
    let dir = study(rules);
    let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
    assert_eq!(a.code, 0, "{}", a.err);
    dir
}

fn draw(dir: &TempDir, dice: &[&str]) -> Answer {
    let path = path(dir);
    let mut args = vec!["draw", &path];
    args.extend(dice);
    lodtrin(&args)
}

fn drawn() -> TempDir {
    let dir = locked("source = \"dice\"");
    let a = draw(&dir, &DICE);
    assert_eq!(a.code, 0, "{}", a.err);
    dir
}

fn verify(dir: &TempDir) -> Answer {
    lodtrin(&["verify", &path(dir)])
}

fn file(dir: &TempDir, name: &str) -> PathBuf {
    name.split('/').fold(dir.path().join("lottery"), |p, part| p.join(part))
}

fn read(dir: &TempDir, name: &str) -> String {
    std::fs::read_to_string(file(dir, name)).unwrap()
}

fn write(dir: &TempDir, name: &str, text: &str) {
    std::fs::write(file(dir, name), text).unwrap();
}

fn beacon(dir: &TempDir, name: &str, round: u64, signature: &str) -> String {
    let at = dir.path().join(name);
    std::fs::write(&at, format!("{{\"round\": {round}, \"signature\": \"{signature}\"}}")).unwrap();
    at.to_str().unwrap().to_string()
}

fn rehearsed(round: &str) -> (TempDir, Answer) {
    let dir = study("source = \"drand\"");
    let path = path(&dir);
    let a = lodtrin(&[
        "lock",
        &path,
        "--rehearsal",
        "--now",
        "2023-08-22T15:00:00Z",
        "--round",
        round,
        "--allow",
        "few,pair",
    ]);
    (dir, a)
}
