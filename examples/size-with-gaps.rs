//! How often the tests of tables with gaps reject what is true: units that stop at random, after their start or because it
//! went badly, staircases, tests of the lags, interactions; and what the worst case still finds. Writes its section of
//! `docs/validation.md`:
//!
//!     cargo run --release --example size-with-gaps
//!     cargo run --release --example size-with-gaps -- 20      20 studies a design, to the screen
//!
//! Every study has streams of random numbers of its own (SEED, design, study): the figures are the same on any number of
//! threads, and any study can be made again alone.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::analyse_beside;
use lodtrin::effects::beside::{Beside, Grouping};
use lodtrin::effects::question::Analysis;
use lodtrin::effects::reference_set::Chance;
use lodtrin::provenance::Stream;
use lodtrin::trial::{EstimateRow, Named, Panel, Rows, Start};
use rayon::prelude::*;
use std::fmt::Write;

const SEED: u64 = 20_261_127;
const STUDIES: usize = 500;
const DRAWS: u64 = 199;
const LEVEL: f64 = 0.95;
/// Pupils of a unit and period.
const PUPILS: usize = 20;
const FILE: &str = "docs/validation.md";
const MARK: &str = "# Size where something is missing";

/// Who is not seen.
#[derive(Clone, Copy, PartialEq)]
enum Gone {
    Nobody,
    /// So many units stop in some period, drawn for each.
    AtAnyTime(usize),
    /// So many stop in some period after their first treated one.
    AfterStart(usize),
    /// Of each of the first two waves so many, those whose first treated period was worst, stop after it.
    WorstOfEach(usize),
    /// Of the first two waves together the one whose first treated period was worst stops after it.
    WorstOfBoth,
    /// Units are seen from so many periods before their start to so many from it on.
    Staircase(usize, usize),
}

/// One design: units, waves, the first start, periods; who is gone; the effect on the probability of the outcome.
#[derive(Clone, Copy)]
struct Design {
    label: &'static str,
    units: usize,
    waves: usize,
    first: usize,
    periods: usize,
    gone: Gone,
    effect: f64,
    rows: &'static [[&'static str; 4]],
}

const ROTH: [&str; 4] = ["roth-santanna", "simple", "treated", "randomization"];
const CALLAWAY: [&str; 4] = ["callaway-santanna", "simple", "treated", "randomization"];
const BOUNDS: [&str; 4] = ["difference-in-means", "simple", "treated", "bounds"];
const WORST: [&str; 4] = ["difference-in-means", "simple", "treated", "worst-case"];
const STAIRS: [[&str; 4]; 2] =
    [["roth-santanna", "simple", "treated", "neyman"], ["difference-in-means", "simple", "treated", "neyman"]];
const LAGS: [[&str; 4]; 4] = [
    ["roth-santanna", "lag-tests", "placebo", "randomization"],
    ["roth-santanna", "lag-tests", "placebo-quadratic", "randomization"],
    ["difference-in-means", "lag-tests", "anticipation", "randomization"],
    ["roth-santanna", "lag-tests", "same-effect", "randomization"],
];
const GROUPS: [[&str; 4]; 1] = [["roth-santanna", "simple", "interaction", "randomization"]];

const fn of_24(label: &'static str, gone: Gone, effect: f64, rows: &'static [[&'static str; 4]]) -> Design {
    Design { label, units: 24, waves: 4, first: 1, periods: 5, gone, effect, rows }
}

const fn stairs(label: &'static str, units: usize, waves: usize, before: usize, from: usize) -> Design {
    let gone = Gone::Staircase(before, from);
    Design { label, units, waves, first: before, periods: waves + before + from - 1, gone, effect: 0.0, rows: &STAIRS }
}

const DESIGNS: [Design; 17] = [
    of_24("nothing missing", Gone::Nobody, 0.0, &[ROTH]),
    of_24("two stop in any term", Gone::AtAnyTime(2), 0.0, &[ROTH, BOUNDS, WORST]),
    of_24("two stop after their start, at random", Gone::AfterStart(2), 0.0, &[ROTH, BOUNDS, WORST]),
    of_24(
        "the worst one of each of the first two waves stops",
        Gone::WorstOfEach(1),
        0.0,
        &[ROTH, CALLAWAY, BOUNDS, WORST],
    ),
    of_24(
        "the worst two of each of the first two waves stop",
        Gone::WorstOfEach(2),
        0.0,
        &[ROTH, CALLAWAY, BOUNDS, WORST],
    ),
    of_24(
        "the worst one of the first two waves stops; 20 points fewer",
        Gone::WorstOfBoth,
        -0.2,
        &[ROTH, BOUNDS, WORST],
    ),
    of_24(
        "the worst one of the first two waves stops; 10 points fewer",
        Gone::WorstOfBoth,
        -0.1,
        &[ROTH, BOUNDS, WORST],
    ),
    stairs("staircase −2..1, 24 lots, 4 waves", 24, 4, 2, 2),
    stairs("staircase −2..1, 48 lots, 6 waves", 48, 6, 2, 2),
    stairs("staircase −1..0, 24 lots, 4 waves", 24, 4, 1, 1),
    stairs("staircase −1..0, 48 lots, 6 waves", 48, 6, 1, 1),
    Design { periods: 6, first: 2, ..of_24("tests of the lags, no effect", Gone::Nobody, 0.0, &LAGS) },
    Design { periods: 6, first: 2, ..of_24("tests of the lags, 10 points fewer", Gone::Nobody, -0.1, &LAGS) },
    Design { periods: 6, first: 2, ..of_24("tests of the lags, 20 points fewer", Gone::Nobody, -0.2, &LAGS) },
    Design { periods: 6, first: 2, ..of_24("tests of the lags, two stop in any term", Gone::AtAnyTime(2), 0.0, &LAGS) },
    of_24("two groups, no effect", Gone::Nobody, 0.0, &GROUPS),
    of_24("two groups, 12 points fewer in both", Gone::Nobody, -0.12, &GROUPS),
];

/// A synthetic study with two groups of pupils.
struct World {
    panel: Panel,
    beside: Beside,
}

impl Design {
    fn starts(&self, stream: &mut Stream) -> Vec<usize> {
        let mut starts: Vec<usize> = (0..self.units).map(|i| self.first + i % self.waves).collect();
        stream.arrange(&mut starts);
        starts
    }

    /// 0/1 outcomes of 20 pupils: on the logit −0.4, units SD 0.5, terms 0.2, cells 0.15; the effect is added to the chance.
    fn world(&self, stream: &mut Stream) -> World {
        let (n, t) = (self.units, self.periods);
        let starts = self.starts(stream);
        let terms: Vec<f64> = (0..t).map(|_| 0.2 * stream.normal()).collect();
        let mut group = vec![vec![(0.0, 0.0); 2]; n * t];
        for i in 0..n {
            let own = 0.5 * stream.normal();
            for p in 0..t {
                let eta = -0.4 + own + terms[p] + 0.15 * stream.normal();
                let base = 1.0 / (1.0 + libm::exp(-eta));
                let chance = if p >= starts[i] { base + self.effect } else { base }.clamp(0.03, 0.97);
                for _ in 0..PUPILS {
                    let cell = &mut group[i * t + p][usize::from(stream.chance(0.5))];
                    cell.0 += 1.0;
                    cell.1 += f64::from(u8::from(stream.chance(chance)));
                }
            }
        }
        let y: Vec<f64> = group.iter().map(|g| (g[0].1 + g[1].1) / PUPILS as f64).collect();
        let seen = self.seen(&starts, &y, stream);
        World {
            panel: panel(self, &starts, &y, &seen),
            beside: groups(&group, &seen, self.rows[0][2] == "interaction"),
        }
    }

    fn seen(&self, starts: &[usize], y: &[f64], stream: &mut Stream) -> Vec<bool> {
        let t = self.periods;
        let mut seen = vec![true; y.len()];
        let mut stop = |unit: usize, from: usize| (from..t).for_each(|p| seen[unit * t + p] = false);
        let mut order: Vec<usize> = (0..self.units).collect();
        match self.gone {
            Gone::Nobody => {}
            Gone::AtAnyTime(k) => {
                stream.arrange(&mut order);
                order[..k].iter().for_each(|i| stop(*i, stream.below(t as u64) as usize));
            }
            Gone::AfterStart(k) => {
                stream.arrange(&mut order);
                // the last wave has no term after its first one
                let can = order.into_iter().filter(|i| starts[*i] + 1 < t).take(k);
                can.for_each(|i| stop(i, starts[i] + 1 + stream.below((t - starts[i] - 1) as u64) as usize));
            }
            Gone::WorstOfEach(_) | Gone::WorstOfBoth => {
                order.sort_by(|a, b| y[b * t + starts[*b]].total_cmp(&y[a * t + starts[*a]]));
                let early = order.iter().filter(|i| starts[**i] < self.first + 2);
                let gone: Vec<usize> = match self.gone {
                    Gone::WorstOfEach(k) => {
                        let of = |wave: usize| order.iter().filter(move |i| starts[**i] == self.first + wave).take(k);
                        of(0).chain(of(1)).copied().collect()
                    }
                    _ => early.take(1).copied().collect(),
                };
                gone.into_iter().for_each(|i| stop(i, starts[i] + 1));
            }
            Gone::Staircase(before, from) => {
                for (i, start) in starts.iter().enumerate() {
                    let inside = |p: usize| p + before >= *start && p < start + from;
                    (0..t).for_each(|p| seen[i * t + p] = inside(p));
                }
            }
        }
        seen
    }
}

fn panel(design: &Design, starts: &[usize], y: &[f64], seen: &[bool]) -> Panel {
    let t = design.periods;
    let cells: Vec<usize> = (0..y.len()).filter(|c| seen[*c]).collect();
    let unit: Vec<u32> = cells.iter().map(|c| (c / t) as u32).collect();
    let period: Vec<u32> = cells.iter().map(|c| (c % t) as u32).collect();
    let y: Vec<f64> = cells.iter().map(|c| y[*c]).collect();
    let size = vec![PUPILS as f64; y.len()];
    let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&size), covariates: &[] };
    let names = |n: usize| (0..n).map(|i| format!("{i:03}")).collect();
    let starts: Vec<Start> = starts.iter().map(|s| Some(*s)).collect();
    Panel::from_rows(&rows, names(design.units), names(t), starts, None).expect("a sound table")
}

fn groups(cells: &[Vec<(f64, f64)>], seen: &[bool], wanted: bool) -> Beside {
    let of = |s: usize, f: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        cells.iter().zip(seen).map(|(c, seen)| if *seen { f(&c[s]) } else { 0.0 }).collect()
    };
    let both = |f: fn(&(f64, f64)) -> f64| vec![of(0, f), of(1, f)];
    let values = vec!["0".to_string(), "1".to_string()];
    let one = Grouping { name: "group".to_string(), values, pupils: both(|c| c.0), sums: both(|c| c.1) };
    Beside { groups: if wanted { vec![one] } else { Vec::new() }, ..Beside::default() }
}

fn known<T: Named>(name: &str) -> Vec<T> {
    T::parse(name).into_iter().collect()
}

/// What a row says in one study.
#[derive(Clone, Copy, Default)]
struct Answer {
    estimate: Option<f64>,
    rejects: Option<bool>,
    width: Option<f64>,
}

fn answers(design: &Design, world: &World, seed: u64) -> Vec<Option<Answer>> {
    let mut rows: Vec<EstimateRow> = Vec::new();
    let mut asked: Vec<[&str; 3]> = design.rows.iter().map(|[e, estimand, _, v]| [*e, *estimand, *v]).collect();
    asked.dedup();
    for [estimator, estimand, variance] in asked {
        let analysis = Analysis {
            estimators: known(estimator),
            estimands: known(estimand),
            variances: known(variance),
            draws: DRAWS,
            seed,
            level: LEVEL,
            interval: false,
            ..Analysis::default()
        };
        let chance = Chance::Uniform { seed, draws: DRAWS };
        let panels = [("y".to_string(), world.panel.clone())];
        let besides = [world.beside.clone()];
        if let Ok(found) = analyse_beside(&panels, &besides, &analysis, &chance, &Silent) {
            rows.extend(found.rows);
        }
    }
    design.rows.iter().map(|row| answer(row, &rows)).collect()
}

fn answer([estimator, estimand, term, variance]: &[&str; 4], rows: &[EstimateRow]) -> Option<Answer> {
    let named = |r: &&EstimateRow| match *term {
        "interaction" => r.outcome == "y[group=1-0]",
        term => r.outcome == "y" && r.term == term,
    };
    let own = rows.iter().filter(named);
    let row = own.filter(|r| r.estimand == *estimand && r.variance == *variance).find(|r| r.estimator == *estimator)?;
    Some(Answer {
        estimate: row.estimate,
        rejects: row.p_value.map(|p| p <= 1.0 - LEVEL + 1e-12),
        width: (*variance == "bounds").then_some(()).and_then(|()| Some(row.conf_high? - row.conf_low?)),
    })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let all: Vec<f64> = values.collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

fn lines(design: &Design, studies: usize, text: &mut String) {
    let purpose = format!("size-with-gaps {}", design.label);
    let all: Vec<Vec<Option<Answer>>> = (0..studies as u64)
        .into_par_iter()
        .map(|r| answers(design, &design.world(&mut Stream::seeded(&purpose, SEED, r)), SEED + r))
        .collect();
    for (j, [estimator, _, term, variance]) in design.rows.iter().enumerate() {
        let own: Vec<Answer> = all.iter().filter_map(|r| r[j]).collect();
        let points = |v: Option<f64>| v.map_or("–".to_string(), |v| format!("{:.2}", 100.0 * v));
        let rejects = mean(own.iter().filter_map(|a| a.rejects).map(|r| f64::from(u8::from(r))));
        let centre = mean(own.iter().filter_map(|a| a.estimate));
        let square = |m: f64| mean(own.iter().filter_map(|a| a.estimate).map(|e| (e - m) * (e - m)));
        let sd = centre.and_then(square).map(libm::sqrt);
        let width = mean(own.iter().filter_map(|a| a.width));
        let what = if *term == "treated" { String::new() } else { format!(" `{term}`") };
        let _ = writeln!(
            text,
            "| {} | `{estimator}`{what}, `{variance}` | {} | {} | {} | {} | {} |",
            design.label,
            rejects.map_or("–".to_string(), |r| format!("{:.1}", 100.0 * r)),
            points(centre.filter(|_| *term == "treated").map(|c| c - design.effect)),
            points(sd),
            points(width),
            own.len(),
        );
    }
}

fn introduction(studies: usize) -> String {
    format!(
        "{MARK}\n\n\
         Made by `cargo run --release --example size-with-gaps`, which writes this section: {studies} studies a design, {DRAWS}\n\
         draws, seed {SEED}, the same figures on any number of threads. *Rejects*: how often the 5 % test rejects, in percent; where\n\
         there is no effect that is its size, with a Monte-Carlo standard error of {:.1} at 5 %. *Bias* (mean of the estimates less the\n\
         effect), *SD* and *width* (of `bounds`) are in percentage points; where chances are held within 3 and 97 percent the true\n\
         effect is a little smaller than the one named. *n*: studies with an answer.\n\n\
         The data: 0/1 outcomes of {PUPILS} pupils in each lot and term; 24 lots in four waves over five terms where nothing else is\n\
         said, six terms for the tests of the lags. On the logit −0.4, lots differ with standard deviation 0.5, terms 0.2, cells 0.15. The\n\
         outcome is one to be avoided, so that the worst first term is the one with most of it.\n\n\
         | design | row | rejects | bias | SD | width | n |\n|---|---|---:|---:|---:|---:|---:|\n",
        100.0 * libm::sqrt(0.05 * 0.95 / studies as f64)
    )
}

fn main() {
    let asked: Option<usize> = std::env::args().nth(1).and_then(|n| n.parse().ok());
    let studies = asked.unwrap_or(STUDIES);
    let mut section = introduction(studies);
    for design in &DESIGNS {
        eprintln!("{}", design.label);
        lines(design, studies, &mut section);
    }
    if asked.is_some() {
        print!("{section}");
        return;
    }
    let whole = std::fs::read_to_string(FILE).unwrap_or_default();
    let before = whole.split(&format!("\n{MARK}\n")).next().unwrap_or("").trim_end().to_string();
    if let Err(problem) = std::fs::write(FILE, format!("{before}\n\n{section}")) {
        eprintln!("{FILE}: {problem}");
    }
}
