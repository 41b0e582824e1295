//! A study of two programmes, whose absences stand in the file that takes the place of `ABSENCES`.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Place, Programmes, Pseudonymiser, Register, Request};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// School days of a pupil.
pub const DAYS: u64 = 100;
/// 2026-08-10 in days since 1970-01-01.
pub const FIRST: i32 = 20_675;

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
file = "ABSENCES"
[[outcome]]
name = "dropout"
kind = "dropout"
primary = true
"#;

/// Writes the enrolments of so many pupils, and takes all registers in: seconds.
pub fn ingested(folder: &Path, absences: &str, rows: u64) -> f64 {
    let mut enrolments = BufWriter::new(std::fs::File::create(folder.join("enrolments.csv")).expect("a file"));
    writeln!(enrolments, "pupil;programme;start;end").expect("written");
    for p in 0..rows.div_ceil(DAYS) {
        writeln!(enrolments, "p{p:08};{};2026-08-10;", if p % 2 == 0 { "a" } else { "b" }).expect("written");
    }
    enrolments.flush().expect("written");
    let study = protocol::parse(&STUDY.replace("ABSENCES", absences), "study.toml").expect("the study reads");
    let place = |p: &str| Place { programme: p.into(), school: String::new() };
    let programmes = Programmes::new(vec![place("a"), place("b")]);
    let key = Pseudonymiser::new(&[9; 32], "bench").expect("a key");
    let request = Request { root: folder, study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    let begun = Instant::now();
    let made = registers::ingest(&request).expect("it goes through");
    let seconds = begun.elapsed().as_secs_f64();
    let account = &made.ledgers[&Register::Absences];
    assert_eq!((account.rows_in, account.used), (rows, rows));
    seconds
}

/// Whether a row is an absence: hours of it.
pub fn absent(row: u64) -> f64 {
    if row.is_multiple_of(17) { 6.5 } else { 0.0 }
}

/// The largest memory that this process ever had.
pub fn largest_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")).map_or("unknown", str::trim).to_string()
}

pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
