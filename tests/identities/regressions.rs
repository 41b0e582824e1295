//! Fast forms of regressions against their literal ones: pupils, cells and counts; redraws and refits; leverages and
//! leave-one-out; the bootstrap's matrix and bootstrapped outcomes.

use crate::trials::{Trial, close};
use lodtrin::diagnostics::Silent;
use lodtrin::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::twfe::twfe;
use lodtrin::estimators::twfe_exposure::twfe_exposure;
use lodtrin::inference::cluster::{cr0, cr1, cr2, cr3};
use lodtrin::inference::wild::{Auxiliary, Residuals, WildRequest, wild_bootstrap};
use lodtrin::numeric::{Matrix, eigen_symmetric};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Assignment, Fit, Panel, Rows};

/// The same arithmetic in another order.
const SAME: f64 = 1e-10;

/// Pupil rows, dummies and all: y on [treated | covariates | unit dummies | period dummies], by the book.
struct Literal {
    x: Vec<Vec<f64>>,
    y: Vec<f64>,
    cluster: Vec<usize>,
    units: usize,
}

impl Literal {
    fn new(trial: &Trial, covariates: bool) -> Literal {
        let (g, t) = (trial.units.len(), trial.periods.len());
        let x = (0..trial.y.len())
            .map(|i| {
                let (u, p) = (trial.unit[i] as usize, trial.period[i] as usize);
                let mut row = vec![if trial.starts[u].is_some_and(|s| p >= s) { 1.0 } else { 0.0 }];
                row.extend(trial.covariates.iter().filter(|_| covariates).map(|(_, v)| v[i]));
                row.extend((0..g).map(|j| if j == u { 1.0 } else { 0.0 }));
                row.extend((1..t).map(|j| if j == p { 1.0 } else { 0.0 }));
                row
            })
            .collect();
        Literal { x, y: trial.y.clone(), cluster: trial.unit.iter().map(|u| *u as usize).collect(), units: g }
    }

    fn rows_of(&self, g: usize) -> Vec<usize> {
        (0..self.y.len()).filter(|i| self.cluster[*i] == g).collect()
    }

    /// (X'X)⁺ and β, over the rows kept.
    fn solve(&self, keep: impl Fn(usize) -> bool) -> (Matrix, Vec<f64>) {
        let k = self.x[0].len();
        let mut gram = Matrix::zeros(k, k);
        let mut moments = vec![0.0; k];
        for i in (0..self.y.len()).filter(|i| keep(*i)) {
            gram.add_outer(1.0, &self.x[i]);
            moments.iter_mut().zip(&self.x[i]).for_each(|(m, x)| *m += x * self.y[i]);
        }
        let inverse = lodtrin::numeric::pinv_symmetric(&gram, 1e-12);
        let beta = inverse.mul_vec(&moments);
        (inverse, beta)
    }

    /// CR2 variance, Satterthwaite df and CR0 variance of the first coefficient, with n × n matrices.
    fn cr2(&self) -> (f64, f64, f64) {
        let (a, beta) = self.solve(|_| true);
        let n = self.y.len();
        let residual: Vec<f64> = (0..n).map(|i| self.y[i] - dot(&self.x[i], &beta)).collect();
        let weights: Vec<f64> = (0..n).map(|i| dot(&self.x[i], a.row(0))).collect();
        let (mut variance, mut plain) = (0.0, 0.0);
        let mut p: Vec<Vec<f64>> = Vec::new();
        for g in 0..self.units {
            let rows = self.rows_of(g);
            let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
            let mut inner = Matrix::identity(rows.len());
            for (s, &i) in rows.iter().enumerate() {
                let ax = a.mul_vec(&self.x[i]);
                for (r, &j) in rows.iter().enumerate() {
                    inner[(s, r)] -= dot(&ax, &self.x[j]);
                }
            }
            let e = eigen_symmetric(&inner);
            let mut b = Matrix::zeros(rows.len(), rows.len());
            for (j, d) in e.values.iter().enumerate().filter(|(_, d)| **d > 1e-10) {
                let v: Vec<f64> = (0..rows.len()).map(|i| e.vectors[(i, j)]).collect();
                b.add_outer(1.0 / d.sqrt(), &v);
            }
            let ba = b.mul_vec(&own);
            variance += rows.iter().zip(&ba).map(|(&i, w)| w * residual[i]).sum::<f64>().powi(2);
            plain += rows.iter().zip(&own).map(|(&i, w)| w * residual[i]).sum::<f64>().powi(2);
            // p_g = (I − H)_{·g} B_g a_g
            let mut xba = vec![0.0; a.rows()];
            rows.iter().zip(&ba).for_each(|(&i, w)| xba.iter_mut().zip(&self.x[i]).for_each(|(s, x)| *s += w * x));
            let through = a.mul_vec(&xba);
            let mut column: Vec<f64> = (0..n).map(|i| -dot(&self.x[i], &through)).collect();
            rows.iter().zip(&ba).for_each(|(&i, w)| column[i] += w);
            p.push(column);
        }
        let trace: f64 = p.iter().map(|v| dot(v, v)).sum();
        let squares: f64 = p.iter().flat_map(|v| p.iter().map(move |w| dot(v, w).powi(2))).sum();
        (variance, trace * trace / squares, plain)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The pupils of a trial whose number passes.
fn some_pupils(name: &str, keep: impl Fn(usize, usize) -> bool) -> Trial {
    let mut trial = Trial::read(name);
    let keep: Vec<usize> = (0..trial.y.len()).filter(|i| keep(*i, trial.unit[*i] as usize)).collect();
    trial.y = keep.iter().map(|i| trial.y[*i]).collect();
    trial.period = keep.iter().map(|i| trial.period[*i]).collect();
    trial.covariates.iter_mut().for_each(|(_, v)| *v = keep.iter().map(|i| v[*i]).collect());
    trial.unit = keep.iter().map(|i| trial.unit[*i]).collect();
    let last = *trial.unit.iter().max().unwrap() as usize + 1;
    trial.units.truncate(last);
    trial.starts.truncate(last);
    trial
}

fn all_numbers(panel: &Panel) -> Vec<f64> {
    let r = twfe(panel, Weight::Pupils).unwrap();
    let c = r.fit.picks(r.first);
    let v = [cr0(&r.fit, &c), cr1(&r.fit, &c), cr2(&r.fit, &c), cr3(&r.fit, &c)];
    let mut out = vec![r.fit.estimate(&c)];
    out.extend(v.iter().flat_map(|v| [v.variance, v.df]));
    out
}

#[test]
fn pupils_cells_and_cross_products_are_one_regression() {
    // every third pupil keeps the n × n matrices small
    let trial = some_pupils("wedge10", |i, _| i % 3 == 0);
    for covariates in [false, true] {
        let ours = all_numbers(&trial.panel(covariates));
        let literal = Literal::new(&trial, covariates);
        let (variance, df, plain) = literal.cr2();
        close("estimate", ours[0], literal.solve(|_| true).1[0], SAME);
        close("cr0", ours[1], plain, SAME);
        close("cr2", ours[5], variance, SAME);
        close("df", ours[6], df, SAME);
    }
}

#[test]
fn counts_give_what_pupils_give() {
    let trial = Trial::read("wedge24");
    let panel = trial.panel(false);
    let (mut unit, mut period, mut y, mut size) = (vec![], vec![], vec![], vec![]);
    for i in 0..trial.units.len() {
        for t in 0..trial.periods.len() {
            let cell = panel.cell(i, t).unwrap();
            unit.push(i as u32);
            period.push(t as u32);
            y.push(cell.moment(0, 1) / cell.n());
            size.push(cell.n());
        }
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&size), covariates: &[] };
    let counts =
        Panel::from_rows(&rows, trial.units.clone(), trial.periods.clone(), trial.starts.clone(), None).unwrap();
    for (a, b) in all_numbers(&panel).iter().zip(all_numbers(&counts)) {
        close("counts", b, *a, SAME);
    }
}

#[test]
fn leverages_give_the_leave_one_out_jackknife() {
    let trial = Trial::read("wedge10");
    for covariates in [false, true] {
        let literal = Literal::new(&trial, covariates);
        let full = literal.solve(|_| true).1[0];
        let g = literal.units as f64;
        let sum: f64 =
            (0..literal.units).map(|left| (literal.solve(|i| literal.cluster[i] != left).1[0] - full).powi(2)).sum();
        close("cr3", all_numbers(&trial.panel(covariates))[7], (g - 1.0) / g * sum, SAME);
    }
}

#[test]
fn redraws_are_refits() {
    let trial = Trial::read("wedge10");
    for covariates in [false, true] {
        for weight in [Weight::Pupils, Weight::Programmes] {
            let panel = trial.panel(covariates);
            let lags = vec![(0, 0.5), (1, 0.25), (3, 0.25)];
            let earliest = if covariates { -2 } else { 0 };
            let one = RegressionRedraw::new(&panel, Redrawn::Treated, weight);
            let many = RegressionRedraw::new(&panel, Redrawn::Lags { weights: lags.clone(), earliest }, weight);
            for turn in 0..4 {
                let mut starts = trial.starts.clone();
                starts.rotate_left(turn * 3);
                let assignment = Assignment::new(starts.clone(), trial.periods.len());
                let (a, b) = (one.at(&starts).unwrap(), many.at(&starts).unwrap());
                for tau in [0.0, 0.3, -1.1] {
                    let drawn = panel.less_effect(tau).reassigned(assignment.clone());
                    let r = twfe(&drawn, weight).unwrap();
                    let c = r.fit.picks(r.first);
                    held(&a.theta, &a.var_theta, tau, &r.fit, &c);
                    let e = twfe_exposure(&drawn, earliest, weight).unwrap();
                    let c = e.columns.weighted(&e.regression.fit, e.regression.first, &lags).unwrap();
                    held(&b.theta, &b.var_theta, tau, &e.regression.fit, &c);
                }
            }
        }
    }
}

fn held(theta: &[f64; 2], v: &[f64; 3], tau: f64, fit: &Fit, c: &[f64]) {
    close("redrawn estimate", theta[0] - tau * theta[1], fit.estimate(c), 1e-8);
    close("redrawn variance", v[0] - 2.0 * tau * v[1] + tau * tau * v[2], cr1(fit, c).variance, 1e-8);
}

/// t* from a bootstrapped data set: fitted values under the null plus ±residuals, fitted anew.
fn literal_t(literal: &Literal, signs: &[f64], null: f64) -> f64 {
    let n = literal.y.len();
    let restricted = Literal {
        x: literal.x.iter().map(|r| r[1..].to_vec()).collect(),
        y: (0..n).map(|i| literal.y[i] - null * literal.x[i][0]).collect(),
        cluster: literal.cluster.clone(),
        units: literal.units,
    };
    let beta = restricted.solve(|_| true).1;
    let fitted: Vec<f64> = (0..n).map(|i| dot(&restricted.x[i], &beta)).collect();
    let y = (0..n)
        .map(|i| null * literal.x[i][0] + fitted[i] + signs[literal.cluster[i]] * (restricted.y[i] - fitted[i]))
        .collect();
    let star = Literal { x: literal.x.clone(), y, cluster: literal.cluster.clone(), units: literal.units };
    let (a, beta) = star.solve(|_| true);
    let mut scores = vec![0.0; star.units];
    for i in 0..n {
        scores[star.cluster[i]] += dot(&star.x[i], a.row(0)) * (star.y[i] - dot(&star.x[i], &beta));
    }
    (beta[0] - null) / dot(&scores, &scores).sqrt()
}

#[test]
fn the_bootstrap_from_cross_products_is_the_bootstrap_of_outcomes() {
    // six programmes: 64 sign vectors, small enough to refit every one
    let trial = some_pupils("wedge10", |i, unit| unit < 6 && i % 2 == 0);
    let r = twfe(&trial.panel(false), Weight::Pupils).unwrap();
    let c = r.fit.picks(r.first);
    let request = WildRequest {
        residuals: Residuals::Restricted,
        draws: 63,
        level: 0.8,
        auxiliary: None,
        interval: true,
        outcome_sd: 1.0,
        roundings: 0.0,
    };
    let stream = |b| Stream::seeded("test", 1, b);
    let ours = wild_bootstrap(&r.fit, &c, request, &stream, &Silent).unwrap();
    assert!(ours.enumerated && ours.draws == 64);
    let literal = Literal::new(&trial, false);
    let plain = ours.std_error / (cr1(&r.fit, &c).variance / cr0(&r.fit, &c).variance).sqrt();
    let p = |null: f64| {
        let t = ((r.fit.estimate(&c) - null) / plain).abs() - 1e-9;
        let extreme = |number: &u64| {
            let signs: Vec<f64> = (0..6).map(|g| if number >> g & 1 == 1 { -1.0 } else { 1.0 }).collect();
            literal_t(&literal, &signs, null).abs() >= t
        };
        (0..64u64).filter(extreme).count() as f64 / 64.0
    };
    assert_eq!(ours.p, p(0.0));
    // just inside the limits the null is kept, just outside it is rejected
    let step = 1e-5 * ours.std_error;
    assert!(p(ours.low + step) > 0.2 && p(ours.low - step) <= 0.2, "low {}", ours.low);
    assert!(p(ours.high - step) > 0.2 && p(ours.high + step) <= 0.2, "high {}", ours.high);
}

#[test]
fn bootstrap_draws_follow_their_seed_and_both_forms_agree() {
    let trial = Trial::read("wedge24");
    let r = twfe(&trial.panel(true), Weight::Pupils).unwrap();
    let c = r.fit.picks(r.first);
    let ask = |seed: u64, auxiliary| {
        let request = WildRequest {
            residuals: Residuals::Restricted,
            draws: 4999,
            level: 0.95,
            auxiliary,
            interval: true,
            outcome_sd: 1.0,
            roundings: 0.0,
        };
        wild_bootstrap(&r.fit, &c, request, &|b| Stream::seeded("test", seed, b), &Silent).unwrap()
    };
    let (first, again, other) = (ask(1, None), ask(1, None), ask(2, None));
    assert_eq!(first, again);
    assert_ne!(first.low.to_bits(), other.low.to_bits());
    assert!((first.p - other.p).abs() < 6.0 * (first.mc_error + other.mc_error));
    let webb = ask(1, Some(Auxiliary::Webb));
    assert!((first.p - webb.p).abs() < 0.02 && (first.low - webb.low).abs() < 0.02);
}

#[test]
fn cr2_is_hc2_with_one_row_per_cluster() {
    // y on an intercept-free pair of columns, twelve clusters of one row: HC2 by its definition
    let x: Vec<[f64; 2]> = (0..12).map(|i| [1.0, ((i * 5) % 7) as f64]).collect();
    let y: Vec<f64> = (0..12).map(|i| ((i * 11) % 13) as f64).collect();
    let pieces = (0..12)
        .map(|i| {
            let row = [x[i][0], x[i][1], y[i]];
            let mut joint = Matrix::zeros(3, 3);
            joint.add_outer(1.0, &row);
            lodtrin::trial::CrossProducts::from_joint(&joint)
        })
        .collect();
    let names = (0..12).map(|i| i.to_string()).collect();
    let fit = Fit::from_cross_products(vec!["a".into(), "b".into()], pieces, names, 12.0, 2.0);
    let c = fit.picks(1);
    let ac = fit.bread.mul_vec(&c);
    let (mut hc2, mut hc3) = (0.0, 0.0);
    for i in 0..12 {
        let leverage = fit.bread.quad(&x[i], &x[i]);
        let e = y[i] - dot(&x[i], &fit.coefficients);
        let w = dot(&x[i], &ac) * e;
        hc2 += w * w / (1.0 - leverage);
        hc3 += w * w / (1.0 - leverage).powi(2);
    }
    close("hc2", cr2(&fit, &c).variance, hc2, SAME);
    close("hc3", cr3(&fit, &c).variance, hc3 * 11.0 / 12.0, SAME);
}
