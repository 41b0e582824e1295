//! SAS data sets.

use super::guarded::{guarded, number};
use super::held::{ColumnType, Held};
use super::row::{Row, Typed, trim};
use crate::diagnostics::Outcome;
use crate::registers::cells::calendar::{FROM_1960, since_1960};
use sas7bdat::{Dataset, OwnedCellValue};
use std::path::Path;

/// Reads a SAS data set. Variables with a date or datetime format are days; plain numbers stay numbers, so a day count
/// without a format is found out like in text.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let (header, cells) = guarded(shown, || {
        let data = Dataset::open(path)?;
        // memory for all rows that the file claims is taken at once, and no row takes less than a byte
        let claimed = data.metadata().row_count;
        if std::fs::metadata(path).is_ok_and(|m| claimed > m.len()) {
            return Err(sas7bdat::Error::metadata_corruption("claims more rows than it holds bytes"));
        }
        let header: Vec<String> = data.columns().iter().map(|c| c.name.clone()).collect();
        Ok((header, data.collect_rows()?))
    })?;
    let mut types = vec![ColumnType::Plain; header.len()];
    let rows: Vec<Row> = cells
        .into_iter()
        .enumerate()
        .map(|(i, owned)| {
            let mut row = Row::at(i + 2);
            for (at, cell) in owned.cells.iter().enumerate() {
                if let (OwnedCellValue::Time(_), Some(own)) = (cell, types.get_mut(at)) {
                    *own = ColumnType::Hours("times of day");
                }
                match typed(cell) {
                    Some(typed) => row.push_typed(&text(cell), typed),
                    None => row.push(&text(cell)),
                }
            }
            row
        })
        .collect();
    let blurred = vec![None; header.len()];
    Ok(Held { format: "sas7bdat", header, header_line: 1, rows: rows.into_iter(), types, blurred, ..Held::default() })
}

fn typed(cell: &OwnedCellValue) -> Option<Typed> {
    let day = |days: f64| (days.abs() < 1e7).then(|| Typed::Day((days.floor() - FROM_1960 as f64) as i32));
    match cell {
        OwnedCellValue::Int32(i) => Some(Typed::Number(f64::from(*i))),
        OwnedCellValue::Int64(i) => Some(Typed::Number(*i as f64)),
        OwnedCellValue::Float64(x) if x.is_finite() => Some(Typed::Number(*x)),
        OwnedCellValue::Date(d) => day(f64::from(d.days_since_sas_epoch)),
        OwnedCellValue::DateTime(t) => day(t.seconds_since_sas_epoch as f64 / 86_400.0),
        OwnedCellValue::Time(t) => Some(Typed::Hours(t.seconds_since_midnight as f64 / 3600.0)),
        _ => None,
    }
}

fn text(cell: &OwnedCellValue) -> String {
    match cell {
        OwnedCellValue::Null => String::new(),
        OwnedCellValue::Int32(i) => i.to_string(),
        OwnedCellValue::Int64(i) => i.to_string(),
        OwnedCellValue::Float64(x) => number(*x),
        OwnedCellValue::String(s) => trim(s).to_string(),
        OwnedCellValue::Bytes(b) => trim(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(b).0).to_string(),
        OwnedCellValue::Date(d) => since_1960(f64::from(d.days_since_sas_epoch)),
        OwnedCellValue::DateTime(t) => since_1960(t.seconds_since_sas_epoch as f64 / 86_400.0),
        OwnedCellValue::Time(t) => number(t.seconds_since_midnight as f64 / 3600.0),
    }
}
