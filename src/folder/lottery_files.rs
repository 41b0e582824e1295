//! The files of one lottery, wherever in the study or the pack it lies.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::lottery::{
    Bound, Design, Joint, JointLottery, Lock, Lottery, is_intervention_name, read_chances, read_design, read_frame,
    read_joint, read_members,
};
use crate::provenance::{self, Digest, sha256};
use crate::trial::{Frame, Member};
use std::path::PathBuf;

/// The folder of one lottery: `lottery`, `rehearsal`, `lottery/past/<digest>` or `lottery/addendum-<n>`.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
    name: String,
}

impl Files {
    /// The folder and how messages name it.
    pub fn new(root: PathBuf, name: &str) -> Self {
        Files { root, name: name.to_string() }
    }

    /// Path of a file inside, written with `/`.
    pub fn path(&self, inside: &str) -> PathBuf {
        inside.split('/').fold(self.root.clone(), |p, part| p.join(part))
    }

    /// A file's name in messages.
    pub fn shown(&self, inside: &str) -> String {
        format!("{}/{inside}", self.name)
    }

    /// A file that must be there.
    pub fn bytes(&self, inside: &str) -> Outcome<Vec<u8>> {
        self.maybe(inside)?.ok_or_else(|| {
            let shown = self.shown(inside);
            Problem::new("L308", format!("{shown} is missing"))
                .at(Place::file(shown))
                .help("every file that a lock binds belongs to the lottery: take it from where it was published")
        })
    }

    /// A file that may be absent.
    pub fn maybe(&self, inside: &str) -> Outcome<Option<Vec<u8>>> {
        let path = self.path(inside);
        if path.symlink_metadata().is_err() { Ok(None) } else { provenance::read_bytes(&path).map(Some) }
    }

    /// A folder of a lottery inside this one.
    pub fn inner(&self, inside: &str) -> Files {
        Files { root: self.path(inside), name: self.shown(inside) }
    }

    /// The folder of a lock that was replaced: they all stand side by side, also as one of them sees it.
    pub fn past(&self, digest: Digest) -> Files {
        match self.root.parent().filter(|p| p.file_name().is_some_and(|n| n == "past")) {
            Some(past) => Files { root: past.join(digest.hex()), name: format!("past/{digest}") },
            None => self.inner(&format!("past/{digest}")),
        }
    }

    /// Whether the folder is there.
    pub fn exists(&self) -> bool {
        self.root.is_dir()
    }

    /// Names of what stands inside a folder of this one, sorted; none when it is not there.
    pub fn list(&self, inside: &str) -> Outcome<Vec<String>> {
        let path = if inside.is_empty() { self.root.clone() } else { self.path(inside) };
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let unreadable = |e: std::io::Error| {
            Problem::new("P101", format!("cannot list `{}`: {e}", path.display()))
                .at(Place::file(path.display().to_string()))
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&path).map_err(unreadable)? {
            names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// The addendum lotteries by their number, from 1.
    pub fn addenda(&self) -> Outcome<Vec<(u32, Files)>> {
        let mut all: Vec<(u32, Files)> = self
            .list("")?
            .into_iter()
            .filter_map(|name| {
                let n = name.strip_prefix("addendum-")?.parse::<u32>().ok()?;
                (n > 0 && name == format!("addendum-{n}")).then(|| (n, self.inner(&name)))
            })
            .collect();
        all.sort_by_key(|(n, _)| *n);
        Ok(all)
    }
}

/// One intervention's lottery as it is frozen.
#[derive(Debug, Clone)]
pub struct OneLottery {
    /// Empty in the plain form.
    pub name: String,
    /// The lots.
    pub frame: Frame,
    /// Every programme and its lot.
    pub members: Vec<Member>,
    /// The rules, threshold included.
    pub design: Design,
    /// The published chances: per lot, counts by wave.
    pub chances: Vec<Vec<u32>>,
    /// Digest of `frame.tsv`.
    pub frame_digest: Digest,
    /// The lottery.
    pub lottery: Lottery,
}

impl OneLottery {
    /// Name of a file of this intervention inside the lottery's folder.
    pub fn file(&self, name: &str) -> String {
        inside(&self.name, name)
    }
}

/// Name of an intervention's file inside the lottery's folder.
pub fn inside(intervention: &str, name: &str) -> String {
    if intervention.is_empty() { name.to_string() } else { format!("{intervention}/{name}") }
}

/// A lock and everything that it binds.
#[derive(Debug, Clone)]
pub struct Locked {
    /// The lock.
    pub lock: Lock,
    /// Its digest.
    pub digest: Digest,
    /// Text of `plan.toml`.
    pub plan: String,
    /// One entry in the plain form.
    pub lotteries: Vec<OneLottery>,
    /// The rules between several of them.
    pub joint: Option<Joint>,
}

/// Name of the file of the rules between several interventions.
pub const RULES: &str = "joint.txt";

impl Locked {
    /// The lotteries drawn together, where rules tie them to each other.
    pub fn together(&self) -> Outcome<Option<JointLottery>> {
        let each: Vec<_> = self.lotteries.iter().map(|o| (o.name.as_str(), &o.frame, &o.lottery)).collect();
        self.joint.as_ref().map(|rules| JointLottery::new(rules, &each)).transpose()
    }
}

/// Reads a lock and the files that it binds; refuses whatever is not canonical or has another digest than the lock says.
pub fn read_locked(files: &Files) -> Outcome<Locked> {
    let bytes = files.bytes("lock.txt")?;
    let lock = Lock::read(&bytes, &files.shown("lock.txt"))?;
    let plan = files.bytes("plan.toml")?;
    let mut problems = Vec::new();
    check(files, "plan.toml", &plan, lock.plan, &mut problems);
    let plan = String::from_utf8(plan)
        .map_err(|_| Problem::new("L101", "plan.toml is not UTF-8").at(Place::file(files.shown("plan.toml"))))?;
    let mut lotteries = Vec::new();
    for bound in &lock.bound {
        lotteries.push(read_one(files, bound, &mut problems)?);
    }
    let joint = match lock.joint {
        None => None,
        Some(expected) => {
            let rules = files.bytes(RULES)?;
            check(files, RULES, &rules, expected, &mut problems);
            Some(read_joint(&rules, &files.shown(RULES))?)
        }
    };
    Problem::all(problems)?;
    Ok(Locked { digest: sha256(&bytes), lock, plan, lotteries, joint })
}

fn check(files: &Files, name: &str, bytes: &[u8], expected: Digest, problems: &mut Vec<Problem>) {
    let found = sha256(bytes);
    if found != expected {
        let shown = files.shown(name);
        problems.push(
            Problem::new("L307", format!("{shown} is not the file that was locked"))
                .at(Place::file(shown))
                .found(found.hex())
                .expected(expected.hex())
                .help(
                    "a frozen file is never edited: take it from where it was published, or make a new, visible lock",
                ),
        );
    }
}

fn read_one(files: &Files, bound: &Bound, problems: &mut Vec<Problem>) -> Outcome<OneLottery> {
    if !bound.name.is_empty() && !is_intervention_name(&bound.name) {
        return Err(Problem::new("L108", format!("`{}` is no name of an intervention", bound.name)));
    }
    let mut get = |name: &str, expected: Digest| {
        let name = inside(&bound.name, name);
        let bytes = files.bytes(&name)?;
        check(files, &name, &bytes, expected, problems);
        Ok((bytes, files.shown(&name)))
    };
    let (frame_bytes, shown) = get("frame.tsv", bound.frame)?;
    let frame = read_frame(&frame_bytes, &shown)?;
    let (bytes, shown) = get("members.tsv", bound.members)?;
    let members = read_members(&bytes, &frame, &shown)?;
    let (bytes, shown) = get("design.txt", bound.design)?;
    let design = read_design(&bytes, &frame, &shown)?;
    let (bytes, shown) = get("chances.tsv", bound.chances)?;
    let chances = read_chances(&bytes, &frame, design.waves(), &shown)?;
    Ok(OneLottery {
        name: bound.name.clone(),
        frame_digest: sha256(&frame_bytes),
        lottery: Lottery::new(&frame, &design)?,
        frame,
        members,
        design,
        chances,
    })
}

/// Name of the draw sheet in the lottery's folder.
pub const SHEET: &str = "draw-sheet.html";
