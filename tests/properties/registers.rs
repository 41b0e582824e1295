//! Good registers, damaged at random: bytes and cells. Nothing panics, and where ingest goes through every row that came
//! in is used, put aside or left out under a name.

use lodtrin::diagnostics::{Outcome, Silent};
use lodtrin::protocol;
use lodtrin::registers::{self, Ingested, Place, Programmes, Pseudonymiser, Request};
use lodtrin::trial::Study;
use proptest::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Damaged deliveries of each kind that are tried.
const CASES: u32 = 400;

/// A study of two programmes, without its registers.
pub const STUDY: &str = include_str!("../registers-corpus/study.toml");

const REGISTERS: &str = r#"
[registers.enrolments]
file = "enrolments.csv"
extracted = 2028-03-01
[registers.exits]
file = "exits.csv"
extracted = 2028-03-01
[registers.absences]
file = "absences.csv"
[registers.background]
file = "background.csv"
[registers.optouts]
file = "optouts.csv"
"#;

/// Five registers of thirty pupils, with separators and quotes of both kinds.
fn good() -> Vec<(&'static str, String)> {
    let mut enrolments = String::from("pupil;programme;start;end;school;class\r\n");
    let mut exits = String::from("pupil\tdate\tcode\n");
    let mut absences = String::from("pupil;date;hours_offered;hours_absent;code\n");
    let mut background = String::from("pupil,birth_date,sex,benefit,grade\n");
    for i in 0..30 {
        let id = format!("{}{:02}07{:04}", 61 + i % 28, 1 + i % 12, 4000 + 37 * i);
        let programme = if i % 2 == 0 { "tømrer-1" } else { "\"smed-2\"" };
        enrolments.push_str(&format!("{id};{programme};{:02}-08-2026;18-12-2026;Ærø;hold {i}\r\n", 10 + i % 3));
        let code = ["completed", "dropout", "change", "never_started"][i % 4];
        exits.push_str(&format!("{id}\t2026-1{}-{:02}\t{code}\n", i % 3, 1 + i % 28));
        for day in 12..16 {
            absences.push_str(&format!("{id};{day}-08-2026;6,0;{},{};\n", i % 3, 5 * (day % 2)));
        }
        background.push_str(&format!(
            "{}-{},2007-{:02}-{:02},k,{},{}.5\n",
            &id[..6],
            &id[6..],
            1 + i % 12,
            1 + i % 28,
            i % 2,
            i % 9
        ));
    }
    let optouts = "pupil\n6101074000\n".to_string();
    vec![
        ("enrolments.csv", enrolments),
        ("exits.csv", exits),
        ("absences.csv", absences),
        ("background.csv", background),
        ("optouts.csv", optouts),
    ]
}

fn study() -> Study {
    protocol::parse(&format!("{STUDY}{REGISTERS}"), "study.toml").unwrap_or_else(|p| panic!("{p}"))
}

fn ingest(root: &Path, study: &Study) -> Outcome<Ingested> {
    let place = |p: &str| Place { programme: p.into(), school: "Ærø".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[3; 32], "corpus")?;
    registers::ingest(&Request { root, study, programmes: &programmes, key: Some(key), progress: &Silent })
}

/// Ingests a folder with one file damaged, and checks what came of it.
fn survives(file: usize, damaged: &[u8]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    for (i, (name, text)) in good().iter().enumerate() {
        let bytes = if i == file { damaged } else { text.as_bytes() };
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    let study = study();
    let made = catch_unwind(AssertUnwindSafe(|| ingest(folder.path(), &study)));
    let Ok(made) = made else { return Err(TestCaseError::fail("it panicked")) };
    match made {
        Ok(made) => {
            for (register, ledger) in &made.ledgers {
                let sum = ledger.used + ledger.quarantined.len() as u64 + ledger.excluded.values().sum::<u64>();
                prop_assert_eq!(ledger.rows_in, sum, "{}", register.name());
            }
            prop_assert!(made.pupils.days.iter().all(|d| (d.pupil as usize) < made.pupils.rows.len()));
        }
        Err(problem) => {
            prop_assert!(problem.code().starts_with('R'), "{}", problem);
            prop_assert!(!problem.advice().is_empty(), "{}", problem);
        }
    }
    Ok(())
}

#[test]
fn the_good_ones_are_good() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in good() {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let made = ingest(folder.path(), &study()).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(made.pupils.covariates, ["under20", "female", "benefit", "grade"]);
    assert!(made.ledgers.values().all(|l| l.adds_up() && l.rows_in > 0));
    // one of the thirty opted out, and of the rest every fourth never started
    assert_eq!(made.pupils.rows.len(), 30 - 1 - 7);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn damaged_bytes_never_panic_and_never_lose_a_row(
        file in 0usize..5,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..8),
    ) {
        let mut bytes = good()[file].1.clone().into_bytes();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() { bytes.push(byte); }
        }
        survives(file, &bytes)?;
    }

    #[test]
    fn damaged_cells_never_panic_and_never_lose_a_row(
        file in 0usize..5,
        damage in prop::collection::vec(
            (
                any::<prop::sample::Index>(),
                any::<prop::sample::Index>(),
                prop_oneof![
                    Just(String::new()),
                    Just("99-99-9999".to_string()),
                    Just("-1".to_string()),
                    Just("1e308".to_string()),
                    Just("650101".to_string()),
                    Just("9999-12-31".to_string()),
                    Just("\"".to_string()),
                    Just("æøå \u{1F600}".to_string()),
                    "[0-9]{1,12}",
                    "[ -~]{0,12}",
                ],
            ),
            1..6,
        ),
    ) {
        let text = good()[file].1.clone();
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let delimiter = if lines[0].contains(';') { ';' } else if lines[0].contains('\t') { '\t' } else { ',' };
        for (row, column, value) in damage {
            let at = row.index(lines.len());
            let mut cells: Vec<&str> = lines[at].split(delimiter).collect();
            let c = column.index(cells.len());
            cells[c] = &value;
            lines[at] = cells.join(&delimiter.to_string());
        }
        survives(file, (lines.join("\n") + "\n").as_bytes())?;
    }

    #[test]
    fn doubled_and_shuffled_rows_are_accounted_for(seed in any::<u64>()) {
        // every row twice, in another order: all copies are duplicates and nothing else changes
        let text = good()[0].1.clone();
        let (head, body) = text.split_once("\r\n").unwrap_or(("", ""));
        let mut rows: Vec<&str> = body.lines().flat_map(|l| [l, l]).collect();
        let n = rows.len();
        for i in 0..n {
            rows.swap(i, (seed as usize).wrapping_mul(i + 7) % n);
        }
        survives(0, format!("{head}\n{}\n", rows.join("\n")).as_bytes())?;
    }
}
