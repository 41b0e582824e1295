use crate::diagnostics::{Outcome, Page, Place, Problem};
use crate::provenance;
use crate::trial::{Column, Columns, missing_column};
use polars::prelude::{AnyValue, DataType, ParquetReader, SerReader, Series};
use std::fs::File;
use std::path::Path;

/// Pages of `lodtrin explain` for tables that are given with `--data`.
pub const COLUMN_PAGES: &[Page] = &[
    Page {
        name: "R901",
        title: "a table given with --data cannot be read",
        text: "`--data` reads CSV (UTF-8; comma, semicolon or tab; the first line names the columns)\n\
               and Parquet, by suffix. The message says what was wrong and in which line: an empty file,\n\
               a row with too many or too few cells, bytes that are not UTF-8, a NUL byte.",
    },
    Page {
        name: "R902",
        title: "a column that was named is not in the table",
        text: "Column names are compared exactly. The message lists the columns that are there, the\n\
               nearest first.",
    },
    Page {
        name: "R903",
        title: "a cell that should be a number is not",
        text: "Outcomes, sizes and covariates are numbers. Missing cells are empty, `NA` or `NaN`.\n\
               In a semicolon-separated file a decimal comma is read as a decimal point.",
    },
];

/// Longest line that is taken for a row and not for a broken file.
const LONGEST_ROW: usize = 4 << 20;

/// Reads the named columns of a CSV or Parquet table.
///
/// A CSV column is `Number` when each of its cells is a number or missing (empty, `NA`, `NaN`, `null`, `.`), and `Text`
/// otherwise; whole numbers with leading zeros are words.
///
/// # Errors
/// `R901` for a file that cannot be read, `R902` for a column that is not there.
pub fn read_columns(path: &Path, wanted: &[&str]) -> Outcome<Columns> {
    let shown = path.display().to_string();
    let suffix = path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
    match suffix.as_deref() {
        Some("parquet" | "pq") => read_parquet(path, &shown, wanted),
        _ => read_csv(path, &shown, wanted),
    }
}

fn unreadable(shown: &str, what: impl Into<String>) -> Problem {
    Problem::new("R901", what).at(Place::file(shown))
}

fn positions<'a>(shown: &str, wanted: &[&'a str], there: &[String]) -> Outcome<Vec<(&'a str, usize)>> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for name in wanted {
        if found.iter().any(|(n, _)| n == name) {
            continue;
        }
        let at = there
            .iter()
            .position(|n| n == name)
            .ok_or_else(|| missing_column(shown, name, there.iter().map(String::as_str)))?;
        found.push((name, at));
    }
    Ok(found)
}

/// The delimiter that the header line uses most, comma when it uses none.
fn delimiter(header: &str) -> u8 {
    let count = |d: char| header.matches(d).count();
    [(b',', count(',')), (b';', count(';')), (b'\t', count('\t'))]
        .into_iter()
        .fold((b',', 0), |best, d| if d.1 > best.1 { d } else { best })
        .0
}

fn read_csv(path: &Path, shown: &str, wanted: &[&str]) -> Outcome<Columns> {
    let bytes = provenance::read_bytes(path)?;
    if bytes.starts_with(b"PAR1") {
        return read_parquet(path, shown, wanted);
    }
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        unreadable(shown, format!("`{shown}` is not UTF-8 text"))
            .at(Place::line(shown, line))
            .help("save the table as UTF-8, or give it as a register and run `lodtrin ingest`")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(unreadable(shown, format!("`{shown}` holds a NUL byte")).at(Place::line(shown, line)));
    }
    if text.trim().is_empty() {
        return Err(unreadable(shown, format!("`{shown}` is empty")).help("the first line must name the columns"));
    }
    let delimiter = delimiter(text.lines().next().unwrap_or(""));
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let broken = |e: csv::Error| {
        let line = e.position().map(|p| p.line() as usize);
        let what = match e.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("a row has {len} cells where the header has {expected_len}")
            }
            other => format!("a row cannot be read: {other:?}"),
        };
        let place = line.map_or_else(|| Place::file(shown), |l| Place::line(shown, l));
        unreadable(shown, what).at(place).help("every row must have as many cells as the first line")
    };
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(|h| h.trim().to_string()).collect();
    let found = positions(shown, wanted, &header)?;
    let comma = delimiter == b';';
    let mut columns: Vec<Column> = found.iter().map(|_| Column::Number(Vec::new())).collect();
    loop {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let mut turned: Vec<usize> = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(broken)? {
            if record.as_slice().len() > LONGEST_ROW {
                let line = record.position().map_or(0, |p| p.line() as usize);
                return Err(unreadable(shown, "a row is longer than 4 MB; a quote is probably not closed")
                    .at(Place::line(shown, line)));
            }
            for (j, (_, at)) in found.iter().enumerate() {
                if !push(&mut columns[j], record.get(*at).unwrap_or("").trim(), comma) && !turned.contains(&j) {
                    turned.push(j);
                }
            }
        }
        if turned.is_empty() {
            break;
        }
        // a column that looked like numbers at first holds words: read everything again, that column as words
        for (j, column) in columns.iter_mut().enumerate() {
            *column = match column {
                Column::Number(_) if !turned.contains(&j) => Column::Number(Vec::new()),
                _ => Column::Text(Vec::new()),
            };
        }
    }
    if columns.first().is_some_and(Column::is_empty) {
        return Err(unreadable(shown, format!("`{shown}` has a header but no rows")));
    }
    Ok(Columns::new(shown, found.iter().map(|(n, _)| n.to_string()).zip(columns).collect()))
}

/// Adds a cell; false when a column of numbers meets words after its first row.
fn push(column: &mut Column, cell: &str, comma: bool) -> bool {
    match column {
        Column::Text(words) => words.push(if missing(cell) { String::new() } else { cell.to_string() }),
        Column::Number(numbers) => match number(cell, comma) {
            Some(x) => numbers.push(x),
            None if numbers.is_empty() => *column = Column::Text(vec![cell.to_string()]),
            None => {
                numbers.push(f64::NAN);
                return false;
            }
        },
    }
    true
}

fn missing(cell: &str) -> bool {
    matches!(cell, "" | "NA" | "NaN" | "nan" | "null" | "NULL" | ".")
}

/// The number in a cell, NaN when it is missing, `None` when it holds words.
fn number(cell: &str, comma: bool) -> Option<f64> {
    if missing(cell) {
        return Some(f64::NAN);
    }
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    if digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit() {
        return None;
    }
    if digits.len() > 15 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if comma && cell.contains(',') && !cell.contains('.') {
        return cell.replace(',', ".").parse().ok();
    }
    cell.parse().ok()
}

fn read_parquet(path: &Path, shown: &str, wanted: &[&str]) -> Outcome<Columns> {
    let broken = |e: polars::error::PolarsError| {
        let said = e.to_string();
        unreadable(shown, format!("`{shown}` is not a Parquet file that can be read"))
            .found(said.lines().next().unwrap_or("").to_string())
    };
    provenance::read_bytes(path).map(drop)?;
    let open = || File::open(path).map_err(|e| unreadable(shown, format!("cannot read `{shown}`: {e}")));
    let schema = ParquetReader::new(open()?).schema().map_err(broken)?;
    let there: Vec<String> = schema.iter_names().map(|n| n.to_string()).collect();
    let found = positions(shown, wanted, &there)?;
    let names: Vec<String> = found.iter().map(|(n, _)| n.to_string()).collect();
    let frame = ParquetReader::new(open()?).with_columns(Some(names)).finish().map_err(broken)?;
    if frame.height() == 0 {
        return Err(unreadable(shown, format!("`{shown}` has no rows")));
    }
    let mut columns = Vec::with_capacity(found.len());
    for (name, _) in &found {
        let series = frame.column(name).map_err(broken)?.as_materialized_series().rechunk();
        columns.push((name.to_string(), cells(&series).map_err(broken)?));
    }
    Ok(Columns::new(shown, columns))
}

fn cells(series: &Series) -> Result<Column, polars::error::PolarsError> {
    let nan = |x: Option<f64>| x.unwrap_or(f64::NAN);
    Ok(match series.dtype() {
        DataType::String => Column::Text(series.str()?.iter().map(|s| s.unwrap_or("").to_string()).collect()),
        DataType::Float64 => Column::Number(series.f64()?.iter().map(nan).collect()),
        DataType::Boolean | DataType::Float32 => {
            Column::Number(series.cast(&DataType::Float64)?.f64()?.iter().map(nan).collect())
        }
        d if d.is_integer() => {
            let wide = series.cast(&DataType::Int64)?;
            let wide = wide.i64()?;
            if wide.iter().flatten().all(|x| x.unsigned_abs() < 1 << 53) {
                Column::Number(wide.iter().map(|x| x.map_or(f64::NAN, |x| x as f64)).collect())
            } else {
                Column::Text(wide.iter().map(|x| x.map_or_else(String::new, |x| x.to_string())).collect())
            }
        }
        DataType::Date => {
            let days = series.cast(&DataType::Int32)?;
            Column::Text(days.i32()?.iter().map(|d| d.map_or_else(String::new, iso_date)).collect())
        }
        _ => Column::Text(
            series
                .iter()
                .map(|v| match v {
                    AnyValue::Null => String::new(),
                    other => other.to_string().trim_matches('"').to_string(),
                })
                .collect(),
        ),
    })
}

/// The ISO date of a day number since 1970-01-01.
fn iso_date(day: i32) -> String {
    jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(day))
        .map_or_else(|_| day.to_string(), |d| d.to_string())
}
