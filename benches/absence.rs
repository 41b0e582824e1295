//! Early absence on 1,000,000 pupils in 2,000 classes: everything that the verb prints, 2,000 resamples of the AUC
//! included, without reading a file.
//!
//!     cargo bench --bench absence                        the seconds
//!     cargo bench --bench absence -- --write FILE        the same pupils as CSV, for benches/absence.R

use lodtrin::absence::{Clusters, Landmark, Starters};
use lodtrin::diagnostics::Silent;
use lodtrin::provenance::Stream;
use lodtrin::steps::absence::{Question, analyse};
use lodtrin::trial::Departure;
use std::fmt::Write as _;
use std::time::Instant;

const PUPILS: usize = 1_000_000;
const CLASSES: u32 = 2_000;
/// Seconds on two cores.
const LIMIT: f64 = 3.0;

fn pupils() -> Starters {
    let mut s = Stream::seeded("benches/absence", 1, 1);
    let mut class = Vec::with_capacity(PUPILS);
    let (mut days, mut last_day, mut departure) = (Vec::new(), Vec::new(), Vec::new());
    let (mut young, mut benefit, mut school) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..PUPILS {
        let c = (i as u32) % CLASSES;
        let y = f64::from(u8::from(s.chance(0.5)));
        let b = f64::from(u8::from(s.chance(0.12)));
        let p = 0.06 + 0.05 * y + 0.06 * b + 0.02 * f64::from(c % 5) / 5.0;
        let d: f64 = (0..10).map(|_| f64::from(u8::from(s.chance(p)))).sum();
        let hazard = 0.0012 * (1.0 + 0.7 * d.min(3.0) + 0.3 * y + 0.5 * b);
        let leaves = -libm::log(1.0 - s.unit()) / hazard;
        let moves = -libm::log(1.0 - s.unit()) / 0.0006;
        let end = leaves.min(moves);
        class.push(c);
        days.push(d);
        young.push(y);
        benefit.push(b);
        school.push(c % 40);
        last_day.push(if end >= 140.0 { 140.0 } else { end.floor() + 1.0 });
        departure.push(match (end >= 140.0, leaves < moves) {
            (true, _) => Departure::None,
            (false, true) => Departure::Dropout,
            (false, false) => Departure::Other,
        });
    }
    let names = |n: u32, letter: char| (0..n).map(|i| format!("{letter}{i:04}")).collect();
    let groups = vec![("school".to_string(), Clusters::from_codes(school, names(40, 's')))];
    Starters {
        clusters: Clusters::from_codes(class, names(CLASSES, 'k')),
        days,
        last_day,
        departure,
        covariates: vec![("under20".into(), young), ("benefit".into(), benefit)],
        groups,
        known: vec![true; PUPILS],
    }
}

fn csv(s: &Starters) -> String {
    let mut text = String::from("class,days,time,event,under20,benefit,school\n");
    for i in 0..s.len() {
        let event = match s.departure[i] {
            Departure::None => 0,
            Departure::Dropout => 1,
            Departure::Other => 2,
        };
        let (y, b) = (s.covariates[0].1[i], s.covariates[1].1[i]);
        let (class, school) = (s.clusters.of[i], s.groups[0].1.of[i]);
        let _ = writeln!(text, "{class},{},{},{event},{y},{b},{school}", s.days[i], s.last_day[i]);
    }
    text
}

#[allow(clippy::print_stdout)]
fn main() {
    let starters = pupils();
    let mut args = std::env::args().skip_while(|a| a != "--write").skip(1);
    if let Some(file) = args.next() {
        std::fs::write(&file, csv(&starters)).unwrap();
        println!("wrote {file}");
        return;
    }
    let question = Question {
        landmark: Landmark { threshold: 1.0, day: 14.0, horizon: Some(140.0) },
        at: Vec::new(),
        level: 0.95,
        draws: 2_000,
        seed: 1,
        subgroups: vec!["school".into()],
        school: Some("school".into()),
        classes: None,
        fates_known: false,
        minimum: 5.0,
    };
    let clock = Instant::now();
    let analysis = analyse(&starters, &question, &Silent).unwrap();
    let seconds = clock.elapsed().as_secs_f64();
    println!(
        "{PUPILS} pupils, {CLASSES} classes, {} rows: {seconds:.2} s (limit {LIMIT} s)",
        analysis.sheet.lines.len()
    );
    assert!(seconds <= LIMIT, "too slow");
}
