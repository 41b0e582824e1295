//! The link between early absence and dropout by arm, tested by replays of the lottery; and the pupils whose early absence
//! the lottery can have changed.

use super::curves::curve_facts;
use super::question::Question;
use super::sheet::{Sheet, name};
use super::subgroups::subgroup;
use crate::absence::{Clusters, Exposure, Followed};
use crate::inference::ties::{self, reaches};
use crate::trial::facts::{ArmsTold, AtRisk, Caption};
use crate::trial::study::Rollout;
use crate::trial::{EstimateRow, Estimator, Named, Pupil, Start, Status};

/// The outcome's name in the table.
pub(crate) const EARLY: &str = "absent-or-left";

/// A lottery that was drawn, as this room sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arms<'a> {
    /// Name of the intervention; empty in the plain form.
    pub intervention: &'a str,
    /// How many lots draw.
    pub lots: usize,
    /// The pupils.
    pub pupils: &'a [Pupil],
    /// Position of each pupil's lot.
    pub lot_of_pupil: &'a [Option<u32>],
    /// The rollout of this intervention.
    pub rollout: &'a Rollout,
    /// The rollout whose terms are counted.
    pub counted: &'a Rollout,
    /// First treated period of each lot.
    pub starts: &'a [Start],
    /// Waves of every replay and the start of each wave, where the lottery was replayed.
    pub replays: Option<(&'a [u8], &'a [Start])>,
}

impl Arms<'_> {
    /// A term of one of several interventions: `absent-or-left:mentor`. In the plain form the term itself.
    pub fn term(&self, term: &str) -> String {
        match self.intervention {
            "" => term.to_string(),
            intervention => format!("{term}:{intervention}"),
        }
    }
}

/// Whether each pupil's programme had started when the pupil came; `None` in a transition and outside the lottery.
pub(crate) fn treated(arms: &Arms<'_>) -> Vec<Option<bool>> {
    let rollout = arms.rollout;
    let starts = arms.starts;
    arms.pupils
        .iter()
        .zip(arms.lot_of_pupil)
        .map(|(pupil, lot)| {
            let period = rollout.period(&pupil.period)?;
            match starts[(*lot)? as usize] {
                None => Some(false),
                Some(start) if period >= start => Some(true),
                Some(start) if period + (rollout.transition as usize) < start => Some(false),
                Some(_) => None,
            }
        })
        .collect()
}

/// Pupils absent by the rule or gone by the landmark: lot, position of the term, 0 or 1; known for everybody who started, so
/// that nothing after treatment selects.
#[derive(Debug, Clone, Default)]
pub(crate) struct EarlyCells {
    /// Ids of the terms whose landmark has passed for all.
    pub periods: Vec<String>,
    /// Lot of each pupil.
    pub unit: Vec<u32>,
    /// Position of the term.
    pub period: Vec<u32>,
    /// Whether the pupil was absent or had left.
    pub y: Vec<f64>,
}

/// The cells of [`EarlyCells`], under the day of extraction where it is known.
pub(crate) fn early_cells(
    arms: &Arms<'_>,
    question: &Question,
    exposures: &[Exposure],
    extracted: Option<i32>,
) -> EarlyCells {
    let (landmark, threshold) = (question.landmark.day, question.landmark.threshold);
    let seen = |id: &str| {
        let last = arms.pupils.iter().filter(|p| p.period == id).map(|p| p.started).max();
        last.is_some_and(|l| extracted.is_none_or(|e| f64::from(l) + landmark <= f64::from(e)))
    };
    let periods = arms.counted.periods.iter().map(|p| p.id.clone()).take_while(|id| seen(id)).collect();
    let mut cells = EarlyCells { periods, ..EarlyCells::default() };
    for (i, pupil) in arms.pupils.iter().enumerate() {
        let at = cells.periods.iter().position(|p| *p == pupil.period);
        let (Some(lot), Some(at)) = (arms.lot_of_pupil[i], at) else { continue };
        let (left, known) = (pupil.day.is_some_and(|d| f64::from(d) <= landmark), exposures[i].registered > 0);
        if pupil.status != Status::NeverStarted && (left || known) {
            cells.unit.push(lot);
            cells.period.push(at as u32);
            cells.y.push(f64::from(u8::from(left || f64::from(exposures[i].days) >= threshold)));
        }
    }
    cells
}

/// Rows of the effect on early absence, as rows of this table.
pub(crate) fn early_rows(sheet: &mut Sheet, arms: &Arms<'_>, rows: Vec<EstimateRow>) {
    for row in rows {
        let method = Estimator::parse(&row.estimator).filter(|e| e.names_absence()).map_or("effect", Named::name);
        sheet.about(row.nobs as usize, row.n_clusters);
        let line = sheet.plain(name("risk_difference", method, arms.term(EARLY), "randomization"), f64::NAN);
        line.row.estimate = row.estimate;
        line.row.std_error = row.std_error;
        line.row.statistic = row.statistic;
        line.row.df = row.df;
        line.row.p_value = row.p_value;
        line.row.conf_low = row.conf_low;
        line.row.conf_high = row.conf_high;
        line.row.variance = row.variance;
    }
}

/// The link by arm: described with `cr2`, and one exact test of no effect on anyone by replays of the lottery.
pub(crate) fn link_by_arm(
    sheet: &mut Sheet,
    arms: &Arms<'_>,
    question: &Question,
    cohort: &Followed,
    treated: &[Option<bool>],
) -> Option<ArmsTold> {
    let arm = |i: usize| treated[cohort.rows[i] as usize];
    let labels: Vec<&str> = (0..cohort.len()).map(|i| arm(i).map_or("", |t| if t { "1" } else { "0" })).collect();
    let groups = Clusters::from_labels(&labels);
    if groups.names.iter().filter(|n| !n.is_empty()).count() < 2 {
        return None;
    }
    subgroup(sheet, &arms.term("treated"), cohort, &groups);
    let (p, observed) = replayed(arms, cohort);
    sheet.about(cohort.len(), cohort.clusters.count());
    let row = name("risk_difference", Estimator::WithinPeriod.name(), arms.term("exposed:treated"), "randomization");
    let line = sheet.plain(row, observed);
    line.row.p_value = p;
    line.row.n_clusters = arms.lots;
    let (mut curves, mut at_risk) = (Vec::new(), Vec::new());
    for t in [false, true] {
        let part = cohort.subset(|i| arm(i) == Some(t));
        let mut facts = curve_facts(&part, question, cohort.horizon);
        facts.curves.iter_mut().for_each(|c| c.treated = Some(u8::from(t)));
        facts.at_risk.iter_mut().for_each(|c| c.treated = Some(u8::from(t)));
        curves.extend(facts.curves);
        at_risk.extend(facts.at_risk);
    }
    mask_both(&mut at_risk);
    let note = Caption {
        da: "Beskrivende: hvem der stadig går der efter skæringsdagen, kan indsatsen selv have ændret.".to_string(),
        en: "Descriptive: the intervention may itself have changed who is still there after the landmark.".to_string(),
    };
    Some(ArmsTold { intervention: arms.intervention.to_string(), curves, at_risk, note })
}

/// Where the number at risk in one arm is masked, the other arm's goes too: their sum stands among the curves of everybody.
fn mask_both(at_risk: &mut [AtRisk]) {
    let (one, other) = at_risk.split_at_mut(at_risk.len() / 2);
    for (a, b) in one.iter_mut().zip(other) {
        for (a, b) in a.n.iter_mut().zip(&mut b.n).filter(|(a, b)| a.is_none() || b.is_none()) {
            (*a, *b) = (None, None);
        }
    }
}

/// Pupils and dropouts by lot, term and exposure.
struct Counts {
    lots: usize,
    terms: usize,
    cells: Vec<(f64, f64)>,
}

impl Counts {
    fn of(arms: &Arms<'_>, cohort: &Followed) -> Counts {
        let rollout = arms.counted;
        let (lots, terms) = (arms.lots, rollout.periods.len());
        let mut cells = vec![(0.0, 0.0); lots * terms * 2];
        for (i, row) in cohort.rows.iter().enumerate() {
            let at = rollout.period(&arms.pupils[*row as usize].period);
            if let (Some(lot), Some(term)) = (arms.lot_of_pupil[*row as usize], at) {
                let slot = &mut cells[(lot as usize * terms + term) * 2 + usize::from(cohort.exposed.value(i) > 0.5)];
                slot.0 += 1.0;
                slot.1 += cohort.dropout.value(i);
            }
        }
        Counts { lots, terms, cells }
    }

    /// How much larger the risk difference is under treatment than without it, within terms; terms weighted by the
    /// information of their four cells. NaN where no term has all four.
    fn interaction(&self, starts: &dyn Fn(usize) -> Start) -> f64 {
        let first: Vec<usize> = (0..self.lots).map(|l| starts(l).unwrap_or(usize::MAX)).collect();
        let (mut sum, mut weights) = (0.0, 0.0);
        for term in 0..self.terms {
            let mut four = [(0.0, 0.0); 4];
            for (lot, first) in first.iter().enumerate() {
                let treated = usize::from(term >= *first);
                for exposed in 0..2 {
                    let c = self.cells[(lot * self.terms + term) * 2 + exposed];
                    let slot = &mut four[2 * treated + exposed];
                    slot.0 += c.0;
                    slot.1 += c.1;
                }
            }
            if four.iter().all(|c| c.0 > 0.0) {
                let risk = |i: usize| four[i].1 / four[i].0;
                let w = 1.0 / four.iter().map(|c| 1.0 / c.0).sum::<f64>();
                sum += w * ((risk(3) - risk(2)) - (risk(1) - risk(0)));
                weights += w;
            }
        }
        sum / weights
    }
}

/// The interaction and how far out it lies among replays of the lottery, around the mean of them all.
fn replayed(arms: &Arms<'_>, cohort: &Followed) -> (Option<f64>, f64) {
    let counts = Counts::of(arms, cohort);
    let own = arms.starts;
    let observed = counts.interaction(&|l| own[l]);
    let Some((waves, starts)) = arms.replays else { return (None, observed) };
    let draws: Vec<f64> = waves
        .chunks_exact(counts.lots.max(1))
        .map(|row| counts.interaction(&|l| starts.get((row[l] as usize).wrapping_sub(1)).copied().flatten()))
        .collect();
    if observed.is_nan() || draws.is_empty() || draws.iter().any(|d| d.is_nan()) {
        return (None, observed);
    }
    let centre = (observed + draws.iter().sum::<f64>()) / (draws.len() + 1) as f64;
    // replays that draw the same schedule differ by rounding only
    let size = ties::largest(observed, &draws);
    let beyond = draws.iter().filter(|d| reaches(*d - centre, observed - centre, size)).count();
    (Some((1 + beyond) as f64 / (1 + draws.len()) as f64), observed)
}
