//! From a table given with `--data` to a panel: labels, order of the periods, first treated periods, strata.

mod beside;

use crate::diagnostics::{About, Doubt, Outcome, Place, Problem, Progress, Told, listed, nearest};
use crate::effects::analysis::analyse_beside;
use crate::effects::beside::Beside;
use crate::effects::gaps_fact;
use crate::effects::question::{Analysis, Effects};
use crate::effects::reference_set::Chance;
use crate::trial::Estimator;
use crate::trial::methods::Covariates;
use crate::trial::study::FormDecl;
use crate::trial::{Column, Columns, Panel, Rows, Start};
use beside::BesideColumns;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Which table, and which of its columns say what.
#[derive(Debug, Clone)]
pub struct DataRequest {
    /// CSV or Parquet.
    pub file: PathBuf,
    /// Randomised unit.
    pub unit: String,
    /// Period.
    pub period: String,
    /// First treated period; empty or `inf` for never.
    pub start: String,
    /// Outcomes.
    pub outcomes: Vec<String>,
    /// Pupils behind each row.
    pub size: Option<String>,
    /// Stratum of the lottery.
    pub stratum: Option<String>,
    /// Covariates.
    pub covariates: Vec<String>,
    /// Labels of the periods in order.
    pub periods: Option<Vec<String>>,
    /// Column that is taken off the outcome.
    pub offset: Option<String>,
    /// How the table is written, where that is said.
    pub form: FormDecl,
    /// Pupils without outcome behind each row.
    pub missing: Option<String>,
    /// Whether a pupil is one that the outcome is asked after.
    pub selected: Option<String>,
    /// First delivered period.
    pub delivered: Option<String>,
    /// Groups of pupils.
    pub subgroups: Vec<String>,
}

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

fn coded(table: &Columns, name: &str) -> Outcome<(Vec<u32>, Vec<String>)> {
    let (codes, labels) = table.get(name)?.coded();
    if let Some(empty) = labels.iter().position(String::is_empty) {
        let row = codes.iter().position(|c| *c as usize == empty).unwrap_or(0);
        return Err(Problem::new("E305", format!("column `{name}` is empty in a row"))
            .at(Place::file(&table.source))
            .found(format!("data row {}", row + 1))
            .help("every row needs its unit and its period"));
    }
    Ok((codes, labels))
}

/// The same coding with labels in byte order, so that the order of the rows says nothing.
fn sorted((codes, labels): (Vec<u32>, Vec<String>)) -> (Vec<u32>, Vec<String>) {
    let mut order: Vec<u32> = (0..labels.len() as u32).collect();
    order.sort_unstable_by(|a, b| labels[*a as usize].cmp(&labels[*b as usize]));
    let mut place = vec![0u32; labels.len()];
    order.iter().enumerate().for_each(|(at, code)| place[*code as usize] = at as u32);
    let labels = order.iter().map(|c| labels[*c as usize].clone()).collect();
    (codes.into_iter().map(|c| place[c as usize]).collect(), labels)
}

/// Periods in order.
pub(crate) struct Periods {
    labels: Vec<String>,
    of_row: Vec<u32>,
    /// Sort key of each label where labels are numbers or dates.
    keys: Option<Vec<i64>>,
    /// All labels of --periods in order, those without a row too.
    named: Vec<String>,
}

/// The sort key of an integer or an ISO date.
fn key(label: &str) -> Option<i64> {
    if let Ok(n) = label.parse::<i64>() {
        return Some(n);
    }
    let date: jiff::civil::Date = label.get(..10).filter(|_| label.len() == 10)?.parse().ok()?;
    date.since(jiff::civil::date(1970, 1, 1)).ok().map(|s| i64::from(s.get_days()))
}

impl DataRequest {
    /// The columns that are read.
    pub fn wanted(&self) -> Vec<&str> {
        let mut wanted: Vec<&str> = vec![&self.unit, &self.period, &self.start];
        wanted.extend(self.outcomes.iter().map(String::as_str));
        wanted.extend(self.size.as_deref());
        wanted.extend(self.missing.as_deref());
        wanted.extend(self.selected.as_deref());
        wanted.extend(self.delivered.as_deref());
        wanted.extend(self.subgroups.iter().map(String::as_str));
        wanted.extend(self.stratum.as_deref());
        wanted.extend(self.covariates.iter().map(String::as_str));
        wanted.extend(self.offset.as_deref());
        wanted
    }

    /// Those of them that hold labels.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = vec![&self.unit, &self.period, &self.start];
        labels.extend(self.stratum.as_deref());
        labels
    }
}

impl Periods {
    fn read(table: &Columns, request: &DataRequest) -> Outcome<Periods> {
        let (codes, labels) = coded(table, &request.period)?;
        if let Some(order) = &request.periods {
            if let Some(strange) = labels.iter().find(|l| !order.contains(l)) {
                let problem = Problem::new("E301", format!("period `{strange}` is not in --periods"))
                    .found(format!("--periods {}", order.join(",")))
                    .help("name every period of the table, in order");
                return Err(match nearest(strange, order.iter().map(String::as_str)) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
            let kept: Vec<String> = order.iter().filter(|l| labels.contains(l)).cloned().collect();
            let place: Vec<u32> = labels.iter().map(|l| kept.iter().position(|k| k == l).unwrap_or(0) as u32).collect();
            let of_row = codes.iter().map(|c| place[*c as usize]).collect();
            return Ok(Periods { labels: kept, of_row, keys: None, named: order.clone() });
        }
        let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(labels.len());
        for (code, label) in labels.iter().enumerate() {
            let Some(key) = key(label) else {
                return Err(Problem::new("E301", "the periods have no order that can be read off their labels")
                    .at(Place::file(&table.source))
                    .found(format!("`{label}` in column `{}`", request.period))
                    .expected("whole numbers or dates such as 2026-08-01")
                    .help("name the periods in order: --periods 2026F,2026E,2027F"));
            };
            keyed.push((key, code as u32));
        }
        keyed.sort_unstable();
        let mut place = vec![0u32; labels.len()];
        for (at, (_, code)) in keyed.iter().enumerate() {
            place[*code as usize] = at as u32;
        }
        Ok(Periods {
            labels: keyed.iter().map(|(_, c)| labels[*c as usize].clone()).collect(),
            of_row: codes.iter().map(|c| place[*c as usize]).collect(),
            keys: Some(keyed.iter().map(|(k, _)| *k).collect()),
            named: Vec::new(),
        })
    }

    /// The first period at or after a start, counted on where that lies after the data; `Ok(None)` for never.
    pub(crate) fn start(&self, label: &str) -> Result<Start, ()> {
        if label.is_empty() || matches!(label.to_ascii_lowercase().as_str(), "inf" | "infinity" | "+inf" | "never") {
            return Ok(None);
        }
        let Some(keys) = &self.keys else { return self.start_among_names(label).map(Some).ok_or(()) };
        let key = key(label).ok_or(())?;
        let at = keys.partition_point(|k| *k < key);
        if at < keys.len() {
            return Ok(Some(at));
        }
        let beyond = keys.last().map_or(1, |last| after(keys, key - last, !label.contains('-')));
        Ok(Some((keys.len() - 1).saturating_add(beyond)))
    }

    /// Among the labels of --periods: those before, between and after the periods that have rows.
    fn start_among_names(&self, label: &str) -> Option<usize> {
        let at = self.named.iter().position(|l| l == label)?;
        let has_rows = |l: &String| self.labels.contains(l);
        match self.named[at..].iter().find(|l| has_rows(l)) {
            Some(next) => self.labels.iter().position(|l| l == next),
            None => {
                let last = self.named.iter().rposition(has_rows)?;
                Some(self.labels.len() - 1 + at - last)
            }
        }
    }
}

/// How many periods after the last one a start lies that lies `distance` beyond it: by the usual step between periods.
///
/// Whole numbers count by their most common step, or by their largest where that is more than twice as long (20261, 20262,
/// 20271 …); days by their mean step, to the nearest.
fn after(keys: &[i64], distance: i64, numbers: bool) -> usize {
    let mut steps: Vec<i64> = keys.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_unstable();
    let Some(largest) = steps.last().copied() else { return 1 };
    if !numbers {
        let mean = steps.iter().sum::<i64>() as f64 / steps.len() as f64;
        return libm::round(distance as f64 / mean).max(1.0) as usize;
    }
    let often = |step: i64| steps.iter().filter(|s| **s == step).count();
    let common = steps.iter().copied().max_by_key(|s| (often(*s), *s)).unwrap_or(1);
    let step = if largest > 2 * common { largest } else { common };
    usize::try_from((distance + step - 1) / step).unwrap_or(1)
}

/// One value per unit from one value per row, or the unit with two.
pub(crate) fn per_unit(unit: &[u32], units: &[String], column: &Column, name: &str) -> Outcome<Vec<String>> {
    let (codes, labels) = column.coded();
    let mut first: Vec<Option<u32>> = vec![None; units.len()];
    for (i, code) in unit.iter().zip(&codes) {
        match first[*i as usize] {
            None => first[*i as usize] = Some(*code),
            Some(seen) if seen == *code => {}
            Some(seen) => {
                return Err(Problem::new("E306", format!("unit `{}` has two values of `{name}`", units[*i as usize]))
                    .found(format!("`{}` and `{}`", labels[seen as usize], labels[*code as usize]))
                    .expected("one value for all rows of a unit")
                    .help("a unit starts once; make units of the parts that start at different times"));
            }
        }
    }
    Ok(first.into_iter().map(|c| c.map_or_else(String::new, |c| labels[c as usize].clone())).collect())
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
