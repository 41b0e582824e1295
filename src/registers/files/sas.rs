//! SAS data sets.

use super::column_type::ColumnType;
use super::guarded::guarded;
use super::held::{Held, HeldRows};
use super::row::{Row, Typed, trim};
use super::stream::Stream;
use super::texts::Texts;
use crate::diagnostics::Outcome;
use crate::registers::cells::calendar::FROM_1960;
use sas7bdat::{CellValue, Dataset, LogicalType};
use std::ops::ControlFlow;
use std::path::Path;

/// Opens a SAS data set. Variables with a date or datetime format are days; plain numbers stay numbers, so a day count
/// without a format is found out like in text.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let data = guarded(shown, || {
        let data = Dataset::open(path)?;
        // memory for what a row claims to be is taken at once, and no row takes less than a byte
        let claimed = data.metadata().row_count;
        if std::fs::metadata(path).is_ok_and(|m| claimed > m.len()) {
            return Err(sas7bdat::Error::metadata_corruption("claims more rows than it holds bytes"));
        }
        Ok(data)
    })?;
    let header: Vec<String> = data.columns().iter().map(|c| c.name.clone()).collect();
    let types = data.columns().iter().map(|c| match c.logical_type {
        LogicalType::Time => ColumnType::Hours("times of day"),
        _ => ColumnType::Plain,
    });
    let types = types.collect();
    let rows = Stream::of(shown.to_string(), move |sink| {
        let mut texts = Texts::new();
        let mut row = Row::default();
        let mut line = 1;
        data.scan().visit_rows(|cells| {
            line += 1;
            row.clear();
            row.line = line;
            cells.iter().for_each(|cell| push(cell, &mut texts, &mut row));
            Ok(if sink.put(&row).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok::<_, sas7bdat::Error>(())
    });
    Ok(Held { format: "sas7bdat", header, header_line: 1, rows: HeldRows::Ahead(rows), types, ..Held::default() })
}

fn push(cell: &CellValue<'_>, texts: &mut Texts, row: &mut Row) {
    let day = |days: f64| (days.abs() < 1e7).then(|| Typed::Day((days.floor() - FROM_1960 as f64) as i32));
    let (text, typed) = match cell {
        CellValue::Null => return row.push(""),
        CellValue::Str(text) => return row.push(trim(text)),
        CellValue::Bytes(b) => return row.push(trim(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(b).0)),
        CellValue::Int32(i) => return row.push_typed(&i.to_string(), Typed::Number(f64::from(*i))),
        CellValue::Int64(i) => return row.push_typed(&i.to_string(), Typed::Number(*i as f64)),
        CellValue::Float64(x) => (texts.number(*x), x.is_finite().then_some(Typed::Number(*x))),
        CellValue::Date(d) => {
            let days = f64::from(d.days_since_sas_epoch);
            (texts.since_1960(days), day(days))
        }
        CellValue::DateTime(t) => {
            let days = t.seconds_since_sas_epoch as f64 / 86_400.0;
            (texts.since_1960(days), day(days))
        }
        CellValue::Time(t) => {
            let hours = t.seconds_since_midnight as f64 / 3600.0;
            (texts.number(hours), Some(Typed::Hours(hours)))
        }
    };
    match typed {
        Some(typed) => row.push_typed(text, typed),
        None => row.push(text),
    }
}
