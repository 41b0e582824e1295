//! Rows of the regressions with unit and period effects, and of the mixed models.

use super::effect::{Effects, Question, Sample, with_t};
use super::effect_data::listed;
use super::effect_randomized::{IMPOSSIBLE, finish};
use crate::diagnostics::{Outcome, Problem, Warning};
use crate::estimators::exposure_time::exposure_time;
use crate::estimators::hussey_hughes::hussey_hughes;
use crate::estimators::lags::LagColumns;
use crate::estimators::nested_exchangeable::nested_exchangeable;
use crate::estimators::regression::Weight;
use crate::estimators::twfe::twfe;
use crate::estimators::twfe_exposure::twfe_exposure;
use crate::estimators::twfe_redraw::TwfeRedraw;
use crate::inference::cluster::{ClusterVariance, Correction, Sandwich, cr1};
use crate::inference::randomization::{Adjusted, Adjustment, Rule, evaluate, randomization};
use crate::inference::wild::{Residuals, WildRequest, wild_bootstrap};
use crate::numeric::t_two_sided;
use crate::provenance::Stream;
use crate::trial::{Assignment, EstimateRow, Fit, Panel, Shifted};
use serde_json::json;

const CLUSTER: [&str; 7] = ["cr0", "cr1", "cr2", "cr3", "jackknife", "wild-bootstrap", "randomization"];
const MIXED: [&str; 7] = ["model", "cr0", "cr1", "cr2", "cr3", "jackknife", "randomization"];

/// One number that a regression gives: a contrast of its coefficients.
struct Term {
    estimand: &'static str,
    name: String,
    /// `None` for the reference lag.
    contrast: Option<Vec<f64>>,
    /// Weight of each lag, where the term is an average of lags.
    weights: Vec<(i64, f64)>,
}

/// A fitted regression and its terms.
struct Fitted {
    fit: Fit,
    terms: Vec<Term>,
    converged: bool,
}

/// Adds the rows of `twfe`, `twfe-exposure`, `hussey-hughes`, `nested-exchangeable` or `exposure-time`.
pub(super) fn add(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<()> {
    let lagged = matches!(estimator, "twfe-exposure" | "exposure-time");
    let two_way = matches!(estimator, "twfe" | "twfe-exposure");
    let (has, default): (&[&str], &[&str]) = if lagged {
        (&["simple", "by-lag", "time-averaged"], &["by-lag", "time-averaged"])
    } else {
        (&["simple"], &["simple"])
    };
    let estimands = q.estimands(estimator, has, default)?;
    let variances = match two_way {
        true => q.variances(estimator, &CLUSTER, &["cr2"])?,
        false => q.variances(estimator, &MIXED, &["model"])?,
    };
    let fitted = fit(q, estimator, &estimands, &settled(q, q.panel))?;
    if !fitted.converged {
        effects.warn(
            Warning::new(
                "NotConverged",
                format!("the optimiser of `{estimator}` did not settle; its numbers are approximate"),
            )
            .help("use `twfe` or `twfe-exposure` with cr2"),
        );
    }
    let sample = Sample { nobs: fitted.fit.nobs, units: fitted.fit.n_clusters() };
    for variance in &variances {
        let sandwich = correction(variance).map(|c| Sandwich::new(&fitted.fit, c));
        for term in &fitted.terms {
            let Some(contrast) = &term.contrast else {
                let reference = term.name.starts_with("lag=-");
                let mut row =
                    q.row(estimator, term.estimand, &term.name, if reference { 0.0 } else { f64::NAN }, sample);
                row.std_error = reference.then_some(0.0);
                row.variance = variance.clone();
                effects.rows.push(row);
                continue;
            };
            let estimate = fitted.fit.estimate(contrast);
            let row = q.row(estimator, term.estimand, &term.name, estimate, sample);
            let row = match (variance.as_str(), &sandwich) {
                ("model", _) => {
                    let v = fitted.fit.bread.quad(contrast, contrast);
                    with_t(row, "model", v, fitted.fit.n_clusters() as f64 - 2.0)
                }
                ("wild-bootstrap", _) => wild(q, &fitted.fit, contrast, row, effects),
                ("randomization", _) => randomized(q, estimator, term, &fitted, row, effects),
                (name, Some(sandwich)) => {
                    let v = sandwich.variance(contrast);
                    say_indispensable(q, &fitted.fit, &v, name, &term.name, effects);
                    with_t(row, name, v.variance, v.df)
                }
                _ => row,
            };
            effects.rows.push(row);
        }
    }
    for term in fitted.terms.iter().filter(|t| !t.weights.is_empty()) {
        effects.note(
            "lag_weights",
            json!({ "outcome": q.outcome, "estimator": estimator, "estimand": term.estimand,
                    "weights": term.weights.iter().map(|(l, w)| json!({ "lag": l, "weight": w })).collect::<Vec<_>>() }),
        );
    }
    Ok(())
}

fn correction(name: &str) -> Option<Correction> {
    match name {
        "cr0" => Some(Correction::Cr0),
        "cr1" => Some(Correction::Cr1),
        "cr2" => Some(Correction::Cr2),
        "cr3" | "jackknife" => Some(Correction::Cr3),
        _ => None,
    }
}

/// The panel without transition periods, where there are any.
pub(super) fn settled(q: &Question<'_>, panel: &Panel) -> Panel {
    if q.analysis.transition > 0 { panel.without_transition(q.analysis.transition) } else { panel.clone() }
}

fn weight(q: &Question<'_>) -> Weight {
    if q.analysis.weight.as_deref() == Some("programmes") { Weight::Programmes } else { Weight::Pupils }
}

fn fit(q: &Question<'_>, estimator: &str, estimands: &[String], panel: &Panel) -> Outcome<Fitted> {
    let earliest = q.analysis.lags.map_or(0, |(from, _)| from.min(0));
    let one = |fit: Fit, first: usize, converged| {
        let contrast = Some(fit.picks(first));
        let terms = vec![Term { estimand: "simple", name: "treated".to_string(), contrast, weights: Vec::new() }];
        Fitted { fit, terms, converged }
    };
    let many = |fit: Fit, first: usize, columns: &LagColumns, converged| -> Outcome<Fitted> {
        let terms = lag_terms(q, estimands, panel, &fit, first, columns)?;
        Ok(Fitted { fit, terms, converged })
    };
    match estimator {
        "twfe" => twfe(panel, weight(q)).map(|r| one(r.fit, r.first, true)),
        "twfe-exposure" => {
            let found = twfe_exposure(panel, earliest, weight(q))?;
            many(found.regression.fit, found.regression.first, &found.columns, true)
        }
        "hussey-hughes" => hussey_hughes(panel).map(|m| one(m.fit, m.first, m.converged)),
        "nested-exchangeable" => nested_exchangeable(panel).map(|m| one(m.fit, m.first, m.converged)),
        _ => {
            let found = exposure_time(panel, earliest)?;
            many(found.mixed.fit, found.mixed.first, &found.columns, found.mixed.converged)
        }
    }
}

fn lag_terms(
    q: &Question<'_>,
    estimands: &[String],
    panel: &Panel,
    fit: &Fit,
    first: usize,
    columns: &LagColumns,
) -> Outcome<Vec<Term>> {
    let mut terms = Vec::new();
    for estimand in estimands {
        match estimand.as_str() {
            "simple" => {
                let found = columns.simple(fit, first, panel);
                let (contrast, weights) = (found.contrast, found.weights);
                terms.push(Term { estimand: "simple", name: "treated".to_string(), contrast, weights });
            }
            "time-averaged" => {
                let range = q.analysis.lags.map(|(from, to)| from.max(0)..=to);
                let found = columns.time_averaged(fit, first, range);
                let (contrast, weights) = (found.contrast, found.weights);
                terms.push(Term { estimand: "time-averaged", name: "time-averaged".to_string(), contrast, weights });
            }
            _ => {
                let (from, to) = q.analysis.lags.unwrap_or((0, i64::MAX));
                let mut lags: Vec<i64> = columns.lags.iter().copied().filter(|l| (from..=to).contains(l)).collect();
                if (from..=to).contains(&-1) {
                    lags.push(-1);
                }
                lags.sort_unstable();
                if let Some((from, to)) = q.analysis.lags
                    && let Some(absent) = (from..=to).find(|l| !lags.contains(l))
                {
                    let there: Vec<String> = columns.lags.iter().map(|l| l.to_string()).collect();
                    return Err(Problem::new("E352", format!("no unit is seen at lag {absent}"))
                        .found(format!("--lags {from}..{to}"))
                        .expected(format!("lags among -1, {}", there.join(", "))));
                }
                terms.extend(lags.into_iter().map(|l| Term {
                    estimand: "by-lag",
                    name: format!("lag={l}"),
                    contrast: columns.lag(fit, first, l),
                    weights: Vec::new(),
                }));
            }
        }
    }
    Ok(terms)
}

fn say_indispensable(q: &Question<'_>, fit: &Fit, v: &ClusterVariance, name: &str, term: &str, effects: &mut Effects) {
    if !v.indispensable.is_empty() {
        let names: Vec<&str> = v.indispensable.iter().map(|g| fit.cluster_names[*g].as_str()).collect();
        effects.warn(Warning::new(
            "IndispensableUnit",
            format!(
                "`{name}` of {term} ({}) cannot be had: nothing identifies it without {}",
                q.outcome,
                listed(&names)
            ),
        ));
    }
}

fn wild(q: &Question<'_>, fit: &Fit, contrast: &[f64], mut row: EstimateRow, effects: &mut Effects) -> EstimateRow {
    let request = WildRequest {
        residuals: Residuals::Restricted,
        draws: q.analysis.draws,
        level: q.analysis.level,
        auxiliary: None,
        interval: true,
    };
    let seed = q.analysis.seed;
    let stream = |block: u64| Stream::seeded("lodtrin wild bootstrap", seed, block);
    row.variance = "wild-bootstrap".to_string();
    let Some(found) = wild_bootstrap(fit, contrast, request, &stream, q.progress) else { return row };
    row.std_error = Some(found.std_error);
    row.statistic = Some(found.statistic);
    row.p_value = Some(found.p);
    (row.conf_low, row.conf_high) = (Some(found.low).filter(|v| !v.is_nan()), Some(found.high).filter(|v| !v.is_nan()));
    if found.disconnected {
        effects.warn(Warning::new(
            "DisconnectedSet",
            format!("the effects of {} ({}) that the bootstrap does not reject form no single interval; its hull is printed", row.term, row.estimator),
        ));
    }
    effects.note(
        "bootstrap",
        json!({ "outcome": row.outcome, "estimator": row.estimator, "estimand": row.estimand, "term": row.term,
                "draws": found.draws, "enumerated": found.enumerated, "mc_error": found.mc_error,
                "auxiliary": format!("{:?}", found.auxiliary).to_lowercase() }),
    );
    row
}

fn randomized(
    q: &Question<'_>,
    estimator: &str,
    term: &Term,
    fitted: &Fitted,
    row: EstimateRow,
    effects: &mut Effects,
) -> EstimateRow {
    let panel = q.panel;
    let seen = |i: &usize| (0..panel.periods().len()).any(|t| panel.cell(*i, t).is_some());
    let units: Vec<usize> = (0..panel.units().len()).filter(seen).collect();
    let cohorts = q.chance.cohorts(panel, &units);
    let assignments = q.chance.assignments(panel, &units, &cohorts);
    let scale = term.contrast.as_ref().map(|c| libm::sqrt(cr1(&fitted.fit, c).variance));
    let studentized = q.analysis.studentized && scale.is_some_and(|s| s > 0.0);
    let linear = matches!(estimator, "twfe" | "twfe-exposure");
    let rule = Rule { studentized, level: q.analysis.level, interval: linear };
    let wrap =
        |shifted: Option<Shifted>| Adjusted { shifted: shifted.unwrap_or(IMPOSSIBLE), adjustment: Adjustment::None };
    let fast = (estimator == "twfe" && q.analysis.transition == 0)
        .then(|| TwfeRedraw::new(panel, &units, &cohorts.starts, &cohorts.of_unit, weight(q)))
        .flatten();
    let panels = [0.0, 1.0, -1.0].map(|tau| panel.less_effect(tau));
    let refit = |drawn: &[u16]| -> Option<Shifted> {
        let mut starts = panel.assignment().starts().to_vec();
        for (i, g) in units.iter().zip(drawn) {
            starts[*i] = Some(cohorts.starts[*g as usize]).filter(|s| *s < cohorts.periods);
        }
        let assignment = Assignment::new(starts, cohorts.periods);
        let estimands = [term.estimand.to_string()];
        let one = |base: &Panel| {
            let found = fit(q, estimator, &estimands, &settled(q, &base.reassigned(assignment.clone()))).ok()?;
            let same = found.terms.into_iter().find(|t| t.name == term.name)?;
            let contrast = same.contrast?;
            Some((found.fit.estimate(&contrast), cr1(&found.fit, &contrast).variance))
        };
        let (a, v0) = one(&panels[0])?;
        if !linear {
            return Some(Shifted { theta: [a, 0.0], var_theta: [v0, 0.0, 0.0], ..Shifted::default() });
        }
        let (plus, minus) = (one(&panels[1])?, one(&panels[2])?);
        let var_theta = [v0, (minus.1 - plus.1) / 4.0, (plus.1 + minus.1) / 2.0 - v0];
        Some(Shifted { theta: [a, a - plus.0], var_theta, ..Shifted::default() })
    };
    let at = |drawn: &[u16]| wrap(fast.as_ref().map_or_else(|| refit(drawn), |f| f.at(drawn)));
    let draws = evaluate(assignments.as_ref(), units.len(), q.progress, &format!("{estimator} {}", term.name), at);
    let test = randomization(&at(&cohorts.of_unit), &draws, assignments.enumerated(), &rule);
    finish(q, row, test, scale.filter(|_| studentized), assignments.log10_possible(), effects).row
}

/// p of a z test, for rows that are normal by contract.
pub(super) fn with_z(row: EstimateRow, name: &str, variance: f64) -> EstimateRow {
    let row = with_t(row, name, variance, f64::INFINITY);
    debug_assert!(row.statistic.is_none_or(|t| row.p_value == Some(t_two_sided(t, f64::INFINITY))));
    row
}
