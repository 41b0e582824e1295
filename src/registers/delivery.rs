//! One file of a register: its columns found, the forms of its dates and numbers settled.

pub use super::windows::Windows;

use super::cells::dates::{self, Form, Found, Window};
use super::cells::identifiers::{self, SixDigits};
use super::cells::instants;
use super::cells::mask;
use super::cells::numbers::{self, Evidence, Mark};
use super::fields::{Holds, Kind, Register};
use super::files::blocks::{Blocks, Used};
use super::files::column_type::ColumnType;
use super::files::dialect::Dialect;
use super::files::names::Name;
use super::files::row::{Row, Typed, folded};
use super::files::table::{FileForm, Table};
use super::ledger::Complaint;
use super::mapping::{self, NearlyNamed};
use super::profiles::Profile;
use super::reading::{Reading, Tally};
use super::types;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::RegisterDecl;
use std::collections::VecDeque;
use std::path::Path;

/// Rows looked at before a file is read in earnest; smaller files are seen whole.
const PROBE: usize = 20_000;

/// One file of a register, its columns found and their forms settled.
pub(super) struct Delivery {
    pub(super) table: Table,
    /// How its cells are read.
    pub reading: Reading,
    /// Cells filled and cells that could not be read, so far.
    pub tally: Tally,
    /// Declared fields that the file has no column for.
    pub lacking: Vec<String>,
    /// Optional fields without a column, beside columns that are nearly theirs.
    pub nearly: Vec<NearlyNamed>,
    /// Columns whose instants stand at midnight nowhere.
    pub instants: Vec<String>,
    pub(super) probe: VecDeque<Row>,
    /// Whether the rows looked at before reading are all there are.
    pub(super) whole: bool,
    pub(super) declared_decimal: Option<char>,
    /// The unit of absences where it is taken for granted.
    unit: Option<&'static str>,
}

/// What is known of a file before it is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    /// Rows of the register's files before this one.
    pub rows: u64,
    /// What an earlier pass over the whole file told of its decimal marks: fields, further columns.
    pub evidence: Option<&'a (Vec<Evidence>, Vec<Evidence>)>,
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
        before: Before<'_>,
    ) -> Outcome<Delivery> {
        let known = mapping::known(register, decl, profile);
        let form = FileForm { known, before: before.rows, ..FileForm::declared(decl)? };
        let mut table = Table::open(path, shown, &form)?;
        let columns = mapping::find_columns(&table, register, decl, profile)?;
        let lacking = mapping::lacking(&table, &columns, register, decl);
        let nearly = mapping::nearly(&table, &columns, register, decl);
        types::check(&table, register, &columns)?;
        let mut extra: Vec<(String, usize)> = table
            .header()
            .iter()
            .enumerate()
            .filter(|(i, h)| !columns.contains(&Some(*i)) && !h.trim().is_empty())
            .map(|(i, h)| (h.clone(), i))
            .collect();
        extra.sort_by_key(|(name, i)| (folded(name), *i));
        extra.retain(|(_, i)| !matches!(table.column_type(*i), ColumnType::Nested(_)));
        let mut probe = VecDeque::new();
        let mut row = Row::default();
        while probe.len() < PROBE && table.next(&mut row)? {
            probe.push_back(std::mem::take(&mut row));
        }
        let whole = probe.len() < PROBE;
        let fields = register.fields();
        let header = table.header();
        let shown = fields
            .iter()
            .zip(&columns)
            .map(|(f, c)| c.and_then(|c| header.get(c)).map_or(f.name.to_string(), |h| mask::harmless(h)));
        let reading = Reading {
            register,
            shown: shown.collect(),
            columns,
            extra_marks: vec![None; extra.len()],
            extra,
            forms: vec![None; fields.len()],
            marks: vec![Mark::Point; fields.len()],
            missing: decl.missing.iter().map(|m| m.trim().to_lowercase()).collect(),
            names: header.iter().map(|h| Name::of(h)).collect(),
            yes_and_no: register == Register::Absences && Kind::of(decl) == Kind::Lessons,
            six: SixDigits::BirthDates,
            windows,
            width: header.len(),
        };
        let mut tally = Tally::of(fields.len());
        tally.extra = vec![Evidence::default(); reading.extra.len()];
        let mut delivery = Delivery {
            table,
            reading,
            tally,
            lacking,
            nearly,
            instants: Vec::new(),
            probe,
            whole,
            declared_decimal: decl.form.decimal,
            unit: None,
        };
        let lessons = register == Register::Absences && Kind::of(decl) != Kind::Hours && decl.lesson_minutes.is_none();
        let of_lessons = Kind::of(decl) == Kind::Lessons || !delivery.has(register.field("hours_offered").unwrap_or(0));
        delivery.unit = (lessons && of_lessons).then_some("lessons");
        delivery.settle(decl)?;
        delivery.settle_numbers(before.evidence)?;
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
            .reading
            .register
            .fields()
            .iter()
            .zip(&self.reading.forms)
            .filter_map(|(f, form)| Some((f.name.to_string(), (*form)?.name().to_string())))
            .collect();
        let dialect = self.table.dialect();
        let decimal = self.shown_mark();
        let mut declared = dialect.declared.clone();
        if self.declared_decimal.is_some() {
            declared.push("decimal");
        }
        let unit = self.unit;
        Dialect { dates, decimal, declared, unit, ..dialect }
    }

    /// Whether a field has a column.
    pub fn has(&self, field: usize) -> bool {
        self.reading.columns[field].is_some()
    }

    /// The column of a field as it may be shown.
    pub fn column_name(&self, field: usize) -> &str {
        self.reading.column_name(field)
    }

    /// The next row; `false` at the end.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        if let Some(held) = self.probe.pop_front() {
            *row = held;
            return Ok(true);
        }
        self.table.next(row)
    }

    /// Whole blocks for reading by many threads at once; `None` where rows must be read one at a time: rows are still held
    /// from looking ahead, a line is explained by its neighbours only, or the file is at its end.
    pub fn blocks(&mut self, count: usize) -> Outcome<Option<Blocks>> {
        match self.probe.is_empty() {
            true => self.table.blocks(count),
            false => Ok(None),
        }
    }

    /// Rows read ahead that are still to come.
    pub fn held(&self) -> u64 {
        self.probe.len() as u64
    }

    /// Lines read so far.
    pub fn line(&self) -> usize {
        self.table.line()
    }

    /// Takes note of how far blocks were used; what was not is read again, row by row.
    pub fn used(&mut self, blocks: Blocks, used: &[Used]) {
        self.table.used(blocks, used);
    }

    /// A cell as text; empty where the file has no such column.
    pub fn text<'a>(&self, row: &'a Row, field: usize) -> &'a str {
        self.reading.text(row, field)
    }

    /// A cell as text that may stand in what is written.
    pub fn harmless_text(&mut self, row: &Row, field: usize) -> String {
        self.reading.harmless_text(row, field, &mut self.tally)
    }

    /// A date; `None` where the cell is empty.
    pub fn date(&mut self, row: &Row, field: usize) -> Result<Option<i32>, Complaint> {
        self.reading.date(row, field, &mut self.tally)
    }

    /// A date that must be there.
    pub fn needed_date(&mut self, row: &Row, field: usize) -> Result<i32, Complaint> {
        self.reading.needed_date(row, field, &mut self.tally)
    }

    /// A number; `None` where the cell is empty.
    pub fn number(&mut self, row: &Row, field: usize) -> Result<Option<f64>, Complaint> {
        self.reading.number(row, field, &mut self.tally)
    }

    /// How many of the rows looked at before reading hold a ten-digit identifier of a person, of how many.
    pub fn plain_identifiers(&self, field: usize) -> (u64, u64) {
        let plain = self.probe.iter().filter(|r| identifiers::holds_person(self.reading.text(r, field))).count();
        (plain as u64, self.probe.len() as u64)
    }

    /// The type that cannot hold the identifiers of the file, and the first line that shows it.
    pub fn blurred_identifiers(&self) -> Option<(String, usize)> {
        let column = self.reading.register.field("pupil").and_then(|f| self.reading.columns[f])?;
        let line = self.table.blurred(column)?;
        match self.table.column_type(column) {
            ColumnType::Narrow(name) => Some((name.to_string(), line)),
            _ => None,
        }
    }

    /// At the end of the file: whether the forms settled on held for the whole of it.
    pub fn finish(&self) -> Outcome<()> {
        if let Some((name, line)) = self.blurred_identifiers() {
            return Err(types::blurred(self.table.shown(), &name, line));
        }
        for (i, field) in self.reading.register.fields().iter().enumerate() {
            let (filled, bad) = (self.tally.filled[i], self.tally.bad[i]);
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

    pub(super) fn header_place(&self) -> Place {
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
        for (i, field) in self.reading.register.fields().iter().enumerate() {
            let Some(column) = self.reading.columns[i] else { continue };
            let of_days = matches!(field.holds, Holds::Day | Holds::Birth);
            let plain = |r: &Row| !of_days || !matches!(r.typed(column), Some(Typed::Day(_)));
            let of_text = matches!(field.holds, Holds::Text | Holds::Code | Holds::Pupil);
            let cells: Vec<&str> = self
                .probe
                .iter()
                .filter(|r| r.len() == width && plain(r) && self.reading.passed_over(r).is_none())
                .map(|r| r.cell(column))
                .filter(|c| !c.is_empty() && (of_text || !self.reading.is_missing(c)))
                .collect();
            match field.holds {
                Holds::Day | Holds::Birth => {
                    if let Some(found) = instants::settle(&cells, decl.timezone.as_deref() == Some("UTC")) {
                        if found.doubtful {
                            self.instants.push(self.reading.column_name(i).to_string());
                        }
                        self.reading.forms[i] = Some(found.form);
                        continue;
                    }
                    let found = match declared {
                        Some(form) => declared_form(&cells, form, self.reading.window(i)),
                        None => dates::detect(&cells, self.reading.window(i)),
                    };
                    match &found {
                        Found::Nothing => {}
                        Found::Form(form) => self.reading.forms[i] = Some(*form),
                        _ => {
                            let name = self.column_name(i);
                            let private = field.holds == Holds::Birth;
                            if let Some(p) = dates::unsettled(name, &found, &cells, private) {
                                doubtful.push((i, matches!(found, Found::Ambiguous(_)), p.at(self.cell_place(i))));
                            }
                        }
                    }
                }
                Holds::Number => {
                    let readable = |c: &str| {
                        let word = self.reading.yes_and_no
                            && matches!(
                                c.to_lowercase().as_str(),
                                "ja" | "yes" | "x" | "sand" | "true" | "nej" | "no" | "falsk" | "false"
                            );
                        word || numbers::says(c).is_some()
                    };
                    let bad = cells.iter().filter(|c| !readable(c)).count();
                    if bad as f64 > (1.0 - dates::READABLE_SHARE) * cells.len() as f64 {
                        let shape = cells.iter().find(|c| !readable(c)).map(|c| mask::shape(c));
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
                Holds::Pupil => self.reading.six = six_digits(&cells),
                Holds::Text | Holds::Code => {}
            }
        }
        // slashes that one column settles are settled for the file
        let day_first = self.reading.forms.contains(&Some(Form::DayMonthYear));
        for (i, ambiguous, problem) in doubtful {
            if ambiguous && day_first && problem.found_text().is_some_and(|f| f.contains("dd-mm-yyyy")) {
                self.reading.forms[i] = Some(Form::DayMonthYear);
            } else {
                problems.push(problem);
            }
        }
        // a column that is empty in the probe may hold dates further down
        for (i, field) in self.reading.register.fields().iter().enumerate() {
            if self.reading.forms[i].is_none()
                && matches!(field.holds, Holds::Day | Holds::Birth)
                && self.reading.columns[i].is_some()
            {
                self.reading.forms[i] = declared.or_else(|| self.reading.forms.iter().flatten().next().copied());
            }
            if self.reading.forms[i] == Some(Form::Excel) && self.table.counts_from_1904() {
                self.reading.forms[i] = Some(Form::Excel1904);
            }
        }
        Problem::all(problems)
    }

    fn cell_place(&self, field: usize) -> Place {
        Place { column: self.reading.columns[field].map(|c| c + 1), ..self.header_place() }
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
