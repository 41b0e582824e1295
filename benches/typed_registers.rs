//! Absence rows in Parquet, a workbook, Stata and SAS through ingest, and each file through its reader alone in the same run.
//!
//!     cargo bench --bench typed_registers                                  # 2 million rows; 300,000 of a workbook
//!     LODTRIN_BENCH_ROWS=10000000 LODTRIN_BENCH_FORMS=parquet cargo bench --bench typed_registers
//!     LODTRIN_BENCH_SAS=absences.sas7bdat cargo bench --bench typed_registers
//!
//! No crate writes SAS data sets; R does, of the rows that `LODTRIN_BENCH_ROWS` says:
//!
//!     rows <- 0:1999999; haven::write_sas(data.frame(pupil = sprintf("p%08d", rows %/% 100), date = as.Date("2026-08-10") +
//!       rows %% 100, hours_offered = 6.5, hours_absent = ifelse(rows %% 17 == 0, 6.5, 0)), "absences.sas7bdat")
//!
//! A form is run in a process of its own: its line gives seconds, their ratio, and the largest memory of ingest.

mod one_study;

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::stata_double::StataDouble;
use one_study::{DAYS, FIRST, absent, ingested, largest_memory, say};
use polars::prelude::*;
use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The first day in days since 1960-01-01.
const FIRST_1960: i32 = FIRST + 3_653;
/// What a sheet holds.
const SHEET: u64 = 300_000;

fn main() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let rows = number("LODTRIN_BENCH_ROWS").unwrap_or(2_000_000);
    if let Ok(form) = std::env::var("LODTRIN_BENCH_FORM") {
        return one(&form, if form == "xlsx" { rows.min(SHEET) } else { rows });
    }
    let wanted = std::env::var("LODTRIN_BENCH_FORMS").unwrap_or_else(|_| "parquet,xlsx,dta,sas7bdat".into());
    for form in wanted.split(',') {
        if form == "sas7bdat" && std::env::var_os("LODTRIN_BENCH_SAS").is_none() {
            say("sas7bdat: not run, LODTRIN_BENCH_SAS names no file");
            continue;
        }
        let own = std::env::current_exe().expect("a path");
        let done = std::process::Command::new(own).env("LODTRIN_BENCH_FORM", form).status().expect("a process");
        assert!(done.success(), "{form} failed");
    }
    say("again: cargo bench --bench typed_registers");
}

/// Ingest and bare pass of one form.
fn one(form: &str, rows: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = written(form, folder.path(), rows);
    let own = ingested(folder.path(), &file.display().to_string(), rows);
    let memory = largest_memory();
    let begun = Instant::now();
    let seen = match form {
        "parquet" => parquet_pass(&file).expect("polars reads it") as u64 * DAYS,
        "xlsx" => xlsx_pass(&file) - 1,
        "dta" => dta_pass(&file),
        _ => sas_pass(&file),
    };
    let bare = begun.elapsed().as_secs_f64();
    assert!(seen.abs_diff(rows) < DAYS, "{seen} rows of {rows}");
    say(&format!(
        "{form}: {rows} rows, ingest {own:.2} s, its reader alone {bare:.2} s, {:.2} times as long, largest memory {memory}",
        own / bare
    ));
}

fn written(form: &str, at: &Path, rows: u64) -> PathBuf {
    let file = at.join(format!("absences.{form}"));
    match form {
        "parquet" => parquet(&file, rows).expect("written"),
        "xlsx" => xlsx(&file, rows),
        "dta" => dta(&file, rows).expect("written"),
        _ => return PathBuf::from(std::env::var_os("LODTRIN_BENCH_SAS").expect("a file")),
    }
    file
}

fn parquet(file: &Path, rows: u64) -> PolarsResult<()> {
    let days: Vec<i32> = (0..rows).map(|r| FIRST + (r % DAYS) as i32).collect();
    let mut frame = df!(
        "pupil" => (0..rows).map(|r| format!("p{:08}", r / DAYS)).collect::<Vec<_>>(),
        "date" => days,
        "hours_offered" => vec![6.5; rows as usize],
        "hours_absent" => (0..rows).map(absent).collect::<Vec<_>>(),
    )?;
    let dates = frame.column("date")?.cast(&DataType::Date)?;
    frame.with_column(dates)?;
    ParquetWriter::new(File::create(file)?).finish(&mut frame)?;
    Ok(())
}

#[allow(deprecated)] // the eager form: `lazy` is left out of this tool, see docs/dependencies.md
fn parquet_pass(file: &Path) -> PolarsResult<usize> {
    let frame = ParquetReader::new(File::open(file)?).finish()?;
    Ok(frame.group_by(["pupil"])?.select(["hours_offered", "hours_absent"]).sum()?.height())
}

fn xlsx(file: &Path, rows: u64) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (at, name) in ["pupil", "date", "hours_offered", "hours_absent"].into_iter().enumerate() {
        sheet.write(0, at as u16, name).expect("written");
    }
    for r in 0..rows {
        let line = r as u32 + 1;
        sheet.write(line, 0, format!("p{:08}", r / DAYS)).expect("written");
        // days of workbooks count from 1899-12-30
        sheet.write_with_format(line, 1, f64::from(FIRST + 25_569 + (r % DAYS) as i32), &day).expect("written");
        sheet.write(line, 2, 6.5).expect("written");
        sheet.write(line, 3, absent(r)).expect("written");
    }
    book.save(file).expect("written");
}

fn xlsx_pass(file: &Path) -> u64 {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(file).expect("it opens");
    let name = book.sheet_names()[0].clone();
    let mut cells = book.worksheet_cells_reader(&name).expect("a sheet");
    let mut last = 0;
    while let Some(cell) = cells.next_cell().expect("it reads") {
        last = cell.get_position().0;
        black_box(cell.get_value());
    }
    u64::from(last) + 1
}

fn dta(file: &Path, rows: u64) -> dta::stata::dta::dta_error::Result<()> {
    let double = |name: &str, format: &str| Variable::builder(VariableType::Double, name).format(format);
    let schema = Schema::builder()
        .add_variable(Variable::builder(VariableType::FixedString(9), "pupil").format("%9s"))
        .add_variable(double("date", "%td"))
        .add_variable(double("hours_offered", "%9.0g"))
        .add_variable(double("hours_absent", "%9.0g"))
        .build()?;
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).build();
    let mut records =
        DtaWriter::new().from_path(file)?.write_header(header)?.write_schema(schema)?.into_record_writer()?;
    for r in 0..rows {
        let pupil = format!("p{:08}", r / DAYS);
        let number = |x: f64| Value::Double(StataDouble::Present(x));
        let day = f64::from(FIRST_1960 + (r % DAYS) as i32);
        records.write_record(&[Value::String(pupil.as_str().into()), number(day), number(6.5), number(absent(r))])?;
    }
    records.into_long_string_writer()?.into_value_label_writer()?.finish()?;
    Ok(())
}

fn dta_pass(file: &Path) -> u64 {
    let pass = || {
        let mut characteristics = DtaReader::new().from_path(file)?.read_header()?.read_schema()?;
        characteristics.skip_to_end()?;
        let mut records = characteristics.into_record_reader()?;
        let mut rows = 0;
        while let Some(record) = records.read_record()? {
            black_box(record.values());
            rows += 1;
        }
        Ok::<u64, dta::stata::dta::dta_error::DtaError>(rows)
    };
    pass().expect("it reads")
}

fn sas_pass(file: &Path) -> u64 {
    let data = sas7bdat::Dataset::open(file).expect("it opens");
    data.collect_rows().expect("it reads").len() as u64
}
