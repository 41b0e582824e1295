//! What gaps cost: a draw with them against one without, the worst case against both, in one run on one machine, so that
//! the ratios hold whatever else it does; and what a draw keeps in memory.
//!
//!     cargo bench --bench gaps
//!
//! Each line: what, the ratio, the limit. 120 lots × 12 terms, 20 pupils a cell, 5 % of the lots with gaps.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::analyse;
use lodtrin::effects::question::Analysis;
use lodtrin::effects::reference_set::Chance;
use lodtrin::provenance::Stream;
use lodtrin::trial::{Estimator, Named, Panel, Rows, Start, VarianceKind};
use std::time::Instant;

const LOTS: usize = 120;
const TERMS: usize = 12;
const PUPILS: f64 = 20.0;

/// A panel without an effect; of so many lots what comes after a term of their own is gone.
fn panel(with_gaps: usize) -> Panel {
    let mut s = Stream::seeded("benches/gaps", 1, 1);
    let (mut unit, mut period, mut y, mut size) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..LOTS {
        let own = 0.2 + 0.4 * s.unit();
        let upto = if i < with_gaps { 6 + i % 6 } else { TERMS };
        for t in 0..TERMS {
            let k = (0..PUPILS as usize).filter(|_| s.chance(own)).count();
            if t < upto {
                unit.push(i as u32);
                period.push(t as u32);
                y.push(k as f64 / PUPILS);
                size.push(PUPILS);
            }
        }
    }
    let starts: Vec<Start> = (0..LOTS).map(|i| Some(2 + i % 8)).collect();
    let names = |n: usize| (0..n).map(|i| format!("{i:03}")).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&size), covariates: &[] };
    match Panel::from_rows(&rows, names(LOTS), names(TERMS), starts, None) {
        Ok(panel) => panel,
        Err(problem) => panic!("{problem}"),
    }
}

/// Runs one analysis; what is asked for has a row.
fn run(panel: &Panel, estimator: Estimator, variance: VarianceKind, draws: u64) {
    let analysis = Analysis { estimators: vec![estimator], variances: vec![variance], draws, ..Analysis::default() };
    let chance = Chance::Uniform { seed: 1, draws };
    match analyse(&[("y".to_string(), panel.clone())], &analysis, &chance, &Silent) {
        Ok(found) => assert!(found.rows.iter().any(|r| r.variance == variance.name()), "no row"),
        Err(problem) => panic!("{problem}"),
    }
}

/// Seconds a draw: the best of three of many draws less the best of three of few.
fn a_draw(panel: &Panel, estimator: Estimator, variance: VarianceKind) -> f64 {
    let (few, many) = (200, 2_200);
    let best = |draws: u64| {
        let one = || {
            let begun = Instant::now();
            run(panel, estimator, variance, draws);
            begun.elapsed().as_secs_f64()
        };
        (0..3).map(|_| one()).fold(f64::INFINITY, f64::min)
    };
    (best(many) - best(few)) / (many - few) as f64
}

fn told(what: &str, ratio: f64, limit: f64) {
    println!("{what}\n    {ratio:.2} (limit {limit})");
    assert!(ratio <= limit, "{what}: {ratio:.2} where {limit} is the limit");
}

/// The most memory held so far, in bytes, where the system tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(1024.0 * line.split_whitespace().next()?.parse::<f64>().ok()?)
}

fn main() {
    let (complete, gaps) = (panel(0), panel(LOTS / 20));
    let (roth, means) = (Estimator::RothSantanna, Estimator::DifferenceInMeans);
    // memory first: a peak is never forgotten
    run(&gaps, roth, VarianceKind::Randomization, 200);
    run(&gaps, means, VarianceKind::WorstCase, 200);
    let before = peak();
    let draws = 50_000;
    run(&gaps, roth, VarianceKind::Randomization, draws);
    run(&gaps, means, VarianceKind::WorstCase, draws);
    if let Some((before, after)) = before.zip(peak()) {
        let panel = (8 * LOTS * TERMS) as f64;
        told("memory a draw keeps, as a share of lots x terms numbers", (after - before) / draws as f64 / panel, 0.1);
    }
    for estimator in [roth, means] {
        let plain = a_draw(&complete, estimator, VarianceKind::Randomization);
        println!("{}: a draw without gaps {:.1} µs", estimator.name(), 1e6 * plain);
        let with = a_draw(&gaps, estimator, VarianceKind::Randomization);
        told(&format!("{}: a draw with gaps to one without", estimator.name()), with / plain, 10.0);
        if estimator == means {
            // with the tests of the tipping point and of who is missing, a draw each
            let worst = a_draw(&gaps, estimator, VarianceKind::WorstCase);
            told("worst case and what comes with it to a draw without gaps", worst / plain, 20.0);
        }
    }
}
