//! The sample study of three interventions at eight schools, five hundred times over: do its intervals cover the truth, does
//! the test of the intervention that does nothing keep its size while another one works, and what is the smallest effect
//! that such a study can see?
//!
//!     cargo run --example several-interventions [SEEDS]
//!
//! Every seed has a lottery of its own, drawn as the study's would be, and pupils of its own.

#![allow(clippy::print_stdout, clippy::print_stderr)] // an example prints what it found

use lodtrin::diagnostics::{Outcome, Problem, Silent};
use lodtrin::estimators::joint::{JointRegression, Treatment, joint};
use lodtrin::estimators::regression::Weight;
use lodtrin::folder::study::Folder;
use lodtrin::inference::cluster::cr2;
use lodtrin::lottery::prepare::prepare_all;
use lodtrin::lottery::{JointLottery, Lottery, declared_joint};
use lodtrin::numeric::{mean, t_quantile};
use lodtrin::planning::programmes::programmes;
use lodtrin::provenance::sha256;
use lodtrin::simulation::populate;
use lodtrin::simulation::several::{ArmTruth, sign};
use lodtrin::steps::simulate::several::setting;
use lodtrin::trial::{Assignment, Panel, Rows, Start, Study};
use std::path::Path;

const SAMPLE: &str = "data-samples/fra-skolebaenk-til-laereplads";
const SEEDS: u64 = 500;

/// A number of the joint regression with pairs, and what it truly is.
struct Asked {
    name: String,
    truth: f64,
    contrast: Box<dyn Fn(&JointRegression) -> Option<Vec<f64>>>,
}

/// What the seeds gave.
#[derive(Default)]
struct Tally {
    estimates: Vec<f64>,
    errors: Vec<f64>,
    degrees: Vec<f64>,
    covered: usize,
    rejected: usize,
}

fn main() {
    let seeds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(SEEDS);
    if let Err(problem) = run(seeds) {
        println!("{}", problem.what());
        std::process::exit(2);
    }
}

fn run(seeds: u64) -> Outcome<()> {
    let folder = Folder::open(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE))?;
    let study = folder.study()?;
    let rows = lodtrin::registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
    let prepared = prepare_all(&study, &rows, &Silent)?.prepared;
    let lotteries: Vec<Lottery> =
        prepared.iter().map(|p| Lottery::new(&p.frozen.frame, &p.design)).collect::<Outcome<_>>()?;
    let each: Vec<_> = prepared.iter().zip(&lotteries).map(|(p, l)| (p.name.as_str(), &p.frozen.frame, l)).collect();
    let rules = declared_joint(&study).ok_or_else(|| Problem::new("L108", "the sample declares no joint rules"))?;
    let together = JointLottery::new(&rules, &each)?;
    let lots: Vec<String> = prepared[0].frozen.frame.lots.iter().map(|l| l.id.clone()).collect();
    let asked = asked(&study);
    let mut tallies: Vec<Tally> = asked.iter().map(|_| Tally::default()).collect();
    let mut pupils = 0;
    for seed in 1..=seeds {
        let drawn = together.draw(&sha256(format!("several-interventions {seed}").as_bytes()).0)?;
        let starts: Vec<Vec<Start>> = drawn
            .draws
            .iter()
            .zip(&study.interventions)
            .map(|((_, d), i)| d.waves.iter().map(|w| i.rollout.start_of_wave(u32::from(*w))).collect())
            .collect();
        let panel = simulated(&folder, &study, &lots, &starts, seed)?;
        pupils = panel.nobs() as usize;
        let treatments: Vec<Treatment> = study
            .interventions
            .iter()
            .zip(&starts)
            .map(|(i, s)| Treatment {
                name: i.name.clone(),
                assignment: Assignment::new(s.clone(), panel.periods().len()),
            })
            .collect();
        let found = joint(&panel, &treatments, &pairs(&study), Weight::Pupils)?;
        for (a, tally) in asked.iter().zip(&mut tallies) {
            tally.add(&found, a);
        }
    }
    print(&study, &asked, &tallies, seeds, pupils);
    Ok(())
}

fn position(study: &Study, name: &str) -> usize {
    study.interventions.iter().position(|i| i.name == name).unwrap_or(0)
}

fn pairs(study: &Study) -> Vec<(usize, usize)> {
    study.joint.interactions.iter().map(|[a, b]| (position(study, a), position(study, b))).collect()
}

/// The truth that the sample declares, term by term.
fn asked(study: &Study) -> Vec<Asked> {
    let mut list: Vec<Asked> = Vec::new();
    for (k, i) in study.interventions.iter().enumerate() {
        let alone = if i.simulate.with.is_none() { i.simulate.effect } else { 0.0 };
        list.push(Asked {
            name: format!("treated:{}", i.name),
            truth: alone,
            contrast: Box::new(move |f| f.contrast(k)),
        });
    }
    let n = study.interventions.len();
    for (p, (a, b)) in pairs(study).into_iter().enumerate() {
        let of = |x: usize, y: usize| {
            let truth = &study.interventions[x].simulate;
            truth.with.as_deref() == Some(study.interventions[y].name.as_str())
        };
        let added: f64 = [(a, b), (b, a)]
            .iter()
            .filter(|(x, y)| of(*x, *y))
            .map(|(x, _)| study.interventions[*x].simulate.effect)
            .sum();
        let (first, second) = (&study.interventions[a].name, &study.interventions[b].name);
        list.push(Asked {
            name: format!("treated:{first}×{second}"),
            truth: added,
            contrast: Box::new(move |f| f.contrast(n + p)),
        });
        list.push(Asked {
            name: format!("treated:{first}|{second}"),
            truth: added,
            contrast: Box::new(move |f| {
                let mut c = f.fit.picks(f.first + a);
                c[f.first + n + p] = 1.0;
                f.fit.estimable(&c).then_some(c)
            }),
        });
    }
    list
}

/// Pupils who come, and whether they sign a training agreement, by lot and term.
fn simulated(folder: &Folder, study: &Study, lots: &[String], starts: &[Vec<Start>], seed: u64) -> Outcome<Panel> {
    let programmes = programmes(folder, study)?;
    let (setting, agreeing) = setting(study, &programmes, Some(seed))?;
    let lot: Vec<usize> = programmes.iter().map(|p| lots.iter().position(|l| *l == p.lot).unwrap_or(0)).collect();
    let arms: Vec<ArmTruth> = study
        .interventions
        .iter()
        .zip(starts)
        .map(|(i, s)| ArmTruth {
            name: i.name.clone(),
            starts: lot.iter().map(|l| s[*l]).collect(),
            effect: i.simulate.effect,
            retained: i.simulate.retained,
            with: i.simulate.with.as_ref().map(|w| position(study, w)),
        })
        .collect();
    let mut population = populate(&setting)?;
    sign(&setting, &agreeing, &arms, &mut population);
    let came: Vec<_> = population.pupils.iter().filter(|p| p.started()).collect();
    let unit: Vec<u32> = came.iter().map(|p| lot[p.programme] as u32).collect();
    let period: Vec<u32> = came.iter().map(|p| p.period as u32).collect();
    let y: Vec<f64> = came.iter().map(|p| f64::from(u8::from(p.agreement.flatten().is_some()))).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let terms = setting.periods.iter().map(|p| p.id.clone()).collect();
    Panel::from_rows(&rows, lots.to_vec(), terms, starts[0].clone(), None)
}

impl Tally {
    fn add(&mut self, found: &JointRegression, asked: &Asked) {
        let Some(contrast) = (asked.contrast)(found) else { return };
        let v = cr2(&found.fit, &contrast);
        let (estimate, se) = (found.fit.estimate(&contrast), v.variance.sqrt());
        let q = t_quantile(0.975, v.df);
        self.covered += usize::from((estimate - asked.truth).abs() <= q * se);
        self.rejected += usize::from(estimate.abs() > q * se);
        self.estimates.push(estimate);
        self.errors.push(se);
        self.degrees.push(v.df);
    }
}

fn print(study: &Study, asked: &[Asked], tallies: &[Tally], seeds: u64, pupils: usize) {
    println!("{}: {seeds} simulated studies, about {pupils} pupils each, outcome `agreement`", study.title);
    println!("joint regression with pairs, cr2, 95 % intervals\n");
    println!("{:<26}{:>8}{:>12}{:>10}{:>10}{:>14}", "term", "truth", "mean est.", "covered", "found", "smallest seen");
    for (a, t) in asked.iter().zip(tallies) {
        let n = t.estimates.len().max(1) as f64;
        let (se, df) = (mean(&t.errors), mean(&t.degrees));
        // found with 80 % power at 5 %: (t_.975 + t_.8)·se
        let smallest = (t_quantile(0.975, df) + t_quantile(0.8, df)) * se;
        println!(
            "{:<26}{:>8.2}{:>12.3}{:>9.1}%{:>9.1}%{:>14.3}",
            a.name,
            a.truth,
            mean(&t.estimates),
            100.0 * t.covered as f64 / n,
            100.0 * t.rejected as f64 / n,
            smallest
        );
    }
    println!(
        "\nfound: share of studies whose 5 % test rejects no effect; where the truth is 0 this is the test's size"
    );
    println!("smallest seen: the effect that such a study finds four times in five");
    let error = |share: f64| 100.0 * (share * (1.0 - share) / seeds.max(1) as f64).sqrt();
    println!("Monte-Carlo error: {:.1} points of a share of 95 % or 5 %, at most {:.1}", error(0.95), error(0.5));
}
