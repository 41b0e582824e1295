//! Stata data sets.

use super::column_type::{Blurred, ColumnType};
use super::guarded::guarded;
use super::held::{Held, HeldRows};
use super::packed::Holding;
use super::stream::Stream;
use crate::diagnostics::{Outcome, Place, Problem};
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Largest number up to which a float holds every whole number.
const EXACT: f32 = 16_777_216.0;

/// Opens a Stata data set. Variables with a date format (`%td`, `%tc`) are days; numbers with a value label keep both.
pub(in crate::registers) fn read(path: &Path, shown: &str) -> Outcome<Held> {
    let labels = labels(path, shown)?;
    let mut records = guarded(shown, || {
        let mut characteristics = DtaReader::new().from_path(path)?.read_header()?.read_schema()?;
        characteristics.skip_to_end()?;
        characteristics.into_record_reader()
    })?;
    let variables = records.schema().variables().to_vec();
    if variables.iter().any(|v| matches!(v.variable_type(), VariableType::LongString)) {
        return Err(Problem::new("R107", "the data set holds long strings (strL), which are not read")
            .at(Place::file(shown))
            .help("in Stata: `compress`, or `recast str20 VARIABLE`, and save again"));
    }
    let header: Vec<String> = variables.iter().map(|v| v.name().to_string()).collect();
    let types = variables.iter().map(|v| match (period(v.format()), v.variable_type()) {
        (ColumnType::Plain, VariableType::Float) => ColumnType::Narrow("float"),
        (own, _) => own,
    });
    let types: Vec<ColumnType> = types.collect();
    let blurred = Blurred::of(header.len());
    let seen = blurred.clone();
    let holding = variables.iter().map(|v| holding(v, labels.get(v.value_label_name()))).collect();
    let per_day: Vec<f64> = variables.iter().map(|v| if in_clocks(v.format()) { CLOCK } else { 1.0 }).collect();
    let rows = Stream::of(shown.to_string(), holding, move |sink| {
        let mut line = 1;
        while let Some(record) = records.read_record()? {
            line += 1;
            for (at, value) in record.values().iter().enumerate() {
                let x = match value {
                    Value::Double(v) => v.present(),
                    Value::Float(v) => v.present().map(|x| {
                        if x.abs() > EXACT {
                            seen.seen(at, line);
                        }
                        f64::from(x)
                    }),
                    Value::Byte(v) => v.present().map(f64::from),
                    Value::Int(v) => v.present().map(f64::from),
                    Value::Long(v) => v.present().map(f64::from),
                    Value::LongStringRef(_) => None,
                    Value::String(s) => {
                        sink.block.text(at, s);
                        continue;
                    }
                };
                match x {
                    Some(x) => sink.block.number(at, x / per_day[at]),
                    None => sink.block.nothing(at),
                }
            }
            if sink.end_row().is_err() {
                break;
            }
        }
        Ok::<_, DtaError>(())
    });
    Ok(Held { format: "dta", header, header_line: 1, rows: HeldRows::Ahead(rows), types, blurred, ..Held::default() })
}

/// Value labels by name of the set.
fn labels(path: &Path, shown: &str) -> Outcome<HashMap<String, Arc<HashMap<i32, Arc<str>>>>> {
    let table = guarded(shown, || {
        let mut table = ValueLabelTable::new();
        let mut characteristics = DtaReader::new().from_path(path)?.read_header()?.read_schema()?;
        if characteristics.schema().variables().iter().all(|v| v.value_label_name().is_empty()) {
            return Ok::<_, DtaError>(table);
        }
        characteristics.skip_to_end()?;
        let mut records = characteristics.into_record_reader()?;
        records.skip_to_end()?;
        let mut long = records.into_long_string_reader()?;
        long.skip_to_end()?;
        long.into_value_label_reader()?.read_remaining_into(&mut table)?;
        Ok(table)
    })?;
    let each = |set: &dta::stata::dta::value_label::ValueLabelSet| {
        let entries = set.entries().iter().map(|e| (e.value(), Arc::from(e.label()))).collect();
        (set.name().to_string(), Arc::new(entries))
    };
    Ok(table.iter().map(each).collect())
}

/// What a format counts, where that is not days.
fn period(format: &str) -> ColumnType {
    match format.get(..3) {
        Some("%tm") => ColumnType::Period("months"),
        Some("%tq") => ColumnType::Period("quarters"),
        Some("%tw") => ColumnType::Period("weeks"),
        Some("%th") => ColumnType::Period("half-years"),
        Some("%ty") => ColumnType::Period("years"),
        _ => ColumnType::Plain,
    }
}

/// Milliseconds of a day.
const CLOCK: f64 = 86_400_000.0;

fn in_clocks(format: &str) -> bool {
    format.starts_with("%tc") || format.starts_with("%tC")
}

fn holding(variable: &Variable, labels: Option<&Arc<HashMap<i32, Arc<str>>>>) -> Holding {
    let format = variable.format();
    match variable.variable_type() {
        VariableType::FixedString(_) => Holding::Text,
        _ if format.starts_with("%td") || format.starts_with("%d") || in_clocks(format) => Holding::Day,
        _ => labels.map_or(Holding::Number, |l| Holding::Labelled(l.clone())),
    }
}
