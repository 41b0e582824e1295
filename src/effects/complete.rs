//! The units that were seen in every period, with all that is known of them.

use super::beside::{Beside, Grouping, Selected};
use super::question::Question;
use super::reference_set::Chance;
use crate::diagnostics::Outcome;
use crate::trial::{Gaps, Panel};

/// Runs something on the units that the rule for gaps keeps.
pub(crate) fn under(q: &Question<'_>, rule: Gaps, run: &mut dyn FnMut(&Question<'_>) -> Outcome<()>) -> Outcome<()> {
    if rule != Gaps::Complete || !q.panel.has_gaps() {
        return run(q);
    }
    let (panel, chance, beside) = complete(q);
    run(&Question { panel: &panel, chance: &chance, beside: &beside, ..*q })
}

/// Panel, reference set and what is known beside the outcomes, of the units seen in every period.
fn complete(q: &Question<'_>) -> (Panel, Chance, Beside) {
    let keep = q.panel.complete_units();
    let t = q.panel.periods().len();
    let chance = match q.chance {
        Chance::Uniform { .. } => q.chance.clone(),
        Chance::Replays { waves, starts, log10_possible } => {
            let all = q.panel.units().len().max(1);
            let waves = waves.chunks_exact(all).flat_map(|draw| keep.iter().map(|i| draw[*i])).collect();
            Chance::Replays { waves, starts: starts.clone(), log10_possible: *log10_possible }
        }
    };
    let cells =
        |of: &Vec<f64>| -> Vec<f64> { keep.iter().flat_map(|i| of[i * t..(i + 1) * t].iter().copied()).collect() };
    let beside = Beside {
        delivered: q.beside.delivered.as_ref().map(|d| keep.iter().map(|i| d[*i]).collect()),
        groups: q.beside.groups.iter().map(|g| of_units(g, &cells)).collect(),
        selected: q.beside.selected.as_ref().map(|s| Selected {
            pupils: cells(&s.pupils),
            share: cells(&s.share),
            low: cells(&s.low),
            high: cells(&s.high),
        }),
        levels: q.beside.levels.as_ref().map(|l| keep.iter().map(|i| l[*i]).collect()),
    };
    (q.panel.of_units(&keep), chance, beside)
}

fn of_units(group: &Grouping, cells: &dyn Fn(&Vec<f64>) -> Vec<f64>) -> Grouping {
    Grouping {
        name: group.name.clone(),
        values: group.values.clone(),
        pupils: group.pupils.iter().map(cells).collect(),
        sums: group.sums.iter().map(cells).collect(),
    }
}
