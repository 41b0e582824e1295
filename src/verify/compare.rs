//! Two versions of one product: the same bytes, the same but for the last digits, or different and by how much.

/// Numbers that differ by no more than this, relative to the larger, differ in their last digits only: far below
/// anything that a table prints for people, far above what summing in another order does.
pub const LAST_DIGITS: f64 = 1e-9;

/// How two versions of a product compare.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Byte for byte the same.
    Same,
    /// Every word is the same and every number agrees to [`LAST_DIGITS`].
    LastDigits {
        /// Largest relative difference of a number.
        largest: f64,
    },
    /// Something is different.
    Different {
        /// Line of the first difference, from 1.
        line: usize,
        /// What stands in the published version there.
        published: String,
        /// What the reproduction has there.
        reproduced: String,
        /// Largest relative difference of a number, where only numbers differ.
        largest: Option<f64>,
    },
}

/// Compares a published product with its reproduction.
pub fn compare(published: &[u8], reproduced: &[u8]) -> Comparison {
    if published == reproduced {
        return Comparison::Same;
    }
    let (Ok(a), Ok(b)) = (std::str::from_utf8(published), std::str::from_utf8(reproduced)) else {
        return different(1, &format!("{} bytes", published.len()), &format!("{} bytes", reproduced.len()), None);
    };
    let mut largest = 0.0f64;
    let mut first: Option<(usize, &str, &str)> = None;
    let mut words = a.lines().count() != b.lines().count();
    for (n, (x, y)) in a.lines().zip(b.lines()).enumerate() {
        if x == y {
            continue;
        }
        let apart = line_difference(x, y);
        words |= apart.is_none();
        largest = largest.max(apart.unwrap_or(0.0));
        if first.is_none() && apart.is_none_or(|d| d > LAST_DIGITS) {
            first = Some((n + 1, x, y));
        }
    }
    match first {
        None if !words => Comparison::LastDigits { largest },
        None => {
            let line = a.lines().count().min(b.lines().count()) + 1;
            let at = |text: &str| text.lines().nth(line - 1).unwrap_or("(the end)").to_string();
            different(line, &at(a), &at(b), None)
        }
        Some((line, x, y)) => different(line, x, y, (!words).then_some(largest)),
    }
}

fn different(line: usize, published: &str, reproduced: &str, largest: Option<f64>) -> Comparison {
    // where the two part: long lines (an SVG path, a JSON row) would hide it
    let from = published.bytes().zip(reproduced.bytes()).take_while(|(a, b)| a == b).count().saturating_sub(40);
    let cut = |text: &str| {
        let mut start = from.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        text[start..].chars().take(100).collect::<String>()
    };
    Comparison::Different { line, published: cut(published), reproduced: cut(reproduced), largest }
}

/// Largest relative difference of the numbers in two lines; `None` when anything else differs.
fn line_difference(a: &str, b: &str) -> Option<f64> {
    let (x, y) = (pieces(a), pieces(b));
    if x.len() != y.len() {
        return None;
    }
    let mut largest = 0.0f64;
    for (p, q) in x.iter().zip(&y) {
        if p == q {
            continue;
        }
        let (Ok(u), Ok(v)) = (p.parse::<f64>(), q.parse::<f64>()) else { return None };
        let scale = u.abs().max(v.abs());
        largest = largest.max(if scale == 0.0 { 0.0 } else { (u - v).abs() / scale });
    }
    Some(largest)
}

/// A line cut into numbers and what stands between them.
fn pieces(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut i) = (0, 0);
    while i < bytes.len() {
        let after_word = i > 0 && (bytes[i - 1].is_ascii_alphanumeric() || bytes[i - 1] == b'_');
        let length = if after_word { 0 } else { number_length(&bytes[i..]) };
        if length > 0 {
            found.push(&line[start..i]);
            found.push(&line[i..i + length]);
            i += length;
            start = i;
        } else {
            i += 1;
        }
    }
    found.push(&line[start..]);
    found
}

/// Length of the number that text begins with; 0 when it does not begin with one.
fn number_length(text: &[u8]) -> usize {
    let digits = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = usize::from(text[0] == b'-');
    let whole = if end < text.len() { digits(end) } else { 0 };
    if whole == 0 {
        return 0;
    }
    end += whole;
    if text.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction > 0 {
            end += 1 + fraction;
        }
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'-' | b'+')));
        let exponent = if end + 1 + sign < text.len() { digits(end + 1 + sign) } else { 0 };
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    if text.get(end).is_some_and(|b| b.is_ascii_alphabetic()) { 0 } else { end }
}
