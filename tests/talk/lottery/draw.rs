//! Locking, drawing and verifying; whatever is changed is found.

use super::*;
use std::path::Path;

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
        for (at, flip) in [(0, 0x80u8), (good.len() / 2, 1), (good.len() - 1, 1)] {
            {
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
