//! Exit codes that a data set of Stata keeps as numbers with labels: which of the two are the codes is decided by the
//! whole column, or refused.

use super::registers_folder::{Ran, Study};

const CORPUS: &str = include_str!("../registers-corpus/study.toml");
const DAY: &str = "18-12-2026";

/// A data set of format 114 with a row of every number: pupil, date, and the number as a byte whose label stands beside it.
fn stata(labels: &[(i8, &str)]) -> Vec<u8> {
    let padded = |text: &str, width: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(width, 0);
        bytes
    };
    let each = |texts: [&str; 3], width: usize| texts.map(|t| padded(t, width)).concat();
    let mut file = vec![114, 2, 1, 0, 3, 0];
    file.extend((labels.len() as i32).to_le_bytes());
    file.extend(padded("", 81));
    file.extend(padded("01 Jan 2027 00:00", 18));
    file.extend([10, 10, 251]);
    file.extend(each(["pupil", "date", "code"], 33));
    file.extend([0; 8]);
    file.extend(each(["%10s", "%10s", "%8.0g"], 49));
    file.extend(each(["", "", "why"], 33));
    file.extend([0; 3 * 81 + 5]);
    for (i, (number, _)) in labels.iter().enumerate() {
        file.extend(format!("650{}074321{DAY}", i + 1).as_bytes());
        file.push(*number as u8);
    }
    let texts: Vec<String> = labels.iter().map(|(_, label)| format!("{label}\0")).collect();
    let all = texts.concat();
    file.extend((8 + 8 * labels.len() as i32 + all.len() as i32).to_le_bytes());
    file.extend(padded("why", 36));
    file.extend((labels.len() as i32).to_le_bytes());
    file.extend((all.len() as i32).to_le_bytes());
    let mut from = 0;
    for text in &texts {
        file.extend((from as i32).to_le_bytes());
        from += text.len();
    }
    labels.iter().for_each(|(number, _)| file.extend(i32::from(*number).to_le_bytes()));
    file.extend(all.as_bytes());
    file
}

/// Ingests a study whose exits are these, under the codes of the schools' systems; statuses, or what was said.
fn told(labels: &[(i8, &str)], codes: &str) -> (Ran, String) {
    let study = Study::new(CORPUS);
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let rows: String = (1..=labels.len()).map(|i| format!("650{i}074321;tømrer-1;10-08-2026;{DAY}\n")).collect();
    study.write("e.csv", format!("pupil;programme;start;end\n{rows}").as_bytes());
    study.write("x.dta", &stata(labels));
    study.declare("enrolments", "e.csv", "extracted = 2028-03-01");
    study.declare("exits", "x.dta", &format!("extracted = 2028-03-01\nprofile = \"stil-gf2\"\n{codes}"));
    let run = study.run_with_key(&["ingest"]);
    if run.code != 0 {
        return (run, String::new());
    }
    let quality: serde_json::Value = serde_json::from_slice(&study.read("data/quality.json")).expect("JSON");
    let never = &quality["study"]["never_started"];
    (
        run,
        format!(
            "{} completed, {} dropped out, {never} never",
            quality["statuses"]["completed"], quality["statuses"]["dropout"]
        ),
    )
}

#[test]
fn labels_are_the_codes_where_all_of_them_are_codes() {
    // numbers that only count the levels of a factor: 2 and 20 are dropouts, 10 and 12 are completed, 1 never began
    let levels = [(1, "1"), (2, "10"), (3, "12"), (4, "2"), (5, "20")];
    let (run, statuses) = told(&levels, "");
    assert_eq!(statuses, "2 completed, 2 dropped out, 1 never", "{}{}", run.out, run.err);
}

#[test]
fn numbers_are_the_codes_where_no_label_is() {
    let (run, statuses) = told(&[(10, "Fuldfoert"), (20, "Afbrudt"), (1, "Kom aldrig")], "");
    assert_eq!(statuses, "1 completed, 1 dropped out, 1 never", "{}{}", run.out, run.err);
}

#[test]
fn declared_words_go_before_the_numbers_of_the_profile() {
    let levels = [(1, "Afbrudt"), (2, "Aldrig startet"), (3, "Bestaaet"), (4, "Bestaaet med ros")];
    // nothing declared: every word is asked for, none is taken by its number
    let (run, _) = told(&levels, "");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    for (_, word) in levels {
        assert!(run.err.contains(&format!("`{word}`")), "{}", run.err);
    }
    // some declared: the others are asked for
    let (run, _) = told(&levels, "codes = { completed = [\"Bestaaet\"] }");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(
        run.err.contains("R205") && run.err.contains("`Afbrudt`") && run.err.contains("`Aldrig startet`"),
        "{}",
        run.err
    );
    let codes = "codes = { completed = [\"Bestaaet\", \"Bestaaet med ros\"], dropout = [\"Afbrudt\"], \
                 never_started = [\"Aldrig startet\"] }";
    let (run, statuses) = told(&levels, codes);
    assert_eq!(statuses, "2 completed, 1 dropped out, 1 never", "{}{}", run.out, run.err);
}

#[test]
fn numbers_and_labels_that_disagree_are_refused() {
    let (run, _) = told(&[(10, "20"), (20, "10"), (2, "1")], "");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    let words = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in
        ["R205", "10 labelled `20`: completed by its number, dropout by its label", "codes = {", "column `code`"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
}
