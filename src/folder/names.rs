//! Which files a lottery's folder may hold, and where a verb may not write.

use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use std::path::{Path, PathBuf};

/// Files that stand in a lottery's folder by their name.
const FILES: [&str; 17] = [
    "lock.txt",
    "plan.toml",
    "joint.txt",
    "frame.tsv",
    "members.tsv",
    "design.txt",
    "chances.tsv",
    "schedule.tsv",
    "beacon.json",
    "dice.txt",
    "practice.txt",
    "receipt.json",
    "draw-sheet.html",
    "look.txt",
    "history.csv",
    "forecast.toml",
    "announced.txt",
];
/// Files of one intervention.
const OWN: [&str; 5] = ["frame.tsv", "members.tsv", "design.txt", "chances.tsv", "schedule.tsv"];
/// How the names of our files begin.
const LIKE_OURS: [&str; 19] = [
    "schedule",
    "lock",
    "amend-",
    "addendum-",
    "receipt",
    "dice",
    "beacon",
    "practice",
    "past",
    "frame",
    "members",
    "design",
    "chances",
    "plan",
    "look",
    "joint",
    "draw-sheet",
    "witness",
    "documents",
];
/// What systems leave lying about.
const PASSED_OVER: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// Whether a rule names a file of a lottery's folder, given with `/` between, among these interventions.
pub fn is_lottery_file(inside: &str, interventions: &[String]) -> bool {
    let is_hex = |t: &str| t.len() == 64 && t.bytes().all(|b| b.is_ascii_hexdigit());
    match inside.split_once('/') {
        None => {
            let amendment = inside.strip_prefix("amend-").and_then(|n| n.split_once('.'));
            let numbered = amendment.is_some_and(|(n, suffix)| {
                n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit()) && ["txt", "toml"].contains(&suffix)
            });
            FILES.contains(&inside) || numbered
        }
        Some(("past", rest)) => {
            rest.split_once('/').is_some_and(|(digest, rest)| is_hex(digest) && is_lottery_file(rest, interventions))
        }
        Some(("documents", name)) => is_hex(name),
        Some(("witness", name)) => !name.contains('/'),
        Some(("announced", name)) => match name.split_once('/') {
            None => true,
            Some((folder, list)) => {
                interventions.iter().any(|i| i == folder) && ["frame.tsv", "members.tsv"].contains(&list)
            }
        },
        Some((folder, rest)) => match folder.strip_prefix("addendum-") {
            Some(n) => {
                let number = !n.is_empty() && !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit());
                number && is_lottery_file(rest, interventions)
            }
            None => interventions.iter().any(|i| i == folder) && OWN.contains(&rest),
        },
    }
}

/// Whether a file that no rule names could be taken for one of ours.
pub fn is_like_ours(inside: &str) -> bool {
    inside.split('/').any(|part| {
        LIKE_OURS.iter().any(|begin| part.to_lowercase().starts_with(begin)) || part.starts_with("announced")
    })
}

/// Every file and link below a folder, with `/` between, in order; dot files are passed over, folders behind links are
/// not entered. `true` for what is a link.
pub fn all_files(root: &Path) -> Vec<(String, bool)> {
    fn walk(at: &Path, inside: &str, found: &mut Vec<(String, bool)>) {
        for entry in std::fs::read_dir(at).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
                continue;
            }
            let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            match entry.file_type() {
                Ok(t) if t.is_dir() => walk(&entry.path(), &path, found),
                Ok(t) => found.push((path, t.is_symlink())),
                Err(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(root, "", &mut found);
    found.sort();
    found
}

/// Refuses a place that a verb may not write to, before work starts: keys and inputs, a study's own files, what other
/// verbs write. Links are followed.
///
/// # Errors
/// `P202` with what stands there.
pub fn may_write(path: &Path, inputs: &[&Path]) -> Outcome<()> {
    let refuse = |what: &str| {
        Err(Problem::new("P205", format!("`{}` may not be written here: it is {what}", path.display()))
            .at(Place::file(path.display().to_string()))
            .help("name another file, outside lottery/, data/ and results/"))
    };
    let Some(real) = real(path) else { return Ok(()) };
    if inputs.iter().any(|input| same(input, path) || input.canonicalize().is_ok_and(|i| i == real)) {
        return refuse("what the command reads: a key or an input");
    }
    if is_key(&real) {
        return refuse("a key or a secret");
    }
    let Some(root) = real.ancestors().skip(1).find(|a| a.join("study.toml").is_file()) else { return Ok(()) };
    let inside: Vec<String> = real
        .strip_prefix(root)
        .map(|p| p.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    let parts: Vec<&str> = inside.iter().map(String::as_str).collect();
    match parts[..] {
        ["study.toml"] => refuse("the study's protocol"),
        ["lottery", "witness", query] if query.ends_with(".tsq") => Ok(()),
        ["lottery" | "rehearsal" | "commitments" | "announced", ..] => refuse("in the lottery's folder"),
        ["data", ..] => refuse("among the data that ingest writes"),
        ["registers", ..] if real.exists() => refuse("a register"),
        ["results", "report.html" | "registration.md" | "README.md" | "sap.md" | "sap.docx" | "receipt.json"] => {
            refuse("what `report` writes")
        }
        ["results", "figures" | "tables", ..] => refuse("among what `report` writes"),
        ["results", name] if ["effects.", "absence.", "balance."].iter().any(|b| name.starts_with(b)) => {
            refuse("what another verb writes")
        }
        [name] if name.starts_with(".lodtrin") => refuse("the tool's own"),
        _ => {
            let frame = Folder::at(root).study().ok().map(|s| root.join(s.frame.file));
            if frame.is_some_and(|f| f.canonicalize().is_ok_and(|f| f == real)) {
                refuse("the list of programmes")
            } else {
                Ok(())
            }
        }
    }
}

/// Whether a file that stands holds nothing but 64 or more hex digits: a key or a contribution that nobody can make again.
fn is_key(path: &Path) -> bool {
    let small = std::fs::metadata(path).is_ok_and(|m| m.is_file() && (64..=4096).contains(&m.len()));
    let text = small.then(|| std::fs::read_to_string(path).ok()).flatten();
    text.is_some_and(|t| t.trim().len() >= 64 && t.trim().bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a file to be made would lie in a study folder.
pub fn in_a_study(path: &Path) -> bool {
    real(path).is_some_and(|real| real.ancestors().skip(1).any(|a| a.join("study.toml").is_file()))
}

/// The path with links followed, of a file that need not be there, nor the folders that it is to lie in.
fn real(path: &Path) -> Option<PathBuf> {
    if let Ok(real) = path.canonicalize() {
        return Some(real);
    }
    let name = path.file_name()?;
    match path.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(parent) => Some(real(parent)?.join(name)),
        None => Some(Path::new(".").canonicalize().ok()?.join(name)),
    }
}

/// Whether two names are one file on the disk.
fn same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let of = |p: &Path| std::fs::metadata(p).ok().map(|m| (m.dev(), m.ino()));
        of(a).is_some() && of(a) == of(b)
    }
    #[cfg(not(unix))]
    {
        a == b
    }
}
