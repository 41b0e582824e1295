//! 1,000 simulated trials of the sample's 24 programmes and 8 terms, each with the declared analysis and 999 replays of the
//! lottery, with the effect and without.
//!
//!     cargo bench --bench power

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use lodtrin::diagnostics::Silent;
use lodtrin::folder::study::Folder;
use lodtrin::planning::plan::resolve;
use lodtrin::planning::request::{Request, Simulated};
use lodtrin::planning::simulated::simulated;
use std::time::Instant;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/os-i-branchen");
/// Seconds on two cores.
const LIMIT: f64 = 60.0;

fn main() {
    let request = Request::of_study(SAMPLE.into());
    let folder = Folder::open(SAMPLE).expect("the sample");
    let study = folder.study().expect("a protocol");
    let asked = resolve(&request, &Silent).expect("a plan");
    let trials = Simulated { trials: 1000, draws: Some(999), shard: None, file: None, merge: Vec::new() };
    let begun = Instant::now();
    let table = simulated(&asked, &trials, &folder, &study, &Silent).expect("trials");
    let seconds = begun.elapsed().as_secs_f64();
    assert!(!table.rows.is_empty());
    assert!(seconds < LIMIT, "1,000 trials took {seconds:.1} s");
    let report = format!("power: 1,000 trials with 999 replays each in {seconds:.2} s (limit {LIMIT} s)\n");
    std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes()).expect("stdout");
}
