//! A lock that takes another one's place: the old one stays where everybody can see it.

use crate::diagnostics::{Outcome, Problem};
use crate::folder::Files;
use crate::lottery::{Amendment, Change, Lock};
use crate::provenance::{self, Digest};
use crate::steps::amend::day_of;
use std::path::Path;

/// Moves everything but `past/` into `past/<digest>/`.
pub(super) fn put_aside(files: &Files, digest: Digest) -> Outcome<()> {
    let aside = files.path(&format!("past/{digest}"));
    let refused = |what: &str, path: &Path, e: std::io::Error| {
        Problem::new("P101", format!("cannot {what} `{}`: {e}", path.display())).help("nothing of the old lock is lost")
    };
    if aside.exists() {
        return Err(Problem::new("L202", format!("past/{digest} is there already"))
            .help("look at what it holds before going on"));
    }
    std::fs::create_dir_all(&aside).map_err(|e| refused("create", &aside, e))?;
    // the lock goes last: until then the folder still shows it
    let mut names: Vec<String> = files.list("")?.into_iter().filter(|n| n != "past" && n != "lock.txt").collect();
    names.push("lock.txt".to_string());
    for name in names {
        let from = files.path(&name);
        std::fs::rename(&from, aside.join(&name)).map_err(|e| refused("move", &from, e))?;
    }
    Ok(())
}

/// Writes the first amendment of the new lock: why it replaces the old one.
pub(super) fn note(files: &Files, lock: &Lock, reason: &str, now: i64) -> Outcome<()> {
    let amendment = Amendment {
        prev: lock.digest(),
        date: day_of(now),
        change: Change::Replaces { lock: lock.prev },
        reason: crate::lottery::frozen_text(reason).unwrap_or_default(),
    };
    provenance::create_new(&files.path("amend-001.txt"), amendment.text().as_bytes())
}

/// Takes a rehearsal's own files away, so that it can be rehearsed anew.
pub(super) fn clear(files: &Files) -> Outcome<()> {
    let path = files.path("lock.txt");
    if path.is_file() {
        let root = path.parent().unwrap_or(Path::new("rehearsal"));
        std::fs::remove_dir_all(root)
            .map_err(|e| Problem::new("P101", format!("cannot clear `{}`: {e}", root.display())))?;
    }
    Ok(())
}
