//! The same enrolments as CSV and as other software wrote them: workbook, Parquet, SAS and Stata data sets. Made by
//! `registers/formats.R` and `registers/formats.py`; the expected values are the rows of `registers/formats.csv`.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Place, Programmes, Pseudonymiser, Request};
use lodtrin::trial::Pupils;
use std::path::Path;

const STUDY: &str = include_str!("../registers-corpus/study.toml");

fn pupils(file: &str) -> Pupils {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/registers");
    let text = format!("{STUDY}\n[registers.enrolments]\nfile = \"{file}\"\nextracted = 2028-03-01\n");
    let study = protocol::parse(&text, "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str| Place { programme: p.into(), school: "A".into() };
    let programmes = Programmes::new(vec![place("tømrer-1"), place("smed-2")]);
    let key = Pseudonymiser::new(&[1; 32], "formats").expect("a key");
    let request = Request { root: &root, study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    let made = registers::ingest(&request).unwrap_or_else(|p| panic!("{file}: {p}"));
    let account = &made.ledgers[&registers::Register::Enrolments];
    assert_eq!((account.rows_in, account.used), (11, 11), "{file}: {:?}", account.quarantined);
    made.pupils
}

#[test]
fn every_format_gives_the_same_pupils() {
    let csv = pupils("formats.csv");
    assert_eq!(csv.rows.len(), 11);
    let days: Vec<String> = csv.rows.iter().map(|p| registers::calendar::iso(p.started)).collect();
    assert_eq!(days[..4], ["2026-08-10", "2026-08-10", "2026-08-11", "2027-01-11"]);
    assert_eq!(csv.rows.iter().filter(|p| p.outcomes[0] == Some(1.0)).count(), 3);
    for file in ["formats.xlsx", "formats.parquet", "formats.dta", "formats.sas7bdat", "formats-bare.sas7bdat"] {
        assert_eq!(pupils(file), csv, "{file}");
    }
}
