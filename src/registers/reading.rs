//! How the cells of one file are read, once its columns and their forms are settled. Read by many threads at a time.

use super::cells::dates;
use super::cells::dates::Form;
use super::cells::fingerprint::Fingerprint;
use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::cells::numbers;
use super::delivery::Windows;
use super::fields::{Holds, Register};
use super::files::row::Row;
use super::ledger::Complaint;

/// Columns of one file and how they are read.
pub(super) struct Reading {
    pub register: Register,
    /// The column of every field.
    pub columns: Vec<Option<usize>>,
    /// What may be shown of the column of every field.
    pub shown: Vec<String>,
    /// Columns that no field takes: name as written, position; by folded name.
    pub extra: Vec<(String, usize)>,
    /// The form of every field that holds dates.
    pub forms: Vec<Option<Form>>,
    /// The mark before decimals, where the file shows it.
    pub decimal: Option<char>,
    /// How six-digit identifiers are to be taken.
    pub six: SixDigits,
    pub windows: Windows,
    /// Cells of the header.
    pub width: usize,
}

/// Cells of every field that hold something, and those that could not be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub filled: Vec<u64>,
    pub bad: Vec<u64>,
    /// Cells of text or numbers that may hold the number of a person, taken as empty.
    pub emptied: u64,
}

impl Tally {
    /// None yet, of so many fields.
    pub fn of(fields: usize) -> Tally {
        Tally { filled: vec![0; fields], bad: vec![0; fields], emptied: 0 }
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Tally) {
        for (own, more) in [(&mut self.filled, &other.filled), (&mut self.bad, &other.bad)] {
            own.iter_mut().zip(more).for_each(|(a, b)| *a += b);
        }
        self.emptied += other.emptied;
    }
}

impl Reading {
    /// Complains about a row that has not one cell per column.
    pub fn whole(&self, row: &Row) -> Result<(), Complaint> {
        let width = self.width;
        if row.len() == width {
            return Ok(());
        }
        Err(Complaint::new(
            "R308",
            format!("the row has {} cells, the header {width}: quote a cell that holds the separator", row.len()),
        ))
    }

    /// A cell as text; empty where the file has no such column.
    pub fn text<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        self.columns[field].map_or("", |c| row.cell(c))
    }

    /// A cell as text that may stand in what is written: empty where it may hold the number of a person.
    pub fn harmless_text(&self, row: &Row, field: usize, tally: &mut Tally) -> String {
        let cell = self.text(row, field);
        if mask::touches(cell) {
            tally.emptied += 1;
            return String::new();
        }
        cell.to_string()
    }

    /// The column of a field as it may be shown.
    pub fn column_name(&self, field: usize) -> &str {
        &self.shown[field]
    }

    /// A date; `None` where the cell is empty.
    pub fn date(&self, row: &Row, field: usize, tally: &mut Tally) -> Result<Option<i32>, Complaint> {
        let cell = self.text(row, field);
        if cell.is_empty() {
            return Ok(None);
        }
        tally.filled[field] += 1;
        let Some(form) = self.forms[field] else { return Ok(None) };
        let day = form.read(cell, self.window(field));
        if day.is_none() {
            tally.bad[field] += 1;
            let message = format!(
                "column `{}` does not hold a {} date (it looks like `{}`): correct it at the source",
                self.column_name(field),
                form.name(),
                mask::shape(cell)
            );
            return Err(Complaint::new("R301", message));
        }
        Ok(day)
    }

    /// A date that must be there.
    pub fn needed_date(&self, row: &Row, field: usize, tally: &mut Tally) -> Result<i32, Complaint> {
        self.date(row, field, tally)?.ok_or_else(|| self.empty(field))
    }

    /// A number; `None` where the cell is empty.
    pub fn number(&self, row: &Row, field: usize, tally: &mut Tally) -> Result<Option<f64>, Complaint> {
        let cell = self.text(row, field);
        if cell.is_empty() {
            return Ok(None);
        }
        if mask::touches_number(cell) {
            tally.emptied += 1;
            return Ok(None);
        }
        tally.filled[field] += 1;
        match numbers::parse(cell, self.decimal) {
            Some(x) => Ok(Some(x)),
            None => {
                tally.bad[field] += 1;
                let message = format!(
                    "column `{}` does not hold a number (it looks like `{}`): correct it at the source",
                    self.column_name(field),
                    mask::shape(cell)
                );
                Err(Complaint::new("R302", message))
            }
        }
    }

    /// A number that must be there.
    pub fn needed_number(&self, row: &Row, field: usize, tally: &mut Tally) -> Result<f64, Complaint> {
        self.number(row, field, tally)?.ok_or_else(|| self.empty(field))
    }

    fn empty(&self, field: usize) -> Complaint {
        Complaint::new("R309", format!("column `{}` is empty and is needed", self.column_name(field)))
    }

    /// The days in which the dates of a field may lie.
    pub fn window(&self, field: usize) -> dates::Window {
        match self.register.fields()[field].holds {
            Holds::Birth => self.windows.birth,
            _ => self.windows.event,
        }
    }

    /// The row as a duplicate is recognised: by what its cells mean, however they are written, and by the columns that
    /// no field takes.
    pub fn fingerprint(&self, row: &Row) -> u128 {
        let mut print = Fingerprint::new();
        for (i, field) in self.register.fields().iter().enumerate() {
            let cell = self.text(row, i);
            if cell.is_empty() {
                print.number(0);
                continue;
            }
            let number = match field.holds {
                Holds::Day | Holds::Birth => {
                    self.forms[i].and_then(|f| f.read(cell, self.window(i))).map(|d| i64::from(d) as u64)
                }
                Holds::Number => numbers::parse(cell, self.decimal).map(f64::to_bits),
                Holds::Pupil => identifiers::ten_digits(cell),
                _ => None,
            };
            match number {
                Some(n) => print.number(n),
                None if field.holds == Holds::Pupil => match identifiers::read(cell, self.six) {
                    Ok(id) => match identifiers::ten_digits(&id.text) {
                        Some(n) => print.number(n),
                        None => print.text(&id.text),
                    },
                    Err(_) => print.text(cell),
                },
                None => print.text(cell),
            }
        }
        self.print_extra(row, &mut print);
        print.value()
    }

    /// Takes the columns that no field takes into a fingerprint.
    pub fn print_extra(&self, row: &Row, print: &mut Fingerprint) {
        for (name, at) in &self.extra {
            if !row.cell(*at).is_empty() {
                print.text(name);
                print.text(row.cell(*at));
            }
        }
    }
}
