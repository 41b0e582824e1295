//! Tables at the edge through the program: offset, scale, separation, boundary variances, ties, transitions, and what is
//! refused. Values of lme4, geepack and clubSandwich are in `edges/expected.csv` (`edges/edges.R`); the others are worked
//! out as said beside them.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/edges")
}

/// What R gives.
fn r(data: &str, method: &str, quantity: &str) -> f64 {
    let text = std::fs::read_to_string(folder().join("expected.csv")).unwrap();
    let key = format!("{data},{method},{quantity},");
    let line = text.lines().find(|l| l.starts_with(&key)).unwrap_or_else(|| panic!("no {key}"));
    line[key.len()..].parse().unwrap()
}

/// The answer as JSON, or the first line of the error.
fn effect(table: &str, estimator: &str, more: &[&str]) -> Result<Value, String> {
    let outcome = if more.contains(&"--outcome") { vec![] } else { vec!["--outcome", "y"] };
    let out = Command::new(env!("CARGO_BIN_EXE_lodtrin"))
        .current_dir(folder())
        .args(["effect", "--data", &format!("{table}.csv"), "--unit", "u", "--period", "t", "--start", "g"])
        .args(["--estimator", estimator, "--format", "json"])
        .args(outcome)
        .args(more)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    if out.status.success() {
        return Ok(serde_json::from_slice(&out.stdout).unwrap());
    }
    assert_eq!(out.status.code(), Some(2), "{said}");
    Err(said.lines().find(|l| l.starts_with("error")).unwrap_or("").to_string())
}

/// A number of the first row; NaN where it is missing.
fn first(answer: &Value, column: &str) -> f64 {
    match &answer["rows"][0][column] {
        Value::String(s) if s == "-Inf" => f64::NEG_INFINITY,
        Value::String(s) if s == "Inf" => f64::INFINITY,
        v => v.as_f64().unwrap_or(f64::NAN),
    }
}

fn has(answer: &Value, doubt: &str) -> bool {
    answer["warnings"].as_array().into_iter().flatten().any(|w| w["kind"] == doubt)
}

fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs(), "{what}: {ours} against {theirs}");
}

#[test]
fn glmm_logit_reaches_its_top() {
    // log-likelihoods by a grid over σ with β maximised at each point (numpy)
    for (table, likelihood) in [("glmm_sign", -117.496989), ("glmm_halved", -252.549437), ("glmm_boundary", f64::NAN)] {
        let sizes: &[&str] = if table == "glmm_boundary" { &[] } else { &["--size", "n"] };
        let found = effect(table, "glmm-logit", sizes).unwrap();
        let model = &found["models"][0];
        close(table, first(&found, "estimate"), r(table, "glmer", "estimate"), 1e-5);
        close(table, first(&found, "std.error"), r(table, "glmer", "std.error"), 1e-5);
        close(table, model["sd_programme"].as_f64().unwrap(), r(table, "glmer", "sd"), 1e-5);
        let own = model["log_likelihood"].as_f64().unwrap();
        assert!(likelihood.is_nan() || (own - likelihood).abs() < 1e-6, "{table}: {own}");
    }
    // programmes so far apart that 15 nodes are coarse: the top of their sum, to a thousandth of the standard error
    let far = effect("glmm_far", "glmm-logit", &["--size", "n"]).unwrap();
    let se = r("glmm_far", "glmer", "std.error");
    assert!((first(&far, "estimate") - r("glmm_far", "glmer", "estimate")).abs() <= 1e-3 * se);
    close("glmm_far", first(&far, "std.error"), se, 1e-4);
    close("glmm_far", far["models"][0]["sd_programme"].as_f64().unwrap(), r("glmm_far", "glmer", "sd"), 1e-4);
    let boundary = effect("glmm_boundary", "glmm-logit", &[]).unwrap();
    assert!(boundary["models"][0]["log_likelihood"].as_f64().unwrap() >= -146.09229);
}

#[test]
fn offset_and_scale_decide_nothing() {
    for (outcome, a, b) in
        [("y", 0.0, 1.0), ("y1e4", 1e4, 1.0), ("y1e6", 1e6, 1.0), ("yx1e5", 0.0, 1e5), ("yxm12", 0.0, 1e-12)]
    {
        let more = ["--outcome", outcome];
        for (estimator, method) in
            [("hussey-hughes", "lmer"), ("nested-exchangeable", "lmer"), ("gee-identity", "geeglm"), ("twfe", "lm")]
        {
            let found = effect("offset_scale", estimator, &more).unwrap();
            let se = match estimator {
                "twfe" => r("offset_scale", "lm:CR2", "std.error"),
                _ => r("offset_scale", method, "std.error"),
            };
            // lme4 and geepack stop near 1e-6 of their standard errors
            let allowed = 3e-6 * se * b + 1e-14 * f64::abs(a);
            let off = (first(&found, "estimate") - b * r("offset_scale", method, "estimate")).abs();
            assert!(off <= allowed, "{estimator} {outcome}: off by {off:e}");
            let off = (first(&found, "std.error") - b * se).abs();
            assert!(off <= 2e-5 * se * b, "{estimator} {outcome}: standard error off by {off:e}");
        }
    }
}

#[test]
fn a_boundary_variance_is_the_boundary() {
    let found = effect("no_spread", "hussey-hughes", &[]).unwrap();
    assert_eq!(r("no_spread", "lmer", "var.unit"), 0.0);
    assert_eq!(found["models"][0]["var_programme"], 0.0);
    close("estimate", first(&found, "estimate"), r("no_spread", "lmer", "estimate"), 1e-8);
    close("error", first(&found, "std.error"), r("no_spread", "lmer", "std.error"), 1e-8);
    close(
        "residual",
        found["models"][0]["var_residual"].as_f64().unwrap(),
        r("no_spread", "lmer", "var.residual"),
        1e-8,
    );
    assert!(has(&found, "SingularFit"));
}

#[test]
fn cr2_of_weighted_rows_is_that_of_the_whitened_ones() {
    let found = effect("weighted", "twfe", &["--size", "w", "--variance", "cr2"]).unwrap();
    close("error", first(&found, "std.error"), r("offset_scale", "whitened:CR2", "std.error"), 1e-9);
    close("df", first(&found, "df"), r("offset_scale", "whitened:CR2", "df"), 1e-8);
}

#[test]
fn ties_count_in_any_unit() {
    // all 1,260 arrangements looked at in Python with exact integers
    for outcome in ["y", "yx1e6", "yxm10"] {
        let found = effect("ties", "imputation", &["--outcome", outcome, "--variance", "randomization"]).unwrap();
        assert!((first(&found, "p.value") - 0.303_174_60).abs() < 1e-8, "{outcome}");
    }
    // 8 of 90 arrangements, ties counted; the interval −1/12 … 3/2 by hand
    let more = ["--variance", "randomization", "--statistic", "estimate"];
    let found = effect("tied", "difference-in-means", &more).unwrap();
    assert!((first(&found, "p.value") - 8.0 / 90.0).abs() < 1e-15);
    close("low", first(&found, "conf.low"), -1.0 / 12.0, 1e-9);
    close("high", first(&found, "conf.high"), 1.5, 1e-9);
}

#[test]
fn what_the_design_cannot_bound_is_unbounded() {
    let found = effect("mirror", "twfe", &["--variance", "randomization"]).unwrap();
    assert_eq!((first(&found, "conf.low"), first(&found, "conf.high")), (f64::NEG_INFINITY, f64::INFINITY));
    assert!(has(&found, "UnboundedInterval"));
}

#[test]
fn never_is_never_and_a_late_start_keeps_its_place() {
    let more = ["--transition", "1", "--variance", "neyman"];
    let found = effect("never_transition", "callaway-santanna", &more).unwrap();
    // (treated, period 4 less 2) − (never, period 4 less 2), by hand
    close("estimate", first(&found, "estimate"), 0.45325, 1e-12);
    let refused = effect("late_transition", "twfe", &["--transition", "1"]).unwrap_err();
    assert!(refused.contains("E340"), "{refused}");
}

#[test]
fn zero_errors_are_none() {
    for (table, estimator, variance, doubt) in [
        ("separated", "roth-santanna", "neyman", "NotPositiveVariance"),
        ("separated", "imputation", "jackknife", "NotPositiveVariance"),
        ("separated", "twfe", "cr2", "NotPositiveVariance"),
        ("separated", "twfe-exposure", "cr2", "NotPositiveVariance"),
        ("two_units", "twfe", "cr2", "ZeroByConstruction"),
        ("two_units", "twfe", "wild-bootstrap", "ZeroByConstruction"),
        ("saturated", "twfe-exposure", "cr1", "ZeroByConstruction"),
    ] {
        let found = effect(table, estimator, &["--variance", variance, "--draws", "199"]).unwrap();
        for column in ["std.error", "statistic", "df", "p.value", "conf.low", "conf.high"] {
            assert!(first(&found, column).is_nan(), "{table} {estimator} {variance}: {column}");
        }
        assert!(has(&found, doubt), "{table} {estimator} {variance}: {}", found["warnings"]);
    }
    let by_data =
        effect("saturated_by_data", "twfe-exposure", &["--estimand", "time-averaged", "--variance", "cr2"]).unwrap();
    assert!(first(&by_data, "std.error").is_nan() && has(&by_data, "NotPositiveVariance"));
}

#[test]
fn what_has_no_answer_is_refused_by_name() {
    for (table, estimator, code) in [
        ("glmm_separated", "glmm-logit", "E346"),
        ("glmm_separated", "gee-logit", "E346"),
        ("constant", "nested-exchangeable", "E342"),
        ("constant", "hussey-hughes", "E342"),
        ("constant", "gee-identity", "E342"),
        ("constant", "glmm-logit", "E345"),
        // what periods and treatment leave of two units in two periods is one difference between cells, for two variances
        ("two_by_two", "nested-exchangeable", "E343"),
    ] {
        let refused = effect(table, estimator, &[]).unwrap_err();
        assert!(refused.contains(code), "{table} {estimator}: {refused}");
    }
    assert!(r("glmm_separated", "glm", "std.error") > 1000.0, "R runs on to where its steps end");
    assert!(effect("hang_offset", "hussey-hughes", &[]).is_ok());
    assert!(effect("two_by_two", "hussey-hughes", &[]).is_ok());
}

#[test]
fn units_that_give_nothing_are_not_counted() {
    // the same table without the three units treated from the start on: 12 units × 6 periods
    for (estimator, variance, df) in
        [("callaway-santanna", "neyman", 8.0), ("sun-abraham", "neyman", 8.0), ("imputation", "jackknife", 11.0)]
    {
        let found = effect("always_treated", estimator, &["--variance", variance]).unwrap();
        assert_eq!(
            (first(&found, "nobs"), first(&found, "n.clusters"), first(&found, "df")),
            (72.0, 12.0, df),
            "{estimator}"
        );
        assert!(has(&found, "UnitsLeftOut"));
    }
}

#[test]
fn the_unit_of_a_covariate_decides_nothing() {
    for covariate in ["wealth", "millions"] {
        let found = effect("wealth", "twfe", &["--covariates", covariate, "--variance", "cr2"]).unwrap();
        close(covariate, first(&found, "std.error"), r("wealth", "lm:CR2", "std.error"), 1e-10);
        close(covariate, first(&found, "df"), r("wealth", "lm:CR2", "df"), 1e-10);
    }
    for (estimator, variance) in
        [("twfe", "cr3"), ("twfe-exposure", "cr2"), ("hussey-hughes", "cr2"), ("exposure-time", "cr3")]
    {
        let of = |covariate| {
            let found = effect("wealth", estimator, &["--covariates", covariate, "--variance", variance]).unwrap();
            (first(&found, "std.error"), first(&found, "df"))
        };
        let (kroner, millions) = (of("wealth"), of("millions"));
        close(estimator, kroner.0, millions.0, 1e-7);
        close(estimator, kroner.1, millions.1, 1e-6);
    }
}

#[test]
fn the_unit_of_a_covariate_decides_no_limit_of_a_bootstrap() {
    let of = |covariate| {
        let more = ["--covariates", covariate, "--variance", "wild-bootstrap", "--bootstrap", "wcr31"];
        let found = effect("wealth", "twfe", &more).unwrap();
        ["p.value", "conf.low", "conf.high"].map(|quantity| first(&found, quantity))
    };
    for (kroner, millions) in of("wealth").into_iter().zip(of("millions")) {
        close("wcr31", kroner, millions, 1e-9);
    }
}

#[test]
fn an_assignment_that_compares_nothing_is_one_extreme_draw() {
    // of 45 assignments of two programmes to the wave, the one that was held is the most extreme, and one leaves no cell
    let found = effect("nothing_to_compare", "roth-santanna", &["--variance", "randomization"]).unwrap();
    close("p", first(&found, "p.value"), 2.0 / 45.0, 1e-12);
    assert!(first(&found, "conf.low") > 6.0 && first(&found, "conf.high") < 13.0);
}

#[test]
fn means_whose_spread_is_unknown_are_no_pupils() {
    for estimator in ["gee-logit", "gee-identity"] {
        let why = effect("rounded_shares", estimator, &["--size", "n"]).unwrap_err();
        assert!(why.contains("E343"), "{why}");
    }
}
