//! Replays per second of the stratified lottery: `cargo bench --bench lottery`.
//!
//! Prints one line per case: lots, threshold, threads, replays, seconds, replays per second, candidates per second.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use lodtrin::diagnostics::Silent;
use lodtrin::lottery::{Balance, Design, Lottery, calibrate};
use lodtrin::trial::{Frame, Lot};
use std::io::Write;
use std::time::Instant;

/// So many lots at schools of four, in six equal waves.
fn frame(lots: usize) -> Frame {
    let lot = |i: usize| Lot {
        id: format!("programme-{i:03}"),
        stratum: format!("school-{:02}", i / 4),
        first: 1,
        last: 6,
        covariates: vec![40 + (i as i64 * 7919) % 311],
    };
    Frame { covariates: vec!["pupils".into()], lots: (0..lots).map(lot).collect() }
}

fn design(lots: usize, balance: bool) -> Design {
    let item = Balance { covariate: "pupils".into(), weight: 1, trend: false };
    Design {
        capacity: vec![lots as u32 / 6; 6],
        stratified: true,
        apart: Vec::new(),
        before: Vec::new(),
        limit: Vec::new(),
        balance: if balance { vec![item] } else { Vec::new() },
        keep: None,
        threshold: None,
        max_tries: 100_000,
    }
}

fn lottery(lots: usize, five_percent: bool) -> Lottery {
    let frame = frame(lots);
    let rules = design(lots, five_percent);
    let open = Lottery::new(&frame, &rules).expect("a design that fits");
    if !five_percent {
        return open;
    }
    let threshold = calibrate(&open, &[1; 32]).and_then(|c| c.threshold((1, 20))).expect("enough candidates");
    Lottery::new(&frame, &Design { keep: Some((1, 20)), threshold: Some(threshold), ..rules })
        .expect("a design that fits")
}

fn main() {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "lots threshold threads  replays seconds replays/s candidates/s");
    for lots in [24, 120] {
        for five_percent in [false, true] {
            let lottery = lottery(lots, five_percent);
            let replays: u64 = if five_percent { 20_000 } else { 1_000_000 };
            let tries: u64 = if five_percent {
                (1..=500).map(|r| lottery.replay(&[2; 32], r).map_or(0, |d| d.tries + 1)).sum::<u64>() * replays / 500
            } else {
                replays
            };
            let mut first: Option<Vec<u8>> = None;
            for threads in [1, 2] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                let begun = Instant::now();
                let all = pool.install(|| lottery.replays(&[2; 32], 1..replays + 1, &Silent)).expect("replays");
                let seconds = begun.elapsed().as_secs_f64();
                let same = first.get_or_insert_with(|| all.clone()) == &all;
                let _ = writeln!(
                    out,
                    "{lots:>4} {:>9} {threads:>7} {replays:>8} {seconds:>7.2} {:>9.0} {:>12.0}{}",
                    if five_percent { "5 %" } else { "none" },
                    replays as f64 / seconds,
                    tries as f64 / seconds,
                    if same { "" } else { "  DIFFERENT BYTES" }
                );
            }
        }
    }
}
