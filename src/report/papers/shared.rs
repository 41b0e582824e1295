//! What the builders of tables for papers share: the results, columns and cells in one language, the rows that decide.

use super::table::{Cell, Column};
use crate::report::sources::Sources;
use crate::trial::{EstimateRow, Language, Pupils, Unit};
use crate::words::word;

/// What the builders of tables share.
#[derive(Clone, Copy)]
pub(super) struct Papers<'a> {
    /// The results.
    pub sources: &'a Sources,
    /// The pupils, where they are here.
    pub pupils: Option<&'a Pupils>,
    /// The language of the tables.
    pub language: Language,
}

impl Papers<'_> {
    /// A column of words whose heading stands under a key.
    pub fn words(&self, id: &'static str, key: &str) -> Column {
        Column::words(id, word(self.language, key))
    }

    /// A column of numbers whose heading stands under a key.
    pub fn number(&self, id: &'static str, key: &str) -> Column {
        Column::number(id, word(self.language, key))
    }

    /// The columns of an effect with its limits: with their unit where all rows share it.
    pub fn effect_columns(&self, rows: &[&EstimateRow]) -> [Column; 3] {
        let points = rows.iter().all(|r| r.unit() == Unit::Points);
        let key = |points_key: &'static str, plain: &'static str| if points { points_key } else { plain };
        [
            self.number("effect", key("paper-effect-points", "paper-effect")),
            self.number("low", key("paper-low-points", "paper-low")),
            self.number("high", key("paper-high-points", "paper-high")),
        ]
    }
}

/// A cell of words.
pub(super) fn text(words: impl Into<String>) -> Cell {
    let words = words.into();
    if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
}

/// The adjusted p of a row, of a family where one is named.
pub(super) fn adjusted(sources: &Sources, row: &EstimateRow, family: Option<&str>) -> Option<f64> {
    let list = &sources.effect_facts()?.adjusted;
    list.iter().find(|a| a.is_of(row) && a.family.as_deref() == family)?.p
}

/// The rows that decide: the planned row of every outcome, or with several interventions the joint row with simultaneous
/// intervals, an intervention in the order of their names.
pub(super) fn deciding(sources: &Sources) -> Vec<EstimateRow> {
    let rows = sources.effect_rows();
    let plan = &sources.study().analysis;
    let outcomes = sources.study().outcomes.iter();
    let single = |o: &str, view: &Sources| {
        let of = |r: &&EstimateRow| {
            r.outcome == o
                && r.estimator == plan.estimator
                && r.estimand == plan.estimand
                && view.speaks_of_shown(&r.term)
        };
        let own: Vec<&EstimateRow> = rows.iter().filter(of).filter(|r| !beside(r)).collect();
        own.iter().find(|r| r.variance == plan.variance).or(own.first()).map(|r| (*r).clone())
    };
    if sources.each.is_empty() {
        return outcomes.filter_map(|o| single(&o.name, sources)).collect();
    }
    let mut list = Vec::new();
    for o in outcomes {
        for view in &sources.each {
            let name = format!("treated:{}", view.intervention().name);
            let joint = rows.iter().find(|r| {
                r.outcome == o.name && r.estimator == "joint" && r.estimand == "simultaneous" && r.term == name
            });
            list.extend(joint.cloned().or_else(|| single(&o.name, view)));
        }
    }
    list
}

/// Whether a row stands beside an effect: what was delivered, who was never seen, tests of lags.
pub(super) fn beside(row: &EstimateRow) -> bool {
    let term = row.term.split(':').next().unwrap_or_default();
    ["first-stage", "delivered", "always-selected"].contains(&term)
}
