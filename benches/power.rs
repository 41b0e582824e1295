//! 1,000 simulated trials of the sample's 24 programmes and 8 terms, each with the declared analysis and 999 replays of the
//! lottery, with the effect and without; then the declared analysis of `power STUDY` and the search for the waves of 24 lots in 8
//! terms, as ratios to it.
//!
//!     cargo bench --bench power

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use lodtrin::diagnostics::Silent;
use lodtrin::folder::study::Folder;
use lodtrin::planning::plan::resolve;
use lodtrin::planning::request::{Request, Show, Simulated, Waves};
use lodtrin::planning::simulated::simulated;
use lodtrin::planning::{declared, optimise};
use std::time::Instant;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/os-i-branchen");
/// Seconds on two cores.
const LIMIT: f64 = 60.0;
/// Seconds on two cores for the search.
const SEARCH: f64 = 10.0;

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
    let begun = Instant::now();
    let table = declared::power(&asked, &Silent).expect("an answer");
    let first = begun.elapsed().as_secs_f64();
    assert!(table.rows.len() > 3);
    let waves = Waves { lots: Some(24), terms: Some(8), ..Waves::default() };
    let flags = Request { show: Show::Optimise, size: Some(vec![24.0]), sd: Some(1.0), waves, ..request };
    let begun = Instant::now();
    let found = optimise::run(&flags, &Silent).expect("waves");
    let search = begun.elapsed().as_secs_f64();
    assert!(found.table.rows.len() > 3);
    assert!(search < SEARCH, "24 lots in 8 terms took {search:.1} s");
    let report = format!(
        "{report}power STUDY in {first:.2} s, {:.2} times the trials; --optimise of 24 lots in 8 terms over the grid in \
         {search:.2} s, {:.2} times\n",
        first / seconds,
        search / seconds
    );
    std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes()).expect("stdout");
}
