//! The tables of a paper, from the sources of a report: each is there where its results are.

use super::shared::Papers;
use super::table::PaperTable;
use super::{characteristics, early_absence, effects, every, flow, groups};
use crate::report::sources::Sources;
use crate::trial::{Language, Pupils};

/// All tables that these results give, in the order of their names.
pub fn tables(sources: &Sources, pupils: Option<&Pupils>, language: Language) -> Vec<PaperTable> {
    let papers = Papers { sources, pupils, language };
    let all = [
        characteristics::table(&papers),
        effects::table(&papers),
        early_absence::by_days(&papers),
        early_absence::measures(&papers),
        groups::table(&papers),
        every::estimates(&papers),
        every::sensitivity(&papers),
        flow::table(&papers),
    ];
    all.into_iter().flatten().filter(|t| !t.rows.is_empty()).collect()
}
