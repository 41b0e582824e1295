//! Everybody met so far: who is who, however the identifier was written.

use super::cells::clean::{clean, is_missing};
use super::cells::fingerprint::{QuickHash, fingerprint};
use super::cells::held_texts::HeldTexts;
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

/// Several people for one text.
const SEVERAL: u32 = u32::MAX;

/// Everybody met so far, by pseudonym. Identifiers stay in here and are dropped with it.
///
/// Texts are looked up by a hash, of which two among a hundred million share one with probability below 1e-22.
pub(super) struct People {
    key: Option<Pseudonymiser>,
    by_pseudonym: HashMap<u128, u32, QuickHash>,
    by_cell: [HashMap<u128, u32, QuickHash>; 2],
    /// Pseudonyms by number.
    pub pseudonyms: HeldTexts,
    /// What the ten digits told, by number.
    pub persons: Vec<Option<Person>>,
    /// What their identifiers are, by number.
    pub shapes: Vec<Shape>,
    /// Local identifiers as cleaned, by number; empty for those that are none.
    locals: HeldTexts,
    /// People who have a row of enrolments.
    pub enrolled: HashSet<u32>,
    /// Whether enrolments have all been read, so that other registers' identifiers may link in another case.
    pub enrolments_read: bool,
    /// Whose a local identifier of enrolments is, by its lower case.
    lower: HashMap<u128, u32, QuickHash>,
    /// Local identifiers that opted out, by their lower case.
    opted_lower: HashSet<u128>,
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
            pseudonyms: HeldTexts::default(),
            persons: Vec::new(),
            shapes: Vec::new(),
            locals: HeldTexts::default(),
            enrolled: HashSet::new(),
            enrolments_read: false,
            lower: HashMap::default(),
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
            self.by_cell[usize::from(pseudonymised)].get(&fingerprint(cell))
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
            let number = self.number_of(&text, &text, shape, None);
            self.by_cell[1].insert(fingerprint(cell), number);
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
        let number = self.number_of(&pseudonym, &id.text, shape, id.person);
        self.repaired += u64::from(id.repaired);
        self.fail_modulus += u64::from(id.fails_modulus && self.pseudonyms.len() > before);
        self.by_cell[0].insert(fingerprint(cell), number);
        Ok(number)
    }

    /// A local identifier as cleaned.
    pub fn local(&self, number: u32) -> Option<&str> {
        Some(self.locals.get(number)).filter(|local| !local.is_empty())
    }

    /// Takes note that somebody has a row of enrolments.
    pub fn enrol(&mut self, number: u32) {
        if self.enrolled.insert(number)
            && let Some(lower) = self.lower_case(number)
        {
            self.lower.entry(lower).and_modify(|whose| *whose = SEVERAL).or_insert(number);
        }
    }

    /// Takes note that somebody opted out.
    pub fn opt_out(&mut self, number: u32) {
        self.opted_lower.extend(self.lower_case(number));
    }

    fn lower_case(&self, number: u32) -> Option<u128> {
        self.local(number).map(|local| fingerprint(&local.to_lowercase()))
    }

    fn number_of(&mut self, pseudonym: &str, text: &str, shape: Shape, person: Option<Person>) -> u32 {
        let print = fingerprint(pseudonym);
        if let Some(number) = self.by_pseudonym.get(&print).copied() {
            if self.persons[number as usize].is_none() {
                self.persons[number as usize] = person;
            }
            return number;
        }
        let lower = (shape == Shape::Local).then(|| fingerprint(&text.to_lowercase()));
        if self.enrolments_read
            && let Some(alike) = lower.and_then(|l| self.lower.get(&l).copied()).filter(|whose| *whose != SEVERAL)
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
        self.locals.push(if shape == Shape::Local { text } else { "" });
        if lower.is_some_and(|l| self.opted_lower.contains(&l)) {
            self.opted_alike.insert(next);
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
