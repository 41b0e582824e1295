//! A spell that a school writes in several rows keeps the exit that any of them meets.

use super::registers_folder::Study;

const CORPUS: &str = include_str!("../registers-corpus/study.toml");
/// Days of the pupils whose exits are in their own register: code and day of the exit.
const EXITS: [(&str, &str); 4] =
    [("completed", "18-12-2026"), ("dropout", "02-10-2026"), ("never_started", "10-08-2026"), ("", "")];

/// What a study of these enrolments and exits comes to: statuses, and counts of the registers.
fn told(enrolments: &str, exits: &str) -> (String, serde_json::Value) {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    study.write("e.csv", format!("pupil;programme;start;end;class\n{enrolments}").as_bytes());
    study.write("x.csv", format!("pupil;date;code\n{exits}").as_bytes());
    study.declare("enrolments", "e.csv", "extracted = 2028-03-01");
    study.declare("exits", "x.csv", "extracted = 2028-03-01");
    let run = study.run_with_key(&["ingest"]);
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    let quality: serde_json::Value = serde_json::from_slice(&study.read("data/quality.json")).expect("JSON");
    (quality["statuses"].to_string(), quality["study"].clone())
}

fn exits() -> String {
    let rows = EXITS.iter().enumerate().filter(|(_, (_, day))| !day.is_empty());
    rows.map(|(i, (code, day))| format!("650{}074321;{day};{code}\n", i + 1)).collect()
}

/// Rows of every pupil, as a pattern makes them of the day of the end.
fn enrolled(pattern: impl Fn(&str) -> Vec<[String; 3]>) -> String {
    let mut text = String::new();
    for (i, (_, day)) in EXITS.iter().enumerate() {
        for [start, end, class] in pattern(day) {
            text.push_str(&format!("650{}074321;tømrer-1;{start};{end};{class}\n", i + 1));
        }
    }
    text
}

fn row(start: &str, end: &str, class: &str) -> [String; 3] {
    [start, end, class].map(str::to_string)
}

#[test]
fn a_spell_in_two_rows_ends_as_in_one() {
    let start = "10-08-2026";
    let later = |end: &str| if end == start { "10-08-2026" } else { "13-08-2026" };
    let planned = |end: &str| if end.is_empty() { "" } else { "24-12-2026" };
    let alone = told(&enrolled(|end| vec![row(start, end, "a")]), &exits());
    for name in ["completed", "dropout", "in-progress"] {
        assert!(alone.0.contains(&format!("\"{name}\":1")), "{}", alone.0);
    }
    assert_eq!(alone.1["never_started"], 1);
    let written = [
        ("two classes", enrolled(|end| vec![row(start, end, "a"), row(start, end, "b")])),
        ("the exit meets the first class", enrolled(|end| vec![row(start, end, "b"), row(start, end, "a")])),
        ("open at first", enrolled(|end| vec![row(start, "", "a"), row(start, end, "a")])),
        ("planned at first", enrolled(|end| vec![row(start, planned(end), "a"), row(start, end, "a")])),
        ("the second from later on", enrolled(|end| vec![row(start, end, "a"), row(later(end), end, "b")])),
        (
            "planned, and another class",
            enrolled(|end| vec![row(start, planned(end), "a"), row(start, planned(end), "b")]),
        ),
    ];
    for (name, enrolments) in written {
        let (statuses, study) = told(&enrolments, &exits());
        assert_eq!(statuses, alone.0, "{name}");
        assert_eq!(study["pupils"], alone.1["pupils"], "{name}");
        assert_eq!(study["ends_in_conflict"], 0, "{name}");
    }
}

#[test]
fn an_exit_before_the_end_of_the_other_row_is_the_end() {
    let rows = "6501074321;tømrer-1;10-08-2026;18-12-2026;a\n6501074321;tømrer-1;12-08-2026;18-12-2026;b\n";
    let (statuses, _) = told(rows, "6501074321;02-10-2026;dropout\n");
    assert!(statuses.contains("\"dropout\":1"), "{statuses}");
}

#[test]
fn rows_of_one_spell_with_two_codes_are_a_doubt() {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let rows = "6501074321;tømrer-1;10-08-2026;18-12-2026;dropout\n6501074321;tømrer-1;10-08-2026;18-12-2026;change\n\
                6502074321;tømrer-1;10-08-2026;18-12-2026;dropout\n6502074321;tømrer-1;10-08-2026;18-12-2026;\n\
                6503074321;tømrer-1;10-08-2026;18-12-2026;never_started\n6503074321;tømrer-1;10-08-2026;18-12-2026;\n";
    study.write("e.csv", format!("pupil;programme;start;end;exit_code\n{rows}").as_bytes());
    study.declare("enrolments", "e.csv", "extracted = 2028-03-01");
    let run = study.run_with_key(&["ingest"]);
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    let quality: serde_json::Value = serde_json::from_slice(&study.read("data/quality.json")).expect("JSON");
    assert_eq!(quality["study"]["ends_in_conflict"], 1);
    assert_eq!(quality["study"]["pupils"], 2);
    assert_eq!(quality["statuses"]["unknown"], 0, "a code on one of two rows is the spell's");
    let kinds = quality["warnings"].as_array().expect("doubts").iter().map(|w| w["kind"].as_str());
    assert!(kinds.flatten().any(|k| k == "EndsInConflict"), "{}", quality["warnings"]);
}
