//! Three classes worked by hand: A with days 3, 1, 1, 1, 0, 0 and dropouts 1, 1, 0, 0, 1, 0; B with 2, 2, 1, 0, 0 and
//! 1, 0, 1, 0, 0; C with 1, 0 and nobody.

use assert_cmd::Command;
use std::path::Path;

/// Sums of a dozen numbers.
const ROUNDING: f64 = 1e-14;

fn estimate(measure: &str, method: &str, term: &str) -> f64 {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/warning/hand.csv");
    let args = "--cluster class --days days --time day --event event --horizon 140 --risk-thresholds 0.25 --calls 2 \
                --draws 0 --format csv";
    let out = Command::cargo_bin("lodtrin")
        .expect("the tool")
        .args(["absence", "--data"])
        .arg(file)
        .args(args.split_whitespace())
        .output()
        .expect("it runs");
    let mut reader = csv::Reader::from_reader(out.stdout.as_slice());
    let row = reader.records().map(|r| r.expect("a row")).find(|r| [&r[0], &r[1], &r[2]] == [measure, method, term]);
    row.unwrap_or_else(|| panic!("no row {measure} {method} {term}"))[3].parse().expect("a number")
}

#[test]
fn net_benefit_at_a_price_of_four_calls() {
    // w = 1/3; flagged at 1 day: 4 dropouts, 4 others; at 2: 2 and 1; at 3: 1 and 0; all: 5 and 8
    for (term, thirteenths) in [("days>=1", 4.0 - 4.0 / 3.0), ("days>=2", 2.0 - 1.0 / 3.0), ("days>=3", 1.0)] {
        let found = estimate("net_benefit", "days", &format!("pt=0.25,{term}"));
        assert!((found - thirteenths / 13.0).abs() < ROUNDING, "{term}: {found}");
    }
    assert!((estimate("net_benefit", "all", "pt=0.25") - 7.0 / 39.0).abs() < ROUNDING);
    assert!((estimate("net_benefit_difference", "days", "pt=0.25,days>=1,against=all") - 1.0 / 39.0).abs() < ROUNDING);
}

#[test]
fn two_calls_a_class() {
    // A: one with 3 days, one of three with 1 day, of whom one drops out; B: both with 2 days; C: the one with 1 day
    assert!((estimate("flagged", "days", "calls=2") - 5.0 / 3.0).abs() < ROUNDING);
    assert!((estimate("flagged", "days", "calls=2,dropouts") - 7.0 / 9.0).abs() < ROUNDING);
    assert!((estimate("sensitivity", "days", "calls=2") - 7.0 / 15.0).abs() < ROUNDING);
    assert!((estimate("ppv", "days", "calls=2") - 7.0 / 15.0).abs() < ROUNDING);
    // at random: of A 2/6 of three, of B 2/5 of two, of C nobody
    assert!((estimate("sensitivity", "random", "calls=2") - 0.36).abs() < ROUNDING);
}
