//! `effect` of a study: the finding, the primary table, what stands beside it in one line each.

use super::{cut_lines, finding, folded};
use crate::effects::question::Effects;
use crate::tables::significant;
use crate::trial::Verdict;
use crate::trial::facts::Way;
use crate::trial::study::OutcomeDecl;
use crate::trial::{EstimateRow, Language, Study, Unit};

/// Lines that doubts may take at most.
pub const DOUBTS: usize = 14;
/// Fewest lines of what stands beside the primary table.
const BESIDE: usize = 3;
/// What begins the outcomes of a rehearsal.
const REHEARSAL: &str = "REHEARSAL ";

/// What was found, in sentences: one an intervention, with the verdict on the target.
pub fn findings(effects: &Effects, plan: &Study) -> Vec<String> {
    let outcome = plan.primary();
    let mut lines: Vec<String> = Vec::new();
    if effects.rows.iter().any(|r| r.outcome.starts_with(REHEARSAL)) {
        lines.push("REHEARSAL: nobody was drawn to these waves; what stands here says nothing of any effect.".into());
    }
    let rows = deciding(effects, plan, &outcome.name);
    let mut verdicts: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in &rows {
        let name = intervention(row);
        let before = name.map_or(String::new(), |n| format!("{n}: "));
        lines.extend(folded(&format!("{before}{}", finding::sentence(row, outcome, plan.analysis.level)), 2));
        let Some(target) = outcome.target.filter(|_| row.unit() == Unit::Points) else { continue };
        let told = verdict(target, row);
        match verdicts.iter_mut().find(|(v, _)| *v == told) {
            Some((_, names)) => names.extend(name),
            None => verdicts.push((told, name.into_iter().collect())),
        }
    }
    for (told, names) in verdicts {
        let declared = significant(100.0 * outcome.target.unwrap_or(0.0), 4);
        let whose = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        lines.extend(folded(&format!("{told} ({declared} points){whose}."), 2));
    }
    lines
}

fn verdict(target: f64, row: &EstimateRow) -> &'static str {
    match Verdict::of(target, row.conf_low, row.conf_high) {
        Verdict::Reached => "The target was reached",
        Verdict::NotReached => "The target was not reached",
        Verdict::CannotTell => "We cannot tell whether the target was reached",
    }
}

/// The rows that decide for an outcome: the planned one, or with several interventions the simultaneous ones.
fn deciding<'a>(effects: &'a Effects, plan: &Study, outcome: &str) -> Vec<&'a EstimateRow> {
    let of = |r: &&EstimateRow| plain(&r.outcome) == outcome;
    let joint: Vec<&EstimateRow> = effects.rows.iter().filter(of).filter(|r| is_simultaneous(r)).collect();
    if !joint.is_empty() {
        return joint;
    }
    let a = &plan.analysis;
    let planned = |r: &&EstimateRow| {
        r.estimator == a.estimator && r.estimand == a.estimand && r.variance == a.variance && intervention(r).is_none()
    };
    effects.rows.iter().filter(of).filter(planned).take(1).collect()
}

/// An effect beside the other interventions; differences between two are no effects.
fn is_simultaneous(r: &EstimateRow) -> bool {
    r.estimator == "joint" && r.estimand == "simultaneous" && !r.term.contains('−')
}

fn intervention(r: &EstimateRow) -> Option<&str> {
    r.term.split_once(':').map(|(_, name)| name)
}

fn plain(outcome: &str) -> &str {
    outcome.strip_prefix(REHEARSAL).unwrap_or(outcome)
}

/// The summary below the finding, in at most so many lines. Outcomes of which `mirrored` tells are said, not printed.
pub fn summary(effects: &Effects, plan: &Study, mirrored: &[(String, String)], room: usize) -> Vec<String> {
    let is_mirror = |outcome: &str| mirrored.iter().any(|(m, _)| m == plain(outcome));
    let outcomes: Vec<&OutcomeDecl> = plan.outcomes.iter().filter(|o| !is_mirror(&o.name)).collect();
    let primary: Vec<&EstimateRow> = outcomes.iter().flat_map(|o| deciding(effects, plan, &o.name)).collect();
    let mut lines = cut_lines(table(&primary), room.saturating_sub(mirrored.len() + BESIDE + 3).max(3));
    for (mirror, of) in mirrored {
        lines.extend(folded(&format!("{mirror} mirrors {of}: the same numbers with the other sign"), 2));
    }
    let rest = beside(effects, &primary, &is_mirror);
    if !rest.is_empty() {
        lines.push(String::new());
        lines.push("Beside it".to_string());
        let left = room.saturating_sub(lines.len()).max(BESIDE);
        lines.extend(cut_lines(rest, left));
    }
    lines
}

/// Outcome × estimate, interval, p, prespecified.
fn table(rows: &[&EstimateRow]) -> Vec<String> {
    let Some(first) = rows.first() else { return Vec::new() };
    let percent = Language::En.number(100.0 * first.conf_level, 0);
    let head =
        ["outcome".to_string(), "estimate".into(), format!("{percent}% interval"), "p".into(), "prespecified".into()];
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|r| {
            let name = intervention(r).map_or_else(|| r.outcome.clone(), |n| format!("{}, {n}", r.outcome));
            [name, size(r, r.estimate), interval(r), p(r), if r.prespecified { "yes" } else { "no" }.to_string()]
        })
        .collect();
    let all: Vec<&[String; 5]> = std::iter::once(&head).chain(&cells).collect();
    let wide = |j: usize| all.iter().map(|row| row[j].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(wide).collect();
    let line = |row: &&[String; 5]| {
        let text = format!(
            "{:<a$}  {:>b$}  {:>c$}  {:>d$}  {}",
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            a = widths[0],
            b = widths[1],
            c = widths[2],
            d = widths[3],
        );
        text.trim_end().to_string()
    };
    all.iter().map(line).chain(unit(rows)).collect()
}

/// What the numbers above are.
fn unit(rows: &[&EstimateRow]) -> Option<String> {
    let points = rows.iter().any(|r| r.unit() == Unit::Points);
    let odds = rows.iter().any(|r| r.unit() == Unit::LogOdds);
    match (points, odds) {
        (true, false) => Some("(percentage points)".to_string()),
        (true, true) => Some("(percentage points; log-odds where an estimate is not)".to_string()),
        (false, true) => Some("(log-odds)".to_string()),
        (false, false) => None,
    }
}

/// One line for each estimator, average and inference; the lags of one in a line; what was tried in a line.
fn beside(effects: &Effects, primary: &[&EstimateRow], is_mirror: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut lags: Vec<(String, Vec<&EstimateRow>)> = Vec::new();
    let own = |r: &EstimateRow| primary.iter().any(|p| std::ptr::eq(*p, r));
    for r in effects.rows.iter().filter(|r| !own(r) && !is_mirror(&r.outcome)) {
        let of = intervention(r).map_or(String::new(), |n| format!(":{n}"));
        if r.term.starts_with("lag=") {
            let name = format!("{}, {} by lag{of} ({})", r.outcome, r.estimator, r.variance);
            match lags.iter_mut().find(|(n, _)| *n == name) {
                Some((_, list)) => list.push(r),
                None => lags.push((name, vec![r])),
            }
            continue;
        }
        let average = if r.term == "treated" {
            r.estimand.clone()
        } else if r.term == r.estimand {
            r.term.clone()
        } else {
            format!("{} {}", r.estimand, r.term)
        };
        let p = if r.p_value.is_some() { format!(", p {}", p(r)) } else { String::new() };
        let interval = interval(r);
        let interval = if interval.is_empty() { interval } else { format!(" ({interval})") };
        lines.push(format!(
            "  {}, {} {average}: {}{interval}{p}, {}",
            r.outcome,
            r.estimator,
            size(r, r.estimate),
            r.variance
        ));
    }
    // what the plan named first stands first
    lines.extend(lags.iter().map(|(name, list)| lag_line(name, list)));
    lines.extend(sensitivity(effects));
    lines.iter().map(|l| fit(l)).collect()
}

/// One line of eighty columns.
fn fit(line: &str) -> String {
    if line.chars().count() <= super::WIDE {
        return line.to_string();
    }
    line.chars().take(super::WIDE - 1).collect::<String>().trim_end().to_string() + "…"
}

fn lag_line(name: &str, list: &[&EstimateRow]) -> String {
    let lag = |r: &EstimateRow| r.term.trim_start_matches("lag=").split(':').next().unwrap_or("").to_string();
    let (Some(first), Some(last)) = (list.first(), list.last()) else { return String::new() };
    let outside = |r: &&&EstimateRow| r.conf_low.is_some_and(|l| l > 0.0) || r.conf_high.is_some_and(|h| h < 0.0);
    let with = list.iter().filter(|r| r.conf_low.is_some()).count();
    format!("  {name}: {} to {}, {} of {with} exclude 0", lag(first), lag(last), list.iter().filter(outside).count())
}

/// How many of the sensitivity analyses have the deciding sign.
fn sensitivity(effects: &Effects) -> Option<String> {
    let ways = effects.noted::<Way>().into_iter();
    let values: Vec<f64> = ways.filter(|w| Unit::of(&w.scale) == Unit::Points).filter_map(|w| w.estimate).collect();
    let first = values.first()?;
    let same = values.iter().filter(|v| (**v < 0.0) == (*first < 0.0)).count();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    Some(format!(
        "  sensitivity: {same} of {} analyses on the same side of 0, {} to {} points",
        values.len(),
        signed(100.0 * low),
        signed(100.0 * high)
    ))
}

fn signed(x: f64) -> String {
    let text = format!("{:.1}", x.abs());
    if text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        text
    } else if x < 0.0 {
        format!("-{text}")
    } else {
        format!("+{text}")
    }
}

fn size(r: &EstimateRow, value: Option<f64>) -> String {
    match value {
        None => "NA".to_string(),
        Some(v) if v == f64::INFINITY => "Inf".to_string(),
        Some(v) if v == f64::NEG_INFINITY => "-Inf".to_string(),
        Some(v) if r.unit() == Unit::Points => signed(100.0 * v),
        Some(v) => significant(v, 3),
    }
}

fn interval(r: &EstimateRow) -> String {
    match (r.conf_low, r.conf_high) {
        (None, None) => String::new(),
        (low, high) => format!("{} to {}", size(r, low), size(r, high)),
    }
}

fn p(r: &EstimateRow) -> String {
    r.p_value.map_or("NA".to_string(), |p| Language::En.p_value(p))
}
