//! What may be shown of a value that stood in a register: its shape, never itself.

use super::clean::digit;
use super::identifiers::{birth_part, is_pseudonym};
use std::collections::VecDeque;
use unicode_general_category::{GeneralCategory as Category, get_general_category};

const SHOWN: usize = 24;
/// A run of so many digits may be part of an identifier.
const IDENTIFYING_RUN: usize = 5;

/// The shape of a value: digits as `9`, letters as `a`, the rest as it stands; long values are cut.
pub fn shape(value: &str) -> String {
    if value.is_empty() {
        return "(empty)".to_string();
    }
    let mut text: String = value
        .chars()
        .take(SHOWN)
        .map(|c| match c {
            c if c.is_numeric() || digit(c).is_some() => '9',
            c if c.is_alphabetic() => 'a',
            c if c.is_control() => '?',
            c => c,
        })
        .collect();
    if value.chars().count() > SHOWN {
        text.push('…');
    }
    text
}

/// Most characters that are neither letter nor digit between two digits of one number.
const WIDEST_GAP: usize = 2;

/// Whether a text may hold the number of a person, however it is written: ten digits of any script whose first six are a
/// day (day + 60 too), with up to two characters that are neither letter nor digit between neighbours. Blanks in a row, and
/// those beside a hyphen, count as one with it: `130207 - 4321` is a spelling that links.
///
/// A pseudonym, 64 hexadecimal digits and nothing else, holds none.
pub fn touches(text: &str) -> bool {
    if text.bytes().filter(|b| b.is_ascii_digit() || !b.is_ascii()).take(10).count() < 10 || is_pseudonym(text) {
        return false;
    }
    let mut run: VecDeque<u8> = VecDeque::with_capacity(11);
    let mut gap = Gap::default();
    for c in text.chars() {
        if let Some(d) = digit(c) {
            run.push_back(b'0' + d);
            gap = Gap::default();
            if run.len() > 10 {
                run.pop_front();
            }
            if run.len() == 10 && std::str::from_utf8(run.make_contiguous()).is_ok_and(birth_part) {
                return true;
            }
        } else {
            gap.take(c);
            if gap.width > WIDEST_GAP || c.is_alphanumeric() {
                run.clear();
            }
        }
    }
    false
}

/// What stands between two digits of one number.
#[derive(Default)]
struct Gap {
    width: usize,
    /// Whether its last character is a blank, and whether it is a hyphen.
    last: (bool, bool),
}

impl Gap {
    fn take(&mut self, c: char) {
        use Category::{Control, DashPunctuation, Format, NonspacingMark};
        let category = get_general_category(c);
        if matches!(category, Format | Control | NonspacingMark) {
            return;
        }
        let now = (c.is_whitespace(), category == DashPunctuation || c == '\u{2212}');
        let joins = now.0 && (self.last.0 || self.last.1) || now.1 && self.last.0;
        self.width += usize::from(!joins);
        self.last = now;
    }
}

/// Whether a number may be that of a person, its marks dropped: exactly ten digits whose first six are a day, decimal noughts
/// apart (`130207.4321`, `1,302,074,321`, `1302074321.0`). A fraction with more digits is a number.
pub fn touches_number(cell: &str) -> bool {
    if cell.len() < 10 {
        return false;
    }
    let digits: String = cell.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    let is_person = |digits: &str| digits.len() == 10 && birth_part(digits);
    let decimals = cell.rfind(['.', ',']).map_or("", |at| &cell[at + 1..]);
    let noughts = decimals.len() - decimals.trim_end_matches('0').len();
    (0..=noughts).any(|n| digits.len() >= n && is_person(&digits[..digits.len() - n]))
}

/// The name of a programme, shown as written unless five or more digits stand in a run or it may hold the number of a
/// person.
pub fn programme(value: &str) -> String {
    let mut run = 0;
    for c in value.chars() {
        run = if c.is_numeric() || digit(c).is_some() { run + 1 } else { 0 };
        if run >= IDENTIFYING_RUN {
            return shape(value);
        }
    }
    if touches(value) {
        return shape(value);
    }
    value.chars().take(80).map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// A code or a column's name, shown when it cannot be part of an identifier and as its shape otherwise.
pub fn harmless(value: &str) -> String {
    if touches(value) {
        return shape(value);
    }
    let mut run = 0;
    for c in value.chars() {
        match c {
            c if c.is_numeric() => run += 1,
            '-' | '.' | ' ' | '/' => {}
            _ => run = 0,
        }
        if run >= IDENTIFYING_RUN {
            return shape(value);
        }
    }
    if value.chars().count() > 40 || value.chars().any(char::is_control) { shape(value) } else { value.to_string() }
}
