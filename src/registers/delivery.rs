//! One file of a register: its columns found, the forms of its dates and numbers settled.

pub use super::windows::Windows;

use super::cells::dates;
use super::cells::identifiers::{self, SixDigits};
use super::cells::mask;
use super::cells::numbers::{Evidence, Mark};
use super::fields::{Holds, Kind, Register};
use super::files::blocks::{Blocks, Used};
use super::files::column_type::ColumnType;
use super::files::dialect::Dialect;
use super::files::names::Name;
use super::files::row::{Row, folded};
use super::files::table::{FileForm, Table};
use super::ledger::Complaint;
use super::mapping::{self, NearlyNamed};
use super::profiles::Profile;
use super::reading::{Reading, Tally};
use super::settling::Settling;
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
        let extra = unclaimed(&table, &columns);
        let probe = looked_at(&mut table)?;
        let whole = probe.len() < PROBE;
        let fields = register.fields();
        let header = table.header();
        let shown = fields
            .iter()
            .zip(&columns)
            .map(|(f, c)| c.and_then(|c| header.get(c)).map_or(f.name.to_string(), |h| mask::harmless(h)));
        let mut reading = Reading {
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
            by_label: vec![false; fields.len()],
            six: SixDigits::BirthDates,
            windows,
            width: header.len(),
        };
        let instants = Settling { reading: &mut reading, table: &table, probe: &probe }.run(decl)?;
        let mut tally = Tally::of(fields.len());
        tally.extra = vec![Evidence::default(); reading.extra.len()];
        let mut delivery = Delivery {
            table,
            reading,
            tally,
            lacking,
            nearly,
            instants,
            probe,
            whole,
            declared_decimal: decl.form.decimal,
            unit: None,
        };
        delivery.unit = delivery.counts_lessons(decl).then_some("lessons");
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

    /// Whether absence is counted in lessons that nobody says the length of.
    fn counts_lessons(&self, decl: &RegisterDecl) -> bool {
        let register = self.reading.register;
        let lessons = register == Register::Absences && Kind::of(decl) != Kind::Hours && decl.lesson_minutes.is_none();
        lessons && (Kind::of(decl) == Kind::Lessons || !self.has(register.field("hours_offered").unwrap_or(0)))
    }
}

/// The first rows, before the file is read in earnest.
fn looked_at(table: &mut Table) -> Outcome<VecDeque<Row>> {
    let mut probe = VecDeque::new();
    let mut row = Row::default();
    while probe.len() < PROBE && table.next(&mut row)? {
        probe.push_back(std::mem::take(&mut row));
    }
    Ok(probe)
}

/// Named columns that no field takes and that hold cells, in the order of their names.
fn unclaimed(table: &Table, columns: &[Option<usize>]) -> Vec<(String, usize)> {
    let mut extra: Vec<(String, usize)> = table
        .header()
        .iter()
        .enumerate()
        .filter(|(i, h)| !columns.contains(&Some(*i)) && !h.trim().is_empty())
        .map(|(i, h)| (h.clone(), i))
        .collect();
    extra.sort_by_key(|(name, i)| (folded(name), *i));
    extra.retain(|(_, i)| !matches!(table.column_type(*i), ColumnType::Nested(_)));
    extra
}
