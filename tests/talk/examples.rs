//! The examples under every verb's help are run, each in a folder where its verb has its place.

use std::path::Path;
use std::process::Command;

/// Runs a line of a shell in a folder, with `lodtrin` standing for the binary.
fn shell(line: &str, at: &Path) -> (bool, String) {
    let own = line.replace("lodtrin ", &format!("{} ", env!("CARGO_BIN_EXE_lodtrin")));
    let out = Command::new("sh").args(["-c", &own]).current_dir(at).output().expect("it runs");
    (out.status.success(), format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)))
}

fn must(line: &str, at: &Path) {
    let (fine, said) = shell(line, at);
    assert!(fine, "{line}\n{said}");
}

/// The verbs and verbs of verbs that the help lists.
fn verbs() -> Vec<String> {
    let listed = |args: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(args).arg("--help").output().expect("it runs");
        let text = String::from_utf8(out.stdout).expect("UTF-8");
        let commands = text.lines().skip_while(|l| !l.starts_with("Commands:")).skip(1);
        let rows = commands.take_while(|l| !l.trim().is_empty());
        rows.filter_map(|l| l.strip_prefix("  ").filter(|l| !l.starts_with(' ')))
            .filter_map(|l| l.split_whitespace().next().map(str::to_string))
            .filter(|v| v != "help")
            .collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for verb in listed(&[]) {
        for what in listed(&[&verb]) {
            all.push(format!("{verb} {what}"));
        }
        all.push(verb);
    }
    all
}

/// The lines under `Examples:` that are commands.
fn examples(verb: &str) -> Vec<String> {
    let words = verb.split(' ').chain(["--help"]);
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin")).args(words).output().expect("it runs");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let lines = text.lines().skip_while(|l| *l != "Examples:").skip(1).take_while(|l| !l.trim().is_empty());
    lines.filter(|l| !l.trim_start().starts_with('#')).map(|l| l.trim().to_string()).collect()
}

/// A study in its states, one folder each.
#[cfg(unix)]
fn states(home: &Path) {
    let key = "2b8b0921807f61608ff13d23b86062ccfa16f2e4d7f76e5252410ab9351aa4f9\n";
    std::fs::create_dir(home.join("nothing")).expect("folder");
    let nothing = home.join("nothing");
    std::fs::write(nothing.join("my.key"), key).expect("key");
    std::fs::write(nothing.join("letter.txt"), "I had the line on time.\n").expect("letter");
    std::fs::write(nothing.join("list.csv"), list()).expect("list");
    std::fs::write(nothing.join("late.csv"), "id,school,pupils\nlate-a,Late,20\nlate-b,Late,21\n").expect("late");
    std::fs::write(nothing.join("t.csv"), table()).expect("table");
    must("cp -r nothing fresh", home);
    let fresh = home.join("fresh");
    must("lodtrin new my-study --title \"My study\" --language en", &fresh);
    let file = fresh.join("my-study/study.toml");
    let text = std::fs::read_to_string(&file).expect("study.toml");
    let absences = "[registers.absences]\nfile = \"registers/absences.csv\"\n\n[[outcome]]";
    let text = text
        .replace("source = \"drand\"", "source = \"dice\"")
        .replace("draws = 9999", "draws = 199")
        .replacen("[[outcome]]", absences, 1)
        .replace("# baseline = 0.20 ", "baseline = 0.20 ")
        .replace("# icc = 0.05 ", "icc = 0.05 ")
        .replace("# cac = 0.8 ", "cac = 0.8 ");
    std::fs::write(&file, text).expect("written");
    must("cp -r fresh locked && cd locked && lodtrin lock my-study", home);
    let dice = "--dice anna=36425-13462-51346-25134-62513 --dice bo=16253-46125-34612-34561-23456";
    must(&format!("cp -r locked drawn && cd drawn && lodtrin draw my-study {dice}"), home);
    must("cp -r drawn made && cd made && lodtrin simulate my-study --seed 3", home);
    let made = home.join("made");
    for line in [
        "lodtrin ingest my-study --key-file my.key",
        "lodtrin balance my-study",
        "lodtrin effect my-study",
        "lodtrin absence my-study",
        "lodtrin report my-study",
        "lodtrin pack my-study --out my-study.zip",
    ] {
        must(line, &made);
    }
    let forecast = "\n[forecast]\nhistory = \"history.csv\"\n[[forecast.period]]\nid = \"2025E\"\nstart = 2025-08-08\nend = \
                    2025-12-20\n[[forecast.period]]\nid = \"2026F\"\nstart = 2026-01-10\nend = 2026-06-20\n";
    must("cp -r fresh before", home);
    let file = home.join("before/my-study/study.toml");
    let text = std::fs::read_to_string(&file).expect("study.toml");
    std::fs::write(&file, text + forecast).expect("written");
    let programmes = std::fs::read_to_string(home.join("before/my-study/programmes.csv")).expect("programmes");
    let mut history = String::from("programme,period,n,k\n");
    for (i, line) in programmes.lines().skip(1).enumerate() {
        let id = line.split(',').next().expect("an id");
        history.push_str(&format!("{id},2025E,25,{}\n{id},2026F,24,{}\n", 4 + i % 5, 5 + i % 3));
    }
    std::fs::write(home.join("before/my-study/history.csv"), history).expect("history");
}

/// A list of programmes with an identifier, for `new --frame` and `pseudonymise`.
fn list() -> String {
    let row = |i: u32| format!("p{i},School {},{},010190{:04}\n", i % 3, 20 + i, 1000 + 7 * i);
    format!("id,school,pupils,cpr\n{}", (0..12).map(row).collect::<String>())
}

fn table() -> String {
    let mut text = String::from("programme,term,start,dropout\n");
    for unit in 0..12 {
        for term in 1..=5 {
            let start = 2 + unit % 3;
            let y = (unit * 7 + term * 3) % 10;
            text.push_str(&format!("{unit},{term},{start},0.{y}\n"));
        }
    }
    text
}

#[cfg(unix)]
#[test]
fn every_example_of_every_help_is_run() {
    let home = tempfile::tempdir().expect("scratch");
    states(home.path());
    let all = verbs();
    assert!(all.len() >= 25, "{all:?}");
    for verb in &all {
        let lines = examples(verb);
        assert!((2..=4).contains(&lines.len()), "`{verb}` has {} examples: {lines:?}", lines.len());
        // each verb's examples follow each other in one folder, as a reader would try them
        let state = match verb.split(' ').next().expect("a verb") {
            "new" | "demo" | "explain" | "schema" | "completions" | "man" => "nothing",
            "status" | "power" | "lock" | "commit" => "fresh",
            "forecast" => "before",
            "draw" | "witness" => "locked",
            "simulate" | "amend" => "drawn",
            "ingest" | "inspect" | "export" | "pseudonymise" | "balance" | "effect" | "absence" | "report" | "pack"
            | "verify" | "bridge" => "made",
            other => panic!("in which folder are the examples of `{other}` run?"),
        };
        for (i, line) in lines.iter().enumerate() {
            assert!(line.contains("lodtrin "), "`{verb}`: {line} was broken over lines");
            let at = home.path().join(format!("at-{}-{i}", verb.replace(' ', "-")));
            must(&format!("cp -r {state} {}", at.display()), home.path());
            if verb == "draw" && line.contains("--rehearsal") {
                must("lodtrin lock my-study --rehearsal", &at);
            }
            must(line, &at);
        }
    }
}
