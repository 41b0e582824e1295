//! What a reader of a forecast must know.

use crate::diagnostics::{Doubt, nearest};
use crate::history::{Fitted, History, Written};
use crate::trial::study::ForecastDecl;

/// The most ids that a sentence names.
const NAMED: usize = 8;

/// Doubts about a fit.
pub(crate) fn of(history: &History, decl: &ForecastDecl, fitted: &Fitted, written: &Written) -> Vec<Doubt> {
    let mut all = Vec::new();
    let without = history.without();
    if !without.is_empty() {
        all.push(no_history(&without));
    }
    if !history.strangers.is_empty() {
        let ids: Vec<String> =
            history.strangers.iter().map(|s| format!("`{}` ({})", s.id, s.pupils)).take(NAMED).collect();
        let more = history.strangers.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let near = history.strangers.iter().find_map(|s| {
            let near = nearest(&s.id, history.programmes.iter().map(String::as_str))?;
            Some((s.id.as_str(), near))
        });
        all.push(Doubt::HistoryOfNoProgramme {
            programmes: format!("{}{more}", ids.join(", ")),
            renamed: near.map_or(String::new(), |(old, new)| format!("\"{old}\" = \"{new}\"")),
        });
    }
    for l in &fitted.unused {
        all.push(Doubt::ForecastCovariateNotUsed { covariate: decl.covariates[*l].clone() });
    }
    let next = written.held_out.iter().find(|h| h.ahead == 1).map(|h| h.ratio);
    if written.found.tau2 == 0.0 || next.is_some_and(|r| r >= 1.0) {
        let why = match next {
            _ if written.found.tau2 == 0.0 => "no programme stays above another from term to term (τ² = 0)".to_string(),
            Some(r) => format!("told from the terms before it, the last term is missed by {r:.2} times its own spread"),
            None => String::new(),
        };
        all.push(Doubt::ForecastDoesNotHelp { why });
    }
    all
}

/// Programmes that the history says nothing of.
pub fn no_history(ids: &[&str]) -> Doubt {
    let named: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Doubt::NoHistory { count: ids.len(), programmes: format!("{}{more}", named.join(", ")) }
}
