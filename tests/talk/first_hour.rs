//! The first hour, and what other machines ask of names and archives.

use assert_cmd::Command;
use std::path::Path;

fn at(home: &Path, args: &[&str]) -> (i32, String, String) {
    let out =
        Command::cargo_bin("lodtrin").expect("the binary").args(args).current_dir(home).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().expect("no signal"), text(out.stdout), text(out.stderr))
}

/// A study with dice, and lines put in the place of others.
fn study(home: &Path, edits: &[(&str, &str)]) {
    let (code, _, err) = at(home, &["new", "s", "--language", "en"]);
    assert_eq!(code, 0, "{err}");
    let file = home.join("s/study.toml");
    let mut text = std::fs::read_to_string(&file).expect("study.toml");
    for (from, to) in [("source = \"drand\"", "source = \"dice\"")].iter().chain(edits) {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    std::fs::write(&file, text).expect("written");
}

#[test]
fn a_bare_call_outside_a_study_names_three_places() {
    let home = tempfile::tempdir().expect("scratch");
    let (code, out, err) = at(home.path(), &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for place in ["lodtrin demo", "lodtrin new", "docs/"] {
        assert!(out.contains(place), "{out}");
    }
    study(home.path(), &[]);
    let (code, out, _) = at(&home.path().join("s"), &[]);
    assert!(code == 0 && out.contains("not locked"), "{out}");
}

#[test]
fn help_takes_a_verb_and_global_flags_stand_once() {
    let home = tempfile::tempdir().expect("scratch");
    for args in [&["help"][..], &["help", "effect"], &["help", "amend", "late"]] {
        let (code, out, _) = at(home.path(), args);
        assert_eq!((code, out.matches("--threads").count()), (0, 1), "{args:?}\n{out}");
        let group = out.find("With every verb:").expect("a group of its own");
        let flag = out.find("--threads").expect("there");
        assert!(group < flag, "{out}");
    }
    let (code, _, err) = at(home.path(), &["help", "efect"]);
    assert!(code == 2 && err.contains("effect"), "{err}");
}

#[test]
fn every_topic_has_its_page() {
    let home = tempfile::tempdir().expect("scratch");
    let (_, list, _) = at(home.path(), &["explain", "--list"]);
    for topic in [
        "estimand",
        "icc",
        "draw",
        "lock",
        "effect",
        "absence",
        "weights",
        "prespecified",
        "dice",
        "drand",
        "rehearsal",
    ] {
        let (code, out, _) = at(home.path(), &["explain", topic]);
        assert!(code == 0 && out.starts_with(&format!("{topic}: ")), "{out}");
        assert!(list.lines().any(|l| l.split_whitespace().next() == Some(topic)), "{topic} is not listed");
    }
}

#[test]
fn rules_take_unique_labels_and_refuse_others() {
    let home = tempfile::tempdir().expect("scratch");
    study(home.path(), &[("apart = []", "apart = [[\"The carpenters\", \"example-south-auto\"]]")]);
    let file = home.path().join("s/programmes.csv");
    let plain = std::fs::read_to_string(&file).expect("programmes");
    let label = |i: usize, l: &str| match i {
        0 => format!("{l},label\n"),
        3 => format!("{l},The carpenters\n"),
        4 | 5 => format!("{l},Twins\n"),
        _ => format!("{l},\n"),
    };
    let labelled: String = plain.lines().enumerate().map(|(i, l)| label(i, l)).collect();
    std::fs::write(&file, labelled).expect("written");
    let (code, _, err) = at(home.path(), &["lock", "s"]);
    assert_eq!(code, 0, "{err}");
    let design = std::fs::read_to_string(home.path().join("s/lottery/design.txt")).expect("design");
    assert!(design.contains("example-north-carpentry"), "{design}");
    let plan = std::fs::read_to_string(home.path().join("s/lottery/plan.toml")).expect("plan");
    assert!(plan.contains("example-north-carpentry") && !plan.contains("The carpenters"), "{plan}");
    let (code, out, _) = at(home.path(), &["verify", "s"]);
    assert!(out.contains("plan") && code == 2, "not drawn yet, and nothing wrong: {out}");
    let (_, out, _) = at(home.path(), &["status", "s", "--format", "json"]);
    assert!(out.contains("\"deviations\": []"), "{out}");

    let file = home.path().join("s/study.toml");
    let text = std::fs::read_to_string(&file).expect("study.toml").replace("The carpenters", "Twins");
    std::fs::write(&file, text).expect("written");
    let (code, _, err) = at(home.path(), &["lock", "s", "--check"]);
    assert!(code == 2 && err.contains("L124") && err.contains("example-north-electric"), "{err}");
}

#[test]
fn covariates_with_blanks_are_frozen_under_plain_names() {
    let home = tempfile::tempdir().expect("scratch");
    study(
        home.path(),
        &[
            ("covariates = [\"pupils\"]", "covariates = [\"Antal elever\", \"Frafald. i år\"]"),
            ("limit = []", "limit = [\"Antal elever:900,900,900\"]"),
        ],
    );
    let file = home.path().join("s/programmes.csv");
    let plain = std::fs::read_to_string(&file).expect("programmes");
    let write = |header: &str| {
        let rows = plain.lines().skip(1).enumerate().map(|(i, l)| format!("{l},0.{}\n", i % 9 + 1));
        std::fs::write(&file, format!("id,school,{header}\n{}", rows.collect::<String>())).expect("written");
    };
    write("Antal elever,Frafald. i år");
    let (code, _, err) = at(home.path(), &["lock", "s"]);
    assert!(code == 0 && err.contains("RenamedCovariates") && err.contains("antal_elever"), "{err}");
    let frame = std::fs::read_to_string(home.path().join("s/lottery/frame.tsv")).expect("frame");
    assert_eq!(frame.lines().next(), Some("id\tstratum\tfirst\tlast\tantal_elever\tfrafald_i_aar_e1"));
    let (_, out, _) = at(home.path(), &["verify", "s"]);
    assert!(!out.contains("NO "), "{out}");

    // two alike, and a name that ends as the tool's own do
    for (names, header) in [("\"Antal elever\", \"antal.elever\"", "Antal elever,antal.elever"), ("\"a_e2\"", "a_e2,x")]
    {
        let other = tempfile::tempdir().expect("scratch");
        study(other.path(), &[("covariates = [\"pupils\"]", &format!("covariates = [{names}]"))]);
        let rows = plain.lines().skip(1).map(|l| format!("{l},1\n"));
        std::fs::write(
            other.path().join("s/programmes.csv"),
            format!("id,school,{header}\n{}", rows.collect::<String>()),
        )
        .expect("written");
        let (code, _, err) = at(other.path(), &["lock", "s", "--check"]);
        assert!(code == 2 && (err.contains("L122") || err.contains("R208") || err.contains("R106")), "{names}: {err}");
    }
}

#[test]
fn throws_may_be_grouped() {
    let mut seeds = Vec::new();
    for (a, b) in [
        ("anna=3642513462513462513462513", "bo=1625346125346123456123456"),
        ("anna=36425 13462 51346 25134 62513", "bo=16253-46125-34612.34561,23456"),
    ] {
        let home = tempfile::tempdir().expect("scratch");
        study(home.path(), &[]);
        assert_eq!(at(home.path(), &["lock", "s"]).0, 0);
        let (code, out, err) = at(home.path(), &["draw", "s", "--dice", a, "--dice", b]);
        assert_eq!(code, 0, "{err}");
        seeds.push(out.lines().find(|l| l.contains("seed")).map(str::to_string));
    }
    assert!(seeds[0].is_some() && seeds[0] == seeds[1], "{seeds:?}");
}

#[test]
fn names_that_windows_keeps_are_refused() {
    let home = tempfile::tempdir().expect("scratch");
    for name in ["con", "NUL", "aux", "com1", "lpt9", "a.", "a ", "a:b", "a|b", "a?", "a*", "a<b", "a\"b"] {
        let (code, _, err) = at(home.path(), &["new", "x", "--interventions", &format!("{name},other")]);
        assert!(code == 2 && err.contains("cannot name an intervention"), "{name}: {err}");
        assert!(!home.path().join("x").exists());
    }
    let (code, _, err) = at(home.path(), &["new", "x", "--interventions", "club,Club"]);
    assert!(code == 2 && !home.path().join("x").exists(), "{err}");
}

#[test]
fn a_pack_is_a_zip_where_its_name_says_so() {
    let home = tempfile::tempdir().expect("scratch");
    study(home.path(), &[]);
    assert_eq!(at(home.path(), &["lock", "s"]).0, 0);
    let dice = ["--dice", "anna=3642513462513462513462513", "--dice", "bo=1625346125346123456123456"];
    assert_eq!(at(home.path(), &[&["draw", "s"][..], &dice].concat()).0, 0);
    for out in ["a.zip", "b.ZIP", "c.tar"] {
        let (code, said, err) = at(home.path(), &["pack", "s", "--out", out]);
        assert_eq!((code, said.trim()), (0, out), "{err}");
        let (code, said, _) = at(home.path(), &["verify", out]);
        assert!(code == 0 && said.contains("Answer: yes"), "{out}: {said}");
    }
    let read = |name: &str| std::fs::read(home.path().join(name)).expect("a pack");
    assert!(read("a.zip").starts_with(b"PK") && read("a.zip") == read("b.ZIP") && !read("c.tar").starts_with(b"PK"));
    let (code, _, err) = at(home.path(), &["pack", "s", "--out", "nul.zip"]);
    assert!(code == 2 && err.contains("Windows"), "{err}");
}

#[test]
fn packages_have_the_crates_version() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).expect("there");
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("packaging/r/lodtrin/DESCRIPTION").contains(&format!("\nVersion: {version}\n")));
    assert!(read("packaging/deb/changelog").starts_with(&format!("lodtrin ({version}-1) ")));
    assert!(read("packaging/python/pyproject.toml").contains("dynamic = [\"version\"]"));
}
