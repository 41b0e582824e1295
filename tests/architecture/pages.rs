//! Every error code has its page.

use super::sources::all;
use std::collections::{BTreeMap, BTreeSet};

/// The line without its `//` comment (a `//` inside a string literal is kept when a quote is open before it).
fn code(line: &str) -> &str {
    let mut open = false;
    let bytes = line.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if open => i += 1,
            b'"' => open = !open,
            b'/' if !open && bytes.get(i + 1) == Some(&b'/') => return &line[..i],
            _ => {}
        }
        i += 1;
    }
    line
}

/// Codes such as `R203` in string literals.
fn codes(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().map(code) {
        for part in line.split('"').skip(1).step_by(2) {
            let b = part.as_bytes();
            if b.len() == 4 && b"LRDEIAP".contains(&b[0]) && b[1..].iter().all(u8::is_ascii_digit) {
                found.insert(part.to_string());
            }
        }
    }
    found
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeMap<&str, usize> = lodtrin::cli::pages().iter().fold(BTreeMap::new(), |mut m, p| {
        *m.entry(p.name).or_default() += 1;
        m
    });
    let twice: Vec<_> = pages.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "pages written twice: {twice:?}");
    let used: BTreeSet<String> = all().iter().flat_map(|s| codes(&s.text)).collect();
    let without: Vec<_> = used.iter().filter(|c| !pages.contains_key(c.as_str())).collect();
    assert!(without.is_empty(), "codes without a page of `lodtrin explain`: {without:?}");
}
