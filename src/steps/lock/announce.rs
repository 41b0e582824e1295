//! `lock --announce`: the frozen list, shown to everybody before anything is locked, with time to object.

use super::options::Options;
use crate::diagnostics::{Outcome, Place, Problem, Told};
use crate::folder::inside;
use crate::folder::study::Folder;
use crate::lottery::beacon::utc;
use crate::lottery::{
    Announcement, Frozen, Listed, OBJECTIONS, Refusal, freeze, frozen_text, refuse_vacant, write_frame, write_members,
};
use crate::provenance::{self, Digest, sha256};
use crate::registers;
use crate::trial::{ProgrammeRow, Study};
use crate::verify::sheet::list::{ListPage, list_page};
use std::path::PathBuf;

/// Folder of the announcement in a study.
const FOLDER: &str = "announced";

/// What was announced.
#[derive(Debug, Clone)]
pub struct Announced {
    /// The announcement.
    pub announcement: Announcement,
    /// Files written, relative to the study folder.
    pub files: Vec<String>,
    /// Doubts of freezing.
    pub warnings: Vec<Told>,
}

impl Announced {
    /// The line to publish.
    pub fn line(&self) -> String {
        let a = &self.announcement;
        format!("{} · lodtrin-1 list {} · objections until {}", a.title, a.digest(), utc(a.objections))
    }
}

/// Freezes list and members and writes the look-up page.
///
/// # Errors
/// L208 without a time for objections, or once it has passed; L202 when the study is locked already.
pub fn announce(folder: &Folder, now: i64) -> Outcome<Announced> {
    let _held = folder.hold("lock")?;
    let study = folder.study()?;
    if folder.path("lottery/lock.txt").is_file() {
        return Err(Problem::new("L202", "the study is locked already: the list is announced before the lock")
            .at(Place::file("lottery/lock.txt")));
    }
    let until = objections_until(&study, now)?;
    let title =
        frozen_text(&study.title).ok_or_else(|| Problem::new("L121", "the title of the study cannot be frozen"))?;
    let rows = registers::read_frame(&folder.path(&study.frame.file), &study.frame.file, &study.frame)?;
    refuse_vacant(&rows, &study.frame.file)?;
    let frozen = frozen_lists(&study, &rows)?;
    let texts: Vec<(String, String, String)> =
        frozen.iter().map(|(name, f)| (name.clone(), write_frame(&f.frame), write_members(&f.members))).collect();
    let mut lists: Vec<Listed> = texts
        .iter()
        .map(|(name, frame, members)| Listed {
            name: name.clone(),
            frame: sha256(frame.as_bytes()),
            members: sha256(members.as_bytes()),
        })
        .collect();
    lists.sort_by(|a, b| a.name.cmp(&b.name));
    let announcement = Announcement { title, lists, objections: until };
    let page = list_page(&ListPage {
        announcement: &announcement,
        lists: frozen.iter().map(|(_, f)| (&f.frame, f.members.as_slice())).collect(),
        contact: &study.contact,
        language: study.language,
    });
    let mut files: Vec<(String, String)> = Vec::new();
    for (name, frame, members) in texts {
        files.push((inside(&name, "frame.tsv"), frame));
        files.push((inside(&name, "members.tsv"), members));
    }
    files.push(("list.html".into(), page));
    // last: without it nothing is announced
    files.push((Announcement::FILE.into(), announcement.text()));
    let named: Vec<String> = files.iter().map(|(n, _)| format!("{FOLDER}/{n}")).collect();
    let written: Vec<(PathBuf, Vec<u8>)> =
        named.iter().zip(files).map(|(n, (_, text))| (folder.path(n), text.into_bytes())).collect();
    provenance::write_all(&written)?;
    let mut warnings: Vec<Told> = Vec::new();
    for w in frozen.into_iter().flat_map(|(_, f)| f.warnings) {
        w.add(&mut warnings);
    }
    Ok(Announced { announcement, files: named, warnings })
}

/// Until when anybody may object, a time that lies ahead.
fn objections_until(study: &Study, now: i64) -> Outcome<i64> {
    let until = study.intervention().lottery.objections.ok_or_else(|| {
        Problem::new("L208", "no time for objections is declared")
            .at(Place::file("study.toml"))
            .expected("`objections = 2026-02-01T12:00:00Z` in [lottery]: until then anybody may object to the list")
    })?;
    if until <= now {
        return Err(Problem::new("L208", "the time for objections has passed: nobody could object any more")
            .at(Place::file("study.toml"))
            .found(utc(until))
            .expected("a time that lies ahead"));
    }
    Ok(until)
}

/// The list of programmes as every intervention freezes it.
fn frozen_lists(study: &Study, rows: &[ProgrammeRow]) -> Outcome<Vec<(String, Frozen)>> {
    study
        .interventions
        .iter()
        .map(|i| {
            let waves = i.rollout.waves.len() as u32;
            Ok((i.name.clone(), freeze(rows, &study.frame.file, &study.frame.covariates, waves)?))
        })
        .collect::<Outcome<_>>()
}

/// The announcement that a lock keeps.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// SHA-256 of `announcement.txt`.
    pub digest: Digest,
    /// The refusal `objections`, while anybody may still object.
    pub early: Option<Refusal>,
    /// The files of `announced/`.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Reads what was announced, where the study gives time for objections.
///
/// # Errors
/// L208 when the list was not announced, or another way.
pub(super) fn kept(folder: &Folder, study: &Study, options: &Options) -> Outcome<Option<Kept>> {
    let Some(until) = study.intervention().lottery.objections.filter(|_| !options.rehearsal) else { return Ok(None) };
    let shown = format!("{FOLDER}/{}", Announcement::FILE);
    let path = folder.path(&shown);
    if !path.is_file() {
        return Err(Problem::new("L208", "the list has not been announced, and the study gives time for objections")
            .at(Place::file(shown))
            .help(format!("run `lodtrin lock --announce`, publish its line, and lock after {}", utc(until))));
    }
    let bytes = provenance::read_bytes(&path)?;
    let announcement = Announcement::read(&bytes, &shown)?;
    if announcement.objections != until {
        return Err(Problem::new("L208", "the list was announced with another time for objections")
            .at(Place::file(shown))
            .found(utc(announcement.objections))
            .expected(utc(until))
            .help("declare the announced time, or announce the list anew: `lodtrin lock --announce`"));
    }
    let mut names: Vec<String> = announcement
        .lists
        .iter()
        .flat_map(|l| [inside(&l.name, "frame.tsv"), inside(&l.name, "members.tsv")])
        .collect();
    names.push("list.html".into());
    let mut files = Vec::new();
    for name in names {
        files.push((name.clone(), provenance::read_bytes(&folder.path(&format!("{FOLDER}/{name}")))?));
    }
    for l in &announcement.lists {
        for (name, expected) in [("frame.tsv", l.frame), ("members.tsv", l.members)] {
            let name = inside(&l.name, name);
            if files.iter().any(|(n, bytes)| *n == name && sha256(bytes) != expected) {
                return Err(Problem::new("L208", format!("{FOLDER}/{name} is not the file that was announced"))
                    .at(Place::file(format!("{FOLDER}/{name}")))
                    .help(
                        "take it from where it was published, or announce the list anew: `lodtrin lock --announce`",
                    ));
            }
        }
    }
    let digest = sha256(&bytes);
    files.push((Announcement::FILE.into(), bytes));
    let early = (options.now < until).then(|| Refusal {
        name: OBJECTIONS,
        reason: format!("anybody may object to the announced list until {}", utc(until)),
    });
    Ok(Some(Kept { digest, early, files }))
}
