use super::row::Row;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::calendar;
use polars::prelude::{AnyValue, Column, DataFrame, ParquetReader, PolarsError, SerReader, TimeUnit};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Rows decoded at a time.
const SLICE: usize = 1 << 17;

/// A Parquet file read slice by slice.
pub(in crate::registers) struct ParquetTable {
    path: PathBuf,
    shown: String,
    header: Vec<String>,
    total: usize,
    from: usize,
    slice: DataFrame,
    at: usize,
}

impl ParquetTable {
    /// Reads the schema.
    pub fn open(path: &Path, shown: &str) -> Outcome<ParquetTable> {
        let file = File::open(path).map_err(|e| crate::provenance::io_problem("read", path, &e))?;
        let (header, total) = guarded(shown, || {
            let mut reader = ParquetReader::new(file);
            let schema = reader.schema()?;
            let header: Vec<String> = schema.iter_names().map(|n| n.to_string()).collect();
            Ok::<_, PolarsError>((header, reader.num_rows()?))
        })?;
        Ok(ParquetTable {
            path: path.to_path_buf(),
            shown: shown.to_string(),
            header,
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
        if self.at >= self.slice.height() {
            if self.from >= self.total {
                return Ok(false);
            }
            let file = File::open(&self.path).map_err(|e| crate::provenance::io_problem("read", &self.path, &e))?;
            let from = self.from;
            self.slice = guarded(&self.shown, || {
                ParquetReader::new(file).with_slice(Some((from, SLICE))).set_rechunk(true).finish()
            })?;
            if self.slice.height() == 0 {
                return Ok(false);
            }
            self.from += self.slice.height();
            self.at = 0;
        }
        row.clear();
        row.line = self.from - self.slice.height() + self.at + 2;
        for column in self.slice.columns() {
            push_cell(column, self.at, row);
        }
        self.at += 1;
        Ok(true)
    }
}

fn push_cell(column: &Column, at: usize, row: &mut Row) {
    match column.get(at) {
        Err(_) | Ok(AnyValue::Null) => row.push(""),
        Ok(AnyValue::String(s)) => row.push(s),
        Ok(AnyValue::StringOwned(s)) => row.push(&s),
        Ok(AnyValue::Boolean(b)) => row.push(if b { "1" } else { "0" }),
        Ok(AnyValue::Date(d)) => row.push(&calendar::iso(d)),
        Ok(AnyValue::Datetime(t, unit, _)) => {
            let a_day = match unit {
                TimeUnit::Milliseconds => 86_400_000,
                TimeUnit::Microseconds => 86_400_000_000,
                TimeUnit::Nanoseconds => 86_400_000_000_000,
            };
            row.push(&i32::try_from(t.div_euclid(a_day)).map(calendar::iso).unwrap_or_default());
        }
        Ok(AnyValue::Float64(x)) => row.push(&number(x)),
        Ok(AnyValue::Float32(x)) => row.push(&if x.is_nan() { String::new() } else { format!("{x}") }),
        Ok(other) => match other.get_str() {
            Some(text) => row.push(text),
            None => row.push(&format!("{other}")),
        },
    }
}

/// A number of a data set as text; missing is empty.
pub(in crate::registers) fn number(x: f64) -> String {
    if x.is_finite() { format!("{}", x + 0.0) } else { String::new() }
}

/// Runs a foreign reader: what it refuses, and where it breaks on a damaged file, becomes a problem.
pub(in crate::registers) fn guarded<T, E: std::fmt::Display>(
    shown: &str,
    read: impl FnOnce() -> Result<T, E>,
) -> Outcome<T> {
    let damaged = |why: String| {
        Problem::new("R107", "the file is damaged, or is not of the format it seems to be")
            .at(Place::file(shown))
            .found(why)
            .help("ask for it again, or have it delivered as CSV")
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) => Err(damaged(crate::registers::cells::mask::harmless(&first_line(&e.to_string())))),
        Err(_) => Err(damaged("its reader broke off".into())),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(36).collect()
}
