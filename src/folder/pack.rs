//! Where the lottery to be verified stands: a study, a folder holding only `lottery/`, a lottery's own folder, or a pack.

use super::Files;
use super::study::Folder;
use crate::diagnostics::{Outcome, Problem};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A lottery and, where there is one, the study around it.
#[derive(Debug)]
pub struct Place {
    /// Name of the lottery's folder.
    pub name: String,
    /// The lottery's files.
    pub files: Files,
    /// The study folder, when the place is one.
    pub study: Option<Folder>,
    /// Keeps an unpacked pack alive.
    _unpacked: Option<tempfile::TempDir>,
}

/// Finds the lottery at a path; `rehearsal` asks for the rehearsal of a study.
pub fn find(path: &Path, rehearsal: bool) -> Outcome<Place> {
    if path.is_file() {
        let unpacked = unpack(path)?;
        let root = inner_root(unpacked.path());
        let mut place = find(&root, rehearsal)?;
        place._unpacked = Some(unpacked);
        return Ok(place);
    }
    let candidates: &[&str] = if rehearsal { &["rehearsal"] } else { &["lottery", "", "rehearsal"] };
    for name in candidates {
        let root = if name.is_empty() { path.to_path_buf() } else { path.join(name) };
        let shown = if name.is_empty() { "lottery" } else { name };
        let known = ["lock.txt", "receipt.json", "design.txt"].iter().any(|f| root.join(f).is_file());
        if known {
            let study = path.join("study.toml").is_file() || path.join("results").is_dir();
            let study = (!name.is_empty() && study).then(|| Folder::at(path));
            return Ok(Place { name: shown.to_string(), files: Files::new(root, shown), study, _unpacked: None });
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

/// Most bytes that a pack may hold.
const LARGEST: u64 = 4 << 30;

fn unpack(path: &Path) -> Outcome<tempfile::TempDir> {
    let broken = |why: String| {
        Problem::new("L308", format!("`{}` is no pack that can be read", path.display()))
            .found(why)
            .expected("a tar or tar.gz made by `lodtrin pack`")
    };
    let folder = tempfile::tempdir().map_err(|e| broken(e.to_string()))?;
    let mut file = File::open(path).map_err(|e| broken(e.to_string()))?;
    let mut magic = [0u8; 2];
    let zipped = file.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    let file = File::open(path).map_err(|e| broken(e.to_string()))?;
    let plain: Box<dyn Read> = if zipped { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
    let mut archive = tar::Archive::new(plain.take(LARGEST));
    for entry in archive.entries().map_err(|e| broken(e.to_string()))? {
        let mut entry = entry.map_err(|e| broken(e.to_string()))?;
        let kind = entry.header().entry_type();
        if !kind.is_file() && !kind.is_dir() {
            continue;
        }
        // refuses paths that lead out of the folder
        if !entry.unpack_in(folder.path()).map_err(|e| broken(e.to_string()))? {
            return Err(broken("a path that leads out of the pack".into()));
        }
    }
    Ok(folder)
}
