//! One normaliser of identifiers against known answers: what a cell says once cleaned, how it links, whether it holds a
//! person's number. The answers come from a second implementation in Python.

use lodtrin::registers::clean::clean;
use lodtrin::registers::identifiers::{SixDigits, Unusable, holds_person, read};
use serde_json::Value;

#[test]
fn cells_clean_identify_and_are_guarded_as_worked_out_elsewhere() {
    let vectors = include_str!("registers/identifiers.tsv");
    let mut tried = 0;
    for line in vectors.lines() {
        let mut parts = line.split('\t');
        let (rule, cell, expected) = (parts.next(), parts.next(), parts.next());
        let cell: String = serde_json::from_str(cell.expect("cell")).expect("json");
        let expected: Value = serde_json::from_str(expected.expect("answer")).expect("json");
        let found = match rule {
            Some("clean") => Value::from(clean(&cell).into_owned()),
            Some("guard") => {
                assert_eq!(holds_person(&cell), expected != 0, "guard of {cell:?}");
                tried += 1;
                continue;
            }
            _ => match read(&cell, SixDigits::BirthDates) {
                Ok(id) => serde_json::json!({"text": id.text, "repaired": id.repaired}),
                Err(Unusable::Empty | Unusable::Placeholder) => "R307".into(),
                Err(Unusable::BirthDateOnly) => "R306".into(),
                Err(Unusable::Destroyed) => "R312".into(),
            },
        };
        assert_eq!(found, expected, "{rule:?} of {cell:?}");
        let twice = clean(&clean(&cell)).into_owned();
        assert_eq!(twice, clean(&cell), "cleaning {cell:?} twice");
        tried += 1;
    }
    assert_eq!(tried, 201);
}
