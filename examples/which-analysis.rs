//! `roth-santanna` `simple` or `within-period`, with a frozen forecast and without: size, coverage and power of both where effects
//! are constant or grow, programmes few or uneven, trends differ, and history tells much, little or nothing. Writes its section
//! of `docs/validation.md`:
//!
//!     cargo run --release --example which-analysis
//!     cargo run --release --example which-analysis -- 24 100     designs whose name holds `24`, 100 replications, to the screen
//!
//! Every replication has a stream of random numbers of its own: the figures are the same on any number of threads.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::analyse;
use lodtrin::effects::question::Analysis;
use lodtrin::effects::reference_set::Chance;
use lodtrin::history::{Group, fit};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Named, Panel, Rows, Start};
use rayon::prelude::*;
use std::fmt::Write;

const SEED: u64 = 20_261_127;
const REPLICATIONS: usize = 2_000;
const DRAWS: u64 = 999;
const LEVEL: f64 = 0.95;
const BASELINE: f64 = 0.28;
const EFFECT: f64 = -0.05;
/// Of the variance of a pupil's outcome: lasting and passing differences between programmes.
const ICC: f64 = 0.02;
const CAC: f64 = 0.8;
const TREND: f64 = 0.01;
/// Terms of history.
const EARLIER: usize = 8;
const FILE: &str = "docs/validation.md";
const MARK: &str = "# Which analysis, with history and without";

/// What a history has to do with the rollout that follows.
#[derive(Clone, Copy, PartialEq)]
enum History {
    /// No forecast.
    None,
    /// The same levels as in the rollout.
    Holds,
    /// Levels that go with the rollout's by half.
    Half,
    /// Levels that have nothing to do with them.
    Broken,
    /// A quarter of the programmes has none.
    QuarterNew,
}

struct Design {
    name: &'static str,
    units: usize,
    waves: usize,
    growing: bool,
    uneven: bool,
    trends: bool,
    history: History,
}

const PLAIN: Design =
    Design { name: "", units: 24, waves: 6, growing: false, uneven: false, trends: false, history: History::None };

const DESIGNS: [Design; 12] = [
    Design { name: "24 programmes, 6 waves, 8 terms", ..PLAIN },
    Design { name: "the same, effects grow", growing: true, ..PLAIN },
    Design { name: "the same, uneven sizes", uneven: true, ..PLAIN },
    Design { name: "the same, trends differ", trends: true, ..PLAIN },
    Design { name: "the same, all three", growing: true, uneven: true, trends: true, ..PLAIN },
    Design { name: "9 programmes, 3 waves", units: 9, waves: 3, ..PLAIN },
    Design { name: "9 programmes, 3 waves, effects grow", units: 9, waves: 3, growing: true, ..PLAIN },
    Design { name: "60 programmes, 6 waves", units: 60, ..PLAIN },
    Design { name: "24 programmes, forecast", history: History::Holds, ..PLAIN },
    Design { name: "24 programmes, forecast, levels half changed", history: History::Half, ..PLAIN },
    Design { name: "24 programmes, forecast, levels all changed", history: History::Broken, ..PLAIN },
    Design { name: "24 programmes, forecast, a quarter new", history: History::QuarterNew, ..PLAIN },
];

const METHODS: [&str; 2] = ["roth-santanna", "within-period"];

/// A synthetic study, and the averages that each method weighs.
struct World {
    panel: Panel,
    truths: [f64; 2],
}

impl Design {
    /// One term before the first wave, one after the last.
    fn terms(&self) -> usize {
        self.waves + 2
    }

    /// The effect in a term that is the lag-th under the intervention; a growing one begins at half of `size` and adds `size` in
    /// `waves` − 1 terms, so that averages over treated cells are not `size`.
    fn effect(&self, lag: usize, size: f64) -> f64 {
        if !self.growing {
            return size;
        }
        size * (0.5 + lag as f64 / (self.waves - 1) as f64)
    }

    fn world(&self, size: f64, stream: &mut Stream) -> World {
        let (n, terms) = (self.units, self.terms());
        let mut starts: Vec<Start> = (0..n).map(|i| Some(1 + i % self.waves)).collect();
        stream.arrange(&mut starts);
        let pupils: Vec<u64> = (0..n).map(|i| if self.uneven { 6 + 3 * (i as u64 % 13) } else { 24 }).collect();
        let total = BASELINE * (1.0 - BASELINE);
        let (lasting, passing) = (libm::sqrt(total * ICC * CAC), libm::sqrt(total * ICC * (1.0 - CAC)));
        let levels: Vec<f64> = (0..n).map(|_| lasting * stream.normal()).collect();
        let forecast = self.forecast(&levels, (lasting, passing), &pupils, stream);
        let (mut unit, mut period, mut y, mut count, mut f) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for i in 0..n {
            let slope = if self.trends { TREND * stream.normal() } else { 0.0 };
            for t in 0..terms {
                let lag = starts[i].and_then(|g| t.checked_sub(g));
                let trend = slope * (t as f64 - (terms - 1) as f64 / 2.0) + 0.005 * t as f64;
                let effect = lag.map_or(0.0, |lag| self.effect(lag, size));
                let p = (BASELINE + levels[i] + passing * stream.normal() + trend + effect).clamp(0.0, 1.0);
                let k = (0..pupils[i]).filter(|_| stream.chance(p)).count();
                unit.push(i as u32);
                period.push(t as u32);
                y.push(k as f64 / pupils[i] as f64);
                count.push(pupils[i] as f64);
                f.push(forecast.as_ref().map_or(0.0, |levels| levels[i]));
            }
        }
        let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&count), covariates: &[] };
        let names = |n: usize| (0..n).map(|i| format!("{i:03}")).collect();
        let mut panel = Panel::from_rows(&rows, names(n), names(terms), starts, None).expect("a sound table");
        if forecast.is_some() {
            panel = panel.less(&rows, &f).expect("a sound table");
        }
        World {
            panel,
            truths: [
                self.average(size, |treated, _| treated),
                self.average(size, |treated, waiting| treated * waiting),
            ],
        }
    }

    /// Levels told from pupils of earlier terms.
    fn forecast(
        &self,
        levels: &[f64],
        (lasting, passing): (f64, f64),
        pupils: &[u64],
        stream: &mut Stream,
    ) -> Option<Vec<f64>> {
        let kept = match self.history {
            History::None => return None,
            History::Holds | History::QuarterNew => 1.0,
            History::Half => 0.5,
            History::Broken => 0.0,
        };
        let mut groups = Vec::new();
        for (i, level) in levels.iter().enumerate() {
            let new = self.history == History::QuarterNew && i % 4 == 0;
            let earlier = kept * level + libm::sqrt(1.0 - kept * kept) * lasting * stream.normal();
            for term in 0..EARLIER {
                let p = (BASELINE + earlier + passing * stream.normal()).clamp(0.0, 1.0);
                let k = (0..pupils[i]).filter(|_| stream.chance(p)).count() as f64;
                if !new {
                    groups.push(Group { programme: i, term, n: pupils[i] as f64, k, x: Vec::new() });
                }
            }
        }
        fit(&groups, levels.len(), 0).ok().map(|f| f.levels)
    }

    /// The mean effect over treated cells that have a comparison, weighed by `weight` (treated, untreated programmes of a term).
    fn average(&self, size: f64, weight: impl Fn(f64, f64) -> f64) -> f64 {
        let each = (self.units / self.waves) as f64;
        let (mut total, mut weights) = (0.0, 0.0);
        for t in 1..self.waves {
            let (treated, untreated) = (each * t as f64, self.units as f64 - each * t as f64);
            let mean = (0..t).map(|lag| self.effect(lag, size)).sum::<f64>() / t as f64;
            let w = weight(treated, untreated);
            total += w * mean;
            weights += w;
        }
        total / weights
    }
}

fn analysis(estimator: &str, seed: u64) -> Analysis {
    fn known<T: Named>(name: &str) -> Vec<T> {
        T::parse(name).into_iter().collect()
    }
    Analysis {
        estimators: known(estimator),
        estimands: known("simple"),
        variances: known("randomization"),
        draws: DRAWS,
        seed,
        level: LEVEL,
        ..Analysis::default()
    }
}

/// What one method says in one replication: estimate, whether it rejects, whether its interval holds its own average.
type Answer = Option<(f64, bool, bool)>;

fn answers(world: &World, seed: u64) -> [Answer; 2] {
    let panels = [("y".to_string(), world.panel.clone())];
    let chance = Chance::Uniform { seed, draws: DRAWS };
    std::array::from_fn(|j| {
        let found = analyse(&panels, &analysis(METHODS[j], seed), &chance, &Silent).ok()?;
        let row = found
            .rows
            .iter()
            .find(|r| r.estimator == METHODS[j] && r.estimand == "simple" && r.variance == "randomization")?;
        let covers = row.conf_low? <= world.truths[j] && world.truths[j] <= row.conf_high?;
        Some((row.estimate?, row.p_value? <= 1.0 - LEVEL + 1e-12, covers))
    })
}

fn line(design: &Design, count: usize) -> String {
    let run = |size: f64| -> Vec<[Answer; 2]> {
        let purpose = format!("which-analysis {} {size}", design.name);
        (0..count as u64)
            .into_par_iter()
            .map(|r| answers(&design.world(size, &mut Stream::seeded(&purpose, SEED, r)), SEED + r))
            .collect()
    };
    let (null, with) = (run(0.0), run(EFFECT));
    let mut text = format!("| {} |", design.name);
    for j in 0..METHODS.len() {
        let of = |runs: &[[Answer; 2]], what: fn(&(f64, bool, bool)) -> bool| {
            let known: Vec<_> = runs.iter().filter_map(|r| r[j]).collect();
            100.0 * known.iter().filter(|a| what(a)).count() as f64 / known.len() as f64
        };
        let estimates: Vec<f64> = null.iter().filter_map(|r| r[j]).map(|a| a.0).collect();
        let mean = estimates.iter().sum::<f64>() / estimates.len() as f64;
        let sd =
            libm::sqrt(estimates.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / (estimates.len() - 1) as f64);
        let _ = write!(
            text,
            " {:.1} | {:.1} | {:.1} | {:.1} | {sd:.4} |",
            of(&null, |a| a.1),
            of(&null, |a| a.2),
            of(&with, |a| a.2),
            of(&with, |a| a.1)
        );
    }
    text
}

fn introduction(count: usize) -> String {
    format!(
        "{MARK}\n\n\
         Made by `cargo run --release --example which-analysis`, which writes this section: {count} replications a line, {DRAWS}\n\
         draws, seed {SEED}; Monte-Carlo standard error of a size of 5 %: {:.1}. Percent but for SD. *Coverage* is that of the\n\
         method's own average: `simple` weighs treated programmes and terms alike, `within-period` by treated × untreated ones of\n\
         a term; where effects grow the two averages differ. 24 pupils a programme and term (uneven: 6 to 42), {:.0} % with the\n\
         outcome, icc {ICC}, cac {CAC}, an effect of {:.0} points (growing: half of it at first, all of it more after waves − 1 terms), half a point more\n\
         a term for everybody; trends that differ have a standard deviation of a point a term. A forecast rests on {EARLIER} earlier\n\
         terms; *half* and *all changed*: levels then and now go together with correlation 0.5 and 0. Tests and intervals are\n\
         replays of the lottery, exact whatever history is worth; what it is worth stands under power.\n\n",
        100.0 * libm::sqrt(0.05 * 0.95 / count as f64),
        100.0 * BASELINE,
        100.0 * EFFECT
    )
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let count = asked.get(1).and_then(|n| n.parse().ok()).unwrap_or(REPLICATIONS);
    let mut section = introduction(count);
    section.push_str(
        "| design | `roth-santanna` size | coverage, no effect | coverage, effect | power | SD | `within-period` size | coverage, no effect | coverage, effect | power | SD |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for design in DESIGNS.iter().filter(|d| asked.first().is_none_or(|o| d.name.contains(o.as_str()))) {
        eprintln!("{}", design.name);
        let _ = writeln!(section, "{}", line(design, count));
    }
    if !asked.is_empty() {
        print!("{section}");
        return;
    }
    // the section stands before that of size and coverage, which ends the page
    let whole = std::fs::read_to_string(FILE).unwrap_or_default();
    const LAST: &str = "\n# Size and coverage\n";
    let (before, after) = whole.split_once(LAST).unwrap_or((&whole, ""));
    let before = before.split(&format!("\n{MARK}\n")).next().unwrap_or("").trim_end();
    if let Err(problem) =
        std::fs::write(FILE, format!("{before}\n\n{section}\n{}{after}", LAST.trim_start_matches('\n')))
    {
        eprintln!("{FILE}: {problem}");
    }
}
