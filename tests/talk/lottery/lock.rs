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

/// Shares of 10,000 draws lie this far from what is expected, in standard deviations, once in 1.7 million.
const SDS: f64 = 5.0;

/// The share of each pair of lots as the notes of the picture tell it: `a · b: 20.1%`.
fn shares(svg: &str) -> Vec<(String, f64)> {
    let notes = svg.split("<title>").skip(1).filter_map(|t| t.split("</title>").next());
    notes
        .filter_map(|note| {
            let (pair, share) = note.rsplit_once(": ")?;
            let share = share.trim_end_matches(['%', '\u{a0}']).replace(',', ".");
            pair.contains(" · ").then_some((pair.to_string(), share.parse().ok()?))
        })
        .collect()
}

#[test]
fn both_tables_are_pictures_before_anything_is_locked() {
    // 6 lots in 3 waves of 2 without strata: two lots share a wave with probability 3·2·1/(6·5) = 1/5
    let dir = study("source = \"dice\"\nstratify = \"none\"");
    let to = dir.path().join("pictures");
    let a = lodtrin(&["lock", &path(&dir), "--check", "--figures", to.to_str().unwrap()]);
    assert!(!dir.path().join("lottery").exists() && a.code <= 1, "{}", a.err);
    for name in ["chances", "pairs"] {
        assert!(std::fs::read(to.join(format!("{name}.png"))).unwrap().starts_with(b"\x89PNG"));
    }
    let text = |name: &str| std::fs::read_to_string(to.join(name)).unwrap();
    let found = shares(&text("pairs.svg"));
    assert_eq!(found.len(), 15, "{found:?}");
    let sd = 100.0 * (0.2f64 * 0.8 / 10_000.0).sqrt();
    for (pair, share) in &found {
        assert!((share - 20.0).abs() < SDS * sd, "{pair}: {share}");
    }
    assert!(text("pairs.svg").contains("Without rules every pair would share a wave in 20.0%"));
    let found = shares(&text("chances.svg"));
    assert_eq!(found.len(), 18);
    let sd = 100.0 * (2.0f64 / 9.0 / 10_000.0).sqrt();
    assert!(found.iter().all(|(_, share)| (share - 100.0 / 3.0).abs() < SDS * sd), "{found:?}");
    // lots that must be apart never meet, and the picture says so in words as well
    let dir = study("source = \"dice\"\nstratify = \"none\"\napart = [[\"aarhus-01\", \"ølgod-02\"]]");
    let study = dir.path().join("study.toml");
    let danish = std::fs::read_to_string(&study).unwrap().replace("language = \"en\"", "language = \"da\"");
    std::fs::write(&study, danish).unwrap();
    let to = dir.path().join("pictures");
    let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW, "--figures", to.to_str().unwrap()]);
    assert_eq!(a.code, 0, "{}", a.err);
    let svg = std::fs::read_to_string(to.join("pairs.svg")).unwrap();
    assert!(svg.contains("aldrig i samme trin: 1 par"), "{svg}");
    assert!(svg.contains("Aldrig sammen (1 par): aarhus-01 + ølgod-02."), "{svg}");
    // the report draws the same table from the frozen files, with the same shares
    let a = lodtrin(&["report", &path(&dir)]);
    assert_eq!(a.code, 0, "{}", a.err);
    let again = std::fs::read_to_string(dir.path().join("results/figures/pairs.svg")).unwrap();
    let told = |svg: &str| svg.split("<desc").nth(1).and_then(|d| d.split("</desc>").next()).unwrap_or("").to_string();
    // below it stands where it comes from, which is not known before the lock
    assert!(told(&again).starts_with(told(&svg).as_str()) && again.contains("Kilde: "), "{again}");
    let page = std::fs::read_to_string(dir.path().join("results/report.html")).unwrap();
    assert!(page.contains("Ingen par af lodder følges ad for ofte; 1 af "), "the title says what is seen");
}

#[test]
fn rules_that_decide_nothing_and_a_changed_title_are_told() {
    for (rules, kind) in [
        ("source = \"dice\"\nbalance = [\"pupils:1:wave\"]", "NoThreshold"),
        ("source = \"dice\"\nkeep = \"1/5\"", "NoBalance"),
    ] {
        let a = lodtrin(&["lock", &path(&study(rules)), "--check", "--allow", ALLOW]);
        assert_eq!(a.code, 0);
        assert!(a.err.contains(kind), "{kind}: {}", a.err);
    }
    let dir = study("source = \"dice\"");
    let toml = dir.path().join("study.toml");
    let text = std::fs::read_to_string(&toml).unwrap().replace("Prøve &", "Pr\u{200b}øve &");
    std::fs::write(&toml, text).unwrap();
    let a = lodtrin(&["lock", &path(&dir), "--allow", ALLOW]);
    assert_eq!(a.code, 0);
    assert!(a.err.contains("warning[Title]"), "{}", a.err);
    assert!(read(&dir, "lock.txt").contains("title=Prøve & <lodtrækning>\n"));
}

#[test]
fn lock_says_the_same_as_json() {
    let dir = study("source = \"dice\"\napart = [[\"aarhus-01\", \"ølgod-02\"]]");
    let json = |args: &[&str]| -> (i32, serde_json::Value) {
        let p = path(&dir);
        let mut all = vec!["lock", p.as_str(), "--format", "json"];
        all.extend(args);
        let a = lodtrin(&all);
        (a.code, serde_json::from_str(&a.out).unwrap())
    };
    let (code, refused) = json(&["--check"]);
    assert_eq!((code, refused["answer"].as_str()), (1, Some("no")));
    assert!(refused["lock"].is_null() && refused["refused"].as_array().unwrap().iter().any(|r| r["name"] == "few"));
    let (code, locked) = json(&["--allow", "few,pair,chance,certain"]);
    assert_eq!((code, locked["written"].as_bool()), (0, Some(true)));
    let digest = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    assert_eq!(locked["lock"], digest.as_str());
    assert!(locked["publish"].as_str().unwrap().contains(&digest));
    // the chances are those of the frozen file, and the pair that must be apart never meets
    let one = &locked["interventions"][0];
    for (row, lot) in read(&dir, "chances.tsv").lines().skip(1).zip(one["lots"].as_array().unwrap()) {
        let counts: Vec<String> = lot["chances"].as_array().unwrap().iter().map(|c| c.to_string()).collect();
        assert_eq!(row, format!("{}\t{}", lot["id"].as_str().unwrap(), counts.join("\t")));
    }
    let never = one["never_together"].as_array().unwrap();
    assert!(never.iter().any(|p| p["a"] == "aarhus-01" && p["b"] == "ølgod-02" && p["together"] == 0), "{never:?}");
    // 6!/(2!2!2!) = 90
    assert!((one["possible_bits"].as_f64().unwrap() - 90f64.log2()).abs() < 1e-12);
    assert_eq!(lodtrin(&["lock", &path(&dir), "--check", "--format", "csv"]).code, 2);
}
