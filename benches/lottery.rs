//! Replays per second of the stratified lottery, 24 and 120 lots at schools of four in six equal waves.
//!
//!     cargo bench --bench lottery
//!
//! One line a case: lots, threshold, threads, replays, seconds, replays per second, candidates looked at per second and
//! microseconds a candidate; `ratio` is candidates per second against the baseline, the candidate written out word by word
//! with the `hmac` crate, on one thread in the same run.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use hmac::{Hmac, KeyInit, Mac};
use lodtrin::diagnostics::Silent;
use lodtrin::lottery::{Balance, Design, Lottery, calibrate};
use lodtrin::trial::{Frame, Lot};
use rayon::prelude::*;
use sha2::Sha256;
use std::io::Write;
use std::time::Instant;

/// Seconds for a million replays of 120 lots without a threshold, on two cores.
const LIMIT: f64 = 15.0;
const KEY: [u8; 32] = [2; 32];

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

/// `K(key, tag, p..)`, the message put together anew each time.
fn k(key: &[u8], tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    for part in [b"lodtrin-1".as_slice(), tag.as_bytes()].iter().chain(parts) {
        mac.update(&(part.len() as u32).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The baseline: replay r's first candidate as the specification words it (equal capacities, so Λ/c_w = 1).
fn literal(frame: &Frame, capacity: &[u32], r: u64) -> Vec<u8> {
    let key = k(&KEY, "replay", &[&r.to_be_bytes()]);
    let j = 0u64.to_be_bytes();
    let mut order: Vec<usize> = (0..frame.lots.len()).collect();
    order.sort_by_cached_key(|i| {
        let lot = &frame.lots[*i];
        let (school, id) = (lot.stratum.as_bytes(), lot.id.as_bytes());
        (k(&key, "stratum", &[&j, school]), school, k(&key, "ticket", &[&j, id]), id)
    });
    let mut ranked: Vec<u64> = (1..=capacity.len() as u64).collect();
    ranked.sort_by_cached_key(|w| k(&key, "wave", &[&j, &w.to_be_bytes()]));
    let mut slots: Vec<(u64, usize, u8)> = Vec::new();
    for (i, w) in ranked.iter().enumerate() {
        let place = |a: u32| 2 * capacity.len() as u64 * u64::from(a) + 2 * i as u64 + 1;
        slots.extend((0..capacity[*w as usize - 1]).map(|a| (place(a), i, *w as u8)));
    }
    slots.sort_unstable();
    let n = order.len();
    let mut count = 0u64;
    let offset = loop {
        let mac = k(&key, "offset", &[&j, &count.to_be_bytes()]);
        let x = u64::from_be_bytes([mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], mac[6], mac[7]]);
        if u128::from(x) < (1u128 << 64) - (1u128 << 64) % n as u128 {
            break (x % n as u64) as usize;
        }
        count += 1;
    };
    let mut waves = vec![0; n];
    for (p, i) in order.iter().enumerate() {
        waves[*i] = slots[(p + offset) % n].2;
    }
    waves
}

/// Candidates per second of the baseline; its schedules must be those of the lottery.
fn baseline(lots: usize, lottery: &Lottery) -> f64 {
    const CANDIDATES: u64 = 10_000;
    let (frame, capacity) = (frame(lots), design(lots, false).capacity);
    let begun = Instant::now();
    let all: Vec<u8> = (1..=CANDIDATES).flat_map(|r| literal(&frame, &capacity, r)).collect();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(all == lottery.replays(&KEY, 1..CANDIDATES + 1, &Silent).expect("replays"), "baseline and lottery differ");
    CANDIDATES as f64 / seconds
}

/// The schedules of the replays and the seconds they took.
fn timed(lottery: &Lottery, replays: u64, threads: usize) -> (Vec<u8>, f64) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let begun = Instant::now();
    let all = pool.install(|| lottery.replays(&KEY, 1..replays + 1, &Silent)).expect("replays");
    (all, begun.elapsed().as_secs_f64())
}

/// Candidates looked at for so many replays.
fn tries(lottery: &Lottery, replays: u64) -> u64 {
    (1..=replays).into_par_iter().map(|r| lottery.replay(&KEY, r).expect("a replay").tries + 1).sum()
}

fn main() {
    let mut out = std::io::stdout();
    let mut million = 0.0;
    let _ = writeln!(out, "lots threshold threads  replays seconds replays/s candidates/s us/candidate ratio");
    for lots in [24, 120] {
        let base = baseline(lots, &lottery(lots, false));
        let _ = writeln!(out, "{lots:>4}  baseline       1 {:>37.0} {:>12.2}  1.00", base, 1e6 / base);
        for five_percent in [false, true] {
            let lottery = lottery(lots, five_percent);
            let replays: u64 = if five_percent { 20_000 } else { 1_000_000 };
            let tries = if five_percent { tries(&lottery, replays) } else { replays };
            let mut first: Option<Vec<u8>> = None;
            for threads in [1, 2] {
                let (all, seconds) = timed(&lottery, replays, threads);
                assert!(
                    first.get_or_insert_with(|| all.clone()) == &all,
                    "{threads} threads give other bytes than one"
                );
                let speed = tries as f64 / seconds;
                let _ = writeln!(
                    out,
                    "{lots:>4} {:>9} {threads:>7} {replays:>8} {seconds:>7.2} {:>9.0} {speed:>12.0} {:>12.2} {:>5.2}",
                    if five_percent { "5 %" } else { "none" },
                    replays as f64 / seconds,
                    1e6 / speed,
                    speed / base
                );
                if !five_percent && threads == 2 {
                    million = seconds;
                }
            }
        }
    }
    let _ = writeln!(out, "one million replays of 120 lots on two threads: {million:.1} s (limit {LIMIT} s)");
    assert!(million <= LIMIT, "a million replays of 120 lots took {million:.1} s");
}
