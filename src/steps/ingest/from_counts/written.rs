//! What a study of counts keeps under `data/`.

use super::super::folder::Workplace;
use super::super::frame::Ground;
use super::cells::Cells;
use crate::diagnostics::Outcome;
use crate::folder::data_files::FILES;
use crate::folder::data_receipt::{self, DataReceipt};
use crate::folder::receipts::{Hashed, TOOL};
use crate::folder::study::Folder;
use crate::provenance::{Receipt, sha256_file};
use crate::tables::csv_text;
use crate::trial::{Quality, Study};
use std::path::Path;

/// Columns of `counts.csv` that are always there.
const COLUMNS: [&str; 9] = ["outcome", "programme", "period", "subgroup", "level", "n", "k", "sum", "sumsq"];
/// Columns of `panel.csv`.
const PANEL: [&str; 6] = ["outcome", "programme", "period", "start", "n", "k"];
/// What stands behind them where an outcome is not 0 or 1.
const BEHIND: [&str; 4] = ["sum", "sumsq", "missing", "low"];
/// Columns of `forecast.csv`.
const FORECAST: [&str; 6] = ["outcome", "programme", "period", "n", "k", "expected"];

fn text(x: f64) -> String {
    format!("{}", x + 0.0)
}

/// `counts.csv`: every cell as it was taken, sorted, with the optional columns that the file had.
fn counts(study: &Study, cells: &Cells) -> String {
    let periods = &study.intervention().rollout.periods;
    let names = ["missing", "low", "expected", "selected"];
    let kept: Vec<usize> = (0..names.len()).filter(|i| cells.optional[*i]).collect();
    let head: Vec<&str> = COLUMNS.iter().copied().chain(kept.iter().map(|i| names[*i])).collect();
    let rows: Vec<Vec<String>> = cells
        .cells
        .iter()
        .map(|((o, programme, t, subgroup, level), c)| {
            let k = c.k.map_or_else(String::new, |k| k.to_string());
            let sums = if c.k.is_some() { [String::new(), String::new()] } else { [text(c.sum), text(c.sumsq)] };
            let n = c.written_n(cells.optional[3]).to_string();
            let expected = c.expected.map_or_else(String::new, text);
            let optional = [c.missing.to_string(), text(c.low), expected, (c.n + c.missing).to_string()];
            let label = [&study.outcomes[*o].name, programme, &periods[*t].id, subgroup, level];
            let mut row: Vec<String> = label.into_iter().cloned().chain([n, k]).chain(sums).collect();
            row.extend(kept.iter().map(|i| optional[*i].clone()));
            row
        })
        .collect();
    csv_text(&head, &rows)
}

/// `panel.csv`, with sums and missing pupils where an outcome is not 0 or 1.
fn panel(study: &Study, ground: &Ground, cells: &Cells) -> String {
    let wide = cells.whole().any(|(_, c)| c.k.is_none());
    let head: Vec<&str> = PANEL.iter().chain(if wide { &BEHIND[..] } else { &[] }).copied().collect();
    let rows: Vec<Vec<String>> = cells
        .whole()
        .filter(|(_, c)| c.n > 0 || c.missing > 0)
        .map(|((o, programme, t, _, _), c)| {
            let start = ground.starts.get(programme).cloned().unwrap_or_default();
            let period = study.intervention().rollout.periods[*t].id.clone();
            let k = c.k.map_or_else(String::new, |k| k.to_string());
            let mut row = vec![study.outcomes[*o].name.clone(), programme.clone(), period, start, c.n.to_string(), k];
            if wide {
                row.extend([text(c.sum), text(c.sumsq), c.missing.to_string(), text(c.low)]);
            }
            row
        })
        .collect();
    csv_text(&head, &rows)
}

/// `forecast.csv`: what the frozen forecast expects of each cell of the primary outcome; `None` where nothing says it.
fn forecast(study: &Study, cells: &Cells) -> Option<String> {
    let primary = study.outcomes.iter().position(|o| o.primary)?;
    let periods = &study.intervention().rollout.periods;
    let rows: Vec<[String; 6]> = cells
        .whole()
        .filter(|(k, c)| k.0 == primary && c.n > 0)
        .map(|((o, programme, t, _, _), c)| {
            let k = c.k.map_or_else(String::new, |k| k.to_string());
            let (name, period) = (study.outcomes[*o].name.clone(), periods[*t].id.clone());
            Some([name, programme.clone(), period, c.n.to_string(), k, text(c.expected?)])
        })
        .collect::<Option<_>>()?;
    Some(csv_text(&FORECAST, &rows)).filter(|_| !rows.is_empty())
}

/// Writes the data of a study of counts into a target folder.
pub(super) fn write(
    folder: &Folder,
    target: &Folder,
    study: &Study,
    ground: &Ground,
    cells: &Cells,
    quality: &Quality,
    file: &Path,
) -> Outcome<()> {
    let place = Workplace::new(target)?;
    let mut files = vec![
        ("counts.csv", counts(study, cells)),
        ("panel.csv", panel(study, ground, cells)),
        ("quality.json", quality.text()),
    ];
    if let Some(expected) = forecast(study, cells) {
        files.insert(1, ("forecast.csv", expected));
    }
    // the file by its name in the study folder, or by its name alone: where a disk keeps it is nobody's business
    let inside = file.canonicalize().ok().zip(folder.root().canonicalize().ok());
    let inside = inside.and_then(|(f, root)| f.strip_prefix(root).ok().map(|p| p.to_string_lossy().replace('\\', "/")));
    let named = inside.or_else(|| file.file_name().map(|n| n.to_string_lossy().into_owned())).unwrap_or_default();
    let mut inputs = vec![Hashed { path: named, sha256: sha256_file(file)?.hex() }];
    for path in std::iter::once("study.toml").chain(ground.inputs.iter().map(String::as_str)) {
        inputs.push(Hashed { path: path.to_string(), sha256: sha256_file(&folder.path(path))?.hex() });
    }
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let mut outputs = Vec::new();
    for (name, text) in &files {
        place.write(name, text.as_bytes())?;
        let sha256 = sha256_file(&place.path().join(name))?.hex();
        outputs.push(Hashed { path: format!("data/{name}"), sha256 });
    }
    let receipt = Receipt::of(&DataReceipt {
        schema: data_receipt::SCHEMA.to_string(),
        tool: TOOL.to_string(),
        domain: study.domain.clone(),
        key: None,
        declared: Some(crate::protocol::declared(&folder.study()?)),
        inputs,
        registers: Vec::new(),
        outputs,
    });
    place.write("receipt.json", receipt.text().as_bytes())?;
    let ours: Vec<&str> = FILES.iter().copied().chain(["counts.csv"]).collect();
    place.publish(&ours)
}
