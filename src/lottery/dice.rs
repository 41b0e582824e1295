//! The dice ceremony: two or more people throw 25 dice or more each, on signed paper before any computer.

pub use super::fewest_throws::FEWEST_THROWS;

use super::terms::Terms;
use super::text::{broken, is_name, lines};
use crate::diagnostics::{Outcome, Place, Problem};
use unicode_normalization::UnicodeNormalization;

/// Marks by which throws may be grouped for the eye: `36425 13462`, `36425-13462`.
pub fn between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '.' | ',' | '_' | '\'' | '/' | '|')
}

/// Everybody's throws, by increasing name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dice(Vec<(String, String)>);

impl Dice {
    /// From people's names and throws in any order; names are taken in normal form C, throws without what groups them.
    ///
    /// # Errors
    /// `L304` unless exactly those who are locked throw, exactly as often as is locked; where nothing is locked, unless
    /// two or more people throw 25 dice or more each.
    pub fn new(throws: Vec<(String, String)>, terms: &Terms) -> Outcome<Dice> {
        let plain = |(name, digits): (String, String)| {
            (name.nfc().collect::<String>(), digits.chars().filter(|c| !between(*c)).collect::<String>())
        };
        let mut throws: Vec<(String, String)> = throws.into_iter().map(plain).collect();
        throws.sort();
        if let Some(pair) = throws.windows(2).find(|p| p[0].0 == p[1].0) {
            return Err(
                Problem::new("L304", format!("`{}` throws twice", pair[0].0)).help("one --dice for each person")
            );
        }
        people(&throws, terms)?;
        for (name, digits) in &throws {
            check(name, digits, terms)?;
        }
        Ok(Dice(throws))
    }

    /// Reads `dice.txt`, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str, terms: &Terms) -> Outcome<Dice> {
        let mut throws = Vec::new();
        for (i, line) in lines(bytes, file)?.into_iter().enumerate() {
            let (name, digits) = line
                .split_once('=')
                .ok_or_else(|| broken("L304", file, i + 1, format!("{file} has a line that is not name=digits")))?;
            throws.push((name.to_string(), digits.to_string()));
        }
        let dice = Dice::new(throws, terms).map_err(|p| p.at_least(Place::file(file)))?;
        if dice.text().as_bytes() != bytes {
            return Err(broken("L304", file, 1, format!("{file} does not name the people in increasing order")));
        }
        Ok(dice)
    }

    /// The bytes of `dice.txt`: what goes into the seed.
    pub fn text(&self) -> String {
        self.0.iter().map(|(name, digits)| format!("{name}={digits}\n")).collect()
    }

    /// Names and throws.
    pub fn throws(&self) -> &[(String, String)] {
        &self.0
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(n, _)| n.as_str())
    }
}

/// Exactly those who are locked throw; where nobody is, two or more with plain names.
fn people(throws: &[(String, String)], terms: &Terms) -> Outcome<()> {
    if terms.throwers.is_empty() {
        if let Some((name, _)) = throws.iter().find(|(name, _)| !is_name(name)) {
            return Err(Problem::new("L304", "a name at the dice is not one that may be written")
                .found(format!("{name:?}"))
                .expected("1 to 32 of a-z, 0-9 and -"));
        }
        if throws.len() < 2 {
            return Err(Problem::new("L304", "dice are thrown by two or more people")
                .found(format!("{} name(s)", throws.len()))
                .expected("--dice NAME=DIGITS for each of two or more people")
                .help("one person alone could choose the throws"));
        }
        return Ok(());
    }
    let given = |name: &String| throws.iter().any(|(n, _)| n == name);
    let missing: Vec<String> = terms.throwers.iter().filter(|n| !given(n)).map(|n| format!("`{n}`")).collect();
    let strange: Vec<String> =
        throws.iter().filter(|(n, _)| !terms.throwers.contains(n)).map(|(n, _)| format!("`{n}`")).collect();
    if missing.is_empty() && strange.is_empty() {
        return Ok(());
    }
    let mut wrong = Vec::new();
    if !missing.is_empty() {
        wrong.push(format!("the throws of {} are missing", missing.join(", ")));
    }
    if !strange.is_empty() {
        wrong.push(format!("{} may not throw", strange.join(", ")));
    }
    Err(Problem::new("L304", format!("the lock names who throws: {}", wrong.join("; ")))
        .expected(terms.throwers.join(", "))
        .help("names are spelled as in the lock; another name would give another draw"))
}

fn check(name: &str, digits: &str, terms: &Terms) -> Outcome<()> {
    let throws = digits.chars().count();
    let (enough, expected) = match terms.each() {
        Some(n) => (throws == n as usize, format!("exactly {n} of the digits 1 to 6, as the lock says")),
        None => (throws >= FEWEST_THROWS, format!("{FEWEST_THROWS} or more of the digits 1 to 6")),
    };
    if let Some(n) = terms.each().map(|n| n as usize).filter(|n| *n != throws) {
        let what = match throws < n {
            true => format!("{} throws of `{name}` are missing", n - throws),
            false => format!("{} throws of `{name}` are too many", throws - n),
        };
        return Err(Problem::new("L304", what).found(format!("{throws} throws")).expected(expected));
    }
    if !enough || !digits.bytes().all(|b| (b'1'..=b'6').contains(&b)) {
        return Err(Problem::new("L304", format!("the throws of `{name}` are not dice"))
            .found(format!("{throws} characters"))
            .expected(expected));
    }
    Ok(())
}
