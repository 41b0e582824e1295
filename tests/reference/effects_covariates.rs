//! Covariates in models of counts and in means of units, against geepack, lme4 and lm (`effects/covariates.R`).

use crate::trials::{Trial, close, expected};
use lodtrin::estimators::gee::{Family, gee};
use lodtrin::estimators::glmm::glmm_logit;
use lodtrin::estimators::unit_means::UnitMeans;
use lodtrin::inference::cluster::cr0;

/// Closed forms: R prints 17 digits, and both sides lose some four in solving normal equations.
const CLOSED_FORM: f64 = 1e-8;
/// geepack stops when its estimates move by less than 1e-12, but its working correlation one round earlier.
const GEE: f64 = 1e-6;
/// lme4's glmer stops near 1e-5 of its optimum, and its Hessian is made of differences.
const GLMM: f64 = 1e-4;
const DATA: [&str; 2] = ["wedge24", "wedge10"];

fn r(data: &str, method: &str, quantity: &str) -> f64 {
    expected("covariates.csv", data, method, "treated", quantity)
}

#[test]
fn gee_with_covariates_agrees_with_geepack() {
    for data in DATA {
        let panel = Trial::read(data).panel(true);
        for (family, link) in [(Family::Logit, "logit"), (Family::Identity, "identity")] {
            let found = gee(&panel, family).unwrap();
            let method = format!("gee+covariates:{link}");
            let c = found.fit.picks(found.first);
            close("estimate", found.fit.estimate(&c), r(data, &method, "estimate"), GEE);
            close("robust", cr0(&found.fit, &c).variance.sqrt(), r(data, &method, "se_robust"), GEE);
            close("alpha", found.alpha, r(data, &method, "alpha"), GEE);
            close("dispersion", found.dispersion, r(data, &method, "dispersion"), GEE);
        }
    }
}

#[test]
fn glmm_with_covariates_agrees_with_lme4() {
    for data in DATA {
        let found = glmm_logit(&Trial::read(data).panel(true)).unwrap();
        let at = found.first;
        close("estimate", found.coefficients[at], r(data, "glmm+covariates", "estimate"), GLMM);
        close("se", found.covariance[(at, at)].sqrt(), r(data, "glmm+covariates", "se_hessian"), GLMM);
        close("sd", found.unit_sd, r(data, "glmm+covariates", "sd_unit"), GLMM);
    }
}

#[test]
fn means_of_units_are_adjusted_by_slopes_within_cells() {
    for data in DATA {
        let trial = Trial::read(data);
        let means = UnitMeans::of(&trial.panel(true), None).unwrap();
        for ((name, _), slope) in trial.covariates.iter().zip(&means.slopes) {
            close(name, *slope, r(data, "within-cells", name), CLOSED_FORM);
        }
        // covariates without any slope change nothing
        assert!(UnitMeans::of(&trial.panel(false), None).unwrap().slopes.is_empty());
    }
}
