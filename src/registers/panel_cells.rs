//! `panel.csv`: what is known of the pupils of each outcome, programme and term.

use crate::registers::Ingested;
use crate::tables::csv_text;
use crate::trial::Study;
use std::collections::BTreeMap;

/// Columns where every outcome is 0 or 1 and known of everybody that it should be known of.
pub(crate) const PLAIN: [&str; 6] = ["outcome", "programme", "period", "start", "n", "k"];
/// Columns where an outcome in days is declared or some pupil lacks an outcome.
pub(crate) const WIDE: [&str; 10] =
    ["outcome", "programme", "period", "start", "n", "k", "sum", "sumsq", "missing", "low"];

/// The pupils of one outcome, programme and term.
#[derive(Debug, Clone, Default)]
pub(crate) struct PanelCell {
    /// Pupils with a known outcome.
    pub n: u64,
    /// Those with the outcome; of an outcome in days nobody.
    pub k: Option<u64>,
    /// Σ of their outcomes.
    pub sum: f64,
    /// Σ of the squares.
    pub sumsq: f64,
    /// Pupils whose outcome should be known and is not.
    pub missing: u64,
    /// Σ of the least that they can have.
    pub low: f64,
}

/// Outcome, programme, period and start of a cell, and the cell.
pub(crate) type PanelLine = ([String; 4], PanelCell);

/// The table: six columns where they say everything, ten else.
pub(crate) fn text(lines: &[PanelLine]) -> String {
    let number = |x: f64| format!("{}", x + 0.0);
    let wide = lines.iter().any(|(_, c)| c.k.is_none() || c.missing > 0);
    let row = |(labels, c): &PanelLine| -> Vec<String> {
        let mut row = labels.to_vec();
        row.extend([c.n.to_string(), c.k.map_or_else(String::new, |k| k.to_string())]);
        if wide {
            row.extend([number(c.sum), number(c.sumsq), c.missing.to_string(), number(c.low)]);
        }
        row
    };
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    if wide { csv_text(&WIDE, &rows) } else { csv_text(&PLAIN, &rows) }
}

/// `panel.csv` of pupils. Pupils whose outcome is missing are not in n; where nobody's is known yet nobody is missing.
pub(crate) fn panel(study: &Study, made: &Ingested, starts: &BTreeMap<String, String>) -> String {
    let rollout = &study.intervention().rollout;
    let mut cells: BTreeMap<(usize, &str, usize), PanelCell> = BTreeMap::new();
    let pupils = &made.pupils;
    let period_of = |p: usize| rollout.period(&pupils.rows[p].period).unwrap_or(usize::MAX);
    let mut shown: Vec<Vec<usize>> = vec![Vec::new(); study.outcomes.len()];
    for (p, row) in pupils.rows.iter().enumerate() {
        for (o, value) in row.outcomes.iter().enumerate() {
            let Some(y) = value else { continue };
            let binary = study.outcomes[o].kind.is_binary();
            let cell = cells.entry((o, &row.programme, period_of(p))).or_default();
            cell.n += 1;
            cell.sum += y;
            cell.sumsq += y * y;
            cell.k = binary.then(|| cell.k.unwrap_or(0) + u64::from(*y > 0.5));
            shown[o].push(period_of(p));
        }
    }
    shown.iter_mut().for_each(|periods| {
        periods.sort_unstable();
        periods.dedup();
    });
    for (p, row) in pupils.rows.iter().enumerate() {
        for (o, periods) in shown.iter().enumerate() {
            let Some(least) = pupils.lacks(p, o).filter(|_| periods.binary_search(&period_of(p)).is_ok()) else {
                continue;
            };
            let cell = cells.entry((o, &row.programme, period_of(p))).or_default();
            cell.missing += 1;
            cell.low += least;
            if cell.n == 0 && study.outcomes[o].kind.is_binary() {
                cell.k = Some(0);
            }
        }
    }
    let line = |((o, programme, period), cell): ((usize, &str, usize), PanelCell)| {
        let start = starts.get(programme).cloned().unwrap_or_default();
        let period = rollout.periods.get(period).map_or("", |p| p.id.as_str()).to_string();
        ([study.outcomes[o].name.clone(), programme.to_string(), period, start], cell)
    };
    text(&cells.into_iter().map(line).collect::<Vec<_>>())
}
