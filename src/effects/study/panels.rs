//! Panels of a study's outcomes, over the terms whose follow-up has ended.

use super::gathered::Gathered;
use super::lacking::with_missing;
use crate::diagnostics::{About, Doubt, Outcome, Problem, listed, nearest};
use crate::trial::study::OutcomeDecl;
use crate::trial::{Panel, Rows, Study};
use std::collections::BTreeMap;

/// The outcomes that are asked for, the primary one first where none is named.
///
/// # Errors
/// `E371` for an outcome that the plan does not have.
pub(crate) fn wanted(plan: &Study, asked: &[String]) -> Outcome<Vec<OutcomeDecl>> {
    if asked.is_empty() {
        // the primary outcome first
        let mut all = plan.outcomes.clone();
        all.sort_by_key(|o| !o.primary);
        return Ok(all);
    }
    asked
        .iter()
        .map(|name| {
            plan.outcomes.iter().find(|o| o.name == *name).cloned().ok_or_else(|| {
                let names: Vec<&str> = plan.outcomes.iter().map(|o| o.name.as_str()).collect();
                let problem =
                    Problem::new("E371", format!("the plan has no outcome `{name}`")).expected(names.join(", "));
                match nearest(name, names.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("outcomes are declared in study.toml before the lock"),
                }
            })
        })
        .collect()
}

/// Terms, in order, whose follow-up has ended for all who began in them; the first one that has not ends the list.
fn observable(gathered: &mut Gathered, outcome: &OutcomeDecl, now: &Study) -> Vec<String> {
    let rollout = &gathered.plan.intervention().rollout;
    let extracted = now.registers.get("enrolments").and_then(|r| r.extracted);
    let column = gathered.pupils.outcomes.iter().position(|o| *o == outcome.name);
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    for period in &rollout.periods {
        let here: Vec<_> = gathered.pupils.rows.iter().filter(|p| p.period == period.id).collect();
        let last = here.iter().map(|p| p.started).max();
        let seen = here.iter().any(|p| column.is_some_and(|c| p.outcomes[c].is_some()));
        let over = match (extracted, last, outcome.within_days) {
            (Some(day), Some(last), Some(within)) => last.saturating_add(within) <= day,
            (Some(day), Some(_), None) => period.end <= day,
            _ => true,
        };
        if seen && over && dropped.is_empty() {
            kept.push(period.id.clone());
        } else {
            dropped.push(period.id.clone());
        }
    }
    if !dropped.is_empty() {
        let names: Vec<&str> = dropped.iter().map(String::as_str).collect();
        let doubt = Doubt::TermsNotYetObservable { outcome: outcome.name.clone(), terms: listed(&names) };
        gathered.warnings.push(doubt.about([About::outcome(&outcome.name)]));
    }
    kept
}

/// The panel of one outcome; `covariates` in place of the plan's where they are given.
///
/// # Errors
/// `E371` for an outcome or a covariate that the pupils do not have, `E373` when no term can be analysed.
pub(crate) fn panel_of(
    gathered: &mut Gathered,
    outcome: &OutcomeDecl,
    now: &Study,
    covariates: Option<&[String]>,
) -> Outcome<Panel> {
    let column = gathered.pupils.outcomes.iter().position(|o| *o == outcome.name).ok_or_else(|| {
        Problem::new("E371", format!("data/pupils.parquet has no outcome `{}`", outcome.name))
            .found(gathered.pupils.outcomes.join(", "))
            .help("run `lodtrin ingest` again: it makes the outcomes that study.toml declares")
    })?;
    let kept = observable(gathered, outcome, now);
    if kept.len() < 2 {
        return Err(Problem::new("E373", format!("fewer than two terms have `{}` for all pupils", outcome.name))
            .help("wait for the follow-up to end, or look at `extracted` of [registers.enrolments]"));
    }
    let covariates = covariates.map_or_else(|| gathered.plan.analysis.covariates.clone(), <[String]>::to_vec);
    let mut columns: Vec<(String, usize)> = Vec::new();
    for name in &covariates {
        let at = gathered.pupils.covariates.iter().position(|c| c == name).ok_or_else(|| {
            let problem = Problem::new("E371", format!("the pupils have no covariate `{name}`"))
                .found(gathered.pupils.covariates.join(", "));
            match nearest(name, gathered.pupils.covariates.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("covariates come from the background register"),
            }
        })?;
        columns.push((name.clone(), at));
    }
    let less = gathered.less.as_deref().filter(|_| outcome.primary);
    let y = |p: usize| gathered.pupils.rows[p].outcomes[column].unwrap_or(f64::NAN);
    panel(gathered, &kept, &columns, &y, less, &|_| true).map(|(panel, missing)| {
        if missing > 0 {
            let doubt = Doubt::MissingOutcomes { pupils: missing, outcome: outcome.name.clone() };
            gathered.warnings.push(doubt.about([About::outcome(&outcome.name)]));
        }
        with_missing(&gathered.pupils, &gathered.lot_of_pupil, panel, outcome, column)
    })
}

/// The panel of some value of the pupils, over the terms kept, less what is known of each beforehand.
pub(crate) fn panel(
    gathered: &Gathered,
    kept: &[String],
    covariates: &[(String, usize)],
    value: &dyn Fn(usize) -> f64,
    less: Option<&[f64]>,
    include: &dyn Fn(usize) -> bool,
) -> Outcome<(Panel, usize)> {
    let place: BTreeMap<&str, u32> = kept.iter().enumerate().map(|(i, p)| (p.as_str(), i as u32)).collect();
    let used: Vec<usize> = (0..gathered.pupils.rows.len())
        .filter(|p| gathered.lot_of_pupil[*p].is_some() && place.contains_key(gathered.pupils.rows[*p].period.as_str()))
        .filter(|p| include(*p))
        .collect();
    let unit: Vec<u32> = used.iter().filter_map(|p| gathered.lot_of_pupil[*p]).collect();
    let period: Vec<u32> = used.iter().map(|p| place[gathered.pupils.rows[*p].period.as_str()]).collect();
    let f: Option<Vec<f64>> = less.map(|f| used.iter().map(|p| f[*p]).collect());
    let known = |at: usize| f.as_ref().is_none_or(|f| !f[at].is_nan());
    let y: Vec<f64> = used.iter().enumerate().map(|(at, p)| if known(at) { value(*p) } else { f64::NAN }).collect();
    let x: Vec<(String, Vec<f64>)> = covariates
        .iter()
        .map(|(name, c)| {
            (name.clone(), used.iter().map(|p| gathered.pupils.rows[*p].covariates[*c].unwrap_or(f64::NAN)).collect())
        })
        .collect();
    let x: Vec<(String, &[f64])> = x.iter().map(|(n, v)| (n.clone(), v.as_slice())).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &x };
    let mut panel = Panel::from_rows(&rows, gathered.lots.clone(), kept.to_vec(), gathered.starts(), None)?;
    if !covariates.is_empty() {
        panel = panel.with_patterns(&rows);
    }
    if let Some(f) = &f {
        panel = panel.less(&rows, f)?;
    }
    let missing = panel.rows_left_out();
    Ok((panel, missing))
}
