//! The frozen forecast of every pupil, to be taken off the primary outcome.

use super::gathered::Gathered;
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, Told};
use crate::effects::analysis::analyse;
use crate::effects::question::{Analysis, Effects};
use crate::history::by_cell::EXPECTED;
use crate::history::doubts::no_history;
use crate::history::forecast_of;
use crate::trial::facts::{ForecastTaken, ReplayTest};
use crate::trial::{EstimateRow, Pupils, Study};
use std::collections::{BTreeMap, BTreeSet};

/// Whether the forecast of a plan is to be taken off: as it declares, or as asked.
///
/// # Errors
/// E351 when it is asked for and the plan has none.
pub(crate) fn wanted(plan: &Study, asked: Option<bool>) -> Outcome<bool> {
    let there = plan.forecast.as_ref().is_some_and(|f| f.frozen.is_some());
    match asked {
        Some(true) if !there => Err(Problem::new("E351", "the locked plan holds no forecast that could be taken off")
            .found("--adjust forecast")
            .help("a forecast is declared as [forecast] before the lock: `lodtrin explain forecast`")),
        Some(asked) => Ok(asked),
        None => Ok(plan.analysis.adjust && there),
    }
}

/// f of every pupil, in the order of the rows; doubts about programmes without history.
pub(crate) fn of_pupils(plan: &Study, pupils: &Pupils, warnings: &mut Vec<Told>) -> Option<Vec<f64>> {
    let frozen = plan.forecast.as_ref()?.frozen.as_ref()?;
    let columns: Vec<Option<usize>> =
        frozen.slopes.iter().map(|(name, _)| pupils.covariates.iter().position(|c| c == name)).collect();
    for ((name, slope), column) in frozen.slopes.iter().zip(&columns) {
        if column.is_none() && *slope != 0.0 {
            warnings.push(Doubt::ForecastCovariateNotThere { covariate: name.clone() }.into());
        }
    }
    let late: BTreeSet<&str> =
        pupils.rows.iter().map(|p| p.programme.as_str()).filter(|p| !frozen.levels.contains_key(*p)).collect();
    if !late.is_empty() {
        warnings.push(no_history(&late.into_iter().collect::<Vec<_>>()).into());
    }
    let of = |p: &crate::trial::Pupil| {
        let x: Vec<Option<f64>> = columns.iter().map(|c| c.and_then(|c| p.covariates[c])).collect();
        forecast_of(frozen, &p.programme, &x)
    };
    Some(pupils.rows.iter().map(of).collect())
}

/// f of every pupil of counts: the mean of the cell, from the table that ingest wrote beside the counts.
///
/// # Errors
/// P402 when the table is not there, or not that of the counts.
pub(crate) fn of_counts(text: Option<&str>, plan: &Study, pupils: &Pupils) -> Outcome<Vec<f64>> {
    let broken = |line: usize| {
        Problem::new("P402", format!("{EXPECTED} is not the table that `ingest` writes beside data/panel.csv"))
            .at(Place::line(EXPECTED, line))
            .expected("the columns outcome,programme,period,n,k,expected, a row for each of the primary outcome's")
            .help("take the file again from where it was published")
    };
    let text = text.ok_or_else(|| broken(1))?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    if reader.headers().map_err(|_| broken(1))?.iter().ne(["outcome", "programme", "period", "n", "k", "expected"]) {
        return Err(broken(1));
    }
    let name = &plan.primary().name;
    let mut means: BTreeMap<(String, String), f64> = BTreeMap::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|_| broken(i + 2))?;
        let numbers = record[3].parse::<f64>().ok().zip(record[5].parse::<f64>().ok());
        let Some((n, expected)) = numbers.filter(|(n, e)| *n > 0.0 && e.is_finite()) else { return Err(broken(i + 2)) };
        if record[0] != **name {
            return Err(broken(i + 2));
        }
        means.insert((record[1].to_string(), record[2].to_string()), expected / n);
    }
    pupils
        .rows
        .iter()
        .map(|p| means.get(&(p.programme.clone(), p.period.clone())).copied().unwrap_or(f64::NAN))
        .map(Ok)
        .collect()
}

/// The planned row of the primary outcome as it was observed.
pub(crate) struct Without {
    /// The row.
    pub row: EstimateRow,
    /// Its standard error, or the standard deviation over the replays where it has none.
    spread: Option<f64>,
}

/// Runs the planned analysis without the forecast; `None` where nothing was taken off.
pub(crate) fn without(
    gathered: &Gathered,
    analysis: &Analysis,
    progress: &dyn Progress,
) -> Option<Outcome<Option<Without>>> {
    let name = &gathered.plan.primary().name;
    let (_, panel) = gathered.panels.iter().find(|(n, p)| n == name && p.is_less())?;
    let own = [(name.clone(), panel.as_observed().clone())];
    Some(analyse(&own, analysis, &gathered.chance, progress).map(|found| {
        let row = found.rows.first()?.clone();
        let spread = row.std_error.or_else(|| replay_sd(&row, &found));
        Some(Without { row, spread })
    }))
}

/// What effects.json says of the forecast: the planned row beside the same row without it.
pub(crate) fn add(gathered: &Gathered, analysis: &Analysis, without: Option<&Without>, effects: &mut Effects) {
    let plan = &gathered.plan;
    let Some(frozen) = plan.forecast.as_ref().and_then(|f| f.frozen.as_ref()) else { return };
    let seen: BTreeSet<&str> = gathered.pupils.rows.iter().map(|p| p.programme.as_str()).collect();
    let lacks = |p: &&str| !frozen.levels.contains_key(*p);
    let without_history: Vec<String> = seen.into_iter().filter(lacks).map(str::to_string).collect();
    let name = &plan.primary().name;
    let with = effects.rows.iter().find(|r| r.outcome == *name && r.estimator == analysis.estimators[0]);
    let ratio = with.zip(without).and_then(|(with, without)| {
        let ratio = with.std_error.or_else(|| replay_sd(with, effects))? / without.spread?;
        Some(ratio * ratio).filter(|r| r.is_finite())
    });
    effects.state(&ForecastTaken {
        outcome: plan.primary().name.clone(),
        history: frozen.history.clone(),
        without_history,
        estimate_without: without.and_then(|w| w.row.estimate),
        p_without: without.and_then(|w| w.row.p_value),
        variance_ratio: ratio,
    });
}

/// The standard deviation of a row's estimate over the replays, where a randomization test gave one.
fn replay_sd(row: &EstimateRow, effects: &Effects) -> Option<f64> {
    effects.noted::<ReplayTest>().iter().find(|t| t.is_of(row))?.replay_sd
}
