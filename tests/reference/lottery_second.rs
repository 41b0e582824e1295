//! The binary against the second verifier, `examples/verify-the-draw`, on random designs: two implementations that share
//! no code must agree on every threshold, chance, seed, candidate, score and schedule.

use lodtrin::provenance::Stream;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Designs that must be drawn and agree; `LODTRIN_DESIGNS` asks for more (200 take four minutes).
const DESIGNS: usize = 50;
/// Candidates of a draw: a design that accepts fewer than half of the candidates or so is refused, so that the slow program is not
/// kept waiting.
const TRIES: u64 = 16;
/// Folders that one run of the second verifier is given.
const BATCH: usize = 25;

fn python() -> Option<&'static str> {
    ["python3", "python"].into_iter().find(|p| {
        let version = Command::new(p).args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status();
        version.is_ok_and(|s| s.success())
    })
}

/// A random composition of `n` into `parts` positive numbers.
fn composition(s: &mut Stream, n: u64, parts: u64) -> Vec<u64> {
    let mut all = vec![1; parts as usize];
    for _ in parts..n {
        all[s.below(parts) as usize] += 1;
    }
    all
}

fn pick<'a>(s: &mut Stream, from: &[&'a str]) -> &'a str {
    from[s.below(from.len() as u64) as usize]
}

/// One rollout and lottery; `under` is the table's prefix.
fn rules(s: &mut Stream, under: &str, lots: &[String], waves: u64, source: &str) -> String {
    let mut text = String::new();
    for (i, start) in ["2026-01-01", "2026-07-01", "2027-01-01", "2027-07-01", "2028-01-01"].iter().enumerate() {
        let end = ["2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-06-30"][i];
        let _ = write!(text, "[[{under}rollout.period]]\nid = \"T{i}\"\nstart = {start}\nend = {end}\n");
    }
    for (i, c) in composition(s, lots.len() as u64, waves).iter().enumerate() {
        let _ = write!(text, "[[{under}rollout.wave]]\nstarts = \"T{}\"\ncapacity = {c}\n", i + 1);
    }
    let _ = write!(
        text,
        "[{under}lottery]\nstratify = \"{}\"\nmax_tries = {TRIES}\n{source}\n",
        pick(s, &["stratum", "stratum", "none"])
    );
    let two = |s: &mut Stream| {
        let a = s.below(lots.len() as u64) as usize;
        let b = (a + 1 + s.below(lots.len() as u64 - 1) as usize) % lots.len();
        format!("[\"{}\", \"{}\"]", lots[a], lots[b])
    };
    if s.chance(0.3) {
        let _ = writeln!(text, "apart = [{}]", two(s));
    }
    if s.chance(0.3) {
        let _ = writeln!(text, "before = [{}]", two(s));
    }
    if s.chance(0.3) {
        let most: Vec<String> = (0..waves).map(|_| (400 + s.below(900)).to_string()).collect();
        let _ = writeln!(text, "limit = [\"pupils:{}\"]", most.join(","));
    }
    let item = |s: &mut Stream| {
        format!("\"{}:{}:{}\"", pick(s, &["pupils", "rate"]), 1 + s.below(9), pick(s, &["wave", "trend"]))
    };
    let mut items = vec![item(s), item(s)];
    items.dedup();
    if s.chance(0.6) {
        let _ = writeln!(text, "balance = [{}]", items.join(", "));
        if s.chance(0.6) {
            let _ = writeln!(text, "keep = {}", pick(s, &["\"1/2\"", "\"2/3\"", "0.75", "\"1/1\""]));
        }
    }
    text
}

/// Writes a random study; says whether it has two interventions.
fn study(folder: &Path, number: u64) {
    let s = &mut Stream::seeded("random designs of the lottery", 1, number);
    let n = 3 + s.below(4);
    let schools = ["Ølgod", "Aarhus", "Århus", "Nyborg & Co", "Żuławy"];
    let lots: Vec<String> = (0..n).map(|i| format!("{}-{i}", pick(s, &["å", "a", "Z", "æble", "x y"]))).collect();
    let waves = 2 + s.below(3.min(n - 2));
    let mut csv = String::from("id,school,pupils,rate,first\n");
    let strata = 1 + s.below(4) as usize;
    for lot in &lots {
        let school = schools[s.below(strata as u64) as usize];
        let first = if s.chance(0.05) { "2" } else { "" };
        let _ =
            writeln!(csv, "{lot},{school},{},{}.{},{first}", 20 + s.below(400), s.below(90) as i64 - 30, s.below(100));
    }
    std::fs::write(folder.join("programmes.csv"), csv).unwrap();
    let mut toml = String::from(
        "[study]\ntitle = \"Random design\"\nlanguage = \"en\"\n[frame]\nfile = \"programmes.csv\"\nid = \"id\"\nstratum = \"school\"\n\
         covariates = [\"pupils\", \"rate\"]\nfirst = \"first\"\n",
    );
    if number.is_multiple_of(10) {
        for name in ["mentor", "club"] {
            let _ = writeln!(toml, "[[intervention]]\nname = \"{name}\"");
            toml.push_str(&rules(s, "intervention.", &lots, waves, "source = \"dice\""));
        }
    } else {
        toml.push_str(&rules(s, "", &lots, waves, "source = \"dice\""));
    }
    toml.push_str("[registers.enrolments]\nfile = \"e.csv\"\n[[outcome]]\nname = \"dropout\"\nkind = \"dropout\"\nprimary = true\n");
    std::fs::write(folder.join("study.toml"), toml).unwrap();
}

fn lodtrin(args: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(args).output().unwrap();
    (run.status.code().unwrap(), String::from_utf8_lossy(&run.stderr).into_owned())
}

fn throws(s: &mut Stream) -> String {
    (0..25).map(|_| (b'1' + s.below(6) as u8) as char).collect()
}

/// Locks and draws a random study; `None` where the tool refuses it because no candidate is acceptable.
fn drawn(base: &Path, number: u64) -> Option<PathBuf> {
    let folder = base.join(number.to_string());
    std::fs::create_dir(&folder).unwrap();
    study(&folder, number);
    let path = folder.to_str().unwrap();
    let names = ["acceptance", "certain", "chance", "few", "fixed", "pair", "spread"];
    let plain = names.join(",");
    let named: Vec<String> = ["club", "mentor"].iter().flat_map(|i| names.map(|n| format!("{i}:{n}"))).collect();
    let allow = if number.is_multiple_of(10) { named.join(",") } else { plain };
    let (code, err) = lodtrin(&["lock", path, "--allow", &allow]);
    if code != 0 {
        assert!(err.contains("L110") || err.contains("L111"), "design {number}: {err}");
        return None;
    }
    let s = &mut Stream::seeded("dice of random designs", 1, number);
    let (a, b) = (format!("anna={}", throws(s)), format!("bo={}", throws(s)));
    let (code, err) = lodtrin(&["draw", path, "--dice", &a, "--dice", &b]);
    if code != 0 {
        assert!(err.contains("L110"), "design {number}: {err}");
        return None;
    }
    Some(folder)
}

#[test]
fn the_second_verifier_agrees_on_random_designs() {
    let Some(python) = python() else {
        return crate::tools::missing("python3 of at least 3.9", "runs the second verifier");
    };
    let base = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify-the-draw/verify_the_draw.py");
    let designs = std::env::var("LODTRIN_DESIGNS").ok().and_then(|n| n.parse().ok()).unwrap_or(DESIGNS);
    let (mut number, mut agreed) = (0, 0);
    while agreed < designs {
        let mut folders = Vec::new();
        while folders.len() < BATCH {
            number += 1;
            folders.extend(drawn(base.path(), number));
        }
        let halves: Vec<&[PathBuf]> = folders.chunks(folders.len().div_ceil(2)).collect();
        let runs: Vec<_> = halves
            .iter()
            .map(|half| {
                let mut run = Command::new(python);
                run.arg(&program).args(*half).stdout(std::process::Stdio::piped());
                run.spawn().unwrap()
            })
            .collect();
        for run in runs {
            let out = run.wait_with_output().unwrap();
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
        }
        agreed += folders.len();
    }
    // it must not only say yes
    let folder = drawn_one(base.path(), number);
    for (name, from, to) in
        [("schedule.tsv", "\t1\n", "\t2\n"), ("dice.txt", "anna=", "eva="), ("lock.txt", "title=", "title=x")]
    {
        let at = folder.join("lottery").join(name);
        let good = std::fs::read_to_string(&at).unwrap();
        std::fs::write(&at, good.replacen(from, to, 1)).unwrap();
        let status = Command::new(python).arg(&program).arg(&folder).output().unwrap().status;
        assert_eq!(status.code(), Some(1), "{name}");
        std::fs::write(&at, good).unwrap();
    }
    std::fs::remove_file(folder.join("lottery/dice.txt")).unwrap();
    let status = Command::new(python).arg(&program).arg(&folder).output().unwrap().status;
    assert_eq!(status.code(), Some(2));
}

fn drawn_one(base: &Path, mut number: u64) -> PathBuf {
    loop {
        number += 1;
        if !number.is_multiple_of(10)
            && let Some(folder) = drawn(base, number)
        {
            return folder;
        }
    }
}
