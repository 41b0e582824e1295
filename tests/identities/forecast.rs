//! Identities of a forecast that is taken off: what it may move, and what it may not.

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::{Chance, analyse};
use lodtrin::effects::question::Analysis;
use lodtrin::history::{Group, fit};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Estimator, Named, Panel, Rows, Start, VarianceKind};

const UNITS: usize = 12;
const TERMS: usize = 5;

/// Shares of pupils, a cell a row: three waves of three programmes and three that never start.
struct Table {
    unit: Vec<u32>,
    period: Vec<u32>,
    y: Vec<f64>,
    size: Vec<f64>,
    starts: Vec<Start>,
}

impl Table {
    fn new(seed: u64) -> Table {
        let mut stream = Stream::seeded("identities of a forecast", seed, 0);
        let starts: Vec<Start> = (0..UNITS).map(|i| (i % 4 < 3).then_some(1 + i % 4)).collect();
        let mut table = Table { unit: Vec::new(), period: Vec::new(), y: Vec::new(), size: Vec::new(), starts };
        for i in 0..UNITS {
            for t in 0..TERMS {
                let n = 10 + stream.below(20);
                let k = (0..n).filter(|_| stream.chance(0.2 + 0.04 * (i % 5) as f64)).count();
                table.unit.push(i as u32);
                table.period.push(t as u32);
                table.y.push(k as f64 / n as f64);
                table.size.push(n as f64);
            }
        }
        table
    }

    fn rows<'a>(&'a self, y: &'a [f64]) -> Rows<'a> {
        Rows { unit: &self.unit, period: &self.period, y, size: Some(&self.size), covariates: &[] }
    }

    fn panel(&self, y: &[f64]) -> Panel {
        let names = |n: usize| (0..n).map(|i| format!("{i:02}")).collect();
        Panel::from_rows(&self.rows(y), names(UNITS), names(TERMS), self.starts.clone(), None).expect("a sound table")
    }

    /// The panel less what a function of programme and term says.
    fn less(&self, f: impl Fn(usize, usize) -> f64) -> Panel {
        let f: Vec<f64> = (0..self.y.len()).map(|i| f(self.unit[i] as usize, self.period[i] as usize)).collect();
        self.panel(&self.y).less(&self.rows(&self.y), &f).expect("a sound table")
    }
}

/// Estimates and p of the estimator's own variances, programmes weighing alike.
fn numbers(panel: &Panel, name: &str, variance: &str) -> Vec<(String, f64, f64)> {
    let named = |v: &str| VarianceKind::parse(v).expect("a variance");
    let analysis = Analysis {
        estimators: vec![Estimator::parse(name).expect("an estimator")],
        variances: vec![named(variance)],
        draws: 99,
        weight: Some("programmes".to_string()),
        ..Analysis::default()
    };
    let chance = Chance::Uniform { seed: 1, draws: 99 };
    let found = analyse(&[("y".to_string(), panel.clone())], &analysis, &chance, &Silent).expect("rows");
    let known = found.rows.iter().filter(|r| r.estimate.is_some());
    let all: Vec<_> = known.map(|r| (r.term.clone(), r.estimate.unwrap(), r.p_value.unwrap_or(0.0))).collect();
    assert!(!all.is_empty(), "{name}: no row");
    all
}

fn same(what: &str, one: &[(String, f64, f64)], other: &[(String, f64, f64)]) {
    assert_eq!(one.len(), other.len(), "{what}");
    for ((term, e, p), (_, f, q)) in one.iter().zip(other) {
        assert!((e - f).abs() <= 1e-12 && (p - q).abs() <= 1e-9, "{what} {term}: {e} {p} and {f} {q}");
    }
}

const ALL: [(&str, &str); 7] = [
    ("roth-santanna", "randomization"),
    ("difference-in-means", "randomization"),
    ("callaway-santanna", "randomization"),
    ("within-period", "randomization"),
    ("twfe", "cr2"),
    ("twfe-exposure", "cr2"),
    ("imputation", "jackknife"),
];

fn level(unit: usize) -> f64 {
    0.15 + 0.013 * ((unit * 7) % 11) as f64
}

#[test]
fn a_forecast_of_nothing_is_none_and_one_taken_off_beforehand_is_the_same() {
    let table = Table::new(1);
    let before: Vec<f64> = (0..table.y.len()).map(|i| table.y[i] - level(table.unit[i] as usize)).collect();
    for (name, variance) in ALL {
        let of = |panel: &Panel| numbers(panel, name, variance);
        same(name, &of(&table.panel(&table.y)), &of(&table.less(|_, _| 0.0)));
        same(name, &of(&table.panel(&before)), &of(&table.less(|u, _| level(u))));
    }
}

#[test]
fn a_constant_or_one_a_term_changes_nothing() {
    let table = Table::new(2);
    for (name, variance) in ALL {
        let own = numbers(&table.less(|u, _| level(u)), name, variance);
        same(name, &own, &numbers(&table.less(|u, _| level(u) + 0.3), name, variance));
        same(name, &own, &numbers(&table.less(|u, t| level(u) + 0.07 * (t * t) as f64), name, variance));
    }
}

#[test]
fn who_compares_a_programme_with_itself_is_not_moved() {
    let table = Table::new(3);
    for (name, variance) in [
        ("callaway-santanna", "randomization"),
        ("sun-abraham", "randomization"),
        ("imputation", "jackknife"),
        ("twfe", "cr2"),
        ("twfe-exposure", "cr2"),
    ] {
        let plain = numbers(&table.panel(&table.y), name, variance);
        same(name, &plain, &numbers(&table.less(|u, _| level(u)), name, variance));
    }
    for name in ["roth-santanna", "difference-in-means", "within-period"] {
        let plain = numbers(&table.panel(&table.y), name, "randomization");
        let moved = numbers(&table.less(|u, _| level(u)), name, "randomization");
        assert!((plain[0].1 - moved[0].1).abs() > 1e-6, "{name}: {plain:?} {moved:?}");
    }
}

#[test]
fn rows_split_joined_or_in_another_order_are_the_same_history() {
    let mut stream = Stream::seeded("rows of a history", 1, 0);
    let mut rows = Vec::new();
    for programme in 0..7 {
        for term in 0..4 {
            for young in [0.0, 1.0] {
                let n = 6 + stream.below(20);
                let k = (0..n).filter(|_| stream.chance(0.2 + 0.03 * programme as f64 - 0.05 * young)).count();
                rows.push(Group { programme, term, n: n as f64, k: k as f64, x: vec![Some(young)] });
            }
        }
    }
    let whole = fit(&rows, 7, 1).expect("a fit");
    // a pupil a row, those with the outcome last, programmes backwards
    let mut split: Vec<Group> = rows
        .iter()
        .flat_map(|g| {
            let n = g.n as usize;
            (0..n).map(move |i| Group { n: 1.0, k: f64::from(u8::from(i >= n - g.k as usize)), ..g.clone() })
        })
        .collect();
    split.reverse();
    let other = fit(&split, 7, 1).expect("a fit");
    let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{a} and {b}");
    whole.levels.iter().zip(&other.levels).for_each(|(a, b)| near(*a, *b));
    whole.slopes.iter().zip(&other.slopes).for_each(|(a, b)| near(*a, *b));
    whole.centre.iter().zip(&other.centre).for_each(|(a, b)| near(*a, *b));
    near(whole.other, other.other);
    near(whole.found.sigma2, other.found.sigma2);
    near(whole.found.tau2, other.found.tau2);
}
