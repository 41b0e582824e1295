//! What the schedules that may be drawn make of several interventions, looked at before the lock.

use crate::design::outlook::{Outlook, outlook};
use crate::lottery::prepare::Prepared;
use crate::trial::study::Intervention;
use crate::trial::{Start, Study};

/// Replays looked at for the outlook: shares are good to 1.5 points.
const LOOKED_AT: usize = 1_000;

/// The first replays of all interventions, side by side; `None` for one intervention, or where lots differ.
pub fn look_ahead(study: &Study, all: &[Prepared]) -> Option<Outlook> {
    let lots = all.first().map(|p| p.frozen.frame.lots.len()).filter(|n| *n > 0)?;
    if all.len() < 2 || all.iter().any(|p| p.frozen.frame.lots.len() != lots) {
        return None;
    }
    let named = |p: &Prepared| study.interventions.iter().find(|i| i.name == p.name);
    let interventions: Vec<&Intervention> = all.iter().map(named).collect::<Option<_>>()?;
    let starts = |j: usize, r: usize| -> Vec<Start> {
        let rollout = &interventions[j].rollout;
        all[j].schedules[r * lots..(r + 1) * lots]
            .iter()
            .map(|w| rollout.start_of_wave(u32::from(*w)).map(|s| s + rollout.transition as usize))
            .collect()
    };
    let draws: Vec<Vec<Vec<Start>>> = (0..LOOKED_AT).map(|r| (0..all.len()).map(|j| starts(j, r)).collect()).collect();
    let names: Vec<String> = interventions.iter().map(|i| i.name.clone()).collect();
    let place = |name: &String| names.iter().position(|n| n == name);
    let pairs: Vec<(usize, usize)> =
        study.joint.interactions.iter().filter_map(|[a, b]| Some((place(a)?, place(b)?))).collect();
    Some(outlook(&names, &draws, &pairs, interventions[0].rollout.periods.len()))
}
