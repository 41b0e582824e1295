//! Canonical text: UTF-8 without BOM, LF after every line, strict numbers, hex and strings. Nothing is ever normalised here.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance::Digest;
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const HELP: &str = "a frozen file is never edited: take it again from the place where it was published";

/// A frozen file is not canonical.
pub(super) fn broken(code: &'static str, file: &str, line: usize, what: impl Into<String>) -> Problem {
    Problem::new(code, what).at(Place::line(file, line)).help(HELP)
}

/// The lines of a canonical file, without their LF.
pub(super) fn lines<'a>(bytes: &'a [u8], file: &str) -> Outcome<Vec<&'a str>> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        broken("L101", file, line, format!("{file} is not UTF-8"))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(broken("L101", file, 1, format!("{file} begins with a byte-order mark")));
    }
    if let Some(at) = text.find('\r') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(broken("L101", file, line, format!("{file} holds a carriage return (CR)")));
    }
    let Some(body) = text.strip_suffix('\n') else {
        let line = text.matches('\n').count() + 1;
        return Err(broken("L101", file, line, format!("{file} is empty or does not end with a line feed (LF)")));
    };
    Ok(body.split('\n').collect())
}

/// A number written `0|[1-9][0-9]*`.
pub(super) fn number(text: &str) -> Option<u64> {
    digits(text).then(|| text.parse().ok()).flatten()
}

/// The same, as wide as scores are.
pub(super) fn wide(text: &str) -> Option<i128> {
    digits(text).then(|| text.parse().ok()).flatten()
}

/// An integer written `0|-?[1-9][0-9]*` with |x| ≤ 10^12.
pub(super) fn integer(text: &str) -> Option<i64> {
    let bare = text.strip_prefix('-').unwrap_or(text);
    if !digits(bare) || text == "-0" {
        return None;
    }
    text.parse::<i64>().ok().filter(|x| x.unsigned_abs() <= 1_000_000_000_000)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
}

/// Names of people and interventions: `[a-z0-9-]{1,32}`.
pub fn is_name(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Names that an intervention may bear: a name, but not one that the folder uses itself.
pub fn is_intervention_name(text: &str) -> bool {
    is_name(text) && !matches!(text, "past" | "witness" | "documents" | "announced") && !text.starts_with("addendum-")
}

/// Names of the empty places among which one late programme draws: `vacant-1`, `vacant-2`, …
pub fn is_vacant(text: &str) -> bool {
    text.strip_prefix("vacant-").is_some_and(|n| number(n).is_some_and(|n| n > 0))
}

/// Names of covariates: `[a-z][a-z0-9_]*`, not one of the frame's own columns.
pub(super) fn is_covariate_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        && !matches!(text, "id" | "stratum" | "first" | "last")
}

/// The name under which a column is frozen: itself where it may be, else its letters and digits in lower case, `æ`, `ø`,
/// `å` as `ae`, `oe`, `aa`, other marks dropped, with `_` between words (`Antal elever` → `antal_elever`).
pub(crate) fn covariate_name(declared: &str) -> String {
    if is_covariate_name(declared) {
        return declared.to_string();
    }
    let text: String = declared.nfkc().flat_map(char::to_lowercase).nfc().collect();
    let text = text.replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    let bare: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let words = bare.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
    words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_")
}

/// Whether a name ends like that of a scaled decimal, in `_e<digits>`.
pub(super) fn ends_scaled(name: &str) -> bool {
    name.rsplit_once("_e").is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Why a string may not stand in a frozen file; `None` when it may. `unassigned`: whether code points that Unicode has
/// not assigned are refused too (at freezing).
pub(super) fn why_not(text: &str, unassigned: bool) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".into());
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Some("it begins or ends with a blank".into());
    }
    for c in text.chars() {
        let what = match get_general_category(c) {
            Category::Control => "a control character",
            Category::Format => "an invisible formatting character",
            Category::LineSeparator | Category::ParagraphSeparator => "a line separator",
            Category::Surrogate => "a surrogate",
            Category::PrivateUse => "a private-use character",
            Category::Unassigned if unassigned => "a code point that Unicode has not assigned",
            Category::SpaceSeparator if c != ' ' => "a space other than the plain one",
            _ => continue,
        };
        return Some(format!("it holds {what}, U+{:04X}", c as u32));
    }
    (!unicode_normalization::is_nfc(text)).then(|| "it is not in Unicode normal form C".into())
}

/// A string of a frozen file.
pub(super) fn string(text: &str, file: &str, line: usize, what: &str) -> Outcome<String> {
    match why_not(text, false) {
        None => Ok(text.to_string()),
        Some(why) => {
            Err(broken("L102", file, line, format!("{what} is not canonical: {why}")).found(format!("{text:?}")))
        }
    }
}

/// A digest of a frozen file.
pub(super) fn digest(text: &str, file: &str, line: usize, key: &str) -> Outcome<Digest> {
    Digest::from_hex(text).ok_or_else(|| {
        broken("L103", file, line, format!("`{key}` is not a SHA-256 digest"))
            .found(shorten(text))
            .expected("64 lower-case hex digits")
    })
}

/// A number of a frozen file.
pub(super) fn count(text: &str, file: &str, line: usize, key: &str) -> Outcome<u64> {
    number(text).ok_or_else(|| not_a_number(text, file, line, key))
}

/// The problem of a number that is not canonical.
pub(super) fn not_a_number(text: &str, file: &str, line: usize, key: &str) -> Problem {
    broken("L103", file, line, format!("`{key}` is not a canonical number"))
        .found(shorten(text))
        .expected("digits without leading zero, blank or sign")
}

/// Found text, short enough for a message.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
}

/// A `key=value` file read in the order that the format prescribes.
pub(super) struct Keyed<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
    at: usize,
}

/// One value with its line.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub value: &'a str,
    pub line: usize,
}

impl<'a> Keyed<'a> {
    /// Opens a file whose first line is one of `titles`; returns which.
    pub fn open(bytes: &'a [u8], file: &'a str, titles: &[&str]) -> Outcome<(Self, usize)> {
        let lines = lines(bytes, file)?;
        let Some(which) = titles.iter().position(|t| *t == lines[0]) else {
            return Err(broken("L104", file, 1, format!("{file} does not begin as it must"))
                .found(shorten(lines[0]))
                .expected(titles.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(" or ")));
        };
        Ok((Keyed { file, lines, at: 1 }, which))
    }

    /// The key of the next line, if there is one.
    pub fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).map(|l| l.split_once('=').map_or(*l, |(k, _)| k))
    }

    /// Number of the next line, from 1.
    pub fn line(&self) -> usize {
        self.at + 1
    }

    /// The value of the key that must come next.
    pub fn one(&mut self, key: &str) -> Outcome<Entry<'a>> {
        match self.lines.get(self.at).and_then(|l| l.split_once('=')) {
            Some((k, value)) if k == key => {
                self.at += 1;
                Ok(Entry { value, line: self.at })
            }
            _ => Err(self.unexpected(&format!("`{key}=…`"))),
        }
    }

    /// The values of a key that may be repeated, as many as stand here.
    pub fn many(&mut self, key: &str) -> Vec<Entry<'a>> {
        let mut all = Vec::new();
        while let Some((k, value)) = self.lines.get(self.at).and_then(|l| l.split_once('='))
            && k == key
        {
            self.at += 1;
            all.push(Entry { value, line: self.at });
        }
        all
    }

    /// Nothing may follow.
    pub fn end(self) -> Outcome<()> {
        if self.at == self.lines.len() { Ok(()) } else { Err(self.unexpected("the end of the file")) }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let found = self.lines.get(self.at).map_or("the end of the file".to_string(), |l| shorten(l));
        broken(
            "L104",
            self.file,
            self.at + 1,
            format!("{} has a missing, unknown, repeated or misplaced key", self.file),
        )
        .found(found)
        .expected(expected)
    }
}
