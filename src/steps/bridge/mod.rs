//! `bridge`: the locked analysis with its replays, as a folder for a machine that the tool cannot reach.

mod journal;
mod keys;

use crate::bridge::{self, Handed};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, Told};
use crate::folder::blinded::{lotteries, not_drawn};
use crate::folder::held::Held;
use crate::folder::names::all_files;
use crate::folder::order;
use crate::folder::redrawn::replays;
use crate::folder::study::Folder;
use crate::lottery::LookVerb;
use crate::provenance::{self, sha256};
use crate::steps::effect::gather::chance as reference_set;
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder to write; `bridge` in the study's folder when absent.
    pub out: Option<PathBuf>,
    /// Replays in place of the plan's.
    pub draws: Option<u64>,
    /// Whether to hand over the rehearsal's schedule.
    pub blind: bool,
    /// Columns of the frame's file that go along with the programmes.
    pub keys: Vec<String>,
    /// Whether lots and programmes are numbered.
    pub numbers: bool,
    /// Whether cells and expected rows go along, for a journal.
    pub panel: bool,
}

/// What was written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The folder.
    pub folder: PathBuf,
    /// Files in it, and the key that stays outside.
    pub files: Vec<PathBuf>,
    /// Named doubts.
    pub warnings: Vec<Told>,
}

/// Names that this verb writes; `out` and `inside` are the script's.
const OWN: [&str; 12] = [
    "analyse.R",
    "read.R",
    "plan.csv",
    "schedule.csv",
    "members.csv",
    "replays.csv",
    "forecast.csv",
    "README.md",
    "SHA256SUMS",
    "cells.csv",
    "expected.csv",
    "key.csv",
];

/// Writes the folder.
///
/// # Errors
/// `E370` before the draw without `blind`, `E390` for a plan that is not served, `E391` where the folder holds what is not
/// ours, `E392` for keys that the frame does not have; those of the lottery.
pub fn run(folder: &Folder, request: &Request, progress: &dyn Progress) -> Outcome<Written> {
    let _held = folder.hold("bridge")?;
    let lotteries = lotteries(folder, request.blind)?;
    if let Some(first) = lotteries.first() {
        bridge::served(&first.plan)?;
    }
    let target = request.out.clone().unwrap_or_else(|| folder.path("bridge"));
    let interventions: Vec<&str> =
        lotteries.iter().map(|h| h.intervention.as_str()).filter(|n| !n.is_empty()).collect();
    may_hold(&target, &interventions)?;
    let mut ready = Vec::new();
    for held in &lotteries {
        let handed = handed(folder, held, request, progress)?;
        let own = if handed.intervention.is_empty() { target.clone() } else { target.join(&handed.intervention) };
        let mut files = bridge::files(&handed);
        if request.panel {
            files.extend(journal::files(folder, &handed)?);
        }
        files.push(("SHA256SUMS".to_string(), bridge::handed::sums(&files).into_bytes()));
        // what was edited is kept
        let edited = own.join("read.R");
        files.retain(|(name, _)| name != "read.R" || !edited.is_file());
        ready.extend(files.into_iter().map(|(name, bytes)| (own.join(name), bytes)));
        if let Some(key) = handed.key() {
            let name = match handed.intervention.as_str() {
                "" => "key.csv".to_string(),
                name => format!("key-{name}.csv"),
            };
            let outside = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            ready.push((outside.join(name), key.into_bytes()));
        }
    }
    let mut written = Written { folder: target, ..Written::default() };
    if !request.blind {
        written.warnings.extend(order::record_look(folder, LookVerb::Bridge)?);
    } else {
        written.warnings.push(Doubt::Blinded {}.into());
    }
    provenance::write_all(&ready)?;
    written.files = ready.into_iter().map(|(path, _)| path).collect();
    Ok(written)
}

/// One intervention as it travels, made of the lottery's files alone.
///
/// # Errors
/// `E392`; those of the lottery.
pub(crate) fn handed(folder: &Folder, held: &Held, request: &Request, progress: &dyn Progress) -> Outcome<Handed> {
    let everybody = held.all_lots();
    let draws = request.draws.unwrap_or(held.plan.analysis.draws);
    let chance = reference_set(replays(held, draws, progress)?);
    let crate::effects::reference_set::Chance::Replays { waves: replays, .. } = chance else {
        return Err(not_drawn());
    };
    let lottery =
        if held.rehearsal && !folder.path("lottery/receipt.json").is_file() { "rehearsal" } else { "lottery" };
    let plan = provenance::read_bytes(&folder.path(&format!("{lottery}/plan.toml")))?;
    let head = order::of(folder)?.filter(|_| !held.rehearsal).map_or(held.lock, |o| o.head());
    let members = std::iter::once(held)
        .chain(&held.addenda)
        .flat_map(|h| &h.members)
        .filter(|m| everybody.iter().any(|(lot, _)| *lot == m.lot))
        .map(|m| (m.programme.clone(), m.lot.clone()))
        .collect();
    let now = folder.study().map_or(0, |s| s.disclosure_minimum);
    Ok(Handed {
        intervention: held.intervention.clone(),
        lock: held.lock.hex(),
        plan_digest: sha256(&plan).hex(),
        head: head.hex(),
        rehearsal: held.rehearsal,
        draws,
        minimum: u64::from(held.plan.disclosure_minimum.max(now)),
        lots: everybody.iter().map(|(lot, _)| lot.clone()).collect(),
        waves: everybody.iter().map(|(_, wave)| *wave).collect(),
        replays,
        starts: (1..=held.design.capacity.len()).map(|w| held.start_of_wave(w as u8)).collect(),
        members,
        keys: keys::read(folder, &held.plan, &request.keys)?,
        numbers: request.numbers,
        plan: held.plan.clone(),
    })
}

/// Refuses a folder that holds a file that this verb does not write.
fn may_hold(target: &Path, interventions: &[&str]) -> Outcome<()> {
    crate::folder::names::may_write(&target.join("plan.csv"), &[])?;
    let strange = |inside: &str| -> bool {
        let rest = match inside.split_once('/') {
            Some((name, rest)) if interventions.contains(&name) => rest,
            _ => inside,
        };
        !(OWN.contains(&rest) || rest.starts_with("out/") || rest.starts_with("inside/"))
    };
    let found = all_files(target).into_iter().map(|(inside, _)| inside).find(|inside| strange(inside));
    let what = match (found, target.is_file()) {
        (_, true) => "a file of this name".to_string(),
        (Some(file), _) => file,
        (None, _) => return Ok(()),
    };
    let shown = target.display().to_string();
    Err(Problem::new("E391", format!("`{shown}` holds what `bridge` does not write"))
        .at(Place::file(shown))
        .found(what)
        .help("name an empty folder with --out, or move the file away; out/ and inside/ may stay"))
}
