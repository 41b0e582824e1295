//! Every reference value with ours and the difference, as `docs/validation.md`:
//!
//!     cargo run --example validation
//!
//! It writes its part of the page and leaves what `size-and-coverage` wrote below it.
//!
//! The values are those of `tests/reference/effects` (R and full enumeration); what made them is kept beside them.
#![allow(clippy::print_stderr)]

#[allow(dead_code)]
#[path = "../tests/reference/trials.rs"]
mod trials;

use lodtrin::diagnostics::Silent;
use lodtrin::estimators::contrast::Estimand;
use lodtrin::estimators::design_based::{Cohorts, Method, design_based};
use lodtrin::estimators::exposure_time::exposure_time;
use lodtrin::estimators::gee::{Family, gee};
use lodtrin::estimators::glmm::glmm_logit;
use lodtrin::estimators::hussey_hughes::hussey_hughes;
use lodtrin::estimators::mixed::MixedFit;
use lodtrin::estimators::nested_exchangeable::nested_exchangeable;
use lodtrin::estimators::redraw_regression::{Redrawn, RegressionRedraw};
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::twfe::twfe;
use lodtrin::estimators::twfe_exposure::twfe_exposure;
use lodtrin::estimators::unit_means::UnitMeans;
use lodtrin::estimators::within_period::within_period;
use lodtrin::inference::assignments::{Assignments, Uniform};
use lodtrin::inference::cluster::{Correction, Sandwich, cr0, cr1, cr1_clusters, cr2, cr3};
use lodtrin::inference::neyman::{design, neyman};
use lodtrin::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use lodtrin::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use lodtrin::numeric::t_two_sided;
use lodtrin::provenance::Stream;
use lodtrin::trial::{Panel, Rows};
use std::collections::BTreeMap;
use std::fmt::Write;
use trials::{Sheet, Trial};

/// Our values by data, method, term and quantity.
type Values = BTreeMap<[String; 4], f64>;

/// Collects values of one data set.
struct Book<'a> {
    data: &'a str,
    values: &'a mut Values,
}

impl Book<'_> {
    fn put(&mut self, method: &str, term: &str, quantity: &str, value: f64) {
        let key = [self.data, method, term, quantity].map(str::to_string);
        self.values.insert(key, value);
    }
}

/// The table of programme × term means.
fn means() -> (UnitMeans, Cohorts) {
    let sheet = Sheet::read("panel.csv");
    let (programme, term, start) = (sheet.text("programme"), sheet.number("term"), sheet.number("first_treated"));
    let y = sheet.number("completed");
    let mut units = programme.clone();
    units.sort();
    units.dedup();
    let last = term.iter().copied().fold(0.0, f64::max) as usize;
    let unit: Vec<u32> = programme.iter().map(|p| units.partition_point(|u| u < p) as u32).collect();
    let period: Vec<u32> = term.iter().map(|t| *t as u32 - 1).collect();
    let mut starts = vec![None; units.len()];
    for (i, g) in unit.iter().zip(&start) {
        starts[*i as usize] = (*g as usize <= last).then(|| *g as usize - 1);
    }
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let labels = (1..=last).map(|t| t.to_string()).collect();
    let panel = Panel::from_rows(&rows, units, labels, starts.clone(), None).expect("a sound table");
    (UnitMeans::of(&panel, None).expect("complete units"), Cohorts::of(&starts, last))
}

fn design_based_values(book: &mut Book<'_>) {
    let (means, cohorts) = means();
    let mut asked: Vec<(String, Estimand)> = vec![
        ("simple".into(), Estimand::Simple),
        ("cohort".into(), Estimand::Cohort),
        ("calendar".into(), Estimand::Calendar),
    ];
    asked.extend((0..5).map(|l| (format!("exposure={l}"), Estimand::Lag(l))));
    for name in ["roth-santanna", "callaway-santanna", "sun-abraham", "difference-in-means"] {
        let Some(method) = method(name) else { continue };
        // the reference lag is 0 with error 0 by definition
        ["estimate", "se", "se_neyman"].iter().for_each(|q| book.put(name, "exposure=-1", q, 0.0));
        for (term, estimand) in &asked {
            let Some(found) = design_based(&means, &cohorts, &method, *estimand, 0) else { continue };
            book.put(name, term, "estimate", found.fit.estimate);
            book.put(name, term, "se", design(&found.fit).variance.map_or(f64::NAN, f64::sqrt));
            book.put(name, term, "se_neyman", neyman(&found.fit).variance.map_or(f64::NAN, f64::sqrt));
        }
    }
}

fn two_way_values(book: &mut Book<'_>, trial: &Trial) {
    for (covariates, name) in [(false, "twfe"), (true, "twfe+covariates")] {
        let r = twfe(&trial.panel(covariates), Weight::Pupils).expect("identified");
        let (fit, c) = (&r.fit, r.fit.picks(r.first));
        let estimate = fit.estimate(&c);
        let first = cr1(fit, &c);
        book.put(name, "treated", "estimate", estimate);
        book.put(name, "treated", "se_cr1_fixest", first.variance.sqrt());
        book.put(name, "treated", "p_cr1_fixest", t_two_sided(estimate / first.variance.sqrt(), first.df));
        let k = fit.parameters + fit.n_clusters() as f64 - 1.0;
        let all_counted = (fit.nobs - fit.parameters) / (fit.nobs - k);
        let variances = [
            ("CR0", cr0(fit, &c).variance),
            ("CR1", cr1_clusters(fit, &c).variance),
            ("CR1S", first.variance * all_counted),
            ("CR2", cr2(fit, &c).variance),
        ];
        for (kind, v) in variances {
            let correction = if kind == "CR2" { Correction::Cr2 } else { Correction::Cr0 };
            let df = Sandwich::new(fit, correction).satterthwaite(&c);
            let method = format!("{name}:{kind}");
            book.put(&method, "treated", "estimate", estimate);
            book.put(&method, "treated", "se", v.sqrt());
            book.put(&method, "treated", "df_satterthwaite", df);
            book.put(&method, "treated", "p_satterthwaite", t_two_sided(estimate / v.sqrt(), df));
        }
        if !covariates {
            book.put("twfe:CV3-jackknife", "treated", "estimate", estimate);
            book.put("twfe:CV3-jackknife", "treated", "se", cr3(fit, &c).variance.sqrt());
        }
    }
    let e = twfe_exposure(&trial.panel(false), 0, Weight::Pupils).expect("identified");
    for (lag, c) in e.columns.lags.iter().filter_map(|l| Some((l, e.lag(*l)?))) {
        let term = format!("exposure={}", lag + 1);
        book.put("twfe-exposure", &term, "estimate", e.regression.fit.estimate(&c));
        book.put("twfe-exposure", &term, "se_cr1_fixest", cr1(&e.regression.fit, &c).variance.sqrt());
    }
}

fn model_values(book: &mut Book<'_>, panel: &Panel) {
    let mut mixed = |name: &str, m: &MixedFit| {
        let c = m.fit.picks(m.first);
        let values = [
            ("estimate", m.fit.estimate(&c)),
            ("se", m.fit.bread.quad(&c, &c).sqrt()),
            ("var_programme", m.unit_variance),
            ("var_programme_term", m.cell_variance),
            ("var_residual", m.residual_variance),
            ("loglik", m.log_likelihood),
        ];
        values.iter().for_each(|(q, v)| book.put(name, "treated", q, *v));
    };
    mixed("hussey-hughes:REML", &hussey_hughes(panel).expect("fitted"));
    mixed("nested-exchangeable:REML", &nested_exchangeable(panel).expect("fitted"));
    let e = exposure_time(panel, 0).expect("fitted");
    let fit = &e.mixed.fit;
    let mut lagged = |term: &str, c: &[f64]| {
        book.put("exposure-time:REML", term, "estimate", fit.estimate(c));
        book.put("exposure-time:REML", term, "se", fit.bread.quad(c, c).sqrt());
    };
    let share = 1.0 / e.columns.lags.len() as f64;
    let all: Vec<(i64, f64)> = e.columns.lags.iter().map(|l| (*l, share)).collect();
    for lag in &e.columns.lags {
        if let Some(c) = e.columns.lag(fit, e.mixed.first, *lag) {
            lagged(&format!("exposure={}", lag + 1), &c);
        }
    }
    if let Some(c) = e.columns.weighted(fit, e.mixed.first, &all) {
        lagged("time-averaged", &c);
    }
    for (family, name) in
        [(Family::Logit, "gee-logit-exchangeable"), (Family::Identity, "gee-gaussian-identity-exchangeable")]
    {
        let g = gee(panel, family).expect("fitted");
        let c = g.fit.picks(g.first);
        book.put(name, "treated", "estimate", g.fit.estimate(&c));
        book.put(name, "treated", "se_robust", cr0(&g.fit, &c).variance.sqrt());
        book.put(name, "treated", "alpha", g.alpha);
    }
    let g = glmm_logit(panel).expect("fitted");
    book.put("glmm-logit:AGQ15", "treated", "estimate", g.coefficients[g.first]);
    book.put("glmm-logit:AGQ15", "treated", "se", g.covariance[(g.first, g.first)].sqrt());
    book.put("glmm-logit:AGQ15", "treated", "sd_programme", g.unit_sd);
}

fn period_values(book: &mut Book<'_>, trial: &Trial) {
    let means = UnitMeans::of(&trial.panel(false), None).expect("complete units");
    let starts: Vec<usize> = trial.starts.iter().map(|s| s.unwrap_or(trial.periods.len())).collect();
    for contrast in within_period(&means, &starts, &starts, 0) {
        book.put("within-period", &format!("term={}", contrast.period + 1), "estimate", contrast.difference[0]);
    }
}

/// The enumerated bootstrap and randomization test of `wedge10`.
fn exact_values(book: &mut Book<'_>, trial: &Trial) {
    let panel = trial.panel(false);
    let r = twfe(&panel, Weight::Pupils).expect("identified");
    let c = r.fit.picks(r.first);
    let request = WildRequest {
        residuals: Residuals::Restricted,
        draws: 1023,
        level: 0.95,
        auxiliary: None,
        interval: false,
        outcome_sd: 1.0,
        roundings: 0.0,
    };
    let method = "wcr-rademacher-enumerated";
    if let Some(w) = wild_bootstrap(&r.fit, &c, request, &|b| Stream::seeded("validation", 1, b), &Silent) {
        let k = r.fit.parameters + r.fit.n_clusters() as f64 - 1.0;
        let all_counted = (r.fit.nobs - r.fit.parameters) / (r.fit.nobs - k);
        book.put(method, "treated", "estimate", r.fit.estimate(&c));
        book.put(method, "treated", "t_cr1", w.statistic / all_counted.sqrt());
        book.put(method, "treated", "p_symmetric", w.p);
        book.put(method, "treated", "draws", w.draws as f64);
    }
    let units: Vec<usize> = (0..trial.units.len()).collect();
    let cohorts = Cohorts::of(&trial.starts, trial.periods.len());
    let redraw = RegressionRedraw::new(&panel, Redrawn::Treated, Weight::Pupils);
    let all = Uniform::new(cohorts.of_unit.clone(), vec![units.clone()], 0, 1);
    let at = |c: &[u16]| Adjusted {
        shifted: redraw.at(&cohorts.with(c.to_vec()).unit_starts()).expect("identified"),
        adjustment: Adjustment::None,
    };
    let draws = evaluate(&all, units.len(), &Silent, "", at);
    let rule =
        Rule { ties: lodtrin::inference::ties::TIE, studentized: false, level: 0.95, interval: true, outcome_sd: 1.0 };
    let found = randomization(&at(&cohorts.of_unit), &draws, all.enumerated(), &rule);
    let upper = draws.iter().filter(|d| d.shifted.theta[0] >= found.statistic - 1e-10).count() as f64;
    let method = "randomization-exact:twfe";
    let values = [
        ("estimate", found.statistic),
        ("orderings", found.draws as f64),
        ("p_two_sided", found.p),
        ("p_upper", upper / found.draws as f64),
        ("conf_low_95", found.low),
        ("conf_high_95", found.high),
    ];
    values.iter().for_each(|(q, v)| book.put(method, "treated", q, *v));
}

/// Why a value of the script has none of ours.
fn excluded(method: &str, quantity: &str) -> Option<&'static str> {
    if method.starts_with("sunab") {
        return Some("weighs pupils; `sun-abraham` here weighs unit means");
    }
    (quantity == "se_centred").then_some("centred at the mean of the replicates; not offered")
}

/// The relative difference that the tests allow.
fn allowed(method: &str, quantity: &str) -> f64 {
    match () {
        () if method.contains("REML") && quantity.starts_with("var") => 1e-4,
        () if method.contains("REML") => 1e-5,
        () if method.starts_with("gee") || method.starts_with("glmm") => 1e-4,
        () if quantity.starts_with("p_") => 1e-7,
        () => 1e-8,
    }
}

fn write_file(text: &mut String, name: &str, values: &Values, fits: &[&str]) -> (usize, usize) {
    let _ = writeln!(text, "\n## `{name}`\n");
    let _ = writeln!(text, "| data | method | term | quantity | reference | lodtrin | relative difference | allowed |");
    let _ = writeln!(text, "|---|---|---|---|---:|---:|---:|---:|");
    let (mut compared, mut beyond) = (0, 0);
    let sheet = Sheet::read(name);
    let columns = ["data", "method", "term", "quantity", "value"].map(|c| sheet.text(c));
    for i in 0..columns[0].len() {
        let [data, method, term, quantity, value] = [0, 1, 2, 3, 4].map(|c| columns[c][i].as_str());
        if !fits.contains(&data) {
            continue;
        }
        if let Some(why) = excluded(method, quantity) {
            let _ = writeln!(text, "| {data} | {method} | {term} | {quantity} | {value} | — | {why} | |");
            continue;
        }
        let key = [data, method, term, quantity].map(str::to_string);
        let (Ok(reference), Some(ours)) = (value.parse::<f64>(), values.get(&key)) else {
            let _ = writeln!(text, "| {data} | {method} | {term} | {quantity} | {value} | missing | | |");
            beyond += 1;
            continue;
        };
        let off = (ours - reference).abs() / reference.abs().max(f64::MIN_POSITIVE);
        let limit = allowed(method, quantity);
        compared += 1;
        beyond += usize::from(!(off <= limit));
        let _ = writeln!(
            text,
            "| {data} | {method} | {term} | {quantity} | {reference:?} | {ours:?} | {off:.1e} | {limit:.0e} |"
        );
    }
    (compared, beyond)
}

fn covariate_values(book: &mut Book<'_>, trial: &Trial) {
    let panel = trial.panel(true);
    for (family, link) in [(Family::Logit, "logit"), (Family::Identity, "identity")] {
        let found = gee(&panel, family).expect("a sound table");
        let c = found.fit.picks(found.first);
        let method = format!("gee+covariates:{link}");
        book.put(&method, "treated", "estimate", found.fit.estimate(&c));
        book.put(&method, "treated", "se_robust", cr0(&found.fit, &c).variance.sqrt());
        book.put(&method, "treated", "alpha", found.alpha);
        book.put(&method, "treated", "dispersion", found.dispersion);
    }
    let found = glmm_logit(&panel).expect("a sound table");
    book.put("glmm+covariates", "treated", "estimate", found.coefficients[found.first]);
    book.put("glmm+covariates", "treated", "se_hessian", found.covariance[(found.first, found.first)].sqrt());
    book.put("glmm+covariates", "treated", "sd_unit", found.unit_sd);
    let means = UnitMeans::of(&panel, None).expect("complete units");
    for ((name, _), slope) in trial.covariates.iter().zip(&means.slopes) {
        book.put("within-cells", "treated", name, *slope);
    }
}

const FILE: &str = "docs/validation.md";
/// What `size-and-coverage` writes begins here and is kept.
const KEPT: &str = "\n# Size and coverage\n";

fn main() {
    let mut values = Values::new();
    design_based_values(&mut Book { data: "panel", values: &mut values });
    for data in ["wedge24", "wedge10"] {
        let trial = Trial::read(data);
        let mut book = Book { data, values: &mut values };
        two_way_values(&mut book, &trial);
        model_values(&mut book, &trial.panel(false));
        period_values(&mut book, &trial);
        covariate_values(&mut book, &trial);
    }
    exact_values(&mut Book { data: "wedge10", values: &mut values }, &Trial::read("wedge10"));
    let mut text = "# Validation: effects\n\n\
        Every reference value with ours, and below them [size and coverage](#size-and-coverage) of tests and intervals in\n\
        simulated studies.\n\n\
        Made by `cargo run --example validation`. The reference values and the scripts that made them stand in\n\
        `tests/reference/effects`; the tests hold every row to the difference allowed. Terms of the reference count exposure\n\
        from 1: `exposure=1` of a regression is `lag=0` (of `staggered`, `exposure=0` is).\n\n\
        Packages: R 4.2.2, staggered 1.2.3, fixest 0.12.2, clubSandwich 0.5.8, lme4 1.1.31, geepack 1.3.9.\n"
        .to_string();
    let parts = [
        ("expected.csv", ["panel", "wedge24", "wedge10"]),
        ("covariates.csv", ["", "wedge24", "wedge10"]),
        ("exact.csv", ["", "", "wedge10"]),
    ];
    let counts = parts.map(|(name, fits)| write_file(&mut text, name, &values, &fits));
    let (compared, beyond) = counts.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let _ = writeln!(text, "\n{compared} values compared, {beyond} beyond what is allowed.");
    let whole = std::fs::read_to_string(FILE).unwrap_or_default();
    if let Some(at) = whole.find(KEPT) {
        text.push_str(&whole[at..]);
    }
    if let Err(problem) = std::fs::write(FILE, text) {
        eprintln!("{FILE}: {problem}");
    }
}

/// The design-based method of a name.
fn method(name: &str) -> Option<Method> {
    use lodtrin::trial::Named;
    lodtrin::estimators::waves_of(lodtrin::trial::Estimator::parse(name)?)
}
