//! The fact `gaps` of an effect table: which units were not seen when, and which comparisons that leaves out.

use super::observed::GapRule;
use super::question::Effects;
use crate::trial::{Gaps, Panel};
use serde_json::{Value as Json, json};

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
        cells.extend(own.into_iter().map(|t| {
            json!({ "unit": unit, "period": panel.periods()[t], "after_start": panel.assignment().treated(i, t),
                    "withdrawn": withdrawn(i, t) })
        }));
    }
    let mut dropped: Vec<&Json> = Vec::new();
    for (_, entry) in effects.gaps_dropped.iter().filter(|(o, _)| o == outcome) {
        if !dropped.contains(&entry) {
            dropped.push(entry);
        }
    }
    let fact = json!({
        "rule": gaps.rule.name(), "declared": gaps.declared, "units": units,
        "pupils_missing": panel.missing_in_all() as u64, "cells": cells, "dropped": dropped,
    });
    effects.facts.push(("gaps".to_string(), fact));
}
