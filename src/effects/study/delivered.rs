//! What was delivered, from the activity register: deviations from the draw, the analysis as started, and the effect
//! scaled by what was delivered.

use super::gathered::Gathered;
use crate::diagnostics::{Doubt, Outcome, Progress, listed};
use crate::effects::question::{Analysis, Effects, unit_sizes};
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::{Beta, ENOUGH_FOR_BETA, design_based};
use crate::estimators::redraw::Redraw;
use crate::estimators::unit_means::UnitMeans;
use crate::estimators::waves_of;
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::ties::TIE;
use crate::trial::Delivery;
use crate::trial::facts::StartedOtherwise;
use crate::trial::{Assignment, EstimateRow, Estimator, Named, Panel, Shifted, Start};
use std::collections::{BTreeMap, BTreeSet};

/// First period, as a position in the panel, in which a lot's programmes had an activity; `None` for lots without any.
pub(crate) struct Delivered {
    pub starts: Vec<Start>,
}

/// First periods from the activities that ingest counted; `None` where there are none.
///
/// An activity that names no programme is one of its school and counts for every lot of that school.
pub(crate) fn first(
    activities: &[Delivery],
    gathered: &Gathered,
    panel: &Panel,
    effects: &mut Effects,
) -> Option<Delivered> {
    let mut lot: BTreeMap<&str, &str> = BTreeMap::new();
    let mut school: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for h in &gathered.lotteries {
        for m in &h.members {
            lot.insert(&m.programme, &m.lot);
        }
        for l in h.lots.iter().filter(|l| !l.stratum.is_empty()) {
            school.entry(&l.stratum).or_default().push(&l.id);
        }
    }
    let rollout = &gathered.plan.intervention().rollout;
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut nowhere: BTreeSet<String> = BTreeSet::new();
    for a in activities.iter().filter(|a| a.count > 0.0) {
        let Some(at) = rollout.period(&a.period) else { continue };
        let (programme, of_school) = (a.programme.as_str(), a.school.as_str());
        let lots: Vec<&str> = if programme.is_empty() {
            school.get(of_school).cloned().unwrap_or_default()
        } else {
            vec![lot.get(programme).copied().unwrap_or(programme)]
        };
        if lots.is_empty() {
            nowhere.insert(of_school.to_string());
        }
        for id in lots {
            let entry = first.entry(id.to_string()).or_insert(at);
            *entry = (*entry).min(at);
        }
    }
    if !nowhere.is_empty() {
        let names: Vec<&str> = nowhere.iter().map(|s| if s.is_empty() { "(none)" } else { s.as_str() }).collect();
        effects.warn(Doubt::ActivityOfNoProgramme { schools: listed(&names) });
    }
    if first.is_empty() {
        return None;
    }
    let within = |at: usize| {
        let id = &rollout.periods[at].id;
        panel.periods().iter().position(|p| p == id)
    };
    let starts = gathered.lots.iter().map(|l| first.get(l).and_then(|at| within(*at))).collect();
    Some(Delivered { starts })
}

/// Lots that began in another period than the one drawn.
pub(crate) fn deviations(gathered: &Gathered, panel: &Panel, delivered: &Delivered, effects: &mut Effects) {
    let label = |s: Start| s.and_then(|t| panel.periods().get(t)).cloned().unwrap_or_else(|| "not yet".to_string());
    let mut names = Vec::new();
    for (i, lot) in gathered.lots.iter().enumerate() {
        let (drawn, given) = (panel.assignment().starts()[i], delivered.starts[i]);
        if drawn != given {
            names.push(format!("{lot} (drawn {}, began {})", label(drawn), label(given)));
            effects.note(&StartedOtherwise {
                lot: lot.clone(),
                drawn: label(drawn),
                began: label(given),
                intervention: None,
            });
        }
    }
    if !names.is_empty() {
        effects.warn(Doubt::StartedOtherwise { programmes: names.join("; ") });
    }
}

/// The panel under the starts that were delivered.
pub(crate) fn as_started(panel: &Panel, delivered: &Delivered) -> Panel {
    panel.reassigned(Assignment::new(delivered.starts.clone(), panel.periods().len()))
}

/// Share of each unit's period that was delivered: all of it from the first activity on.
fn shares(means: &UnitMeans, delivered: &Delivered) -> Vec<Vec<f64>> {
    let given = |i: usize, t: usize| f64::from(u8::from(delivered.starts[i].is_some_and(|g| t >= g)));
    means.units.iter().map(|&i| (0..means.periods).map(|t| given(i, t)).collect()).collect()
}

/// The statistic with its adjustment; an efficient one is clipped where a cohort has few units.
fn adjusted(z: Shifted, beta: Beta, smallest: usize) -> Adjusted {
    match beta {
        Beta::Fixed(b) => Adjusted { shifted: z.adjusted(b), adjustment: Adjustment::None },
        Beta::Efficient => {
            Adjusted { shifted: z, adjustment: Adjustment::Efficient { clip: smallest < ENOUGH_FOR_BETA } }
        }
        Beta::PlugIn => Adjusted { shifted: z, adjustment: Adjustment::Efficient { clip: false } },
    }
}

/// The effect τ of what was delivered: outcomes less τ × delivered are tested by replays of the lottery, so that only the
/// drawn starts are relied on (a randomised instrument); the estimate leaves nothing, the interval is what is not rejected.
///
/// # Reference
/// Imbens & Rosenbaum (2005), doi:10.1111/j.1467-985X.2004.00339.x.
pub(crate) fn scaled(
    gathered: &Gathered,
    panel: &Panel,
    delivered: &Delivered,
    analysis: &Analysis,
    row: EstimateRow,
    progress: &dyn Progress,
) -> Outcome<Option<EstimateRow>> {
    let estimand = match row.estimand.as_str() {
        "cohort" => Estimand::Cohort,
        "calendar" => Estimand::Calendar,
        "time-averaged" => Estimand::TimeAveraged(0, i64::MAX),
        _ => Estimand::Simple,
    };
    let Some(mut method) = Estimator::parse(&row.estimator).and_then(waves_of) else { return Ok(None) };
    if method.beta == Beta::Efficient {
        method.beta = analysis.beta.unwrap_or(method.beta);
    }
    let weights = (analysis.weight.as_deref() == Some("pupils")).then(|| unit_sizes(panel));
    let means = UnitMeans::of(panel, weights.as_deref())?;
    let cohorts = gathered.chance.cohorts(panel, &means.units, analysis.transition);
    let Some(found) = design_based(&means, &cohorts, &method, estimand, analysis.transition) else { return Ok(None) };
    let given = shares(&means, delivered);
    let comparison = method.comparison(estimand, analysis.transition);
    let redraw = Redraw::of_delivered(&means, &cohorts, comparison, Some(&given));
    let smallest = found.fit.smallest();
    let wrap = |z: Option<Shifted>| adjusted(z.unwrap_or_default(), method.beta, smallest);
    let assignments = gathered.chance.assignments(panel, &means.units, &cohorts);
    let draws =
        evaluate(assignments.as_ref(), means.len(), progress, "scaled by what was delivered", |c| wrap(redraw.at(c)));
    let rule = Rule {
        ties: TIE,
        studentized: analysis.studentized && smallest > 1,
        level: analysis.level,
        interval: true,
        outcome_sd: panel.outcome_sd(),
    };
    let test = randomization(&wrap(redraw.at(&cohorts.of_unit)), &draws, assignments.enumerated(), &rule);
    let finite = |v: f64| Some(v).filter(|v| !v.is_nan());
    Ok(Some(EstimateRow {
        estimate: finite(test.centre),
        std_error: None,
        statistic: finite(test.statistic),
        p_value: Some(test.p),
        conf_low: finite(test.low),
        conf_high: finite(test.high),
        variance: "randomization".to_string(),
        prespecified: false,
        ..row
    }))
}
