//! Parquet files, slice by slice.

use super::column_type::{Blurred, ColumnType};
use super::guarded::{guarded, number};
use super::row::{Row, Typed};
use super::texts::Texts;
use super::typed_rows::{TakesRows, TypedCell, TypedRows};
use crate::diagnostics::Outcome;
use crate::registers::cells::calendar;
use polars::prelude::{
    AnyValue, ArrowDataType, ArrowTimeUnit, ChunkedArray, Column, DataFrame, DataType, Float64Type, Int32Type,
    Int64Type, ParquetReader, PolarsDataType, PolarsError, SerReader, StringType, TimeUnit,
};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Cells decoded at a time, and the rows that they may be: whole groups of rows where they are no larger.
const CELLS: usize = 1 << 22;
const SLICES: [usize; 2] = [1 << 17, 1 << 20];
/// Rows that a thread takes at a time.
const BLOCK: usize = 1 << 14;
/// Largest numbers up to which the types hold every whole number.
const EXACT_FLOAT: f64 = 16_777_216.0;
const EXACT_HALF: f64 = 2048.0;

/// A Parquet file read slice by slice.
pub(in crate::registers) struct ParquetTable {
    path: PathBuf,
    shown: String,
    header: Vec<String>,
    /// What each column is.
    pub types: Vec<ColumnType>,
    /// Numbers that the types of their columns cannot hold exactly.
    pub blurred: Blurred,
    /// Columns that are decoded, in order: all that are no lists, structs or maps.
    read: Vec<usize>,
    total: usize,
    /// Rows of the groups that are not decoded yet, the next last.
    groups: Vec<usize>,
    from: usize,
    slice: DataFrame,
    at: usize,
}

impl ParquetTable {
    /// Reads the schema.
    pub fn open(path: &Path, shown: &str) -> Outcome<ParquetTable> {
        let file = File::open(path).map_err(|e| crate::provenance::io_problem("read", path, &e))?;
        let (header, types, groups) = guarded(shown, || {
            let mut reader = ParquetReader::new(file);
            let schema = reader.schema()?;
            let header: Vec<String> = schema.iter_names().map(|n| n.to_string()).collect();
            let types: Vec<ColumnType> = schema.iter_values().map(|f| column_type(f.dtype())).collect();
            let groups: Vec<usize> = reader.get_metadata()?.row_groups.iter().rev().map(|g| g.num_rows()).collect();
            Ok::<_, PolarsError>((header, types, groups))
        })?;
        let read = (0..header.len()).filter(|i| !matches!(types[*i], ColumnType::Nested(_))).collect();
        Ok(ParquetTable {
            path: path.to_path_buf(),
            shown: shown.to_string(),
            blurred: Blurred::of(header.len()),
            header,
            types,
            read,
            total: groups.iter().sum(),
            groups,
            from: 0,
            slice: DataFrame::empty(),
            at: 0,
        })
    }

    /// Column names.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row; `false` at the end.
    pub fn next(&mut self, row: &mut Row) -> Outcome<bool> {
        if self.at >= self.slice.height() && !self.next_slice()? {
            return Ok(false);
        }
        row.clear();
        row.line = self.from - self.slice.height() + self.at + 2;
        let mut columns = self.slice.columns().iter();
        let mut wanted = self.read.iter().peekable();
        for at in 0..self.header.len() {
            let own = wanted.next_if(|c| **c == at).and_then(|_| columns.next());
            match own {
                Some(column) => {
                    if push_cell(column, self.at, &self.types[at], row) {
                        self.blurred.seen(at, row.line);
                    }
                }
                None => row.push(""),
            }
        }
        self.at += 1;
        Ok(true)
    }

    /// What is decoded and not given yet, or what comes next, in blocks; `None` at the end.
    pub fn blocks(&mut self) -> Outcome<Option<Slices>> {
        if self.at >= self.slice.height() && !self.next_slice()? {
            return Ok(None);
        }
        let slices = Slices {
            frame: self.slice.slice(self.at as i64, self.slice.height() - self.at),
            read: self.read.clone(),
            types: self.types.clone(),
            line: self.from - self.slice.height() + self.at + 1,
            blurred: self.blurred.clone(),
        };
        self.at = self.slice.height();
        Ok(Some(slices))
    }

    fn next_slice(&mut self) -> Outcome<bool> {
        if self.from >= self.total {
            return Ok(false);
        }
        let most = (CELLS / self.read.len().max(1)).clamp(SLICES[0], SLICES[1]);
        let mut rows = 0;
        while let Some(next) = self.groups.pop() {
            if rows > 0 && rows + next > most {
                self.groups.push(next);
                break;
            }
            rows += next.min(most);
            if next > most {
                self.groups.push(next - most);
                break;
            }
        }
        let file = File::open(&self.path).map_err(|e| crate::provenance::io_problem("read", &self.path, &e))?;
        let from = self.from;
        let names: Vec<String> = self.read.iter().map(|c| self.header[*c].clone()).collect();
        self.slice = guarded(&self.shown, || {
            let reader = ParquetReader::new(file).with_columns(Some(names));
            reader.with_slice(Some((from, rows))).set_rechunk(true).finish()
        })?;
        if self.slice.height() == 0 {
            return Ok(false);
        }
        self.from += self.slice.height();
        self.at = 0;
        Ok(true)
    }
}

/// Decoded rows that many threads take in blocks.
pub(in crate::registers) struct Slices {
    frame: DataFrame,
    read: Vec<usize>,
    types: Vec<ColumnType>,
    /// Line of the first row, the file's first being 0.
    line: usize,
    blurred: Blurred,
}

type ArrayOf<T> = <T as PolarsDataType>::Array;

/// A column, by what most columns hold.
enum Cells<'a> {
    Text(&'a ArrayOf<StringType>),
    Days(&'a ArrayOf<Int32Type>),
    Numbers(&'a ArrayOf<Float64Type>),
    Wholes(&'a ArrayOf<Int64Type>),
    Other(&'a Column),
    /// Lists, structs, maps.
    Unread,
}

impl Slices {
    /// How many blocks there are.
    pub fn count(&self) -> usize {
        self.frame.height().div_ceil(BLOCK)
    }

    /// Gives the rows of a block away; how many there were.
    pub fn give(&self, at: usize, to: &mut impl TakesRows) -> u64 {
        let mut columns: Vec<Cells> = self.types.iter().map(|_| Cells::Unread).collect();
        for (place, column) in self.read.iter().zip(self.frame.columns()) {
            columns[*place] = cells_of(column);
        }
        let rows = self.frame.height().min((at + 1) * BLOCK) - at * BLOCK;
        to.typed(&Block { slices: self, columns, from: at * BLOCK, rows });
        rows as u64
    }
}

/// Rows that a thread takes at once.
struct Block<'a> {
    slices: &'a Slices,
    columns: Vec<Cells<'a>>,
    from: usize,
    rows: usize,
}

impl TypedRows for Block<'_> {
    fn len(&self) -> usize {
        self.rows
    }

    fn cell(&self, column: usize, at: usize) -> TypedCell<'_> {
        let i = self.from + at;
        let cell = match self.columns.get(column) {
            Some(Cells::Text(cells)) => cells.get(i).map(TypedCell::Text),
            Some(Cells::Days(cells)) => {
                valid(cells.validity().map(|v| v.get_bit(i))).then(|| TypedCell::Day(cells.value(i)))
            }
            Some(Cells::Numbers(cells)) => valid(cells.validity().map(|v| v.get_bit(i)))
                .then(|| cells.value(i))
                .filter(|x| x.is_finite())
                .map(TypedCell::Number),
            Some(Cells::Wholes(cells)) => {
                valid(cells.validity().map(|v| v.get_bit(i))).then(|| TypedCell::Whole(cells.value(i)))
            }
            Some(Cells::Other(_)) => Some(TypedCell::Untold),
            Some(Cells::Unread) | None => None,
        };
        cell.unwrap_or(TypedCell::Nothing)
    }

    fn line(&self, at: usize) -> usize {
        self.slices.line + self.from + at
    }

    fn fill(&self, at: usize, texts: &mut Texts, row: &mut Row) {
        row.clear();
        row.line = self.line(at);
        for (place, column) in self.columns.iter().enumerate() {
            match (self.cell(place, at), column) {
                (_, Cells::Other(column)) => {
                    if push_cell(column, self.from + at, &self.slices.types[place], row) {
                        self.slices.blurred.seen(place, row.line + 1);
                    }
                }
                (TypedCell::Text(text), _) => row.push(text),
                (TypedCell::Day(day), _) => row.push_typed(texts.day(day), Typed::Day(day)),
                (TypedCell::Number(x), _) => row.push_typed(texts.number(x), Typed::Number(x)),
                (TypedCell::Whole(i), _) => row.push_typed(texts.whole(i), Typed::Number(i as f64)),
                (TypedCell::Nothing | TypedCell::Untold, _) => row.push(""),
            }
        }
    }
}

/// Whether a cell is there; a column without gaps does not say.
fn valid(bit: Option<bool>) -> bool {
    bit != Some(false)
}

fn cells_of(column: &Column) -> Cells<'_> {
    fn only<T: PolarsDataType>(cells: &ChunkedArray<T>) -> Option<&ArrayOf<T>> {
        let mut chunks = cells.downcast_iter();
        chunks.next().filter(|_| chunks.next().is_none())
    }
    let known = match column.dtype() {
        DataType::String => column.str().ok().and_then(only).map(Cells::Text),
        DataType::Date => column.date().ok().and_then(|days| only(days.physical())).map(Cells::Days),
        DataType::Float64 => column.f64().ok().and_then(only).map(Cells::Numbers),
        DataType::Int64 => column.i64().ok().and_then(only).map(Cells::Wholes),
        _ => None,
    };
    known.unwrap_or(Cells::Other(column))
}

fn column_type(dtype: &ArrowDataType) -> ColumnType {
    match dtype {
        ArrowDataType::Float16 => ColumnType::Narrow("float16"),
        ArrowDataType::Float32 => ColumnType::Narrow("float32"),
        ArrowDataType::Int32 => ColumnType::Narrow("int32"),
        ArrowDataType::Int8 | ArrowDataType::Int16 | ArrowDataType::UInt8 | ArrowDataType::UInt16 => {
            ColumnType::Narrow("a small integer")
        }
        ArrowDataType::Duration(_) => ColumnType::Hours("durations"),
        ArrowDataType::Time32(_) | ArrowDataType::Time64(_) => ColumnType::Hours("times of day"),
        ArrowDataType::List(_) | ArrowDataType::LargeList(_) | ArrowDataType::FixedSizeList(..) => {
            ColumnType::Nested("a list".into())
        }
        ArrowDataType::Struct(_) => ColumnType::Nested("a struct".into()),
        ArrowDataType::Map(..) => ColumnType::Nested("a map".into()),
        ArrowDataType::Union(_) | ArrowDataType::Interval(_) | ArrowDataType::Unknown => {
            ColumnType::Nested("of a type that is not read".into())
        }
        ArrowDataType::Timestamp(ArrowTimeUnit::Second, _) => ColumnType::Plain,
        _ => ColumnType::Plain,
    }
}

/// Adds a cell; whether it is a number that its type cannot hold exactly, if it were an identifier.
fn push_cell(column: &Column, at: usize, own: &ColumnType, row: &mut Row) -> bool {
    let Ok(value) = column.get(at) else {
        row.push("");
        return false;
    };
    let per_hour = |unit: TimeUnit| per_day(unit) as f64 / 24.0;
    match value {
        AnyValue::Null => row.push(""),
        AnyValue::String(s) => row.push(s),
        AnyValue::StringOwned(s) => row.push(&s),
        AnyValue::Binary(b) => row.push(&String::from_utf8_lossy(b)),
        AnyValue::BinaryOwned(b) => row.push(&String::from_utf8_lossy(&b)),
        AnyValue::Boolean(b) => row.push_typed(if b { "1" } else { "0" }, Typed::Number(f64::from(u8::from(b)))),
        AnyValue::Date(d) => row.push_typed(&calendar::iso(d), Typed::Day(d)),
        AnyValue::Datetime(t, unit, None) => push_day(t.div_euclid(per_day(unit)), row),
        AnyValue::Datetime(t, unit, Some(_)) => row.push(&instant(t, unit)),
        AnyValue::DatetimeOwned(t, unit, zone) => match zone {
            None => push_day(t.div_euclid(per_day(unit)), row),
            Some(_) => row.push(&instant(t, unit)),
        },
        AnyValue::Duration(t, unit) => push_hours(t as f64 / per_hour(unit), row),
        AnyValue::Time(ns) => push_hours(ns as f64 / per_hour(TimeUnit::Nanoseconds), row),
        AnyValue::Float64(x) => push_number(x, row),
        AnyValue::Float32(x) => {
            row.push_typed(&if x.is_finite() { format!("{x}") } else { String::new() }, Typed::Number(f64::from(x)));
            return f64::from(x).abs() > EXACT_FLOAT;
        }
        AnyValue::Int64(i) => row.push_typed(&i.to_string(), Typed::Number(i as f64)),
        other => match (other.get_str(), other.extract::<f64>()) {
            (Some(text), _) => row.push(text),
            (None, Some(x)) if matches!(own, ColumnType::Narrow("float16")) => {
                push_number(x, row);
                return x.abs() > EXACT_HALF;
            }
            (None, Some(x)) => {
                row.push_typed(&format!("{other}"), Typed::Number(x));
                return x < 0.0 && matches!(own, ColumnType::Narrow(_));
            }
            (None, None) => row.push(&format!("{other}")),
        },
    }
    false
}

fn push_number(x: f64, row: &mut Row) {
    match x.is_finite() {
        true => row.push_typed(&number(x), Typed::Number(x)),
        false => row.push(""),
    }
}

fn push_day(day: i64, row: &mut Row) {
    match i32::try_from(day) {
        Ok(day) if day.abs() < 4_000_000 => row.push_typed(&calendar::iso(day), Typed::Day(day)),
        _ => row.push("#date"),
    }
}

fn push_hours(hours: f64, row: &mut Row) {
    row.push_typed(&number(hours), Typed::Hours(hours));
}

fn per_day(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Milliseconds => 86_400_000,
        TimeUnit::Microseconds => 86_400_000_000,
        TimeUnit::Nanoseconds => 86_400_000_000_000,
    }
}

/// An instant in the form that text has for it.
fn instant(t: i64, unit: TimeUnit) -> String {
    let day = t.div_euclid(per_day(unit));
    let seconds = t.rem_euclid(per_day(unit)) / (per_day(unit) / 86_400);
    match i32::try_from(day) {
        Ok(day) if day.abs() < 4_000_000 => {
            let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            format!("{}T{h:02}:{m:02}:{s:02}Z", calendar::iso(day))
        }
        _ => "#date".to_string(),
    }
}
