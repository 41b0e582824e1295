//! The lottery from the shell: locking, drawing, verifying, and every attack that must fail.

use lodtrin::lottery::{Amendment, Lock};
use lodtrin::provenance::sha256;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const SIGNATURE_123: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
const SIGNATURE_657413: &str =
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";
const DICE: [&str; 4] = ["--dice", "anna=1362451623541236451236415", "--dice", "bo=6543216543216543216543216"];
const OTHER_DICE: [&str; 4] = ["--dice", "anna=1111111111111111111111111", "--dice", "bo=6543216543216543216543216"];

pub(crate) struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub(crate) fn lodtrin(args: &[&str]) -> Answer {
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

#[test]
fn a_study_is_locked_drawn_and_verified() {
    let dir = drawn();
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains("Answer: yes") && a.out.contains("Not checked"));
    assert!(a.out.contains("consistent, not shown to precede the round"));
    let json = lodtrin(&["verify", &path(&dir), "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["answer"], "yes");
    assert_eq!(value["lock"], sha256(read(&dir, "lock.txt").as_bytes()).hex());
    let published = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    assert_eq!(lodtrin(&["verify", &path(&dir), "--published", &published]).code, 0);
    assert_eq!(lodtrin(&["verify", &path(&dir), "--published", &"0".repeat(64)]).code, 1);
    assert_eq!(lodtrin(&["verify", &path(&dir), "--published", "0"]).code, 2);
    // a folder that holds only lottery/ is enough
    let alone = tempfile::tempdir().unwrap();
    std::fs::rename(dir.path().join("lottery"), alone.path().join("lottery")).unwrap();
    assert_eq!(verify(&alone).code, 0);
    assert_eq!(verify(&dir).code, 2);
}

#[test]
fn one_changed_byte_of_any_file_is_found() {
    let dir = drawn();
    let mut names: Vec<String> = std::fs::read_dir(dir.path().join("lottery"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "chances.tsv",
            "design.txt",
            "dice.txt",
            "draw-sheet.html",
            "frame.tsv",
            "lock.txt",
            "members.tsv",
            "plan.toml",
            "receipt.json",
            "schedule.tsv"
        ]
    );
    for name in names {
        let good = std::fs::read(file(&dir, &name)).unwrap();
        for at in [0, good.len() / 3, good.len() / 2, good.len() - 1] {
            for flip in [1u8, 0x80] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                std::fs::write(file(&dir, &name), &bad).unwrap();
                let a = verify(&dir);
                assert_eq!(a.code, 1, "{name} byte {at} xor {flip}: {}{}", a.out, a.err);
            }
        }
        std::fs::write(file(&dir, &name), &good).unwrap();
    }
    assert_eq!(verify(&dir).code, 0);
}

#[test]
fn editors_that_change_bytes_are_found() {
    let dir = drawn();
    for name in ["frame.tsv", "members.tsv", "design.txt", "chances.tsv", "lock.txt", "schedule.tsv", "dice.txt"] {
        let good = read(&dir, name);
        let decomposed = good.replace('ø', "o\u{338}");
        let mut attacks = vec![good.replace('\n', "\r\n"), format!("\u{feff}{good}"), good.trim_end().to_string()];
        attacks.push(format!("{good}\n"));
        if decomposed != good {
            attacks.push(decomposed);
        }
        for bad in attacks {
            write(&dir, name, &bad);
            assert_eq!(verify(&dir).code, 1, "{name}");
        }
        write(&dir, name, &good);
    }
}

#[test]
fn a_missing_file_is_named_and_nothing_is_guessed() {
    let dir = drawn();
    for name in [
        "frame.tsv",
        "members.tsv",
        "design.txt",
        "chances.tsv",
        "plan.toml",
        "lock.txt",
        "receipt.json",
        "schedule.tsv",
        "dice.txt",
    ] {
        let good = read(&dir, name);
        std::fs::remove_file(file(&dir, name)).unwrap();
        let a = verify(&dir);
        assert_eq!(a.code, 2, "{name}: {}", a.out);
        assert!(format!("{}{}", a.out, a.err).contains(name), "{name}: {}{}", a.out, a.err);
        write(&dir, name, &good);
    }
}

#[test]
fn the_order_of_the_list_does_not_matter() {
    let dir = drawn();
    let other = study("source = \"dice\"");
    let mut rows: Vec<&str> = PROGRAMMES.lines().collect();
    rows[1..].reverse();
    std::fs::write(other.path().join("programmes.csv"), format!("{}\n", rows.join("\n"))).unwrap();
    assert_eq!(lodtrin(&["lock", &path(&other), "--allow", ALLOW]).code, 0);
    assert_eq!(draw(&other, &DICE).code, 0);
    for name in ["lock.txt", "frame.tsv", "schedule.tsv", "receipt.json", "draw-sheet.html"] {
        assert_eq!(read(&dir, name), read(&other, name), "{name}");
    }
}

#[test]
fn a_lottery_is_drawn_once_and_a_half_is_completed() {
    let dir = drawn();
    let before: Vec<String> = ["receipt.json", "schedule.tsv", "dice.txt"].iter().map(|n| read(&dir, n)).collect();
    for dice in [&DICE, &OTHER_DICE] {
        let a = draw(&dir, dice);
        assert_eq!(a.code, 2);
        assert!(a.err.contains("drawn already"), "{}", a.err);
    }
    std::fs::remove_file(file(&dir, "receipt.json")).unwrap();
    assert_eq!(draw(&dir, &OTHER_DICE).code, 2, "another draw may not complete this half");
    assert!(!file(&dir, "receipt.json").exists());
    assert_eq!(draw(&dir, &DICE).code, 0);
    let after: Vec<String> = ["receipt.json", "schedule.tsv", "dice.txt"].iter().map(|n| read(&dir, n)).collect();
    assert_eq!(before, after);
    assert_eq!(lodtrin(&["lock", &path(&dir), "--allow", ALLOW]).code, 2, "locked once");
}

/// Rewrites the lock so that it binds the files as they stand now.
fn relock(dir: &TempDir) {
    let mut lock = Lock::read(read(dir, "lock.txt").as_bytes(), "lock.txt").unwrap();
    let digest = |name: &str| sha256(read(dir, name).as_bytes());
    lock.bound[0].frame = digest("frame.tsv");
    lock.bound[0].members = digest("members.tsv");
    lock.bound[0].design = digest("design.txt");
    lock.bound[0].chances = digest("chances.tsv");
    lock.plan = digest("plan.toml");
    write(dir, "lock.txt", &lock.text());
}

/// The attacker edits, locks anew and draws anew: everything agrees with everything, and verify still says no.
fn edited(rules: &str, name: &str, edit: impl Fn(&str) -> String) -> Answer {
    let dir = locked(rules);
    let good = read(&dir, name);
    let bad = edit(&good);
    assert_ne!(good, bad);
    write(&dir, name, &bad);
    assert_eq!(draw(&dir, &DICE).code, 2, "draw refuses files that are not the locked ones");
    relock(&dir);
    let a = draw(&dir, &DICE);
    assert_eq!(a.code, 0, "{}", a.err);
    verify(&dir)
}

#[test]
fn a_hand_edited_threshold_or_chance_is_found() {
    let rules = "source = \"dice\"\nbalance = [\"pupils:1:wave\"]\nkeep = \"1/2\"";
    let a = edited(rules, "design.txt", |text| {
        let line = text.lines().find(|l| l.starts_with("threshold=")).unwrap();
        let t: u64 = line[10..].parse().unwrap();
        text.replace(line, &format!("threshold={}", t + 1))
    });
    assert_eq!(a.code, 1, "{}", a.out);
    assert!(a.out.contains("NO   calibration"), "{}", a.out);
    let a = edited(rules, "chances.tsv", |text| {
        let row = text.lines().nth(1).unwrap();
        let cells: Vec<&str> = row.split('\t').collect();
        let n: Vec<i64> = cells[1..].iter().map(|c| c.parse().unwrap()).collect();
        text.replace(row, &format!("{}\t{}\t{}\t{}", cells[0], n[0] + 1, n[1] - 1, n[2]))
    });
    assert_eq!(a.code, 1, "{}", a.out);
    assert!(a.out.contains("NO   calibration"), "{}", a.out);
}

#[test]
fn a_design_that_the_plan_does_not_declare_is_found() {
    let a = edited("source = \"dice\"", "design.txt", |t| {
        t.replace("stratify=stratum\n", "stratify=stratum\napart=aarhus-01\tølgod-01\n")
    });
    assert_eq!(a.code, 1, "{}", a.out);
    assert!(a.out.contains("NO   plan"), "{}", a.out);
}

#[test]
fn a_programme_moved_between_lots_is_found() {
    let dir = drawn();
    let good = read(&dir, "members.tsv");
    write(&dir, "members.tsv", &good.replace("aarhus-02\taarhus-02", "aarhus-02\taarhus-01"));
    assert_eq!(verify(&dir).code, 1);
    // even when both stay filled
    write(
        &dir,
        "members.tsv",
        &good.replace("aarhus-01\taarhus-01\naarhus-02\taarhus-02", "aarhus-01\taarhus-02\naarhus-02\taarhus-01"),
    );
    assert_eq!(verify(&dir).code, 1);
}

#[test]
fn study_toml_has_no_say_after_the_lock() {
    let dir = locked("source = \"dice\"");
    let toml = std::fs::read_to_string(dir.path().join("study.toml")).unwrap();
    std::fs::write(dir.path().join("study.toml"), toml.replace("starts = \"2026E\"", "starts = \"2026F\"")).unwrap();
    std::fs::write(dir.path().join("programmes.csv"), "id;school;pupils;rate\nx;y;1;1\n").unwrap();
    assert_eq!(draw(&dir, &DICE).code, 0);
    assert_eq!(verify(&dir).code, 0);
    let clean = drawn();
    assert_eq!(read(&dir, "schedule.tsv"), read(&clean, "schedule.tsv"));
}

#[test]
fn a_past_round_cannot_be_locked() {
    let dir = study("source = \"drand\"\nat = 2023-08-23T15:15:33Z");
    let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("L203") && a.err.contains("round 123"), "{}", a.err);
    assert!(!dir.path().join("lottery").exists());
    for args in [["--now", "2023-08-22T15:00:00Z"], ["--round", "123"]] {
        let path = path(&dir);
        let mut all = vec!["lock", &path, "--allow", ALLOW];
        all.extend(args);
        assert_eq!(lodtrin(&all).code, 2, "only a rehearsal takes {}", args[0]);
    }
    let a = lodtrin(&["lock", &path(&dir), "--rehearsal", "--now", "2023-08-23T15:15:33Z", "--allow", ALLOW]);
    assert_eq!(a.code, 2, "the very second of the round is too late");
    let a = lodtrin(&["lock", &path(&dir), "--rehearsal", "--now", "2023-08-23T15:00:00Z", "--allow", "few,pair"]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("lead"), "{}", a.err);
    let a = lodtrin(&["lock", &path(&dir), "--rehearsal", "--now", "2023-08-23T15:00:00Z", "--allow", ALLOW]);
    assert_eq!(a.code, 0, "{}", a.err);
}

#[test]
fn a_real_round_is_verified_and_another_rounds_signature_is_not() {
    let (dir, a) = rehearsed("123");
    assert_eq!(a.code, 0, "{}", a.err);
    let path = path(&dir);
    let bad = beacon(&dir, "bad.json", 123, SIGNATURE_657413);
    let a = lodtrin(&["draw", &path, "--rehearsal", "--beacon", &bad]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("L303"), "{}", a.err);
    let other = beacon(&dir, "other.json", 657413, SIGNATURE_657413);
    assert!(lodtrin(&["draw", &path, "--rehearsal", "--beacon", &other]).err.contains("L302"));
    let good = beacon(&dir, "good.json", 123, SIGNATURE_123);
    let a = lodtrin(&["draw", &path, "--rehearsal", "--beacon", &good]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert!(a.out.contains("REHEARSAL"));
    let (dir, a) = rehearsed("124");
    assert_eq!(a.code, 0);
    let forged = beacon(&dir, "forged.json", 124, SIGNATURE_123);
    let a = lodtrin(&["draw", dir.path().to_str().unwrap(), "--rehearsal", "--beacon", &forged]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("L303"), "{}", a.err);
    let wrong = dir.path().join("wrong.json");
    std::fs::write(
        &wrong,
        format!("{{\"round\":124,\"randomness\":\"{}\",\"signature\":\"{SIGNATURE_123}\"}}", "0".repeat(64)),
    )
    .unwrap();
    assert!(
        lodtrin(&["draw", dir.path().to_str().unwrap(), "--rehearsal", "--beacon", wrong.to_str().unwrap()])
            .err
            .contains("L301")
    );
}

#[test]
fn a_rehearsal_is_never_a_draw() {
    let (dir, _) = rehearsed("123");
    let path = path(&dir);
    let good = beacon(&dir, "good.json", 123, SIGNATURE_123);
    assert_eq!(lodtrin(&["draw", &path, "--rehearsal", "--beacon", &good]).code, 0);
    let a = lodtrin(&["verify", &path]);
    assert_eq!(a.code, 1);
    assert!(a.out.contains("rehearsal") && a.out.contains("yes  schedule"), "{}", a.out);
    assert!(!dir.path().join("lottery").exists());
    // moved to where a draw would stand
    std::fs::rename(dir.path().join("rehearsal"), dir.path().join("lottery")).unwrap();
    assert_eq!(lodtrin(&["verify", &path]).code, 1);
    assert_eq!(lodtrin(&["draw", &path, "--beacon", &good]).code, 2);
    // and its first line rewritten
    let text = read(&dir, "lock.txt").replace("lodtrin-1 rehearsal", "lodtrin-1 lock");
    write(&dir, "lock.txt", &text);
    assert_eq!(lodtrin(&["verify", &path]).code, 1);
}

fn contributed() -> (TempDir, String, String) {
    let dir = study("source = \"dice\"\ncontributors = [\"bo\", \"anna\"]");
    let path = path(&dir);
    let mut secrets = Vec::new();
    for name in ["anna", "bo"] {
        let secret = dir.path().join(format!("{name}.contribution"));
        let secret = secret.to_str().unwrap().to_string();
        let a = lodtrin(&["commit", &path, "--name", name, "--secret", &secret]);
        assert_eq!(a.code, 0, "{}", a.err);
        assert!(std::fs::read(&secret).unwrap().len() >= 16);
        assert_eq!(lodtrin(&["commit", &path, "--name", name, "--secret", &secret]).code, 2, "made once");
        secrets.push(secret);
    }
    assert_eq!(lodtrin(&["lock", &path, "--allow", ALLOW]).code, 0);
    (dir, secrets.remove(0), secrets.remove(0))
}

#[test]
fn contributions_are_all_revealed_and_never_swapped() {
    let (dir, anna, bo) = contributed();
    let path = path(&dir);
    let with = |given: &[String]| {
        let mut args = vec!["draw", path.as_str()];
        args.extend(DICE);
        for g in given {
            args.extend(["--contribution", g.as_str()]);
        }
        lodtrin(&args)
    };
    let a = |file: &str| format!("anna={file}");
    let b = |file: &str| format!("bo={file}");
    for given in [
        vec![],
        vec![a(&anna)],
        vec![a(&bo), b(&anna)],
        vec![a(&anna), b(&anna)],
        vec![a(&anna), b(&bo), format!("eva={bo}")],
        vec![a(&anna), a(&anna), b(&bo)],
    ] {
        let answer = with(&given);
        assert_eq!(answer.code, 2, "{given:?}");
        assert!(answer.err.contains("L305"), "{}", answer.err);
        assert!(!file(&dir, "receipt.json").exists());
    }
    assert_eq!(with(&[b(&bo), a(&anna)]).code, 0);
    assert_eq!(verify(&dir).code, 0);
    let mut commitments: Vec<String> =
        read(&dir, "lock.txt").lines().filter(|l| l.starts_with("contribution=")).map(str::to_string).collect();
    assert_eq!(commitments.len(), 2);
    // the receipt with the contributions in another order
    let record = lodtrin::lottery::Record::read(read(&dir, "receipt.json").as_bytes(), "receipt.json").unwrap();
    let mut swapped = record.clone();
    swapped.contributions.reverse();
    write(&dir, "receipt.json", &swapped.text().unwrap());
    assert_eq!(verify(&dir).code, 1);
    commitments.reverse();
    write(&dir, "receipt.json", &record.text().unwrap());
    let good = read(&dir, "lock.txt");
    let lines: Vec<String> =
        good.lines().filter(|l| !l.starts_with("contribution=")).map(str::to_string).chain(commitments).collect();
    write(&dir, "lock.txt", &format!("{}\n", lines.join("\n")));
    assert_eq!(verify(&dir).code, 1, "commitments out of order");
}

#[test]
fn equal_or_missing_commitments_are_refused() {
    let dir = study("source = \"dice\"\ncontributors = [\"bo\", \"anna\"]");
    assert!(lodtrin(&["lock", &path(&dir), "--allow", ALLOW]).err.contains("L206"));
    std::fs::create_dir(dir.path().join("commitments")).unwrap();
    for name in ["anna", "bo"] {
        std::fs::write(dir.path().join(format!("commitments/{name}.txt")), format!("{name}:{}\n", "ab".repeat(32)))
            .unwrap();
    }
    let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("the same contribution"), "{}", a.err);
}

#[test]
fn names_that_lead_out_of_the_folder_are_refused() {
    let dir = study("source = \"dice\"\ncontributors = [\"../x\"]");
    assert_eq!(lodtrin(&["lock", &path(&dir), "--allow", ALLOW]).code, 2);
    assert_eq!(lodtrin(&["commit", &path(&dir), "--name", "../x"]).code, 2);
    assert_eq!(
        draw(&locked("source = \"dice\""), &["--dice", "../x=1362451623541236451236415", DICE[2], DICE[3]]).code,
        2
    );
    // in a lock
    let dir = drawn();
    let good = read(&dir, "lock.txt");
    for name in ["../x", "past", "addendum-1", "A", ""] {
        let mut text = good.clone();
        for key in ["frame", "members", "design", "chances"] {
            text = text.replace(&format!("\n{key}="), &format!("\n{key}:{name}="));
        }
        write(&dir, "lock.txt", &text);
        assert_eq!(verify(&dir).code, 1, "{name}");
        assert_eq!(draw(&dir, &DICE).code, 2, "{name}");
    }
    let evil = good.replace("contributions=0\n", &format!("contributions=1\ncontribution=../x:{}\n", "ab".repeat(32)));
    write(&dir, "lock.txt", &evil);
    assert_eq!(verify(&dir).code, 1);
}

#[test]
fn a_key_given_twice_is_refused() {
    let dir = drawn();
    let good = read(&dir, "lock.txt");
    for (from, to) in [
        ("round=0\n", "round=0\nround=0\n"),
        ("kind=first\n", "kind=first\nkind=first\n"),
        ("source=dice\n", "source=dice\nround=7\n"),
    ] {
        write(&dir, "lock.txt", &good.replace(from, to));
        assert_eq!(verify(&dir).code, 1);
        assert_eq!(draw(&dir, &DICE).code, 2);
    }
    write(&dir, "lock.txt", &good);
    let design = read(&dir, "design.txt");
    write(&dir, "design.txt", &design.replace("keep=none\n", "keep=none\nkeep=none\n"));
    assert_eq!(verify(&dir).code, 1);
}

fn replaced() -> (TempDir, String) {
    let dir = drawn();
    let old = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    let schedule = read(&dir, "schedule.tsv");
    let a = lodtrin(&["lock", &path(&dir), "--replace", "a programme was missing", "--allow", ALLOW]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(read(&dir, &format!("past/{old}/schedule.tsv")), schedule);
    assert_eq!(draw(&dir, &OTHER_DICE).code, 0);
    (dir, old)
}

#[test]
fn a_replaced_lock_stays_visible() {
    let (dir, old) = replaced();
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains(&old) && a.out.contains("a programme was missing"), "{}", a.out);
    let json = lodtrin(&["verify", &path(&dir), "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["replaced"][0]["lock"], old.as_str());
    assert_eq!(value["replaced"][0]["schedules"][0]["schedule"].as_array().unwrap().len(), 6);
    // whoever holds the old digest sees that it was replaced
    let a = lodtrin(&["verify", &path(&dir), "--published", &old]);
    assert_eq!(a.code, 1);
    assert!(a.out.contains("replaced later"), "{}", a.out);
    assert_eq!(lodtrin(&["lock", &path(&dir), "--replace", "", "--allow", ALLOW]).code, 2, "a reason is due");
}

#[test]
fn a_replaced_lock_cannot_be_hidden() {
    let (dir, old) = replaced();
    // one changed byte in what is kept
    let names = ["lock.txt", "frame.tsv", "chances.tsv", "receipt.json", "schedule.tsv", "dice.txt", "draw-sheet.html"];
    for name in names.map(|n| format!("past/{old}/{n}")).into_iter().chain(["amend-001.txt".to_string()]) {
        let good = std::fs::read(file(&dir, &name)).unwrap();
        let mut bad = good.clone();
        let at = bad.len() / 2;
        bad[at] ^= 1;
        std::fs::write(file(&dir, &name), &bad).unwrap();
        assert_eq!(verify(&dir).code, 1, "{name}");
        std::fs::write(file(&dir, &name), &good).unwrap();
    }
    // a past beacon that is missing, then the whole past
    std::fs::remove_file(file(&dir, &format!("past/{old}/dice.txt"))).unwrap();
    assert_eq!(verify(&dir).code, 2);
    std::fs::remove_dir_all(file(&dir, "past")).unwrap();
    let a = verify(&dir);
    assert_eq!(a.code, 2);
    assert!(format!("{}{}", a.out, a.err).contains(&old), "{}", a.err);
    // a lock that claims to be the first
    let mut lock = Lock::read(read(&dir, "lock.txt").as_bytes(), "lock.txt").unwrap();
    lock.kind = lodtrin::lottery::Kind::First;
    lock.prev = lodtrin::lottery::NO_LOCK;
    write(&dir, "lock.txt", &lock.text());
    assert_eq!(verify(&dir).code, 1);
}

#[test]
fn a_withdrawal_is_written_down_and_changes_no_wave() {
    let dir = drawn();
    let schedule = read(&dir, "schedule.tsv");
    let p = path(&dir);
    let a = lodtrin(&["amend", "withdraw", "ølgod-01", &p, "--reason", "the school closed", "--date", "2026-11-01"]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(lodtrin(&["amend", "withdraw", "ølgod-01", &p, "--reason", "again"]).code, 2);
    assert_eq!(lodtrin(&["amend", "withdraw", "nowhere", &p, "--reason", "x"]).code, 2);
    assert_eq!(lodtrin(&["amend", "withdraw", "odense-01", &p, "--reason", " "]).code, 2);
    assert_eq!(lodtrin(&["amend", "withdraw", "odense-01", &p, "--reason", "merged", "--date", "2026-11-02"]).code, 0);
    assert_eq!(schedule, read(&dir, "schedule.tsv"));
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}", a.out);
    assert!(a.out.contains("the school closed"));
    // the chain: neither may be changed, left out or put in another order
    let (first, second) = (read(&dir, "amend-001.txt"), read(&dir, "amend-002.txt"));
    assert_eq!(Amendment::read(second.as_bytes(), "x").unwrap().prev, sha256(first.as_bytes()));
    for (one, two) in [(second.as_str(), first.as_str()), (&first.replace("closed", "opened"), &second)] {
        write(&dir, "amend-001.txt", one);
        write(&dir, "amend-002.txt", two);
        assert_eq!(verify(&dir).code, 1);
    }
    write(&dir, "amend-002.txt", &second);
    std::fs::remove_file(file(&dir, "amend-001.txt")).unwrap();
    assert_eq!(verify(&dir).code, 1);
}

#[test]
fn late_lots_draw_in_an_addendum() {
    let dir = drawn();
    let p = path(&dir);
    let list = |name: &str, rows: &str| {
        let at = dir.path().join(name);
        std::fs::write(&at, format!("id;school;pupils;rate\n{rows}")).unwrap();
        at.to_str().unwrap().to_string()
    };
    let one = list("one.csv", "vejle-01;Vejle;30;0,1\n");
    let twice = list("twice.csv", "vejle-01;Vejle;30;0,1\nodense-01;Odense;3;0,2\n");
    for bad in [&one, &twice] {
        assert_eq!(lodtrin(&["amend", "late", bad, &p, "--reason", "late"]).code, 2);
    }
    let two = list("two.csv", "vejle-01;Vejle;30;0,1\nvejle-02;Vejle;31;0,25\n");
    let a = lodtrin(&["amend", "late", &two, &p, "--reason", "signed late", "--date", "2026-11-01"]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(verify(&dir).code, 2, "not drawn yet");
    let mut args = vec!["draw", &p, "--addendum", "1"];
    args.extend(OTHER_DICE);
    assert_eq!(lodtrin(&args).code, 0);
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains("addendum 1"), "{}", a.out);
    let lock = read(&dir, "addendum-1/lock.txt");
    assert!(lock.contains("kind=extends") && lock.contains(&sha256(read(&dir, "lock.txt").as_bytes()).hex()));
    assert_eq!(lodtrin(&["amend", "late", &two, &p, "--reason", "again"]).code, 2, "in a lot already");
    assert_eq!(
        lodtrin(&["amend", "withdraw", "vejle-02", &p, "--reason", "ill"]).code,
        0,
        "late lots may withdraw too"
    );
    assert_eq!(verify(&dir).code, 0);
    let good = read(&dir, "addendum-1/schedule.tsv");
    write(&dir, "addendum-1/schedule.tsv", &good.replace("\t1", "\t9"));
    assert_eq!(verify(&dir).code, 1);
    write(&dir, "addendum-1/schedule.tsv", &good);
    std::fs::remove_dir_all(file(&dir, "addendum-1")).unwrap();
    assert_eq!(verify(&dir).code, 2, "an addendum that an amendment names is missing");
}

#[test]
fn lock_says_what_the_researcher_must_see_and_refuses() {
    let dir = study("source = \"dice\"");
    let p = path(&dir);
    let a = lodtrin(&["lock", &p, "--check"]);
    assert_eq!(a.code, 1);
    for text in [
        "Chance of each lot",
        "never shared a wave",
        "more than half",
        "accepted",
        "ways to fill the waves",
        "distinct",
        "smallest attainable p",
        "of the seed 256",
        "few:",
    ] {
        assert!(a.out.contains(text), "{text}: {}", a.out);
    }
    // 6!/(2!2!2!) = 90
    assert!(a.out.contains("90 (2^6.5)"), "{}", a.out);
    assert!(!dir.path().join("lottery").exists());
    let a = lodtrin(&["lock", &p]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("L201") && a.err.contains("--allow few"), "{}", a.err);
    assert!(!dir.path().join("lottery").exists());
    assert_eq!(lodtrin(&["lock", &p, "--allow", "fewer"]).code, 2);
    assert_eq!(lodtrin(&["lock", &p, "--check", "--allow", ALLOW]).code, 0);
    assert!(!dir.path().join("lottery").exists());
}

#[test]
fn bad_studies_are_refused_with_a_reason() {
    for (rules, code) in [
        ("source = \"dice\"\napart = [[\"aarhus-01\", \"nowhere\"]]", "L124"),
        ("source = \"dice\"\nbefore = [[\"aarhus-01\", \"aarhus-01\"]]", "L124"),
        ("source = \"dice\"\nlimit = [\"heads:1,1,1\"]", "L124"),
        ("source = \"dice\"\nbalance = [\"heads:1:wave\"]", "L124"),
        ("source = \"dice\"\nlimit = [\"pupils:1,1,1\"]\nmax_tries = 50", "L110"),
        (
            "source = \"dice\"\nlimit = [\"pupils:600,2000,2000\"]\nbefore = [[\"aarhus-02\", \"odense-01\"]]\nkeep = \"1/100\"\nbalance = [\"pupils:1:wave\"]\nmax_tries = 5",
            "L1",
        ),
        ("source = \"drand\"", "L204"),
    ] {
        let dir = study(rules);
        let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
        assert_eq!(a.code, 2, "{rules}");
        assert!(a.err.contains(code), "{rules}: {}", a.err);
        assert!(!dir.path().join("lottery").exists());
    }
    for (from, to, code) in [
        ("odense-02;Odense;480;0,35\n", "", "L124"),
        ("odense-02;Odense;480;0,35", "odense-01;Odense;480;0,35", "L120"),
        ("odense-02;Odense;480;0,35", "odense-02;Odense;;0,35", "L122"),
        ("odense-02;Odense;480;0,35", "odense-02;Odense;9999999999999;0,35", "L122"),
        ("odense-02;Odense;480;0,35", "odense-\u{e000};Odense;480;0,35", "L121"),
        ("odense-02;Odense;480;0,35", ";Odense;480;0,35", "L121"),
    ] {
        let dir = study("source = \"dice\"");
        std::fs::write(dir.path().join("programmes.csv"), PROGRAMMES.replace(from, to)).unwrap();
        let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
        assert_eq!(a.code, 2, "{to}");
        assert!(a.err.contains(code), "{to}: {}", a.err);
    }
}

#[test]
fn freezing_normalises_and_says_so() {
    let dir = study("source = \"dice\"");
    let rows = PROGRAMMES
        .replace("ølgod-01;Ølgod", "\u{a0}ølgod-01 ;A\u{30a}rhus")
        .replace("ølgod-02;Ølgod", "odense-O1;Aarhus");
    std::fs::write(dir.path().join("programmes.csv"), format!("{rows}odense-02;Odense;480;0,35\n")).unwrap();
    let a = lodtrin(&["lock", &path(&dir), "--allow", "few,pair,chance,certain"]);
    assert_eq!(a.code, 0, "{}", a.err);
    for kind in ["NormalForm", "Blanks", "Duplicates", "LookAlikes", "CollationTrap"] {
        assert!(a.err.contains(kind), "{kind}: {}", a.err);
    }
    let frame = read(&dir, "frame.tsv");
    assert!(frame.starts_with("id\tstratum\tfirst\tlast\tpupils\trate_e2\n"), "{frame}");
    assert!(frame.contains("odense-01\tOdense\t1\t3\t510\t20\n"), "{frame}");
    assert!(frame.contains("ølgod-01\tÅrhus\t1\t3\t98\t51\n"), "{frame}");
}

#[test]
fn the_draw_sheet_escapes_every_value() {
    let dir = drawn();
    let page = read(&dir, "draw-sheet.html");
    assert!(page.contains("Prøve &amp; &lt;lodtrækning&gt;"));
    assert!(!page.contains("<lodtrækning>"));
    for away in ["http://", "src=", "@import", "url("] {
        assert!(!page.contains(away), "{away}");
    }
}

/// The vectors' folders, made by an independent implementation, are drawn and verified as they stand.
#[test]
fn folders_of_another_implementation_are_drawn_and_verified() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/lottery/vectors");
    for (design, schedule) in [
        ("plain", "2c4a6032a1db39f0fbb220ac4e75b28717cb3c5d7b9a4ded2e00df6dc9f745b8"),
        ("balanced", "44309dba7e28091527e9daa8d3bb28dafadc09c6c58e807823240013c3030c02"),
        ("constrained", "0a0a1cf1b228bb4f4e0963d81f9667f7697abb8603d5f0c1ee4e8140c1d7e6b2"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("lottery")).unwrap();
        for name in ["frame.tsv", "members.tsv", "design.txt", "chances.tsv", "plan.toml"] {
            std::fs::copy(from.join(design).join(name), file(&dir, name)).unwrap();
        }
        std::fs::copy(from.join(design).join("lock-quicknet-123.txt"), file(&dir, "lock.txt")).unwrap();
        let b = beacon(&dir, "b.json", 123, SIGNATURE_123);
        let a = lodtrin(&["draw", &path(&dir), "--beacon", &b]);
        assert_eq!(a.code, 0, "{}", a.err);
        assert_eq!(sha256(read(&dir, "schedule.tsv").as_bytes()).hex(), schedule);
        let a = verify(&dir);
        assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    }
}
