//! Puts a finished folder in the place of `data/` in one step, so that whoever looks sees the old one or the new.

use crate::diagnostics::{Outcome, Problem};
use crate::folder::deliveries::{LOOKED, looked_at};
use crate::folder::study::Folder;
use crate::provenance::{Prepared, io_problem, write_atomic, write_private};
use std::fs;
use std::path::{Path, PathBuf};

/// Files that hold rows of persons.
const PERSONS: [&str; 2] = ["pupils.parquet", "absences.parquet"];

/// A folder beside `data/` in which everything is made before it takes that place.
pub(crate) struct Workplace {
    made: Prepared,
    target: PathBuf,
    /// The receipt of the data that somebody first looked at.
    looked: Option<Vec<u8>>,
}

impl Workplace {
    /// Makes the folder.
    pub fn new(folder: &Folder) -> Outcome<Workplace> {
        let target = folder.path("data");
        if target.exists() && !target.is_dir() {
            return Err(Problem::new("P101", "`data` is not a folder").help("move that file away"));
        }
        Ok(Workplace { made: Prepared::new(folder.root())?, target, looked: looked_at(folder) })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.made.path()
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Outcome<()> {
        let path = self.made.path().join(name);
        if PERSONS.contains(&name) { write_private(&path, bytes) } else { write_atomic(&path, bytes) }
    }

    /// Takes the place of `data/`. What is in there and not among `ours` is kept, and the receipt of the data that
    /// somebody first looked at; files that stand keep their mode.
    pub fn publish(self, ours: &[&str]) -> Outcome<()> {
        self.keep_looked()?;
        for entry in fs::read_dir(&self.target).into_iter().flatten() {
            let entry = entry.map_err(|e| io_problem("read", &self.target, &e))?;
            let name = entry.file_name();
            if !ours.iter().any(|o| name == *o) && !self.made.path().join(&name).exists() {
                self.made.copy(&entry.path(), Path::new(&name))?;
            }
        }
        for name in ours {
            keep_mode(&self.target.join(name), &self.made.path().join(name), PERSONS.contains(name));
        }
        self.made.put_in_place(&self.target)
    }
}

impl Workplace {
    /// What was read for the first look can be compared with what is read from now on.
    fn keep_looked(&self) -> Outcome<()> {
        let Some(looked) = &self.looked else { return Ok(()) };
        if fs::read(self.made.path().join("receipt.json")).is_ok_and(|made| made == *looked) {
            return Ok(());
        }
        let name = LOOKED.trim_start_matches("data/");
        self.write(name, looked)
    }
}

/// Gives a new file the mode of what stands, or what its kind has.
fn keep_mode(standing: &Path, made: &Path, private: bool) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let old = fs::metadata(standing).ok().map(|m| m.permissions());
        let mode = old.unwrap_or_else(|| fs::Permissions::from_mode(if private { 0o600 } else { 0o644 }));
        if made.is_file() {
            let _ = fs::set_permissions(made, mode);
        }
    }
    #[cfg(not(unix))]
    let _ = (standing, made, private);
}
