/// A number as Danes and others write it: decimal comma or point, thousands grouped with the other one, a blank or a
/// no-break space. `None` when it is no number. `decimal` is the mark before decimals where the rest of the file tells:
/// it decides whether `1.234` is one thousand or one and a bit.
pub fn parse(text: &str, decimal: Option<char>) -> Option<f64> {
    if let Some(x) = short(text.as_bytes()) {
        return Some(x);
    }
    plain(text, decimal)?.parse().ok().filter(|x: &f64| x.is_finite())
}

/// Digits with at most one mark and at most two decimals: what nearly every cell holds. The quotient of two whole
/// numbers below 2^53 is correctly rounded.
fn short(text: &[u8]) -> Option<f64> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let (mut whole, mut decimals, mut marked) = (0u64, 0usize, false);
    for (i, b) in text.iter().enumerate() {
        match b {
            b'0'..=b'9' => {
                whole = whole * 10 + u64::from(b - b'0');
                decimals += usize::from(marked);
            }
            b',' | b'.' if !marked && i > 0 => marked = true,
            _ => return None,
        }
    }
    let scale = [1.0, 10.0, 100.0].get(decimals)?;
    Some(whole as f64 / scale)
}

/// The same number as decimal text with a point, digits as written: `1.234,50` is `1234.50`.
pub fn plain(text: &str, decimal: Option<char>) -> Option<String> {
    let text = crate::registers::files::row::trim(text);
    let (sign, body) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if !body.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let body: String = if body.is_ascii() { body.to_string() } else { body.replace(['\u{a0}', '\u{202f}'], "") };
    if let Some(number) = exponent_form(&body) {
        return Some(format!("{sign}{number}"));
    }
    if body.bytes().any(|b| !b.is_ascii_digit() && !matches!(b, b',' | b'.' | b' ')) {
        return None;
    }
    let last = body.rfind([',', '.']);
    let (whole, fraction) = match last {
        None => (body.as_str(), None),
        Some(at) => {
            let mark = body.as_bytes()[at] as char;
            let repeated = body.matches(mark).count() > 1;
            let grouping = decimal.is_some_and(|d| d != mark) && body.len() - at == 4 && (1..=3).contains(&at);
            if repeated || grouping { (body.as_str(), None) } else { (&body[..at], Some(&body[at + 1..])) }
        }
    };
    let whole = ungrouped(whole)?;
    match fraction {
        None => Some(format!("{sign}{whole}")),
        Some(f) if f.bytes().all(|b| b.is_ascii_digit()) => {
            let whole = if whole.is_empty() { "0".to_string() } else { whole };
            Some(if f.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{f}") })
        }
        Some(_) => None,
    }
}

/// The mark before the decimals, where a number shows beyond doubt which it is.
pub fn decimal_mark(text: &str) -> Option<char> {
    let text = crate::registers::files::row::trim(text);
    let at = text.rfind([',', '.'])?;
    let mark = text.as_bytes()[at] as char;
    let doubtful = text.len() - at == 4 && !text[..at].contains([',', '.', ' ']) && !text.starts_with('0');
    (!doubtful && parse(text, None).is_some() && text.matches(mark).count() == 1).then_some(mark)
}

/// The decimal mark of many cells: the one that shows, or `None` when both or neither do.
pub fn mark_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<char> {
    let (mut comma, mut point) = (false, false);
    for cell in cells {
        match decimal_mark(cell) {
            Some(',') => comma = true,
            Some(_) => point = true,
            None => {}
        }
    }
    match (comma, point) {
        (true, false) => Some(','),
        (false, true) => Some('.'),
        _ => None,
    }
}

/// Digits of groups of three; no grouping is fine as well.
fn ungrouped(text: &str) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.to_string());
    }
    let groups: Vec<&str> = text.split([',', '.', ' ']).collect();
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let same = marks.windows(2).all(|w| w[0] == w[1]);
    let first = (1..=3).contains(&groups[0].len());
    (same && first && groups[1..].iter().all(|g| g.len() == 3)).then(|| groups.concat())
}

/// `1e-5` and the like, which software writes.
fn exponent_form(body: &str) -> Option<String> {
    if !body.contains(['e', 'E']) || body.bytes().any(|b| !matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'))
    {
        return None;
    }
    let x: f64 = body.parse().ok()?;
    x.is_finite().then(|| format!("{x}"))
}

#[cfg(test)]
mod tests {
    use super::{mark_of, plain};

    #[test]
    fn danish_and_english_numbers_read_the_same() {
        for (written, meant) in [
            ("6,5", Some("6.5")),
            ("6.5", Some("6.5")),
            ("1.234,50", Some("1234.50")),
            ("1,234.50", Some("1234.50")),
            ("1.234.567", Some("1234567")),
            ("1 234", Some("1234")),
            ("-3,0", Some("-3.0")),
            ("7", Some("7")),
            (",5", Some("0.5")),
            ("7,", Some("7")),
            ("1e-3", Some("0.001")),
            ("", None),
            ("-", None),
            ("syv", None),
            ("1,2,3", None),
            ("12:30", None),
            ("nan", None),
            ("1.2.3,4", None),
        ] {
            assert_eq!(plain(written, None).as_deref(), meant, "{written}");
        }
        assert_eq!(plain("1.234", Some(',')).as_deref(), Some("1234"));
        assert_eq!(plain("1.234", Some('.')).as_deref(), Some("1.234"));
        assert_eq!(plain("0,310", Some(',')).as_deref(), Some("0.310"));
        assert_eq!(mark_of(["1.234", "7", "0,31"].into_iter()), Some(','));
        assert_eq!(mark_of(["1.5", "0,31"].into_iter()), None);
    }
}
