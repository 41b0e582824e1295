//! A study made ready for estimation: its lottery as it was drawn, its pupils, a panel of every outcome.

use crate::diagnostics::{Doubt, Told, listed};
use crate::effects::reference_set::Chance;
use crate::trial::facts::{Coding, DeliveredRegister};
use crate::trial::study::Rollout;
use crate::trial::{Lot, Member, Panel, Pupils, Start, Study};
use std::collections::{BTreeMap, BTreeSet};

/// One lottery as estimates see it: its frame and members.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The lots of the frame.
    pub lots: Vec<Lot>,
    /// Every programme and its lot.
    pub members: Vec<Member>,
    /// How many of the lots are programmes: one late programme draws among empty places too.
    pub taking_part: usize,
}

/// A study made ready for estimation.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The locked plan.
    pub plan: Study,
    /// Name of the intervention; empty in the plain form.
    pub intervention: String,
    /// Digest of the lock, as hex.
    pub lock: String,
    /// The lottery that was held (or rehearsed), and those of late lots behind it.
    pub lotteries: Vec<Drawn>,
    /// The pupils.
    pub pupils: Pupils,
    /// Names of the lots of all lotteries, in the order of the panels' units.
    pub lots: Vec<String>,
    /// Wave of each of them, from 1.
    pub waves: Vec<u8>,
    /// Position of each pupil's lot, `None` for a programme outside the lottery.
    pub lot_of_pupil: Vec<Option<u32>>,
    /// One panel per outcome.
    pub panels: Vec<(String, Panel)>,
    /// The reference set.
    pub chance: Chance,
    /// Outcomes whose declaration is no longer the plan's, and whether anything else that binds has changed.
    pub deviations: Vec<String>,
    /// Smallest count of pupils that is published.
    pub minimum: u64,
    /// What was delivered for the data, as facts.
    pub deliveries: Vec<DeliveredRegister>,
    /// The coding amendment in force: file, date, keys.
    pub coding: Option<Coding>,
    /// Named doubts.
    pub warnings: Vec<Told>,
    /// Files read, relative to the folder.
    pub inputs: Vec<String>,
    /// What is taken off the primary outcome of every pupil, where a forecast is.
    pub less: Option<Vec<f64>>,
    /// Lots that withdrew, with the day.
    pub withdrawn: BTreeMap<String, i32>,
}

impl Gathered {
    /// The rollout of this intervention.
    pub fn rollout(&self) -> &Rollout {
        let own = self.plan.interventions.iter().find(|i| i.name == self.intervention);
        &own.unwrap_or(self.plan.intervention()).rollout
    }

    /// First treated period of each lot as a position in the rollout; transition periods lie before it.
    pub fn starts(&self) -> Vec<Start> {
        let rollout = self.rollout();
        let start = |w: &u8| rollout.start_of_wave(u32::from(*w)).map(|s| s + rollout.transition as usize);
        self.waves.iter().map(start).collect()
    }

    /// Whether a lot had withdrawn by the last day of a period of a panel.
    pub fn had_withdrawn(&self, panel: &Panel, unit: usize, period: usize) -> bool {
        let rollout = &self.plan.intervention().rollout;
        let end = rollout.period(&panel.periods()[period]).map(|t| rollout.periods[t].end);
        end.zip(self.withdrawn.get(&panel.units()[unit])).is_some_and(|(end, day)| *day <= end)
    }
}

/// Position of each pupil's lot; a doubt names programmes outside the lottery.
pub(crate) fn lot_of_pupils(
    lotteries: &[Drawn],
    lots: &[String],
    pupils: &Pupils,
    warnings: &mut Vec<Told>,
) -> Vec<Option<u32>> {
    let mut lot: BTreeMap<&str, u32> = BTreeMap::new();
    let place: BTreeMap<&str, u32> = lots.iter().enumerate().map(|(i, l)| (l.as_str(), i as u32)).collect();
    for h in lotteries {
        for member in &h.members {
            if let Some(at) = place.get(member.lot.as_str()) {
                lot.insert(&member.programme, *at);
            }
        }
    }
    for (id, at) in &place {
        lot.entry(id).or_insert(*at);
    }
    let found: Vec<Option<u32>> = pupils.rows.iter().map(|p| lot.get(p.programme.as_str()).copied()).collect();
    let strange: BTreeSet<&str> =
        pupils.rows.iter().zip(&found).filter(|(_, l)| l.is_none()).map(|(p, _)| p.programme.as_str()).collect();
    if !strange.is_empty() {
        let n = found.iter().filter(|l| l.is_none()).count();
        let programmes = listed(&strange.into_iter().collect::<Vec<_>>());
        warnings.push(Doubt::OutsideTheLottery { pupils: n, programmes }.into());
    }
    found
}
