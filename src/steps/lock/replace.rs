//! A lock that takes another one's place: the old one stays where everybody can see it.

use super::Options;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::folder::Files;
use crate::lottery::beacon::{round_time, utc};
use crate::lottery::{Amendment, Change, Ground, GroundWord, Lock, Source};
use crate::provenance::{self, Digest, sha256};
use crate::steps::amend::day_of;
use std::path::Path;

/// The ground on which a spent lock is replaced, with the bytes of its document.
#[derive(Debug, Clone)]
pub(super) struct Documented {
    pub locked: Ground,
    pub bytes: Vec<u8>,
}

/// A lock is spent once its randomness exists: then, and only then, it is replaced on a ground with a document.
///
/// # Errors
/// L207 for a spent lock without a ground, a ground for one that is not spent, or a word that is no ground.
pub(super) fn ground(files: &Files, options: &Options) -> Outcome<Option<Documented>> {
    if options.replace.is_none() {
        return Ok(None);
    }
    let Some(bytes) = files.maybe("lock.txt")? else { return Ok(None) };
    let spent = spent(files, &Lock::read(&bytes, &files.shown("lock.txt"))?, options.now)?;
    match (spent, &options.ground) {
        (None, None) => Ok(None),
        (Some(why), None) => Err(Problem::new("L207", "the lock that stands is spent: its outcome can be known")
            .at(Place::file(files.shown("lock.txt")))
            .found(why)
            .expected("--ground WORD --document FILE")
            .help(format!(
                "a lot that is drawn stands, unless there is a ground ({}): the list was wrong, a court or an authority \
                 ordered it, the randomness or a contribution could not be had, the draw broke its own rules",
                GroundWord::words()
            ))
            .help("wanting to try again is none; late programmes come in by `lodtrin amend late`")),
        (None, Some(_)) => Err(Problem::new("L207", "the lock that stands is not spent: nobody can know its outcome")
            .at(Place::file(files.shown("lock.txt")))
            .help("replace it without --ground and --document")),
        (Some(_), Some((word, document))) => {
            let word = GroundWord::of(word.trim()).ok_or_else(|| {
                let problem = Problem::new("L207", "--ground is no ground on which a spent lock is replaced")
                    .found(format!("{word:?}"))
                    .expected(GroundWord::words());
                match nearest(word, GroundWord::ALL.map(GroundWord::name)) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                }
            })?;
            let bytes = provenance::read_bytes(document)?;
            if bytes.is_empty() {
                return Err(Problem::new("L207", "the document of the ground is empty")
                    .at(Place::file(document.display().to_string()))
                    .help("name the decision, letter or minutes that the ground rests on"));
            }
            Ok(Some(Documented { locked: Ground { word, document: sha256(&bytes) }, bytes }))
        }
    }
}

/// Why a lock is spent; `None` where nobody can know its outcome yet.
fn spent(files: &Files, lock: &Lock, now: i64) -> Outcome<Option<String>> {
    for name in ["receipt.json", "dice.txt", "beacon.json"] {
        if files.maybe(name)?.is_some() {
            return Ok(Some(format!("{} is there", files.shown(name))));
        }
    }
    let Source::Drand { round } = lock.source else { return Ok(None) };
    let due = round_time(round).filter(|due| *due <= now);
    Ok(due.map(|due| format!("round {round} was published {}", utc(due))))
}

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
