//! What a column of an unknown file holds, by its cells.

use super::cells::clean::is_missing;
use super::cells::dates::{self, Form, Found, Window};
use super::cells::{identifiers, mask, numbers};
use super::fields::{Holds, Register};
use super::files::row::{Row, Typed, folded};
use std::collections::BTreeMap;

/// Different values up to which a column may be a column of codes.
const CODES: usize = 60;
/// Years that dates of a delivery lie in, for telling the forms apart without a study.
const LIKELY: Window = Window { from: 7305, to: 29_219, core: (7305, 29_219) };

/// Cells kept of a column, for telling what it holds.
const SAMPLE: usize = 5_000;

pub(super) struct Seen {
    pub name: String,
    pub filled: u64,
    /// Cells that a workbook or a data set holds as days.
    pub days: u64,
    /// Cells as text, those that are typed days left out.
    pub sample: Vec<String>,
    pub values: BTreeMap<String, u64>,
    pub many: bool,
}

impl Seen {
    pub fn new(name: &str) -> Self {
        Seen { name: name.to_string(), filled: 0, days: 0, sample: Vec::new(), values: BTreeMap::new(), many: false }
    }

    pub fn take(&mut self, row: &Row, at: usize) {
        let cell = row.label(at).unwrap_or_else(|| row.cell(at));
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if let Some(Typed::Day(_)) = row.typed(at) {
            self.days += 1;
        } else if self.sample.len() < SAMPLE && !is_missing(cell) {
            self.sample.push(cell.to_string());
        }
        if !self.many {
            *self.values.entry(cell.to_string()).or_default() += 1;
            self.many = self.values.len() > CODES;
        }
    }

    /// Values with their counts, the frequent ones first; none where they may belong to persons.
    pub fn counted(&self) -> Vec<(String, u64)> {
        if self.many {
            return Vec::new();
        }
        let mut list: Vec<(String, u64)> = self.values.iter().map(|(v, n)| (mask::harmless(v), *n)).collect();
        list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list
    }

    pub fn contents(&self) -> Contents {
        let cells: Vec<&str> = self.sample.iter().map(String::as_str).collect();
        if cells.is_empty() {
            return if self.days > 0 { Contents::TypedDate } else { Contents::Empty };
        }
        let share = |n: usize| n as f64 >= dates::READABLE_SHARE * cells.len() as f64;
        if share(cells.iter().filter(|c| identifiers::holds_person(c)).count()) {
            return Contents::Identifier;
        }
        match dates::detect(&cells, LIKELY) {
            // a column of small whole numbers reads as day numbers too
            Found::Form(form @ (Form::Excel | Form::Sas))
                if (self.many || names_a_day(&self.name)) && cells.iter().all(|c| c.len() >= 4) =>
            {
                return Contents::Date(form);
            }
            Found::Form(Form::Excel | Form::Sas) => {}
            Found::Form(form) => return Contents::Date(form),
            Found::Ambiguous(readings) if !readings.iter().any(|r| r.form == "excel") => {
                return Contents::AmbiguousDate;
            }
            _ => {}
        }
        if share(cells.iter().filter(|c| numbers::parse(c, None).is_some()).count()) {
            return Contents::Number(!self.many);
        }
        if cells.iter().all(|c| is_mark(c)) {
            return Contents::Marks;
        }
        Contents::Text(!self.many && self.filled as usize > 2 * self.values.len())
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Contents {
    Empty,
    Identifier,
    /// Days of a workbook or a data set, which need no form.
    TypedDate,
    Date(Form),
    AmbiguousDate,
    Number(bool),
    /// Yes and no, for lessons away.
    Marks,
    Text(bool),
}

impl Contents {
    pub fn form(self) -> Option<Form> {
        match self {
            Contents::Date(form) => Some(form),
            _ => None,
        }
    }

    pub fn is_coded(self) -> bool {
        matches!(self, Contents::Number(true) | Contents::Text(true) | Contents::Marks)
    }

    pub fn words(self) -> String {
        match self {
            Contents::Empty => "empty".into(),
            Contents::Identifier => "identifier (ten digits)".into(),
            Contents::TypedDate => "date".into(),
            Contents::Date(form) => format!("date ({})", form.name()),
            Contents::AmbiguousDate => "date (two readings: declare it)".into(),
            Contents::Number(true) => "number or code".into(),
            Contents::Number(false) => "number".into(),
            Contents::Text(true) | Contents::Marks => "code".into(),
            Contents::Text(false) => "text".into(),
        }
    }

    pub fn fits(self, holds: Holds) -> bool {
        match holds {
            Holds::Day | Holds::Birth => {
                matches!(self, Contents::Date(_) | Contents::TypedDate | Contents::AmbiguousDate | Contents::Empty)
            }
            Holds::Number => matches!(self, Contents::Number(_) | Contents::Marks | Contents::Empty),
            Holds::Pupil => !matches!(self, Contents::Date(_) | Contents::TypedDate),
            Holds::Text | Holds::Code => {
                !matches!(self, Contents::Identifier | Contents::Date(_) | Contents::TypedDate)
            }
        }
    }
}

/// Whether a cell says that somebody was away, or was not.
pub(super) fn is_mark(cell: &str) -> bool {
    let word = cell.trim().to_lowercase();
    ["ja", "nej", "x", "yes", "no", "sand", "falsk", "true", "false"].contains(&word.as_str())
}

/// A name by its letters and digits alone: `Cpr nr.` is `cprnr`.
pub(super) fn bare(name: &str) -> String {
    folded(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a column's name is one that dates have.
fn names_a_day(name: &str) -> bool {
    let fields = Register::ALL.into_iter().flat_map(Register::fields);
    let dated = fields.filter(|f| matches!(f.holds, Holds::Day | Holds::Birth));
    dated.flat_map(|f| f.known_as.iter().chain([&f.name])).any(|k| bare(k) == bare(name))
}
