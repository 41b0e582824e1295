//! What a plan may name of estimators, estimands and variances.

use lodtrin::protocol::{parse, write_plan};
use lodtrin::trial::methods::Estimand;
use lodtrin::trial::{Estimator, Named, VarianceKind};

const HEAD: &str = r#"
[study]
title = "Plan"
[[rollout.period]]
id = "1"
start = 2026-01-12
end = 2026-05-29
[[rollout.period]]
id = "2"
start = 2026-08-10
end = 2026-12-18
[[rollout.wave]]
starts = "1"
capacity = 2
[[rollout.wave]]
starts = "2"
capacity = 2
[registers.enrolments]
file = "e.csv"
[[outcome]]
name = "dropout"
kind = "dropout"
[analysis]
"#;

fn plan(analysis: &str) -> Result<String, String> {
    parse(&format!("{HEAD}{analysis}"), "study.toml").map(|s| write_plan(&s)).map_err(|p| format!("{p:?}"))
}

#[test]
fn every_estimator_takes_every_name_that_is_its_own_and_no_other() {
    for estimator in Estimator::all() {
        let row = estimator.row();
        assert!(!row.estimands.is_empty() && !row.variances.is_empty());
        for estimand in Estimand::all() {
            let taken = plan(&format!("estimator = \"{estimator}\"\nestimand = \"{estimand}\"\n")).is_ok();
            // tests of the lags, and bounds, stand beside an analysis and cannot be it
            let own = row.estimands.contains(&estimand) && estimand != Estimand::LagTests;
            assert_eq!(taken, own, "{estimator} {estimand}");
        }
        for variance in VarianceKind::all() {
            let taken = plan(&format!("estimator = \"{estimator}\"\nvariance = \"{variance}\"\n")).is_ok();
            let beside = matches!(variance, VarianceKind::Bounds | VarianceKind::WorstCase);
            assert_eq!(taken, row.variances.contains(&variance) && !beside, "{estimator} {variance}");
        }
    }
}

#[test]
fn a_variance_of_another_analysis_is_refused_as_such() {
    let problem = plan("variance = \"delong\"\n").unwrap_err();
    assert!(problem.contains("P304") && problem.contains("absence"), "{problem}");
    let problem = plan("estimator = \"twfe\"\nvariance = \"neyman\"\n").unwrap_err();
    assert!(problem.contains("`twfe` has no variance `neyman`") && problem.contains("cr2"), "{problem}");
    let problem = plan("variance = \"neymann\"\n").unwrap_err();
    assert!(problem.contains("did you mean `neyman`?"), "{problem}");
}

#[test]
fn what_is_left_open_is_written_out_as_the_estimator_has_it() {
    assert!(plan("").unwrap().contains("variance = \"randomization\""));
    assert!(plan("estimator = \"gee-logit\"\n").unwrap().contains("variance = \"robust\""));
}

#[test]
fn beta_and_bootstrap_are_named_by_the_plan() {
    let written = plan("beta = \"plug-in\"\n").unwrap();
    assert!(written.contains("beta = \"plug-in\""), "{written}");
    // what the plan writes is read again as the same
    assert_eq!(write_plan(&parse(&written, "plan.toml").unwrap()), written);
    assert!(plan("beta = 0.5\n").unwrap().contains("beta = \"0.5\""));
    assert!(!plan("beta = \"clipped\"\n").unwrap().contains("beta"));
    assert!(plan("beta = \"best\"\n").unwrap_err().contains("plug-in"));
    assert!(plan("estimator = \"twfe\"\nbeta = 1\n").unwrap_err().contains("roth-santanna"));
    let twfe = "estimator = \"twfe\"\nvariance = \"wild-bootstrap\"\n";
    assert!(plan(&format!("{twfe}bootstrap = \"wcr31\"\n")).unwrap().contains("bootstrap = \"wcr31\""));
    assert!(plan("bootstrap = \"wcr31\"\n").unwrap_err().contains("wild-bootstrap"));
}
