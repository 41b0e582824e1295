//! Rounds of the beacon, rehearsals and contributions.

use super::*;

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
    let a = lodtrin(&["lock", &path(&dir), "--rehearsal", "--allow", "few,pair"]);
    assert_eq!(a.code, 0, "a rehearsal takes any time: {}", a.err);
}

#[test]
fn a_short_lead_is_refused_of_a_lock_and_told_of_a_rehearsal() {
    let soon = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second() + 3 * 3600).unwrap();
    let dir = study(&format!("source = \"drand\"\nat = {soon:.0}"));
    let a = lodtrin(&["lock", &path(&dir), "--allow", "few,pair"]);
    assert_eq!(a.code, 2);
    assert!(a.err.contains("lead: round") && !dir.path().join("lottery").exists(), "{}", a.err);
    assert_eq!(lodtrin(&["lock", &path(&dir), "--allow", ALLOW]).code, 0);
    assert!(read(&dir, "lock.txt").contains("override=lead\n"));
    let practise = |allow: &str, now: &str, round: &str| {
        lodtrin(&["lock", &path(&dir), "--rehearsal", "--now", now, "--round", round, "--allow", allow])
    };
    let lock = || std::fs::read_to_string(dir.path().join("rehearsal/lock.txt")).unwrap();
    for (now, round) in [("2023-08-23T15:00:00Z", "123"), ("2023-09-15T10:00:00Z", "657413")] {
        let a = practise("few,pair", now, round);
        assert_eq!(a.code, 0, "{}", a.err);
        assert!(a.err.contains("ShortLead") && !lock().contains("override=lead"), "{}", a.err);
        assert_eq!(practise(ALLOW, now, round).code, 0);
        assert!(lock().contains("override=lead\n"), "what is allowed by name is named");
    }
    let a = practise("few,pair", "2023-08-22T15:15:33Z", "123");
    assert_eq!(a.code, 0);
    assert!(!a.err.contains("ShortLead"), "24 hours are enough: {}", a.err);
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
        let elsewhere = tempfile::tempdir().unwrap().keep();
        let secret = elsewhere.join(format!("{name}.contribution"));
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
