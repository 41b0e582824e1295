use super::calendar;
use crate::registers::files::row::trim;

/// An identifier as it links: ten digits without hyphen, or a local one as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// What is hashed.
    pub text: String,
    /// Whether a lost leading zero was put back.
    pub repaired: bool,
    /// Whether it is a ten-digit number that fails modulus 11 (issued since 2007: a warning only).
    pub fails_modulus: bool,
    /// Birth date and sex where the ten digits tell.
    pub person: Option<Person>,
}

/// What the ten digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Birth date, days since 1970-01-01.
    pub birth: i32,
    /// Whether the last digit is even.
    pub female: bool,
}

/// Why an identifier cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Nothing stands there.
    Empty,
    /// Six digits: a birth date only, which many share.
    BirthDateOnly,
    /// A mark for "unknown", such as `0000000000` or `-`.
    Placeholder,
}

/// Whether six-digit identifiers of a column are birth dates or a school's own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SixDigits {
    /// Birth dates: they cannot link.
    #[default]
    BirthDates,
    /// A school's own numbers.
    Local,
}

/// Reads an identifier.
///
/// Ten digits with or without hyphen; nine when a zero before makes a birth date of the first six; day + 60 (replacement
/// numbers) and letters after the date are taken as they are; anything else is a school's own number.
pub fn read(cell: &str, six: SixDigits) -> Result<Identifier, Unusable> {
    let cell = trim(cell);
    let cell = cell.strip_suffix(".0").filter(|c| c.bytes().all(|b| b.is_ascii_digit())).unwrap_or(cell);
    if cell.is_empty() || matches!(cell, "-" | "." | "NA" | "NULL" | "null" | "n/a" | "#N/A") {
        return Err(Unusable::Empty);
    }
    let compact = without_hyphen(cell);
    let digits = compact.bytes().all(|b| b.is_ascii_digit());
    if digits && compact.bytes().all(|b| b == b'0') {
        return Err(Unusable::Placeholder);
    }
    let plain = |text: String| Identifier { text, repaired: false, fails_modulus: false, person: None };
    match (digits, compact.len()) {
        (true, 6) if six == SixDigits::BirthDates => Err(Unusable::BirthDateOnly),
        (true, 10) if birth_part(&compact) => {
            Ok(Identifier { fails_modulus: !modulus_11(&compact), person: person(&compact), ..plain(compact) })
        }
        (true, 9) if birth_part(&format!("0{compact}")) => {
            let full = format!("0{compact}");
            Ok(Identifier { repaired: true, fails_modulus: !modulus_11(&full), person: person(&full), ..plain(full) })
        }
        // letters after the date: no birth date is derived, but the hyphen is no part of it
        (false, 10) if compact.is_char_boundary(6) && birth_part(&compact) => Ok(plain(compact.to_uppercase())),
        _ => Ok(plain(cell.to_string())),
    }
}

/// Ten digits, hyphen or not, as one number; `None` for anything else.
pub fn ten_digits(cell: &str) -> Option<u64> {
    let bytes = cell.as_bytes();
    let hyphen = bytes.len() == 11 && bytes[6] == b'-';
    if bytes.len() != 10 && !hyphen {
        return None;
    }
    bytes
        .iter()
        .enumerate()
        .filter(|(i, _)| !(hyphen && *i == 6))
        .try_fold(0u64, |n, (_, b)| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
}

/// Whether a value is the ten digits of a person, hyphen or not.
pub fn is_cpr(cell: &str) -> bool {
    let compact = without_hyphen(trim(cell));
    compact.len() == 10 && compact.bytes().all(|b| b.is_ascii_digit()) && birth_part(&compact)
}

/// Six digits behind each other, as birth dates are written.
pub fn is_six_digits(cell: &str) -> bool {
    let cell = trim(cell);
    cell.len() == 6 && cell.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the first six digits are a day, replacement numbers (day + 60) included.
pub fn birth_part(digits: &str) -> bool {
    let Some(six) = digits.get(..6) else { return false };
    if !six.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let number = |range: std::ops::Range<usize>| six[range].parse::<u32>().unwrap_or(0);
    let day = number(0..2);
    let day = if day > 60 { day - 60 } else { day };
    // 2000 was a leap year: every day that any year has
    calendar::day(2000, number(2..4), day).is_some()
}

/// Ten digits with the one hyphen or blank that stands before the last four taken out.
fn without_hyphen(cell: &str) -> String {
    match (cell.get(..6), cell.get(6..7), cell.get(7..)) {
        (Some(date), Some("-" | " " | "\u{2013}"), Some(rest)) if rest.len() == 4 => format!("{date}{rest}"),
        (Some(date), _, _) if cell.len() == 13 && cell[6..].starts_with(" - ") => format!("{date}{}", &cell[9..]),
        _ => match cell.split_once('-') {
            // a lost leading zero before the hyphen
            Some((date, rest)) if date.len() == 5 && rest.len() == 4 => format!("{date}{rest}"),
            _ => cell.to_string(),
        },
    }
}

fn modulus_11(digits: &str) -> bool {
    const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let mut first = digits.bytes().map(|b| u32::from(b.wrapping_sub(b'0'))).collect::<Vec<u32>>();
    // a replacement number is checked by its own digits
    first.truncate(10);
    first.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum::<u32>() % 11 == 0
}

/// Birth date with its century, by the seventh digit, and sex by the last.
fn person(digits: &str) -> Option<Person> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let (day, month, year) = (number(0..2)?, number(2..4)?, number(4..6)?);
    let century = match (number(6..7)?, year) {
        (0..=3, _) => 1900,
        (4 | 9, 0..=36) => 2000,
        (4 | 9, _) => 1900,
        (_, 0..=57) => 2000,
        _ => 1800,
    };
    let day = if day > 60 { day - 60 } else { day };
    let birth = calendar::day(century + year, month as u32, day as u32)?;
    Some(Person { birth, female: number(9..10)? % 2 == 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_as_schools_write_them() {
        let read = |t: &str| read(t, SixDigits::BirthDates);
        let text = |t: &str| read(t).map(|i| i.text);
        // replacement numbers: day + 60
        assert_eq!(text("650107-4321"), Ok("6501074321".into()));
        assert_eq!(text(" 6501074321 "), Ok("6501074321".into()));
        assert_eq!(text("650107 4321"), Ok("6501074321".into()));
        assert_eq!(text("6501074321.0"), Ok("6501074321".into()));
        assert_eq!(read("650107"), Err(Unusable::BirthDateOnly));
        assert_eq!(read(""), Err(Unusable::Empty));
        assert_eq!(read("0000000000"), Err(Unusable::Placeholder));
        let nine = read("101070123").map(|i| (i.text, i.repaired));
        assert_eq!(nine, Ok(("0101070123".into(), true)));
        assert_eq!(text("10107-0123"), Ok("0101070123".into()));
        assert_eq!(text("650107-ab12"), Ok("650107AB12".into()));
        assert_eq!(text("elev-17"), Ok("elev-17".into()));
        assert_eq!(text("999999999"), Ok("999999999".into()));
        assert_eq!(text("ærø-12"), Ok("ærø-12".into()));
        assert_eq!(super::read("123456", SixDigits::Local).map(|i| i.text), Ok("123456".into()));
        // modulus 11 by hand: 6·4+5·3+0·2+1·7+0·6+7·5+4·4+3·3+2·2+x = 110+x, so the last digit 0 fits
        assert_eq!(read("6501074320").map(|i| i.fails_modulus), Ok(false));
        assert_eq!(read("6501074321").map(|i| i.fails_modulus), Ok(true));
        let p = read("6501074321").ok().and_then(|i| i.person);
        assert_eq!(p.map(|p| (calendar::iso(p.birth), p.female)), Some(("2007-01-05".into(), false)));
    }
}
