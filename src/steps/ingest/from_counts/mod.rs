//! A study of counts: cells in, the panel out, and pupils of counts for what runs the plan on them.

mod amounts;
mod cells;
mod pupils;
mod written;

pub(crate) use pupils::{pupils, values};

use super::frame;
use super::product::Product;
use super::protocol_of_today::protocol_of;
use crate::diagnostics::{Doubt, Outcome, Told};
use crate::folder::study::Folder;
use crate::tables::{Table, Value as Cell};
use crate::trial::{Finding, InOrder, OutcomeKnown, Quality, Study};
use amounts::Counted;
use cells::Cells;
use std::path::Path;

/// Takes a file of counts in place of registers, and writes `data/` into the study or, where one is given, another folder.
///
/// # Errors
/// `R220` with the line for counts that cannot be; what stops a file.
pub(super) fn run(study_folder: &Path, file: &Path, check: bool, into: Option<&Path>) -> Outcome<Product> {
    let folder = Folder::open(study_folder)?;
    let target = into.map_or_else(|| folder.clone(), Folder::at);
    let held = if check { None } else { Some(target.hold("ingest")?) };
    let (study, mut warnings) = protocol_of(&folder)?;
    let ground = frame::ground(&folder, &study)?;
    let shown = file.display().to_string();
    let cells = cells::read(file, &shown, &study, &ground)?;
    let masked = cells.masked;
    if masked > 0 {
        warnings.push(Doubt::MaskedCells { count: masked }.into());
    }
    warnings.extend(held.and_then(|h| h.doubt.clone()));
    warnings.extend(doubts(&study));
    let quality = quality(&study, &cells, &warnings);
    let mut accounts = Table::of("lodtrin/ingest/1");
    accounts.push(vec![
        Cell::from("counts"),
        Cell::Int((cells.cells.len() as u64 + masked) as i64),
        Cell::from(cells.cells.len()),
        Cell::Int(0),
        Cell::Int(masked as i64),
        Cell::Bool(true),
    ]);
    accounts.warnings = warnings.clone();
    let summary = format!(
        "{}: {} cells of counts, {} pupils, {masked} cells masked\n",
        study.title,
        cells.cells.len(),
        pupils::number(&cells)
    );
    if !check {
        written::write(&folder, &target, &study, &ground, &cells, &quality, file)?;
    }
    Ok(Product { ready: true, summary, accounts, quality, warnings, unknown: None })
}

/// What a study of counts lacks.
pub(crate) fn doubts(study: &Study) -> Vec<Told> {
    let missing = "flow, absence, background and what needs the pupils one by one".to_string();
    let mut list: Vec<Told> = vec![Doubt::CountsOnly { missing }.into()];
    if !study.analysis.covariates.is_empty() {
        list.push(Doubt::CountsUnadjusted {}.into());
    }
    list
}

fn quality(study: &Study, cells: &Cells, warnings: &[Told]) -> Quality {
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
