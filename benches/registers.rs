//! Ten million absence rows through ingest, and the same file through a bare polars scan and group-by in the same run.
//!
//!     cargo bench --bench registers                       # 10 million rows
//!     LODTRIN_BENCH_ROWS=100000000 cargo bench --bench registers
//!
//! Prints seconds, rows a second, and the largest memory that the process ever had. The scan can be left out with
//! `LODTRIN_BENCH_SCAN=no`, so that the memory is ingest's alone.

mod one_study;

use one_study::{DAYS, FIRST, absent, ingested, largest_memory, say};
use polars::prelude::*;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

fn main() {
    let rows: u64 = std::env::var("LODTRIN_BENCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), rows);
    let own = ingested(folder.path(), "absences.csv", rows);
    told("ingest", rows, own);
    if std::env::var("LODTRIN_BENCH_SCAN").is_ok_and(|v| v == "no") {
        return;
    }
    let begun = Instant::now();
    let scanned = scan(&folder.path().join("absences.csv")).expect("polars reads it");
    let bare = begun.elapsed().as_secs_f64();
    assert_eq!(scanned as u64, rows.div_ceil(DAYS));
    told("polars scan and group-by", rows, bare);
    say(&format!("ingest takes {:.2} times as long", own / bare));
    say("again: cargo bench --bench registers");
}

fn write(folder: &Path, rows: u64) {
    let file = std::fs::File::create(folder.join("absences.csv")).expect("a file");
    let mut absences = BufWriter::new(file);
    writeln!(absences, "pupil;date;hours_offered;hours_absent").expect("written");
    let days: Vec<String> = (0..DAYS as i32).map(|d| lodtrin::registers::calendar::iso(FIRST + d)).collect();
    for row in 0..rows {
        let (p, d) = (row / DAYS, row % DAYS);
        writeln!(absences, "p{p:08};{};6.5;{}", days[d as usize], absent(row)).expect("written");
    }
    absences.flush().expect("written");
}

/// Reads the file and adds up hours by pupil: the least that anybody would have to do.
#[allow(deprecated)] // the eager form: `lazy` is left out of this tool, see docs/dependencies.md
fn scan(path: &Path) -> PolarsResult<usize> {
    let options = CsvReadOptions::default()
        .with_has_header(true)
        .map_parse_options(|p| p.with_separator(b';').with_try_parse_dates(true));
    let frame = options.try_into_reader_with_file_path(Some(path.to_path_buf()))?.finish()?;
    let sums = frame.group_by(["pupil"])?.select(["hours_offered", "hours_absent"]).sum()?;
    Ok(sums.height())
}

fn told(what: &str, rows: u64, seconds: f64) {
    let (rate, peak) = (rows as f64 / seconds / 1e6, largest_memory());
    say(&format!("{what}: {rows} rows in {seconds:.2} s, {rate:.1} million rows a second, largest memory {peak}"));
}
