//! `amend`: what happened after the lock. Nothing is re-drawn: a withdrawn lot keeps its wave, late lots draw among
//! themselves.

mod deviation;
mod late;
mod withdraw;

pub(crate) use crate::folder::amendments::day;
pub use crate::folder::amendments::{amendments, append};
pub use crate::lottery::beacon::day_of;

use crate::diagnostics::{Outcome, Place, Problem, Progress, Told};
use crate::folder::order::{Order, look_gone};
use crate::folder::study::Folder;
use crate::folder::{Files, read_locked};
use crate::lottery::late::Asked;
use crate::lottery::{Amendment, Change, Lock, frozen_text};
use crate::provenance;
use deviation::Given;
use late::Late;
use std::path::PathBuf;
use withdraw::{undo_half, withdraw};

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A lot takes no part any more.
    Withdraw {
        /// The lot.
        lot: String,
    },
    /// Programmes that came late.
    Late {
        /// The file that lists them.
        file: PathBuf,
        /// First treated periods that they may be drawn to; the last waves of the rollout when empty.
        starts: Vec<String>,
        /// Second UTC of the deciding round; 24 hours ahead when absent.
        at: Option<i64>,
        /// Who throws the dice; those of the plan when empty.
        throwers: Vec<String>,
        /// How often; as in the plan when absent.
        throws: Option<u32>,
    },
    /// Something is otherwise than planned.
    Deviation {
        /// A declaration that differs now, or `conduct.<what>`.
        key: String,
        /// What was to be done, for `conduct.…` alone.
        from: Option<String>,
        /// What was done, for `conduct.…` alone.
        to: Option<String>,
    },
}

/// An amendment to be made.
#[derive(Debug, Clone)]
pub struct Options {
    /// What happened.
    pub event: Event,
    /// Why.
    pub reason: String,
    /// Day of the amendment, `YYYY-MM-DD`; today when absent.
    pub date: Option<String>,
    /// Seconds since 1970-01-01 UTC.
    pub now: i64,
    /// Only say what would be written.
    pub check: bool,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Report {
    /// The amendment.
    pub amendment: Amendment,
    /// Its file, relative to the study folder.
    pub file: String,
    /// The addendum's lock, where late lots draw.
    pub lock: Option<Lock>,
    /// Whether it was written.
    pub written: bool,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Makes an amendment.
pub fn run(folder: &Folder, options: &Options, progress: &dyn Progress) -> Outcome<Report> {
    let _held = if options.check { None } else { Some(folder.hold("amend")?) };
    let files = Files::new(folder.path("lottery"), "lottery");
    if files.maybe("lock.txt")?.is_none() {
        return Err(Problem::new("L401", "nothing is locked, so there is nothing to amend")
            .help("change study.toml, then lock"));
    }
    let locked = read_locked(&files)?;
    let order = Order::read(&files)?;
    let order = order.ok_or_else(|| Problem::new("L401", "nothing is locked, so there is nothing to amend"))?;
    look_kept(folder, &options.event)?;
    let earlier: Vec<Amendment> = order.amendments.iter().map(|a| a.amendment.clone()).collect();
    let reason = frozen_text(&options.reason)
        .ok_or_else(|| Problem::new("L401", "an amendment has a reason").found(format!("{:?}", options.reason)))?;
    let date = day(options.date.as_deref(), options.now)?;
    let file = Amendment::file(earlier.len() + 1);
    let (change, lock, warnings) = match &options.event {
        Event::Withdraw { lot } => (withdraw(&files, &locked, &earlier, lot)?, None, Vec::new()),
        Event::Late { file, starts, at, throwers, throws } => {
            if !options.check {
                undo_half(&files, &earlier)?;
            }
            let asked = Asked { starts, at: *at, now: options.now, throwers, throws: *throws };
            let late = Late { files: &files, locked: &locked, asked, check: options.check };
            let (change, lock, warnings) = late.lock(file, progress)?;
            (change, Some(lock), warnings)
        }
        Event::Deviation { key, from, to } => {
            let given = Given { key, from: from.as_deref(), to: to.as_deref() };
            (deviation::change(folder, &order, &given)?, None, Vec::new())
        }
    };
    let amendment = Amendment { prev: order.head(), date, change, reason };
    if !options.check {
        provenance::create_new(&files.path(&file), amendment.text().as_bytes()).inspect_err(|_| {
            // an addendum that nothing names is half of an amendment
            if let Change::Late { addendum, .. } = &amendment.change {
                let _ = std::fs::remove_dir_all(files.path(&format!("addendum-{addendum}")));
            }
        })?;
    }
    Ok(Report { amendment, file: format!("lottery/{file}"), lock, written: !options.check, warnings })
}

/// An amendment stands before or after the first look: where somebody looked and the record is gone, that cannot be told.
fn look_kept(folder: &Folder, event: &Event) -> Outcome<()> {
    let Some(shown) = look_gone(folder) else { return Ok(()) };
    let code = if matches!(event, Event::Deviation { .. }) { "L404" } else { "L401" };
    Err(Problem::new(code, "whether somebody had looked at an effect before is unknown: lottery/look.txt is missing")
        .at(Place::file(shown))
        .found("results of an effect or of early absence")
        .help("put lottery/look.txt back, from a pack or a backup")
        .help(
            "where there never was one: run `lodtrin effect` or `lodtrin absence`, which record a look now, then amend",
        ))
}
