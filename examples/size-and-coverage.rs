//! How often the tests reject a true null, and how often the intervals hold the truth: a simulation study of the default
//! analysis and of what the field uses beside it. Writes its section of `docs/validation.md`:
//!
//!     cargo run --release --example size-and-coverage
//!     cargo run --release --example size-and-coverage -- 12/4 200     one design, 200 replications, to the screen
//!
//! Every replication has streams of random numbers of its own (SEED, design, truth, replication): the figures are the
//! same on any number of threads, and any replication can be made again alone.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::analyse;
use lodtrin::effects::question::Analysis;
use lodtrin::effects::reference_set::Chance;
use lodtrin::provenance::Stream;
use lodtrin::trial::{EstimateRow, Panel, Rows, Start};
use rayon::prelude::*;
use std::fmt::Write;

const SEED: u64 = 20_261_122;
const REPLICATIONS: usize = 2_000;
/// Draws of a randomization test; the plan's default is 9,999.
const DRAWS: u64 = 999;
const LEVEL: f64 = 0.95;
/// Programmes and waves.
const DESIGNS: [(usize, usize); 5] = [(12, 4), (24, 4), (24, 12), (48, 6), (96, 6)];
/// Mean effect on the logit where there is one: about nine percentage points.
const EFFECT: f64 = 0.4;

/// Standard deviations on the logit.
const PROGRAMME: f64 = 0.5;
const TERM: f64 = 0.2;
const CELL: f64 = 0.15;
const VARYING_EFFECT: f64 = 0.4;
const TREND: f64 = 0.1;

const FILE: &str = "docs/validation.md";
const MARK: &str = "# Size and coverage";

/// What is true in a replication.
#[derive(Clone, Copy)]
struct Truth {
    effect: f64,
    varying: bool,
}

/// One method: what people read, and the row it takes its figures from.
struct Method {
    label: &'static str,
    row: [&'static str; 3],
    /// Whether the normal distribution stands in for the row's own reference.
    z: bool,
    default: bool,
}

const fn method(label: &'static str, row: [&'static str; 3]) -> Method {
    Method { label, row, z: false, default: false }
}

const METHODS: [Method; 17] = [
    Method {
        default: true,
        ..method("`roth-santanna`, `randomization` (the default)", ["roth-santanna", "simple", "randomization"])
    },
    Method { z: true, ..method("`roth-santanna`, `design`, z", ["roth-santanna", "simple", "design"]) },
    Method { z: true, ..method("`roth-santanna`, `neyman`, z", ["roth-santanna", "simple", "neyman"]) },
    method("`roth-santanna`, `neyman`, t", ["roth-santanna", "simple", "neyman"]),
    Method { z: true, ..method("`callaway-santanna`, `neyman`, z", ["callaway-santanna", "simple", "neyman"]) },
    method("`callaway-santanna`, `neyman`, t", ["callaway-santanna", "simple", "neyman"]),
    Method { z: true, ..method("`difference-in-means`, `neyman`, z", ["difference-in-means", "simple", "neyman"]) },
    method("`difference-in-means`, `neyman`, t", ["difference-in-means", "simple", "neyman"]),
    method("`within-period`, `randomization`", ["within-period", "simple", "randomization"]),
    method("`twfe`, `cr1`", ["twfe", "simple", "cr1"]),
    method("`twfe`, `cr2`", ["twfe", "simple", "cr2"]),
    method("`twfe`, `cr3`", ["twfe", "simple", "cr3"]),
    method("`twfe-exposure` time-averaged, `cr1`", ["twfe-exposure", "time-averaged", "cr1"]),
    method("`twfe-exposure` time-averaged, `cr2`", ["twfe-exposure", "time-averaged", "cr2"]),
    method("`twfe-exposure` time-averaged, `cr3`", ["twfe-exposure", "time-averaged", "cr3"]),
    method("`exposure-time` time-averaged, `model`", ["exposure-time", "time-averaged", "model"]),
    method("`hussey-hughes`, `model`", ["hussey-hughes", "simple", "model"]),
];

/// One synthetic study and the average effect that `simple` weighs.
struct World {
    panel: Panel,
    average: f64,
}

/// Binary outcomes, 12–30 pupils a cell; waves of equal size start one term after another, after one term without any.
fn world((units, waves): (usize, usize), truth: Truth, stream: &mut Stream) -> World {
    let periods = waves + 1;
    let mut starts: Vec<Start> = (0..units).map(|i| Some(1 + i % waves)).collect();
    stream.arrange(&mut starts);
    let terms: Vec<f64> = (0..periods).map(|_| TERM * stream.normal()).collect();
    let middle = (periods - 1) as f64 / 2.0;
    let (mut unit, mut period, mut y, mut size) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, start) in starts.iter().enumerate() {
        let own = PROGRAMME * stream.normal();
        let (more, trend) = (VARYING_EFFECT * stream.normal(), TREND * stream.normal());
        let (more, trend) = if truth.varying { (more, trend) } else { (0.0, 0.0) };
        for (t, term) in terms.iter().enumerate() {
            let cell = CELL * stream.normal();
            let effect = if start.is_some_and(|g| t >= g) { truth.effect + more } else { 0.0 };
            let p = expit(own + term + cell + trend * (t as f64 - middle) + effect);
            let n = 12 + stream.below(19);
            let k = (0..n).filter(|_| stream.chance(p)).count();
            unit.push(i as u32);
            period.push(t as u32);
            y.push(k as f64 / n as f64);
            size.push(n as f64);
        }
    }
    let average = average(&terms, truth, waves);
    let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&size), covariates: &[] };
    let names = |n: usize| (0..n).map(|i| format!("{i:03}")).collect();
    let panel = Panel::from_rows(&rows, names(units), names(periods), starts, None).expect("a sound table");
    World { panel, average }
}

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// E expit(mean + sd·Z), by the trapezoid rule on ±8.
fn expected(mean: f64, sd: f64) -> f64 {
    const STEPS: i32 = 200;
    let (mut total, mut weights) = (0.0, 0.0);
    for j in -STEPS..=STEPS {
        let z = 8.0 * f64::from(j) / f64::from(STEPS);
        let w = libm::exp(-z * z / 2.0);
        total += w * expit(mean + sd * z);
        weights += w;
    }
    total / weights
}

/// The mean over programmes of what the intervention does to the risk, given the terms, weighted as `simple` weighs them:
/// cells with a later wave, alike.
fn average(terms: &[f64], truth: Truth, waves: usize) -> f64 {
    let middle = (terms.len() - 1) as f64 / 2.0;
    let (mut total, mut cells) = (0.0, 0.0);
    for t in 1..waves {
        let drift = if truth.varying { TREND * (t as f64 - middle) } else { 0.0 };
        let sd0 = libm::sqrt(PROGRAMME * PROGRAMME + CELL * CELL + drift * drift);
        let extra = if truth.varying { VARYING_EFFECT } else { 0.0 };
        let sd1 = libm::sqrt(sd0 * sd0 + extra * extra);
        let effect = expected(terms[t] + truth.effect, sd1) - expected(terms[t], sd0);
        // waves that have started by t
        total += t as f64 * effect;
        cells += t as f64;
    }
    total / cells
}

fn analysis(estimators: &[&str], estimands: &[&str], variances: &[&str], seed: u64) -> Analysis {
    fn known<T: lodtrin::trial::Named>(names: &[&str]) -> Vec<T> {
        names.iter().filter_map(|name| T::parse(name)).collect()
    }
    Analysis {
        estimators: known(estimators),
        estimands: known(estimands),
        variances: known(variances),
        draws: DRAWS,
        seed,
        level: LEVEL,
        ..Analysis::default()
    }
}

/// p and interval of one method in one replication.
#[derive(Clone, Copy, Default)]
struct Answer {
    estimate: f64,
    rejects: bool,
    covers: bool,
}

/// Everything that is asked of one study.
fn answers(world: &World, seed: u64) -> Vec<Option<Answer>> {
    let asked = [
        analysis(&["roth-santanna"], &["simple"], &["randomization", "neyman", "design"], seed),
        analysis(&["callaway-santanna", "difference-in-means"], &["simple"], &["neyman"], seed),
        analysis(&["within-period"], &["simple"], &["randomization"], seed),
        analysis(&["twfe"], &["simple"], &["cr1", "cr2", "cr3"], seed),
        analysis(&["twfe-exposure"], &["time-averaged"], &["cr1", "cr2", "cr3"], seed),
        analysis(&["exposure-time"], &["time-averaged"], &["model"], seed),
        analysis(&["hussey-hughes"], &["simple"], &["model"], seed),
    ];
    let chance = Chance::Uniform { seed, draws: DRAWS };
    let panels = [("y".to_string(), world.panel.clone())];
    let mut rows: Vec<EstimateRow> = Vec::new();
    for part in &asked {
        if let Ok(found) = analyse(&panels, part, &chance, &Silent) {
            rows.extend(found.rows);
        }
    }
    METHODS.iter().map(|m| answer(m, &rows, world.average)).collect()
}

/// `None` where the tool prints NA.
fn answer(method: &Method, rows: &[EstimateRow], truth: f64) -> Option<Answer> {
    let [estimator, estimand, variance] = method.row;
    let row = rows.iter().find(|r| r.estimator == estimator && r.estimand == estimand && r.variance == variance)?;
    let (estimate, p) = (row.estimate?, row.p_value?);
    if method.z {
        const Z: f64 = 1.959_963_984_540_054;
        let se = row.std_error?;
        let (rejects, covers) = ((estimate / se).abs() > Z, ((estimate - truth) / se).abs() <= Z);
        return Some(Answer { estimate, rejects, covers });
    }
    let covers = row.conf_low? <= truth && truth <= row.conf_high?;
    Some(Answer { estimate, rejects: p <= 1.0 - LEVEL + 1e-12, covers })
}

/// Shares over the replications of one method.
struct Shares {
    rejects: f64,
    covers: f64,
    answered: f64,
    sd: f64,
}

fn shares(all: &[Vec<Option<Answer>>], method: usize) -> Shares {
    let answered: Vec<Answer> = all.iter().filter_map(|r| r[method]).collect();
    let n = answered.len() as f64;
    let mean = answered.iter().map(|a| a.estimate).sum::<f64>() / n;
    let square = answered.iter().map(|a| (a.estimate - mean) * (a.estimate - mean)).sum::<f64>();
    Shares {
        rejects: answered.iter().filter(|a| a.rejects).count() as f64 / n,
        covers: answered.iter().filter(|a| a.covers).count() as f64 / n,
        answered: n / all.len() as f64,
        sd: libm::sqrt(square / (n - 1.0)),
    }
}

/// All replications of one design and truth, in their order.
fn replications(design: (usize, usize), truth: Truth, count: usize) -> Vec<Vec<Option<Answer>>> {
    let purpose = format!("size-and-coverage {}/{} {} {}", design.0, design.1, truth.effect, truth.varying);
    (0..count as u64)
        .into_par_iter()
        .map(|r| {
            let world = world(design, truth, &mut Stream::seeded(&purpose, SEED, r));
            answers(&world, SEED + r)
        })
        .collect()
}

/// How far a share may be from what it is of by chance alone: twice its standard error.
fn slack(share: f64, count: usize) -> f64 {
    2.0 * libm::sqrt(share * (1.0 - share) / count as f64)
}

fn table(design: (usize, usize), varying: bool, count: usize, doubts: &mut Vec<String>) -> String {
    let runs = [0.0, EFFECT].map(|effect| replications(design, Truth { effect, varying }, count));
    let mut text = String::new();
    let how = if varying { "effects and trends that vary between programmes" } else { "the same for all programmes" };
    let _ = writeln!(text, "\n## {} programmes, {} waves: {how}\n", design.0, design.1);
    let _ = writeln!(text, "| method | size | coverage, no effect | coverage, effect | power | SD | NA |");
    let _ = writeln!(text, "|---|---:|---:|---:|---:|---:|---:|");
    for (j, method) in METHODS.iter().enumerate() {
        let [null, effect] = [shares(&runs[0], j), shares(&runs[1], j)];
        let percent = |x: f64| if x.is_nan() { "–".to_string() } else { format!("{:.1}", 100.0 * x) };
        let sd = if null.sd > 0.0 { format!("{:.4}", null.sd) } else { "–".to_string() };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {sd} | {} |",
            method.label,
            percent(null.rejects),
            percent(null.covers),
            percent(effect.covers),
            percent(effect.rejects),
            percent(1.0 - null.answered.min(effect.answered))
        );
        if method.default {
            let place = format!("{}/{} ({how})", design.0, design.1);
            let near = |x: f64, lo: f64, hi: f64| x >= lo - slack(lo, count) && x <= hi + slack(hi, count);
            if !near(null.rejects, 0.04, 0.06) {
                doubts.push(format!("{place}: size {} %", percent(null.rejects)));
            }
            for (what, share) in [("no effect", null.covers), ("an effect", effect.covers)] {
                if !near(share, 0.94, 0.96) {
                    doubts.push(format!("{place}: coverage with {what} {} %", percent(share)));
                }
            }
        }
    }
    text
}

fn introduction(count: usize) -> String {
    format!(
        "{MARK}\n\n\
         Made by `cargo run --release --example size-and-coverage`, which writes this section: {count} replications a line,\n\
         seed {SEED}, the same figures on any number of threads. Every figure is in percent except SD, the standard\n\
         deviation of the estimates without an effect. *Size*: how often a test of no effect at the 5 % level rejects when\n\
         the average effect is nil. *Coverage*: how often the 95 % interval holds the true average, without an effect and\n\
         with one of {EFFECT} on the logit (about nine percentage points); *power* is how often the latter is found. *NA*:\n\
         how often there is no answer; such replications are in none of the other figures. The Monte-Carlo standard error\n\
         of a size of 5 % is {:.1}.\n\n\
         The data: 0/1 outcomes of 12–30 pupils in each programme and term; on the logit, programmes differ with standard\n\
         deviation {PROGRAMME}, terms {TERM}, cells {CELL}; where effects vary between programmes their standard deviation\n\
         is {VARYING_EFFECT} and that of the programmes' linear trends {TREND} a term. Waves of equal size start one term\n\
         after another, one term lies before the first; the allocation is drawn completely at random. Randomization tests\n\
         use {DRAWS} draws (the plan's default is 9,999, which only makes p less noisy) and their intervals are inverted\n\
         tests. The truth is the mean over all programmes of the change in risk, weighted as `simple` weighs cells. Effects\n\
         do not depend on the time since the start: where they do, `twfe` and `hussey-hughes` are biased besides.\n",
        100.0 * libm::sqrt(0.05 * 0.95 / count as f64)
    )
}

fn conclusion(doubts: &[String]) -> String {
    let held = "\n**The default** is held to a size of 4–6 % and a coverage of 94–96 %, each widened by twice its Monte-Carlo \
                error. ";
    if doubts.is_empty() {
        return format!("{held}It keeps to both in every design here.\n");
    }
    let mut text = format!("{held}It leaves them here:\n\n");
    doubts.iter().for_each(|d| text.push_str(&format!("- {d}\n")));
    text
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let only = asked.first();
    let count = asked.get(1).and_then(|n| n.parse().ok()).unwrap_or(REPLICATIONS);
    let mut doubts = Vec::new();
    let mut tables = String::new();
    for design in DESIGNS {
        let name = format!("{}/{}", design.0, design.1);
        if only.is_some_and(|o| *o != name) {
            continue;
        }
        for varying in [false, true] {
            eprintln!("{name} {}", if varying { "varying" } else { "same" });
            tables.push_str(&table(design, varying, count, &mut doubts));
        }
    }
    let section = format!("{}{}{tables}", introduction(count), conclusion(&doubts));
    if only.is_some() {
        print!("{section}");
        return;
    }
    let whole = std::fs::read_to_string(FILE).unwrap_or_default();
    let before = whole.split(&format!("\n{MARK}\n")).next().unwrap_or("").trim_end().to_string();
    // what stands behind is another example's
    let behind = whole.split_once("\n# Size where").map_or(String::new(), |(_, rest)| format!("\n# Size where{rest}"));
    let section = format!("{section}{behind}");
    let text = if before.is_empty() { section } else { format!("{before}\n\n{section}") };
    if let Err(problem) = std::fs::write(FILE, text) {
        eprintln!("{FILE}: {problem}");
    }
}
