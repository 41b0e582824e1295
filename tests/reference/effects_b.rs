//! Regressions against fixest, clubSandwich and full refits (`effects/expected.R`).

use crate::trials::{Trial, close, expected};
use lodtrin::diagnostics::Silent;
use lodtrin::estimators::exposure_time::exposure_time;
use lodtrin::estimators::gee::{Family, gee};
use lodtrin::estimators::glmm::glmm_logit;
use lodtrin::estimators::hussey_hughes::hussey_hughes;
use lodtrin::estimators::mixed::MixedFit;
use lodtrin::estimators::nested_exchangeable::nested_exchangeable;
use lodtrin::estimators::regression::Weight;
use lodtrin::estimators::{twfe::twfe, twfe_exposure::twfe_exposure};
use lodtrin::inference::cluster::{Correction, Sandwich, cr0, cr1, cr1_clusters, cr2, cr3};
use lodtrin::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use lodtrin::numeric::t_two_sided;
use lodtrin::provenance::Stream;

/// Closed forms: R prints 15 digits, and both sides lose some four in solving normal equations.
const CLOSED_FORM: f64 = 1e-8;
/// p-values amplify an error of the statistic by t² or so.
const TAIL: f64 = 1e-7;
/// lme4 stops about 1e-6 from its optimum: the effect follows at that order.
const REML_EFFECT: f64 = 1e-5;
/// The same for variance components, which are flatter.
const REML_VARIANCE: f64 = 1e-4;
/// The criterion is flat at the optimum.
const REML_LIKELIHOOD: f64 = 1e-9;
/// geepack stops at 1e-4 of its estimates, lme4's glmer near 1e-5 and with a Hessian by differences.
const ITERATED: f64 = 1e-4;
const DATA: [&str; 2] = ["wedge24", "wedge10"];

fn r(data: &str, method: &str, quantity: &str) -> f64 {
    expected("expected.csv", data, method, "treated", quantity)
}

#[test]
fn twfe_agrees_with_fixest_and_club_sandwich() {
    for data in DATA {
        let regression = twfe(&Trial::read(data).panel(false), Weight::Pupils).unwrap();
        let fit = &regression.fit;
        let c = fit.picks(regression.first);
        let estimate = fit.estimate(&c);
        close("estimate", estimate, r(data, "twfe", "estimate"), CLOSED_FORM);
        let v1 = cr1(fit, &c);
        close("cr1", v1.variance.sqrt(), r(data, "twfe", "se_cr1_fixest"), CLOSED_FORM);
        let p = t_two_sided(estimate / v1.variance.sqrt(), v1.df);
        close("p cr1", p, r(data, "twfe", "p_cr1_fixest"), TAIL);
        let dummies = fit.n_clusters() as f64 - 1.0;
        let all_counted = (fit.nobs - fit.parameters) / (fit.nobs - fit.parameters - dummies);
        let v = [
            ("CR0", cr0(fit, &c).variance),
            ("CR1", cr1_clusters(fit, &c).variance),
            ("CR1S", v1.variance * all_counted),
            ("CR2", cr2(fit, &c).variance),
        ];
        for (name, variance) in v {
            let method = format!("twfe:{name}");
            close(&method, variance.sqrt(), r(data, &method, "se"), CLOSED_FORM);
            let correction = if name == "CR2" { Correction::Cr2 } else { Correction::Cr0 };
            let df = Sandwich::new(fit, correction).satterthwaite(&c);
            close(&format!("{method} df"), df, r(data, &method, "df_satterthwaite"), CLOSED_FORM);
            let p = t_two_sided(estimate / variance.sqrt(), df);
            close(&format!("{method} p"), p, r(data, &method, "p_satterthwaite"), TAIL);
        }
        close("cr2 df", cr2(fit, &c).df, r(data, "twfe:CR2", "df_satterthwaite"), CLOSED_FORM);
        close("cr3", cr3(fit, &c).variance.sqrt(), r(data, "twfe:CV3-jackknife", "se"), CLOSED_FORM);
    }
}

#[test]
fn twfe_with_covariates_agrees_with_fixest_and_club_sandwich() {
    for data in DATA {
        let regression = twfe(&Trial::read(data).panel(true), Weight::Pupils).unwrap();
        let fit = &regression.fit;
        let c = fit.picks(regression.first);
        close("estimate", fit.estimate(&c), r(data, "twfe+covariates", "estimate"), CLOSED_FORM);
        close("cr1", cr1(fit, &c).variance.sqrt(), r(data, "twfe+covariates", "se_cr1_fixest"), CLOSED_FORM);
        for (name, variance) in [("CR1", cr1_clusters(fit, &c).variance), ("CR2", cr2(fit, &c).variance)] {
            let method = format!("twfe+covariates:{name}");
            close(&method, variance.sqrt(), r(data, &method, "se"), CLOSED_FORM);
            let correction = if name == "CR2" { Correction::Cr2 } else { Correction::Cr0 };
            let df = Sandwich::new(fit, correction).satterthwaite(&c);
            close(&format!("{method} df"), df, r(data, &method, "df_satterthwaite"), CLOSED_FORM);
            let p = t_two_sided(fit.estimate(&c) / variance.sqrt(), df);
            close(&format!("{method} p"), p, r(data, &method, "p_satterthwaite"), TAIL);
        }
    }
}

#[test]
fn twfe_exposure_agrees_with_fixest() {
    for data in DATA {
        let found = twfe_exposure(&Trial::read(data).panel(false), 0, Weight::Pupils).unwrap();
        let fit = &found.regression.fit;
        assert!(found.columns.lags.len() >= 5);
        for lag in &found.columns.lags {
            let c = found.lag(*lag).unwrap();
            let term = format!("exposure={}", lag + 1);
            let value = |q: &str| expected("expected.csv", data, "twfe-exposure", &term, q);
            close(&term, fit.estimate(&c), value("estimate"), CLOSED_FORM);
            close(&term, cr1(fit, &c).variance.sqrt(), value("se_cr1_fixest"), CLOSED_FORM);
        }
    }
}

#[test]
fn wild_bootstrap_agrees_with_the_enumerated_one() {
    let regression = twfe(&Trial::read("wedge10").panel(false), Weight::Pupils).unwrap();
    let fit = &regression.fit;
    let c = fit.picks(regression.first);
    let stream = |block| Stream::seeded("test", 1, block);
    let ask = |residuals, draws| {
        let request = WildRequest {
            residuals,
            draws,
            level: 0.95,
            auxiliary: None,
            interval: true,
            outcome_sd: 1.0,
            roundings: 0.0,
        };
        wild_bootstrap(fit, &c, request, &stream, &Silent).unwrap()
    };
    let value = |q: &str| expected("exact.csv", "wedge10", "wcr-rademacher-enumerated", "treated", q);
    let w = ask(Residuals::Restricted, 1023);
    assert!(w.enumerated);
    assert_eq!((w.p, w.draws as f64), (value("p_symmetric"), value("draws")));
    assert_eq!((w.p, w.draws), (32.0 / 1024.0, 1024));
    // exact.csv counts the programme dummies in k
    let dummies = fit.n_clusters() as f64 - 1.0;
    let all_counted = (fit.nobs - fit.parameters) / (fit.nobs - fit.parameters - dummies);
    close("t", w.statistic, value("t_cr1") * all_counted.sqrt(), CLOSED_FORM);
    assert!(w.low > 0.0 && w.low < fit.estimate(&c) && w.high > fit.estimate(&c));
    // jackknifed restricted scores: 30 of 1024 by literal refits
    assert_eq!(ask(Residuals::JackknifedRestricted, 9_999).p, 30.0 / 1024.0);
}

fn mixed_agrees(data: &str, method: &str, m: &MixedFit, components: &[(&str, f64)]) {
    let c = m.fit.picks(m.first);
    assert!(m.converged);
    close(method, m.fit.estimate(&c), r(data, method, "estimate"), REML_EFFECT);
    close(method, m.fit.bread.quad(&c, &c).sqrt(), r(data, method, "se"), REML_EFFECT);
    close(method, m.log_likelihood, r(data, method, "loglik"), REML_LIKELIHOOD);
    for (name, v) in components {
        close(name, *v, r(data, method, name), REML_VARIANCE);
    }
}

#[test]
fn mixed_models_agree_with_lme4() {
    for data in DATA {
        let panel = Trial::read(data).panel(false);
        let h = hussey_hughes(&panel).unwrap();
        let parts = [("var_programme", h.unit_variance), ("var_residual", h.residual_variance)];
        mixed_agrees(data, "hussey-hughes:REML", &h, &parts);
        let n = nested_exchangeable(&panel).unwrap();
        let parts = [
            ("var_programme", n.unit_variance),
            ("var_programme_term", n.cell_variance),
            ("var_residual", n.residual_variance),
        ];
        mixed_agrees(data, "nested-exchangeable:REML", &n, &parts);
        let e = exposure_time(&panel, 0).unwrap();
        let fit = &e.mixed.fit;
        let check = |term: &str, c: &[f64]| {
            let value = |q: &str| expected("expected.csv", data, "exposure-time:REML", term, q);
            close(term, fit.estimate(c), value("estimate"), REML_EFFECT);
            close(term, fit.bread.quad(c, c).sqrt(), value("se"), REML_EFFECT);
        };
        for lag in &e.columns.lags {
            check(&format!("exposure={}", lag + 1), &e.columns.lag(fit, e.mixed.first, *lag).unwrap());
        }
        // lme4's average is over all lags, also those that one programme alone reached
        let all: Vec<f64> = (0..fit.terms.len())
            .map(|i| if i >= e.mixed.first { 1.0 / e.columns.lags.len() as f64 } else { 0.0 })
            .collect();
        check("time-averaged", &all);
    }
}

#[test]
fn gee_agrees_with_geepack() {
    for data in DATA {
        let panel = Trial::read(data).panel(false);
        let l = gee(&panel, Family::Logit).unwrap();
        let c = l.fit.picks(l.first);
        let method = "gee-logit-exchangeable";
        close(method, l.fit.estimate(&c), r(data, method, "estimate"), ITERATED);
        close(method, cr0(&l.fit, &c).variance.sqrt(), r(data, method, "se_robust"), ITERATED);
        close("alpha", l.alpha, r(data, method, "alpha"), ITERATED);
        let i = gee(&panel, Family::Identity).unwrap();
        let c = i.fit.picks(i.first);
        let method = "gee-gaussian-identity-exchangeable";
        close(method, i.fit.estimate(&c), r(data, method, "estimate"), ITERATED);
        close(method, cr0(&i.fit, &c).variance.sqrt(), r(data, method, "se_robust"), ITERATED);
    }
}

#[test]
fn glmm_agrees_with_lme4() {
    for data in DATA {
        let g = glmm_logit(&Trial::read(data).panel(false)).unwrap();
        let method = "glmm-logit:AGQ15";
        close(method, g.coefficients[g.first], r(data, method, "estimate"), ITERATED);
        close(method, g.covariance[(g.first, g.first)].sqrt(), r(data, method, "se"), ITERATED);
        close(method, g.unit_sd, r(data, method, "sd_programme"), ITERATED);
    }
}
