//! Parquet files, slice by slice.

use super::guarded::{guarded, number};
use super::held::ColumnType;
use super::row::{Row, Typed};
use crate::diagnostics::Outcome;
use crate::registers::cells::calendar;
use polars::prelude::{
    AnyValue, ArrowDataType, ArrowTimeUnit, Column, DataFrame, ParquetReader, PolarsError, SerReader, TimeUnit,
};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows decoded at a time.
const SLICE: usize = 1 << 17;
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
    /// First line in which a column holds a number that its type cannot hold exactly.
    pub blurred: Vec<Option<usize>>,
    /// Columns that are decoded, in order: all that are no lists, structs or maps.
    read: Vec<usize>,
    total: usize,
    from: usize,
    slice: DataFrame,
    at: usize,
}

impl ParquetTable {
    /// Reads the schema.
    pub fn open(path: &Path, shown: &str) -> Outcome<ParquetTable> {
        let file = File::open(path).map_err(|e| crate::provenance::io_problem("read", path, &e))?;
        let (header, types, total) = guarded(shown, || {
            let mut reader = ParquetReader::new(file);
            let schema = reader.schema()?;
            let header: Vec<String> = schema.iter_names().map(|n| n.to_string()).collect();
            let types: Vec<ColumnType> = schema.iter_values().map(|f| column_type(f.dtype())).collect();
            Ok::<_, PolarsError>((header, types, reader.num_rows()?))
        })?;
        let read = (0..header.len()).filter(|i| !matches!(types[*i], ColumnType::Nested(_))).collect();
        Ok(ParquetTable {
            path: path.to_path_buf(),
            shown: shown.to_string(),
            blurred: vec![None; header.len()],
            header,
            types,
            read,
            total,
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
                        self.blurred[at].get_or_insert(row.line);
                    }
                }
                None => row.push(""),
            }
        }
        self.at += 1;
        Ok(true)
    }

    fn next_slice(&mut self) -> Outcome<bool> {
        if self.from >= self.total {
            return Ok(false);
        }
        let file = File::open(&self.path).map_err(|e| crate::provenance::io_problem("read", &self.path, &e))?;
        let from = self.from;
        let names: Vec<String> = self.read.iter().map(|c| self.header[*c].clone()).collect();
        self.slice = guarded(&self.shown, || {
            let reader = ParquetReader::new(file).with_columns(Some(names));
            reader.with_slice(Some((from, SLICE))).set_rechunk(true).finish()
        })?;
        if self.slice.height() == 0 {
            return Ok(false);
        }
        self.from += self.slice.height();
        self.at = 0;
        Ok(true)
    }
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
