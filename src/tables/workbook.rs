//! A tidy table as a workbook: full numbers, the names of the columns in the first row, dated 1980-01-01.

use super::{Table, Value};
use crate::diagnostics::{Outcome, Problem};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The bytes of the workbook, the same every time. Missing cells are empty, infinite numbers are words.
///
/// # Errors
/// `P101` where the workbook cannot be made.
pub fn to_workbook(table: &Table) -> Outcome<Vec<u8>> {
    let failed = |e: XlsxError| {
        Problem::new("P101", format!("the workbook cannot be made: {e}"))
            .help("write CSV, which takes any number of rows")
    };
    stored(write(table).map_err(failed)?)
}

fn write(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    sheet.set_name(table.schema.split('/').nth(1).unwrap_or("table"))?;
    for (j, name) in table.columns.iter().enumerate() {
        sheet.write_string(0, j as u16, name)?;
    }
    for (i, row) in table.rows.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let (i, j) = (i as u32 + 1, j as u16);
            match value {
                Value::Text(words) => sheet.write_string(i, j, words)?,
                Value::Num(x) if x.is_finite() => sheet.write_number(i, j, *x + 0.0)?,
                Value::Num(x) if x.is_nan() => sheet,
                Value::Num(x) => sheet.write_string(i, j, if *x > 0.0 { "Inf" } else { "-Inf" })?,
                Value::Int(n) => sheet.write_number(i, j, *n as f64)?,
                Value::Bool(b) => sheet.write_boolean(i, j, *b)?,
                Value::Missing => sheet,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// The same archive with its parts stored and without a clock, so that no compressor decides on its bytes.
///
/// # Errors
/// `P101` where the archive cannot be read or made.
pub fn stored(bytes: Vec<u8>) -> Outcome<Vec<u8>> {
    let failed = |e: String| Problem::new("P101", format!("the workbook cannot be made: {e}"));
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| failed(e.to_string()))?;
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).map_err(|e| failed(e.to_string()))?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).map_err(|e| failed(e.to_string()))?;
        let name = part.name().map_err(|e| failed(e.to_string()))?.into_owned();
        parts.push((name, content));
    }
    archive(parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())))
}

/// A zip of stored files without a clock: compressed bytes would depend on who compresses.
///
/// # Errors
/// `P101` where the archive cannot be made.
pub fn archive<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Outcome<Vec<u8>> {
    let failed = |e: String| Problem::new("P101", format!("the document cannot be made: {e}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in parts {
        zip.start_file(name, options).map_err(|e| failed(e.to_string()))?;
        zip.write_all(bytes).map_err(|e| failed(e.to_string()))?;
    }
    Ok(zip.finish().map_err(|e| failed(e.to_string()))?.into_inner())
}
