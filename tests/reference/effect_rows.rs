//! Whole rows of an effect table, from a file to degrees of freedom, p-value and interval, against R
//! (`effects/degrees_of_freedom.R`): every rule for degrees of freedom is pinned by a package or by its definition.

use crate::trials::path;
use lodtrin::diagnostics::Silent;
use lodtrin::effects::question::Analysis;
use lodtrin::steps::effect::{DataRequest, run_data};
use lodtrin::trial::Named;

/// Closed forms: both sides lose some digits in solving, and p-values amplify an error of the statistic.
const CLOSED_FORM: f64 = 1e-6;
/// lme4, glmer and geepack stop between 1e-6 and 1e-4 of their optimum; a p-value of 1e-5 follows at ten times that.
const ITERATED: f64 = 2e-3;

fn request(data: &str) -> DataRequest {
    DataRequest {
        file: path(&format!("{data}.csv")),
        unit: "programme".into(),
        period: "term".into(),
        start: "first_treated".into(),
        outcomes: vec!["completed".into()],
        size: None,
        stratum: None,
        covariates: Vec::new(),
        periods: None,
        form: lodtrin::trial::study::FormDecl::default(),
        missing: None,
        selected: None,
        delivered: None,
        subgroups: Vec::new(),
        offset: None,
    }
}

fn close(what: &str, mine: Option<f64>, theirs: f64, tolerance: f64) {
    let mine = mine.unwrap_or_else(|| panic!("{what}: missing, R has {theirs}"));
    let near = mine == theirs || (mine - theirs).abs() <= tolerance * theirs.abs();
    assert!(near, "{what}: {mine} is not {theirs}");
}

#[test]
fn rows_agree_with_r_from_file_to_interval() {
    let mut reader = csv::Reader::from_path(path("degrees_of_freedom.csv")).expect("R's table");
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.expect("a row").iter().map(str::to_string).collect()).collect();
    let wanted: Vec<&Vec<String>> = rows.iter().filter(|r| r[0] != "version").collect();
    assert_eq!(wanted.len(), 16, "eight rules, two trials");
    for r in wanted {
        let (estimator, variance) = (&r[1], &r[2]);
        let analysis = Analysis {
            estimators: vec![Named::parse(estimator).expect("an estimator")],
            variances: vec![Named::parse(variance).expect("a variance")],
            weight: Some("pupils".to_string()),
            ..Analysis::default()
        };
        let found = run_data(&request(&r[0]), &[analysis], &Silent).unwrap_or_else(|p| panic!("{estimator}: {p}"));
        let row = found.rows.iter().find(|row| row.term == "treated").expect("a row of the effect");
        let tolerance = if estimator == "twfe" { CLOSED_FORM } else { ITERATED };
        let what = format!("{} {estimator} {variance}", r[0]);
        let number = |k: usize| if r[k] == "Inf" { f64::INFINITY } else { r[k].parse().expect("a number") };
        close(&format!("{what}: df"), row.df, number(3), CLOSED_FORM);
        close(&format!("{what}: p"), row.p_value, number(4), tolerance);
        close(&format!("{what}: low"), row.conf_low, number(5), tolerance);
        close(&format!("{what}: high"), row.conf_high, number(6), tolerance);
    }
}
