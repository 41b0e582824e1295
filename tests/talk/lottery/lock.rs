//! What `lock` says, refuses and normalises.

use super::*;

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
