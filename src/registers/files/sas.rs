//! SAS data sets.

use super::column_type::ColumnType;
use super::guarded::{guarded, number};
use super::held::{Held, HeldRows};
use super::packed::{Holding, Packed};
use super::row::{Typed, trim};
use super::stream::Stream;
use crate::diagnostics::Outcome;
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
    let holding = data.columns().iter().map(|c| holding(&c.logical_type)).collect();
    let kinds: Vec<LogicalType> = data.columns().iter().map(|c| c.logical_type).collect();
    let rows = Stream::of(shown.to_string(), holding, move |sink| {
        data.scan().visit_rows(|cells| {
            for (at, (cell, kind)) in cells.iter().zip(&kinds).enumerate() {
                push(cell, kind, at, &mut sink.block);
            }
            Ok(if sink.end_row().is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok::<_, sas7bdat::Error>(())
    });
    Ok(Held { format: "sas7bdat", header, header_line: 1, rows: HeldRows::Ahead(rows), types, ..Held::default() })
}

fn holding(kind: &LogicalType) -> Holding {
    match kind {
        LogicalType::Integer | LogicalType::Float => Holding::Number,
        LogicalType::String | LogicalType::Bytes => Holding::Text,
        LogicalType::Date | LogicalType::DateTime => Holding::Day,
        LogicalType::Time => Holding::Hours,
    }
}

fn push(cell: &CellValue<'_>, kind: &LogicalType, at: usize, block: &mut Packed) {
    let plain = matches!(kind, LogicalType::Integer | LogicalType::Float);
    match cell {
        CellValue::Null => block.nothing(at),
        CellValue::Str(text) => block.text(at, trim(text)),
        CellValue::Bytes(b) => block.text(at, trim(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(b).0)),
        CellValue::Float64(x) if plain => block.number(at, *x),
        CellValue::Float64(x) => block.odd(at, number(*x), x.is_finite().then_some(Typed::Number(*x))),
        CellValue::Int32(i) if plain => block.number(at, f64::from(*i)),
        CellValue::Int32(i) => block.odd(at, i.to_string(), Some(Typed::Number(f64::from(*i)))),
        // beyond what a float holds the digits are kept
        CellValue::Int64(i) if plain && i.unsigned_abs() <= 1 << 53 => block.number(at, *i as f64),
        CellValue::Int64(i) => block.odd(at, i.to_string(), Some(Typed::Number(*i as f64))),
        CellValue::Date(d) => block.number(at, f64::from(d.days_since_sas_epoch)),
        CellValue::DateTime(t) => block.number(at, t.seconds_since_sas_epoch as f64 / 86_400.0),
        CellValue::Time(t) => block.number(at, t.seconds_since_midnight as f64 / 3600.0),
    }
}
