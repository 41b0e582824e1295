//! Early absence on 1,000,000 pupils in 2,000 classes: everything that the verb prints, 2,000 resamples of the AUC
//! included, without reading a file.
//!
//!     cargo bench --bench absence                        seconds and memory, with and without an early warning
//!     cargo bench --bench absence -- --r                 and the same pupils in R (benches/absence.R), as ratios
//!     cargo bench --bench absence -- --write FILE        the same pupils as CSV, for `Rscript benches/absence.R FILE`

#![allow(clippy::print_stdout)] // a benchmark prints what it measured

use lodtrin::absence::rows::{Question, Wanted, analyse};
use lodtrin::absence::{
    Cells, Clusters, Coded, Family, Followed, Landmark, LifeTable, Scored, Starters, cluster_bootstrap, cox, iterated,
    linear, log_rank,
};
use lodtrin::diagnostics::Silent;
use lodtrin::inference::cluster::{Correction, Sandwich};
use lodtrin::provenance::Stream;
use lodtrin::trial::Departure;
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

const PUPILS: usize = 1_000_000;
const CLASSES: u32 = 2_000;
/// Seconds on two cores.
const LIMIT: f64 = 3.0;
/// What an early warning may cost: times the seconds, and times the memory, of everything else.
const DEARER: (f64, f64) = (1.5, 1.2);
/// Resamples of the AUC.
const DRAWS: u64 = 2_000;

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
        departure.push(Some(match (end >= 140.0, leaves < moves) {
            (true, _) => Departure::None,
            (false, true) => Departure::Dropout,
            (false, false) => Departure::Other,
        }));
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
            Some(Departure::Dropout) => 1,
            Some(Departure::Other) => 2,
            _ => 0,
        };
        let (y, b) = (s.covariates[0].1[i], s.covariates[1].1[i]);
        let (class, school) = (s.clusters.of[i], s.groups[0].1.of[i]);
        let _ = writeln!(text, "{class},{},{},{event},{y},{b},{school}", s.days[i], s.last_day[i]);
    }
    text
}

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let clock = Instant::now();
    let made = black_box(work());
    (clock.elapsed().as_secs_f64(), made)
}

fn robust(fit: &lodtrin::trial::Fit, correction: Correction) -> f64 {
    Sandwich::new(fit, correction).variance(&fit.picks(1)).variance
}

/// Most memory held so far, in MiB; `None` where the system does not tell.
fn most_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

/// The fastest of three runs, and what it gave.
fn fastest<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best = seconds(&mut work);
    for _ in 0..2 {
        let again = seconds(&mut work);
        if again.0 < best.0 {
            best = again;
        }
    }
    best
}

/// Everything with an early warning against everything without, in one run; the plain analysis first, so that the peak of
/// memory after it is its own.
fn compared(starters: &Starters, question: &Question) -> f64 {
    let plain = Question { wanted: Wanted::nothing(), ..question.clone() };
    let (before, found) = fastest(|| analyse(starters, &plain, &Silent).unwrap());
    let (rows, held) = (found.sheet.lines.len(), most_memory());
    drop(found);
    let (all, found) = fastest(|| analyse(starters, question, &Silent).unwrap());
    println!("{PUPILS} pupils, {CLASSES} classes, {DRAWS} resamples");
    println!("without an early warning  {rows:4} rows  {before:6.2} s");
    println!(
        "with an early warning     {:4} rows  {all:6.2} s   ratio {:.2} (limit {})",
        found.sheet.lines.len(),
        all / before,
        DEARER.0
    );
    assert!(all <= DEARER.0 * before, "an early warning is too slow");
    if let Some((held, most)) = held.zip(most_memory()) {
        println!(
            "memory {held:.0} MiB, with an early warning {most:.0} MiB   ratio {:.2} (limit {})",
            most / held,
            DEARER.1
        );
        assert!(most <= DEARER.1 * held, "an early warning takes too much memory");
    }
    all
}

/// What R's packages have a function for, piece by piece under the names that benches/absence.R prints.
fn pieces(starters: &Starters, landmark: &Landmark) -> Vec<(&'static str, f64)> {
    let (follow, cohort) = seconds(|| starters.follow(landmark).unwrap());
    let Followed { exposed, last_day, departure, dropout, clusters, days, .. } = &cohort;
    let covariates = cohort.covariates.iter().map(|(n, c)| (n.as_str(), c));
    let columns: Vec<(&str, &Coded)> = [("exposed", exposed)].into_iter().chain(covariates).collect();
    let (models, _) = seconds(|| {
        let crude = Cells::collapse(&columns[..1], dropout, clusters);
        let cells = Cells::collapse(&columns, dropout, clusters);
        [&crude, &cells].map(|c| robust(&linear(c), Correction::Cr1)).iter().sum::<f64>()
            + [Family::Logit, Family::Poisson]
                .map(|f| robust(&iterated(&cells, f).unwrap(), Correction::Cr1Clusters))
                .iter()
                .sum::<f64>()
    });
    let tables = || [0.0, 1.0].map(|e| LifeTable::of(last_day, departure, |i| exposed.value(i) == e));
    let (curves, _) = seconds(|| tables().map(|t| t.kaplan_meier()));
    let (test, _) = seconds(|| {
        let [none, some] = tables();
        log_rank(&some, &none).chi_squared()
    });
    let (hazards, _) = seconds(|| cox(&columns, last_day, departure, clusters).unwrap());
    let (delong, scored) = seconds(|| {
        let scored = Scored::of(days, dropout, clusters);
        assert!(scored.auc().is_some());
        scored
    });
    let (boot, _) = seconds(|| cluster_bootstrap(&[&scored], DRAWS, 1, 0.95, &Silent));
    vec![
        ("landmark", follow),
        ("linear, logit, Poisson with CR1", models),
        ("Kaplan-Meier", curves),
        ("log-rank", test),
        ("Cox, Efron, cluster", hazards),
        ("AUC with DeLong", delong),
        ("cluster bootstrap, 2,000 resamples", boot),
    ]
}

/// Seconds by piece as benches/absence.R prints them: `name|seconds`.
fn in_r(starters: &Starters) -> Vec<(String, f64)> {
    let file = std::env::temp_dir().join("lodtrin-benches-absence.csv");
    std::fs::write(&file, csv(starters)).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/absence.R");
    let out = Command::new("Rscript").arg(script).arg(&file).output().expect("Rscript is installed");
    let _ = std::fs::remove_file(&file);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    text.lines()
        .filter_map(|l| l.split_once('|').map(|(name, s)| (name.to_string(), s.trim().parse().unwrap())))
        .collect()
}

fn main() {
    let starters = pupils();
    let mut args = std::env::args().skip_while(|a| a != "--write").skip(1);
    if let Some(file) = args.next() {
        std::fs::write(&file, csv(&starters)).unwrap();
        println!("wrote {file}");
        return;
    }
    let landmark = Landmark { threshold: 1.0, day: 14.0, horizon: Some(140.0) };
    let question = Question {
        landmark,
        at: Vec::new(),
        level: 0.95,
        draws: DRAWS,
        seed: 1,
        subgroups: vec!["school".into()],
        school: Some("school".into()),
        classes: None,
        fates_known: false,
        minimum: 5.0,
        wanted: Wanted::default(),
        definition: Default::default(),
    };
    let all = compared(&starters, &question);
    let ours = pieces(&starters, &landmark);
    let theirs = if std::env::args().any(|a| a == "--r") { in_r(&starters) } else { Vec::new() };
    let (mut both, mut r) = (0.0, 0.0);
    for (name, seconds) in &ours {
        match theirs.iter().find(|(n, _)| n == name) {
            Some((_, slow)) => {
                both += seconds;
                r += slow;
                println!("{name:36} {seconds:8.3} s   R {slow:9.2} s   ratio {:7.0}", slow / seconds);
            }
            None => println!("{name:36} {seconds:8.3} s"),
        }
    }
    if r > 0.0 {
        println!("{:36} {both:8.3} s   R {r:9.2} s   ratio {:7.0}", "together", r / both);
    }
    println!("again: cargo bench --bench absence -- --r");
    assert!(all <= LIMIT, "too slow");
}
