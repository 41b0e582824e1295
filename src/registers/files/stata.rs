use super::parquet::{guarded, number};
use super::row::Row;
use super::table::Held;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::calendar::since_1960;
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use std::path::Path;

/// Reads a Stata data set. Variables with a date format (`%td`, `%tc`) become `yyyy-mm-dd`.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let (header, rows, long) = guarded(shown, || {
        let mut characteristics = DtaReader::new().from_path(path)?.read_header()?.read_schema()?;
        characteristics.skip_to_end()?;
        let mut records = characteristics.into_record_reader()?;
        let variables = records.schema().variables().to_vec();
        let header: Vec<String> = variables.iter().map(|v| v.name().to_string()).collect();
        let formats: Vec<String> = variables.iter().map(|v| v.format().to_string()).collect();
        let mut rows = Vec::new();
        let mut long = false;
        while let Some(record) = records.read_record()? {
            let mut row = Row::at(rows.len() + 2);
            for (value, format) in record.values().iter().zip(&formats) {
                long |= matches!(value, Value::LongStringRef(_));
                row.push(&text(value, format));
            }
            rows.push(row);
        }
        Ok::<_, DtaError>((header, rows, long))
    })?;
    if long {
        return Err(Problem::new("R107", "the data set holds long strings (strL), which are not read")
            .at(Place::file(shown))
            .help("in Stata: `compress`, or `recast str20 VARIABLE`, and save again"));
    }
    Ok(Held { format: "dta", header, rows: rows.into_iter() })
}

fn text(value: &Value<'_>, format: &str) -> String {
    let x = match value {
        Value::Byte(v) => v.present().map(f64::from),
        Value::Int(v) => v.present().map(f64::from),
        Value::Long(v) => v.present().map(f64::from),
        Value::Float(v) => v.present().map(f64::from),
        Value::Double(v) => v.present(),
        Value::String(s) => return s.to_string(),
        Value::LongStringRef(_) => None,
    };
    let Some(x) = x else { return String::new() };
    let days = if format.starts_with("%td") || format.starts_with("%d") {
        x
    } else if format.starts_with("%tc") || format.starts_with("%tC") {
        x / 86_400_000.0
    } else {
        return number(x);
    };
    since_1960(days)
}
