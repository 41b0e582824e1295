//! The randomized questions: does the intervention change early absence, and is the link between absence and dropout
//! another one under it?

use crate::absence::rows::curves::curve_facts;
use crate::absence::rows::sheet::name;
use crate::absence::rows::subgroups::subgroup;
use crate::absence::rows::{Question, Sheet};
use crate::absence::{Clusters, Exposure, Followed};
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::reference_set::Chance;
use crate::effects::study::gathered::Gathered;
use crate::effects::study::planned::planned;
use crate::folder::blinded::lotteries;
use crate::folder::held;
use crate::folder::study::Folder;
use crate::inference::ties::{self, reaches};
use crate::steps::effect::StudyRequest;
use crate::steps::effect::gather::gather_held;
use crate::trial::{Estimator, Named};
use crate::trial::{Panel, Rows, Start, Status, Study};
use serde_json::{Value as Json, json};

/// The outcome's name in the table.
const EARLY: &str = "absent-or-left";

/// A term of one of several interventions: `absent-or-left:mentor`. In the plain form the term itself.
fn of(gathered: &Gathered, term: &str) -> String {
    match gathered.intervention.as_str() {
        "" => term.to_string(),
        intervention => format!("{term}:{intervention}"),
    }
}

/// Rows and facts of the randomized questions, intervention by intervention; nothing before the lottery is drawn.
///
/// # Errors
/// A lottery that does not hold (L codes), pupils that do not fit it (E codes).
pub fn arms(
    sheet: &mut Sheet,
    folder: &Folder,
    question: &Question,
    exposures: &[Exposure],
    cohort: &Followed,
    progress: &dyn Progress,
) -> Outcome<Vec<(String, Json)>> {
    let draws = |plan: &Study| plan.analysis.draws;
    let mut facts = Vec::new();
    let blind = folder.is_rehearsed();
    let all = if blind { lotteries(folder, true)? } else { held::all_held(folder)? };
    for held in &all {
        let request = StudyRequest { blind, ..StudyRequest::default() };
        let gathered = gather_held(folder, held, &request, &draws, progress)?;
        early_effect(sheet, &gathered, question, exposures, progress);
        let treated = treated(&gathered);
        let link = link_by_arm(sheet, &gathered, question, cohort, &treated);
        facts.push((of(&gathered, "arms"), link));
    }
    Ok(facts)
}

/// Whether each pupil's programme had started when the pupil came; `None` in a transition and outside the lottery.
fn treated(gathered: &Gathered) -> Vec<Option<bool>> {
    let rollout = gathered.rollout();
    let starts = gathered.starts();
    gathered
        .pupils
        .rows
        .iter()
        .zip(&gathered.lot_of_pupil)
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

/// Absent by the rule, or gone by the landmark: known for everybody who started, so that nothing after treatment selects.
fn early_effect(
    sheet: &mut Sheet,
    gathered: &Gathered,
    question: &Question,
    exposures: &[Exposure],
    progress: &dyn Progress,
) {
    let plan = &gathered.plan;
    let (landmark, threshold) = (question.landmark.day, question.landmark.threshold);
    let extracted = plan.registers.get("enrolments").and_then(|r| r.extracted);
    let rows = &gathered.pupils.rows;
    let seen = |id: &str| {
        let last = rows.iter().filter(|p| p.period == id).map(|p| p.started).max();
        last.is_some_and(|l| extracted.is_none_or(|e| f64::from(l) + landmark <= f64::from(e)))
    };
    let periods: Vec<String> =
        plan.intervention().rollout.periods.iter().map(|p| p.id.clone()).take_while(|id| seen(id)).collect();
    let (mut unit, mut period, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for (i, pupil) in rows.iter().enumerate() {
        let at = periods.iter().position(|p| *p == pupil.period);
        let (Some(lot), Some(at)) = (gathered.lot_of_pupil[i], at) else { continue };
        let (left, known) = (pupil.day.is_some_and(|d| f64::from(d) <= landmark), exposures[i].registered > 0);
        if pupil.status != Status::NeverStarted && (left || known) {
            unit.push(lot);
            period.push(at as u32);
            y.push(f64::from(u8::from(left || f64::from(exposures[i].days) >= threshold)));
        }
    }
    let cells = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let found = Panel::from_rows(&cells, gathered.lots.clone(), periods, gathered.starts(), None).and_then(|panel| {
        let analysis = planned(plan, plan.analysis.draws, question.seed).swap_remove(0);
        analyse(&[(EARLY.to_string(), panel)], &analysis, &gathered.chance, progress)
    });
    match found {
        Ok(effects) => {
            for row in effects.rows {
                let method =
                    Estimator::parse(&row.estimator).filter(|e| e.names_absence()).map_or("effect", Named::name);
                sheet.about(row.nobs as usize, row.n_clusters);
                let line = sheet.plain(name("risk_difference", method, of(gathered, EARLY), "randomization"), f64::NAN);
                line.row.estimate = row.estimate;
                line.row.std_error = row.std_error;
                line.row.statistic = row.statistic;
                line.row.df = row.df;
                line.row.p_value = row.p_value;
                line.row.conf_low = row.conf_low;
                line.row.conf_high = row.conf_high;
                line.row.variance = row.variance;
            }
            effects.warnings.into_iter().for_each(|w| sheet.warn(w));
        }
        Err(problem) => sheet.warn(Doubt::EarlyAbsenceNotCompared { reason: problem.what().to_string() }),
    }
}

/// The link by arm: described with `cr2`, and one exact test of no effect on anyone by replays of the lottery.
fn link_by_arm(
    sheet: &mut Sheet,
    gathered: &Gathered,
    question: &Question,
    cohort: &Followed,
    treated: &[Option<bool>],
) -> Json {
    let arm = |i: usize| treated[cohort.rows[i] as usize];
    let labels: Vec<&str> = (0..cohort.len()).map(|i| arm(i).map_or("", |t| if t { "1" } else { "0" })).collect();
    let groups = Clusters::from_labels(&labels);
    if groups.names.iter().filter(|n| !n.is_empty()).count() < 2 {
        return Json::Null;
    }
    subgroup(sheet, &of(gathered, "treated"), cohort, &groups);
    let (p, observed) = replayed(gathered, cohort);
    sheet.about(cohort.len(), cohort.clusters.count());
    let row = name("risk_difference", Estimator::WithinPeriod.name(), of(gathered, "exposed:treated"), "randomization");
    let line = sheet.plain(row, observed);
    line.row.p_value = p;
    line.row.n_clusters = gathered.lots.len();
    let (mut curves, mut at_risk) = (Vec::new(), Vec::new());
    for t in [false, true] {
        let part = cohort.subset(|i| arm(i) == Some(t));
        let mut facts = curve_facts(&part, question, cohort.horizon);
        facts.curves.iter_mut().chain(&mut facts.at_risk).for_each(|c| c["treated"] = json!(u8::from(t)));
        curves.extend(facts.curves);
        at_risk.extend(facts.at_risk);
    }
    mask_both(&mut at_risk);
    json!({
        "intervention": gathered.intervention,
        "curves": curves,
        "at_risk": at_risk,
        "note": {
            "da": "Beskrivende: hvem der stadig går der efter skæringsdagen, kan indsatsen selv have ændret.",
            "en": "Descriptive: the intervention may itself have changed who is still there after the landmark.",
        },
    })
}

/// Where the number at risk in one arm is masked, the other arm's goes too: their sum stands among the curves of everybody.
fn mask_both(at_risk: &mut [Json]) {
    let (one, other) = at_risk.split_at_mut(at_risk.len() / 2);
    for (a, b) in one.iter_mut().zip(other) {
        if let (Some(a), Some(b)) = (a["n"].as_array_mut(), b["n"].as_array_mut()) {
            for (a, b) in a.iter_mut().zip(b).filter(|(a, b)| a.is_null() || b.is_null()) {
                (*a, *b) = (Json::Null, Json::Null);
            }
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
    fn of(gathered: &Gathered, cohort: &Followed) -> Counts {
        let rollout = &gathered.plan.intervention().rollout;
        let (lots, terms) = (gathered.lots.len(), rollout.periods.len());
        let mut cells = vec![(0.0, 0.0); lots * terms * 2];
        for (i, row) in cohort.rows.iter().enumerate() {
            let at = rollout.period(&gathered.pupils.rows[*row as usize].period);
            if let (Some(lot), Some(term)) = (gathered.lot_of_pupil[*row as usize], at) {
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
fn replayed(gathered: &Gathered, cohort: &Followed) -> (Option<f64>, f64) {
    let counts = Counts::of(gathered, cohort);
    let own = gathered.starts();
    let observed = counts.interaction(&|l| own[l]);
    let Chance::Replays { waves, starts, .. } = &gathered.chance else { return (None, observed) };
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
