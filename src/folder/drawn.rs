//! The lottery's order as an exported row has it.

use crate::folder::held::Held;
use crate::trial::study::Rollout;
use std::collections::HashMap;

/// Start of every programme's lot in one lottery: its position among the terms.
pub(crate) struct Drawn {
    pub suffix: String,
    pub lots: HashMap<String, String>,
    pub starts: HashMap<String, usize>,
    pub rollout: Rollout,
}

pub(crate) fn drawn(held: &Held) -> Drawn {
    let rollout = held.plan.interventions.iter().find(|i| i.name == held.intervention);
    let rollout = rollout.unwrap_or(held.plan.intervention()).rollout.clone();
    let suffix = if held.intervention.is_empty() { String::new() } else { format!("_{}", held.intervention) };
    let mut own = Drawn { suffix, lots: HashMap::new(), starts: HashMap::new(), rollout };
    for lottery in std::iter::once(held).chain(&held.addenda) {
        let waves = lottery.as_waves_of(held, &lottery.waves);
        for (at, lot) in lottery.frame.lots.iter().enumerate() {
            own.lots.insert(lot.id.clone(), lot.id.clone());
            if let Some(start) = waves.get(at).and_then(|w| own.rollout.start_of_wave(u32::from(*w))) {
                own.starts.insert(lot.id.clone(), start);
            }
        }
        own.lots.extend(lottery.members.iter().map(|m| (m.programme.clone(), m.lot.clone())));
    }
    own
}
