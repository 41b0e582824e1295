//! Does what came back fit the study? Nothing is taken on a file's word.

use super::Handed;
use super::handed::files;
use super::implied::{self, Named, named};
use super::returned::{Returned, name};
use crate::diagnostics::{Outcome, Problem};
use crate::estimators::design_based::Method;
use crate::estimators::waves_of;
use crate::trial::{EstimateRow, Named as _};
use std::collections::BTreeMap;

/// Numbers that agree to this share of their size were printed from the same one: the script prints twelve digits.
const PRINTED: f64 = 1e-9;
/// Most and fewest values of a grouping.
const VALUES: std::ops::RangeInclusive<usize> = 2..=6;

/// What was found beside the rows.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Periods that were analysed.
    pub periods: usize,
    /// Whether the draw decided who was seen, so that there are no replays.
    pub planned_gaps: bool,
    /// Rows whose numbers were too small to leave.
    pub hidden: usize,
}

fn refuse(what: impl Into<String>) -> Problem {
    Problem::new("E394", format!("what came back does not fit this study: {}", what.into()))
        .help("run analyse.R again in a folder that `lodtrin bridge` wrote for this study, and take out/ as it is")
        .help("nothing was written")
}

/// Judges what came back by what a fresh folder holds.
///
/// # Errors
/// `E394`, with what does not fit.
pub fn judge(back: &Returned, h: &Handed) -> Outcome<Judged> {
    let rehearsed = |r: &EstimateRow| r.outcome.starts_with("REHEARSAL ");
    if back.rows.iter().any(rehearsed) {
        return Err(refuse("it is a rehearsal: outcomes begin with REHEARSAL"));
    }
    digest(back, h)?;
    let Some(method) = waves_of(h.plan.analysis.estimator) else { return Err(refuse("the estimator is not served")) };
    let judged = rows(back, h, &method)?;
    lots(back, h, &judged)?;
    for row in &back.rows {
        numbers(row, h)?;
    }
    whole(back, h)?;
    Ok(judged)
}

/// The script ran on the plan that a fresh folder holds.
fn digest(back: &Returned, h: &Handed) -> Outcome<()> {
    let fresh = files(h).into_iter().find(|(n, _)| n == "plan.csv").map(|(_, b)| super::handed::md5(&b));
    let told = back.run.get("plan.csv").cloned().unwrap_or_default();
    if fresh.as_deref() == Some(told.as_str()) {
        return Ok(());
    }
    Err(refuse("it was made with another plan.csv than `lodtrin bridge` writes today")
        .found(format!("MD5 {told}"))
        .expected(format!("MD5 {}", fresh.unwrap_or_default()))
        .help(
            "where --keys or --numbers were given, leave the folder that `bridge` wrote beside out/, or in the study",
        ))
}

/// The rows are those that the plan implies for some number of periods, in order; groups may be absent.
fn rows(back: &Returned, h: &Handed, method: &Method) -> Outcome<Judged> {
    let most = h.periods();
    let mut nearest: Option<Problem> = None;
    for (periods, planned_gaps) in (2..=most).rev().flat_map(|t| [(t, false), (t, true)]) {
        let (before, behind) = implied::rows(h, method, periods, planned_gaps);
        match in_order(back, h, &before, &behind) {
            Ok(()) => {
                let hidden = back.rows.iter().filter(|r| r.estimate.is_none() && r.estimand != "lag-tests").count();
                return Ok(Judged { periods, planned_gaps, hidden });
            }
            Err(problem) => nearest = nearest.or(Some(problem)),
        }
    }
    Err(nearest.unwrap_or_else(|| refuse("fewer than two periods")))
}

fn in_order(back: &Returned, h: &Handed, before: &[Named], behind: &[Named]) -> Outcome<()> {
    let there: Vec<Named> = back.rows.iter().map(named).collect();
    let apart = |at: usize, wanted: Option<&Named>| {
        let found = there.get(at).map_or("no further row".to_string(), |r| r.join(" "));
        refuse(format!("its rows are not those that the plan implies (row {})", at + 1))
            .found(found)
            .expected(wanted.map_or("no further row".to_string(), |r| r.join(" ")))
    };
    if let Some(at) = before.iter().enumerate().find(|(i, r)| there.get(*i) != Some(r)).map(|(i, _)| i) {
        return Err(apart(at, before.get(at)));
    }
    let groups =
        there.len().checked_sub(before.len() + behind.len()).ok_or_else(|| apart(there.len(), behind.first()))?;
    let from = before.len() + groups;
    if let Some(at) = behind.iter().enumerate().find(|(i, r)| there.get(from + i) != Some(r)).map(|(i, _)| i) {
        return Err(apart(from + at, behind.get(at)));
    }
    let mut rest = &there[before.len()..from];
    for group in &h.plan.analysis.subgroups {
        rest = &rest[of_group(rest, group, h, before.first())?..];
    }
    match rest.first() {
        Some(row) => Err(refuse("a row of no declared subgroup").found(row.join(" "))),
        None => Ok(()),
    }
}

/// How many rows at the front are those of a grouping: two to six values, then each less the first.
fn of_group(rest: &[Named], group: &str, h: &Handed, planned: Option<&Named>) -> Outcome<usize> {
    let begin = format!("{}[{group}=", h.plan.primary().name);
    let value = |r: &Named| r[0].strip_prefix(&begin).and_then(|v| v.strip_suffix(']')).map(str::to_string);
    let values: Vec<String> = rest.iter().map_while(value).collect();
    if values.is_empty() {
        return Ok(0);
    }
    let fits = |s: usize| {
        let differences = || values[1..s].iter().map(|v| format!("{v}-{}", values[0]));
        values.len() == 2 * s - 1 && values[s..].iter().cloned().eq(differences())
    };
    let alike = rest[..values.len()].iter().all(|r| planned.is_some_and(|p| p[1..] == r[1..]));
    if values.len() % 2 == 1 && VALUES.contains(&values.len().div_ceil(2)) && fits(values.len().div_ceil(2)) && alike {
        return Ok(values.len());
    }
    Err(refuse(format!("the rows of `{group}` are not two to six values and their differences from the first"))
        .found(values.join(", ")))
}

/// Level, replays and lots are the study's.
fn lots(back: &Returned, h: &Handed, judged: &Judged) -> Outcome<()> {
    let differs = |what: &str, found: f64, expected: f64| {
        Err(refuse(format!("{what} differ")).found(found.to_string()).expected(expected.to_string()))
    };
    let level = h.plan.analysis.level;
    if let Some(row) = back.rows.iter().find(|r| (r.conf_level - level).abs() > PRINTED) {
        return differs("levels", row.conf_level, level);
    }
    let replays = h.draws as f64;
    if let Some((_, _, r)) = back.facts.iter().find(|(_, key, r)| key == "R" && *r != replays) {
        return differs("replays", *r, replays);
    }
    if let Some(row) = back.rows.iter().find(|r| r.n_clusters > h.lots.len()) {
        return differs("lots", row.n_clusters as f64, h.lots.len() as f64);
    }
    let wanted: BTreeMap<String, f64> =
        implied::cohorts(h, judged.periods).into_iter().fold(BTreeMap::new(), |mut all, (start, n)| {
            let label = h.period(start).filter(|_| start < judged.periods).unwrap_or_else(|| "later".to_string());
            *all.entry(format!("N_g[{label}]")).or_insert(0.0) += n as f64;
            all
        });
    let mut told: BTreeMap<String, f64> = BTreeMap::new();
    for (_, key, n) in back.facts.iter().filter(|(row, key, _)| row == "design" && key.starts_with("N_g[")) {
        *told.entry(key.clone()).or_insert(0.0) += n;
    }
    if told != wanted {
        return Err(refuse("lots of the cohorts differ").found(format!("{told:?}")).expected(format!("{wanted:?}")));
    }
    Ok(())
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= PRINTED * a.abs().max(b.abs()).max(1e-3)
}

/// What must hold within one row.
fn numbers(row: &EstimateRow, h: &Handed) -> Outcome<()> {
    let wrong = |what: &str, found: String| Err(refuse(format!("{}: {what}", name(row))).found(found));
    if row.estimator != h.plan.analysis.estimator.name() || row.scale != implied::scale_of(h) {
        return wrong("another estimator or scale than the plan's", format!("{} {}", row.estimator, row.scale));
    }
    if let Some(p) = row.p_value {
        let whole = p * (1.0 + h.draws as f64);
        let counted = row.variance == "randomization";
        let fits = (whole - whole.round()).abs() <= 1e-6 && whole.round() >= 1.0 && p <= 1.0 + PRINTED;
        if counted && !fits || !(0.0..=1.0 + PRINTED).contains(&p) {
            return wrong("p(1 + R) is no whole number from 1 to 1 + R", format!("p {p}"));
        }
    }
    if row.estimand == "lag-tests" {
        return Ok(());
    }
    if let (Some(estimate), Some(statistic)) = (row.estimate, row.statistic) {
        let scale = row.std_error.unwrap_or(1.0);
        if !close(statistic, estimate / scale) {
            return wrong("the statistic is not the estimate over its standard error", format!("{statistic}"));
        }
    }
    let (Some(low), Some(high), Some(estimate)) = (row.conf_low, row.conf_high, row.estimate) else {
        return if row.conf_low.is_some() != row.conf_high.is_some() || row.estimate.is_none() && row.p_value.is_some() {
            wrong("numbers are missing", format!("{:?} {:?}", row.conf_low, row.conf_high))
        } else {
            Ok(())
        };
    };
    let slack = PRINTED * estimate.abs().max(1e-3);
    if !(low - slack <= estimate && estimate <= high + slack) {
        return wrong("the estimate lies outside its limits", format!("{estimate} in [{low}, {high}]"));
    }
    let outside = low > 0.0 || high < 0.0;
    match row.p_value {
        Some(p) if p > 1.0 - row.conf_level + 1e-12 && outside => {
            wrong("0 lies outside the limits, and p says otherwise", format!("p {p}, [{low}, {high}]"))
        }
        None if row.std_error.is_some_and(|s| s > 0.0) => wrong("limits without p", format!("[{low}, {high}]")),
        _ => Ok(()),
    }
}

/// Σ ω_s θ_s = θ̂ for every grouping of which all shares came back.
fn whole(back: &Returned, h: &Handed) -> Outcome<()> {
    let a = &h.plan.analysis;
    let gaps = back.checks.iter().any(|(check, n)| check == "gaps" && *n != Some(0.0));
    if a.weight == "pupils" && gaps {
        return Ok(());
    }
    let Some(planned) = back.rows.first().and_then(|r| r.estimate) else { return Ok(()) };
    for group in &a.subgroups {
        let begin = format!("{}[{group}=", h.plan.primary().name);
        let parts: Vec<(Option<f64>, Option<f64>)> = back
            .rows
            .iter()
            .filter(|r| r.outcome.starts_with(&begin))
            .map(|r| (r.estimate, back.fact(&name(r), "omega")))
            .collect();
        let values = parts.len().div_ceil(2);
        let parts = &parts[..values];
        let Some(products) = parts.iter().map(|(e, w)| Some(e.as_ref()? * w.as_ref()?)).collect::<Option<Vec<f64>>>()
        else {
            continue;
        };
        let sum: f64 = products.iter().sum();
        if values > 0 && (sum - planned).abs() > PRINTED * planned.abs().max(1.0) {
            return Err(refuse(format!("the groups of `{group}` do not add up to the whole"))
                .found(format!("{sum}"))
                .expected(format!("{planned}")));
        }
    }
    Ok(())
}
