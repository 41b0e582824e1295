//! What the user sees, whole: a snapshot each. After a change that is meant, look at the difference and run the tests with
//! `INSTA_UPDATE=always`.

use crate::tools::samples;
use std::fs;
use std::path::Path;
use std::process::Command;

const DICE: [&str; 4] =
    ["--dice", "anna=324611513515211441215415126651", "--dice", "birgit=554121523425153562155623156151"];

/// Exit code, stdout and stderr of a command run in a folder.
fn seen(folder: &Path, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .output()
        .expect("it runs");
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    format!(
        "$ lodtrin {}\nexit {}\n--- stdout\n{}\n--- stderr\n{}\n",
        args.join(" "),
        out.status.code().expect("no signal"),
        text(&out.stdout),
        text(&out.stderr)
    )
}

/// A snapshot beside this file.
fn shot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn new_study() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("scratch");
    seen(home.path(), &["new", "study", "--title", "My study", "--language", "en"]);
    home
}

fn edit(home: &Path, file: &str, from: &str, to: &str) {
    let path = home.join(file);
    let text = fs::read_to_string(&path).expect("the file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("write");
}

#[test]
fn help() {
    shot("help", &seen(Path::new("."), &["--help"]));
}

#[test]
fn a_new_study() {
    let home = new_study();
    shot("status-new", &seen(&home.path().join("study"), &[]));
    shot("lock-without-a-round", &seen(home.path(), &["lock", "study", "--check"]));
    edit(home.path(), "study/study.toml", "source = \"drand\"", "source = \"dice\"");
    shot("lock-check", &seen(home.path(), &["lock", "study", "--check"]));
    shot("ingest-without-registers", &seen(home.path(), &["ingest", "study"]));
    shot("effect-before-the-draw", &seen(home.path(), &["effect", "study"]));
}

#[test]
fn mistakes_in_the_protocol() {
    let home = new_study();
    edit(home.path(), "study/study.toml", "capacity = 4", "capasity = 4");
    shot("unknown-key", &seen(home.path(), &["lock", "study"]));
    let home = new_study();
    edit(home.path(), "study/study.toml", "source = \"drand\"", "source = \"dice\"");
    edit(home.path(), "study/study.toml", "capacity = 4", "capacity = 5");
    shot("capacity-does-not-fit", &seen(home.path(), &["lock", "study"]));
    let home = new_study();
    edit(home.path(), "study/study.toml", "source = \"drand\"", "source = \"dice\"");
    edit(home.path(), "study/programmes.csv", "example-north-auto,", "example-north-care,");
    shot("programme-twice", &seen(home.path(), &["lock", "study"]));
}

#[test]
fn a_lottery_held_and_tampered_with() {
    let home = tempfile::tempdir().expect("scratch");
    let study = home.path().join("study");
    samples::laid(samples::ONE, &study, |plan| plan);
    shot("lock", &seen(home.path(), &["lock", "study"]));
    let draw: Vec<&str> = ["draw", "study"].into_iter().chain(DICE).collect();
    shot("draw", &seen(home.path(), &draw));
    shot("draw-again", &seen(home.path(), &draw));
    shot("status-drawn", &seen(home.path(), &["status", "study"]));
    shot("verify", &seen(home.path(), &["verify", "study"]));
    edit(home.path(), "study/lottery/schedule.tsv", "\t1\n", "\t2\n");
    shot("verify-tampered", &seen(home.path(), &["verify", "study"]));
}

#[test]
fn tables_of_any_origin() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let panel = ["effect", "--data", "effects/panel.csv", "--unit", "programme", "--period", "term"];
    let columns = ["--start", "first_treated", "--outcome", "completed"];
    let asked: Vec<&str> = panel.into_iter().chain(columns).chain(["--variance", "neyman"]).collect();
    shot("effect-data", &seen(&reference, &asked));
    let wrong: Vec<&str> = panel.into_iter().chain(["--start", "first", "--outcome", "completed"]).collect();
    shot("effect-wrong-column", &seen(&reference, &wrong));
    let power = ["power", "--sequences", "3,3,3,3", "--size", "20", "--icc", "0.05", "--p0", "0.25", "--p1", "0.2"];
    shot("power", &seen(&reference, &power));
}

#[test]
fn a_messy_export() {
    let home = tempfile::tempdir().expect("scratch");
    let text = "CPR-nr;Uddannelse;Startdato;Slutdato;Afgangsårsag\r\n\
                6101011234;auto;05-01-2026;20-05-2026;10\r\n\
                6202021235;smed;05-01-2026;;40\r\n\
                6303031236;auto;06-01-2026;03-03-2026;20\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    fs::write(home.path().join("export.csv"), bytes).expect("write");
    shot("inspect", &seen(home.path(), &["inspect", "export.csv"]));
}
