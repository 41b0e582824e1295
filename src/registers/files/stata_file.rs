//! Stata data sets written.

use super::export::{Export, Values};
use crate::diagnostics::{Outcome, Place, Problem};
use crate::registers::cells::calendar::FROM_1960;
use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_long::StataLong;
use std::borrow::Cow;
use std::io::Cursor;
use std::path::Path;

/// Longest fixed text of Stata, in bytes.
const LONGEST: usize = 2045;

/// Writes a table as a Stata data set: text as `str`, days as `%td`, numbers as double.
pub(super) fn write(table: &Export, path: &Path) -> Outcome<()> {
    let failed = |e: DtaError| {
        Problem::new("P101", "the Stata file cannot be written")
            .at(Place::file(path.display().to_string()))
            .found(e.to_string())
            .help("write CSV or Parquet instead")
    };
    let bytes = bytes(table).map_err(failed)?;
    crate::provenance::write_atomic(path, &bytes)
}

fn bytes(table: &Export) -> Result<Vec<u8>, DtaError> {
    let names = table.stata_names();
    let mut schema = Schema::builder();
    for ((written, values), name) in table.columns.iter().zip(&names) {
        let (kind, format) = match values {
            Values::Text(v) => {
                let widest = v.iter().map(String::len).max().unwrap_or(0).clamp(1, LONGEST);
                (VariableType::FixedString(widest as u16), format!("%-{widest}s"))
            }
            Values::Whole(_) => (VariableType::Double, "%12.0g".to_string()),
            Values::Number(_) => (VariableType::Double, "%10.0g".to_string()),
            Values::Day(_) => (VariableType::Long, "%td".to_string()),
        };
        let label: String = written.chars().take(80).collect();
        schema = schema.add_variable(Variable::builder(kind, name.as_str()).format(format).label(label));
    }
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).build();
    let mut records = DtaWriter::new()
        .from_writer(Cursor::new(Vec::new()))
        .write_header(header)?
        .write_schema(schema.build()?)?
        .into_record_writer()?;
    for row in 0..table.rows() {
        let values: Vec<Value<'_>> = table.columns.iter().map(|(_, v)| value(v, row)).collect();
        records.write_record(&values)?;
    }
    Ok(records.into_long_string_writer()?.into_value_label_writer()?.finish()?.into_inner())
}

fn value(values: &Values, row: usize) -> Value<'_> {
    let number =
        |x: Option<f64>| Value::Double(x.map_or(StataDouble::Missing(MissingValue::System), StataDouble::Present));
    match values {
        Values::Text(v) => {
            let text = &v[row];
            let mut end = text.len().min(LONGEST);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            Value::String(Cow::Borrowed(&text[..end]))
        }
        Values::Whole(v) => number(v[row].map(|x| x as f64)),
        Values::Number(v) => number(v[row]),
        Values::Day(v) => Value::Long(
            v[row].map_or(StataLong::Missing(MissingValue::System), |d| StataLong::Present(d + FROM_1960 as i32)),
        ),
    }
}
