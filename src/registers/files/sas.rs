use super::parquet::{guarded, number};
use super::row::{Row, trim};
use super::table::Held;
use crate::diagnostics::Outcome;
use crate::registers::cells::calendar::since_1960;
use sas7bdat::{Dataset, OwnedCellValue};
use std::path::Path;

/// Reads a SAS data set. Variables with a date or datetime format become `yyyy-mm-dd`; plain numbers stay numbers, so a
/// day count without a format is found out like in text.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let (header, cells) = guarded(shown, || {
        let data = Dataset::open(path)?;
        let header: Vec<String> = data.columns().iter().map(|c| c.name.clone()).collect();
        Ok::<_, sas7bdat::Error>((header, data.collect_rows()?))
    })?;
    let rows: Vec<Row> = cells
        .into_iter()
        .enumerate()
        .map(|(i, owned)| {
            let mut row = Row::at(i + 2);
            for cell in &owned.cells {
                row.push(&text(cell));
            }
            row
        })
        .collect();
    Ok(Held { format: "sas7bdat", header, rows: rows.into_iter() })
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
        OwnedCellValue::Time(_) => String::new(),
    }
}
