//! Pupils of a panel without outcome, and what they have at least.

use crate::trial::study::{OutcomeDecl, OutcomeKind};
use crate::trial::{Panel, Pupils};
use std::collections::BTreeMap;

/// Cells of a panel as positions, pupil by pupil; `None` of pupils outside it.
pub(crate) fn cell_of_pupils(pupils: &Pupils, lot_of_pupil: &[Option<u32>], panel: &Panel) -> Vec<Option<usize>> {
    let place: BTreeMap<&str, usize> = panel.periods().iter().enumerate().map(|(t, p)| (p.as_str(), t)).collect();
    let periods = panel.periods().len();
    let of = |(row, lot): (&crate::trial::Pupil, &Option<u32>)| {
        let t = place.get(row.period.as_str())?;
        Some((*lot)? as usize * periods + t)
    };
    pupils.rows.iter().zip(lot_of_pupil).map(of).collect()
}

/// The panel with its pupils without outcome, and of an outcome in days with what they have at least.
pub(crate) fn with_missing(
    pupils: &Pupils,
    lot_of_pupil: &[Option<u32>],
    panel: Panel,
    outcome: &OutcomeDecl,
    column: usize,
) -> Panel {
    let n = panel.units().len() * panel.periods().len();
    let (mut missing, mut least) = (vec![0.0; n], vec![0.0; n]);
    for (p, cell) in cell_of_pupils(pupils, lot_of_pupil, &panel).into_iter().enumerate() {
        if let Some((c, at_least)) = cell.zip(pupils.lacks(p, column)) {
            missing[c] += 1.0;
            least[c] += at_least;
        }
    }
    let panel = panel.with_missing(missing);
    match outcome.within_days.filter(|_| outcome.kind == OutcomeKind::Days) {
        Some(most) => panel.of_days(f64::from(most), least),
        None => panel,
    }
}
