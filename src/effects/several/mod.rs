//! Several interventions over the same programmes: each on its own schedule, and all of them in one regression.

pub mod arm;
pub(crate) mod joint;
pub(crate) mod separation;
pub(crate) mod simultaneous;

use super::analysis::analyse;
use super::beside::Beside;
use super::beyond::Beyond;
use super::question::{Analysis, Effects};
pub use crate::design::outlook::{Outlook, outlook};
use crate::diagnostics::{Outcome, Progress};
use crate::effects::several::arm::{Arm, Asked};
use crate::trial::facts::DroppedCell;
use crate::trial::terms::term;
use crate::trial::{Assignment, Panel};

use serde_json::Value;

/// Everything asked for, of every outcome: rows by intervention, then the joint regression and its comparisons.
///
/// # Errors
/// Those of the estimators; `E380` when the schedules identify no effect at all.
pub fn run(panels: &[(String, Panel)], arms: &[Arm], asked: &Asked, progress: &dyn Progress) -> Outcome<Effects> {
    let mut effects = Effects::default();
    for arm in arms {
        let own = reassigned(panels, arm);
        for part in &asked.own {
            let found = analyse(&own, part, &arm.own, progress)
                .map_err(|p| p.help(format!("this is said of the intervention `{}` on its own schedule", arm.name)))?;
            take(&mut effects, &arm.name, found);
        }
    }
    for (name, panel) in panels {
        joint::add(name, panel, arms, asked, progress, &mut effects)?;
    }
    if let Some((_, panel)) = panels.first() {
        separation::add(panel, arms, &asked.pairs, &mut effects);
    }
    Ok(effects)
}

/// What stands behind the planned rows of each intervention on its own schedule.
///
/// # Errors
/// Those of [`Beyond`].
pub fn beyond(
    panels: &[(String, Panel)],
    besides: &[Beside],
    arms: &[Arm],
    planned: &Analysis,
    progress: &dyn Progress,
    effects: &mut Effects,
) -> Outcome<()> {
    for arm in arms {
        let own = reassigned(panels, arm);
        let beyond = Beyond { panels: &own, besides, planned, chance: &arm.own, progress };
        let mut found = Effects::default();
        beyond.subgroups(&mut found)?;
        beyond.add(&mut found)?;
        found.spell_out();
        take(effects, &arm.name, found);
    }
    Ok(())
}

/// The panels under the schedule of one intervention.
fn reassigned(panels: &[(String, Panel)], arm: &Arm) -> Vec<(String, Panel)> {
    let under = |(name, panel): &(String, Panel)| {
        let assignment = Assignment::new(arm.starts.clone(), panel.periods().len());
        (name.clone(), panel.reassigned(assignment))
    };
    panels.iter().map(under).collect()
}

/// Moves what was found of one intervention into the whole, its name in every term.
fn take(effects: &mut Effects, name: &str, found: Effects) {
    for mut row in found.rows {
        row.term = named(&row.term, name);
        effects.rows.push(row);
    }
    for w in found.warnings {
        let mut told = w.of(name);
        told.rows.iter_mut().filter_map(|r| r.term.as_mut()).for_each(|term| *term = named(term, name));
        effects.warn(told);
    }
    effects.gaps_dropped.extend(found.gaps_dropped.into_iter().map(|(o, cell)| (o, dropped(cell, name))));
    for (fact, value) in found.facts {
        match value {
            Value::Array(list) => list.into_iter().for_each(|entry| effects.note_value(&fact, labelled(entry, name))),
            // the first to state a fact stands, as in the plain form
            other => {
                let own = format!("{fact}:{name}");
                if !effects.facts.iter().any(|(f, _)| *f == own) {
                    effects.facts.push((own, labelled(other, name)));
                }
            }
        }
    }
}

/// `treated:mentor`, `lag=0:mentor`, `time-averaged:mentor`.
fn named(label: &str, intervention: &str) -> String {
    if label == "treated" { term(intervention) } else { format!("{label}:{intervention}") }
}

fn dropped(cell: DroppedCell, name: &str) -> DroppedCell {
    DroppedCell { term: named(&cell.term, name), intervention: Some(name.to_string()), ..cell }
}

fn labelled(mut entry: Value, name: &str) -> Value {
    if let Some(object) = entry.as_object_mut() {
        if let Some(Value::String(label)) = object.get_mut("term") {
            *label = named(label, name);
        }
        object.insert("intervention".to_string(), Value::from(name));
    }
    entry
}
