//! Tests of all lags at once: did anything move before the start, did those about to start differ, does one average tell the
//! story?

use super::design_based::Term;
use super::missing::BY_MEANS;
use super::observed::{DrawnNumbers, Setup};
use super::question::{Effects, Question};
use super::same_effect::SameEffect;
use crate::diagnostics::Outcome;
use crate::estimators::contrast::{Estimand, lags};
use crate::estimators::{Fitting, fitting};
use crate::inference::lag_tests::{LagStatistics, Tested};
use crate::inference::randomization::Rule;
use crate::inference::ties;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{EstimateRow, Named, VarianceKind};

/// Adds the four rows.
pub(crate) fn add(q: &Question<'_>, setup: &Setup<'_>, effects: &mut Effects) -> Outcome<()> {
    let comparison = setup.method.comparison(Estimand::Simple, q.analysis.transition);
    let occupied = setup.cohorts.occupied();
    let found = lags(&comparison, &occupied.starts, &occupied.sizes, occupied.periods);
    let reference = -1 - q.analysis.transition as i64;
    let within = |l: i64| q.analysis.lags.is_none_or(|(from, to)| (from..=to).contains(&l));
    let before: Vec<i64> = found.iter().map(|(l, _)| *l).filter(|l| *l < reference && within(*l)).collect();
    let after: Vec<i64> = found.iter().filter(|(l, n)| *l >= 0 && *n >= 2 && within(*l)).map(|(l, _)| *l).collect();
    if !before.is_empty() {
        placebo(setup, &before, effects);
    }
    if after.len() > 1 {
        same_effect(setup, &after, effects);
    }
    anticipation(q, setup, reference, effects)
}

fn row(setup: &Setup<'_>, term: &str) -> EstimateRow {
    let mut row = setup.q.row(setup.estimator.name(), Asked::LagTests.name(), term, f64::NAN, setup.sample());
    row.variance = "randomization".to_string();
    row
}

/// The statistic of each lag under each assignment, the observed one first.
fn statistics(setup: &Setup<'_>, lags: &[i64]) -> LagStatistics {
    let assignments = setup.assignments();
    let mut numbers: Vec<(DrawnNumbers, Vec<DrawnNumbers>)> = Vec::new();
    for &lag in lags {
        let average = Estimand::Lag(lag);
        let treatment = setup.treatment(average);
        let observed = setup.contrast(average).at(&setup.cohorts.of_unit, &[&setup.means.values, &treatment]);
        let drawn = setup.draws(average, &setup.means.values, &treatment, &format!("lag {lag}"));
        numbers.push((DrawnNumbers::of(observed), drawn));
    }
    let studentized = setup.q.analysis.studentized
        && numbers.iter().all(|(o, d)| std::iter::once(o).chain(d).filter_map(|n| n.smallest).all(|n| n > 1));
    let rule = Rule {
        ties: ties::within(setup.q.panel),
        studentized,
        level: setup.q.analysis.level,
        interval: false,
        outcome_sd: setup.q.panel.outcome_sd(),
    };
    let (enumerated, ties) = (assignments.enumerated(), rule.ties);
    let mut made = LagStatistics { observed: Vec::new(), draws: Vec::new(), enumerated, ties };
    for (observed, drawn) in &numbers {
        let of = |n: &DrawnNumbers| -> f64 {
            if n.smallest.is_none() {
                return f64::INFINITY;
            }
            rule.statistic(&n.adjusted(setup.method.beta), 0.0)
        };
        made.observed.push(of(observed));
        made.draws.push(drawn.iter().map(of).collect());
    }
    if !studentized {
        made.scale();
    }
    made
}

fn placebo(setup: &Setup<'_>, lags: &[i64], effects: &mut Effects) {
    let found = statistics(setup, lags);
    let mut put = |term: &str, tested: Tested| {
        let mut row = row(setup, term);
        row.statistic = Some(tested.statistic).filter(|s| s.is_finite());
        row.df = Some(lags.len() as f64);
        row.p_value = Some(tested.p);
        effects.rows.push(row);
    };
    put("placebo", found.largest());
    if let Some(tested) = found.quadratic() {
        put("placebo-quadratic", tested);
    }
}

fn same_effect(setup: &Setup<'_>, lags: &[i64], effects: &mut Effects) {
    let Some((statistic, p)) = SameEffect::new(setup, lags).run() else { return };
    let mut row = row(setup, "same-effect");
    row.statistic = Some(statistic);
    row.df = Some(lags.len() as f64 - 1.0);
    row.p_value = Some(p);
    effects.rows.push(row);
}

/// Those who start next less those who start later, one period before the base period's end: the lottery makes no such
/// difference.
fn anticipation(q: &Question<'_>, setup: &Setup<'_>, reference: i64, effects: &mut Effects) -> Outcome<()> {
    if effects.rows.iter().any(|r| r.outcome == q.outcome && r.term == "anticipation") {
        return Ok(());
    }
    let Fitting::Waves(method) = fitting(BY_MEANS) else { return Ok(()) };
    let own = Setup::new(q, BY_MEANS, method, setup.gaps);
    let comparison = method.comparison(Estimand::Lag(reference), q.analysis.transition);
    let occupied = own.cohorts.occupied();
    if crate::estimators::contrast::contrast(&comparison, &occupied.starts, &occupied.sizes, occupied.periods).is_none()
    {
        return Ok(());
    }
    let term =
        Term { estimand: Asked::LagTests, name: "anticipation".to_string(), average: Some(Estimand::Lag(reference)) };
    super::observed::add(&own, &term, Estimand::Lag(reference), &[VarianceKind::Randomization], effects)?;
    Ok(())
}
