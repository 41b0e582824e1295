//! `draw`: asks chance once, and writes down what it said.

pub use options::{Options, Which};

mod ask;
mod options;

use crate::folder::lottery_files::SHEET;
pub use crate::lottery::Chance;
use crate::verify::render;

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::held::{Recomputed, recompute};
use crate::folder::study::Folder;
use crate::folder::{Files, Locked, WaveName, read_locked, wave_names};
use crate::lottery::{Beacon, Change, Draw, Drawn, Record, TOOL, revealed, write_schedule};
use crate::protocol;
use crate::provenance;
use crate::provenance::sha256;
use std::path::PathBuf;

/// What was drawn.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was locked.
    pub locked: Locked,
    /// Seed, and each intervention's draw.
    pub drawn: Recomputed,
    /// What the waves of each intervention are called, in the study's numbers.
    pub names: Vec<Vec<WaveName>>,
    /// Whether a half that stood there was completed.
    pub completed: bool,
    /// Doubts.
    pub warnings: Vec<Told>,
}

impl Report {
    /// Name and draw of each intervention.
    pub fn draws(&self) -> impl Iterator<Item = (&crate::folder::OneLottery, &Draw)> {
        self.locked.lotteries.iter().zip(self.drawn.draws.iter().map(|(_, d)| d))
    }
}

/// Draws a locked lottery.
pub fn run(folder: &Folder, options: &Options) -> Outcome<Report> {
    let held = folder.hold("draw")?;
    let files = options.which.files(folder);
    if files.maybe("lock.txt")?.is_none() {
        let verb = if options.which == Which::Rehearsal { "lodtrin lock --rehearsal" } else { "lodtrin lock" };
        return Err(Problem::new("L309", "nothing is locked here, so nothing can be drawn")
            .at(Place::file(files.shown("lock.txt")))
            .help(format!("lock first: `{verb}`")));
    }
    let locked = read_locked(&files)?;
    practice(&locked, options)?;
    named(folder, &locked, &options.which)?;
    let chance = ask::find(&files, &locked, options)?;
    let contributions = contributions(&locked, options)?;
    let drawn = recompute(&locked, &chance.bytes(), &contributions)?;
    ask::tell_fallback(&files, &locked, &chance, options)?;
    let completed = write(&files, &locked, &chance, contributions, &drawn)?;
    let mut warnings: Vec<Told> = held.doubt.iter().cloned().collect();
    if completed {
        warnings.push(Doubt::HalfCompleted {}.into());
    }
    let own = protocol::parse(&locked.plan, "plan.toml").ok();
    let study = if matches!(options.which, Which::Addendum(_)) { folder.plan()? } else { own.clone() };
    let names = locked.lotteries.iter();
    let names = names.map(|o| wave_names(own.as_ref(), study.as_ref(), &o.name, o.design.waves())).collect();
    Ok(Report { locked, drawn, names, completed, warnings })
}

/// A rehearsal's lock is drawn as a rehearsal, and no other lock is.
fn practice(locked: &Locked, options: &Options) -> Outcome<()> {
    let wanted = options.which == Which::Rehearsal;
    match (locked.lock.rehearsal, wanted) {
        (true, false) => Err(Problem::new("L309", "this lock is a rehearsal's and can never be drawn").help(
            "a rehearsal lives in rehearsal/: `lodtrin draw --rehearsal`; for the lottery itself run `lodtrin lock`",
        )),
        (false, true) => Err(Problem::new("L309", "the lock in rehearsal/ is no rehearsal's")
            .help("rehearse with `lodtrin lock --rehearsal`")),
        _ => Ok(()),
    }
}

/// An addendum is drawn once an amendment names it: before that its making was cut short.
fn named(folder: &Folder, locked: &Locked, which: &Which) -> Outcome<()> {
    let Which::Addendum(number) = which else { return Ok(()) };
    let main = Which::Main.files(folder);
    let Some(lock) = main.maybe("lock.txt")? else { return Ok(()) };
    let all = crate::steps::amend::amendments(&main, sha256(&lock))?;
    let told = all.iter().any(|a| a.change == Change::Late { addendum: *number, lock: locked.digest });
    if told {
        return Ok(());
    }
    Err(Problem::new("L309", format!("no amendment names addendum {number}: making it was cut short"))
        .at(Place::file(format!("lottery/addendum-{number}/lock.txt")))
        .help("run the same `lodtrin amend late` again: it makes the addendum anew"))
}

fn contributions(locked: &Locked, options: &Options) -> Outcome<Vec<Vec<u8>>> {
    let given = options
        .contributions
        .iter()
        .map(|(name, path)| Ok((name.clone(), provenance::read_argument(path)?)))
        .collect::<Outcome<Vec<_>>>()?;
    revealed(&locked.lock, &given)
}

/// Writes whatever of the draw does not stand there yet, the receipt last. Returns whether a half was completed.
fn write(
    files: &Files,
    locked: &Locked,
    chance: &Chance,
    contributions: Vec<Vec<u8>>,
    drawn: &Recomputed,
) -> Outcome<bool> {
    let mut products: Vec<(String, String)> = Vec::new();
    let mut each = Vec::new();
    for (one, (_, draw)) in locked.lotteries.iter().zip(&drawn.draws) {
        let text = write_schedule(&one.frame, &draw.waves);
        each.push(Drawn::new(&one.name, draw, sha256(text.as_bytes())));
        products.push((one.file("schedule.tsv"), text));
    }
    let record = Record {
        lock: locked.digest,
        seed: drawn.seed,
        beacon: chance.bytes(),
        signature: chance.signature(),
        contributions,
        joint: drawn.joint,
        drawn: each,
        tool: TOOL.to_string(),
    };
    products.push((SHEET.to_string(), render(files, locked, chance, &record, &drawn.draws)?));
    products.push(("receipt.json".to_string(), record.text()?));
    let mut missing = Vec::new();
    for (name, text) in &products {
        match files.maybe(name)? {
            None => missing.push((name, text)),
            Some(bytes) if bytes == text.as_bytes() => {}
            Some(_) => return Err(drawn_already(files, name)),
        }
    }
    if missing.is_empty() {
        return Err(drawn_already(files, "receipt.json"));
    }
    let (keep, text) = chance.file();
    let mut new: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    if files.maybe(keep)?.is_none_or(|bytes| bytes != text.as_bytes()) {
        agrees(files, keep, chance)?;
        match files.maybe(keep)?.is_some() {
            true => provenance::write_atomic(&files.path(keep), text.as_bytes())?,
            false => new.push((files.path(keep), text.into_bytes())),
        }
    }
    let completed = missing.len() < products.len();
    new.extend(missing.into_iter().map(|(name, text)| (files.path(name), text.clone().into_bytes())));
    provenance::create_all(&new)?;
    Ok(completed)
}

/// A beacon or dice that stand in the folder already must say the same, if not in the same bytes.
fn agrees(files: &Files, name: &str, chance: &Chance) -> Outcome<()> {
    let Some(bytes) = files.maybe(name)? else { return Ok(()) };
    match chance {
        Chance::Beacon(b) if Beacon::read(&bytes, name).is_ok_and(|there| there == *b) => Ok(()),
        _ => Err(drawn_already(files, name)),
    }
}

fn drawn_already(files: &Files, name: &str) -> Problem {
    Problem::new("L310", "this lottery is drawn already, and a lottery is drawn once")
        .at(Place::file(files.shown(name)))
        .help("`lodtrin verify` reproduces it")
        .help("there is no --force; a new lottery needs a new, visible lock: `lodtrin lock --replace REASON`")
}
