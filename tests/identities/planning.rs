//! Identities of the forecast, of history in closed forms, and of the engine that judges rollouts.

use lodtrin::design::optimal::{Criteria, Kind};
use lodtrin::design::{Components, Effect, Family, Layout, Plan, Shares, Time, variance};
use lodtrin::history::{Group, fit};

fn near(what: &str, a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-12), "{what}: {a} and {b}");
}

/// Counts that vary without chance: 6 programmes, 4 terms, 30 pupils a cell.
fn groups() -> Vec<Group> {
    let mut all = Vec::new();
    for programme in 0..6 {
        for term in 0..4 {
            let k = 4 + 2 * programme + (programme * 5 + term * 7) % 6;
            all.push(Group { programme, term, n: 30.0, k: k as f64, x: Vec::new() });
        }
    }
    all
}

#[test]
fn equal_cells_have_one_weight() {
    let found = fit(&groups(), 6, 0).expect("a fit");
    let f = &found.found;
    assert!(f.tau2 > 0.0 && f.gamma2 >= 0.0);
    let shrink = f.tau2 / (f.tau2 + (f.gamma2 + f.sigma2 / 30.0) / 4.0);
    let grand: f64 = groups().iter().map(|g| g.k / g.n).sum::<f64>() / 24.0;
    for u in 0..6 {
        let own: f64 = groups().iter().filter(|g| g.programme == u).map(|g| g.k / g.n).sum::<f64>() / 4.0;
        near("level", found.levels[u], grand + (own - grand) * shrink, 1e-12);
        near("weight", found.weights[u], shrink, 1e-12);
    }
}

#[test]
fn a_constant_added_to_a_term_moves_no_difference_between_levels() {
    let plain = fit(&groups(), 6, 0).expect("a fit");
    let mut moved = groups();
    moved.iter_mut().filter(|g| g.term == 2).for_each(|g| g.k += 3.0);
    let moved = fit(&moved, 6, 0).expect("a fit");
    // σ² moves with the risk of the term, and with it the weights; the order and the mean of the levels follow
    near("mean", moved.other - plain.other, 0.1 / 4.0, 1e-9);
    near("tau2", moved.found.tau2, plain.found.tau2, 1e-9);
}

fn plan(layout: Layout, components: Components, history: usize) -> Plan {
    Plan {
        layout,
        components,
        family: Family::Linear,
        time: Time::Categorical,
        effect: None,
        alpha: 0.05,
        power: 0.8,
        history,
    }
}

fn components(icc: f64, cac: f64) -> Components {
    let shares = Shares { icc, cac, iac: 0.0, decay: None, school_icc: 0.0, school_cac: 1.0 };
    Components::of(1.0, &shares).expect("components")
}

#[test]
fn history_is_periods_before_the_first() {
    for (before, history) in [(1, 4), (2, 1), (1, 9)] {
        let c = components(0.05, 0.7);
        let with = plan(Layout::stepped(&[3, 2, 4], before, 1, 17.0).expect("a layout"), c.clone(), history);
        let longer = plan(Layout::stepped(&[3, 2, 4], before + history, 1, 17.0).expect("a layout"), c, 0);
        for effect in [Effect::Immediate, Effect::average(&with.layout)] {
            let a = variance(&with.model(0.0), &effect).expect("a variance");
            let b = variance(&longer.model(0.0), &effect).expect("a variance");
            near("variance", a, b, 1e-10);
        }
    }
}

#[test]
fn history_lowers_the_variance_between_programmes() {
    let (c, n, h) = (components(0.04, 0.8), 20.0, 6);
    let layout = Layout::stepped(&[4, 4, 4], 1, 0, n).expect("a layout");
    let told = 1.0 / (1.0 / c.programme + h as f64 / (c.cell + c.residual / n));
    let less = Components { programme: told, ..c.clone() };
    let a = variance(&plan(layout.clone(), c, h).model(0.0), &Effect::Immediate).expect("a variance");
    let b = variance(&plan(layout, less, 0).model(0.0), &Effect::Immediate).expect("a variance");
    near("variance", a, b, 1e-10);
}

#[test]
fn the_short_cut_is_the_whole_sum() {
    let criteria = |history| Criteria {
        kinds: vec![Kind::Immediate, Kind::Average],
        scenarios: vec![components(0.02, 0.8), components(0.05, 1.0)],
        last_lag: 2,
        size: 24.0,
        history,
        transition: 0,
    };
    for history in [0, 5] {
        for lots in [[4, 2, 0, 2, 4], [0, 6, 0, 6, 0], [3, 3, 3, 3, 0], [5, 2, 5, 0, 0]] {
            let c = criteria(history);
            let short = c.variances(6, 2, &lots).expect("variances");
            let long = c.variances_in_full(6, 2, &lots).expect("variances");
            for (a, b) in short.iter().zip(&long) {
                near("variance", *a, *b, 1e-9);
            }
        }
    }
}

#[test]
fn a_rollout_has_the_variance_of_its_plan() {
    let c = components(0.03, 0.6);
    let criteria = Criteria {
        kinds: vec![Kind::Immediate],
        scenarios: vec![c.clone()],
        last_lag: 0,
        size: 15.0,
        history: 3,
        transition: 0,
    };
    let found = criteria.variances(5, 2, &[4, 2, 3]).expect("variances");
    let plan = plan(Layout::stepped(&[4, 2, 3], 1, 1, 15.0).expect("a layout"), c, 3);
    near("variance", found[0], variance(&plan.model(0.0), &Effect::Immediate).expect("a variance"), 1e-10);
}
