//! Tables out of a study and counts into one: every form says the same, and `verify --results` makes counts again.

use super::disturbed::{DICE, answered, run, study_where};
use super::registers_folder::{Ran, Study};
use lodtrin::trial::Column;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The small study, ingested.
fn ingested() -> (TempDir, PathBuf) {
    let dir = study_where(|text| text.replace("draws = 199", "draws = 99"));
    let at = dir.path().join("study");
    run(&at, &["ingest", ".", "--key-file", "../key"]);
    (dir, at)
}

fn rows(path: &Path, delimiter: u8) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a table");
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|r| r.expect("a row").iter().map(str::to_string).collect()).collect()
}

#[test]
fn every_table_says_the_same_in_every_form() {
    let (_dir, at) = ingested();
    for what in ["pupils", "absences", "panel", "counts"] {
        let name = |ending: &str| format!("../{what}.{ending}");
        for ending in ["csv", "parquet", "dta"] {
            let (code, said) = answered(&at, &["export", what, ".", "--out", &name(ending)]);
            assert_eq!(code, 0, "{what} {ending}: {said}");
            assert_eq!(said.contains("persons"), ["pupils", "absences"].contains(&what), "{what}: {said}");
        }
        let danish = format!("../{what}-da.csv");
        run(&at, &["export", what, ".", "--out", &danish, "--format", "csv-da"]);
        let (plain, danish) = (rows(&at.join(name("csv")), b','), rows(&at.join(danish), b';'));
        assert!(plain.len() > 4, "{what}");
        assert_eq!(plain.len(), danish.len(), "{what}");
        for (a, b) in plain.iter().flatten().zip(danish.iter().flatten()) {
            assert!(a == b || *a == b.replace(',', "."), "{what}: {a} {b}");
        }
        // the typed forms are read back by the reader that `--data` has
        for ending in ["parquet", "dta"] {
            let wanted: Vec<&str> = plain[0].iter().map(String::as_str).collect();
            let columns = lodtrin::registers::read_columns(&at.join(name(ending)), &wanted);
            let columns = columns.unwrap_or_else(|p| panic!("{what} {ending}: {p}"));
            assert_eq!(columns.rows, plain.len() - 1, "{what} {ending}");
            for (c, name) in wanted.iter().enumerate() {
                let same = |row: &Vec<String>, i: usize| match columns.get(name) {
                    Ok(Column::Text(v)) => v[i] == row[c],
                    Ok(Column::Number(v)) => row[c].parse().map_or(v[i].is_nan(), |x: f64| x == v[i]),
                    Err(_) => false,
                };
                let wrong = plain[1..].iter().enumerate().find(|(i, row)| !same(row, *i));
                assert!(wrong.is_none(), "{what} {ending} {name}: {wrong:?}");
            }
        }
    }
    // persons are numbered; a pseudonym stands beside them only where it is asked for
    let pupils = rows(&at.join("../pupils.csv"), b',');
    assert_eq!(pupils[0][..6], ["pupil", "programme", "lot", "school", "class", "period"].map(String::from));
    let named = |rows: &[Vec<String>]| rows.iter().flatten().any(|c| c.len() == 64);
    assert!(!named(&pupils));
    run(&at, &["export", "pupils", ".", "--out", "../named.csv", "--pseudonyms"]);
    assert!(named(&rows(&at.join("../named.csv"), b',')));
    // every day belongs to a pupil of the other table
    let days = rows(&at.join("../absences.csv"), b',');
    assert!(days[1..].iter().all(|d| d[0].parse::<usize>().is_ok_and(|p| p >= 1 && p < pupils.len())));
    let text = std::fs::read_to_string(at.join("../panel.csv")).expect("a panel");
    assert_eq!(text, std::fs::read_to_string(at.join("data/panel.csv")).expect("a panel"));
    let (code, said) = answered(&at, &["export", "panel", ".", "--out", "../panel.ods"]);
    assert!(code == 2 && said.contains("[R109]"), "{said}");
    let (code, said) = answered(&at, &["export", "panel", ".", "--out", "data/panel.csv"]);
    assert!(code == 2 && said.contains("[R405]"), "{said}");
}

/// The same study without registers, given the counts of the first: in its folder under `inside`, or beside it.
fn of_counts(from: &Path, inside: bool) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let at = dir.path().join("study");
    std::fs::create_dir(&at).expect("a folder");
    for name in ["study.toml", "programmes.csv"] {
        std::fs::copy(from.join(name), at.join(name)).expect("copied");
    }
    run(&at, &["lock", ".", "--allow", "few,pair"]);
    run(&at, &[&["draw", "."], &DICE[..]].concat());
    let counts = if inside { "celler.csv" } else { "../celler.csv" };
    std::fs::copy(from.join("../counts.csv"), at.join(counts)).expect("copied");
    run(&at, &["ingest", ".", "--counts", counts]);
    (dir, at)
}

fn verified(at: &Path) -> (i32, serde_json::Value) {
    let (code, said) = answered(at, &["verify", ".", "--results", "--format", "json"]);
    // what is said beside the answer stands behind it
    let answer = serde_json::Deserializer::from_str(&said).into_iter().next();
    (code, answer.unwrap_or_else(|| panic!("no answer")).unwrap_or_else(|e| panic!("{e}: {said}")))
}

#[test]
fn a_study_of_counts_is_made_again_from_its_counts() {
    let (_first, from) = ingested();
    run(&from, &["export", "counts", ".", "--out", "../counts.csv"]);
    let (_dir, at) = of_counts(&from, true);
    run(&at, &["balance", "."]);
    run(&at, &["effect", "."]);
    // data, receipts and results: everything
    let (code, answer) = verified(&at);
    assert_eq!(code, 0, "{answer:#}");
    let made = |answer: &serde_json::Value, list: &str, file: &str| {
        answer["made"][list].as_array().is_some_and(|l| l.iter().any(|p| p == file))
    };
    for file in ["data/counts.csv", "data/panel.csv", "data/quality.json", "data/receipt.json", "results/effects.json"]
    {
        assert!(made(&answer, "made_again", file), "{file}: {answer:#}");
    }
    // a number of the quality report, and one of the panel
    for (file, old, new) in
        [("data/quality.json", "\"pupils\": ", "\"pupils\": 1"), ("data/counts.csv", "\ndropout,", "\n dropout,")]
    {
        let text = std::fs::read_to_string(at.join(file)).expect("text");
        std::fs::write(at.join(file), text.replacen(old, new, 1)).expect("written");
        let (code, answer) = verified(&at);
        assert!(code == 1 && made(&answer, "differs", file), "{file}: {answer:#}");
        std::fs::write(at.join(file), text).expect("written");
    }
    // the protocol was edited after the data were made: said with what differs and what to do
    let protocol = std::fs::read_to_string(at.join("study.toml")).expect("text");
    for (old, new, says) in [
        ("draws = 99", "draws = 49", "`analysis.draws` was `99` then, is `49` now"),
        ("[study]", "# a note\n[study]", "nothing in it that binds differs"),
    ] {
        std::fs::write(at.join("study.toml"), protocol.replacen(old, new, 1)).expect("written");
        let (code, said) = answered(&at, &["verify", "."]);
        assert!(code == 1 && said.contains(says) && said.contains("put study.toml back as it was"), "{said}");
    }
    std::fs::write(at.join("study.toml"), protocol).expect("written");
    // the file that was given is gone: what stands in data/ is taken, and that is no yes
    std::fs::remove_file(at.join("celler.csv")).expect("removed");
    let (code, answer) = verified(&at);
    assert_eq!(code, 2, "{answer:#}");
    assert!(
        made(&answer, "not_made_again", "data/counts.csv") && made(&answer, "made_again", "data/quality.json"),
        "{answer:#}"
    );
    let told = answer["not_checked"].to_string();
    assert!(told.contains("data/counts.csv was taken as it stands"), "{told}");
}

/// Field case a11: hours with thin blanks for thousands.
fn thin_blanks(kind: &str) -> Ran {
    let study = Study::new(include_str!("../registers-corpus/study.toml"));
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let (mut enrolments, mut absences) =
        (String::from("pupil;programme;start\n"), String::from("pupil;date;hours_offered;hours_absent\n"));
    for i in 0..24 {
        let blank = ['\u{202f}', '\u{a0}', '\u{2009}', ' '][i % 4];
        enrolments.push_str(&format!("p{i:03};tømrer-1;10-08-2026\n"));
        absences.push_str(&format!("p{i:03};10-08-2026;1{blank}234,50;2,5\n"));
    }
    study.write("registers/enrolments.csv", enrolments.as_bytes());
    study.write("registers/absences.csv", absences.as_bytes());
    study.declare("enrolments", "registers/enrolments.csv", "extracted = 2028-03-01");
    study.declare("absences", "registers/absences.csv", kind);
    study.run_with_key(&["ingest", "--format", "json"])
}

#[test]
fn a11_thin_blanks_group_thousands() {
    let ran = thin_blanks("kind = \"minutes\"");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let quality: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(quality["registers"]["absences"]["used"], 24, "{}", quality["registers"]["absences"]);
    // 24 days of 1234.5 minutes, 2.5 of them away
    let hours = |key: &str| quality["study"][key].as_f64().expect("hours");
    assert!((hours("hours_offered") - 24.0 * 1234.5 / 60.0).abs() < 1e-9);
    assert!((hours("hours_absent") - 1.0).abs() < 1e-9);
    // as hours they are read right as well, and refused: no day has more than 24
    let ran = thin_blanks("");
    assert!(ran.code == 2 && ran.err.contains("[R214]") && ran.err.contains("kind = \"minutes\""), "{}", ran.err);
}
