//! How the cells of one file are read, once its columns and their forms are settled. Read by many threads at a time.

use super::cells::clean::{is_missing, is_missing_text};
use super::cells::dates;
use super::cells::dates::Form;
use super::cells::fingerprint::Fingerprint;
use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::cells::numbers::{self, Evidence, Mark};
use super::delivery::Windows;
use super::fields::{Holds, Register};
use super::files::closing;
use super::files::names::{Name, is_total};
use super::files::row::{Row, Typed};
use super::ledger::Complaint;
use super::profiles::folded_code;

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
    /// The mark before decimals of every field that holds numbers.
    pub marks: Vec<Mark>,
    /// The mark of every further column that holds numbers; `None` where it holds none.
    pub extra_marks: Vec<Option<Mark>>,
    /// Further words for an empty cell, in lower case.
    pub missing: Vec<String>,
    /// The names of the columns, to know them again among the rows.
    pub names: Vec<Name>,
    /// Whether `ja` and `nej` are numbers: lessons absent.
    pub yes_and_no: bool,
    /// Of every field of codes, whether labels are the codes rather than the numbers that have them.
    pub by_label: Vec<bool>,
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
    /// First and last day of the register's own days.
    pub days: Option<(i32, i32)>,
    /// What the cells of every field tell of its decimal mark.
    pub evidence: Vec<Evidence>,
    /// The same of every further column.
    pub extra: Vec<Evidence>,
}

impl Tally {
    /// None yet, of so many fields.
    pub fn of(fields: usize) -> Tally {
        Tally {
            filled: vec![0; fields],
            bad: vec![0; fields],
            emptied: 0,
            days: None,
            evidence: vec![Evidence::default(); fields],
            extra: Vec::new(),
        }
    }

    /// Takes note of days.
    pub fn seen(&mut self, first: i32, last: i32) {
        self.days = Some(self.days.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Tally) {
        for (own, more) in [(&mut self.filled, &other.filled), (&mut self.bad, &other.bad)] {
            own.iter_mut().zip(more).for_each(|(a, b)| *a += b);
        }
        self.emptied += other.emptied;
        other.days.into_iter().for_each(|(a, b)| self.seen(a, b));
        self.evidence.iter_mut().zip(&other.evidence).for_each(|(a, b)| a.add(b));
        self.extra.iter_mut().zip(&other.extra).for_each(|(a, b)| a.add(b));
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

    /// Why a row is none of the table's: marked by its reader, the header once more, or a row of sums.
    pub fn passed_over(&self, row: &Row) -> Option<&'static str> {
        if row.passed.is_some() {
            return row.passed;
        }
        let letter = |cell: &str| cell.chars().next().is_some_and(char::is_alphabetic);
        if let Some(first) = self.names.iter().position(|n| !n.plain.is_empty())
            && row.len() == self.width
            && letter(row.cell(first))
            && self.names.iter().enumerate().all(|(i, n)| is_name(row.cell(i), n))
        {
            return Some(closing::REPEATED);
        }
        let pupil = self.register.field("pupil").and_then(|f| self.columns[f])?;
        is_total(row.cell(pupil)).then_some(closing::FOOTER)
    }

    /// Whether a cell of days or numbers holds nothing.
    pub fn is_missing(&self, cell: &str) -> bool {
        is_missing(cell) || self.is_declared_missing(cell)
    }

    /// Whether a cell is one of the words that are declared for an empty one.
    pub fn is_declared_missing(&self, cell: &str) -> bool {
        !self.missing.is_empty() && self.missing.contains(&cell.trim().to_lowercase())
    }

    /// A cell as it stands; empty where the file has no such column.
    pub fn raw<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        self.columns[field].map_or("", |c| row.cell(c))
    }

    /// A cell as text; empty where it says that nothing is there.
    pub fn text<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        let cell = self.raw(row, field);
        let of_text = self.register.fields()[field].holds == Holds::Text;
        let empty = of_text && (is_missing_text(cell) || self.is_declared_missing(cell));
        if empty { "" } else { cell }
    }

    /// The label of a labelled cell.
    pub fn label<'a>(&self, row: &'a Row, field: usize) -> Option<&'a str> {
        self.columns[field].and_then(|c| row.label(c))
    }

    /// A cell of codes: the label of a labelled one where the column's labels are the codes, else what stands there.
    pub fn code<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        let label = self.label(row, field).filter(|_| self.by_label[field]);
        label.unwrap_or_else(|| self.text(row, field))
    }

    /// An identifier; empty where a declared word says that nothing is there.
    pub fn identifier<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        let cell = self.raw(row, field);
        if self.is_declared_missing(cell) { "" } else { cell }
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
        // a typed day needs no form, and no word for an empty cell looks like one
        if let Some(Typed::Day(day)) = self.columns[field].and_then(|c| row.typed(c))
            && !self.is_declared_missing(cell)
        {
            tally.filled[field] += 1;
            return Ok(Some(*day));
        }
        if self.is_missing(cell) {
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
        let day = self.date(row, field, tally)?.ok_or_else(|| self.empty(field))?;
        tally.seen(day, day);
        Ok(day)
    }

    /// A number; `None` where the cell is empty.
    pub fn number(&self, row: &Row, field: usize, tally: &mut Tally) -> Result<Option<f64>, Complaint> {
        let cell = self.text(row, field);
        if cell.is_empty() {
            return Ok(None);
        }
        match self.columns[field].and_then(|c| row.typed(c)) {
            Some(Typed::Number(x) | Typed::Hours(x)) if !mask::touches_number(cell) => {
                tally.filled[field] += 1;
                return Ok(Some(*x));
            }
            _ => {}
        }
        if mask::touches_number(cell) {
            tally.emptied += 1;
            return Ok(None);
        }
        if self.is_missing(cell) {
            return Ok(None);
        }
        tally.filled[field] += 1;
        if self.yes_and_no
            && let Some(x) = yes_or_no(cell)
        {
            return Ok(Some(x));
        }
        match numbers::read(cell, self.marks[field], &mut tally.evidence[field]) {
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

    /// The number in a further column; `Err` where it holds none.
    pub fn extra_number(&self, row: &Row, extra: usize, tally: &mut Tally) -> Result<Option<f64>, ()> {
        let column = self.extra[extra].1;
        let cell = row.cell(column);
        if let Some(Typed::Number(x) | Typed::Hours(x)) = row.typed(column) {
            return Ok(Some(*x));
        }
        if self.is_missing(cell) {
            return Ok(None);
        }
        let Some(mark) = self.extra_marks[extra] else { return Err(()) };
        let mut none = Evidence::default();
        let evidence = tally.extra.get_mut(extra).unwrap_or(&mut none);
        numbers::read(cell, mark, evidence).map(Some).ok_or(())
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
            let typed = self.columns[i].and_then(|c| row.typed(c));
            match field.holds {
                Holds::Day | Holds::Birth => {
                    let day = match typed {
                        Some(Typed::Day(day)) => Some(*day),
                        _ => self.forms[i].and_then(|f| f.read(cell, self.window(i))),
                    };
                    match day.filter(|_| !self.is_missing(cell)) {
                        Some(day) => print.number(i64::from(day) as u64),
                        None => print.text(cell),
                    }
                }
                Holds::Number => {
                    let value = match typed {
                        Some(Typed::Number(x) | Typed::Hours(x)) => Some(*x),
                        _ => numbers::value(cell, self.marks[i]),
                    };
                    match value {
                        Some(x) => print.number(x.to_bits()),
                        None => print.text(cell),
                    }
                }
                Holds::Pupil => match identifiers::ten_digits(cell) {
                    Some(n) => print.number(n),
                    None => match identifiers::read(cell, self.six) {
                        Ok(id) => match identifiers::ten_digits(&id.text) {
                            Some(n) => print.number(n),
                            None => print.text(&id.text),
                        },
                        Err(_) => print.text(cell),
                    },
                },
                Holds::Code => print.text(&folded_code(cell)),
                Holds::Text => print.text(cell),
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

/// Whether a cell is a column's name.
fn is_name(cell: &str, name: &Name) -> bool {
    (cell.is_empty() && name.plain.is_empty()) || name.is_said_by(cell)
}

/// Absent or not, in words.
fn yes_or_no(cell: &str) -> Option<f64> {
    match cell.trim().to_lowercase().as_str() {
        "ja" | "yes" | "x" | "sand" | "true" => Some(1.0),
        "nej" | "no" | "falsk" | "false" => Some(0.0),
        _ => None,
    }
}
