//! From a panel to a fitted regression and the terms that are asked of it.

use super::doubts;
use super::question::{Effects, Question, weight};
use crate::diagnostics::{Doubt, Outcome};
use crate::effects::terms::{Fitted, Term};
use crate::estimators::fitted::{Ask, Regress, Regressed};
use crate::estimators::lags::{LagColumns, lag_term};
use crate::estimators::regression::Weight;
use crate::estimators::twfe::TREATED;
use crate::trial::facts::{LagShare, LagWeights};
use crate::trial::methods::{Estimand, Weighs};
use crate::trial::{Estimator, Fit, Named, Panel};
use serde_json::json;

/// The cells analysed: those within `transition` periods before a start are neither treated nor untreated.
pub(crate) fn analysed(panel: &Panel, transition: usize) -> Panel {
    if transition == 0 { panel.clone() } else { panel.without_transition(transition) }
}

/// Fits one estimator.
pub(crate) fn fit(
    q: &Question<'_>,
    panel: &Panel,
    (estimator, regress): (Estimator, Regress),
    estimands: &[Estimand],
    effects: &mut Effects,
) -> Outcome<Fitted> {
    let earliest = match q.analysis.lags {
        Some((from, _)) if estimands.contains(&Estimand::ByLag) => from.min(0),
        _ => 0,
    };
    let ask = Ask { earliest, weight: weight(q), ..Ask::default() };
    let about = q.about(estimator.name());
    if ask.weight == Weight::Programmes && estimator.row().weighs == Weighs::Itself {
        effects.warn(Doubt::WeightNotUsed { estimator: estimator.to_string() }.about([about.clone()]));
    }
    let mut found = regress(panel, &ask)?;
    if !found.model.is_empty() {
        let mut entry = serde_json::Map::new();
        entry.insert("outcome".to_string(), json!(q.outcome));
        entry.insert("estimator".to_string(), json!(estimator));
        entry.extend(found.model.iter().map(|(name, value)| (name.to_string(), json!(value))));
        effects.note_value("models", entry.into());
    }
    std::mem::take(&mut found.doubts).into_iter().for_each(|d| effects.warn(d.about([about.clone()])));
    let scale = estimator.row().log_odds.then_some("log-odds");
    let terms = match &found.columns {
        Some(columns) => lagged(q, panel, estimator, estimands, &found, columns, effects),
        None => vec![one(&found)],
    };
    Ok(Fitted { fit: found.fit, terms, scale, earliest, ratios: found.ratios })
}

/// The one term of an immediate-effect model.
fn one(found: &Regressed) -> Term {
    let contrast = Some(found.fit.picks(found.first));
    Term { estimand: Estimand::Simple, name: TREATED.to_string(), contrast, lags: Vec::new(), reference: false }
}

/// The terms of a model with a column per lag.
fn lagged(
    q: &Question<'_>,
    panel: &Panel,
    estimator: Estimator,
    estimands: &[Estimand],
    found: &Regressed,
    columns: &LagColumns,
    effects: &mut Effects,
) -> Vec<Term> {
    let (fit, first) = (&found.fit, found.first);
    let mut terms = Vec::new();
    for estimand in estimands {
        let (name, average) = match estimand {
            Estimand::ByLag => {
                terms.extend(by_lag(q, fit, first, columns));
                continue;
            }
            Estimand::TimeAveraged => {
                let range = q.analysis.lags.map(|(from, to)| from..=to);
                (estimand.name(), columns.time_averaged(fit, first, range))
            }
            Estimand::Simple => (TREATED, columns.simple(fit, first, panel)),
            // by wave or by period: no regression by exposure has them
            Estimand::Cohort | Estimand::Calendar | Estimand::LagTests => continue,
        };
        terms.push(Term {
            estimand: *estimand,
            name: name.to_string(),
            contrast: average.contrast,
            lags: average.weights,
            reference: false,
        });
    }
    for term in terms.iter().filter(|t| t.estimand != Estimand::ByLag) {
        effects.note(&LagWeights {
            outcome: q.outcome.to_string(),
            estimator: estimator.to_string(),
            estimand: term.estimand.to_string(),
            weights: term.lags.iter().map(|(lag, weight)| LagShare { lag: *lag, weight: *weight }).collect(),
            intervention: None,
        });
    }
    for term in terms.iter().filter(|t| t.contrast.is_none() && !t.reference) {
        doubts::not_identified(&q.about(estimator.name()), panel, estimator, term, effects);
    }
    terms
}

fn by_lag(q: &Question<'_>, fit: &Fit, first: usize, columns: &LagColumns) -> Vec<Term> {
    let wanted: Vec<i64> = match q.analysis.lags {
        // a range reaches as far as anything can be seen, and names what cannot
        Some((from, to)) => {
            let seen = columns.lags.iter().copied().max().unwrap_or(0);
            (from..=to.min(seen.max(from) + 100)).collect()
        }
        None => columns.lags.iter().copied().filter(|l| *l >= 0).collect(),
    };
    wanted
        .into_iter()
        .map(|lag| Term {
            estimand: Estimand::ByLag,
            name: lag_term(lag),
            contrast: columns.lag(fit, first, lag),
            lags: vec![(lag, 1.0)],
            reference: lag == -1,
        })
        .collect()
}

/// A linear model under another assignment, with the contrast of each weighted sum of lags asked for (none asked: the one
/// effect); `None` for one that this assignment does not identify.
pub(crate) fn refit(
    panel: &Panel,
    regress: Regress,
    asked: &[&[(i64, f64)]],
    ask: &Ask,
) -> Option<(Fit, Vec<Option<Vec<f64>>>)> {
    let found = regress(panel, ask).ok()?;
    let contrasts = asked.iter().map(|lags| found.contrast(lags)).collect();
    Some((found.fit, contrasts))
}
