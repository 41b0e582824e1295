//! Where the lottery to be verified stands: a study, a folder holding only `lottery/`, a lottery's own folder, or a pack.

use super::study::Folder;
use super::{Files, archive};
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::Scratch;
use std::path::{Path, PathBuf};

/// A lottery and, where there is one, the study around it.
#[derive(Debug)]
pub struct Place {
    /// Name of the lottery's folder.
    pub name: String,
    /// The lottery's files.
    pub files: Files,
    /// The folder that a pack was unpacked to.
    pub root: Option<PathBuf>,
    /// The study folder, when the place is one.
    pub study: Option<Folder>,
    /// Names in a pack that Windows keeps for itself.
    pub reserved: Vec<String>,
    /// Keeps an unpacked pack alive.
    _unpacked: Option<Scratch>,
}

impl Place {
    /// Whether it was unpacked from a pack.
    pub fn is_pack(&self) -> bool {
        self._unpacked.is_some()
    }
}

/// Finds the lottery at a path; `rehearsal` asks for the rehearsal of a study.
pub fn find(path: &Path, rehearsal: bool) -> Outcome<Place> {
    if path.is_file() {
        let unpacked = Scratch::new()?;
        let done = archive::unpack(path, &unpacked.path())?;
        let root = inner_root(&unpacked.path());
        let mut place = find(&root, rehearsal)?;
        place.reserved = done.reserved;
        place.root = Some(root);
        place._unpacked = Some(unpacked);
        return Ok(place);
    }
    let candidates: &[&str] = if rehearsal { &["rehearsal"] } else { &["lottery", "", "rehearsal"] };
    for name in candidates {
        let root = if name.is_empty() { path.to_path_buf() } else { path.join(name) };
        let shown = if name.is_empty() { "lottery" } else { name };
        let known = ["lock.txt", "receipt.json", "design.txt"].iter().any(|f| root.join(f).is_file());
        if known {
            let study = path.join("study.toml").is_file() || ["results", "data"].iter().any(|d| path.join(d).is_dir());
            let study = (!name.is_empty() && study).then(|| Folder::at(path));
            return Ok(Place {
                name: shown.to_string(),
                files: Files::new(root, shown),
                root: None,
                study,
                reserved: Vec::new(),
                _unpacked: None,
            });
        }
    }
    Err(Problem::new("L308", format!("there is no lottery in `{}`", path.display()))
        .expected("a study folder, a folder that holds lottery/, or a pack")
        .help("name the folder that lottery/ stands in"))
}

/// A pack may hold its files in one folder.
fn inner_root(root: &Path) -> std::path::PathBuf {
    let mut inside: Vec<_> = std::fs::read_dir(root).into_iter().flatten().flatten().map(|e| e.path()).collect();
    match (root.join("lottery").is_dir(), inside.pop(), inside.is_empty()) {
        (false, Some(only), true) if only.is_dir() => only,
        _ => root.to_path_buf(),
    }
}
