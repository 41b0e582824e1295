//! For a journal: cells that may be published, and the rows that the script must give from them.

use crate::bridge::Handed;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::folder::study::Folder;
use crate::history::by_cell::EXPECTED;
use crate::provenance;
use crate::tables::table::csv_text;
use std::collections::BTreeMap;

/// Columns of `expected.csv`.
const COLUMNS: [&str; 10] = [
    "outcome",
    "estimator",
    "estimand",
    "term",
    "variance",
    "estimate",
    "std.error",
    "p.value",
    "conf.low",
    "conf.high",
];

/// `cells.csv` and `expected.csv`.
///
/// # Errors
/// `P403` where a cell is too small to be published; `E395` without data or results.
pub(super) fn files(folder: &Folder, handed: &Handed) -> Outcome<Vec<(String, Vec<u8>)>> {
    if !handed.plan.analysis.covariates.is_empty() {
        return Err(Problem::new("E395", "the plan adjusts for covariates, which cells do not hold")
            .found(handed.plan.analysis.covariates.join(", "))
            .help("write the folder without --panel"));
    }
    crate::folder::small_cells::refuse_small_cells(
        folder,
        handed.minimum.min(u64::from(u32::MAX)) as u32,
        "leave --panel out: the folder then comes without cells to try the script on",
    )?;
    let outcome = handed.plan.primary().name.clone();
    let expected: BTreeMap<(String, String), String> = match folder.path(EXPECTED).is_file() {
        true => rows(folder, EXPECTED)?.into_iter().filter_map(of("expected")).collect(),
        false => BTreeMap::new(),
    };
    let adjust = handed.plan.analysis.adjust && !expected.is_empty();
    let mut head = vec!["outcome", "programme", "period", "n", "k"];
    head.extend(adjust.then_some("expected"));
    let mut cells = Vec::new();
    for row in rows(folder, "data/panel.csv")? {
        let get = |name: &str| row.get(name).cloned().unwrap_or_default();
        if get("outcome") != outcome || get("n") == "0" {
            continue;
        }
        let mut cell: Vec<String> = head[..5].iter().map(|c| get(c)).collect();
        if adjust {
            cell.push(expected.get(&(get("programme"), get("period"))).cloned().unwrap_or_default());
        }
        cells.push(cell);
    }
    Ok(vec![
        ("cells.csv".to_string(), csv_text(&head, &cells).into_bytes()),
        ("expected.csv".to_string(), expected_rows(folder, handed, &outcome)?.into_bytes()),
    ])
}

fn of(column: &'static str) -> impl Fn(BTreeMap<String, String>) -> Option<((String, String), String)> {
    move |row| Some(((row.get("programme")?.clone(), row.get("period")?.clone()), row.get(column)?.clone()))
}

/// The standing results of the rows that cells give.
fn expected_rows(folder: &Folder, handed: &Handed, outcome: &str) -> Outcome<String> {
    let estimator = handed.plan.analysis.estimator.to_string();
    let suffix = match handed.intervention.as_str() {
        "" => String::new(),
        name => format!(":{name}"),
    };
    let served = |row: &BTreeMap<String, String>| {
        let get = |name: &str| row.get(name).cloned().unwrap_or_default();
        get("outcome") == outcome
            && get("estimator") == estimator
            && get("term").ends_with(&suffix)
            && ["randomization", "neyman"].contains(&get("variance").as_str())
            && !["same-effect", "anticipation", "first-stage", "delivered"].iter().any(|t| get("term").starts_with(t))
    };
    let rows: Vec<Vec<String>> = rows(folder, "results/effects.csv")?
        .into_iter()
        .filter(served)
        .map(|row| COLUMNS.iter().map(|c| row.get(*c).cloned().unwrap_or_default()).collect())
        .collect();
    Ok(csv_text(&COLUMNS, &rows))
}

/// Rows of a CSV of ours, by column.
fn rows(folder: &Folder, name: &str) -> Outcome<Vec<BTreeMap<String, String>>> {
    let broken = || {
        Problem::new("E395", format!("--panel needs {name}, as this tool writes it"))
            .at(Place::file(name))
            .help("run `lodtrin ingest` and `lodtrin effect` first")
    };
    let text = provenance::read_text(&folder.path(name)).map_err(|_| broken())?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| broken())?.clone();
    reader
        .records()
        .map(|r| {
            let r = r.map_err(|_| broken())?;
            let cell = |c: &str| crate::tables::table::bare(c).to_string();
            Ok(head.iter().zip(r.iter()).map(|(h, c)| (h.to_string(), cell(c))).collect())
        })
        .collect()
}
