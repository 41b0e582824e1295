//! Ten million absence rows through ingest, and the same file through a bare polars scan and group-by in the same run.
//!
//!     cargo bench --bench registers                       # 10 million rows
//!     LODTRIN_BENCH_ROWS=100000000 cargo bench --bench registers
//!
//! Prints seconds, rows a second, and the largest memory that the process ever had. The scan can be left out with
//! `LODTRIN_BENCH_SCAN=no`, so that the memory is ingest's alone.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Place, Programmes, Pseudonymiser, Request};
use polars::prelude::*;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// School days of a pupil.
const DAYS: u64 = 100;

const STUDY: &str = r#"
[study]
title = "Bench"
[frame]
file = "programmes.csv"
id = "id"
[[rollout.period]]
id = "P1"
start = 2026-08-01
end = 2026-12-31
[[rollout.period]]
id = "P2"
start = 2027-01-01
end = 2027-07-31
[[rollout.wave]]
starts = "P2"
capacity = 2
[lottery]
stratify = "none"
source = "dice"
[registers.enrolments]
file = "enrolments.csv"
extracted = 2027-08-01
[registers.absences]
file = "absences.csv"
[[outcome]]
name = "dropout"
kind = "dropout"
primary = true
"#;

fn main() {
    let rows: u64 = std::env::var("LODTRIN_BENCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pupils = rows.div_ceil(DAYS);
    write(folder.path(), pupils, rows);
    let study = protocol::parse(STUDY, "study.toml").expect("the study reads");
    let place = |p: &str| Place { programme: p.into(), school: String::new() };
    let programmes = Programmes::new(vec![place("a"), place("b")]);
    let key = Pseudonymiser::new(&[9; 32], "bench").expect("a key");
    let request =
        Request { root: folder.path(), study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    let begun = Instant::now();
    let made = registers::ingest(&request).expect("it goes through");
    let own = begun.elapsed().as_secs_f64();
    let account = &made.ledgers[&registers::Register::Absences];
    assert_eq!((account.rows_in, account.used), (rows, rows));
    say("ingest", rows, own);
    drop(made);
    if std::env::var("LODTRIN_BENCH_SCAN").is_ok_and(|v| v == "no") {
        return;
    }
    let begun = Instant::now();
    let scanned = scan(&folder.path().join("absences.csv")).expect("polars reads it");
    let bare = begun.elapsed().as_secs_f64();
    assert_eq!(scanned as u64, pupils);
    say("polars scan and group-by", rows, bare);
    say_line(&format!("ingest takes {:.2} times as long", own / bare));
    say_line("again: cargo bench --bench registers");
}

fn write(folder: &Path, pupils: u64, rows: u64) {
    let create = |name: &str| BufWriter::new(std::fs::File::create(folder.join(name)).expect("a file"));
    let mut enrolments = create("enrolments.csv");
    writeln!(enrolments, "pupil;programme;start;end").expect("written");
    for p in 0..pupils {
        writeln!(enrolments, "p{p:08};{};2026-08-10;", if p % 2 == 0 { "a" } else { "b" }).expect("written");
    }
    enrolments.flush().expect("written");
    let mut absences = create("absences.csv");
    writeln!(absences, "pupil;date;hours_offered;hours_absent").expect("written");
    let first = 20_675; // 2026-08-10
    let days: Vec<String> = (0..DAYS as i32).map(|d| registers::calendar::iso(first + d)).collect();
    for row in 0..rows {
        let (p, d) = (row / DAYS, row % DAYS);
        let absent = if row % 17 == 0 { "6.5" } else { "0" };
        writeln!(absences, "p{p:08};{};6.5;{absent}", days[d as usize]).expect("written");
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

fn say(what: &str, rows: u64, seconds: f64) {
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find_map(|l| l.strip_prefix("VmHWM:")).map_or("unknown", str::trim).to_string();
    say_line(&format!(
        "{what}: {rows} rows in {seconds:.2} s, {:.1} million rows a second, largest memory {peak}",
        rows as f64 / seconds / 1e6
    ));
}

fn say_line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
