//! Random tables at the edge (few units, constant, separated, doubled, single pupils, offsets, scales) through every
//! estimator and variance: nothing panics, no standard error is zero, limits lie around the estimate, p within 0 and 1,
//! and y → a + b·y moves nothing that it should not. `LODTRIN_TABLES` says how many tables.

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::{Chance, analyse};
use lodtrin::effects::question::{Analysis, Effects};
use lodtrin::estimators::glmm::glmm_logit;
use lodtrin::estimators::nested_exchangeable::nested_exchangeable;
use lodtrin::numeric::{Matrix, cholesky};
use lodtrin::trial::{EstimateRow, Estimator, Family, Named, Panel, Rows, Start, VarianceKind};

/// Tables of a `cargo test`.
const TABLES: u64 = 60;
/// Tables that once gave a wrong number without a word.
const ONCE_WRONG: [u64; 21] = [
    50_341, 50_424, 51_456, 60_137, 66_266, 68_078, 101_086, 151_165, 151_878, 152_782, 310_601, 321_289, 341_082,
    351_708, 369_540, 405_593, 406_829, 412_621, 419_003, 500_074, 535_842,
];

/// Numbers of splitmix64: the same tables on any machine.
struct Chances(u64);

impl Chances {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.word() % n as u64) as usize
    }
    fn share(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

struct Table {
    unit: Vec<u32>,
    period: Vec<u32>,
    y: Vec<f64>,
    starts: Vec<Start>,
    units: usize,
    periods: usize,
    what: String,
}

impl Table {
    fn of(seed: u64) -> Table {
        let mut c = Chances(seed);
        let (units, periods) = (2 + c.below(9), 1 + c.below(6));
        let design = c.below(8);
        let starts: Vec<Start> = (0..units)
            .map(|_| match design {
                0 => Some(0),
                1 => None,
                _ => Some(c.below(periods + 2)),
            })
            .collect();
        let (kind, missing, most) = (c.below(7), c.below(3) == 0, 1 + c.below(4));
        let spread: Vec<f64> = (0..units).map(|_| c.normal()).collect();
        let mut t = Table {
            unit: Vec::new(),
            period: Vec::new(),
            y: Vec::new(),
            starts,
            units,
            periods,
            what: format!("table {seed}: {units} units, {periods} periods, design {design}, outcome {kind}"),
        };
        for u in 0..units {
            for p in 0..periods {
                if missing && c.below(5) == 0 {
                    continue;
                }
                let treated = t.starts[u].is_some_and(|g| p >= g);
                for _ in 0..1 + c.below(most) {
                    let y = match kind {
                        0 => 1.0,
                        1 => f64::from(u8::from(treated)),
                        2 => {
                            if treated {
                                0.0
                            } else {
                                f64::from(u8::from(c.share() < 0.5))
                            }
                        }
                        3 => f64::from(u8::from(c.share() < 0.4 + 0.2 * spread[u].signum())),
                        4 => spread[u] + c.normal(),
                        5 => f64::from(c.below(4) as u32),
                        _ => 0.1 * spread[u],
                    };
                    // doubled now and then: two pupils alike
                    for _ in 0..1 + usize::from(c.below(6) == 0) {
                        t.unit.push(u as u32);
                        t.period.push(p as u32);
                        t.y.push(y);
                    }
                }
            }
        }
        t
    }

    fn panel(&self, a: f64, b: f64) -> Option<Panel> {
        let y: Vec<f64> = self.y.iter().map(|y| a + b * y).collect();
        let rows = Rows { unit: &self.unit, period: &self.period, y: &y, size: None, covariates: &[] };
        let names = |n: usize, letter: &str| (0..n).map(|i| format!("{letter}{i}")).collect::<Vec<_>>();
        Panel::from_rows(&rows, names(self.units, "u"), names(self.periods, "t"), self.starts.clone(), None).ok()
    }

    fn sd(&self) -> f64 {
        let n = self.y.len() as f64;
        let mean = self.y.iter().sum::<f64>() / n;
        (self.y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / n).sqrt()
    }
}

fn analysis(estimator: Estimator, units: usize, seed: u64) -> Analysis {
    // every arrangement is looked at: so many that fits of their own are few, and the others some hundreds
    let anew = is_fitted_anew(estimator) || estimator.family() == Family::TwoWay && seed.is_multiple_of(5);
    // the mean over periods compares units with each other in every one: large tables only now and then
    let long = estimator.name() == "within-period" && !seed.is_multiple_of(7);
    let most = if anew || long { 4 } else { 6 };
    // bounds are of a declared range, which stands in the unit of measurement that these tables change
    let ranged = |v: VarianceKind| matches!(v, VarianceKind::Bounds | VarianceKind::WorstCase);
    let kept = |v: &&VarianceKind| !ranged(**v) && (**v != VarianceKind::Randomization || units <= most);
    Analysis {
        estimators: vec![estimator],
        variances: estimator.row().variances.iter().filter(kept).copied().collect(),
        studentized: !seed.is_multiple_of(3),
        draws: 39,
        level: 0.9,
        transition: usize::from(seed.is_multiple_of(5)),
        ..Analysis::default()
    }
}

/// Whether each draw of a randomization test is a fit of its own.
fn is_fitted_anew(estimator: Estimator) -> bool {
    ["hussey-hughes", "nested-exchangeable", "exposure-time"].contains(&estimator.name())
}

fn run(panel: &Panel, analysis: &Analysis) -> Result<Effects, String> {
    let chance = Chance::Uniform { seed: 1, draws: 39 };
    analyse(&[("y".to_string(), panel.clone())], analysis, &chance, &Silent)
        .map_err(|p| format!("{} {:?}", p.code(), p.what()))
}

fn sound(row: &EstimateRow, doubts: usize, what: &str) {
    let name = format!("{what} {} {} {}", row.estimator, row.term, row.variance);
    if let Some(se) = row.std_error {
        assert!(se > 0.0 && se.is_finite(), "{name}: a standard error of {se}");
    } else if row.variance != "randomization" {
        assert!(doubts > 0, "{name}: nothing says why there is no standard error");
    }
    if let Some(p) = row.p_value {
        assert!((0.0..=1.0).contains(&p), "{name}: p {p}");
    }
    if let (Some(low), Some(e), Some(high)) = (row.conf_low, row.estimate, row.conf_high) {
        let slack = 1e-7 * (e.abs() + if (high - low).is_finite() { high - low } else { 0.0 });
        assert!(low <= e + slack && e <= high + slack, "{name}: {e} outside {low} … {high}");
    }
}

/// Whether a row is that of a randomization test.
fn is_replayed(row: &EstimateRow) -> bool {
    row.variance == "randomization"
}

/// `near`: of each table, whether it was said that the rounding of numbers far from zero decides which assignments are tied, and
/// p may be too large.
fn equivariant(plain: &EstimateRow, moved: &EstimateRow, (a, b): (f64, f64), (sd, near): (f64, [bool; 2]), what: &str) {
    let name = format!("{what} {} {} {}: y → {a} + {b}·y", plain.estimator, plain.term, plain.variance);
    // what is zero in one table is, in the other, the rounding of numbers as large as a
    let rounding = a != 0.0 && moved.std_error.is_none_or(|s| s <= 1e-13 * a.abs()) && plain.std_error.is_none();
    if !rounding {
        assert_eq!(plain.std_error.is_some(), moved.std_error.is_some(), "{name}: {plain:?} {moved:?}");
    }
    let scale = plain.std_error.unwrap_or(sd);
    // an effect on an outcome that does not vary is nothing but rounding of its size
    let flat = if sd > 0.0 { 0.0 } else { 1e-14 * b };
    let allowed = (1e-6 * scale * b).max(1e-14 * a.abs()).max(flat);
    let (e, m) = (plain.estimate.unwrap_or(0.0), moved.estimate.unwrap_or(0.0));
    assert!((m - b * e).abs() <= allowed, "{name}: estimate {m} for {}", b * e);
    if let (Some(s), Some(t)) = (plain.std_error, moved.std_error) {
        assert!((t - b * s).abs() <= allowed, "{name}: standard error {t} for {}", b * s);
    }
    let nothing = a != 0.0 && (e.abs() <= 1e-9 * sd || rounding && plain.variance == "randomization");
    if let (Some(p), Some(q), false) = (plain.p_value, moved.p_value, nothing) {
        // what was said to be too large may be that, and nothing else
        let too_large = near[0] && p > q || near[1] && q > p;
        assert!(too_large || (p - q).abs() <= 1e-5, "{name}: p {q} for {p}");
    }
}

/// One table through every estimator, as it is and in another unit of measurement: rows and refusals.
fn tried(seed: u64) -> (usize, usize) {
    let (mut rows, mut errors) = (0, 0);
    let table = Table::of(seed);
    let Some(panel) = table.panel(0.0, 1.0) else { return (0, 0) };
    let sd = table.sd();
    let b = [1e-12, 1e-5, 1e3, 1e12][seed as usize % 4];
    let a = [0.0, 1e6, -1e8, 1e3][(seed / 4) as usize % 4] * sd * b;
    let Some(moved) = table.panel(a, b) else { panic!("{}: moved by {a}, {b} nothing is left", table.what) };
    for estimator in Estimator::all() {
        let analysis = analysis(estimator, table.units, seed);
        let plain = run(&panel, &analysis);
        match &plain {
            Ok(found) => {
                rows += found.rows.len();
                found.rows.iter().for_each(|r| sound(r, found.warnings.len(), &table.what));
            }
            Err(_) => errors += 1,
        }
        if estimator.name().ends_with("logit") {
            continue;
        }
        match (&plain, run(&moved, &analysis)) {
            (Ok(one), Ok(other)) => {
                let near = |found: &Effects, r: &EstimateRow| {
                    let said = found.warnings.iter().filter(|w| w.kind == "NearTies");
                    said.flat_map(|w| &w.rows).any(|a| a.term.as_deref() == Some(&*r.term))
                };
                for (p, m) in one.rows.iter().zip(&other.rows) {
                    let told = [near(one, p), near(&other, m)].map(|said| said && is_replayed(p));
                    equivariant(p, m, (a, b), (sd, told), &table.what);
                }
            }
            (Err(_), Err(_)) => {}
            (one, other) => {
                let (what, name) = (&table.what, estimator.name());
                panic!("{what} {name}: {:?} but {:?}", one.as_ref().map(|_| ()), other.map(|_| ()))
            }
        }
    }
    top(&table, &panel);
    apart(&table, &panel);
    (rows, errors)
}

#[test]
fn degenerate_tables_give_sound_numbers() {
    let tables = std::env::var("LODTRIN_TABLES").ok().and_then(|n| n.parse().ok()).unwrap_or(TABLES);
    let first = std::env::var("LODTRIN_FIRST").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut rows, mut errors, mut bad) = (0usize, 0usize, Vec::new());
    for seed in (first..first + tables).chain(ONCE_WRONG) {
        match std::panic::catch_unwind(|| tried(seed)) {
            Ok((r, e)) => (rows, errors) = (rows + r, errors + e),
            Err(_) => bad.push(seed),
        }
    }
    eprintln!("{tables} tables from {first} on: {rows} rows, {errors} refusals");
    assert!(bad.is_empty(), "{} tables, each told above: {bad:?}", bad.len());
    assert!(rows > 0 && errors > 0);
}

/// The log-likelihood of `glmm-logit` is that of its own coefficients, and no point of a grid around them is higher.
fn top(table: &Table, panel: &Panel) {
    let Ok(fit) = glmm_logit(panel) else { return };
    let used: Vec<usize> = (0..table.periods).filter(|t| varies(table, *t)).collect();
    let at = |beta: &[f64], sigma: f64| -> f64 {
        (0..table.units)
            .map(|u| {
                // pupils of one period are alike: how many, how many with the outcome, η
                let cell = |t: usize| {
                    let mine = |i: &usize| table.unit[*i] as usize == u && table.period[*i] as usize == t;
                    let y: Vec<f64> = (0..table.y.len()).filter(mine).map(|i| table.y[i]).collect();
                    let place = used.iter().position(|p| *p == t).unwrap();
                    let mut eta = beta[0] + if place > 0 { beta[place] } else { 0.0 };
                    if table.starts[u].is_some_and(|g| t >= g) {
                        eta += beta[used.len()];
                    }
                    (y.len() as f64, y.iter().sum::<f64>(), eta)
                };
                let rows: Vec<(f64, f64, f64)> = used.iter().map(|t| cell(*t)).filter(|c| c.0 > 0.0).collect();
                integral(&rows, sigma)
            })
            .sum()
    };
    let own = at(&fit.coefficients, fit.unit_sd);
    let follows = (own - fit.log_likelihood).abs() <= 1e-3 * (1.0 + own.abs());
    let said = fit.warnings.iter().any(|d| d.kind() == "QuadratureCoarse");
    assert_eq!(!follows, said, "{}: {own} for {}", table.what, fit.log_likelihood);
    if said {
        return;
    }
    for sigma in [0.0, 0.02, 0.1, 0.3, 0.6, 1.0, 1.6, 2.5] {
        for move_by in [-0.2, 0.0, 0.2] {
            let beta: Vec<f64> = fit.coefficients.iter().map(|b| b * (1.0 + move_by)).collect();
            let there = at(&beta, sigma);
            assert!(there <= own + 1e-3, "{}: {there} at {sigma} above {own} at {}", table.what, fit.unit_sd);
        }
    }
}

fn varies(table: &Table, t: usize) -> bool {
    let y: Vec<f64> = (0..table.y.len()).filter(|i| table.period[*i] as usize == t).map(|i| table.y[i]).collect();
    y.iter().any(|v| *v > 0.0) && y.iter().any(|v| *v < 1.0)
}

/// Two variances are refused (E343) where, and only where, the dense matrices of the restricted likelihood are dependent.
fn apart(table: &Table, panel: &Panel) {
    let n = table.y.len();
    if n > 60 {
        return;
    }
    let treated = |i: usize| table.starts[table.unit[i] as usize].is_some_and(|g| table.period[i] as usize >= g);
    let columns: Vec<Vec<f64>> = (0..table.periods)
        .map(|t| (0..n).map(|i| f64::from(u8::from(table.period[i] as usize == t))).collect())
        .chain([(0..n).map(|i| f64::from(u8::from(treated(i)))).collect()])
        .collect();
    let x = Matrix::from_rows(&(0..n).map(|i| columns.iter().map(|c| c[i]).collect()).collect::<Vec<_>>());
    let inner = cholesky(&x.t().mul(&x), 1e-9);
    let mut m = Matrix::identity(n);
    for i in 0..n {
        let b = inner.solve(x.row(i));
        (0..n).for_each(|j| m[(i, j)] -= x.row(j).iter().zip(&b).map(|(a, c)| a * c).sum::<f64>());
    }
    let alike = |same: &dyn Fn(usize, usize) -> bool| {
        let mut v = Matrix::zeros(n, n);
        (0..n).for_each(|i| (0..n).filter(|j| same(i, *j)).for_each(|j| v[(i, j)] = 1.0));
        m.mul(&v).mul(&m)
    };
    let unit = |i: usize, j: usize| table.unit[i] == table.unit[j];
    let seen = [alike(&|i, j| i == j), alike(&unit), alike(&|i, j| unit(i, j) && table.period[i] == table.period[j])];
    let product = |a: &Matrix, b: &Matrix| a.as_slice().iter().zip(b.as_slice()).map(|(x, y)| x * y).sum::<f64>();
    // what pupils' own variance leaves of the two, and the angle between them
    let rest = |a: usize, b: usize| {
        product(&seen[a], &seen[b])
            - product(&seen[a], &seen[0]) * product(&seen[b], &seen[0]) / product(&seen[0], &seen[0])
    };
    let (units, cells, both) = (rest(1, 1), rest(2, 2), rest(1, 2));
    match nested_exchangeable(panel) {
        Ok(_) => assert!(units * cells - both * both > 1e-9 * units * cells, "{}: {units} {cells} {both}", table.what),
        Err(p) if p.code() == "E343" && p.what().contains("their terms") => {
            assert!(
                units * cells - both * both <= 1e-7 * units * cells.max(1.0),
                "{}: {units} {cells} {both}",
                table.what
            );
        }
        Err(_) => {}
    }
}

/// log ∫ Π P(y | η + σb) φ(b) db by the trapezoid rule on −9 … 9.
fn integral(rows: &[(f64, f64, f64)], sigma: f64) -> f64 {
    const STEPS: i32 = 360;
    let step = 18.0 / f64::from(STEPS);
    let logs: Vec<f64> = (0..=STEPS)
        .map(|i| {
            let b = -9.0 + f64::from(i) * step;
            let data: f64 = rows
                .iter()
                .map(|(n, sum, eta)| {
                    let e = eta + sigma * b;
                    sum * e - n * if e > 0.0 { e + (-e).exp().ln_1p() } else { e.exp().ln_1p() }
                })
                .sum();
            data - 0.5 * b * b
        })
        .collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + (logs.iter().map(|l| (l - top).exp()).sum::<f64>() * step / (2.0 * std::f64::consts::PI).sqrt()).ln()
}
