//! Tables for other software: CSV, Danish CSV, Parquet, Stata.

pub use super::export_columns::{Export, Values};

use super::guarded::guarded;
use crate::diagnostics::Outcome;
#[cfg(not(feature = "stata"))]
use crate::diagnostics::{Place, Problem};
use crate::registers::cells::calendar;
use polars::prelude::{Column, DataFrame, DataType, ParquetCompression, ParquetWriter, PolarsError};
use std::path::Path;

/// A form that a table can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// CSV: comma, decimal point, UTF-8.
    Csv,
    /// CSV for Danish spreadsheets: semicolon, decimal comma, UTF-8 with a mark.
    DanishCsv,
    /// Parquet.
    Parquet,
    /// Stata.
    Stata,
}

impl Export {
    /// Rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, v)| match v {
            Values::Text(v) => v.len(),
            Values::Whole(v) => v.len(),
            Values::Number(v) => v.len(),
            Values::Day(v) => v.len(),
        })
    }

    /// Adds a column.
    pub fn push(&mut self, name: impl Into<String>, values: Values) {
        self.columns.push((name.into(), values));
    }

    /// Writes the table.
    ///
    /// # Errors
    /// `P101` where the file cannot be written, `R107` for a form that this build does not write.
    pub fn write(&self, path: &Path, form: ExportForm) -> Outcome<()> {
        match form {
            ExportForm::Csv => crate::provenance::write_atomic(path, self.csv(b',', '.', false).as_bytes()),
            ExportForm::DanishCsv => crate::provenance::write_atomic(path, self.csv(b';', ',', true).as_bytes()),
            ExportForm::Parquet => self.parquet(path),
            ExportForm::Stata => self.stata(path),
        }
    }

    fn csv(&self, delimiter: u8, decimal: char, mark: bool) -> String {
        let mut out = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() });
        let _ = out.write_record(self.columns.iter().map(|(name, _)| harmless(name)));
        for row in 0..self.rows() {
            let _ = out.write_record(self.columns.iter().map(|(_, v)| v.cell(row, decimal)));
        }
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn parquet(&self, path: &Path) -> Outcome<()> {
        let shown = path.display().to_string();
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|(name, values)| match values {
                Values::Text(v) => Column::new(name.as_str().into(), v.clone()),
                Values::Whole(v) => Column::new(name.as_str().into(), v.clone()),
                Values::Number(v) => Column::new(name.as_str().into(), v.clone()),
                Values::Day(v) => Column::new(name.as_str().into(), v.clone()),
            })
            .collect();
        let days: Vec<bool> = self.columns.iter().map(|(_, v)| matches!(v, Values::Day(_))).collect();
        let mut bytes = Vec::new();
        guarded(&shown, || {
            let columns: Result<Vec<Column>, PolarsError> = columns
                .into_iter()
                .zip(days)
                .map(|(c, is_day)| if is_day { c.cast(&DataType::Date) } else { Ok(c) })
                .collect();
            let mut frame = DataFrame::new(self.rows(), columns?)?;
            ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Uncompressed).finish(&mut frame)
        })?;
        crate::provenance::write_atomic(path, &bytes)
    }

    #[cfg(not(feature = "stata"))]
    fn stata(&self, path: &Path) -> Outcome<()> {
        Err(Problem::new("R107", "this lodtrin was built without the feature `stata`")
            .at(Place::file(path.display().to_string()))
            .help("build with --features stata, or write CSV or Parquet"))
    }

    #[cfg(feature = "stata")]
    fn stata(&self, path: &Path) -> Outcome<()> {
        super::stata_file::write(self, path)
    }

    /// Names that Stata takes: letters, digits and `_`, at most 32, none twice.
    #[cfg(feature = "stata")]
    pub(super) fn stata_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (name, _) in &self.columns {
            let plain = super::names::transcribed(name);
            let plain = if plain.starts_with(|c: char| c.is_ascii_digit()) { format!("_{plain}") } else { plain };
            let short: String = plain.chars().take(32).collect();
            let mut own = if short.is_empty() { "v".to_string() } else { short };
            let mut n = 2;
            while names.contains(&own) {
                let end = format!("_{n}");
                own = own.chars().take(32 - end.len()).chain(end.chars()).collect();
                n += 1;
            }
            names.push(own);
        }
        names
    }
}

/// What a spreadsheet would run gets an apostrophe.
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_string(),
    }
}

impl Values {
    fn cell(&self, row: usize, decimal: char) -> String {
        match self {
            Values::Text(v) => harmless(&v[row]),
            Values::Whole(v) => v[row].map_or_else(String::new, |x| x.to_string()),
            Values::Number(v) => v[row].map_or_else(String::new, |x| {
                let text = format!("{}", x + 0.0);
                if decimal == '.' { text } else { text.replace('.', &decimal.to_string()) }
            }),
            Values::Day(v) => v[row].map_or_else(String::new, calendar::iso),
        }
    }
}
