//! Times of regressions, models and the bootstrap: `cargo bench --bench regressions`.
//!
//! Every line: what, best of several runs, the time aimed at. Aims on a machine where fixest 0.12 (2 threads) takes 0.8 s
//! for the first, clubSandwich 0.5.8 770 ms for `cr2`, lme4 1.1 38 ms for a REML fit.
#![allow(clippy::print_stdout)]

use lodtrin::diagnostics::Silent;
use lodtrin::estimators::exposure_time::exposure_time;
use lodtrin::estimators::gee::{Family, gee};
use lodtrin::estimators::glmm::glmm_logit;
use lodtrin::estimators::hussey_hughes::hussey_hughes;
use lodtrin::estimators::nested_exchangeable::nested_exchangeable;
use lodtrin::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::twfe::twfe;
use lodtrin::estimators::twfe_exposure::twfe_exposure;
use lodtrin::inference::cluster::{Correction, Sandwich, cr1, cr2};
use lodtrin::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Panel, Rows, Start};
use std::hint::black_box;
use std::time::Instant;

/// The best of `runs` runs, in milliseconds.
fn best<T>(runs: usize, mut f: impl FnMut() -> T) -> f64 {
    (0..runs)
        .map(|_| {
            let from = Instant::now();
            black_box(f());
            from.elapsed().as_secs_f64() * 1e3
        })
        .fold(f64::INFINITY, f64::min)
}

fn say(what: &str, ms: f64, aim: f64) {
    println!("{what:<72} {ms:>10.3} ms   aim {aim:>8.1} ms   {}", if ms <= aim { "ok" } else { "slower" });
}

/// The same with what another package takes on the same machine.
fn against(what: &str, ms: f64, aim: f64, name: &str, theirs: f64) {
    say(what, ms, aim);
    println!("    {:.0} times as fast as {name} ({theirs} ms)", theirs / ms);
}

/// A large table of pupils, and the panel made of it.
struct Table {
    unit: Vec<u32>,
    period: Vec<u32>,
    y: Vec<f64>,
    covariates: Vec<(String, Vec<f64>)>,
    starts: Vec<Start>,
    periods: usize,
}

impl Table {
    fn new(units: usize, periods: usize, pupils: usize, cohorts: usize, covariates: usize) -> Table {
        let mut stream = Stream::seeded("bench", 1, 0);
        let cell = |i: usize| ((i / pupils / periods) as u32, (i / pupils % periods) as u32);
        let rows = units * periods * pupils;
        Table {
            unit: (0..rows).map(|i| cell(i).0).collect(),
            period: (0..rows).map(|i| cell(i).1).collect(),
            y: (0..rows).map(|_| if stream.chance(0.6) { 1.0 } else { 0.0 }).collect(),
            covariates: (0..covariates)
                .map(|c| (format!("x{c}"), (0..rows).map(|_| stream.unit()).collect()))
                .collect(),
            starts: (0..units).map(|i| Some(1 + (i % cohorts) * (periods - 1) / cohorts)).collect(),
            periods,
        }
    }

    fn panel(&self) -> Panel {
        let covariates: Vec<(String, &[f64])> =
            self.covariates.iter().map(|(n, v)| (n.clone(), v.as_slice())).collect();
        let rows = Rows { unit: &self.unit, period: &self.period, y: &self.y, size: None, covariates: &covariates };
        let names = |n: usize| (0..n).map(|i| format!("{i:05}")).collect();
        Panel::from_rows(&rows, names(self.starts.len()), names(self.periods), self.starts.clone(), None)
            .expect("the table is sound")
    }
}

fn million() {
    let table = Table::new(600, 12, 140, 11, 3);
    say("cells of 1,008,000 pupils, three covariates (one pass)", best(3, || table.panel()), 400.0);
    let one = |panel: &Panel| {
        let r = twfe(panel, Weight::Pupils).expect("identified");
        cr1(&r.fit, &r.fit.picks(r.first)).variance
    };
    let ms = best(3, || one(&table.panel()));
    against(
        "twfe, three covariates, 1,008,000 pupils, cr1, cells included",
        ms,
        400.0,
        "fixest 0.12, 2 threads",
        800.0,
    );
    let all = |panel: &Panel| {
        let r = twfe_exposure(panel, 0, Weight::Pupils).expect("identified");
        let s = Sandwich::new(&r.regression.fit, Correction::Cr1);
        r.columns.lags.iter().filter_map(|l| r.lag(*l)).map(|c| s.variance(&c).variance).sum::<f64>()
    };
    let ms = best(3, || all(&table.panel()));
    against("twfe-exposure, every lag, the same pupils, cells included", ms, 600.0, "fixest's sunab", 22_000.0);
}

fn wedge() {
    let table = Table::new(24, 8, 23, 7, 0);
    let panel = table.panel();
    let r = twfe(&panel, Weight::Pupils).expect("identified");
    let c = r.fit.picks(r.first);
    let ms = best(20, || cr2(&r.fit, &c));
    against("cr2 with degrees of freedom, 24 units x 8 periods", ms, 5.0, "clubSandwich 0.5.8", 770.0);
    let request = WildRequest {
        residuals: Residuals::Restricted,
        draws: 99_999,
        level: 0.95,
        auxiliary: None,
        interval: false,
        outcome_sd: 1.0,
        roundings: 0.0,
    };
    let stream = |b: u64| Stream::seeded("bench", 2, b);
    say("99,999 wild bootstrap draws", best(5, || wild_bootstrap(&r.fit, &c, request, &stream, &Silent)), 100.0);
    let with = WildRequest { interval: true, ..request };
    say(
        "the same with the interval by inversion",
        best(3, || wild_bootstrap(&r.fit, &c, with, &stream, &Silent)),
        1000.0,
    );
    against("REML, hussey-hughes", best(50, || hussey_hughes(&panel)), 0.2, "lme4 1.1", 38.0);
    say("REML, nested-exchangeable", best(50, || nested_exchangeable(&panel)), 2.0);
    say("REML, exposure-time", best(50, || exposure_time(&panel, 0)), 1.0);
    say("glmm-logit, 15 nodes", best(10, || glmm_logit(&panel)), 50.0);
    let redraw = RegressionRedraw::new(&panel, Redrawn::Treated, Weight::Pupils);
    let mut starts = table.starts.clone();
    let many = || {
        for _ in 0..1000 {
            starts.rotate_left(1);
            black_box(redraw.at(&starts));
        }
    };
    say("1,000 randomization draws of studentised twfe", best(5, many), 50.0);
}

fn many_units() {
    let panel = Table::new(7785, 72, 1, 48, 0).panel();
    let both = || {
        let r = twfe(&panel, Weight::Pupils).expect("identified");
        cr2(&r.fit, &r.fit.picks(r.first))
    };
    say("twfe with cr2 and df, 7,785 units x 72 periods x 48 cohorts", best(1, both), 5000.0);
    let lags = || {
        let r = twfe_exposure(&panel, 0, Weight::Pupils).expect("identified");
        let s = Sandwich::new(&r.regression.fit, Correction::Cr1);
        r.columns.lags.iter().filter_map(|l| r.lag(*l)).map(|c| s.variance(&c).variance).sum::<f64>()
    };
    say("twfe-exposure with cr1, every lag, the same panel", best(1, lags), 10_000.0);
}

/// What was slow: models on many units and periods (version 0.1.0: two minutes and 4 GB), a test of every lag (124 s for
/// 9,999 draws). Growth when units double; the peak of memory so far.
fn slow_corners() {
    let large = |units: usize| Table::new(units, 72, 1, 48, 0).panel();
    let (one, two) = (large(7_785), large(15_570));
    let models: [(&str, fn(&Panel)); 4] = [
        ("hussey_hughes", |p| drop(black_box(hussey_hughes(p)))),
        ("nested_exchangeable", |p| drop(black_box(nested_exchangeable(p)))),
        ("exposure_time", |p| drop(black_box(exposure_time(p, 0)))),
        ("gee identity", |p| drop(black_box(gee(p, Family::Identity)))),
    ];
    for (name, fit) in models {
        let ms = best(1, || fit(&one));
        say(&format!("{name}, 7,785 units, 72 periods"), ms, 3000.0);
        println!("    {:.0} times as fast as version 0.1.0 (120 s)", 120_000.0 / ms);
        println!("    twice the units: {:.2} times as long; peak {} MB", best(1, || fit(&two)) / ms, peak());
    }
    let panel = Table::new(2_000, 12, 1, 11, 0).panel();
    let world = RegressionRedraw::new(&panel, Redrawn::Lags { weights: Vec::new(), earliest: 0 }, Weight::Pupils);
    let lags: Vec<Vec<(i64, f64)>> = (0..11).map(|l| vec![(l, 1.0)]).collect();
    let asked: Vec<&[(i64, f64)]> = lags.iter().map(Vec::as_slice).collect();
    let ms = best(20, || world.several(panel.assignment().starts(), &asked));
    say("twfe-exposure, one draw of every lag, 2,000 units, 12 periods", ms, 4.0);
}

/// Peak of resident memory in MB, where the system says it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let parts: [(&str, fn()); 4] =
        [("million", million), ("wedge", wedge), ("units", many_units), ("corners", slow_corners)];
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|a| a == name) {
            part();
        }
    }
}
