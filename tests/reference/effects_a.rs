//! Design-based estimators and randomization against staggered and full enumeration (`effects/expected.R`, `exact.py`).

use crate::trials::{Sheet, Trial, close, expected};
use lodtrin::diagnostics::Silent;
use lodtrin::estimators::contrast::Estimand;
use lodtrin::estimators::design_based::{Cohorts, DesignBased, Method, design_based};
use lodtrin::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::unit_means::UnitMeans;
use lodtrin::estimators::within_period::within_period;
use lodtrin::inference::assignments::{Assignments, Uniform};
use lodtrin::inference::neyman::{design, neyman};
use lodtrin::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use lodtrin::trial::{Panel, Rows, Shifted};

/// Closed forms: R prints 15 digits, both sides lose some four of them in sums.
const CLOSED_FORM: f64 = 1e-9;
/// The enumerated interval was found by bisection to 2⁻⁶⁰ of a step, ties within 1e-10 counted.
const LIMIT: f64 = 1e-9;

const NAMES: [&str; 4] = ["roth-santanna", "callaway-santanna", "sun-abraham", "difference-in-means"];

/// The table of programme × term means as the verb would read it.
fn means() -> (Panel, UnitMeans, Cohorts) {
    let sheet = Sheet::read("panel.csv");
    let (programme, term, start) = (sheet.text("programme"), sheet.number("term"), sheet.number("first_treated"));
    let y = sheet.number("completed");
    let mut units = programme.clone();
    units.sort();
    units.dedup();
    let last = term.iter().copied().fold(0.0, f64::max) as usize;
    let unit: Vec<u32> = programme.iter().map(|p| units.binary_search(p).unwrap() as u32).collect();
    let period: Vec<u32> = term.iter().map(|t| *t as u32 - 1).collect();
    let mut starts = vec![None; units.len()];
    for (i, g) in unit.iter().zip(&start) {
        starts[*i as usize] = (*g as usize <= last).then(|| *g as usize - 1);
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let labels = (1..=last).map(|t| t.to_string()).collect();
    let panel = Panel::from_rows(&rows, units, labels, starts.clone(), None).unwrap();
    let means = UnitMeans::of(&panel, None).unwrap();
    (panel, means, Cohorts::of(&starts, last))
}

fn estimate(name: &str, estimand: Estimand) -> DesignBased {
    let (_, means, cohorts) = means();
    design_based(&means, &cohorts, &method(name).unwrap(), estimand, 0).unwrap()
}

#[test]
fn averages_agree_with_staggered() {
    let averages = [("simple", Estimand::Simple), ("cohort", Estimand::Cohort), ("calendar", Estimand::Calendar)];
    for name in NAMES {
        for (term, estimand) in averages {
            let found = estimate(name, estimand);
            let theirs = |q: &str| expected("expected.csv", "panel", name, term, q);
            close(name, found.fit.estimate, theirs("estimate"), CLOSED_FORM);
            close(name, neyman(&found.fit).variance.unwrap().sqrt(), theirs("se_neyman"), CLOSED_FORM);
            close(name, design(&found.fit).variance.unwrap().sqrt(), theirs("se"), CLOSED_FORM);
        }
    }
}

#[test]
fn lags_agree_with_staggered() {
    for name in &NAMES[..2] {
        for lag in 0..=4 {
            let found = estimate(name, Estimand::Lag(lag));
            let theirs = |q: &str| expected("expected.csv", "panel", name, &format!("exposure={lag}"), q);
            close(name, found.fit.estimate, theirs("estimate"), CLOSED_FORM);
            close(name, neyman(&found.fit).variance.unwrap().sqrt(), theirs("se_neyman"), CLOSED_FORM);
            close(name, design(&found.fit).variance.unwrap().sqrt(), theirs("se"), CLOSED_FORM);
        }
    }
}

/// Placebo lags by the definition that leaves out cohorts whose cell does not exist; printed to six decimals.
#[test]
fn placebo_lags_agree_with_their_definition() {
    const SIX_DECIMALS: f64 = 5e-7;
    let known = [
        ("callaway-santanna", -2, -0.092331),
        ("callaway-santanna", -3, 0.106664),
        ("roth-santanna", -2, -0.107914),
        ("roth-santanna", -3, 0.098831),
    ];
    for (name, lag, value) in known {
        let ours = estimate(name, Estimand::Lag(lag)).fit.estimate;
        assert!((ours - value).abs() <= SIX_DECIMALS, "{name} lag {lag}: {ours} against {value}");
    }
}

#[test]
fn within_period_contrasts_agree_with_differences_of_programme_means() {
    for data in ["wedge24", "wedge10"] {
        let trial = Trial::read(data);
        let panel = trial.panel(false);
        let means = UnitMeans::of(&panel, None).unwrap();
        let starts: Vec<usize> = trial.starts.iter().map(|s| s.unwrap_or(trial.periods.len())).collect();
        for contrast in within_period(&means, &starts, &starts, 0) {
            let term = format!("term={}", contrast.period + 1);
            let theirs = expected("expected.csv", data, "within-period", &term, "estimate");
            close(&term, contrast.difference[0], theirs, CLOSED_FORM);
            close(&term, contrast.difference[1], 1.0, CLOSED_FORM);
        }
    }
}

#[test]
fn enumerated_randomization_of_twfe_agrees_with_brute_force() {
    let trial = Trial::read("wedge10");
    let panel = trial.panel(false);
    let units: Vec<usize> = (0..trial.units.len()).collect();
    let cohorts = Cohorts::of(&trial.starts, trial.periods.len());
    let redraw = RegressionRedraw::new(&panel, Redrawn::Treated, Weight::Pupils);
    let all = Uniform::new(cohorts.of_unit.clone(), vec![units.clone()], 0, 1);
    let wrap = |z: Option<Shifted>| Adjusted { shifted: z.unwrap(), adjustment: Adjustment::None };
    let at = |c: &[u16]| redraw.at(&cohorts.with(c.to_vec()).unit_starts());
    let draws = evaluate(&all, units.len(), &Silent, "", |c| wrap(at(c)));
    let rule =
        Rule { ties: lodtrin::inference::ties::TIE, studentized: false, level: 0.95, interval: true, outcome_sd: 1.0 };
    let found = randomization(&wrap(at(&cohorts.of_unit)), &draws, all.enumerated(), &rule);
    let theirs = |q: &str| expected("exact.csv", "wedge10", "randomization-exact:twfe", "treated", q);
    close("estimate", found.statistic, theirs("estimate"), CLOSED_FORM);
    assert_eq!(found.draws as f64, theirs("orderings"));
    assert_eq!(found.p, theirs("p_two_sided"));
    // exact.csv counts ties within 1e-10, here they are relative to |a| + |τb|: limits move by that over their slope
    close("low", found.low, theirs("conf_low_95"), 2.0 * LIMIT);
    close("high", found.high, theirs("conf_high_95"), 2.0 * LIMIT);
    let upper = draws.iter().filter(|d| d.shifted.theta[0] >= found.statistic - 1e-10).count() as f64;
    assert_eq!(upper / found.draws as f64, theirs("p_upper"));
}

/// The design-based method of a name.
fn method(name: &str) -> Option<Method> {
    use lodtrin::trial::Named;
    lodtrin::estimators::waves_of(lodtrin::trial::Estimator::parse(name)?)
}
