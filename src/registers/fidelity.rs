//! Dose and fidelity: what was planned for each wave against what was really delivered, and targets by school and by
//! outreach worker.

use crate::registers::{Activity, calendar};
use crate::tables::{Table, Value};
use crate::trial::Study;
use std::collections::{BTreeMap, BTreeSet};

/// One row per programme, school or worker, kind and term. `timing` tells whether the programme's first activity of that
/// kind lies before its drawn start, and `none` where a started programme had nothing in a term.
pub(crate) fn fidelity(study: &Study, activities: &[Activity], starts: &BTreeMap<String, String>) -> Table {
    let mut table = Table::of("lodtrin/fidelity/1");
    let periods = &study.intervention().rollout.periods;
    let by_programme = sums(activities, |a| &a.programme);
    let kinds: BTreeSet<&str> = activities.iter().map(|a| a.kind.as_str()).collect();
    let programmes: BTreeSet<&str> =
        starts.keys().map(String::as_str).chain(by_programme.keys().map(|k| k.0)).collect();
    for programme in programmes {
        let start = starts.get(programme).and_then(|s| study.intervention().rollout.period(s));
        for kind in &kinds {
            let first =
                by_programme.range((programme, *kind, 0)..=(programme, *kind, usize::MAX)).map(|(_, s)| s.first).min();
            for (at, period) in periods.iter().enumerate() {
                let sum = by_programme.get(&(programme, *kind, at));
                let started = start.map(|s| at >= s);
                if sum.is_none() && started != Some(true) {
                    continue;
                }
                let timing = match (sum, first, start) {
                    (None, _, _) => "none",
                    (Some(_), Some(day), Some(s)) if day < periods[s].start => "before start",
                    (Some(_), _, Some(_)) => "after start",
                    (Some(_), _, None) => "not drawn",
                };
                table.push(row("programme", programme, kind, &period.id, starts.get(programme), started, sum, timing));
            }
        }
    }
    for (level, of) in [("school", (|a: &Activity| &a.school) as fn(&Activity) -> &String), ("staff", |a| &a.staff)] {
        for ((unit, kind, at), sum) in &sums(activities, of) {
            table.push(row(level, unit, kind, &periods[*at].id, None, None, Some(sum), ""));
        }
    }
    table
}

/// Counts and targets added up.
struct Sum {
    count: f64,
    target: Option<f64>,
    first: i32,
}

fn sums<'a>(
    activities: &'a [Activity],
    unit: impl Fn(&'a Activity) -> &'a String,
) -> BTreeMap<(&'a str, &'a str, usize), Sum> {
    let mut map: BTreeMap<(&str, &str, usize), Sum> = BTreeMap::new();
    for a in activities.iter().filter(|a| !unit(a).is_empty()) {
        let sum = map.entry((unit(a).as_str(), a.kind.as_str(), a.period)).or_insert(Sum {
            count: 0.0,
            target: None,
            first: a.first,
        });
        sum.count += a.count;
        sum.first = sum.first.min(a.first);
        sum.target = match (sum.target, a.target) {
            (Some(x), Some(y)) => Some(x + y),
            (x, y) => x.or(y),
        };
    }
    map
}

fn row(
    level: &str,
    unit: &str,
    kind: &str,
    period: &str,
    start: Option<&String>,
    started: Option<bool>,
    sum: Option<&Sum>,
    timing: &str,
) -> Vec<Value> {
    let count = sum.map_or(0.0, |s| s.count);
    let target = sum.and_then(|s| s.target);
    vec![
        Value::from(level),
        Value::from(unit),
        Value::from(kind),
        Value::from(period),
        start.map_or(Value::Missing, |s| Value::from(s.as_str())),
        started.map_or(Value::Missing, Value::Bool),
        Value::from(count),
        Value::from(target),
        Value::from(target.filter(|t| *t > 0.0).map(|t| count / t)),
        sum.map_or(Value::Missing, |s| Value::from(calendar::iso(s.first))),
        if timing.is_empty() { Value::Missing } else { Value::from(timing) },
    ]
}
