//! From a table given with `--data` to a panel: labels, order of the periods, first treated periods, strata.

mod beside;
mod labels;
mod periods;
mod request;

pub use request::DataRequest;

use crate::diagnostics::{About, Doubt, Outcome, Place, Problem, Progress, Told, listed};
use crate::effects::analysis::analyse_beside;
use crate::effects::beside::Beside;
use crate::effects::gaps_fact;
use crate::effects::question::{Analysis, Effects};
use crate::effects::reference_set::Chance;
use crate::trial::Estimator;
use crate::trial::methods::Covariates;
use crate::trial::{Columns, Panel, Rows, Start};
use beside::BesideColumns;
use labels::{coded, per_unit, sorted};
use periods::Periods;
use std::collections::BTreeMap;

/// One panel per outcome, and what must be said of the rows.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Outcome names and their panels.
    pub panels: Vec<(String, Panel)>,
    /// What is known beside each.
    pub besides: Vec<Beside>,
    /// Named doubts.
    pub warnings: Vec<Told>,
}

/// Makes a panel of each outcome of a table that was read, with the pupils sorted by their covariates where `patterns`
/// are asked for.
///
/// # Errors
/// `E301` for periods that have no order, `E305` for an empty unit or period, `E306` for a
/// unit with two starts or two strata.
pub fn prepared(table: &Columns, request: &DataRequest, patterns: bool) -> Outcome<Prepared> {
    let mut warnings = Vec::new();

    let (unit, units) = sorted(coded(table, &request.unit)?);
    let periods = Periods::read(table, request)?;
    let starts = starts(table, request, &unit, &units, &periods, &mut warnings)?;
    let strata = match &request.stratum {
        Some(column) => Some(strata(table, column, &unit, &units)?),
        None => None,
    };
    let size = request.size.as_ref().map(|c| table.numbers(c)).transpose()?;
    if size.is_some() {
        warnings.extend(duplicated(&unit, &units, &periods));
    }
    let covariates: Vec<(String, Vec<f64>)> =
        request.covariates.iter().map(|c| Ok((c.clone(), table.numbers(c)?))).collect::<Outcome<_>>()?;
    let columns: Vec<(String, &[f64])> = covariates.iter().map(|(n, v)| (n.clone(), v.as_slice())).collect();
    let offset = request.offset.as_ref().map(|c| table.numbers(c)).transpose()?;
    let known = BesideColumns::read(request, table, &unit, &units, &periods)?;
    let (mut panels, mut besides) = (Vec::new(), Vec::new());
    for outcome in &request.outcomes {
        let mut y = table.outcome(outcome)?;
        if let Some(sizes) = &size
            && counts_of(&y, sizes)
        {
            y.iter_mut().zip(sizes).for_each(|(y, n)| *y /= n);
            warnings.push(Doubt::CountsOfSize { outcome: outcome.clone() }.about([About::outcome(outcome)]));
        }
        if let Some(offset) = &offset {
            y.iter_mut().zip(offset).filter(|(_, f)| !f.is_finite()).for_each(|(y, _)| *y = f64::NAN);
        }
        let rows = Rows { unit: &unit, period: &periods.of_row, y: &y, size: size.as_deref(), covariates: &columns };
        let mut panel = Panel::from_rows(&rows, units.clone(), periods.labels.clone(), starts.clone(), strata.clone())?;
        if patterns && !columns.is_empty() {
            panel = panel.with_patterns(&rows);
        }
        if let Some(offset) = &offset {
            panel = panel.less(&rows, offset)?;
        }
        if panel.rows_left_out() > 0 {
            let doubt = Doubt::RowsLeftOut {
                left_out: panel.rows_left_out(),
                rows: table.rows,
                outcome: outcome.clone(),
                or_offset: if offset.is_some() { ", no offset" } else { "" }.to_string(),
            };
            warnings.push(doubt.about([About::outcome(outcome)]));
        }
        let missing = known.missing(&panel, &rows);
        panel = panel.with_missing(missing);
        besides.push(known.of(&panel, &rows));
        panels.push((outcome.clone(), panel));
    }
    Ok(Prepared { panels, besides, warnings })
}

/// Cells that stand in several rows, with those rows.
fn duplicated(unit: &[u32], units: &[String], periods: &Periods) -> Option<Told> {
    let mut rows: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    unit.iter().zip(&periods.of_row).enumerate().for_each(|(row, cell)| {
        rows.entry((*cell.0, *cell.1)).or_default().push(row + 1);
    });
    let twice: Vec<String> = rows
        .iter()
        .filter(|(_, rows)| rows.len() > 1)
        .map(|((u, t), rows)| {
            let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
            format!("{} in {} (data rows {})", units[*u as usize], periods.labels[*t as usize], rows.join(", "))
        })
        .collect();
    let names: Vec<&str> = twice.iter().map(String::as_str).collect();
    (!twice.is_empty()).then(|| Doubt::DuplicatedCells { count: twice.len(), cells: listed(&names) }.into())
}

/// Whole numbers between 0 and their size, some above 1: counts, since means would not all be whole.
fn counts_of(y: &[f64], sizes: &[f64]) -> bool {
    let pairs = || y.iter().zip(sizes).filter(|(y, n)| !y.is_nan() && !n.is_nan());
    pairs().all(|(y, n)| y.fract() == 0.0 && *y >= 0.0 && y <= n) && pairs().any(|(y, _)| *y > 1.0)
}

fn starts(
    table: &Columns,
    request: &DataRequest,
    unit: &[u32],
    units: &[String],
    periods: &Periods,
    warnings: &mut Vec<Told>,
) -> Outcome<Vec<Start>> {
    let labels = per_unit(unit, units, table.get(&request.start)?, &request.start)?;
    let mut early = Vec::new();
    let mut starts = Vec::with_capacity(units.len());
    for (label, name) in labels.iter().zip(units) {
        let start = periods.start(label).map_err(|()| {
            Problem::new("E301", format!("unit `{name}` starts in `{label}`, which is no period"))
                .at(Place::file(&table.source))
                .expected("a period, or an empty cell or `inf` for a unit that never starts")
                .help("name the periods in order with --periods, the start among them")
        })?;
        if start == Some(0) {
            early.push(name.as_str());
        }
        starts.push(start);
    }
    if !early.is_empty() {
        warnings.push(Doubt::AlwaysTreated { count: early.len(), units: listed(&early) }.into());
    }
    Ok(starts)
}

fn strata(table: &Columns, column: &str, unit: &[u32], units: &[String]) -> Outcome<(Vec<usize>, Vec<String>)> {
    let labels = per_unit(unit, units, table.get(column)?, column)?;
    if let Some(without) = labels.iter().position(String::is_empty) {
        return Err(Problem::new("E305", format!("column `{column}` is empty for unit `{}`", units[without]))
            .at(Place::file(&table.source))
            .expected("the stratum in which the unit was drawn")
            .help("give the unit its stratum, or leave out --stratum: a unit without one would never be redrawn"));
    }
    let mut names = labels.clone();
    names.sort_unstable();
    names.dedup();
    let of = labels.iter().map(|l| names.partition_point(|n| n < l)).collect();
    Ok((of, names))
}

/// Estimates from a table that was read.
///
/// # Errors
/// Those of [`prepared`] and of the estimators.
pub fn estimated(
    table: &Columns,
    request: &DataRequest,
    analyses: &[Analysis],
    progress: &dyn Progress,
) -> Outcome<Effects> {
    // models that are not linear in the covariates need the pupils behind the cells
    let counted = |e: &Estimator| e.row().covariates == Covariates::Pupils;
    let prepared = prepared(table, request, analyses.iter().flat_map(|a| &a.estimators).any(counted))?;
    let mut effects = Effects { warnings: prepared.warnings, ..Effects::default() };
    for analysis in analyses {
        let chance = Chance::Uniform { seed: analysis.seed, draws: analysis.draws };
        effects.merge(analyse_beside(&prepared.panels, &prepared.besides, analysis, &chance, progress)?);
    }
    if let (Some((name, panel)), Some(analysis)) = (prepared.panels.first(), analyses.first()) {
        gaps_fact::add(name, panel, analysis.gaps, &|_, _| false, &mut effects);
    }
    Ok(effects)
}
