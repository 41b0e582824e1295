//! What a reader of a forecast must know.

use crate::diagnostics::{Warning, nearest};
use crate::history::{Fitted, History, Written};
use crate::trial::study::ForecastDecl;

/// The most ids that a sentence names.
const NAMED: usize = 8;

/// Doubts about a fit.
pub(super) fn of(history: &History, decl: &ForecastDecl, fitted: &Fitted, written: &Written) -> Vec<Warning> {
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
        let doubt = Warning::new(
            "HistoryOfNoProgramme",
            format!("the history holds pupils of programmes that are none of the frame: {}{more}", ids.join(", ")),
        );
        let near = history.strangers.iter().find_map(|s| {
            let near = nearest(&s.id, history.programmes.iter().map(String::as_str))?;
            Some((s.id.as_str(), near))
        });
        all.push(match near {
            Some((old, new)) => doubt.help(format!(
                "they are left out; where one is an earlier name: renamed = {{ \"{old}\" = \"{new}\" }}"
            )),
            None => doubt.help("they are left out; where one is an earlier name, say so in [forecast] renamed"),
        });
    }
    for l in &fitted.unused {
        let name = &decl.covariates[*l];
        all.push(
            Warning::new(
                "ForecastCovariateNotUsed",
                format!("`{name}` says nothing of its own within programmes and terms: its slope is 0"),
            )
            .help("it is the same for all pupils of a cell, known of nobody, or follows from the covariates before it"),
        );
    }
    let next = written.held_out.iter().find(|h| h.ahead == 1).map(|h| h.ratio);
    if written.found.tau2 == 0.0 || next.is_some_and(|r| r >= 1.0) {
        let why = match next {
            _ if written.found.tau2 == 0.0 => "no programme stays above another from term to term (τ² = 0)".to_string(),
            Some(r) => format!("told from the terms before it, the last term is missed by {r:.2} times its own spread"),
            None => String::new(),
        };
        all.push(
            Warning::new(
                "ForecastDoesNotHelp",
                format!("the forecast tells programmes apart no better than nothing: {why}"),
            )
            .help(
                "tests and intervals stay exact; look at `held_out`, declare fewer terms, or write adjust = \"none\"",
            ),
        );
    }
    all
}

/// Programmes that the history says nothing of.
pub fn no_history(ids: &[&str]) -> Warning {
    let named: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let what = if ids.len() == 1 { "one programme has" } else { "some programmes have" };
    Warning::new("NoHistory", format!("{what} no pupils in the history: {}{more}", named.join(", "))).help(
        "their forecast is everybody's mean level; where a programme had another name, say so in [forecast] renamed",
    )
}
