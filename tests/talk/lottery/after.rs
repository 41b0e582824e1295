//! What happens after the draw: replaced locks, withdrawals, late lots.

use super::*;
use lodtrin::lottery::Amendment;

/// Replaces a lock that is spent, on a ground.
fn replace(dir: &TempDir, reason: &str) -> Answer {
    let document = dir.path().join("decision.txt");
    std::fs::write(&document, format!("decision: {reason}\n")).unwrap();
    let document = document.to_str().unwrap();
    let ground = ["--ground", "frame", "--document", document, "--allow", ALLOW];
    lodtrin(&[&["lock", &path(dir), "--replace", reason], &ground[..]].concat())
}

/// What verify says to somebody who accepts the redraws.
fn accepting(dir: &TempDir, locks: &[&str]) -> Answer {
    let path = path(dir);
    let mut args = vec!["verify", &path];
    locks.iter().for_each(|l| args.extend(["--accept-redraw", l]));
    lodtrin(&args)
}

fn replaced() -> (TempDir, String) {
    let dir = drawn();
    let old = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    let schedule = read(&dir, "schedule.tsv");
    let a = replace(&dir, "a programme was missing");
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(read(&dir, &format!("past/{old}/schedule.tsv")), schedule);
    assert_eq!(draw(&dir, &OTHER_DICE).code, 0);
    (dir, old)
}

#[test]
fn a_replaced_lock_stays_visible() {
    let (dir, old) = replaced();
    assert_eq!(verify(&dir).code, 2, "whether the ground holds is for the reader");
    let a = accepting(&dir, &[&old]);
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
fn a_missing_link_between_replaced_locks_is_named() {
    let (dir, first) = replaced();
    let second = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    let a = replace(&dir, "once more");
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(draw(&dir, &DICE).code, 0);
    assert_eq!(accepting(&dir, &[&second]).code, 2, "each redraw is accepted by itself");
    let a = accepting(&dir, &[&first, &second]);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains(&first) && a.out.contains(&second), "{}", a.out);
    std::fs::rename(file(&dir, &format!("past/{second}")), dir.path().join("hidden")).unwrap();
    let a = verify(&dir);
    assert_eq!(a.code, 2, "{}", a.out);
    assert!(format!("{}{}", a.out, a.err).contains(&format!("the replaced lock {second} is missing")), "{}", a.out);
    // a stranger's folder beside a whole chain is another matter
    std::fs::rename(dir.path().join("hidden"), file(&dir, &format!("past/{second}"))).unwrap();
    std::fs::create_dir(file(&dir, &format!("past/{}", "0".repeat(64)))).unwrap();
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
    let one = list("one.csv", "vacant-1;Vejle;30;0,1\n");
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

/// A study whose first lock is a vector's, with a round that has long passed, replaced by one that dice decide.
fn replaced_unheard() -> (TempDir, String) {
    let dir = study("source = \"dice\"");
    let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/lottery/vectors/plain");
    std::fs::create_dir(dir.path().join("lottery")).unwrap();
    for name in ["frame.tsv", "members.tsv", "design.txt", "chances.tsv", "plan.toml"] {
        std::fs::copy(from.join(name), file(&dir, name)).unwrap();
    }
    std::fs::copy(from.join("lock-quicknet-123.txt"), file(&dir, "lock.txt")).unwrap();
    let old = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    let a = replace(&dir, "another list");
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(draw(&dir, &DICE).code, 0);
    (dir, old)
}

#[test]
fn a_replaced_lock_that_nobody_drew_is_drawn_when_its_round_is_known() {
    let (dir, old) = replaced_unheard();
    let a = verify(&dir);
    assert_eq!(a.code, 2, "its round has passed, so it is drawn, and its beacon is missing: {}", a.out);
    assert!(a.out.contains("round 123") && a.out.contains(&old), "{}", a.out);
    let p = path(&dir);
    let main = read(&dir, "receipt.json");
    let past = |digest: &str, beacon: &str| lodtrin(&["draw", &p, "--past", digest, "--beacon", beacon]);
    let other = beacon(&dir, "other.json", 657413, SIGNATURE_657413);
    let forged = beacon(&dir, "forged.json", 123, SIGNATURE_657413);
    let good = beacon(&dir, "good.json", 123, SIGNATURE_123);
    for (digest, file, code) in [
        (old.as_str(), &other, "L302"),
        (&old, &forged, "L303"),
        (&"0".repeat(64), &good, "L309"),
        ("12", &good, "L308"),
    ] {
        let a = past(digest, file);
        assert_eq!(a.code, 2);
        assert!(a.err.contains(code), "{code}: {}", a.err);
    }
    assert!(!file(&dir, &format!("past/{old}/receipt.json")).exists());
    let a = past(&old, &good);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(past(&old, &good).code, 2, "a lottery is drawn once");
    assert_eq!(read(&dir, "receipt.json"), main, "the draw that counts is untouched");
    // waves 112242441333 of the vectors
    let waves: String = read(&dir, &format!("past/{old}/schedule.tsv"))
        .lines()
        .skip(1)
        .map(|l| l.rsplit('\t').next().unwrap().to_string())
        .collect();
    assert_eq!(waves, "112242441333");
    let a = accepting(&dir, &[&old]);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains("another list") && a.out.contains(&old), "{}", a.out);
}

#[test]
fn a_pack_is_verified_and_a_spoilt_one_is_not() {
    let dir = drawn();
    let pack = dir.path().join("pack.tar");
    let pack = pack.to_str().unwrap();
    let a = lodtrin(&["pack", &path(&dir), "--out", pack]);
    assert_eq!(a.code, 0, "{}", a.err);
    let a = lodtrin(&["verify", pack]);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains("yes  schedule"), "{}", a.out);
    let published = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    assert_eq!(lodtrin(&["verify", pack, "--published", &published]).code, 0);
    assert_eq!(lodtrin(&["verify", pack, "--published", &"1".repeat(64)]).code, 1);
    let bytes = std::fs::read(pack).unwrap();
    // one wave changed in the packed schedule; a tar holds no digest of what is in its files
    let schedule = read(&dir, "schedule.tsv");
    let at = bytes.windows(schedule.len()).position(|w| w == schedule.as_bytes()).unwrap();
    let mut bad = bytes.clone();
    let digit = at + schedule.len() - 2;
    bad[digit] = if bad[digit] == b'1' { b'2' } else { b'1' };
    let spoilt = dir.path().join("spoilt.tar");
    for (bad, code) in
        [(&bad[..], 1), (&bytes[..bytes.len() / 2], 2), (b"no archive", 2), (b"", 2), (&[0x1f, 0x8b, 1], 2)]
    {
        std::fs::write(&spoilt, bad).unwrap();
        let a = lodtrin(&["verify", spoilt.to_str().unwrap()]);
        assert_eq!(a.code, code, "{}{}", a.out, a.err);
    }
    assert_eq!(lodtrin(&["verify", dir.path().join("nowhere.tar").to_str().unwrap()]).code, 2);
}
