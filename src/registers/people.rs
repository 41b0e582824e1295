use super::cells::fingerprint::QuickHash;
use super::cells::identifiers::{self, Person, SixDigits, Unusable};
use super::cells::pseudonyms::Pseudonymiser;
use super::ledger::Complaint;
use std::collections::HashMap;

/// Everybody met so far, by pseudonym. Identifiers stay in here and are dropped with it.
pub(super) struct People {
    key: Option<Pseudonymiser>,
    by_pseudonym: HashMap<String, u32>,
    by_cell: [HashMap<String, u32, QuickHash>; 2],
    /// Pseudonyms by number.
    pub pseudonyms: Vec<String>,
    /// What the ten digits told, by number.
    pub persons: Vec<Option<Person>>,
    /// Identifiers with a lost leading zero that was put back.
    pub repaired: u64,
    /// Ten-digit identifiers that fail modulus 11.
    pub fail_modulus: u64,
}

impl People {
    pub fn new(key: Option<Pseudonymiser>) -> Self {
        People {
            key,
            by_pseudonym: HashMap::new(),
            by_cell: Default::default(),
            pseudonyms: Vec::new(),
            persons: Vec::new(),
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
            if cell.is_empty() {
                return Err(unusable(Unusable::Empty));
            }
            let number = self.number_of(cell.to_lowercase(), None);
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
        let number = self.number_of(pseudonym, id.person);
        self.repaired += u64::from(id.repaired);
        self.fail_modulus += u64::from(id.fails_modulus && self.pseudonyms.len() > before);
        self.by_cell[0].insert(cell.to_string(), number);
        Ok(number)
    }

    fn number_of(&mut self, pseudonym: String, person: Option<Person>) -> u32 {
        let next = self.pseudonyms.len() as u32;
        let number = *self.by_pseudonym.entry(pseudonym.clone()).or_insert(next);
        if number == next {
            self.pseudonyms.push(pseudonym);
            self.persons.push(person);
        } else if self.persons[number as usize].is_none() {
            self.persons[number as usize] = person;
        }
        number
    }
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
