//! Tables of a study of counts: `counts.csv`, `panel.csv`, `forecast.csv`.

use super::cells::Cells;
use crate::tables::csv_text;
use crate::trial::Study;
use std::collections::BTreeMap;

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
pub(crate) fn counts(study: &Study, cells: &Cells) -> String {
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
pub(crate) fn panel(study: &Study, starts: &BTreeMap<String, String>, cells: &Cells) -> String {
    let wide = cells.whole().any(|(_, c)| c.k.is_none());
    let head: Vec<&str> = PANEL.iter().chain(if wide { &BEHIND[..] } else { &[] }).copied().collect();
    let rows: Vec<Vec<String>> = cells
        .whole()
        .filter(|(_, c)| c.n > 0 || c.missing > 0)
        .map(|((o, programme, t, _, _), c)| {
            let start = starts.get(programme).cloned().unwrap_or_default();
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
pub(crate) fn forecast(study: &Study, cells: &Cells) -> Option<String> {
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
