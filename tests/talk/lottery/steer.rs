//! Attacks of somebody who may write every file.

use super::*;

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
