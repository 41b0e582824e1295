//! Published against reproduced: the verdicts, worked by hand.

use lodtrin::verify::compare::{Comparison, compare};

#[test]
fn the_same_bytes_are_the_same() {
    assert_eq!(compare(b"a,1\n", b"a,1\n"), Comparison::Same);
}

#[test]
fn last_digits_have_their_own_verdict() {
    let found = compare(b"treated,0.12345678901234,4\n", b"treated,0.12345678901235,4\n");
    let Comparison::LastDigits { largest } = found else { panic!("{found:?}") };
    assert!(largest > 0.0 && largest < 1e-12, "{largest}");
}

#[test]
fn a_changed_number_is_different_and_says_by_how_much() {
    let found = compare(b"term,estimate\ntreated,0.10\n", b"term,estimate\ntreated,0.08\n");
    let Comparison::Different { line, largest: Some(largest), published, .. } = found else { panic!("{found:?}") };
    assert_eq!(line, 2);
    assert!((largest - 0.2).abs() < 1e-12, "(0.10 − 0.08) / 0.10 is a fifth, not {largest}");
    assert!(published.contains("0.10"));
}

#[test]
fn a_changed_word_or_a_missing_line_is_different() {
    for (a, b) in [("x,1\n", "y,1\n"), ("x,1\nz,2\n", "x,1\n"), ("W3,1\n", "W4,1\n"), ("1,2\n", "1,2,3\n")] {
        let found = compare(a.as_bytes(), b.as_bytes());
        assert!(matches!(found, Comparison::Different { largest: None, .. }), "{a:?} {b:?} {found:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_compared_as_bytes() {
    assert!(matches!(compare(&[0xff, 1], &[0xff, 2]), Comparison::Different { line: 1, .. }));
}
