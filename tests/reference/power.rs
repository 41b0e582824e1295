//! Closed-form power against the values of `power/power.csv`, each with the package that it agrees with.
//! `power/closed_forms.py` computes the same from the textbook matrices, without any package.

use lodtrin::design::{
    Components, Effect, Family, Layout, Link, Model, Needed, Plan, Precision, Shares, Time, cell_content,
    programmes_needed, pupils_needed, variance,
};

/// The values are printed to 12 decimals; the last one may be rounded.
const PRINTED: f64 = 1.01e-12;
/// Values computed from a value above 1 or printed to 9 digits.
const NINE_DIGITS: f64 = 1.0e-9;
const RATIOS: f64 = 1.01e-6;

/// The values of the rows of a case whose fields hold all the words.
fn expected(case: &str, words: &[&str]) -> Vec<f64> {
    let text = include_str!("power/power.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let found: Vec<Vec<f64>> = reader
        .records()
        .map(|r| r.expect("a row"))
        .filter(|r| &r[0] == case && words.iter().all(|w| r.iter().any(|f| f.contains(w))))
        .map(|r| r[5].split(' ').map(|x| x.parse().expect("a number")).collect())
        .collect();
    assert_eq!(found.len(), 1, "{case} {words:?}");
    found[0].clone()
}

fn close(found: f64, case: &str, words: &[&str], tolerance: f64) {
    let wanted = expected(case, words)[0];
    assert!((found - wanted).abs() <= tolerance, "{case} {words:?}: {found} is not {wanted}");
}

fn shares(icc: f64, cac: f64) -> Shares {
    Shares { icc, cac, iac: 0.0, decay: None, school_icc: 0.0, school_cac: 1.0 }
}

fn stepped(after: usize) -> Layout {
    Layout::stepped(&[3, 3, 3, 3], 1, after, 20.0).expect("a design")
}

fn plan(layout: Layout, components: Components, effect: f64) -> Plan {
    Plan {
        layout,
        components,
        family: Family::Linear,
        time: Time::Categorical,
        effect: Some(effect),
        alpha: 0.05,
        power: 0.8,
        history: 0,
    }
}

fn linear(icc: f64, cac: f64) -> Plan {
    plan(stepped(0), Components::of(1.0, &shares(icc, cac)).expect("components"), 0.25)
}

fn immediate(plan: &Plan) -> f64 {
    variance(&plan.model(plan.effect.unwrap_or(0.0)), &Effect::Immediate).expect("a variance")
}

fn weighted(plan: &Plan, weights: &[f64]) -> f64 {
    variance(&plan.model(0.0), &Effect::Exposure(weights.to_vec())).expect("a variance")
}

fn power(plan: &Plan, effect: &Effect, precision: Precision) -> f64 {
    plan.power(effect, precision).expect("a power").expect("an effect")
}

#[test]
fn exchangeable_and_nested() {
    let a = linear(0.05, 1.0);
    close(immediate(&a), "E1a", &["variance"], PRINTED);
    close(power(&a, &Effect::Immediate, Precision::Z), "E1a", &["power_z"], PRINTED);
    let b = linear(0.05, 0.8);
    close(immediate(&b), "E1b", &["variance"], PRINTED);
    close(power(&b, &Effect::Immediate, Precision::Z), "E1b", &["power_z"], PRINTED);
    close(power(&b, &Effect::Immediate, Precision::Cells), "E1b", &["power_t", "= 54"], PRINTED);
    close(power(&b, &Effect::Immediate, Precision::Programmes), "E1b", &["power_t", "= 10"], PRINTED);
    let mde = |p| b.minimal_effect(&Effect::Immediate, p).expect("an effect");
    close(mde(Precision::Z), "E1b", &["mde", "power, z"], PRINTED);
    close(mde(Precision::Fixed(54.0)), "E1b", &["mde", "t(54)"], PRINTED);
}

#[test]
fn closed_cohort_and_decay() {
    let cohort = Shares { iac: 0.4, ..shares(0.05, 0.8) };
    let c = plan(stepped(0), Components::of(1.0, &cohort).expect("components"), 0.25);
    close(immediate(&c), "E1c", &["variance"], PRINTED);
    close(power(&c, &Effect::Immediate, Precision::Z), "E1c", &["power_z"], PRINTED);
    let decay = Shares { decay: Some(0.8), ..shares(0.05, 1.0) };
    let d = plan(stepped(0), Components::of(1.0, &decay).expect("components"), 0.25);
    close(immediate(&d), "E2", &["variance"], PRINTED);
}

#[test]
fn incomplete_designs() {
    let b = linear(0.05, 0.8);
    let transition = Plan { layout: stepped(1).with_transition(1), ..b.clone() };
    close(immediate(&transition), "E3", &["variance"], PRINTED);
    let staircase = Plan { layout: stepped(0).into_staircase(1, 1), ..b.clone() };
    close(immediate(&staircase), "E4", &["variance"], PRINTED);
    let line = Plan { time: Time::Linear, ..b };
    close(immediate(&line), "E5", &["variance"], PRINTED);
}

#[test]
fn unequal_sizes_and_random_effects_of_treatment() {
    let b = linear(0.05, 0.8);
    let sizes = [8., 12., 15., 20., 25., 30., 18., 22., 10., 35., 28., 17.];
    let unequal = Plan { layout: stepped(0).with_sizes(&sizes).expect("sizes"), ..b.clone() };
    close(immediate(&unequal), "E7", &["variance"], PRINTED);
    let random = b.components.clone().with_treatment(libm::sqrt(0.02), 0.0).expect("components");
    close(immediate(&Plan { components: random, ..b }), "E8", &["variance"], PRINTED);
}

#[test]
fn exposure_times() {
    let b = linear(0.05, 0.8);
    close(weighted(&b, &[0.25; 4]), "E9a", &["variance"], PRINTED);
    close(weighted(&b, &[0.0, 0.0, 0.5, 0.5]), "E9b", &["variance"], PRINTED);
    close(weighted(&b, &[0.0, 0.0, 0.0, 1.0]), "E9c", &["variance"], PRINTED);
    for (steps, wanted) in [3, 4, 6, 8].into_iter().zip(expected("E11", &["ratio"])) {
        let layout = Layout::stepped(&vec![2; steps], 1, 0, 20.0).expect("a design");
        let p = Plan { layout, ..b.clone() };
        let ratio = weighted(&p, &vec![1.0 / steps as f64; steps]) / immediate(&p);
        assert!((ratio - wanted).abs() <= RATIOS, "{steps} steps: {ratio} is not {wanted}");
    }
}

#[test]
fn shares_as_differences() {
    let layout = Layout::stepped(&[6, 6, 6, 6], 1, 0, 120.0).expect("a design");
    let between = Components {
        school: 0.0,
        school_period: 0.0,
        programme: 0.01 * 0.01,
        cell: 0.0,
        decay: 1.0,
        cohort: 0.0,
        residual: 0.0425 * (1.0 - 0.0425),
        treatment: 0.0,
        treatment_covariance: 0.0,
    };
    let p = plan(layout, between.clone(), 0.035 - 0.05);
    close(power(&p, &Effect::Immediate, Precision::Z), "S1", &["immediate"], PRINTED);
    close(power(&p, &Effect::Exposure(vec![0.25; 4]), Precision::Z), "S1", &["exposure times"], PRINTED);
    let random =
        |rho| Plan { components: between.clone().with_treatment(0.0045, rho).expect("components"), ..p.clone() };
    close(power(&random(0.0), &Effect::Immediate, Precision::Z), "S3", &["power_z"], PRINTED);
    close(power(&random(0.4), &Effect::Immediate, Precision::Z), "S4", &["power_z"], PRINTED);
}

#[test]
fn estimating_equations() {
    let layout = Layout::stepped(&[6, 6], 1, 0, 30.0).expect("a design");
    let gee = |link: Link, icc: f64, cac: f64| Plan {
        family: Family::Gee { link, first: 0.2, last: 0.3 },
        ..plan(layout.clone(), Components::of(1.0, &shares(icc, cac)).expect("components"), link.of(0.4) - link.of(0.3))
    };
    let logit = gee(Link::Logit, 0.01, 1.0);
    close(power(&logit, &Effect::Immediate, Precision::Z), "G1", &["power_z"], NINE_DIGITS);
    let identity = gee(Link::Identity, 0.05, 0.5);
    close(power(&identity, &Effect::Immediate, Precision::Z), "G2", &["power_z"], NINE_DIGITS);
}

#[test]
fn mixed_models_on_a_link_scale() {
    let mixed = |sequences: &[usize], size: f64, link: Link, mean: f64, ratio: f64, tau: f64| {
        let layout = Layout::stepped(sequences, 1, 0, size).expect("a design");
        let mut components = Components::of(1.0, &shares(0.0, 1.0)).expect("components");
        components.programme = tau * tau;
        Plan { family: Family::Mixed { link, mean }, ..plan(layout, components, libm::log(ratio)) }
    };
    let m1 = mixed(&[6, 6, 6, 6], 120.0, Link::Logit, 0.05, 0.7, 0.3);
    close(power(&m1, &Effect::Immediate, Precision::Z), "M1", &["power"], PRINTED);
    let m2 = mixed(&[3, 3, 3, 3], 20.0, Link::Log, 1.5, 0.8, 0.2);
    close(power(&m2, &Effect::Immediate, Precision::Z), "M2", &["power"], PRINTED);
}

#[test]
fn information_of_cells() {
    let b = linear(0.05, 0.8);
    let layout = Layout::stepped(&[1, 1, 1, 1], 1, 0, 20.0).expect("a design");
    let model = Model { layout: &layout, ..b.model(0.0) };
    let content = cell_content(&model, &Effect::Immediate).expect("contents");
    for (row, case) in ["IC1", "IC2"].into_iter().enumerate() {
        for (found, wanted) in content[row].iter().zip(expected(case, &[])) {
            assert!((found - wanted).abs() <= 1.0e-11, "{case}: {found} is not {wanted}");
        }
    }
}

#[test]
fn programmes_and_pupils_needed() {
    let b = linear(0.05, 0.8);
    let one = |k: usize| Layout::stepped(&[k, k, k, k], 1, 0, 20.0);
    // E1b has 12 programmes; variance goes with 1/programmes: 12·0.011122065728·((1.959964 + 0.841621)/0.25)² = 16.76,
    // so five in each of four waves
    let found = programmes_needed(&b, &Effect::Immediate, Precision::Z, &one).expect("an answer");
    assert_eq!(found, Needed::This(20.0));
    // by bisection on the textbook matrices of closed_forms.py: 31 pupils a cell give less than 80 %, 32 more
    let found = pupils_needed(&b, &Effect::Immediate, Precision::Z).expect("an answer");
    assert_eq!(found, Needed::This(32.0));
}
