//! Training agreements under several interventions: who signs, and who keeps it.

pub use super::signed::Signed;

use super::course::Population;
use super::truth::Setting;
use super::world::World;
use crate::provenance::Stream;
use crate::trial::Start;

/// Chances stay inside these bounds; how often that was needed is counted.
const BOUNDS: [f64; 2] = [0.02, 0.98];
/// First day, from the start of the course, on which an agreement can be signed.
const SOONEST: i32 = 5;
/// Days from signing to the first day of work, and days that an agreement lasts which is kept.
const BEGINS: i32 = 14;
const LASTS: i32 = 730;

/// What one intervention truly does.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmTruth {
    /// Its name.
    pub name: String,
    /// First treated period of each programme.
    pub starts: Vec<Start>,
    /// What it adds to the probability of an agreement.
    pub effect: f64,
    /// What it adds to the probability that an agreement is kept.
    pub retained: f64,
    /// Works only where this other one runs too (a position in the list).
    pub with: Option<usize>,
}

/// What happens without any intervention, and by when it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreeing {
    /// Probability of an agreement, averaged over pupils.
    pub baseline: f64,
    /// Probability that an agreement is kept.
    pub retained: f64,
    /// Days from the start of the course by which agreements are signed.
    pub within: i32,
    /// Days after its first day on which an agreement must still run to count as kept.
    pub kept: i32,
}

/// Whether an intervention runs in a programme and period.
pub fn runs(arms: &[ArmTruth], j: usize, programme: usize, period: usize) -> bool {
    arms[j].starts.get(programme).copied().flatten().is_some_and(|s| period >= s)
}

/// What an intervention adds in a programme and period to the probabilities of signing and of keeping.
pub fn added(arms: &[ArmTruth], j: usize, programme: usize, period: usize) -> [f64; 2] {
    let works = runs(arms, j, programme, period) && arms[j].with.is_none_or(|k| runs(arms, k, programme, period));
    if works { [arms[j].effect, arms[j].retained] } else { [0.0, 0.0] }
}

/// Lets every pupil who came sign an agreement or not. Returns how many chances had to be held inside the bounds.
///
/// The world's shocks have the setting's correlations around the baseline. Every pupil draws the same numbers whatever the
/// truth is, so that other effects change what becomes of pupils and not who they are.
pub fn sign(setting: &Setting, agreeing: &Agreeing, arms: &[ArmTruth], population: &mut Population) -> usize {
    let world = World::draw(&Setting { baseline: agreeing.baseline, ..setting.clone() }, 1);
    let mut bounded = 0;
    for (k, course) in population.pupils.iter_mut().enumerate() {
        let mut own = Stream::seeded("lodtrin simulate agreements 1", setting.seed, k as u64);
        let (signs, keeps, day, length) = (own.unit(), own.unit(), own.unit(), own.unit());
        let (programme, period) = (course.programme, course.period);
        let sum = |what: usize| -> f64 { (0..arms.len()).map(|j| added(arms, j, programme, period)[what]).sum() };
        let wanted = [world.risk(programme, period) + sum(0), agreeing.retained + sum(1)];
        let held = wanted.map(|p| p.clamp(BOUNDS[0], BOUNDS[1]));
        bounded += usize::from(held != wanted);
        let came = course.started();
        course.agreement = Some((came && signs < held[0]).then(|| {
            let from = course.spells[0].start;
            let span = f64::from((agreeing.within - SOONEST).max(1));
            let signed = from + SOONEST.min(agreeing.within) + (day * span) as i32;
            let start = signed + BEGINS;
            let broken = keeps >= held[1];
            let lasts = if broken {
                1 + (length * f64::from((agreeing.kept - 1).max(1))) as i32
            } else {
                LASTS.max(2 * agreeing.kept)
            };
            Signed { signed, start, end: start + lasts, broken }
        }));
    }
    bounded
}
