//! Power and size of several analyses on the same simulated trials.

use super::asked::Asked;
use super::declared::{Found, Numbers, error_of, share, trials};
use super::worlds::Worlds;
use crate::diagnostics::{Outcome, Problem, Progress, nearest};
use crate::folder::study::Folder;
use crate::numeric::{mean, sum};
use crate::protocol::{ESTIMANDS, ESTIMATORS, VARIANCES, estimands_of, variances_of};
use crate::tables::{Table, Value};
use crate::trial::study::AnalysisDecl;
use serde_json::json;

/// Trials, and trials of analyses that fit anew in every draw.
const TRIALS: (u64, u64) = (1_000, 200);
/// What is compared where nothing is named.
const USUAL: [&str; 4] = ["within-period", "callaway-santanna", "twfe-exposure:cr2", "hussey-hughes:model"];
/// Estimators on the logit scale: nothing can be taken off their outcome.
const LOGIT: [&str; 2] = ["gee-logit", "glmm-logit"];

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
            way.estimator.as_str().into(),
            way.estimand.as_str().into(),
            way.variance.as_str().into(),
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
        for item in USUAL {
            add(read(item, own, has_forecast)?);
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
        let twice = if ESTIMATORS.contains(&word) {
            estimator.replace(word).is_some()
        } else if ESTIMANDS.contains(&word) {
            estimand.replace(word).is_some()
        } else if VARIANCES.contains(&word) {
            variance.replace(word).is_some()
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
    let has = |name: &str, list: &[&str]| list.contains(&name);
    let (estimands, variances) = (estimands_of(estimator), variances_of(estimator));
    let default = |own: &str, list: &[&'static str], usual: &str| -> String {
        [own, usual].into_iter().find(|n| list.contains(n)).unwrap_or(list.first().copied().unwrap_or("")).to_string()
    };
    for (word, list, kind) in [(estimand, estimands, "estimand"), (variance, variances, "variance")] {
        if let Some(word) = word.filter(|w| !has(w, list)) {
            return Err(wrong(item, format!("`{estimator}` has no {kind} `{word}`")).expected(list.join(", ")));
        }
    }
    if adjust == Some(true) && !has_forecast {
        return Err(wrong(item, "the study declares no [forecast] that could be taken off".to_string()));
    }
    if adjust == Some(true) && LOGIT.contains(&estimator) {
        return Err(wrong(item, format!("a forecast cannot be taken off the outcome of `{estimator}`")));
    }
    let adjust = adjust.unwrap_or(own.adjust) && !LOGIT.contains(&estimator);
    let variance = variance.map_or_else(|| default(&own.variance, variances, ""), str::to_string);
    Ok(AnalysisDecl {
        estimator: estimator.to_string(),
        estimand: estimand.map_or_else(|| default("simple", estimands, ""), str::to_string),
        bootstrap: own.bootstrap.clone().filter(|_| variance == "wild-bootstrap"),
        beta: own.beta.clone().filter(|_| estimator == own.estimator),
        variance,
        covariates: Vec::new(),
        adjust,
        ..own.clone()
    })
}

fn wrong(item: &str, why: String) -> Problem {
    Problem::new("D127", format!("`{item}` is no analysis: {why}"))
        .help("an analysis is an estimator, and if wanted an estimand, a variance, forecast or none: twfe-exposure:cr2")
}

fn unknown(item: &str, word: &str) -> Problem {
    let known = ESTIMATORS.iter().chain(&ESTIMANDS).chain(&VARIANCES).copied().chain(["forecast", "none"]);
    let problem = wrong(item, format!("`{word}` is no estimator, estimand, variance or adjustment"));
    match nearest(word, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`lodtrin explain` lists the methods"),
    }
}
