//! Letters to schools beside an ingestion, whatever its answer.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::folder::names;
use crate::folder::study::Folder;
use crate::provenance::{io_problem, write_all};
use crate::registers::{Ingested, Ledger, Register};
use crate::report::letters::{self, Letter};
use crate::trial::Study;
use std::path::{Path, PathBuf};

/// A folder of the study itself takes no letters.
///
/// # Errors
/// `R405` for such a folder.
pub(super) fn may_write(folder: &Folder, dir: &Path) -> Outcome<()> {
    let real = |p: &Path| std::fs::canonicalize(p).ok();
    let own = ["lottery", "data", "registers", "results"];
    let inside = own.iter().any(|name| real(&folder.path(name)).zip(real(dir)).is_some_and(|(a, b)| b.starts_with(a)));
    match inside || dir.is_file() {
        false => names::may_write(dir, &[]),
        true => Err(Problem::new("R405", "letters cannot be written there")
            .at(Place::file(dir.display().to_string()))
            .expected("--letters DIR, a folder of its own")
            .help("name another folder, such as letters")),
    }
}

/// Writes `<register>-<file stem>.md` and `.html` for every delivered file, all or none: the same bytes for the same deliveries.
pub(super) fn write(dir: &Path, study: &Study, made: &Outcome<Ingested>) -> Outcome<()> {
    let letters: Vec<Letter> = match made {
        Ok(made) => {
            let ledgers: Vec<(&str, &Ledger)> = made.ledgers.iter().map(|(r, l)| (r.name(), l)).collect();
            letters::of_ledgers(&ledgers)
        }
        Err(problem) => {
            let files: Vec<(&str, &str)> = Register::ALL
                .into_iter()
                .filter_map(|r| Some((r.name(), study.registers.get(r.name())?)))
                .flat_map(|(name, decl)| decl.files.iter().map(move |f| (name, f.as_str())))
                .collect();
            letters::of_problem(&files, problem)
        }
    };
    let files: Vec<(PathBuf, Vec<u8>)> = letters
        .into_iter()
        .flat_map(|letter| {
            let at = |form: &str| dir.join(format!("{}.{form}", letter.name));
            [(at("md"), letter.markdown.into_bytes()), (at("html"), letter.html.into_bytes())]
        })
        .collect();
    let is_new = !dir.exists();
    std::fs::create_dir_all(dir).map_err(|e| io_problem("write in", dir, &e))?;
    write_all(&files).inspect_err(|_| {
        if is_new {
            // a folder that holds something stays
            let _ = std::fs::remove_dir(dir);
        }
    })
}
