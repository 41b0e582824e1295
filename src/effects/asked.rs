//! What is asked of an estimator that compares waves: the terms of its estimands, and the variances that speak of what was
//! not seen.

use super::question::Question;
use crate::diagnostics::{Outcome, Problem};
use crate::estimators::contrast::{Comparison, Estimand, averaged_lags, lags};
use crate::estimators::design_based::{Cohorts, Method};
use crate::trial::methods::Estimand as Asked;
use crate::trial::{Estimator, Named, Panel, VarianceKind};

/// The estimator whose adjustment is no choice.
pub(crate) const BY_MEANS: Estimator = Estimator::DifferenceInMeans;

/// Whether a variance speaks of what was not seen.
pub(crate) fn of_the_unseen(variance: VarianceKind) -> bool {
    matches!(variance, VarianceKind::Bounds | VarianceKind::WorstCase)
}

/// One term of an estimand.
pub(crate) struct Term {
    pub estimand: Asked,
    pub name: String,
    /// `None` for the reference lag.
    pub average: Option<Estimand>,
}

/// The terms of the estimands asked for.
pub(crate) fn terms(q: &Question<'_>, method: &Method, cohorts: &Cohorts, estimands: &[Asked]) -> Outcome<Vec<Term>> {
    let transition = q.analysis.transition;
    let of = |e: Estimand| -> Comparison { method.comparison(e, transition) };
    let (starts, sizes, t) = (&cohorts.starts, &cohorts.sizes, cohorts.periods);
    let mut terms = Vec::new();
    let one = |estimand, average| Term { estimand, name: "treated".to_string(), average: Some(average) };
    for estimand in estimands {
        match estimand {
            Asked::Simple => terms.push(one(*estimand, Estimand::Simple)),
            Asked::Cohort => terms.push(one(*estimand, Estimand::Cohort)),
            Asked::Calendar => terms.push(one(*estimand, Estimand::Calendar)),
            Asked::TimeAveraged => {
                let (from, to) = q.analysis.lags.unwrap_or((0, i64::MAX));
                let average = Estimand::TimeAveraged(from, to);
                if averaged_lags(&of(average), starts, sizes, t, from, to).is_empty() {
                    return Err(nothing_compared(q.panel, estimand.name()));
                }
                terms.push(Term { estimand: *estimand, name: estimand.name().to_string(), average: Some(average) });
            }
            Asked::LagTests => {}
            Asked::ByLag => {
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
                    terms.push(Term { estimand: Asked::ByLag, name: format!("lag={lag}"), average });
                }
            }
        }
    }
    Ok(terms)
}

/// That no unit and period can be compared.
pub(crate) fn nothing_compared(panel: &Panel, term: &str) -> Problem {
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
