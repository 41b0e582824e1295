//! `data/forecast.csv`: what the frozen forecast expects of every programme and term.

use super::frozen::expected as expected_of;
use crate::tables::csv_text;
use crate::trial::{Pupils, Study};
use std::collections::BTreeMap;

/// Where the table stands in a study: it stands in for pupils where only counts are.
pub const EXPECTED: &str = "data/forecast.csv";

/// Pupils, those with the outcome, and the sum of each covariate.
#[derive(Default)]
struct Cell {
    n: u64,
    k: u64,
    sums: Vec<f64>,
}

/// The panel's rows of the primary outcome with the sum of the forecasts of their pupils: n·level + Σ b(X − n·c); `None`
/// under a plan that takes no forecast off.
pub(crate) fn expected(plan: Option<&Study>, study: &Study, pupils: &Pupils) -> Option<String> {
    let plan = plan.filter(|p| p.analysis.adjust)?;
    let frozen = plan.forecast.as_ref()?.frozen.as_ref()?;
    let name = &plan.primary().name;
    let outcome = pupils.outcomes.iter().position(|o| o == name)?;
    let columns: Vec<Option<usize>> =
        frozen.slopes.iter().map(|(name, _)| pupils.covariates.iter().position(|c| c == name)).collect();
    let rollout = &study.intervention().rollout;
    let mut cells: BTreeMap<(&str, usize), Cell> = BTreeMap::new();
    for p in &pupils.rows {
        let (Some(period), Some(y)) = (rollout.period(&p.period), p.outcomes[outcome]) else { continue };
        let cell = cells.entry((&p.programme, period)).or_default();
        cell.n += 1;
        cell.k += u64::from(y > 0.5);
        cell.sums.resize(columns.len(), 0.0);
        for ((sum, column), (_, centre)) in cell.sums.iter_mut().zip(&columns).zip(&frozen.centre) {
            *sum += column.and_then(|c| p.covariates[c]).unwrap_or(*centre);
        }
    }
    let rows: Vec<[String; 6]> = cells
        .into_iter()
        .map(|((programme, period), cell)| {
            let sum = expected_of(frozen, programme, cell.n as f64, &cell.sums);
            let period = rollout.periods[period].id.clone();
            [name.clone(), programme.to_string(), period, cell.n.to_string(), cell.k.to_string(), format!("{sum}")]
        })
        .collect();
    Some(csv_text(&["outcome", "programme", "period", "n", "k", "expected"], &rows))
}
