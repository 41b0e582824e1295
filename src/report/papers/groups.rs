//! Table 4: the effect in groups of pupils, and whether it differs between them.

use super::rounding::Print;
use super::shared::{Papers, adjusted, text};
use super::table::{Cell, PaperTable};
use super::{effects, names};
use crate::trial::facts::EffectFacts;
use crate::trial::{EstimateRow, Unit};
use crate::words::word;

/// A group's row: the grouping, its value.
struct Group<'a> {
    column: &'a str,
    value: &'a str,
    row: &'a EstimateRow,
}

pub(super) fn table(papers: &Papers<'_>) -> Option<PaperTable> {
    let facts = papers.sources.effect_facts()?;
    let all = papers.sources.effect_rows();
    let primary = &papers.sources.study().primary().name;
    let plan = &papers.sources.study().analysis;
    let parsed: Vec<Group<'_>> = all
        .iter()
        .filter(|r| {
            effects::is_planned(papers.sources, r) || (r.estimator == plan.estimator && r.estimand == plan.estimand)
        })
        .filter(|r| r.variance == plan.variance || r.variance == "randomization")
        .filter_map(|row| {
            let inside = row.outcome.strip_prefix(primary.as_str())?.strip_prefix('[')?.strip_suffix(']')?;
            let (column, value) = inside.split_once('=')?;
            Some(Group { column, value, row })
        })
        .collect();
    let mut rows = Vec::new();
    let mut shown: Vec<&EstimateRow> = Vec::new();
    let mut columns: Vec<&str> = parsed.iter().map(|g| g.column).collect();
    columns.dedup();
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].contains(column) {
            continue;
        }
        let of: Vec<&Group<'_>> = parsed.iter().filter(|g| g.column == *column).collect();
        let Some(first) = of.first() else { continue };
        let against = format!("-{}", first.value);
        let is_difference =
            |g: &&&Group<'_>| g.value.strip_suffix(against.as_str()).is_some_and(|v| of.iter().any(|o| o.value == v));
        for g in of.iter().filter(|g| !is_difference(g)) {
            let wanted = format!("{}{against}", g.value);
            let difference = of.iter().find(|d| d.value == wanted && is_difference(d)).map(|d| d.row);
            rows.push(line(papers, facts, g, difference));
            shown.push(g.row);
        }
    }
    let points = shown.iter().all(|r| r.unit() == Unit::Points);
    let mut heads = vec![
        papers.words("group", "paper-group"),
        papers.words("level", "paper-level"),
        papers.number("n", "paper-n"),
        papers.number("weight", "paper-weight"),
    ];
    heads.extend(papers.effect_columns(&shown));
    heads.extend([
        papers.number("difference", if points { "paper-difference-points" } else { "paper-difference" }),
        papers.number("difference_low", "paper-low"),
        papers.number("difference_high", "paper-high"),
        papers.number("p", "paper-p-difference"),
        papers.number("p_adjusted", "paper-p-adjusted"),
    ]);
    Some(PaperTable {
        name: "4",
        caption: word(papers.language, "paper-caption-4"),
        columns: heads,
        rows,
        notes: vec![word(papers.language, "paper-note-groups"), word(papers.language, "paper-note-group-weight")],
    })
}

/// The share of a group among the treated pupils that the effect is about.
fn weight(facts: &EffectFacts, row: &EstimateRow) -> Option<f64> {
    facts.groups.iter().find(|g| g.outcome == row.outcome && g.estimator == row.estimator)?.weight
}

fn line(papers: &Papers<'_>, facts: &EffectFacts, group: &Group<'_>, difference: Option<&EstimateRow>) -> Vec<Cell> {
    let print = Print(papers.language);
    let row = group.row;
    let of = |value: Option<f64>| print.effect(&row.scale, value);
    vec![
        text(names::covariate(papers.language, group.column)),
        text(names::level(papers.language, group.column, group.value)),
        print.count(row.nobs.max(0.0) as u64),
        print.percent(weight(facts, row)),
        of(row.estimate),
        of(row.conf_low),
        of(row.conf_high),
        of(difference.and_then(|d| d.estimate)),
        of(difference.and_then(|d| d.conf_low)),
        of(difference.and_then(|d| d.conf_high)),
        print.p(difference.and_then(|d| d.p_value)),
        print.p(difference.and_then(|d| adjusted(papers.sources, d, Some("subgroup-differences")))),
    ]
}
