//! Rows of `within-period` and `imputation`.

use super::observed::GapRule;
use super::question::{Effects, Question, Sample, with_t};
use super::randomized_row::{IMPOSSIBLE, Odds, finish};
use super::wave_doubts::without_base;
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::effects::question::units;
use crate::estimators::contrast::Estimand;
use crate::estimators::design_based::Cohorts;
use crate::estimators::imputation::{Imputation, jackknife, untreated};
use crate::estimators::unit_means::{SeenMeans, UnitMeans};
use crate::estimators::within_period::{PeriodMeans, unit_starts, within_period};
use crate::inference::guards::standard_error;
use crate::inference::randomization::{Adjusted, Adjustment, Curve, Rule, evaluate, randomization};
use crate::inference::ties;
use crate::numeric::sum;
use crate::trial::methods::Estimand as Asked;
use crate::trial::{Estimator, Gaps, Named, PeriodContrast, Shifted, VarianceKind};

/// Adds the row of `within-period`: units that were seen in a period are compared in it.
pub(crate) fn add_within_period(q: &Question<'_>, estimator: Estimator, effects: &mut Effects) -> Outcome<()> {
    let name = estimator.name();
    let estimands = q.estimands(estimator)?;
    q.variances(estimator)?;
    let gaps = GapRule::of(q);
    if gaps.rule == Gaps::Complete || !q.panel.has_gaps() {
        let (means, cohorts) = units(q, name, effects)?;
        let sample = Sample { nobs: means.nobs, units: means.len() };
        return compared_by_period(
            q,
            estimator,
            &means,
            &means.units,
            &cohorts,
            (sample, means.left_out.is_empty()),
            Gaps::Observed,
            &estimands,
            effects,
        );
    }
    super::observed::say_gaps(q, name, gaps, effects);
    let all: Vec<usize> = (0..q.panel.units().len()).collect();
    let weights = (q.analysis.weight.as_deref() == Some("pupils")).then(|| super::observed::sizes(q.panel));
    let means = SeenMeans::of(q.panel, weights.as_deref());
    let cohorts = q.chance.cohorts(q.panel, &all, q.analysis.transition);
    let sample = Sample { nobs: means.nobs, units: all.iter().filter(|i| means.seen.ever(**i)).count() };
    compared_by_period(q, estimator, &means, &all, &cohorts, (sample, true), gaps.rule, &estimands, effects)
}

fn compared_by_period(
    q: &Question<'_>,
    estimator: Estimator,
    means: &impl PeriodMeans,
    units: &[usize],
    cohorts: &Cohorts,
    (sample, whole): (Sample, bool),
    gaps: Gaps,
    estimands: &[Asked],
    effects: &mut Effects,
) -> Outcome<()> {
    let name = estimator.name();
    let transition = q.analysis.transition;
    let starts = unit_starts(cohorts, &cohorts.of_unit);
    let observed: Vec<PeriodContrast> = within_period(means, &starts, &starts, transition);
    let (estimate, variance) = observed.at(0.0);
    if !(variance > 0.0) {
        return Err(Problem::new(
            "E353",
            "nothing identifies within-period: in no period do outcomes vary among treated and untreated units",
        )
        .help("it needs periods in which some units have started and others have not, three units or more"));
    }
    let flat: Vec<&str> =
        (0..means.periods()).filter(|t| !means.varies(*t)).map(|t| q.panel.periods()[t].as_str()).collect();
    if !flat.is_empty() {
        let doubt = Doubt::PeriodWithoutVariation { estimator: name.to_string(), periods: flat.join(", ") };
        effects.warn(doubt.about([q.about(name)]));
    }
    let row = |estimand: &str| {
        let mut row = q.row(name, estimand, "treated", estimate, sample);
        row.variance = "randomization".to_string();
        row
    };
    if gaps == Gaps::Planned {
        effects.rows.extend(estimands.iter().map(|e| row(e.name())));
        return Ok(());
    }
    let assignments = q.chance.assignments(q.panel, units, cohorts);
    let draws = evaluate(assignments.as_ref(), units.len(), q.progress, name, |drawn| {
        within_period(means, &unit_starts(cohorts, drawn), &starts, transition)
    });
    let (interval, outcome_sd) = (q.analysis.interval, q.panel.outcome_sd());
    let rule = Rule { ties: ties::within(q.panel), studentized: false, level: q.analysis.level, interval, outcome_sd };
    let test = randomization(&observed, &draws, assignments.enumerated(), &rule);
    for estimand in estimands {
        let odds = Odds::of(assignments.as_ref(), whole);
        let done = finish(q, row(estimand.name()), test.clone(), None, odds, effects);
        effects.rows.push(done.row);
    }
    Ok(())
}

/// Adds the rows of `imputation`.
pub(crate) fn add_imputation(q: &Question<'_>, estimator: Estimator, effects: &mut Effects) -> Outcome<()> {
    let own = estimator.name();
    let estimands = q.estimands(estimator)?;
    let variances = q.variances(estimator)?;
    let transition = q.analysis.transition;
    let (means, cohorts) = units(q, own, effects)?;
    let starts = unit_starts(&cohorts, &cohorts.of_unit);
    let before = untreated(&starts, means.periods, transition);
    without_base(q, own, &means, &|i| before[i] > 0, effects);
    let enters = |i: usize, t: usize| before[i] > 0 && (t < before[i] || t >= starts[i]);
    let units = before.iter().filter(|n| **n > 0).count();
    let sample = Sample { nobs: means.pupils_of(enters), units };
    for (estimand, term, average) in averages(q, &starts, means.periods, &estimands) {
        let Some(found) = Imputation::new(&starts, means.periods, average, transition) else {
            return Err(Problem::new(
                "E353",
                format!("nothing identifies {term}: no treated cell has a counterfactual"),
            )
            .help("a cell needs an untreated period of its unit and an untreated unit in its period"));
        };
        let estimate = found.estimate(|i| means.row(i).into());
        for variance in &variances {
            let row = q.row(own, estimand.name(), &term, estimate, sample);
            if *variance == VarianceKind::Randomization {
                let row = randomized(q, &means, &cohorts, average, row, effects);
                effects.rows.push(row);
                continue;
            }
            let without = jackknife(&means, &starts, average, transition);
            let g = without.len() as f64;
            let spread = without
                .iter()
                .map(|e| e.map(|e| (e - estimate) * (e - estimate)))
                .collect::<Option<Vec<f64>>>()
                .map(|v| (g - 1.0) / g * sum(v));
            if spread.is_none() {
                let about = q.about(own).term(&term).variance(variance.name());
                effects.warn(Doubt::IndispensableInPeriods { term: term.to_string() }.about([about]));
            }
            let sd = q.panel.outcome_sd();
            if spread.is_some_and(|v| standard_error(v, sd).is_none()) {
                let doubt = Doubt::NoUnitMoves { term: term.to_string(), estimator: own.to_string() };
                effects.warn(doubt.about([q.about(own).term(&term).variance(variance.name())]));
            }
            effects.rows.push(with_t(row, variance.name(), spread.unwrap_or(f64::NAN), g - 1.0, sd));
        }
    }
    Ok(())
}

/// Estimand, term and average of what was asked for.
fn averages(q: &Question<'_>, starts: &[usize], periods: usize, estimands: &[Asked]) -> Vec<(Asked, String, Estimand)> {
    let (from, to) = q.analysis.lags.unwrap_or((0, periods as i64));
    let mut list = Vec::new();
    for estimand in estimands {
        let mut add = |term: &str, average| list.push((*estimand, term.to_string(), average));
        match estimand {
            Asked::Cohort => add("treated", Estimand::Cohort),
            Asked::Calendar => add("treated", Estimand::Calendar),
            Asked::TimeAveraged => add(estimand.name(), Estimand::TimeAveraged(from, to)),
            Asked::LagTests => {}
            Asked::ByLag => (from.max(0)..=to.min(periods as i64))
                .filter(|l| Imputation::new(starts, periods, Estimand::Lag(*l), q.analysis.transition).is_some())
                .for_each(|l| add(&format!("lag={l}"), Estimand::Lag(l))),
            Asked::Simple => add("treated", Estimand::Simple),
        }
    }
    list
}

fn randomized(
    q: &Question<'_>,
    means: &UnitMeans,
    cohorts: &Cohorts,
    average: Estimand,
    row: crate::trial::EstimateRow,
    effects: &mut Effects,
) -> crate::trial::EstimateRow {
    let starts = unit_starts(cohorts, &cohorts.of_unit);
    let treatment: Vec<Vec<f64>> =
        starts.iter().map(|g| (0..means.periods).map(|t| if t >= *g { 1.0 } else { 0.0 }).collect()).collect();
    let at = |drawn: &[u16]| {
        let found = Imputation::new(&unit_starts(cohorts, drawn), means.periods, average, q.analysis.transition);
        let shifted = found.map_or(IMPOSSIBLE, |m| Shifted {
            theta: [m.estimate(|i| means.row(i).into()), m.estimate(|i| treatment[i].as_slice().into())],
            ..Shifted::default()
        });
        Adjusted { shifted, adjustment: Adjustment::None }
    };
    let assignments = q.chance.assignments(q.panel, &means.units, cohorts);
    let draws = evaluate(assignments.as_ref(), means.len(), q.progress, &row.estimator, at);
    let (interval, outcome_sd) = (q.analysis.interval, q.panel.outcome_sd());
    let rule = Rule { ties: ties::within(q.panel), studentized: false, level: q.analysis.level, interval, outcome_sd };
    let test = randomization(&at(&cohorts.of_unit), &draws, assignments.enumerated(), &rule);
    finish(q, row, test, None, Odds::of(assignments.as_ref(), means.left_out.is_empty()), effects).row
}
