//! What is told of a study of counts: its quality, and what it lacks.

use super::amounts::Counted;
use super::cells::Cells;
use super::pupils;
use crate::diagnostics::{Doubt, Told};
use crate::trial::{Finding, InOrder, OutcomeKnown, Quality, Study};

/// What a study of counts lacks.
pub(crate) fn doubts(study: &Study) -> Vec<Told> {
    let missing = "flow, absence, background and what needs the pupils one by one".to_string();
    let mut list: Vec<Told> = vec![Doubt::CountsOnly { missing }.into()];
    if !study.analysis.covariates.is_empty() {
        list.push(Doubt::CountsUnadjusted {}.into());
    }
    list
}

pub(crate) fn quality(study: &Study, cells: &Cells, warnings: &[Told]) -> Quality {
    let of = |o: usize| {
        let own: Vec<&Counted> = cells.whole().filter(|(k, _)| k.0 == o).map(|(_, c)| c).collect();
        OutcomeKnown {
            outcome: study.outcomes[o].name.clone(),
            n: own.iter().map(|c| c.n).sum(),
            k: own.iter().filter_map(|c| c.k).sum(),
            missing: own.iter().map(|c| c.missing).sum(),
            not_followed: Vec::new(),
        }
    };
    let findings = [
        ("rows", cells.cells.len() as u64 + cells.masked),
        ("pupils", pupils::number(cells)),
        ("masked_cells", cells.masked),
    ];
    Quality {
        schema: Quality::SCHEMA.to_string(),
        registers: InOrder::default(),
        study: findings.into_iter().map(|(name, n)| (name.to_string(), Finding::Count(n))).collect(),
        outcomes: (0..study.outcomes.len()).map(of).collect(),
        statuses: InOrder::default(),
        coverage: Vec::new(),
        interrupted: Vec::new(),
        activities: Vec::new(),
        staff: None,
        warnings: warnings.to_vec(),
    }
}
