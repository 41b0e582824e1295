//! What a study found: the deciding row of each intervention, and why one has no limits.

use super::finding::Finding;
use super::page::Page;
use crate::diagnostics::Told;
use crate::trial::EstimateRow;

/// What was found: one finding, or one an intervention in the order of the names.
pub(super) fn findings<'a>(page: &Page<'a>) -> Vec<Finding<'a>> {
    let d = page.dossier;
    let level = d.study.analysis.level;
    let outcome = d.study.primary();
    if d.each.is_empty() {
        let row = page.primary().cloned();
        let reason = reason(page, row.as_ref());
        return vec![Finding { outcome, intervention: String::new(), row, level, reason }];
    }
    let mut list: Vec<Finding<'a>> = d
        .each
        .iter()
        .map(|one| {
            let own = page.of(one);
            let intervention = one.study.intervention().name.clone();
            let row = joint(page, &outcome.name, &intervention).or_else(|| own.primary().cloned());
            let reason = reason(page, row.as_ref());
            Finding { outcome, intervention, row, level, reason }
        })
        .collect();
    list.sort_by(|a, b| a.intervention.cmp(&b.intervention));
    list
}

/// The row of one intervention beside the others, with simultaneous limits.
pub(super) fn joint(page: &Page<'_>, outcome: &str, intervention: &str) -> Option<EstimateRow> {
    let rows = &page.dossier.comparison.as_ref()?.compared;
    let term = format!("treated:{intervention}");
    rows.iter().find(|r| r.outcome == outcome && r.term == term).cloned()
}

/// Why a row has no limits, where a doubt about it says so.
fn reason(page: &Page<'_>, row: Option<&EstimateRow>) -> Option<String> {
    const REASONS: [&str; 8] = [
        "UnboundedInterval",
        "NoRandomization",
        "NotIdentified",
        "NotPositiveVariance",
        "ZeroByConstruction",
        "NoDegreesOfFreedom",
        "SingletonWave",
        "CannotSeparate",
    ];
    let row = row?;
    let told = &page.dossier.effect.as_ref()?.warnings;
    let own =
        |w: &&Told| w.rows.is_empty() || w.rows.iter().any(|r| r.outcome.as_deref().is_none_or(|o| o == row.outcome));
    let found = REASONS.iter().find_map(|kind| told.iter().filter(own).find(|w| w.kind == *kind))?;
    Some(page.doubt(found).trim_end_matches('.').to_string())
}
