//! One writer at a time: a lock of the system on a file of the study folder, gone with the process.

use super::files::{UNFINISHED, io_problem, remove_unless_held};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The file that whoever writes into a study holds.
pub const LOCK_FILE: &str = ".lodtrin.lock";
/// A folder that gives way to another one where the disk cannot exchange two.
const GIVING_WAY: &str = ".lodtrin-old-";

/// The right to write into a folder, for as long as this lives.
#[derive(Debug)]
pub struct Held {
    file: Option<File>,
    /// The doubt of a place that has no such locks.
    pub doubt: Option<Told>,
}

impl Drop for Held {
    /// Gives the right back by name: a child process that was just begun may hold a copy of the open file until it is
    /// on its own feet, and closing ours alone would leave the lock with it.
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
    }
}

/// Takes the right to write into a folder, names who has it otherwise, and clears away what killed runs left.
///
/// # Errors
/// `P107` while another process holds it.
pub fn hold(root: &Path, verb: &str) -> Outcome<Held> {
    let path = root.join(LOCK_FILE);
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = open.map_err(|e| io_problem("write", &path, &e))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken(&path)),
        Err(TryLockError::Error(_)) => return Ok(Held { file: None, doubt: Some(Doubt::NoLockHere {}.into()) }),
    }
    // who works here, for whoever comes second
    let _ = file.set_len(0);
    let _ = file.write_all(format!("lodtrin {verb}, process {}\n", std::process::id()).as_bytes());
    recover(root);
    Ok(Held { file: Some(file), doubt: None })
}

/// Puts back a folder that had given way to one that a killed run never put in its place; whoever only looks asks for this.
/// Where somebody writes, or nothing may be written, all stays as it is.
pub fn put_back(root: &Path) {
    let mut entries = fs::read_dir(root).into_iter().flatten().flatten();
    if entries.any(|e| e.file_name().to_string_lossy().starts_with(GIVING_WAY)) {
        drop(hold(root, "status"));
    }
}

/// Whether somebody writes into a folder right now, and who.
pub fn held_by(root: &Path) -> Option<String> {
    let path = root.join(LOCK_FILE);
    let file = File::open(&path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(who(&path)),
        _ => None,
    }
}

fn taken(path: &Path) -> Problem {
    Problem::new("P109", "another run of lodtrin writes into this folder")
        .at(Place::file(path.display().to_string()))
        .found(who(path))
        .help("wait until it is done, then run the command again; nothing was changed")
}

fn who(path: &Path) -> String {
    let mut text = String::new();
    let read = File::open(path).and_then(|f| f.take(200).read_to_string(&mut text));
    match text.trim() {
        said if read.is_ok() && !said.is_empty() => said.to_string(),
        _ => "another process".to_string(),
    }
}

/// Undoes what a killed run left: unfinished files and folders go, a folder that had given way comes back.
fn recover(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(target) = name.strip_prefix(GIVING_WAY) {
            let target = root.join(target);
            if target.exists() {
                let _ = fs::remove_dir_all(entry.path());
            } else {
                let _ = fs::rename(entry.path(), target);
            }
        }
    }
    sweep(root);
    for part in ["announced", "lottery", "rehearsal", "data", "results", "registers", "commitments"] {
        sweep_all(&root.join(part));
    }
}

/// Removes unfinished files of one folder.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        match entry.file_type() {
            Ok(t) if t.is_dir() => drop(fs::remove_dir_all(entry.path())),
            _ => remove_unless_held(&entry.path()),
        }
    }
}

fn sweep_all(folder: &Path) {
    sweep(folder);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            sweep_all(&entry.path());
        }
    }
}

/// A folder that is prepared beside the one whose place it takes in one step.
#[derive(Debug)]
pub struct Prepared {
    dir: tempfile::TempDir,
}

impl Prepared {
    /// An empty folder beside others of `root`.
    pub fn new(root: &Path) -> Outcome<Prepared> {
        fs::create_dir_all(root).map_err(|e| io_problem("create folder", root, &e))?;
        let dir = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(root)
            .map_err(|e| io_problem("write in", root, &e))?;
        Ok(Prepared { dir })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Copies a file or folder into it; a link stays a link.
    pub fn copy(&self, from: &Path, inside: &Path) -> Outcome<()> {
        copy(from, &self.dir.path().join(inside))
    }

    /// Takes the place of `target`, which need not be there; what stood there goes.
    pub fn put_in_place(self, target: &Path) -> Outcome<()> {
        ordinary(self.dir.path());
        if !target.exists() {
            let made = self.dir.keep();
            return fs::rename(&made, target).map_err(|e| io_problem("write", target, &e));
        }
        if exchange(self.dir.path(), target) {
            // what stood there is in the temporary folder now and goes with it
            return Ok(());
        }
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let old: PathBuf = target.with_file_name(format!("{GIVING_WAY}{name}"));
        fs::rename(target, &old).map_err(|e| io_problem("write", target, &e))?;
        let made = self.dir.keep();
        if let Err(e) = fs::rename(&made, target) {
            let _ = fs::rename(&old, target);
            let _ = fs::remove_dir_all(&made);
            return Err(io_problem("write", target, &e));
        }
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    let failed = |e: std::io::Error| io_problem("copy", from, &e);
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let kind = fs::symlink_metadata(from).map_err(failed)?.file_type();
    if kind.is_dir() {
        fs::create_dir_all(to).map_err(failed)?;
        for entry in fs::read_dir(from).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    #[cfg(unix)]
    if kind.is_symlink() {
        let target = fs::read_link(from).map_err(failed)?;
        return std::os::unix::fs::symlink(target, to).map_err(failed);
    }
    fs::copy(from, to).map(|_| ()).map_err(|e| io_problem("write", to, &e))
}

/// Exchanges two folders in one step, where the disk can.
fn exchange(made: &Path, target: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, made, CWD, target, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (made, target);
        false
    }
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
