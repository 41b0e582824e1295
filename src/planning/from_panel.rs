//! Correlations from one's own past registers.

use crate::design::{CellCount, Correlations, Interval, correlations};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told, nearest};
use crate::folder::study::Folder;
use crate::registers;
use crate::tables::{Table, Value};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Debug, Clone)]
pub struct FromRequest {
    /// A panel as `ingest` writes it: outcome, programme, period, start, n, k.
    pub panel: PathBuf,
    /// Study folder whose primary outcome is meant, if there is one.
    pub study: PathBuf,
    /// Outcome in the panel.
    pub outcome: Option<String>,
    /// Level of the intervals.
    pub level: f64,
}

/// ICC and CAC with intervals, from the untreated cells of a panel.
///
/// # Errors
/// R901–R903 for the file, D111 for what it cannot show.
pub fn run(request: &FromRequest) -> Outcome<Table> {
    let path = &request.panel;
    // beside the study first: `power STUDY --from data/panel.csv`
    let inside = request.study.join(path);
    let path = if !path.is_file() && inside.is_file() { &inside } else { path };
    let (cells, outcome, left_out) = read(path, request)?;
    let found = correlations(&cells, request.level)?;
    let mut table = Table::of("lodtrin/power-from/1");
    let mut row = |quantity: &str, i: Option<Interval>, plain: f64| {
        let (value, low, high): (f64, Value, Value) =
            i.map_or((plain, Value::Missing, Value::Missing), |i| (i.value, i.low.into(), i.high.into()));
        let level = if i.is_some() { request.level.into() } else { Value::Missing };
        table.push(vec![
            outcome.clone().into(),
            quantity.into(),
            value.into(),
            low,
            high,
            level,
            Value::Num(found.pupils),
            found.programmes.into(),
        ]);
    };
    row("icc", Some(found.icc), f64::NAN);
    row("cac", found.cac, f64::NAN);
    row("baseline", None, found.mean);
    row("total variance", None, found.total);
    table.facts = vec![
        ("cells".into(), json!(found.cells)),
        ("cells_treated_left_out".into(), json!(left_out)),
        ("method".into(), json!("restricted likelihood, nested exchangeable with period effects; profile intervals")),
    ];
    table.warnings = doubts(&found);
    Ok(table)
}

fn doubts(found: &Correlations) -> Vec<Told> {
    let mut list = Vec::new();
    if found.programmes < 10 {
        list.push(Doubt::FewProgrammes { programmes: found.programmes }.into());
    }
    if found.icc.value == 0.0 {
        list.push(Doubt::BoundaryEstimate {}.into());
    }
    list
}

fn read(path: &Path, request: &FromRequest) -> Outcome<(Vec<CellCount>, String, usize)> {
    let table = registers::read_columns(path, &["outcome", "programme", "period", "start", "n", "k"])?;
    let shown = path.display().to_string();
    let outcomes = table.get("outcome")?;
    let (codes, labels) = outcomes.coded();
    let study = Folder::open(&request.study).and_then(|f| f.study()).ok();
    let wanted = request.outcome.clone().or_else(|| study.as_ref().map(|s| s.primary().name.clone()));
    let chosen = match wanted {
        Some(name) => labels.iter().position(|l| *l == name).ok_or_else(|| {
            let p = Problem::new("D111", format!("the panel has no outcome `{name}`")).at(Place::file(shown.clone()));
            match nearest(&name, labels.iter().map(String::as_str)) {
                Some(near) => p.help(format!("did you mean `{near}`?")),
                None => p.expected(labels.join(", ")),
            }
        })?,
        None if labels.len() == 1 => 0,
        None => {
            return Err(Problem::new("D111", "the panel has several outcomes")
                .at(Place::file(shown))
                .found(labels.join(", "))
                .help("name one with --outcome"));
        }
    };
    let (programmes, _) = table.get("programme")?.coded();
    let (periods, names) = table.get("period")?.coded();
    let order: Vec<String> =
        study.map_or_else(Vec::new, |s| s.intervention().rollout.periods.iter().map(|p| p.id.clone()).collect());
    let rank = |name: &str| order.iter().position(|p| p == name).or_else(|| names.iter().position(|p| p == name));
    let (starts, n, k) = (table.get("start")?, table.numbers("n")?, table.numbers("k")?);
    let mut cells = Vec::new();
    let mut left_out = 0;
    for row in (0..table.rows).filter(|r| codes[*r] as usize == chosen) {
        let period = rank(&names[periods[row] as usize]);
        let start = starts.label(row);
        let begun = (!start.is_empty()).then(|| rank(&start)).flatten();
        if begun.is_some_and(|s| period.is_some_and(|p| p >= s)) {
            left_out += 1;
            continue;
        }
        if n[row].is_nan() || n[row] == 0.0 || k[row].is_nan() {
            continue;
        }
        cells.push(CellCount {
            programme: programmes[row] as usize,
            period: periods[row] as usize,
            n: n[row],
            k: k[row],
        });
    }
    Ok((cells, labels[chosen].clone(), left_out))
}
