//! Power and size of several analyses on the same simulated trials.

use super::asked::Asked;
use super::declared_trials::{Found, Numbers, error_of, share, trials};
use super::worlds::Worlds;
use crate::diagnostics::{Outcome, Problem, Progress, nearest};
use crate::folder::study::Folder;
use crate::numeric::{mean, sum};
use crate::tables::{Table, Value};
use crate::trial::methods::{COMPARED, Estimand};
use crate::trial::study::AnalysisDecl;
use crate::trial::{Estimator, Named, VarianceKind};
use serde_json::json;

/// Trials, and trials of analyses that fit anew in every draw.
const TRIALS: (u64, u64) = (1_000, 200);

/// `lodtrin/power-compare/1`: the declared analysis first, then those asked for.
///
/// # Errors
/// D127 for words that name no analysis, D108 without an effect, D110 without a study.
pub fn compare(asked: &Asked, progress: &dyn Progress) -> Outcome<Table> {
    let Some(study) = &asked.study else {
        return Err(Problem::new("D110", "--compare needs a study: its analysis, its lottery and its programmes")
            .help("name a study folder instead of --sequences"));
    };
    let folder = Folder::open(&asked.request.study)?;
    let plan = folder.plan()?.map_or_else(|| study.clone(), |plan| asked.request.part_of(plan));
    let chance = asked.chance(&folder, study)?;
    let earlier = asked.earlier(&plan);
    let mut own = plan.analysis.clone();
    own.adjust = earlier.is_some();
    let ways = ways(&own, earlier.is_some(), plan.forecast.is_some(), &asked.request.compare)?;
    let effect = asked.request.effect.filter(|e| *e != 0.0).ok_or_else(|| {
        Problem::new("D108", "no effect is named that should be found")
            .help("name it with --effect, in [power] effect, or as the target of the primary outcome")
    })?;
    let numbers = Numbers::of(asked, &ways, TRIALS);
    let any = ways.iter().any(|w| w.adjust);
    // a plan that takes nothing off may still be compared with one that does
    let terms = plan.forecast.as_ref().map(|f| f.periods.len());
    let adjusting = terms.filter(|_| any).map(|terms| super::worlds::Earlier {
        terms: asked.request.history.unwrap_or(terms),
        r2: asked.request.r2.unwrap_or(0.0),
    });
    let worlds = Worlds::new(study, &chance, earlier.or(adjusting))?;
    let transition = chance.intervention.rollout.transition as usize;
    let found = trials(&worlds, asked, &ways, &[effect, 0.0], numbers, transition, progress)?;
    let mut table = Table::of("lodtrin/power-compare/1");
    for (k, way) in ways.iter().enumerate() {
        rows(&mut table, way, k, &found, asked.plan.alpha);
    }
    table.facts = vec![
        ("trials".into(), json!(numbers.trials)),
        ("draws".into(), json!(numbers.draws)),
        ("effect".into(), json!(effect)),
    ];
    Ok(table)
}

fn rows(table: &mut Table, way: &AnalysisDecl, k: usize, found: &Found, alpha: f64) {
    let n = found.len() as u64;
    let estimates: Vec<f64> = found.iter().filter_map(|t| t[1][k].estimate).collect();
    let (centre, count) = (mean(&estimates), estimates.len() as f64);
    let sd = libm::sqrt(sum(estimates.iter().map(|e| (e - centre) * (e - centre))) / (count - 1.0));
    let failed = |effect: usize| found.iter().filter(|t| t[effect][k].p.is_none()).count();
    let (power, size) = (share(found, 0, k, alpha), share(found, 1, k, alpha));
    let list = [
        ("power", power, error_of(power, n), failed(0)),
        ("size", size, error_of(size, n), failed(1)),
        ("sd of estimates", sd, sd / libm::sqrt(2.0 * (count - 1.0)), failed(1)),
    ];
    for (quantity, value, error, failed) in list {
        table.push(vec![
            way.estimator.name().into(),
            way.estimand.name().into(),
            way.variance.name().into(),
            if way.adjust { "forecast" } else { "none" }.into(),
            quantity.into(),
            value.into(),
            error.into(),
            found.len().into(),
            Value::Int(failed as i64),
        ]);
    }
}

/// The declared analysis and those asked for, each once.
fn ways(own: &AnalysisDecl, adjusts: bool, has_forecast: bool, asked: &[String]) -> Outcome<Vec<AnalysisDecl>> {
    let mut all = vec![own.clone()];
    let mut add = |way: AnalysisDecl| {
        let same = |w: &AnalysisDecl| {
            w.estimator == way.estimator
                && w.estimand == way.estimand
                && w.variance == way.variance
                && w.adjust == way.adjust
        };
        if !all.iter().any(same) {
            all.push(way);
        }
    };
    if asked.is_empty() {
        if adjusts {
            add(AnalysisDecl { adjust: false, ..own.clone() });
        }
        for (estimator, variance) in COMPARED {
            add(way(own, estimator, None, Some(variance), None));
        }
    }
    for item in asked {
        add(read(item, own, has_forecast)?);
    }
    Ok(all)
}

/// One item: an estimator and, in any order, an estimand, a variance, `forecast` or `none`.
fn read(item: &str, own: &AnalysisDecl, has_forecast: bool) -> Outcome<AnalysisDecl> {
    let (mut estimator, mut estimand, mut variance, mut adjust) = (None, None, None, None);
    for word in item.split(':').map(str::trim) {
        let twice = if let Some(one) = Estimator::parse(word) {
            estimator.replace(one).is_some()
        } else if let Some(one) = Estimand::parse(word) {
            estimand.replace(one).is_some()
        } else if let Some(one) = VarianceKind::parse(word) {
            variance.replace(one).is_some()
        } else if word == "forecast" || word == "none" {
            adjust.replace(word == "forecast").is_some()
        } else {
            return Err(unknown(item, word));
        };
        if twice {
            return Err(wrong(item, format!("`{word}` says for the second time what another word says")));
        }
    }
    let Some(estimator) = estimator else { return Err(wrong(item, "no estimator is named".to_string())) };
    let (estimands, variances) = (estimator.row().estimands, estimator.row().variances);
    if let Some(one) = estimand.filter(|one| !estimands.contains(one)) {
        return Err(not_had(item, estimator, one, estimands));
    }
    if let Some(one) = variance.filter(|one| !variances.contains(one)) {
        return Err(not_had(item, estimator, one, variances));
    }
    if adjust == Some(true) && !has_forecast {
        return Err(wrong(item, "the study declares no [forecast] that could be taken off".to_string()));
    }
    if adjust == Some(true) && estimator.row().log_odds {
        return Err(wrong(item, format!("a forecast cannot be taken off the outcome of `{estimator}`")));
    }
    Ok(way(own, estimator, estimand, variance, adjust))
}

/// An analysis like the declared one but for its estimator; what is left open is the declared where the estimator has it.
fn way(
    own: &AnalysisDecl,
    estimator: Estimator,
    estimand: Option<Estimand>,
    variance: Option<VarianceKind>,
    adjust: Option<bool>,
) -> AnalysisDecl {
    let row = estimator.row();
    let variance =
        variance.unwrap_or(if row.variances.contains(&own.variance) { own.variance } else { row.variances[0] });
    let usual = if row.estimands.contains(&Estimand::Simple) { Estimand::Simple } else { row.estimands[0] };
    AnalysisDecl {
        estimator,
        estimand: estimand.unwrap_or(usual),
        bootstrap: own.bootstrap.clone().filter(|_| variance == VarianceKind::WildBootstrap),
        beta: own.beta.clone().filter(|_| estimator == own.estimator),
        variance,
        covariates: Vec::new(),
        // on the logit scale nothing can be taken off
        adjust: adjust.unwrap_or(own.adjust) && !row.log_odds,
        ..own.clone()
    }
}

fn not_had<T: Named>(item: &str, estimator: Estimator, one: T, has: &[T]) -> Problem {
    let names: Vec<&str> = has.iter().map(|one| one.name()).collect();
    wrong(item, format!("`{estimator}` has no {} `{}`", T::KIND, one.name())).expected(names.join(", "))
}

fn wrong(item: &str, why: String) -> Problem {
    Problem::new("D127", format!("`{item}` is no analysis: {why}"))
        .help("an analysis is an estimator, and if wanted an estimand, a variance, forecast or none: twfe-exposure:cr2")
}

fn unknown(item: &str, word: &str) -> Problem {
    fn names<T: Named>() -> Vec<&'static str> {
        T::all().into_iter().map(Named::name).collect()
    }
    let known = [names::<Estimator>(), names::<Estimand>(), names::<VarianceKind>(), vec!["forecast", "none"]].concat();
    let problem = wrong(item, format!("`{word}` is no estimator, estimand, variance or adjustment"));
    match nearest(word, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`lodtrin explain` lists the methods"),
    }
}
