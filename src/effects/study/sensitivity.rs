//! The same question asked in other ways: one row per way, for the forest plot.

use super::delivered;
use super::forecast::Without;
use super::gathered::Gathered;
use super::panels::panel;
use super::planned::planned;
use crate::diagnostics::{Doubt, Outcome, Progress};
use crate::effects::analysis::analyse;
use crate::effects::question::{Analysis, Effects};
use crate::effects::reference_set::Chance;
use crate::trial::Delivery;
use crate::trial::facts::Way;
use crate::trial::methods::{Estimand, SENSITIVITY};
use crate::trial::{EstimateRow, Family, Gaps, Language, Panel, Status};
use crate::trial::{Estimator, VarianceKind};

/// One other way: what people read, and how it is done.
struct Otherwise {
    label: String,
    analysis: Analysis,
}

/// Rows of every other way of estimating the planned average of the primary outcome.
///
/// # Errors
/// None of a single way: what cannot be estimated is left out and named among the doubts.
pub(crate) fn rows(
    activities: &[Delivery],
    gathered: &Gathered,
    draws: u64,
    seed: u64,
    without: Option<Outcome<Option<Without>>>,
    progress: &dyn Progress,
    effects: &mut Effects,
) -> Outcome<Vec<Way>> {
    let plan = &gathered.plan;
    let language = plan.language;
    let Some((name, panel)) = gathered.panels.iter().find(|(n, _)| *n == plan.primary().name) else {
        return Ok(Vec::new());
    };
    let mut list = Vec::new();
    let own = (name.clone(), panel.clone());
    for way in ways(gathered, draws, seed, language) {
        let found = analyse(std::slice::from_ref(&own), &way.analysis, &gathered.chance, progress);
        push(&way.label, found, &mut list, effects);
    }
    for (label, outcome, panel) in other_outcomes(gathered, language)? {
        let analysis = primary(gathered, draws, seed);
        let found = analyse(&[(outcome, panel)], &analysis, &gathered.chance, progress);
        push(&label, found, &mut list, effects);
    }
    let analysis = primary(gathered, draws, seed);
    by_delivery(activities, gathered, (name, panel), &analysis, progress, &mut list, effects)?;
    complete(gathered, &own, &analysis, progress, &mut list, effects);
    if let Some((panel, chance)) = without_late(gathered, panel) {
        let label = language.pick("uden sent tilkomne", "without late lots");
        let found = analyse(&[(name.clone(), panel)], &primary(gathered, draws, seed), &chance, progress);
        push(label, found, &mut list, effects);
    }
    let label = language.pick("uden prognosen", "without the forecast");
    match without {
        Some(Ok(Some(without))) => {
            list.push(Way::of(label, EstimateRow { prespecified: false, ..without.row }));
        }
        Some(Err(problem)) => {
            effects.warn(Doubt::SensitivityLeftOut { analysis: label.to_string(), reason: problem.what().to_string() });
        }
        _ => {}
    }
    Ok(list)
}

/// As started instead of as drawn, and scaled by what was delivered.
fn by_delivery(
    activities: &[Delivery],
    gathered: &Gathered,
    (name, panel): (&String, &Panel),
    analysis: &Analysis,
    progress: &dyn Progress,
    list: &mut Vec<Way>,
    effects: &mut Effects,
) -> Outcome<()> {
    let language = gathered.plan.language;
    let Some(given) = delivered::first(activities, gathered, panel, effects) else { return Ok(()) };
    delivered::deviations(gathered, panel, &given, effects);
    let started = delivered::as_started(panel, &given);
    let label = language.pick("som startet, ikke som trukket (neyman)", "as started, not as drawn (neyman)");
    let by_neyman = Analysis { variances: vec![VarianceKind::Neyman], ..analysis.clone() };
    let found = analyse(&[(name.clone(), started)], &by_neyman, &gathered.chance, progress);
    push(label, found, list, effects);
    let label = language.pick(
        "virkning blandt dem, som lodtrækningen fik i gang (skaleret med det leverede)",
        "complier-average effect (scaled by what was delivered)",
    );
    let of = |term: Option<&str>| {
        let own = |r: &&EstimateRow| r.outcome == *name && r.estimator == analysis.estimators[0];
        effects.rows.iter().find(|r| own(r) && term.is_none_or(|t| r.term == t)).cloned()
    };
    if let Some(row) = of(Some("delivered")).filter(|_| panel.has_gaps() && analysis.gaps != Some(Gaps::Complete)) {
        list.push(Way::of(label, row));
    } else if let Some(own) = of(None)
        && !(panel.has_gaps() && analysis.gaps != Some(Gaps::Complete))
        && let Some(row) = delivered::scaled(gathered, panel, &given, analysis, own, progress)?
    {
        list.push(Way::of(label, row));
    }
    Ok(())
}

/// The planned analysis on the units seen in every period, where some were not.
fn complete(
    gathered: &Gathered,
    own: &(String, Panel),
    analysis: &Analysis,
    progress: &dyn Progress,
    list: &mut Vec<Way>,
    effects: &mut Effects,
) {
    let of_units = matches!(analysis.estimators[0].family(), Family::DesignBased | Family::WithinPeriod);
    if !own.1.has_gaps() || analysis.gaps == Some(Gaps::Complete) || !of_units {
        return;
    }
    let label = gathered
        .plan
        .language
        .pick("complete (kun hold set i alle terminer)", "complete (only programmes seen in every term)");
    let complete = Analysis { gaps: Some(Gaps::Complete), ..analysis.clone() };
    let found = analyse(std::slice::from_ref(own), &complete, &gathered.chance, progress);
    push(label, found, list, effects);
}

/// The panel and the reference set of those that were there from the start; late lots could not have had every wave.
fn without_late(gathered: &Gathered, panel: &Panel) -> Option<(Panel, Chance)> {
    let first = gathered.lotteries[0].taking_part;
    let all = gathered.lots.len();
    let Chance::Replays { waves, starts, log10_possible } = &gathered.chance else { return None };
    if gathered.lotteries.len() == 1 || first >= all {
        return None;
    }
    let keep: Vec<usize> = (0..first).collect();
    let waves = waves.chunks_exact(all).flat_map(|draw| draw[..first].iter().copied()).collect();
    let chance = Chance::Replays { waves, starts: starts.clone(), log10_possible: *log10_possible };
    Some((panel.of_units(&keep), chance))
}

fn push(label: &str, found: Outcome<Effects>, list: &mut Vec<Way>, effects: &mut Effects) {
    match found {
        Ok(found) => list.extend(found.rows.into_iter().take(1).map(|row| Way::of(label, row))),
        Err(problem) => {
            effects.warn(Doubt::SensitivityLeftOut { analysis: label.to_string(), reason: problem.what().to_string() });
        }
    }
}

fn primary(gathered: &Gathered, draws: u64, seed: u64) -> Analysis {
    let mut parts = planned(&gathered.plan, draws, seed);
    parts.swap_remove(0)
}

fn ways(gathered: &Gathered, draws: u64, seed: u64, language: Language) -> Vec<Otherwise> {
    let base = primary(gathered, draws, seed);
    let mut ways = Vec::new();
    let mut add = |label: String, estimator: Estimator, variance: VarianceKind, weight: &Option<String>| {
        let own = estimator.row().estimands;
        let asked: Vec<Estimand> = base.estimands.iter().filter(|e| own.contains(e)).copied().collect();
        let analysis = Analysis {
            estimators: vec![estimator],
            variances: vec![variance],
            estimands: if asked.is_empty() { vec![Estimand::Simple] } else { asked },
            weight: weight.clone(),
            ..base.clone()
        };
        ways.push(Otherwise { label, analysis });
    };
    let own = &base.weight;
    let other = Some(if own.as_deref() == Some("pupils") { "programmes" } else { "pupils" }.to_string());
    let counted = match other.as_deref() {
        Some("pupils") => language.pick("hver elev tæller ens", "every pupil counts one"),
        _ => language.pick("hvert hold tæller ens", "every programme counts one"),
    };
    let estimator = base.estimators[0];
    add(format!("{estimator} ({})", VarianceKind::Neyman), estimator, VarianceKind::Neyman, own);
    add(format!("{estimator}, {counted}"), estimator, VarianceKind::Randomization, &other);
    let immediate = language.pick("én straksvirkning", "one immediate effect");
    for (other, variance) in SENSITIVITY.iter().filter(|(other, _)| *other != estimator) {
        // the variance is said where it is none of the lottery's and none of the model's own
        let label = match variance {
            VarianceKind::Randomization | VarianceKind::Model => other.to_string(),
            _ => format!("{other} ({variance})"),
        };
        add(if other.is_immediate() { format!("{label}, {immediate}") } else { label }, *other, *variance, own);
    }
    ways
}

/// The primary outcome counted in other ways: change of choice and transfer as dropout.
fn other_outcomes(gathered: &Gathered, language: Language) -> Outcome<Vec<(String, String, crate::trial::Panel)>> {
    let primary = gathered.plan.primary();
    let Some((_, own)) = gathered.panels.iter().find(|(n, _)| *n == primary.name) else { return Ok(Vec::new()) };
    let Some(column) = gathered.pupils.outcomes.iter().position(|o| *o == primary.name) else { return Ok(Vec::new()) };
    if primary.kind != crate::trial::study::OutcomeKind::Dropout {
        return Ok(Vec::new());
    }
    let within = primary.within_days;
    let value = |p: usize| {
        let pupil = &gathered.pupils.rows[p];
        let left = matches!(pupil.status, Status::Transfer | Status::ChangeOfChoice);
        let in_time = within.is_none_or(|w| pupil.day.is_some_and(|d| d <= w));
        match pupil.outcomes[column] {
            _ if left && in_time => 1.0,
            Some(v) => v,
            None => f64::NAN,
        }
    };
    let (counted, _) = panel(gathered, own.periods(), &[], &value, gathered.less.as_deref(), &|_| true)?;
    let label = language.pick("skift talt som frafald", "transfers counted as dropout");
    Ok(vec![(label.to_string(), primary.name.clone(), counted)])
}
