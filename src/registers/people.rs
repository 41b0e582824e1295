//! Everybody met so far: who is who, however the identifier was written.

use super::cells::clean::{clean, is_missing};
use super::cells::fingerprint::{Fingerprint, QuickHash};
use super::cells::identifiers::{self, Person, SixDigits, Unusable};
use super::cells::pseudonyms::Pseudonymiser;
use super::ledger::Complaint;
use std::collections::{HashMap, HashSet};

/// What an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Ten digits of a person.
    Ten,
    /// A pseudonym: 64 hexadecimal digits.
    Hexadecimal,
    /// Anything else.
    Local,
}

/// Everybody met so far, by pseudonym. Identifiers stay in here and are dropped with it.
pub(super) struct People {
    key: Option<Pseudonymiser>,
    /// By a hash of the pseudonym, of which two among a hundred million share one with probability below 1e-22.
    by_pseudonym: HashMap<u128, u32, QuickHash>,
    by_cell: [HashMap<String, u32, QuickHash>; 2],
    /// Pseudonyms by number.
    pub pseudonyms: Vec<String>,
    /// What the ten digits told, by number.
    pub persons: Vec<Option<Person>>,
    /// What their identifiers are, by number.
    pub shapes: Vec<Shape>,
    /// Local identifiers as cleaned, by number.
    pub locals: HashMap<u32, String>,
    /// People who have a row of enrolments.
    pub enrolled: HashSet<u32>,
    /// Whether enrolments have all been read, so that other registers' identifiers may link in another case.
    pub enrolments_read: bool,
    /// Local identifiers of enrolments in lower case.
    lower: HashMap<String, Vec<u32>>,
    /// Local identifiers that opted out, in lower case.
    opted_lower: HashSet<String>,
    /// People who are like somebody who opted out, but for the case of letters.
    pub opted_alike: HashSet<u32>,
    /// People linked although the case of letters differs.
    pub by_case: u64,
    /// Identifiers with a lost leading zero that was put back.
    pub repaired: u64,
    /// Ten-digit identifiers that fail modulus 11.
    pub fail_modulus: u64,
}

impl People {
    pub fn new(key: Option<Pseudonymiser>) -> Self {
        People {
            key,
            by_pseudonym: HashMap::default(),
            by_cell: Default::default(),
            pseudonyms: Vec::new(),
            persons: Vec::new(),
            shapes: Vec::new(),
            locals: HashMap::new(),
            enrolled: HashSet::new(),
            enrolments_read: false,
            lower: HashMap::new(),
            opted_lower: HashSet::new(),
            opted_alike: HashSet::new(),
            by_case: 0,
            repaired: 0,
            fail_modulus: 0,
        }
    }

    /// The number of a person who was met before, written in the same way.
    pub fn known(&self, cell: &str, six: SixDigits, pseudonymised: bool) -> Option<u32> {
        // six-digit identifiers are refused or not by file
        let refused = !pseudonymised && cell.len() == 6 && six == SixDigits::BirthDates;
        let number = if refused && identifiers::is_six_digits(cell) {
            None
        } else {
            self.by_cell[usize::from(pseudonymised)].get(cell)
        };
        number.copied()
    }

    /// The number of the person in a cell.
    pub fn identify(&mut self, cell: &str, six: SixDigits, pseudonymised: bool) -> Result<u32, Complaint> {
        if let Some(known) = self.known(cell, six, pseudonymised) {
            return Ok(known);
        }
        if pseudonymised {
            let cleaned = clean(cell);
            if is_missing(&cleaned) {
                return Err(unusable(Unusable::Empty));
            }
            if identifiers::holds_person(cell) {
                return Err(plain_number());
            }
            let text = cleaned.to_lowercase();
            let shape = if identifiers::is_pseudonym(&text) { Shape::Hexadecimal } else { Shape::Local };
            let number = self.number_of(text.clone(), text, shape, None);
            self.by_cell[1].insert(cell.to_string(), number);
            return Ok(number);
        }
        let id = identifiers::read(cell, six).map_err(unusable)?;
        let pseudonym = match &self.key {
            Some(key) => key.pseudonym(&id.text),
            // without a key nothing is written; the number alone links
            None => id.text.clone(),
        };
        let before = self.pseudonyms.len();
        let ten =
            id.text.len() == 10 && id.text.bytes().all(|b| b.is_ascii_digit()) && identifiers::birth_part(&id.text);
        let shape = if ten { Shape::Ten } else { Shape::Local };
        let shape = if identifiers::is_pseudonym(&id.text) { Shape::Hexadecimal } else { shape };
        let number = self.number_of(pseudonym, id.text, shape, id.person);
        self.repaired += u64::from(id.repaired);
        self.fail_modulus += u64::from(id.fails_modulus && self.pseudonyms.len() > before);
        self.by_cell[0].insert(cell.to_string(), number);
        Ok(number)
    }

    /// Takes note that somebody has a row of enrolments.
    pub fn enrol(&mut self, number: u32) {
        if self.enrolled.insert(number)
            && let Some(local) = self.locals.get(&number)
        {
            self.lower.entry(local.to_lowercase()).or_default().push(number);
        }
    }

    /// Takes note that somebody opted out.
    pub fn opt_out(&mut self, number: u32) {
        if let Some(local) = self.locals.get(&number) {
            self.opted_lower.insert(local.to_lowercase());
        }
    }

    fn number_of(&mut self, pseudonym: String, text: String, shape: Shape, person: Option<Person>) -> u32 {
        let mut print = Fingerprint::new();
        print.text(&pseudonym);
        let print = print.value();
        if let Some(number) = self.by_pseudonym.get(&print).copied() {
            if self.persons[number as usize].is_none() {
                self.persons[number as usize] = person;
            }
            return number;
        }
        if shape == Shape::Local
            && self.enrolments_read
            && let Some(&[alike]) = self.lower.get(&text.to_lowercase()).map(Vec::as_slice)
        {
            self.by_case += 1;
            self.by_pseudonym.insert(print, alike);
            return alike;
        }
        let next = self.pseudonyms.len() as u32;
        self.by_pseudonym.insert(print, next);
        self.pseudonyms.push(pseudonym);
        self.persons.push(person);
        self.shapes.push(shape);
        if shape == Shape::Local {
            if self.opted_lower.contains(&text.to_lowercase()) {
                self.opted_alike.insert(next);
            }
            self.locals.insert(next, text);
        }
        next
    }
}

fn plain_number() -> Complaint {
    Complaint::new(
        "R313",
        "the register is marked as pseudonymised, and this identifier is the number of a person: replace it with `lodtrin pseudonymise`",
    )
}

fn unusable(why: Unusable) -> Complaint {
    match why {
        Unusable::Empty => Complaint::new("R307", "the identifier is empty: ask the school for it"),
        Unusable::Placeholder => Complaint::new("R307", "the identifier stands for nobody: ask the school for it"),
        Unusable::Destroyed => Complaint::new(
            "R312",
            "a spreadsheet has turned the identifier into a rounded number: its last digits are lost; ask for the file anew",
        ),
        Unusable::BirthDateOnly => Complaint::new(
            "R306",
            "the identifier has six digits, a birth date that many share: it cannot link; ask for the whole number",
        ),
    }
}
