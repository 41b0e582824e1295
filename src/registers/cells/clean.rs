//! One normaliser of cells that may identify a person: for linking, for `pseudonymise` and for the guards alike.

use std::borrow::Cow;
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// Quotation marks that spreadsheets and people put around a cell.
const PAIRS: [(char, char); 7] = [
    ('"', '"'),
    ('\'', '\''),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{bb}', '\u{ab}'),
];
/// Marks before a number that keep a spreadsheet from reading it as one.
const LEADING: [char; 4] = ['\'', '\u{2019}', '\u{2018}', '`'];

/// Words that stand for an empty cell, in lower case.
pub const MISSING: [&str; 12] =
    ["", "na", "n/a", "#n/a", "null", "nan", "\\n", ".", "-", "--", "00-00-0000", "0000-00-00"];

/// Whether a cell says that nothing is there, in any case of letters.
pub fn is_missing(cell: &str) -> bool {
    cell.len() <= 10 && MISSING.iter().any(|word| word.eq_ignore_ascii_case(cell))
}

/// Whether a cell of text says that nothing is there: in text `NA` and a hyphen may be somebody's words.
pub fn is_missing_text(cell: &str) -> bool {
    matches!(cell.len(), 0 | 2 | 4) && ["", "null", "\\n", "#n/a"].iter().any(|word| word.eq_ignore_ascii_case(cell))
}

/// A cell in one spelling: normal form C, without invisible characters, with plain blanks (one where several stand) and
/// plain hyphens, without the quotation marks and apostrophes that spreadsheets put around or before it.
///
/// `clean(clean(x)) = clean(x)`.
pub fn clean(cell: &str) -> Cow<'_, str> {
    if is_clean(cell) {
        return Cow::Borrowed(cell);
    }
    let plain: String = cell.nfc().filter_map(plain_character).nfc().collect();
    let mut text = String::with_capacity(plain.len());
    for c in plain.chars() {
        if c != ' ' || !text.ends_with(' ') {
            text.push(c);
        }
    }
    Cow::Owned(unwrapped(text.trim_matches(' ')).to_string())
}

/// What nearly every cell is: ASCII letters, digits and hyphens, which stay as they are.
fn is_clean(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A blank for every separator, a hyphen for every dash, nothing for what cannot be seen.
fn plain_character(c: char) -> Option<char> {
    match get_general_category(c) {
        Category::Control | Category::Format => None,
        Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator => Some(' '),
        Category::DashPunctuation => Some('-'),
        _ if c == '\u{2212}' => Some('-'),
        _ => Some(c),
    }
}

/// Takes off quotation marks around and apostrophes before, until none is left.
fn unwrapped(mut text: &str) -> &str {
    loop {
        let mut characters = text.chars();
        let (first, last) = (characters.next(), characters.next_back());
        let second = text.chars().nth(1);
        let opens = |c: Option<char>| c.is_some_and(|c| PAIRS.iter().any(|(open, _)| *open == c));
        text = match (first, last) {
            (Some('='), _) if opens(second) => &text[1..],
            (Some(a), Some(z)) if PAIRS.contains(&(a, z)) => {
                text[a.len_utf8()..text.len() - z.len_utf8()].trim_matches(' ')
            }
            (Some(a), _) if LEADING.contains(&a) => text[a.len_utf8()..].trim_matches(' '),
            _ => return text,
        };
    }
}

/// The value of a decimal digit of any script (general category Nd), or of a character that is one in compatibility form.
pub fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let mut compatible = c.nfkc();
    if let (Some(d), None) = (compatible.next(), compatible.next())
        && d.is_ascii_digit()
    {
        return Some(d as u8 - b'0');
    }
    let is_digit = |c: u32| char::from_u32(c).is_some_and(|c| get_general_category(c) == Category::DecimalNumber);
    if !is_digit(c as u32) {
        return None;
    }
    // digits of a script stand in runs of ten, from nought to nine
    let before = (1..=60u32).take_while(|back| (c as u32).checked_sub(*back).is_some_and(is_digit)).count();
    Some((before % 10) as u8)
}

/// The text with every digit of another script as an ASCII one.
pub(super) fn ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match digit(c) {
        Some(d) if !c.is_ascii() => char::from(b'0' + d),
        _ => c,
    };
    Cow::Owned(text.chars().map(plain).collect())
}
