//! Attacks that once gave way, each a test named after what it did.

use lodtrin::lottery::{Dice, Terms};
use lodtrin::registers::mask::{harmless, touches, touches_number};
use lodtrin::tables::disclosure::{Cell, shows_sum, suppress};
use lodtrin::tables::{bare, csv_text};

fn thrown(names: [&str; 2], throws: usize) -> Vec<(String, String)> {
    names.map(|n| (n.to_string(), "1".repeat(throws))).to_vec()
}

#[test]
fn c3_who_types_the_dice_cannot_choose_names_or_number() {
    let terms = Terms { throwers: vec!["anna".into(), "bo".into()], throws: Some(30), ..Terms::default() };
    assert!(Dice::new(thrown(["bo", "anna"], 30), &terms).is_ok());
    for (names, throws) in [(["anna-l", "bo"], 30), (["anna", "bo"], 29), (["anna", "bo"], 31), (["Anna", "bo"], 30)] {
        let refused = Dice::new(thrown(names, throws), &terms).map_err(|p| p.code());
        assert_eq!(refused, Err("L304"), "{names:?} {throws}");
    }
    // a lock that names nobody takes any two plain names and 25 throws or more, as before
    assert!(Dice::new(thrown(["anna-l", "bo"], 26), &Terms::default()).is_ok());
    assert!(Dice::new(thrown(["anna", "bo"], 24), &Terms::default()).is_err());
}

#[test]
fn c4_no_spelling_of_a_number_passes_the_mask() {
    for text in [
        "1302074321",
        "130207-4321",
        "130207 4321",
        "1,302,074,321",
        "13_02_07_4321",
        "13:02:07:4321",
        "130207.4321",
        "kl. 130207-4321 b",
        "\u{ff11}\u{ff13}\u{ff10}\u{ff12}\u{ff10}\u{ff17}4321",
        "1302\u{200b}074321",
        "7302074321",
        "13-02-07--4321",
        "130207 - 4321",
        "hold 130207  \u{2013}\u{a0}4321",
        "130207    4321",
    ] {
        assert!(touches(text), "{text}");
        assert!(!harmless(text).contains("4321"), "{text}");
    }
    for text in ["GF2-2026", "hold 12 af 2026", "9999999999", "13 02 07", "1a3b0c2d0e7f4g3h2i1"] {
        assert!(!touches(text), "{text}");
    }
    for text in ["130207.4321", "130207,4321", "1,302,074,321", "1302074321.0"] {
        assert!(touches_number(text), "{text}");
    }
    assert!(!touches_number("0.1302074321987"));
}

#[test]
fn c5_no_csv_runs_a_formula() {
    for text in ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "\r=1"] {
        let csv = csv_text(&["id"], &[[text.to_string()]]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let read = reader.records().next().expect("a row").expect("read")[0].to_string();
        assert_eq!(read, format!("'{text}"));
        assert_eq!(bare(&read), text);
    }
    assert_eq!(csv_text(&["n"], &[["-4".to_string()]]), "n\n-4\n");
    assert_eq!(bare("'s-Hertogenbosch"), "'s-Hertogenbosch");
}

#[test]
fn h6_a_hidden_count_keeps_a_range() {
    // begun 4, 6, 4, 6, 6, 5 of 31: two hidden that sum to 8 and are at most 4 each would both be 4
    let counts: Vec<Vec<u64>> = [4, 6, 4, 6, 6, 5].map(|n| vec![n]).to_vec();
    let table = suppress(&counts, 5);
    let small = table.cells.iter().filter(|r| r[0] == Cell::Small).count();
    let others = table.cells.iter().filter(|r| r[0] == Cell::Secondary).count();
    assert_eq!(small, 2);
    assert!(others >= 1, "{table:?}");
}

#[test]
fn a_sum_of_some_tells_nothing_of_the_others() {
    // a register of 608 rows: 594 used, 1 put aside, 2 duplicates, 11 never started; with 13 left out in all, one is put aside
    let row = [Cell::Shown(594), Cell::Small, Cell::Small, Cell::Secondary];
    assert!(!shows_sum(&row, &[594, 1, 2, 11], 2..4, 5));
    // nobody put aside: 13 left out are 1 to 4 duplicates, and the rest
    let row = [Cell::Shown(594), Cell::Shown(0), Cell::Small, Cell::Secondary];
    assert!(shows_sum(&row, &[594, 0, 2, 11], 2..4, 5));
    // two small ones that sum to eight are four each; to seven, three and four or four and three
    let row = [Cell::Shown(594), Cell::Shown(0), Cell::Small, Cell::Small];
    assert!(!shows_sum(&row, &[594, 0, 4, 4], 2..4, 5));
    assert!(shows_sum(&row, &[594, 0, 3, 4], 2..4, 5));
    // a single hidden reason is what the shown ones leave
    let row = [Cell::Secondary, Cell::Shown(0), Cell::Small, Cell::Shown(9)];
    assert!(!shows_sum(&row, &[594, 0, 2, 9], 2..4, 5));
    assert!(shows_sum(&[Cell::Shown(5), Cell::Shown(0)], &[5, 0], 2..2, 5));
}

#[test]
fn a_sas_data_set_that_claims_more_rows_than_bytes_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.sas7bdat");
    let mut bytes = include_bytes!("../reference/registers/formats-bare.sas7bdat").to_vec();
    // the upper half of the number of rows
    bytes[11_532..11_536].copy_from_slice(&[0, 16, 0, 0]);
    std::fs::write(&path, bytes).expect("written");
    let read = lodtrin::registers::read_columns(&path, &["pupil"]);
    assert_eq!(read.map(|_| ()).map_err(|p| p.code()), Err("R107"));
}
