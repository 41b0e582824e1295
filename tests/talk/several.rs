//! A study of three interventions from the shell: lock, draw, verify (twice), simulate, ingest, effect.

use super::report_browser::{browser, look};
use crate::tools::samples;
use assert_cmd::Command;
use lodtrin::provenance::sha256;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn lodtrin(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("lodtrin").expect("the binary").args(args).output().expect("it runs");
    let text = |b: Vec<u8>| String::from_utf8(b).expect("UTF-8");
    (out.status.code().expect("no signal"), text(out.stdout), text(out.stderr))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The sample with one programme a school and fewer replays, so that the test is done in seconds: what the lottery costs
/// grows with its lots, and the chances are always those of 10,000 draws.
fn sample(into: &Path) -> String {
    samples::laid(samples::THREE, into, |text| {
        text.replace("draws = 9999", "draws = 199").replace("capacity = 4", "capacity = 2")
    });
    let programmes = fs::read_to_string(into.join("programmes.csv")).unwrap();
    let rows = programmes.lines().enumerate().filter(|(i, _)| i % 2 == 1 || *i == 0).map(|(_, l)| format!("{l}\n"));
    fs::write(into.join("programmes.csv"), rows.collect::<String>()).unwrap();
    into.to_str().unwrap().to_string()
}

/// A key file beside the study, which goes with its scratch folder.
fn key(folder: &Path) -> String {
    let path = folder.join("several.key");
    fs::write(&path, "2b8b0921807f61608ff13d23b86062ccfa16f2e4d7f76e5252410ab9351aa4f9\n").unwrap();
    path.to_str().unwrap().to_string()
}

const DICE: [&str; 4] = ["--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543212"];

fn python(folder: &str) -> Option<i32> {
    if !crate::tools::here("python3", "python3", "runs the second verifier") {
        return None;
    }
    let script = root().join("examples/verify-the-draw/verify_the_draw.py");
    let out = std::process::Command::new("python3").arg(script).arg(folder).output().ok()?;
    out.status.code()
}

#[test]
fn three_interventions_go_from_lock_to_report() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("study");
    fs::create_dir(&folder).unwrap();
    let (study, key) = (sample(&folder), key(home.path()));
    let (code, out, err) = lodtrin(&["lock", &study]);
    assert_eq!(code, 0, "{err}");
    for said in ["== dating ==", "== klub ==", "== mentor ==", "Joint rules", "at_once=2", "treated:dating×mentor"] {
        assert!(out.contains(said), "{said} is not in\n{out}");
    }
    let mut draw = vec!["draw", study.as_str()];
    draw.extend(DICE);
    assert_eq!(lodtrin(&draw).0, 0);
    let (code, out, _) = lodtrin(&["verify", &study]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("joint candidate"), "{out}");
    if let Some(code) = python(&study) {
        assert_eq!(code, 0, "the second verifier");
    }
    for step in [
        vec!["simulate", &study],
        vec!["ingest", &study, "--key-file", &key],
        vec!["effect", &study],
        vec!["balance", &study],
        vec!["report", &study],
    ] {
        let (code, _, err) = lodtrin(&step);
        assert_eq!(code, 0, "{step:?}: {err}");
    }
    a_long_answer_is_cut_and_all_of_it_is_to_be_had(&study);
    rows_say_which_intervention(&fs::read_to_string(folder.join("results/effects.csv")).unwrap());
    the_report_compares(&folder, &study);
    let first = fs::read(folder.join("results/effects.json")).unwrap();
    assert_eq!(lodtrin(&["effect", &study, "--threads", "1"]).0, 0);
    assert_eq!(first, fs::read(folder.join("results/effects.json")).unwrap(), "another number of threads");
    joint_rules_cannot_be_changed_after_the_lock(&folder, &study);
}

/// Forty lines hold every verdict, what was not checked and the answer; schedules give way.
fn a_long_answer_is_cut_and_all_of_it_is_to_be_had(study: &str) {
    let (short, whole) = (lodtrin(&["verify", study]).1, lodtrin(&["verify", "--all", study]).1);
    assert!(whole.lines().count() > 40, "nothing was to be cut:\n{whole}");
    assert!(short.lines().count() <= 40 && short.ends_with("Answer: yes\n"), "{short}");
    // one line of the short answer says how many are not there
    let rest = whole.lines().count() + 1 - short.lines().count();
    assert!(short.contains(&format!("and {rest} more: --all")), "{rest} lines are not there:\n{short}");
    for line in whole.lines().filter(|l| l.starts_with("  yes") || l.starts_with("  - ")) {
        assert!(short.contains(line), "{line}");
    }
}

/// How many of how many other estimates have the deciding one's sign, in a sentence that says so.
fn agreeing(words: &str, about: &str) -> (u32, u32) {
    let (before, _) = words.split_once(about).unwrap_or_else(|| panic!("{about:?} is not in {words}"));
    let mut numbers = before.rsplit(' ').filter_map(|w| w.rsplit(['>', ':']).next().and_then(|n| n.parse().ok()));
    let all = numbers.next().unwrap();
    (numbers.next().unwrap(), all)
}

/// The forest of each intervention counts its own other estimates, and together they are those of the table of trust.
fn forests_count_as_the_table_of_trust_does(folder: &Path, page: &str) {
    let mut sum = (0, 0);
    for name in ["dating", "klub", "mentor"] {
        let svg = fs::read_to_string(folder.join(format!("results/figures/forest-{name}.svg"))).unwrap();
        let (same, all) = agreeing(&svg, " other estimates lie on the planned");
        sum = (sum.0 + same, sum.1 + all);
    }
    assert_eq!(sum, agreeing(page, " other estimates point the same way"));
}

/// Table S3 counts the pupils of every wave and period, though it hides shares; below every figure stands their sum, though
/// the joint regression counts cells.
fn pupils_are_counted_alike(folder: &Path) {
    let tables = fs::read_to_string(folder.join("results/tables/tables.md")).unwrap();
    let (_, flow) = tables.split_once("Table S3").unwrap();
    let rows: Vec<Vec<&str>> = flow.lines().map(|l| l.split('|').map(str::trim).collect()).collect();
    for name in ["dating", "klub", "mentor"] {
        let own = |r: &&Vec<&str>| r.get(1).is_some_and(|w| w.starts_with(&format!("{name}: ")));
        let analysed: Vec<u64> =
            rows.iter().filter(own).map(|r| r[7].parse().unwrap_or_else(|_| panic!("{r:?}"))).collect();
        assert!(analysed.len() >= 12 && analysed.iter().all(|n| *n >= 5), "{analysed:?}");
        let said = format!("n = {} pupils", analysed.iter().sum::<u64>());
        for figure in ["target", "comparison", "overlap", "dose-by-intervention"] {
            let svg = fs::read_to_string(folder.join(format!("results/figures/{figure}.svg"))).unwrap();
            assert!(svg.contains(&said), "{figure}: {said}");
        }
    }
}

/// A page that compares, each intervention's own sections and figures, in Danish and in English.
fn the_report_compares(folder: &Path, study: &str) {
    let page = || fs::read_to_string(folder.join("results/report.html")).unwrap();
    let danish = page();
    assert_eq!(lodtrin(&["report", study, "--language", "en"]).0, 0);
    let english = page();
    for (page, said) in [
        (
            &danish,
            ["Indsatserne sammenlignet", "Forskelle mellem indsatser", "simultane intervaller", "Elever med begge"],
        ),
        (
            &english,
            [
                "The interventions compared",
                "Differences between interventions",
                "simultaneous intervals",
                "Pupils with both",
            ],
        ),
    ] {
        for words in said {
            assert!(page.contains(words), "{words} is not in the report");
        }
        for name in ["dating", "klub", "mentor"] {
            // who starts when, by exposure, every estimate, the lottery with its chances, randomization, balance, the flow
            let headed = page.matches(&format!("<h3 class=\"of\" data-own=\"\">{name}</h3>")).count();
            assert_eq!(headed, 8, "{name}");
        }
        for pair in ["dating − klub", "dating − mentor", "klub − mentor"] {
            assert!(page.contains(pair), "{pair}");
        }
    }
    forests_count_as_the_table_of_trust_does(folder, &english);
    if let Some(browser) = browser() {
        look(&browser, folder, "en");
    }
    for figure in [
        "comparison",
        "overlap",
        "dose-by-intervention",
        "target",
        "rollout-klub",
        "randomization-mentor",
        "balance-dating",
    ] {
        for suffix in ["svg", "png"] {
            let path = folder.join(format!("results/figures/{figure}.{suffix}"));
            assert!(path.is_file(), "{}", path.display());
        }
    }
    pupils_are_counted_alike(folder);
    let balance = fs::read_to_string(folder.join("results/balance.csv")).unwrap();
    for term in ["wave=1:dating", "trend:klub", "waves:mentor"] {
        assert!(balance.contains(term), "{term} is not in\n{balance}");
    }
}

fn joint_rules_cannot_be_changed_after_the_lock(folder: &Path, study: &str) {
    let rules = folder.join("lottery/joint.txt");
    let text = fs::read_to_string(&rules).unwrap();
    fs::write(&rules, text.replace("at_once=2", "at_once=3")).unwrap();
    let (code, out, _) = lodtrin(&["verify", study]);
    assert_eq!(code, 1, "{out}");
    if let Some(code) = python(study) {
        assert_eq!(code, 1, "the second verifier");
    }
    assert_eq!(lodtrin(&["effect", study]).0, 2, "estimates need the rules that were locked");
}

fn rows_say_which_intervention(csv: &str) {
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(header.len(), 17);
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let find = |estimator: &str, estimand: &str, term: &str, variance: &str| {
        let same = |r: &&Vec<&str>| r[1] == estimator && r[2] == estimand && r[3] == term && r[13] == variance;
        let row = rows.iter().find(|r| r[0] == "agreement" && same(r));
        row.unwrap_or_else(|| panic!("no row {estimator} {estimand} {term} {variance}")).clone()
    };
    for name in ["dating", "klub", "mentor"] {
        let own = find("roth-santanna", "simple", &format!("treated:{name}"), "randomization");
        assert_eq!(own[16], "TRUE", "the planned row is pre-specified");
        find("joint", "simple", &format!("treated:{name}"), "cr2");
        let held = find("joint", "simple", &format!("treated:{name}"), "randomization");
        let together = find("joint", "simultaneous", &format!("treated:{name}"), "randomization");
        let number = |t: &str| t.parse::<f64>().unwrap();
        assert!(number(together[9]) >= 1.0 / 200.0 && number(together[9]) <= 1.0);
        assert!((number(together[5]) - number(held[5])).abs() < 1e-12, "one estimate, two intervals");
    }
    for difference in ["treated:dating−klub", "treated:dating−mentor", "treated:klub−mentor"] {
        find("joint", "simultaneous", difference, "randomization");
    }
    for term in ["treated:dating×mentor", "treated:dating|mentor", "treated:mentor|dating"] {
        find("joint-pairs", "simple", term, "cr2");
    }
}

#[test]
fn what_cannot_be_declared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let study = sample(folder.path());
    let path = folder.path().join("study.toml");
    let text = fs::read_to_string(&path).unwrap();
    let cases = [
        (text.replace("[[\"dating\", \"mentor\"]]", "[[\"dating\", \"mentro\"]]"), "P304", "mentor"),
        (text.replace("at_once = 2\n", ""), "P304", "run_terms"),
        (text.replace("with = \"mentor\"", "with = \"dating\""), "P304", "works with"),
        (
            text.replacen("id = \"2024E\"\nstart = 2024-08-05", "id = \"2024E\"\nstart = 2024-08-06", 1),
            "P304",
            "same terms",
        ),
        (text.replace("at_once = 2\nrun_terms = 1", "at_once = 1"), "L127", "joint rules"),
    ];
    for (bad, code, word) in cases {
        assert_ne!(bad, text, "{word}");
        fs::write(&path, bad).unwrap();
        let (exit, _, err) = lodtrin(&["lock", "--check", &study]);
        assert_eq!(exit, 2, "{err}");
        assert!(err.contains(code) && err.contains(word), "{code} {word}: {err}");
    }
    assert!(!folder.path().join("lottery").exists(), "nothing half-written");
}

/// Every file below a folder by its path.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            // names who works here, not what was made
            } else if entry.file_name() != ".lodtrin.lock" {
                let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// The text of a file with the digest of every file of its own folder replaced by that file's name, and without the
/// digest that a receipt ends in: what is left does not depend on how `study.toml` is spelt.
fn without_digests(bytes: &[u8], all: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let Ok(mut text) = String::from_utf8(bytes.to_vec()) else { return bytes.to_vec() };
    for (name, content) in all {
        text = text.replace(&sha256(content).hex(), &format!("<{name}>"));
    }
    // the last line of a receipt and of a look is the digest of what stands above it
    let cut = text.rfind(",\"receipt\":").or_else(|| text.rfind("\nlook=")).unwrap_or(text.len());
    text.truncate(cut);
    text.into_bytes()
}

#[test]
fn one_intervention_by_name_is_the_plain_form_byte_for_byte() {
    let home = tempfile::tempdir().unwrap();
    let key = key(home.path());
    let mut both = Vec::new();
    for (name, extra) in [("plain", &[][..]), ("named", &["--interventions", "mentor"][..])] {
        let folder = home.path().join(name);
        let study = folder.to_str().unwrap().to_string();
        let mut new = vec!["new", study.as_str(), "--title", "One"];
        new.extend(extra);
        assert_eq!(lodtrin(&new).0, 0);
        let path = folder.join("study.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.contains("[[intervention]]"), name == "named");
        let absences = "[registers.absences]\nfile = \"registers/absences.csv\"\n\n[[outcome]]";
        let text = text
            .replace("source = \"drand\"", "source = \"dice\"")
            .replace("draws = 9999", "draws = 99")
            .replace("# extracted = 2029-08-01", "extracted = 2029-08-01")
            .replacen("[[outcome]]", absences, 1);
        fs::write(&path, text).unwrap();
        for step in [
            vec!["lock", &study],
            [vec!["draw", &study], DICE.to_vec()].concat(),
            vec!["simulate", &study],
            vec!["ingest", &study, "--key-file", &key],
            vec!["balance", &study],
            vec!["effect", &study],
            vec!["absence", &study],
            vec!["report", &study],
        ] {
            let (code, _, err) = lodtrin(&step);
            assert_eq!(code, 0, "{step:?}: {err}");
        }
        both.push(files(&folder));
    }
    let (plain, named) = (&both[0], &both[1]);
    assert!(plain.keys().eq(named.keys()), "the same files");
    assert!(plain.len() > 60, "only {} files", plain.len());
    // these name the digest of study.toml, which is spelt differently, or of a file that does
    let name_digests = [
        "data/receipt.json",
        "lottery/look.txt",
        "results/README.md",
        "results/receipt.json",
        "results/report.html",
        "study.toml",
    ];
    for (name, bytes) in plain {
        if !name_digests.contains(&name.as_str()) {
            assert!(*bytes == named[name], "{name}");
        } else if name != "study.toml" {
            assert!(without_digests(bytes, plain) == without_digests(&named[name], named), "{name} but for digests");
        }
    }
}
