//! Identifiers of persons as schools write them: read as they link, and recognised where they may not stand.

use super::calendar;
use super::clean::{ascii_digits, clean, is_missing};
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
    /// A mark for "unknown", such as `0000000000`.
    Placeholder,
    /// A number in the form of a spreadsheet, such as `6,10105E+09`: its last digits are lost.
    Destroyed,
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
/// Of the cleaned cell: a word such as `CPR:` before a digit and a decimal part of noughts are taken off; ten digits with
/// or without a hyphen or blank before the last four, where the first six are a day (day + 60 too); nine when a zero
/// before makes a day of the first six; letters in the last four places are taken as they are; anything else is a school's
/// own number.
///
/// # Errors
/// An empty cell, noughts only, a birth date, a number in exponent form.
pub fn read(cell: &str, six: SixDigits) -> Result<Identifier, Unusable> {
    let cleaned = clean(cell);
    if is_missing(&cleaned) {
        return Err(Unusable::Empty);
    }
    let plain = |text: String| Identifier { text, repaired: false, fails_modulus: false, person: None };
    let digits = ascii_digits(&cleaned);
    let text = whole_part(without_word(&digits));
    if is_placeholder(&digits) || is_placeholder(text) {
        return Err(Unusable::Placeholder);
    }
    if is_digits(text, 6) && six == SixDigits::BirthDates {
        return Err(Unusable::BirthDateOnly);
    }
    if is_exponent(text) {
        return Err(Unusable::Destroyed);
    }
    if let Some(number) = parted(text, 6).filter(|n| is_digits(n, 10)) {
        return Ok(Identifier { fails_modulus: !modulus_11(&number), person: person(&number), ..plain(number) });
    }
    if let Some(nine) = parted(text, 5).filter(|n| is_digits(n, 9)) {
        let full = format!("0{nine}");
        if birth_part(&full) {
            let (fails_modulus, person) = (!modulus_11(&full), person(&full));
            return Ok(Identifier { repaired: true, fails_modulus, person, text: full });
        }
    }
    // letters after the date: no birth date is derived, but the hyphen is no part of it
    if let Some(letters) = parted(text, 6) {
        return Ok(plain(letters.to_ascii_uppercase()));
    }
    if text.len() == digits.len() {
        return Ok(plain(cleaned.into_owned()));
    }
    Ok(plain(text.to_string()))
}

/// Ten digits as one number, hyphen or not; `None` for anything else.
pub fn ten_digits(cell: &str) -> Option<u64> {
    let bytes = cell.as_bytes();
    let hyphen = bytes.len() == 11 && bytes[6] == b'-' && birth_part(cell);
    if bytes.len() != 10 && !hyphen {
        return None;
    }
    bytes
        .iter()
        .enumerate()
        .filter(|(i, _)| !(hyphen && *i == 6))
        .try_fold(0u64, |n, (_, b)| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
}

/// Whether a cell holds a person's number: it reads as one, or one stands inside it with no digit around
/// (`mor: 610105-4100 (ring)`). A pseudonym of 64 hexadecimal digits holds none.
pub fn holds_person(cell: &str) -> bool {
    if !cell.bytes().any(|b| b.is_ascii_digit() || !b.is_ascii()) {
        return false;
    }
    let cleaned = clean(cell);
    if is_pseudonym(&cleaned) {
        return false;
    }
    let text = ascii_digits(&cleaned);
    let reads =
        read(cell, SixDigits::Local).is_ok_and(|id| !id.repaired && is_digits(&id.text, 10) && birth_part(&id.text));
    reads || inside(text.as_bytes())
}

/// 64 hexadecimal digits.
pub fn is_pseudonym(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `d{6}[ -]?d{4}` with a day and no digit around.
fn inside(text: &[u8]) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    (0..text.len()).filter(|at| digit(*at) && (*at == 0 || !digit(at - 1))).any(|from| {
        let run = (from..).take_while(|at| digit(*at)).count();
        let last = match run {
            10 => from + 6,
            6 if matches!(text.get(from + 6), Some(b' ' | b'-')) => from + 7,
            _ => return false,
        };
        let ends = (last..last + 4).all(digit) && !digit(last + 4);
        ends && std::str::from_utf8(&text[from..from + 6]).is_ok_and(birth_part)
    })
}

/// The text without `cpr-nr`, `cprnr`, `cpr` or `pnr` and the marks behind it, where a digit follows.
fn without_word(text: &str) -> &str {
    let folded = text.to_ascii_lowercase();
    let Some(word) = ["cpr-nr", "cpr nr", "cprnr", "cpr", "pnr"].into_iter().find(|w| folded.starts_with(w)) else {
        return text;
    };
    let rest = text[word.len()..].trim_start_matches(['.', ':', ' ']);
    if rest.starts_with(|c: char| c.is_ascii_digit()) { rest } else { text }
}

/// `d+[.,]0+` is its whole part.
fn whole_part(text: &str) -> &str {
    match text.split_once(['.', ',']) {
        Some((whole, noughts))
            if !whole.is_empty()
                && whole.bytes().all(|b| b.is_ascii_digit())
                && !noughts.is_empty()
                && noughts.bytes().all(|b| b == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// Noughts only, hyphens and blanks between them or not.
fn is_placeholder(text: &str) -> bool {
    text.contains('0') && text.bytes().all(|b| matches!(b, b'0' | b'-' | b' '))
}

/// `d[.,]?d*[eE]+?d+`: what a spreadsheet leaves of a long number.
fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let mut characters = mantissa.chars();
    let first = characters.next().is_some_and(|c| c.is_ascii_digit());
    let rest = characters.as_str();
    first && digits(rest.strip_prefix(['.', ',']).unwrap_or(rest)) && !exponent.is_empty() && digits(exponent)
}

fn is_digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|b| b.is_ascii_digit())
}

/// The first `n` digits and the last four letters or digits as one, where nothing, a blank, `-` or ` - ` stands between;
/// of six digits those that are a day.
fn parted(text: &str, n: usize) -> Option<String> {
    let (date, rest) = text.split_at_checked(n)?;
    let last = [" - ", "-", " "].into_iter().find_map(|s| rest.strip_prefix(s)).unwrap_or(rest);
    let fits = is_digits(date, n) && last.len() == 4 && last.bytes().all(|b| b.is_ascii_alphanumeric());
    (fits && (n != 6 || birth_part(date))).then(|| format!("{date}{last}"))
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
