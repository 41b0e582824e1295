//! The script for closed machines: it gives the tool's numbers, and what comes back is not taken on its word.

use lodtrin::provenance::Stream;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The script prints twelve digits.
const PRINTED: f64 = 1e-9;
const LOTS: usize = 14;
const TERMS: usize = 6;

fn lodtrin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(args).output().unwrap()
}

fn done(args: &[&str]) {
    let out = lodtrin(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Whether R is here; on the machine that checks every change it must be.
fn has_r() -> bool {
    crate::tools::here("Rscript", "r-base-core", "runs the script for closed machines")
}

fn write_study(root: &Path, analysis: &str) {
    let mut toml = String::from(
        "[study]\ntitle = \"Fourteen lots\"\nlanguage = \"en\"\ncontact = \"a@example.org\"\n[frame]\nfile = \"programmes.csv\"\n\
         id = \"id\"\n[rollout]\n",
    );
    for t in 0..TERMS {
        let (year, half) = (2021 + t / 2, if t % 2 == 0 { ("01-11", "05-30") } else { ("08-09", "12-19") });
        toml.push_str(&format!(
            "[[rollout.period]]\nid = \"P{}\"\nstart = {year}-{}\nend = {year}-{}\n",
            t + 1,
            half.0,
            half.1
        ));
    }
    for (start, capacity) in [(3, 4), (4, 3), (5, 3), (6, 4)] {
        toml.push_str(&format!("[[rollout.wave]]\nstarts = \"P{start}\"\ncapacity = {capacity}\n"));
    }
    toml.push_str("[lottery]\nsource = \"dice\"\nstratify = \"none\"\n");
    toml.push_str(
        "[registers.enrolments]\nfile = \"e.csv\"\nextracted = 2026-12-31\n[registers.background]\nfile = \"b.csv\"\n",
    );
    toml.push_str(
        "[[outcome]]\nname = \"dropout\"\nkind = \"dropout\"\nwithin = \"20 weeks\"\nlabel = \"Dropout\"\nprimary = true\n",
    );
    toml.push_str(&format!("[analysis]\n{analysis}subgroups = [\"female\"]\ndraws = 199\n[disclosure]\nminimum = 5\n"));
    fs::write(root.join("study.toml"), toml).unwrap();
    let programmes: String = (0..LOTS).map(|i| format!("lot-{i:02},0{}\n", 2800 + i)).collect();
    fs::write(root.join("programmes.csv"), format!("id,INSTNR\n{programmes}")).unwrap();
}

/// A drawn study, and counts of pupils of it; every cell is there but those of `gaps`.
fn study(analysis: &str, gaps: &[(usize, usize)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("study");
    fs::create_dir(&root).unwrap();
    write_study(&root, analysis);
    done(&["lock", text(&root)]);
    done(&[
        "draw",
        text(&root),
        "--dice",
        "anna=351462316245136524316252461",
        "--dice",
        "bo=613524263145326154263513246",
    ]);
    let mut s = Stream::seeded("tests/talk/bridge", 1, 1);
    let mut counts = String::from("outcome,programme,period,subgroup,level,n,k\n");
    for i in 0..LOTS {
        let chance = 0.2 + 0.02 * (i % 7) as f64;
        for t in (0..TERMS).filter(|t| !gaps.contains(&(i, *t))) {
            let size = 24 + s.below(20);
            let mut parts = [[0u32; 2]; 2];
            for _ in 0..size {
                let female = s.below(2) as usize;
                parts[female][0] += 1;
                parts[female][1] += u32::from(s.chance(chance + 0.01 * t as f64 + 0.05 * female as f64));
            }
            let row = |group: &str, n: u32, k: u32| format!("dropout,lot-{i:02},P{},{group},{n},{k}\n", t + 1);
            counts.push_str(&row(",", parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]));
            (0..2).for_each(|v| counts.push_str(&row(&format!("female,{v}"), parts[v][0], parts[v][1])));
        }
    }
    fs::write(folder.path().join("counts.csv"), counts).unwrap();
    (folder, root)
}

fn run_r(root: &Path, table: &Path) -> Output {
    Command::new("Rscript").arg(root.join("bridge/analyse.R")).arg(table).output().unwrap()
}

type Rows = BTreeMap<String, BTreeMap<String, String>>;

fn rows(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    let name = |r: &BTreeMap<String, String>| {
        ["outcome", "estimator", "estimand", "term", "variance"].map(|c| r[c].clone()).join(" ")
    };
    let row = |r: csv::StringRecord| head.iter().zip(r.iter()).map(|(h, c)| (h.to_string(), c.to_string())).collect();
    reader.records().map(|r| row(r.unwrap())).map(|r: BTreeMap<String, String>| (name(&r), r)).collect()
}

/// Every number of the script's rows is the tool's; rows too small to leave are empty.
fn alike(tool: &Rows, script: &Rows) {
    assert!(script.len() > 8, "{} rows", script.len());
    let mut compared = 0;
    for (name, row) in script {
        let ours = tool.get(name).unwrap_or_else(|| panic!("the tool has no row {name}"));
        if row["nobs"] == "NA" {
            continue;
        }
        for column in
            ["estimate", "std.error", "statistic", "df", "p.value", "conf.low", "conf.high", "nobs", "n.clusters"]
        {
            let (a, b) = (&ours[column], &row[column]);
            compared += 1;
            match (a.parse::<f64>(), b.parse::<f64>()) {
                (Ok(x), Ok(y)) => assert!(x == y || (x - y).abs() <= PRINTED, "{name} {column}: {x} and {y}"),
                _ => assert_eq!(a, b, "{name} {column}"),
            }
        }
    }
    assert!(compared > 60, "{compared} numbers");
}

fn same_numbers(analysis: &str, gaps: &[(usize, usize)]) {
    if !has_r() {
        return;
    }
    let (folder, root) = study(analysis, gaps);
    let counts = folder.path().join("counts.csv");
    done(&["bridge", text(&root), "--for", "r"]);
    let out = run_r(&root, &counts);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    done(&["ingest", text(&root), "--counts", text(&counts)]);
    done(&["effect", text(&root)]);
    alike(&rows(&root.join("results/effects.csv")), &rows(&root.join("bridge/out/effects.csv")));
}

#[test]
fn the_script_gives_the_tools_numbers() {
    same_numbers("", &[]);
}

#[test]
fn the_script_gives_the_tools_numbers_with_gaps_and_weights() {
    same_numbers("weight = \"pupils\"\n", &[(1, 0), (4, 3), (9, 5)]);
}

#[test]
fn the_script_gives_the_tools_numbers_of_another_estimator() {
    same_numbers("estimator = \"sun-abraham\"\nestimand = \"cohort\"\n", &[(2, 1)]);
}

/// What came back with one file changed.
fn forged(out: &Path, at: &Path, file: &str, change: &dyn Fn(&str) -> String) {
    fs::create_dir_all(at).unwrap();
    for entry in fs::read_dir(out).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), at.join(entry.file_name())).unwrap();
    }
    let whole = fs::read_to_string(at.join(file)).unwrap();
    let changed = change(&whole);
    assert_ne!(whole, changed, "{file} was to be changed");
    fs::write(at.join(file), changed).unwrap();
}

/// The first row with one cell changed.
fn cell(text: &str, line: usize, column: usize, to: &str) -> String {
    let lines = text.lines().enumerate().map(|(i, l)| match i == line {
        false => l.to_string(),
        true => l.split(',').enumerate().map(|(j, c)| if j == column { to } else { c }).collect::<Vec<_>>().join(","),
    });
    lines.map(|l| l + "\n").collect()
}

#[test]
fn what_comes_back_is_judged() {
    if !has_r() {
        return;
    }
    let (folder, root) = study("", &[]);
    done(&["bridge", text(&root), "--for", "r"]);
    let look = fs::read_to_string(root.join("lottery/look.txt")).unwrap();
    assert!(look.contains("\nverb=bridge\n") && look.contains(&format!("\ndata={}\n", "0".repeat(64))), "{look}");
    assert!(run_r(&root, &folder.path().join("counts.csv")).status.success());
    let out = root.join("bridge/out");
    let drop_row = |t: &str| t.lines().enumerate().filter(|(i, _)| *i != 2).map(|(_, l)| format!("{l}\n")).collect();
    let forgeries: [(&str, &str, &dyn Fn(&str) -> String); 9] = [
        ("p", "effects.csv", &|t| cell(t, 1, 9, "0.0123")),
        ("statistic", "effects.csv", &|t| cell(t, 1, 7, "-9.5")),
        ("limits", "effects.csv", &|t| cell(t, 1, 11, "-0.9")),
        ("level", "effects.csv", &|t| cell(t, 1, 12, "0.9")),
        ("row", "effects.csv", &drop_row),
        ("rehearsal", "effects.csv", &|t| t.replace("\ndropout", "\nREHEARSAL dropout")),
        ("digest", "run.csv", &|t| t.replacen("plan.csv,", "plan.csv,0", 1)),
        ("whole", "facts.csv", &|t| t.replacen("omega,0.", "omega,0.1", 1)),
        ("lots", "facts.csv", &|t| t.replacen("N_g[P3],4", "N_g[P3],5", 1)),
    ];
    for (name, file, change) in forgeries {
        let at = folder.path().join(name);
        forged(&out, &at, file, change);
        let refused = lodtrin(&["effect", text(&root), "--from-bridge", text(&at)]);
        let said = String::from_utf8_lossy(&refused.stderr).to_string();
        assert_eq!(refused.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains("E394"), "{name}: {said}");
        assert!(!root.join("results").exists(), "{name} wrote results");
    }
    done(&["effect", text(&root), "--from-bridge", text(&out)]);
    let json = fs::read_to_string(root.join("results/effects.json")).unwrap();
    assert!(json.contains("BridgeRows"));
    assert_eq!(fs::read(out.join("run.csv")).unwrap(), fs::read(root.join("results/bridge/run.csv")).unwrap());
    let verified = lodtrin(&["verify", text(&root), "--results"]);
    let said = String::from_utf8_lossy(&verified.stdout).to_string() + &String::from_utf8_lossy(&verified.stderr);
    assert_eq!(verified.status.code(), Some(2), "{said}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("effects came from a closed machine"), "{said}");
}

#[test]
fn no_small_count_leaves_and_the_files_are_plain() {
    if !has_r() {
        return;
    }
    let (folder, root) = study("", &[]);
    done(&["bridge", text(&root), "--for", "r"]);
    let script = fs::read_to_string(root.join("bridge/analyse.R")).unwrap();
    assert!(script.is_ascii() && script.lines().count() <= 400);
    assert!(fs::read_to_string(root.join("bridge/read.R")).unwrap().is_ascii());
    // three pupils of no programme, and two whose outcome nobody knows
    let mut table = String::from("programme,period,outcome,female\n");
    for i in 0..LOTS {
        for t in 0..TERMS {
            (0..12).for_each(|j| {
                table.push_str(&format!("lot-{i:02},P{},{},{}\n", t + 1, u8::from(j % 3 == i % 3), j % 2))
            });
        }
    }
    table.push_str("elsewhere,P1,1,0\nelsewhere,P1,0,0\nelsewhere,P1,0,1\nlot-00,P1,,1\nlot-00,P2,,0\n");
    let pupils = folder.path().join("pupils.csv");
    fs::write(&pupils, table).unwrap();
    assert!(run_r(&root, &pupils).status.success());
    let checks = fs::read_to_string(root.join("bridge/out/checks.csv")).unwrap();
    assert!(checks.contains("outside,NA,") && checks.contains("unknown,NA,"), "{checks}");
    assert!(fs::read_to_string(root.join("bridge/out/run.csv")).unwrap().contains("\nrows,NA\n"));
    assert!(root.join("bridge/inside/behind.csv").is_file());
    // out of range, and no output
    fs::write(&pupils, "programme,period,outcome,female\nlot-00,P1,2,0\n").unwrap();
    assert_eq!(run_r(&root, &pupils).status.code(), Some(2));
    assert!(!root.join("bridge/out").exists());
}
