//! The frozen forecast: does the table of earlier terms give its digits?

use super::files::{Parsed, sentence};
use super::verdict::Verdict;
use crate::diagnostics::Outcome;
use crate::folder::study::Folder;
use crate::history::{Counted, counted, fit, frozen};
use crate::protocol;
use crate::provenance::{read_bytes, sha256};
use crate::trial::Study;
use crate::trial::study::FrozenForecast;

/// Reads a table of counts, whatever its dialect; the path in the study folder names it in messages.
pub type ReadTable<'a> = &'a dyn Fn(&Folder, &str) -> Outcome<Counted>;

/// The verdict `forecast`, where the plan holds one and the table that it was made of is here.
pub(crate) fn verdict(
    parsed: &Parsed,
    study: Option<&Folder>,
    read: ReadTable<'_>,
    not_checked: &mut Vec<String>,
) -> Option<Verdict> {
    let plan = std::str::from_utf8(parsed.plan.as_ref()?).ok()?;
    let plan = protocol::parse(plan, "plan.toml").ok()?;
    let decl = plan.forecast.as_ref()?;
    let Some(locked) = &decl.frozen else {
        return Some(Verdict::no("forecast", "the plan declares a forecast and holds none", Vec::new()));
    };
    let members = parsed.ones.iter().find_map(|one| one.members.as_ref());
    if members.is_some_and(|m| m.iter().any(|m| !locked.levels.contains_key(&m.programme))) {
        let without = members.into_iter().flatten().filter(|m| !locked.levels.contains_key(&m.programme));
        let details = without.map(|m| format!("`{}` has no level", m.programme)).collect();
        return Some(Verdict::no("forecast", "programmes of the frame have no level in the frozen forecast", details));
    }
    let there = study.filter(|s| {
        let path = s.path(decl.table());
        path.is_file() && read_bytes(&path).is_ok_and(|b| sha256(&b).hex() == locked.history)
    });
    let Some(study) = there else {
        not_checked.push(format!("the forecast: no table with the digest that was frozen is here ({})", decl.table()));
        return None;
    };
    Some(match again(&plan, locked, study, read) {
        Err(problem) => {
            Verdict::no("forecast", "the table that was frozen gives no forecast", vec![sentence(&problem)])
        }
        Ok(details) if details.is_empty() => Verdict::yes(
            "forecast",
            "fitted again from the table that was frozen, every digit of the forecast is the same",
        ),
        Ok(details) => Verdict::no("forecast", "the table that was frozen gives another forecast", details),
    })
}

/// What differs between the frozen forecast and a fit of its table, one line each.
fn again(plan: &Study, locked: &FrozenForecast, study: &Folder, read: ReadTable<'_>) -> Outcome<Vec<String>> {
    let Some(decl) = &plan.forecast else { return Ok(Vec::new()) };
    let table = read(study, decl.table())?;
    let programmes: Vec<String> = locked.levels.keys().cloned().collect();
    let periods: Vec<_> = plan.interventions.iter().flat_map(|i| i.rollout.periods.iter().cloned()).collect();
    let history = counted(&table, decl, &programmes, &periods)?;
    let fitted = fit(&history.groups, history.programmes.len(), decl.covariates.len())?;
    let made = frozen(&fitted, &history.programmes, &decl.covariates, &locked.history);
    let mut details = Vec::new();
    let mut see = |what: String, locked: f64, made: f64| {
        if locked != made {
            details.push(format!("{what}: frozen {locked}, the table gives {made}"));
        }
    };
    see("other".to_string(), locked.other, made.other);
    for (id, level) in &locked.levels {
        see(format!("level of `{id}`"), *level, made.levels.get(id).copied().unwrap_or(f64::NAN));
    }
    for (name, a, b) in [("centre", &locked.centre, &made.centre), ("slope", &locked.slopes, &made.slopes)] {
        for ((covariate, locked), (_, made)) in a.iter().zip(b) {
            see(format!("{name} of `{covariate}`"), *locked, *made);
        }
    }
    Ok(details)
}
