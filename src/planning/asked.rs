//! A plan with what is asked of it.

use crate::design::Effect;
use crate::design::Layout;
use crate::design::Plan;
use crate::design::Precision;
use crate::diagnostics::Doubt;
use crate::diagnostics::Outcome;
use crate::diagnostics::Problem;
use crate::diagnostics::Told;
use crate::planning::request::Request;
use crate::planning::settled::Settled;
use crate::trial::Study;

/// A plan with what is asked of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The plan.
    pub plan: Plan,
    /// Estimands by name, in the order printed.
    pub effects: Vec<(&'static str, Effect)>,
    /// Rules for the reference distribution, in the order printed.
    pub precisions: Vec<Precision>,
    /// Whether an estimand that is not identified is an error rather than a doubt.
    pub strict: bool,
    /// What the numbers mean: scale, sigma, rule for degrees of freedom.
    pub notes: Vec<String>,
    /// Names of the schools by position, where known.
    pub schools: Vec<String>,
    /// Names of the programmes, where known.
    pub programmes: Vec<String>,
    /// Ids of the periods, where known.
    pub periods: Vec<String>,
    /// Effect that the study aims at, to be drawn.
    pub target: Option<f64>,
    /// The request with what the study fills in.
    pub request: Request,
    /// The study with what was filled in, unless a design stands in flags.
    pub study: Option<Study>,
    /// Where the numbers came from.
    pub(crate) settled: Settled,
}

/// A value of one estimand, or a doubt with its reason where it is not identified and was not asked for by name.
pub(crate) fn or_doubt<T>(asked: &Asked, name: &str, value: Outcome<T>, doubts: &mut Vec<Told>) -> Outcome<Option<T>> {
    match value {
        Ok(v) => Ok(Some(v)),
        Err(p) if !asked.strict && name != "immediate" && p.code() == "D106" => {
            let doubt = Doubt::PlanNotIdentified {
                estimand: name.to_string(),
                reason: p.what().to_string(),
                advice: p.advice().first().cloned().unwrap_or_default(),
            };
            Told::from(doubt).add(doubts);
            Ok(None)
        }
        Err(p) => Err(p),
    }
}

/// Transition and staircase.
pub(crate) fn shaped(layout: Layout, request: &Request) -> Outcome<Layout> {
    let layout = match request.transition {
        Some(d) if d > 0 => layout.with_transition(d),
        _ => layout,
    };
    Ok(match request.staircase {
        Some((0, _) | (_, 0)) => {
            return Err(Problem::new("D101", "a staircase observes periods before and after each start")
                .expected("two numbers above 0, such as --staircase 1,1"));
        }
        Some((before, after)) => layout.into_staircase(before, after),
        None => layout,
    })
}
