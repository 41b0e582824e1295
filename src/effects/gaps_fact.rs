//! The fact `gaps` of an effect table: which units were not seen when, and which comparisons that leaves out.

use super::observed::GapRule;
use super::question::Effects;
use crate::trial::facts::{DroppedCell, GapCell, GapsTold};
use crate::trial::{Gaps, Panel};

/// Adds the fact of one outcome, where something is missing. `withdrawn`: whether a unit had withdrawn by the end of a period.
pub fn add(
    outcome: &str,
    panel: &Panel,
    declared: Option<Gaps>,
    withdrawn: &dyn Fn(usize, usize) -> bool,
    effects: &mut Effects,
) {
    if !panel.has_gaps() && panel.missing_in_all() == 0.0 {
        return;
    }
    let gaps = GapRule::of_panel(declared, panel);
    let mut units = 0;
    let mut cells = Vec::new();
    for (i, unit) in panel.units().iter().enumerate() {
        let own: Vec<usize> = (0..panel.periods().len()).filter(|t| panel.cell(i, *t).is_none()).collect();
        units += usize::from(!own.is_empty());
        cells.extend(own.into_iter().map(|t| GapCell {
            unit: unit.clone(),
            period: panel.periods()[t].clone(),
            after_start: panel.assignment().treated(i, t),
            withdrawn: withdrawn(i, t),
            started: None,
        }));
    }
    let mut dropped: Vec<DroppedCell> = Vec::new();
    for (_, cell) in effects.gaps_dropped.iter().filter(|(o, _)| o == outcome) {
        if !dropped.contains(cell) {
            dropped.push(cell.clone());
        }
    }
    effects.state(&GapsTold {
        rule: gaps.rule.name().to_string(),
        declared: gaps.declared,
        units,
        pupils_missing: panel.missing_in_all() as u64,
        cells,
        dropped,
    });
}
