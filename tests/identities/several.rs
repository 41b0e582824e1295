//! Identities of the joint regression: it is the plain one for a single intervention, its redraws are its refits, names and
//! order of interventions are labels.

use lodtrin::design::several::Pattern;
use lodtrin::design::several_power::variances;
use lodtrin::design::{Components, Effect, Family, Layout, Model, Shares, Time, variance};
use lodtrin::estimators::joint::{Treatment, joint};
use lodtrin::estimators::joint_redraw::JointRedraw;
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::twfe::twfe;
use lodtrin::inference::cluster::{cr1, cr2, cr3};
use lodtrin::provenance::Stream;
use lodtrin::trial::{Assignment, Panel, Rows, Start};

/// Two orders of the same sums of some 500 terms.
const ROUNDING: f64 = 1e-11;
const UNITS: usize = 9;
const PERIODS: usize = 5;

fn data(seed: u64, covariate: bool) -> (Panel, Vec<Treatment>) {
    let mut stream = Stream::seeded("several identities", seed, 0);
    let (mut unit, mut period, mut y, mut x) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..UNITS as u32 {
        for t in 0..PERIODS as u32 {
            for _ in 0..2 + stream.below(4) {
                unit.push(i);
                period.push(t);
                y.push(stream.below(1000) as f64 / 1000.0);
                x.push(stream.below(10) as f64);
            }
        }
    }
    let starts = |stream: &mut Stream| -> Vec<Start> {
        let mut s: Vec<Start> = (0..UNITS).map(|i| Some(1 + i % PERIODS)).collect();
        stream.arrange(&mut s);
        s
    };
    let treatments: Vec<Treatment> = ["club", "mentor", "visit"]
        .iter()
        .map(|n| Treatment { name: n.to_string(), assignment: Assignment::new(starts(&mut stream), PERIODS) })
        .collect();
    let columns = [("x".to_string(), x.as_slice())];
    let covariates: &[(String, &[f64])] = if covariate { &columns } else { &[] };
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates };
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
    let own = treatments[0].assignment.starts().to_vec();
    (Panel::from_rows(&rows, names(UNITS), names(PERIODS), own, None).unwrap(), treatments)
}

fn close(what: &str, a: f64, b: f64) {
    assert!((a - b).abs() <= ROUNDING * (1.0 + b.abs()), "{what}: {a} against {b}");
}

#[test]
fn one_intervention_is_the_plain_regression() {
    for covariate in [false, true] {
        for weight in [Weight::Pupils, Weight::Programmes] {
            let (panel, treatments) = data(1, covariate);
            let plain = twfe(&panel, weight).unwrap();
            let several = joint(&panel, &treatments[..1], &[], weight).unwrap();
            let (a, b) = (plain.fit.picks(plain.first), several.contrast(0).unwrap());
            close("estimate", several.fit.estimate(&b), plain.fit.estimate(&a));
            close("nobs", several.fit.nobs, plain.fit.nobs);
            close("parameters", several.fit.parameters, plain.fit.parameters);
            for v in [cr1, cr2, cr3] {
                close("variance", v(&several.fit, &b).variance, v(&plain.fit, &a).variance);
                close("df", v(&several.fit, &b).df, v(&plain.fit, &a).df);
            }
        }
    }
}

#[test]
fn a_redraw_is_a_refit_of_the_redrawn_schedules() {
    for (seed, covariate, weight) in [
        (2, false, Weight::Pupils),
        (3, true, Weight::Pupils),
        (4, false, Weight::Programmes),
        (5, true, Weight::Programmes),
    ] {
        let (panel, observed) = data(seed, covariate);
        let pairs = [(0, 1)];
        let redraw = JointRedraw::new(&panel, &observed, &pairs, weight).unwrap();
        let (_, drawn) = data(seed + 100, covariate);
        let starts: Vec<&[Start]> = drawn.iter().map(|d| d.assignment.starts()).collect();
        let found = redraw.at(&starts).unwrap();
        let refit = joint(&panel, &drawn, &pairs, weight).unwrap();
        for term in 0..redraw.terms() {
            let mut contrast = vec![0.0; redraw.terms()];
            contrast[term] = 1.0;
            let whole = refit.contrast(term).unwrap();
            let shifted = found.shifted(&contrast, 1);
            close("estimate", shifted.theta[0], refit.fit.estimate(&whole));
            close("cr1", shifted.var_theta[0], cr1(&refit.fit, &whole).variance);
            // after τ times the observed treatment of intervention 1 was taken away
            let tau = 0.37;
            let other = joint(&less(&panel, &observed[1], tau), &drawn, &pairs, weight).unwrap();
            close("shifted estimate", shifted.theta[0] - tau * shifted.theta[1], other.fit.estimate(&whole));
            let [a, b, c] = shifted.var_theta;
            close("shifted cr1", a - 2.0 * tau * b + tau * tau * c, cr1(&other.fit, &whole).variance);
        }
    }
}

/// Outcomes less τ where the intervention runs, rebuilt row by row from cell means: means and crossed moments are all that a
/// regression with cell-constant treatments and these covariates sees of them.
fn less(panel: &Panel, treatment: &Treatment, tau: f64) -> Panel {
    panel.reassigned(treatment.assignment.clone()).less_effect(tau)
}

#[test]
fn order_and_names_of_interventions_are_labels() {
    let (panel, treatments) = data(7, false);
    let found = joint(&panel, &treatments, &[(0, 2)], Weight::Pupils).unwrap();
    let turned: Vec<Treatment> = [2, 0, 1]
        .iter()
        .map(|j| Treatment { name: format!("other-{j}"), assignment: treatments[*j].assignment.clone() })
        .collect();
    let other = joint(&panel, &turned, &[(1, 0)], Weight::Pupils).unwrap();
    for (a, b) in [(0, 1), (1, 2), (2, 0), (3, 3)] {
        let (x, y) = (found.contrast(a).unwrap(), other.contrast(b).unwrap());
        close("estimate", found.fit.estimate(&x), other.fit.estimate(&y));
        close("cr2", cr2(&found.fit, &x).variance, cr2(&other.fit, &y).variance);
    }
    assert_eq!(other.fit.terms[other.first + 3], "treated:other-0×other-2");
}

#[test]
fn effects_that_add_up_are_found_exactly() {
    let (panel, treatments) = data(8, false);
    // y = unit + period + 2·a − b + 0.5·c and nothing else: every residual is zero
    let effects = [2.0, -1.0, 0.5];
    let (mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..UNITS {
        for t in 0..PERIODS {
            unit.push(i as u32);
            period.push(t as u32);
            let on = |j: usize| if treatments[j].assignment.treated(i, t) { effects[j] } else { 0.0 };
            y.push(i as f64 + (t * t) as f64 + on(0) + on(1) + on(2));
        }
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let exact = Panel::from_rows(
        &rows,
        panel.units().to_vec(),
        panel.periods().to_vec(),
        treatments[0].assignment.starts().to_vec(),
        None,
    )
    .unwrap();
    let found = joint(&exact, &treatments, &[], Weight::Pupils).unwrap();
    for (j, effect) in effects.iter().enumerate() {
        close("effect", found.fit.estimate(&found.contrast(j).unwrap()), *effect);
    }
    close("difference", found.fit.estimate(&found.difference(0, 1).unwrap()), 3.0);
}

#[test]
fn planning_for_one_of_several_is_planning_for_one() {
    let shares = Shares { icc: 0.05, cac: 0.7, iac: 0.0, decay: None, school_icc: 0.0, school_cac: 1.0 };
    let components = Components::of(0.25, &shares).unwrap();
    let layout = Layout::stepped(&[3, 3, 3, 3], 1, 0, 20.0).unwrap();
    let model = Model {
        layout: &layout,
        components: &components,
        family: &Family::Linear,
        time: Time::Categorical,
        at: 0.0,
        history: 0,
    };
    let starts: Vec<Start> = (0..12).map(|i| Some(1 + i / 3)).collect();
    let mut pattern = Pattern::of_starts(&[("mentor".to_string(), starts)], &[], 5, str::to_string);
    pattern.weight.iter_mut().for_each(|w| *w = 20.0);
    close("variance", variances(&pattern, &components)[0].unwrap(), variance(&model, &Effect::Immediate).unwrap());
}
