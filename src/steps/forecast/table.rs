//! The table of counts of a study, read and checked against the frame.

use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::folder::study::Folder;
use crate::history::{Counted, History, counted};
use crate::lottery::freeze;
use crate::provenance;
use crate::registers;
use crate::trial::Study;
use crate::trial::study::ForecastDecl;

/// A table of counts with what was read from it.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file, relative to the study folder.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it holds.
    pub history: History,
}

/// Ids of the programmes of the frame, as the lock freezes them.
///
/// # Errors
/// Those of reading and freezing the frame.
pub fn programmes_of(folder: &Folder, study: &Study) -> Outcome<Vec<String>> {
    if let Some(frozen) = folder.plan()?.and_then(|p| p.forecast).and_then(|f| f.frozen) {
        return Ok(frozen.levels.into_keys().collect());
    }
    let file = &study.frame.file;
    let rows = registers::read_frame(&folder.path(file), file, &study.frame)?;
    let waves = study.intervention().rollout.waves.len() as u32;
    let frozen = freeze(&rows, file, &study.frame.covariates, waves)?;
    Ok(frozen.members.into_iter().map(|m| m.programme).collect())
}

/// Reads the study's table of counts.
///
/// # Errors
/// D121, D122, P304 for `renamed` that names no programme, and those of reading a file.
pub fn read_table(folder: &Folder, study: &Study, programmes: &[String]) -> Outcome<Source> {
    let Some(decl) = &study.forecast else { return Err(Problem::new("P302", "`[forecast]` is missing")) };
    let (table, bytes) = read_counts(folder, decl.table())?;
    of_counts(table, bytes, study, decl, programmes)
}

/// A table of counts of a study as words, and its bytes.
///
/// # Errors
/// Those of reading a table.
pub fn read_counts(folder: &Folder, file: &str) -> Outcome<(Counted, Vec<u8>)> {
    let path = folder.path(file);
    let words = registers::read_words(&path, file, &["programme", "period"])?;
    let bytes = provenance::read_bytes(&path)?;
    Ok((Counted { file: file.to_string(), header: words.header, rows: words.rows, decimal: words.decimal }, bytes))
}

/// The history of a table that was read, or made, already.
pub(super) fn of_counts(
    table: Counted,
    bytes: Vec<u8>,
    study: &Study,
    decl: &ForecastDecl,
    programmes: &[String],
) -> Outcome<Source> {
    check_renamed(decl, programmes)?;
    let periods: Vec<_> = study.interventions.iter().flat_map(|i| i.rollout.periods.iter().cloned()).collect();
    let history = counted(&table, decl, programmes, &periods)?;
    Ok(Source { file: table.file, bytes, history })
}

fn check_renamed(decl: &ForecastDecl, programmes: &[String]) -> Outcome<()> {
    for (old, new) in &decl.renamed {
        if !programmes.contains(new) {
            let problem =
                Problem::new("P304", format!("`forecast.renamed` names `{new}`, which is no programme of the frame"))
                    .at(Place::file("study.toml"));
            return Err(match nearest(new, programmes.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem
                    .help("write the programme's id as it stands in the frame: renamed = { \"old id\" = \"id\" }"),
            });
        }
        if programmes.contains(old) {
            return Err(Problem::new(
                "P304",
                format!("`forecast.renamed` renames `{old}`, which is a programme of the frame"),
            )
            .at(Place::file("study.toml"))
            .help("only ids that the frame does not have can be earlier names"));
        }
    }
    Ok(())
}
