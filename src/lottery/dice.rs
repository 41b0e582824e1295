//! The dice ceremony: two or more people throw 25 dice or more each, on signed paper before any computer.

use super::text::{broken, is_name, lines};
use crate::diagnostics::{Outcome, Place, Problem};

/// Fewest throws of one person.
pub const FEWEST_THROWS: usize = 25;

/// Everybody's throws, by increasing name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dice(Vec<(String, String)>);

impl Dice {
    /// From people's names and throws in any order.
    pub fn new(mut throws: Vec<(String, String)>) -> Outcome<Dice> {
        throws.sort();
        for (name, digits) in &throws {
            check(name, digits)?;
        }
        if let Some(pair) = throws.windows(2).find(|p| p[0].0 == p[1].0) {
            return Err(
                Problem::new("L304", format!("`{}` throws twice", pair[0].0)).help("one --dice for each person")
            );
        }
        if throws.len() < 2 {
            return Err(Problem::new("L304", "dice are thrown by two or more people")
                .found(format!("{} name(s)", throws.len()))
                .expected("--dice NAME=DIGITS for each of two or more people")
                .help("one person alone could choose the throws"));
        }
        Ok(Dice(throws))
    }

    /// Reads `dice.txt`, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Dice> {
        let mut throws = Vec::new();
        for (i, line) in lines(bytes, file)?.into_iter().enumerate() {
            let (name, digits) = line
                .split_once('=')
                .ok_or_else(|| broken("L304", file, i + 1, format!("{file} has a line that is not name=digits")))?;
            throws.push((name.to_string(), digits.to_string()));
        }
        let dice = Dice::new(throws).map_err(|p| p.at_least(Place::file(file)))?;
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

fn check(name: &str, digits: &str) -> Outcome<()> {
    if !is_name(name) {
        return Err(Problem::new("L304", "a name at the dice is not one that may be written")
            .found(format!("{name:?}"))
            .expected("1 to 32 of a-z, 0-9 and -"));
    }
    let throws = digits.len();
    if throws < FEWEST_THROWS || !digits.bytes().all(|b| (b'1'..=b'6').contains(&b)) {
        return Err(Problem::new("L304", format!("the throws of `{name}` are not {FEWEST_THROWS} or more dice"))
            .found(format!("{throws} characters"))
            .expected(format!("{FEWEST_THROWS} or more of the digits 1 to 6, without blanks")));
    }
    Ok(())
}
