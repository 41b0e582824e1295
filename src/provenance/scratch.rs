//! A folder of one's own under the temporary folder: private, gone afterwards, on signals too.

use super::files::io_problem;
use crate::diagnostics::Outcome;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What scratch folders are called; a later run removes those whose run is dead.
const PREFIX: &str = "lodtrin-scratch-";
/// Held for as long as the run lives.
const ALIVE: &str = ".alive";

/// Scratch folders of this process, for a signal's sake.
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A fresh folder that only this user may enter, removed when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    dir: tempfile::TempDir,
    _alive: Option<File>,
}

impl Scratch {
    /// Makes the folder, and removes those that dead runs left.
    pub fn new() -> Outcome<Scratch> {
        let root = std::env::temp_dir();
        sweep(&root);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let dir = builder.tempdir_in(&root).map_err(|e| io_problem("write in", &root, &e))?;
        if let Ok(mut open) = OPEN.lock() {
            open.push(dir.path().to_path_buf());
        }
        // where the disk has no locks nothing is swept either
        let alive = File::create_new(dir.path().join(ALIVE)).ok().filter(|f| f.try_lock().is_ok());
        Ok(Scratch { dir, _alive: alive })
    }

    /// The folder inside in which to work.
    pub fn path(&self) -> PathBuf {
        self.dir.path().join("study")
    }

    /// Another name beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Ok(mut open) = OPEN.lock() {
            open.retain(|p| p != self.dir.path());
        }
    }
}

/// Removes every scratch folder of this process: for a handler of signals, before the process ends.
pub fn remove_all() {
    if let Ok(open) = OPEN.lock() {
        for path in open.iter() {
            // work goes on beside: what it writes meanwhile goes with the next try
            (0..5).find(|_| fs::remove_dir_all(path).is_ok() || !path.exists());
        }
    }
}

/// Removes scratch folders whose run is dead: nobody holds their lock.
fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|n| n.starts_with(PREFIX));
        if !ours || !entry.file_type().is_ok_and(|t| t.is_dir()) {
            continue;
        }
        let dead = match File::open(entry.path().join(ALIVE)) {
            Ok(file) => file.try_lock().is_ok(),
            Err(_) => false,
        };
        if dead {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
