//! Rows of the design-based estimators.

use super::analysis::{Effects, Question, Sample, with_t};
use super::randomized::{self, Redrawn};
use crate::diagnostics::{Outcome, Problem, Warning};
use crate::estimators::contrast::{Comparison, Estimand, averaged_lags, lags};
use crate::estimators::design_based::{Beta, Cohorts, DesignBased, ENOUGH_FOR_BETA, Method, design_based};
use crate::estimators::unit_means::UnitMeans;
use crate::inference::neyman::{CohortVariance, NoVariance, design, neyman};
use crate::steps::effect::table::{counted, listed};
use crate::trial::Panel;
use serde_json::json;

/// Fewer units than this in a wave make `design` too small.
const ENOUGH_FOR_DESIGN: usize = 8;

/// One term of an estimand.
struct Term {
    estimand: &'static str,
    name: String,
    /// `None` for the reference lag.
    average: Option<Estimand>,
}

/// A method on the units and cohorts of one question.
pub(crate) struct Setting<'a> {
    pub means: &'a UnitMeans,
    pub cohorts: &'a Cohorts,
    pub method: Method,
    pub estimator: &'a str,
}

/// Adds the rows of one design-based estimator.
pub(crate) fn add(q: &Question<'_>, estimator: &str, effects: &mut Effects) -> Outcome<()> {
    let Some(mut method) = Method::named(estimator) else { return Ok(()) };
    if method.beta == Beta::Efficient {
        method.beta = q.analysis.beta.unwrap_or(method.beta);
    }
    let estimands = q.estimands(estimator, &["simple"])?;
    let variances = q.variances(estimator, 1)?;
    let weights = (q.analysis.weight.as_deref() == Some("pupils")).then(|| unit_sizes(q.panel));
    let means = UnitMeans::of(q.panel, weights.as_deref())?;
    left_out(q.panel, &means, effects);
    let cohorts = q.chance.cohorts(q.panel, &means.units, q.analysis.transition);
    let terms = terms(q, &method, &cohorts, &estimands)?;
    let sample = Sample { nobs: means.nobs, units: means.len() };
    let setting = Setting { means: &means, cohorts: &cohorts, method, estimator };
    let mut redrawn: Vec<(usize, Redrawn)> = Vec::new();
    for term in &terms {
        let Some(average) = term.average else {
            for variance in &variances {
                let mut row = q.row(estimator, term.estimand, &term.name, 0.0, sample);
                (row.std_error, row.variance) = (Some(0.0), variance.clone());
                effects.rows.push(row);
            }
            continue;
        };
        let Some(found) = design_based(&means, &cohorts, &method, average, q.analysis.transition) else {
            return Err(nothing_compared(q.panel, &term.name));
        };
        say_beta(q, &setting, term, &found, effects);
        for variance in &variances {
            let row = q.row(estimator, term.estimand, &term.name, found.fit.estimate, sample);
            match variance.as_str() {
                "randomization" => {
                    let done = randomized::design_based(q, &setting, average, &found, row, effects);
                    if term.estimand == "by-lag" {
                        redrawn.push((effects.rows.len(), done.clone()));
                    }
                    effects.rows.push(done.row);
                }
                name => {
                    let v = if name == "design" { design(&found.fit) } else { neyman(&found.fit) };
                    if name == "design" {
                        few_units(&found, effects);
                    }
                    let sd = q.panel.outcome_sd();
                    let v = v.unless_zero(sd);
                    effects.rows.push(with_t(row, name, v.variance.clone().unwrap_or(f64::NAN), v.df, sd));
                    say_no_variance(q.panel, name, &term.name, &found, &v, effects);
                }
            }
        }
    }
    randomized::bands(q, estimator, &redrawn, effects);
    Ok(())
}

/// The terms of the estimands asked for.
fn terms(q: &Question<'_>, method: &Method, cohorts: &Cohorts, estimands: &[String]) -> Outcome<Vec<Term>> {
    let transition = q.analysis.transition;
    let of = |e: Estimand| -> Comparison { method.comparison(e, transition) };
    let (starts, sizes, t) = (&cohorts.starts, &cohorts.sizes, cohorts.periods);
    let mut terms = Vec::new();
    let one = |estimand, average| Term { estimand, name: "treated".to_string(), average: Some(average) };
    for estimand in estimands {
        match estimand.as_str() {
            "simple" => terms.push(one("simple", Estimand::Simple)),
            "cohort" => terms.push(one("cohort", Estimand::Cohort)),
            "calendar" => terms.push(one("calendar", Estimand::Calendar)),
            "time-averaged" => {
                let (from, to) = q.analysis.lags.unwrap_or((0, i64::MAX));
                let average = Estimand::TimeAveraged(from, to);
                if averaged_lags(&of(average), starts, sizes, t, from, to).is_empty() {
                    return Err(nothing_compared(q.panel, "time-averaged"));
                }
                terms.push(Term {
                    estimand: "time-averaged",
                    name: "time-averaged".to_string(),
                    average: Some(average),
                });
            }
            _ => {
                let reference = -1 - transition as i64;
                let wanted = |l: &i64| q.analysis.lags.is_none_or(|(from, to)| (from..=to).contains(l));
                let found = lags(&of(Estimand::Simple), starts, sizes, t);
                if let Some((from, to)) = q.analysis.lags
                    && let Some(absent) = (from..=to).find(|l| *l != reference && !found.iter().any(|(f, _)| f == l))
                {
                    let there: Vec<String> = found.iter().map(|(l, _)| l.to_string()).collect();
                    return Err(Problem::new("E352", format!("no cohort can be compared at lag {absent}"))
                        .found(format!("--lags {from}..{to}"))
                        .expected(format!("lags among {}", there.join(", ")))
                        .help("a lag needs a period in the data and units that start later"));
                }
                for (lag, _) in found.iter().filter(|(l, _)| wanted(l)) {
                    let average = (*lag != reference).then_some(Estimand::Lag(*lag));
                    terms.push(Term { estimand: "by-lag", name: format!("lag={lag}"), average });
                }
            }
        }
    }
    Ok(terms)
}

/// Average pupils of a unit in the periods before anybody starts, or in all where there are none.
pub(crate) fn unit_sizes(panel: &Panel) -> Vec<f64> {
    let periods = panel.periods().len();
    let first = panel.assignment().starts().iter().flatten().copied().min().unwrap_or(periods);
    let upto = if first == 0 { periods } else { first };
    (0..panel.units().len()).map(|i| (0..upto).filter_map(|t| panel.cell(i, t)).map(|c| c.n()).sum()).collect()
}

/// What must be said of the means: units left out, covariates that could not be used.
pub(crate) fn left_out(panel: &Panel, means: &UnitMeans, effects: &mut Effects) {
    if !panel.covariates().is_empty() && means.slopes.is_empty() {
        effects.warn(
            Warning::new(
                "CovariatesNotUsed",
                format!(
                    "{} do not vary among the pupils of a unit and period, so means of units are not adjusted for them",
                    panel.covariates().join(", ")
                ),
            )
            .help("give pupils rather than means, balance the lottery on what is known of units, or use `twfe`"),
        );
    }
    if means.left_out.is_empty() {
        return;
    }
    let names: Vec<&str> = means.left_out.iter().map(|i| panel.units()[*i].as_str()).collect();
    effects.warn(
        Warning::new(
            "UnitsLeftOut",
            format!(
                "{} in some period and left out of the design-based estimators, in every redraw too: {}",
                counted(names.len(), "unit has no outcome", "units have no outcome"),
                listed(&names)
            ),
        )
        .help("regressions use the cells that exist"),
    );
}

fn few_units(found: &DesignBased, effects: &mut Effects) {
    let smallest = found.fit.smallest();
    if smallest < ENOUGH_FOR_DESIGN {
        effects.warn(
            Warning::new(
                "FewUnitsPerWave",
                format!(
                    "the smallest wave has {}: `design` is badly too small here",
                    counted(smallest, "unit", "units")
                ),
            )
            .help("use `randomization`, or `neyman`"),
        );
    }
}

fn say_no_variance(
    panel: &Panel,
    name: &str,
    term: &str,
    found: &DesignBased,
    v: &CohortVariance,
    effects: &mut Effects,
) {
    let Err(why) = &v.variance else { return };
    let label = |g: &usize| panel.periods().get(*g).cloned().unwrap_or_else(|| "never".to_string());
    effects.warn(match why {
        NoVariance::SingletonWave => {
            let waves: Vec<String> = found.fit.singletons().iter().map(label).collect();
            Warning::new(
                "SingletonWave",
                format!("`{name}` of {term} cannot be had: a single unit starts in {}", waves.join(", ")),
            )
            .help("the estimate stands; use `randomization`")
        }
        NoVariance::FewUnitsPerWave => Warning::new(
            "FewUnitsPerWave",
            format!(
                "`design` of {term} cannot be had: every wave from the first compared one on needs more than {} units, \
                 one more than there are periods before it starts",
                found.fit.before + 1
            ),
        )
        .help("use `randomization`, or `neyman`"),
        NoVariance::NotPositive => Warning::new(
            "NotPositiveVariance",
            format!("`{name}` of {term} comes out zero or negative and is not printed"),
        )
        .help("with few units per wave the adjustment takes away more than there is; use `randomization`"),
    });
}

fn say_beta(q: &Question<'_>, s: &Setting<'_>, term: &Term, found: &DesignBased, effects: &mut Effects) {
    if matches!(s.method.beta, Beta::Fixed(_)) && s.estimator != "roth-santanna" {
        return;
    }
    effects.note(
        "beta",
        json!({ "outcome": q.outcome, "estimator": s.estimator, "term": term.name, "estimand": term.estimand,
                "beta": found.fit.beta, "clipped": found.clipped,
                "rule": match s.method.beta {
                    Beta::Efficient => "clipped",
                    Beta::PlugIn => "plug-in",
                    Beta::Fixed(_) => "fixed",
                } }),
    );
    if found.clipped {
        effects.warn(
            Warning::new(
                "BetaClipped",
                format!(
                    "a wave has fewer than {ENOUGH_FOR_BETA} units: the adjustment of {} ({}) was brought back to {}",
                    term.name, term.estimand, found.fit.beta
                ),
            )
            .help("--beta plug-in takes it as it comes"),
        );
    }
}

fn nothing_compared(panel: &Panel, term: &str) -> Problem {
    let periods = panel.periods();
    let treated = panel.assignment().starts().iter().flatten().count();
    let problem = Problem::new(
        "E353",
        format!("nothing identifies {term}: no treated unit and period has a unit to compare with"),
    );
    let problem = if treated == 0 {
        problem.found("no unit starts within the periods of the data")
    } else {
        problem.found(format!("{treated} of {} units start within {} periods", panel.units().len(), periods.len()))
    };
    problem.help("a comparison needs units that start later, or never")
}
