//! What may be shown of a value that stood in a register: its shape, never itself.

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
            c if c.is_numeric() => '9',
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

/// A code or a column's name, shown when it cannot be part of an identifier and as its shape otherwise.
pub fn harmless(value: &str) -> String {
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
