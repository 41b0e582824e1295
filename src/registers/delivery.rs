use super::dates::{self, Form, Found, Window};
use super::dialect::Dialect;
use super::fields::{Holds, Register};
use super::fingerprint::Fingerprint;
use super::identifiers::{self, SixDigits};
use super::ledger::Complaint;
use super::numbers;
use super::profiles::Profile;
use super::row::{Row, folded};
use super::table::{FileForm, Table};
use super::{mapping, mask};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::RegisterDecl;
use std::collections::VecDeque;
use std::path::Path;

/// Rows looked at before a file is read in earnest; smaller files are seen whole.
const PROBE: usize = 20_000;

/// What the study says that helps to read dates.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    /// For things that happen.
    pub event: Window,
    /// For births.
    pub birth: Window,
}

/// One file of a register, its columns found and their forms settled.
pub(super) struct Delivery {
    table: Table,
    register: Register,
    columns: Vec<Option<usize>>,
    /// Columns that no field takes: name as written, position; by folded name.
    pub extra: Vec<(String, usize)>,
    forms: Vec<Option<Form>>,
    decimal: Option<char>,
    /// How six-digit identifiers are to be taken.
    pub six: SixDigits,
    windows: Windows,
    probe: VecDeque<Row>,
    filled: Vec<u64>,
    bad: Vec<u64>,
}

impl Delivery {
    /// Opens a file, finds its columns and settles the forms of its dates and numbers.
    pub fn open(
        path: &Path,
        shown: &str,
        register: Register,
        decl: &RegisterDecl,
        profile: &Profile,
        windows: Windows,
    ) -> Outcome<Delivery> {
        let form = FileForm::declared(register.name(), decl)?;
        let mut table = Table::open(path, shown, &form)?;
        let columns = mapping::find_columns(&table, register, decl, profile)?;
        let mut extra: Vec<(String, usize)> = table
            .header()
            .iter()
            .enumerate()
            .filter(|(i, h)| !columns.contains(&Some(*i)) && !h.trim().is_empty())
            .map(|(i, h)| (h.clone(), i))
            .collect();
        extra.sort_by_key(|(name, i)| (folded(name), *i));
        let mut probe = VecDeque::new();
        let mut row = Row::default();
        while probe.len() < PROBE && table.next(&mut row)? {
            probe.push_back(std::mem::take(&mut row));
        }
        let n = register.fields().len();
        let mut delivery = Delivery {
            table,
            register,
            columns,
            extra,
            forms: vec![None; n],
            decimal: None,
            six: SixDigits::BirthDates,
            windows,
            probe,
            filled: vec![0; n],
            bad: vec![0; n],
        };
        delivery.settle(decl)?;
        Ok(delivery)
    }

    /// The file as the user named it.
    pub fn shown(&self) -> &str {
        self.table.shown()
    }

    /// Bytes read so far, of how many.
    pub fn read(&self) -> u64 {
        self.table.read()
    }

    /// What has been found out.
    pub fn dialect(&self) -> Dialect {
        let dates = self
            .register
            .fields()
            .iter()
            .zip(&self.forms)
            .filter_map(|(f, form)| Some((f.name.to_string(), (*form)?.name().to_string())))
            .collect();
        Dialect { dates, decimal: self.decimal, ..self.table.dialect() }
    }

    /// Whether a field has a column.
    pub fn has(&self, field: usize) -> bool {
        self.columns[field].is_some()
    }

    /// The column of a field as it may be shown.
    pub fn column_name(&self, field: usize) -> String {
        let own = self.register.fields()[field].name;
        self.columns[field].and_then(|c| self.table.header().get(c)).map_or(own.to_string(), |h| mask::harmless(h))
    }

    /// The next row; `false` at the end.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        if let Some(held) = self.probe.pop_front() {
            *row = held;
            return Ok(true);
        }
        self.table.next(row)
    }

    /// Complains about a row that has not one cell per column.
    pub fn whole(&self, row: &Row) -> Result<(), Complaint> {
        let width = self.table.header().len();
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

    /// A date; `None` where the cell is empty.
    pub fn date(&mut self, row: &Row, field: usize) -> Result<Option<i32>, Complaint> {
        let cell = self.text(row, field);
        if cell.is_empty() {
            return Ok(None);
        }
        self.filled[field] += 1;
        let Some(form) = self.forms[field] else { return Ok(None) };
        let day = form.read(cell, self.window(field));
        if day.is_none() {
            self.bad[field] += 1;
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
    pub fn needed_date(&mut self, row: &Row, field: usize) -> Result<i32, Complaint> {
        self.date(row, field)?.ok_or_else(|| self.empty(field))
    }

    /// A number; `None` where the cell is empty.
    pub fn number(&mut self, row: &Row, field: usize) -> Result<Option<f64>, Complaint> {
        let cell = self.text(row, field);
        if cell.is_empty() {
            return Ok(None);
        }
        self.filled[field] += 1;
        match numbers::parse(cell, self.decimal) {
            Some(x) => Ok(Some(x)),
            None => {
                self.bad[field] += 1;
                let column = self.column_name(field);
                let message = format!(
                    "column `{column}` does not hold a number (it looks like `{}`): correct it at the source",
                    mask::shape(cell)
                );
                Err(Complaint::new("R302", message))
            }
        }
    }

    /// A number that must be there.
    pub fn needed_number(&mut self, row: &Row, field: usize) -> Result<f64, Complaint> {
        self.number(row, field)?.ok_or_else(|| self.empty(field))
    }

    fn empty(&self, field: usize) -> Complaint {
        Complaint::new("R309", format!("column `{}` is empty and is needed", self.column_name(field)))
    }

    fn window(&self, field: usize) -> Window {
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
        for (name, at) in &self.extra {
            if !row.cell(*at).is_empty() {
                print.text(name);
                print.text(row.cell(*at));
            }
        }
        print.value()
    }

    /// How many of the rows looked at before reading hold a ten-digit identifier of a person, of how many.
    pub fn plain_identifiers(&self, field: usize) -> (u64, u64) {
        let plain = self.probe.iter().filter(|r| identifiers::is_cpr(self.text(r, field))).count();
        (plain as u64, self.probe.len() as u64)
    }

    /// At the end of the file: whether the forms settled on held for the whole of it.
    pub fn finish(&self) -> Outcome<()> {
        for (i, field) in self.register.fields().iter().enumerate() {
            let (filled, bad) = (self.filled[i], self.bad[i]);
            if bad as f64 > (1.0 - dates::READABLE_SHARE) * filled as f64 {
                let number = field.holds == Holds::Number;
                let code = if number { "R204" } else { "R202" };
                let what = if number { "numbers" } else { "dates in one form" };
                return Err(Problem::new(code, format!("column `{}` does not hold {what}", self.column_name(i)))
                    .at(self.header_place())
                    .found(format!("{bad} of {filled} cells cannot be read"))
                    .help("map another column to this field, or declare its form"));
            }
        }
        Ok(())
    }

    fn header_place(&self) -> Place {
        Place::line(self.table.shown(), self.table.header_line())
    }

    fn settle(&mut self, decl: &RegisterDecl) -> Outcome<()> {
        let declared = match &decl.date {
            None => None,
            Some(name) => Some(Form::named(name).ok_or_else(|| {
                Problem::new("R109", "this form of dates is not known")
                    .found(name.clone())
                    .expected("dd-mm-yyyy, dd-mm-yy, mm-dd-yyyy, yyyymmdd, yyyy-mm-dd, excel or sas")
                    .help("leave `date` out to have it detected")
            })?),
        };
        // rows with another number of cells may hold anything anywhere
        let width = self.table.header().len();
        let mut problems = Vec::new();
        let mut doubtful = Vec::new();
        for (i, field) in self.register.fields().iter().enumerate() {
            let Some(column) = self.columns[i] else { continue };
            let cells: Vec<&str> = self
                .probe
                .iter()
                .filter(|r| r.len() == width)
                .map(|r| r.cell(column))
                .filter(|c| !c.is_empty())
                .collect();
            match field.holds {
                Holds::Day | Holds::Birth => {
                    let found = match declared {
                        Some(form) => declared_form(&cells, form, self.window(i)),
                        None => dates::detect(&cells, self.window(i)),
                    };
                    match &found {
                        Found::Nothing => {}
                        Found::Form(form) => self.forms[i] = Some(*form),
                        _ => {
                            let name = self.column_name(i);
                            let private = field.holds == Holds::Birth;
                            if let Some(p) = dates::unsettled(&name, &found, &cells, private) {
                                doubtful.push((i, matches!(found, Found::Ambiguous(_)), p.at(self.cell_place(i))));
                            }
                        }
                    }
                }
                Holds::Number => {
                    let bad = cells.iter().filter(|c| numbers::parse(c, None).is_none()).count();
                    if bad as f64 > (1.0 - dates::READABLE_SHARE) * cells.len() as f64 {
                        let shape = cells.iter().find(|c| numbers::parse(c, None).is_none()).map(|c| mask::shape(c));
                        problems.push(
                            Problem::new("R204", format!("column `{}` does not hold numbers", self.column_name(i)))
                                .at(self.cell_place(i))
                                .found(format!(
                                    "{bad} of {} cells, such as `{}`",
                                    cells.len(),
                                    shape.unwrap_or_default()
                                ))
                                .expected("numbers with decimal comma or point")
                                .help("map another column to this field"),
                        );
                    }
                }
                Holds::Pupil => self.six = six_digits(&cells),
                Holds::Text | Holds::Code => {}
            }
        }
        // slashes that one column settles are settled for the file
        let day_first = self.forms.contains(&Some(Form::DayMonthYear));
        for (i, ambiguous, problem) in doubtful {
            if ambiguous && day_first && problem.found_text().is_some_and(|f| f.contains("dd-mm-yyyy")) {
                self.forms[i] = Some(Form::DayMonthYear);
            } else {
                problems.push(problem);
            }
        }
        let numeric: Vec<usize> = self
            .register
            .fields()
            .iter()
            .zip(&self.columns)
            .filter_map(|(f, c)| (f.holds == Holds::Number).then_some(*c).flatten())
            .chain(self.extra.iter().map(|e| e.1))
            .collect();
        self.decimal = numbers::mark_of(self.probe.iter().flat_map(|r| numeric.iter().map(|c| r.cell(*c))));
        // a column that is empty in the probe may hold dates further down
        for (i, field) in self.register.fields().iter().enumerate() {
            if self.forms[i].is_none() && matches!(field.holds, Holds::Day | Holds::Birth) && self.columns[i].is_some()
            {
                self.forms[i] = declared.or_else(|| self.forms.iter().flatten().next().copied());
            }
        }
        Problem::all(problems)
    }

    fn cell_place(&self, field: usize) -> Place {
        Place { column: self.columns[field].map(|c| c + 1), ..self.header_place() }
    }
}

fn declared_form(cells: &[&str], form: Form, window: Window) -> Found {
    let good = cells.iter().filter(|c| form.read(c, window).is_some()).count();
    let share = good as f64 / cells.len().max(1) as f64;
    match cells.is_empty() || share >= dates::READABLE_SHARE {
        true => Found::Form(form),
        false => Found::Unreadable(form, share),
    }
}

/// A column that is mostly six-digit numbers of which many are no day holds a school's own numbers.
fn six_digits(cells: &[&str]) -> SixDigits {
    let six: Vec<&&str> = cells.iter().filter(|c| identifiers::is_six_digits(c)).collect();
    let days = six.iter().filter(|c| identifiers::birth_part(c)).count();
    let mostly = six.len() * 2 > cells.len();
    if mostly && days * 10 < six.len() * 9 { SixDigits::Local } else { SixDigits::BirthDates }
}
