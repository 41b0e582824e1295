//! A lock that takes another one's place: the old one stays where everybody can see it.

use super::options::Options;
use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::folder::Files;
use crate::lottery::beacon::{round_time, utc};
use crate::lottery::{Amendment, Change, Ground, GroundWord, Lock, Source};
use crate::provenance::{self, Digest, sha256};
use crate::steps::amend::day_of;
use std::path::{Path, PathBuf};

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

/// The folder of the new lottery, prepared beside the old one: the old files are in `past/<digest>/` already.
pub(super) struct Stage {
    made: provenance::Prepared,
    target: PathBuf,
}

impl Stage {
    /// The new lottery's files.
    pub fn files(&self) -> Files {
        Files::new(self.made.path().to_path_buf(), "lottery")
    }

    /// Takes the old folder's place in one step.
    pub fn put_in_place(self) -> Outcome<()> {
        self.made.put_in_place(&self.target)
    }
}

/// Prepares a folder in which everything but `past/` stands in `past/<digest>/`.
pub(super) fn put_aside(files: &Files, digest: Digest) -> Outcome<Stage> {
    let target = files.path("");
    let target = target.components().collect::<PathBuf>();
    if files.path(&format!("past/{digest}")).exists() {
        return Err(Problem::new("L202", format!("past/{digest} is there already"))
            .help("look at what it holds before going on"));
    }
    let root = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = provenance::Prepared::new(root)?;
    for name in files.list("")? {
        let inside =
            if name == "past" { PathBuf::from("past") } else { Path::new("past").join(digest.hex()).join(&name) };
        made.copy(&files.path(&name), &inside)?;
    }
    Ok(Stage { made, target })
}

/// Prepares a folder with everything that stands in the lottery's folder, where no lock stands yet.
pub(super) fn beside(files: &Files) -> Outcome<Stage> {
    let target = files.path("").components().collect::<PathBuf>();
    let root = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = provenance::Prepared::new(root)?;
    for name in files.list("")? {
        made.copy(&files.path(&name), Path::new(&name))?;
    }
    Ok(Stage { made, target })
}

/// The lock that stands, where it is this very replacement: a run that was killed at its end is not made twice.
pub(super) fn done_already(files: &Files, lock: &Lock, options: &Options) -> Outcome<Option<Lock>> {
    let (Some(reason), Some(bytes)) = (&options.replace, files.maybe("lock.txt")?) else { return Ok(None) };
    let Ok(standing) = Lock::read(&bytes, &files.shown("lock.txt")) else { return Ok(None) };
    let alike = Lock { prev: standing.prev, ..lock.clone() } == standing && standing.kind == lock.kind;
    let note = files.maybe("amend-001.txt")?.and_then(|b| Amendment::read(&b, "amend-001.txt").ok());
    let reason = crate::lottery::frozen_text(reason);
    let said = note.is_some_and(|a| Some(a.reason) == reason && a.change == Change::Replaces { lock: standing.prev });
    Ok((alike && said).then_some(standing))
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
