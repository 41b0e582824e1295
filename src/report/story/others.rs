//! Which estimates are other ones than the deciding row: the rule behind the forest's title and behind the row of trust.

use crate::report::sources::Sources;
use crate::trial::EstimateRow;
use crate::trial::facts::Way;

/// Averages of the effect over programmes and periods.
const AVERAGES: [&str; 5] = ["simple", "cohort", "calendar", "time-averaged", "simultaneous"];
/// Terms of rows that speak of the delivery, or of some of the pupils.
const SOME: [&str; 3] = ["first-stage", "delivered", "always-selected"];
/// What is no estimate but the extremes that missing outcomes can give.
const BOUNDS: [&str; 2] = ["bounds", "worst-case"];

/// Finite estimates of the deciding row's outcome by other estimators, weights or definitions of the outcome, each counted
/// once: the same estimate with another uncertainty is no other one, nor is a bound, nor an effect on some of the pupils.
///
/// `rows` are those of the table, `sensitivity` the same question asked in other ways; rows that speak of another intervention
/// than `intervention` (empty: there is one) are passed over.
pub(crate) fn others<'a>(
    deciding: &EstimateRow,
    intervention: &str,
    rows: impl Iterator<Item = &'a EstimateRow>,
    sensitivity: impl Iterator<Item = &'a EstimateRow>,
) -> Vec<f64> {
    let beside = rows.filter(|r| r.estimator != deciding.estimator || r.estimand != deciding.estimand);
    let key = |r: &EstimateRow| (r.estimator.clone(), r.estimand.clone(), r.estimate);
    let mut seen = vec![key(deciding)];
    let mut list = Vec::new();
    for row in beside.chain(sensitivity) {
        let own = intervention.is_empty() || row.term.rsplit_once(':').is_some_and(|(_, of)| of == intervention);
        if row.outcome != deciding.outcome || !own || !is_average(row) || seen.contains(&key(row)) {
            continue;
        }
        if let Some(e) = row.estimate.filter(|e| e.is_finite()) {
            seen.push(key(row));
            list.push(e);
        }
    }
    list
}

/// The same of the intervention that is shown, from what was read.
pub(crate) fn of_study(sources: &Sources, deciding: &EstimateRow) -> Vec<f64> {
    let rows = sources.effect_rows();
    let ways = sources.effect_facts().into_iter().flat_map(|f| &f.sensitivity);
    let sensitivity: Vec<EstimateRow> = ways.map(Way::row).collect();
    others(deciding, &sources.intervention().name, rows.iter(), sensitivity.iter())
}

/// How many of the others have the sign of the deciding estimate.
pub(crate) fn agreeing(estimate: f64, others: &[f64]) -> usize {
    others.iter().filter(|o| (**o < 0.0) == (estimate < 0.0) && **o != 0.0).count()
}

fn is_average(row: &EstimateRow) -> bool {
    let term = row.term.split(':').next().unwrap_or_default();
    AVERAGES.contains(&row.estimand.as_str())
        && !SOME.contains(&term)
        && !row.term.contains('−')
        && !BOUNDS.contains(&row.variance.as_str())
}
