//! Puts a finished folder in the place of another in one step, so that whoever looks sees the old one or the new.

use crate::diagnostics::{Outcome, Problem};
use crate::folder::study::Folder;
use crate::provenance::io_problem;
use std::fs;
use std::path::{Path, PathBuf};

/// What unfinished folders are called; a later run clears them away.
const UNFINISHED: &str = ".lodtrin-data-";

/// A folder beside `data/` in which everything is made before it takes that place.
pub(crate) struct Workplace {
    dir: tempfile::TempDir,
    target: PathBuf,
}

impl Workplace {
    /// Makes the folder, and clears away what a killed run left.
    pub fn new(folder: &Folder) -> Outcome<Workplace> {
        let root = folder.root();
        if let Ok(entries) = fs::read_dir(root) {
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        }
        let dir = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(root)
            .map_err(|e| io_problem("write in", root, &e))?;
        ordinary(dir.path());
        Ok(Workplace { dir, target: folder.path("data") })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Outcome<()> {
        crate::provenance::write_atomic(&self.dir.path().join(name), bytes)
    }

    /// Takes the place of `data/`. Files in there that are not among `ours` are kept.
    pub fn publish(self, ours: &[&str]) -> Outcome<()> {
        let target = &self.target;
        if target.exists() && !target.is_dir() {
            return Err(Problem::new("P101", "`data` is not a folder").help("move that file away"));
        }
        if !target.exists() {
            let made = self.dir.keep();
            return fs::rename(&made, target).map_err(|e| io_problem("write", target, &e));
        }
        for entry in fs::read_dir(target).map_err(|e| io_problem("read", target, &e))?.flatten() {
            let name = entry.file_name();
            if !ours.iter().any(|o| name == *o) && entry.path().is_file() {
                fs::copy(entry.path(), self.dir.path().join(&name))
                    .map_err(|e| io_problem("copy", &entry.path(), &e))?;
            }
        }
        exchange(self.dir.path(), target)
        // what was in data/ is in the temporary folder now and goes with it
    }
}

/// Exchanges two folders in one step.
#[cfg(unix)]
fn exchange(made: &Path, target: &Path) -> Outcome<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, made, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // a file system that cannot: file by file, the receipt last
        Err(_) => one_by_one(made, target),
    }
}

#[cfg(not(unix))]
fn exchange(made: &Path, target: &Path) -> Outcome<()> {
    one_by_one(made, target)
}

fn one_by_one(made: &Path, target: &Path) -> Outcome<()> {
    let mut names: Vec<PathBuf> =
        fs::read_dir(made).map_err(|e| io_problem("read", made, &e))?.flatten().map(|e| e.path()).collect();
    names.sort_by_key(|p| p.file_name().is_some_and(|n| n == "receipt.json"));
    for from in names {
        let Some(name) = from.file_name() else { continue };
        let to = target.join(name);
        fs::rename(&from, &to).map_err(|e| io_problem("write", &to, &e))?;
    }
    Ok(())
}

fn ordinary(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = path;
}
