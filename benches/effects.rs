//! Speed of randomization draws, against the limits that are promised for release builds.
//!
//!     cargo bench --bench effects
//!
//! Each line: what, the best of three, the limit, and the ratio to R on the same machine (2 cores), measured by
//! `Rscript benches/effects.R`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a benchmark prints what it measured

use lodtrin::diagnostics::Silent;
use lodtrin::estimators::contrast::Estimand;
use lodtrin::estimators::design_based::Cohorts;
use lodtrin::estimators::redraw::Redraw;
use lodtrin::estimators::unit_means::UnitMeans;
use lodtrin::inference::assignments::{Assignments, Uniform};
use lodtrin::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Panel, Rows, Start};
use std::hint::black_box;
use std::time::Instant;

/// Pupil rows.
struct Made {
    unit: Vec<u32>,
    period: Vec<u32>,
    y: Vec<f64>,
    starts: Vec<Start>,
    periods: usize,
}

fn made(starts: Vec<Start>, periods: usize, pupils: usize) -> Made {
    let mut s = Stream::seeded("benches/effects", 1, 1);
    let rows = starts.len() * periods * pupils;
    let (mut unit, mut period, mut y) = (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for (i, start) in starts.iter().enumerate() {
        let own = 0.2 + 0.4 * s.unit();
        for t in 0..periods {
            let effect = if start.is_some_and(|g| t >= g) { 0.05 } else { 0.0 };
            for _ in 0..pupils {
                unit.push(i as u32);
                period.push(t as u32);
                y.push(f64::from(u8::from(s.chance(own + effect))));
            }
        }
    }
    Made { unit, period, y, starts, periods }
}

impl Made {
    fn panel(&self) -> Panel {
        let rows = Rows { unit: &self.unit, period: &self.period, y: &self.y, size: None, covariates: &[] };
        let units = (0..self.starts.len()).map(|i| format!("u{i:05}")).collect();
        let labels = (0..self.periods).map(|t| t.to_string()).collect();
        match Panel::from_rows(&rows, units, labels, self.starts.clone(), None) {
            Ok(panel) => panel,
            Err(problem) => panic!("{problem}"),
        }
    }
}

fn waves(units: usize, first: usize, count: usize) -> Vec<Start> {
    (0..units).map(|i| Some(first + i % count)).collect()
}

/// Best of three runs, in units of `per`, against the limit and against what R takes for the same.
fn timed<T>(what: &str, limit: f64, per: f64, baseline: Option<(&str, f64)>, mut run: impl FnMut() -> T) {
    let one = |run: &mut dyn FnMut() -> T| {
        let begun = Instant::now();
        black_box(run());
        begun.elapsed().as_secs_f64() / per
    };
    let seconds = (0..3).map(|_| one(&mut run)).fold(f64::INFINITY, f64::min);
    let verdict = if seconds <= limit { "within" } else { "OVER" };
    println!("{what}\n    {seconds:.6} s, {verdict} {limit} s");
    if let Some((name, theirs)) = baseline {
        println!("    {:.0} times as fast as {name} ({theirs} s)", theirs / seconds);
    }
}

/// R draws of studentised `roth-santanna` `simple`, the test and its interval.
fn redraws(panel: &Panel, starts: &[Start], periods: usize, draws: u64) -> f64 {
    let Ok(means) = UnitMeans::of(panel, None) else { return f64::NAN };
    let cohorts = Cohorts::of(starts, periods);
    let Some(method) = lodtrin::estimators::waves_of(lodtrin::trial::Estimator::RothSantanna) else { return f64::NAN };
    let redraw = Redraw::new(&means, &cohorts, method.comparison(Estimand::Simple, 0));
    let set = Uniform::new(cohorts.of_unit.clone(), vec![(0..means.len()).collect()], draws, 1);
    let wrap = |c: &[u16]| Adjusted {
        shifted: redraw.at(c).unwrap_or_default(),
        adjustment: Adjustment::Efficient { clip: false },
    };
    let all = evaluate(&set, means.len(), &Silent, "", wrap);
    let rule =
        Rule { ties: lodtrin::inference::ties::TIE, studentized: true, level: 0.95, interval: true, outcome_sd: 1.0 };
    randomization(&wrap(&cohorts.of_unit), &all, set.enumerated(), &rule).p
}

fn main() {
    let threads = rayon::current_num_threads() as f64;
    println!("{threads} threads");
    let large = made(waves(7_785, 12, 48), 72, 1);
    let panel = large.panel();
    timed(
        "randomization draw, roth-santanna simple, 7,785 units x 72 periods x 48 cohorts, a core",
        0.001,
        2_000.0 / threads,
        Some(("staggered 1.2.3, one thread", 0.43)),
        || redraws(&panel, &large.starts, 72, 2_000),
    );
    let study = made(waves(120, 2, 8), 12, 20);
    let panel = study.panel();
    timed("100,000 draws with test and interval, 120 programmes x 12 terms", 3.0, 1.0, None, || {
        redraws(&panel, &study.starts, 12, 100_000)
    });
}
