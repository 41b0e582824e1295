//! From tables to declarations: `[forecast]`, and `analysis.adjust`.

use super::reader::Section;
use super::sections;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::Estimator;
use crate::trial::study::{ForecastDecl, FrozenForecast, Intervention, OutcomeDecl, PeriodDecl};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn forecast(s: &Section<'_>, interventions: &[Intervention]) -> Outcome<Option<ForecastDecl>> {
    if !s.present() {
        return Ok(None);
    }
    let covariates = s.texts("covariates")?;
    let mut seen = BTreeSet::new();
    if let Some(twice) = covariates.iter().find(|c| !seen.insert(c.as_str())) {
        return Err(Problem::new("P304", format!("`{}` names `{twice}` twice", s.dotted("covariates"))).at(s.place()));
    }
    if let Some(bad) = covariates.iter().find(|c| ["programme", "period", "n", "k"].contains(&c.as_str())) {
        return Err(Problem::new("P304", format!("`{bad}` cannot be a covariate of the forecast"))
            .at(s.place())
            .help("programme, period, n and k are the columns that every table of counts has"));
    }
    let periods = s.sections("period")?.iter().map(sections::period).collect::<Outcome<Vec<_>>>()?;
    in_order(s, &periods)?;
    before_rollout(s, &periods, interventions)?;
    let frozen = s.section("frozen")?;
    if frozen.present() && s.source.file.ends_with("study.toml") {
        return Err(Problem::new("P304", "`forecast.frozen` stands in a locked plan alone")
            .at(frozen.place())
            .help("leave it out: `lodtrin forecast` fits it, and `lodtrin lock` freezes it"));
    }
    let frozen = frozen.present().then(|| self::frozen(&frozen, &covariates)).transpose()?;
    let decl = ForecastDecl { history: s.optional_text("history")?, covariates, renamed: renamed(s)?, periods, frozen };
    s.finish()?;
    Ok(Some(decl))
}

fn in_order(s: &Section<'_>, periods: &[PeriodDecl]) -> Outcome<()> {
    if periods.len() < 2 {
        return Err(Problem::new("P304", format!("`forecast` declares {} period(s)", periods.len()))
            .at(s.place())
            .expected("at least two [[forecast.period]]")
            .help("declare the terms before the rollout whose pupils are known"));
    }
    for (a, b) in periods.iter().zip(&periods[1..]) {
        if b.start <= a.end {
            return Err(Problem::new("P304", format!("period `{}` starts before period `{}` has ended", b.id, a.id))
                .at(s.place())
                .help("list the periods of the forecast in order of time, without overlap"));
        }
    }
    let mut ids = BTreeSet::new();
    match periods.iter().find(|p| !ids.insert(&p.id)) {
        Some(p) => {
            Err(Problem::new("P304", format!("two periods of the forecast have the id `{}`", p.id)).at(s.place()))
        }
        None => Ok(()),
    }
}

/// Nobody in a period of the forecast may be treated.
fn before_rollout(s: &Section<'_>, periods: &[PeriodDecl], interventions: &[Intervention]) -> Outcome<()> {
    let first = interventions.iter().filter_map(|i| i.rollout.periods.first()).min_by_key(|p| p.start);
    let late = first.and_then(|first| Some((periods.iter().find(|p| p.end >= first.start)?, first)));
    if let Some((period, first)) = late {
        return Err(Problem::new("D122", format!("the forecast's period `{}` may hold treated pupils", period.id))
            .at(s.place())
            .found(format!(
                "it ends on {}, and the rollout begins with `{}` on {}",
                day(period.end),
                first.id,
                day(first.start)
            ))
            .expected("periods that have ended before the rollout's first one starts")
            .help("a forecast is made of pupils whom nobody could have treated: leave this period out"));
    }
    for i in interventions {
        if let Some(p) = periods.iter().find(|p| i.rollout.period(&p.id).is_some()) {
            return Err(Problem::new("P304", format!("`{}` is a period of the forecast and of the rollout", p.id))
                .at(s.place())
                .help("give one of them another id"));
        }
    }
    Ok(())
}

fn day(days: i32) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(days)).map_or_else(|_| format!("day {days}"), |d| d.to_string())
}

fn renamed(s: &Section<'_>) -> Outcome<BTreeMap<String, String>> {
    let table = s.section("renamed")?;
    let mut map = BTreeMap::new();
    for (old, entry) in table.entries() {
        let new = entry.text()?;
        if old == new {
            return Err(entry.bad(format!("`{}` renames `{old}` to itself", s.dotted("renamed"))));
        }
        map.insert(old, new);
    }
    Ok(map)
}

fn frozen(s: &Section<'_>, covariates: &[String]) -> Outcome<FrozenForecast> {
    let why = "a frozen forecast has history, other, levels, centre and slopes";
    let numbers = |key: &'static str| -> Outcome<BTreeMap<String, f64>> {
        s.require(key, why)?.section()?.entries().into_iter().map(|(k, e)| Ok((k, e.number()?))).collect()
    };
    // a number for every covariate, in the declared order
    let of_covariates = |key: &'static str| -> Outcome<Vec<(String, f64)>> {
        let mut given = numbers(key)?;
        let list = covariates.iter().filter_map(|c| Some((c.clone(), given.remove(c)?))).collect::<Vec<_>>();
        if list.len() == covariates.len() && given.is_empty() {
            return Ok(list);
        }
        let problem = Problem::new("P304", format!("`{}` has other covariates than the forecast", s.dotted(key)));
        Err(problem.at(s.place()).expected(covariates.join(", ")))
    };
    let history = s.require("history", why)?;
    let digest = history.text()?;
    if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Err(history.wrong("64 hex digits"));
    }
    let frozen = FrozenForecast {
        history: digest,
        other: s.require("other", why)?.number()?,
        levels: numbers("levels")?,
        centre: of_covariates("centre")?,
        slopes: of_covariates("slopes")?,
    };
    s.finish()?;
    Ok(frozen)
}

/// `analysis.adjust`: `forecast` (the default where one is declared) or `none`.
pub(super) fn adjust(s: &Section<'_>, estimator: Estimator, forecast: bool) -> Outcome<bool> {
    let entry = s.get("adjust");
    let asked = match &entry {
        Some(e) => e.choice(&["forecast", "none"])? == "forecast",
        None => forecast,
    };
    let place = || entry.as_ref().map_or_else(|| s.place(), |e| e.place());
    if asked && !forecast {
        return Err(Problem::new("P304", "`analysis.adjust` is \"forecast\", and the protocol declares no [forecast]")
            .at(place())
            .help("declare [forecast] with the earlier terms as [[forecast.period]], or write adjust = \"none\""));
    }
    // on the logit scale nothing can be taken off an outcome
    if asked && estimator.row().log_odds {
        return Err(Problem::new("P304", format!("a forecast cannot be taken off the outcome of `{estimator}`"))
            .at(place())
            .help("write adjust = \"none\", or name an estimator of differences: `lodtrin explain forecast`"));
    }
    Ok(asked)
}

/// Refuses a forecast of an outcome that is no 0/1.
pub(super) fn check_outcome(outcomes: &[OutcomeDecl], adjust: bool, s: &Section<'_>) -> Outcome<()> {
    match outcomes.iter().find(|o| o.primary && adjust && !o.kind.is_binary()) {
        None => Ok(()),
        Some(o) => Err(Problem::new("P304", format!("a forecast is of a 0/1 outcome, and `{}` is none", o.name))
            .at(s.place())
            .help("write adjust = \"none\" in [analysis], or leave [forecast] out")),
    }
}
