//! Identities of the design-based estimators and of randomization inference on random panels.

use lodtrin::diagnostics::Silent;
use lodtrin::estimators::contrast::{Estimand, contrast};
use lodtrin::estimators::design_based::{Beta, Cohorts, Method, design_based};
use lodtrin::estimators::redraw::Redraw;
use lodtrin::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::twfe::twfe;
use lodtrin::estimators::unit_means::UnitMeans;
use lodtrin::inference::assignments::{Assignments, Uniform};
use lodtrin::inference::cluster::cr1;
use lodtrin::inference::neyman::neyman;
use lodtrin::inference::randomization::{Adjusted, Adjustment, Curve, Rule, evaluate, randomization};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Assignment, Panel, Rows, Start};

/// Two ways of the same sum.
const ROUNDING: f64 = 1e-11;
const METHODS: [&str; 4] = ["roth-santanna", "callaway-santanna", "sun-abraham", "difference-in-means"];
const AVERAGES: [Estimand; 6] = [
    Estimand::Simple,
    Estimand::Cohort,
    Estimand::Calendar,
    Estimand::Lag(0),
    Estimand::Lag(1),
    Estimand::TimeAveraged(0, 100),
];

/// A panel of 0/1 pupils: `sizes` units a cohort with these starts.
fn panel(starts: &[Start], periods: usize, seed: u64, effect: f64) -> Panel {
    let mut stream = Stream::seeded("identities", seed, 0);
    let (mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for (i, start) in starts.iter().enumerate() {
        let own = 0.3 + 0.4 * stream.unit();
        for t in 0..periods {
            let treated = start.is_some_and(|g| t >= g);
            for _ in 0..4 + stream.below(9) {
                unit.push(i as u32);
                period.push(t as u32);
                let p = own + 0.05 * (t % 3) as f64;
                y.push(f64::from(u8::from(stream.chance(p))) + if treated { effect } else { 0.0 });
            }
        }
    }
    let names = (0..starts.len()).map(|i| format!("u{i:02}")).collect();
    let labels = (0..periods).map(|t| t.to_string()).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    Panel::from_rows(&rows, names, labels, starts.to_vec(), None).unwrap()
}

fn starts() -> Vec<Start> {
    [Some(1), Some(2), Some(2), Some(4), Some(5), None].iter().flat_map(|s| [*s; 3]).collect()
}

fn near(what: &str, a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs())), "{what}: {a} against {b}");
}

#[test]
fn contrasts_sum_to_zero_and_give_one_on_the_treatment_pattern() {
    let cohorts = Cohorts::of(&starts(), 7);
    for name in METHODS {
        for average in AVERAGES {
            let comparison = method(name).unwrap().comparison(average, 0);
            let c = contrast(&comparison, &cohorts.starts, &cohorts.sizes, 7).unwrap();
            let (mut on_theta, mut on_base) = (0.0, 0.0);
            for t in 0..7 {
                let column = |m: &lodtrin::numeric::Matrix| (0..cohorts.starts.len()).map(|g| m[(g, t)]).sum::<f64>();
                near("A_θ", column(&c.theta), 0.0, ROUNDING);
                near("A_0", column(&c.base), 0.0, ROUNDING);
                for (g, start) in cohorts.starts.iter().enumerate().filter(|(_, s)| t >= **s) {
                    assert!(t >= *start);
                    on_theta += c.theta[(g, t)];
                    on_base += c.base[(g, t)];
                }
            }
            near("A_θ on treatment", on_theta, 1.0, ROUNDING);
            near("A_0 on treatment", on_base, 0.0, ROUNDING);
        }
    }
}

#[test]
fn an_added_effect_moves_the_estimate_and_nothing_else() {
    let (plain, moved) = (panel(&starts(), 7, 3, 0.0), panel(&starts(), 7, 3, 0.25));
    let cohorts = Cohorts::of(&starts(), 7);
    for name in METHODS {
        for average in AVERAGES {
            let fit = |p: &Panel| {
                let means = UnitMeans::of(p, None).unwrap();
                design_based(&means, &cohorts, &method(name).unwrap(), average, 0).unwrap().fit
            };
            let (a, b) = (fit(&plain), fit(&moved));
            near("estimate", b.estimate, a.estimate + 0.25, ROUNDING);
            near("β", b.beta, a.beta, 1e-9);
            near("variance", neyman(&b).variance.unwrap(), neyman(&a).variance.unwrap(), ROUNDING);
        }
    }
}

/// The literal twin: outcomes less τ times the observed treatment, estimated anew under the redrawn starts.
#[test]
fn thirteen_numbers_agree_with_new_estimates_at_every_effect() {
    let observed = panel(&starts(), 7, 5, 0.1);
    let cohorts = Cohorts::of(&starts(), 7);
    let means = UnitMeans::of(&observed, None).unwrap();
    let set = Uniform::new(cohorts.of_unit.clone(), vec![(0..18).collect()], 40, 9);
    let mut drawn = vec![0u16; 18];
    for name in METHODS {
        for average in AVERAGES {
            let mut method = method(name).unwrap();
            let comparison = method.comparison(average, 0);
            let redraw = Redraw::new(&means, &cohorts, comparison);
            for r in 0..set.len() {
                set.fill(r, &mut drawn);
                for tau in [-0.4, 0.0, 0.07, 1.5] {
                    let shifted = UnitMeans::of(&observed.less_effect(tau), None).unwrap();
                    if method.beta == Beta::Efficient {
                        method.beta = Beta::PlugIn;
                    }
                    let literal =
                        design_based(&shifted, &cohorts.with(drawn.clone()), &method, average, 0).unwrap().fit;
                    let numbers = redraw.at(&drawn).unwrap();
                    let (shifted, adjustment) = match method.beta {
                        Beta::Fixed(b) => (numbers.adjusted(b), Adjustment::None),
                        _ => (numbers, Adjustment::Efficient { clip: false }),
                    };
                    let (estimate, variance) = Adjusted { shifted, adjustment }.at(tau);
                    near(name, estimate, literal.estimate, 1e-9);
                    near(name, variance, neyman(&literal).variance.unwrap(), 1e-9);
                }
            }
        }
    }
}

#[test]
fn redrawn_twfe_agrees_with_a_new_regression() {
    let observed = panel(&starts(), 7, 6, 0.1);
    let cohorts = Cohorts::of(&starts(), 7);
    let units: Vec<usize> = (0..18).collect();
    for weight in [Weight::Pupils, Weight::Programmes] {
        let redraw = RegressionRedraw::new(&observed, Redrawn::Treated, weight);
        let set = Uniform::new(cohorts.of_unit.clone(), vec![units.clone()], 25, 4);
        let mut drawn = vec![0u16; 18];
        for r in 0..set.len() {
            set.fill(r, &mut drawn);
            let starts = cohorts.with(drawn.clone()).unit_starts();
            for tau in [0.0, 0.3] {
                let again = observed.less_effect(tau).reassigned(Assignment::new(starts.clone(), 7));
                let literal = twfe(&again, weight).unwrap();
                let c = literal.fit.picks(literal.first);
                let ours = Adjusted { shifted: redraw.at(&starts).unwrap(), adjustment: Adjustment::None };
                let (estimate, variance) = ours.at(tau);
                near("estimate", estimate, literal.fit.estimate(&c), 1e-10);
                near("cr1", variance, cr1(&literal.fit, &c).variance, 1e-10);
            }
        }
    }
}

/// p(τ) counted one τ at a time, against the limits of the sweep.
#[test]
fn the_interval_is_the_hull_of_what_is_not_rejected() {
    let observed = panel(&starts(), 7, 11, 0.15);
    let cohorts = Cohorts::of(&starts(), 7);
    let means = UnitMeans::of(&observed, None).unwrap();
    for name in METHODS {
        let method = method(name).unwrap();
        let redraw = Redraw::new(&means, &cohorts, method.comparison(Estimand::Simple, 0));
        let set = Uniform::new(cohorts.of_unit.clone(), vec![(0..18).collect()], 499, 2);
        let wrap = |c: &[u16]| match method.beta {
            Beta::Fixed(b) => Adjusted { shifted: redraw.at(c).unwrap().adjusted(b), adjustment: Adjustment::None },
            _ => Adjusted { shifted: redraw.at(c).unwrap(), adjustment: Adjustment::Efficient { clip: true } },
        };
        let draws = evaluate(&set, 18, &Silent, "", wrap);
        let own = wrap(&cohorts.of_unit);
        for studentized in [true, false] {
            let rule =
                Rule { ties: lodtrin::inference::ties::TIE, studentized, level: 0.9, interval: true, outcome_sd: 1.0 };
            let found = randomization(&own, &draws, false, &rule);
            let (estimate, variance) = own.at(0.0);
            let p = |tau: f64| {
                let t = (estimate - tau).abs() / if studentized { variance.sqrt() } else { 1.0 };
                let b = draws.iter().filter(|d| rule.statistic(*d, tau).abs() >= t - 1e-10).count();
                (1.0 + b as f64) / 500.0
            };
            let step = 1e-7;
            assert!(p(found.low + step) > 0.1 && p(found.high - step) > 0.1, "{name} {studentized} inside");
            assert!(p(found.low - step) <= 0.1 && p(found.high + step) <= 0.1, "{name} {studentized} outside");
            for k in 1..400 {
                let far = 0.004 * f64::from(k);
                assert!(p(found.low - far) <= 0.1 && p(found.high + far) <= 0.1, "{name} {studentized} beyond");
            }
            assert!(found.low < estimate && estimate < found.high);
            assert_eq!(found.p, p(0.0));
        }
    }
}

#[test]
fn arrangements_are_all_there_once() {
    let observed = vec![0u16, 0, 1, 1, 2, 0, 1];
    let set = Uniform::new(observed, vec![vec![0, 1, 2, 3], vec![4, 5, 6]], 10, 1);
    assert!(set.enumerated());
    assert_eq!(set.len(), 6 * 6);
    let mut seen = std::collections::BTreeSet::new();
    let mut into = vec![0u16; 7];
    for r in 0..set.len() {
        set.fill(r, &mut into);
        let mut first = into[..4].to_vec();
        let mut second = into[4..].to_vec();
        first.sort_unstable();
        second.sort_unstable();
        assert_eq!((first, second), (vec![0, 0, 1, 1], vec![0, 1, 2]));
        seen.insert(into.clone());
    }
    assert_eq!(seen.len(), 36);
}

/// The design-based method of a name.
fn method(name: &str) -> Option<Method> {
    use lodtrin::trial::Named;
    lodtrin::estimators::waves_of(lodtrin::trial::Estimator::parse(name)?)
}
