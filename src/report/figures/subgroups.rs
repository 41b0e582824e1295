//! The planned effect in groups of pupils, and what groups are called.

use super::deciding::{axis_words, primary_row};
use super::seen;
use crate::plots::{Forest, ForestRow, Sheet};
use crate::report::papers::names;
use crate::report::sources::Sources;
use crate::trial::facts::AdjustedP;
use crate::trial::{EstimateRow, Unit};

/// What a grouping is called above its groups.
pub(crate) fn heading(sheet: &Sheet, name: &str) -> String {
    let (danish, english) = match name {
        "school" => ("Skole", "School"),
        "under20" => ("Alder", "Age"),
        "female" => ("Køn", "Sex"),
        "benefit" => ("Ydelse", "Benefit"),
        "treated" => ("Indsatsen (beskrivende)", "Intervention (descriptive)"),
        _ => (name, name),
    };
    sheet.language.pick(danish, english).to_string()
}

/// What a group is called.
pub(crate) fn level(sheet: &Sheet, name: &str, level: &str) -> String {
    names::level(sheet.language, name, level)
}

/// The effect in every group with the effect in all as a line; nothing where no groups were declared.
pub(crate) fn effects(sources: &Sources, sheet: &Sheet) -> Option<Forest> {
    let whole = primary_row(sources)?;
    let outcome = sources.study().primary();
    let mut list = vec![row(&whole, sheet.say("alle elever", "all pupils").to_string(), None, true)?];
    let mut last = String::new();
    for r in groups(sources, &whole) {
        let Some((name, value)) = grouped(&r.outcome, &outcome.name) else { continue };
        // differences have p-values of their own and stand in the table
        if value.char_indices().any(|(i, c)| c == '-' && i > 0) {
            continue;
        }
        let group = (last != name).then(|| heading(sheet, name));
        if let Some(shown) = row(&r, level(sheet, name, value), group, false) {
            last = name.to_string();
            list.push(shown);
        }
    }
    let probability = whole.unit() == Unit::Points;
    (list.len() > 1).then(|| Forest {
        name: "subgroup-effects".into(),
        title: format!("{}: {}", outcome.label, difference(sources, sheet)),
        caption: sheet
            .say("Den stiplede linje er virkningen for alle elever.", "The dashed line is the effect for all pupils.")
            .into(),
        rows: list,
        target: outcome.target,
        overall: whole.estimate,
        probability,
        axis: axis_words(sources, sheet, probability),
    })
}

/// The rows of groups that are analysed like the deciding row.
fn groups(sources: &Sources, whole: &EstimateRow) -> Vec<EstimateRow> {
    let same = |r: &EstimateRow| {
        r.estimator == whole.estimator && r.estimand == whole.estimand && r.variance == whole.variance
    };
    sources.effect_rows().into_iter().filter(|r| same(r) && sources.speaks_of_shown(&r.term)).collect()
}

/// Grouping and value of a label `outcome[group=value]`.
fn grouped<'a>(label: &'a str, outcome: &str) -> Option<(&'a str, &'a str)> {
    label.strip_prefix(outcome)?.strip_prefix('[')?.strip_suffix(']')?.split_once('=')
}

fn row(r: &EstimateRow, label: String, group: Option<String>, primary: bool) -> Option<ForestRow> {
    let estimate = r.estimate.filter(|e| e.is_finite())?;
    Some(ForestRow { label, group, estimate, low: r.conf_low, high: r.conf_high, primary })
}

/// Whether a difference between groups is claimed: by its p adjusted for all differences.
fn difference(sources: &Sources, sheet: &Sheet) -> String {
    let level = sources.study().analysis.level;
    let all = sources.effect_facts().into_iter().flat_map(|f| &f.adjusted);
    let ps = all.filter(|a| a.family.as_deref() == Some(AdjustedP::DIFFERENCES)).filter_map(|a| a.p);
    seen::group_difference(ps.reduce(f64::min), level, sheet)
}
