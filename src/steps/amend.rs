//! `amend`: what happened after the lock. Nothing is re-drawn: a withdrawn lot keeps its wave, late lots draw among
//! themselves.

mod deviation;

use super::lock::unlocked_throwers;
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, Told, nearest};
use crate::folder::order::Order;
use crate::folder::study::Folder;
use crate::folder::{Files, Locked, RULES, inside, read_locked};
pub use crate::lottery::beacon::day_of;
use crate::lottery::beacon::{LEAD, round_at};
use crate::lottery::prepare::{Prepared, Ties, Together, prepare_all};
use crate::lottery::{Amendment, Change, Kind, Lock, Source, Terms, frozen_text, refuse_vacant};
use crate::provenance::{self, Digest, sha256};
use crate::trial::study::{LotteryDecl, SourceDecl, WaveDecl};
use crate::trial::{ProgrammeRow, Study};
use crate::{protocol, registers};
use deviation::Given;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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

/// The amendments of a lottery's folder in order, each checked to be canonical and to name the one before.
pub fn amendments(files: &Files, lock: Digest) -> Outcome<Vec<Amendment>> {
    let mut before = lock;
    let mut all = Vec::new();
    loop {
        let name = Amendment::file(all.len() + 1);
        let Some(bytes) = files.maybe(&name)? else { return Ok(all) };
        let amendment = Amendment::read(&bytes, &files.shown(&name))?;
        if amendment.prev != before {
            return Err(Problem::new(
                "L401",
                format!("{} does not name the digest of what stands before it", files.shown(&name)),
            )
            .at(Place::file(files.shown(&name)))
            .help("run `lodtrin verify` to see what does not fit"));
        }
        before = sha256(&bytes);
        all.push(amendment);
    }
}

/// Writes the next amendment of a lottery's folder; returns it and its file's name.
pub fn append(
    files: &Files,
    lock: Digest,
    change: Change,
    reason: String,
    date: String,
) -> Outcome<(Amendment, String)> {
    let earlier = amendments(files, lock)?;
    let prev = earlier.last().map_or(lock, |a| sha256(a.text().as_bytes()));
    let file = Amendment::file(earlier.len() + 1);
    let amendment = Amendment { prev, date, change, reason };
    provenance::create_new(&files.path(&file), amendment.text().as_bytes())?;
    Ok((amendment, file))
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
            let dice = (throwers.as_slice(), *throws);
            let (at, check) = (*at, options.check);
            let late = Late { files: &files, locked: &locked, now: options.now, at, starts, check, dice };
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

/// The day of an amendment: the one given, or today.
pub(super) fn day(given: Option<&str>, now: i64) -> Outcome<String> {
    match given {
        None => Ok(day_of(now)),
        Some(text) => text
            .parse::<jiff::civil::Date>()
            .map(|d| d.to_string())
            .map_err(|_| Problem::new("L401", "--date is no day").found(format!("{text:?}")).expected("YYYY-MM-DD")),
    }
}

fn withdraw(files: &Files, locked: &Locked, earlier: &[Amendment], lot: &str) -> Outcome<Change> {
    let lot = frozen_text(lot).unwrap_or_else(|| lot.to_string());
    let mut lotteries = vec![locked.clone()];
    for (_, addendum) in files.addenda()? {
        lotteries.push(read_locked(&addendum)?);
    }
    let mut all = lotteries.iter().flat_map(|l| &l.lotteries);
    if !all.any(|one| one.frame.position(&lot).is_some()) {
        let problem = Problem::new("L401", format!("`{lot}` is no lot of this lottery"));
        let member = lotteries.iter().flat_map(|l| &l.lotteries).flat_map(|o| &o.members).find(|m| m.programme == lot);
        return Err(match member {
            Some(m) => problem.help(format!("the programme `{lot}` belongs to the lot `{}`", m.lot)),
            None => match nearest(
                &lot,
                lotteries.iter().flat_map(|l| &l.lotteries).flat_map(|o| o.frame.lots.iter()).map(|l| l.id.as_str()),
            ) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("lots are named as in lottery/frame.tsv"),
            },
        });
    }
    if earlier.iter().any(|a| a.change == Change::Withdraw { lot: lot.clone() }) {
        return Err(Problem::new("L401", format!("`{lot}` has withdrawn already")));
    }
    Ok(Change::Withdraw { lot })
}

/// Takes away an addendum that no amendment names and that nobody drew: making it was cut short.
fn undo_half(files: &Files, earlier: &[Amendment]) -> Outcome<()> {
    for (number, addendum) in files.addenda()? {
        let named = |a: &Amendment| matches!(a.change, Change::Late { addendum, .. } if addendum == number);
        let drawn = ["receipt.json", "dice.txt", "beacon.json"].iter().any(|f| addendum.path(f).exists());
        if earlier.iter().any(named) || drawn {
            continue;
        }
        let path = files.path(&format!("addendum-{number}"));
        let gone = provenance::Prepared::new(&files.path(""))?;
        std::fs::rename(&path, gone.path().join("addendum")).map_err(|e| provenance::io_problem("move", &path, &e))?;
    }
    Ok(())
}

struct Late<'a> {
    files: &'a Files,
    locked: &'a Locked,
    now: i64,
    at: Option<i64>,
    starts: &'a [String],
    check: bool,
    /// Who throws and how often, where that is not the plan's.
    dice: (&'a [String], Option<u32>),
}

impl Late<'_> {
    /// Freezes and locks the addendum lottery.
    fn lock(&self, file: &Path, progress: &dyn Progress) -> Outcome<(Change, Lock, Vec<Told>)> {
        let mut plan = protocol::parse(&self.locked.plan, "lottery/plan.toml")?;
        let shown = file.display().to_string();
        let rows = registers::read_frame(file, &shown, &plan.frame)?;
        let mut lots = BTreeSet::new();
        for row in &rows {
            lots.insert(frozen_text(&row.lot).unwrap_or_else(|| row.lot.clone()));
            self.not_in_a_lot(&frozen_text(&row.id).unwrap_or_else(|| row.id.clone()))?;
        }
        let mut rows = rows;
        refuse_vacant(&rows, &shown)?;
        plan.frame.file = file.file_name().map_or(shown, |n| n.to_string_lossy().into_owned());
        let places = if lots.len() == 1 { self.alone(&mut plan, &mut rows)? } else { lots.len() };
        self.restrict(&mut plan, places)?;
        self.write(&plan, &prepare_all(&plan, &rows, progress)?)
    }

    /// One late lot draws among as many places as waves: its own and empty ones. Returns the number of places.
    fn alone(&self, plan: &mut Study, rows: &mut Vec<ProgrammeRow>) -> Outcome<usize> {
        let known = plan.interventions.iter().map(|i| i.rollout.waves.len()).min().unwrap_or(0);
        let places = if self.starts.is_empty() { 2 } else { self.starts.len() };
        if places < 2 || known < 2 {
            return Err(Problem::new(
                "L401",
                "one late lot draws among two waves or more: else nothing is left to chance",
            )
            .found(format!("{} of {known} waves", places.min(known)))
            .expected("--starts with two or more first treated periods of the rollout"));
        }
        for row in rows.iter_mut().filter(|r| r.stratum.trim().is_empty()) {
            row.stratum = "all".to_string();
        }
        let covariates = plan.frame.covariates.len();
        rows.extend((1..places).map(|n| {
            let name = format!("vacant-{n}");
            let covariates = vec!["0".to_string(); covariates];
            ProgrammeRow {
                label: None,
                id: name.clone(),
                lot: name.clone(),
                stratum: name,
                covariates,
                first: None,
                last: None,
                line: 0,
            }
        }));
        plan.interventions.iter_mut().for_each(|i| i.lottery.stratified = false);
        Ok(places)
    }

    fn not_in_a_lot(&self, programme: &str) -> Outcome<()> {
        let mut members: Vec<_> = self.locked.lotteries.iter().flat_map(|o| o.members.clone()).collect();
        for (_, files) in self.files.addenda()? {
            members.extend(read_locked(&files)?.lotteries.into_iter().flat_map(|o| o.members));
        }
        match members.iter().find(|m| m.programme == programme || m.lot == programme) {
            Some(m) => Err(Problem::new("L401", format!("`{programme}` is in the lot `{}` already", m.lot))
                .help("a programme draws once")),
            None => Ok(()),
        }
    }

    /// The plan of the addendum: the waves that are left, even capacities (the later ones first), no rule that names
    /// other lots.
    fn restrict(&self, plan: &mut Study, lots: usize) -> Outcome<()> {
        plan.interventions.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        for i in &mut plan.interventions {
            let known: Vec<String> = i.rollout.waves.iter().map(|w| w.starts.clone()).collect();
            let chosen: Vec<String> = if self.starts.is_empty() {
                known[known.len().saturating_sub(lots)..].to_vec()
            } else {
                known.iter().filter(|k| self.starts.contains(k)).cloned().collect()
            };
            if !self.starts.is_empty() && chosen.len() != self.starts.len() || chosen.len() > lots {
                return Err(Problem::new("L401", "--starts does not name waves that the late lots can fill")
                    .found(self.starts.join(","))
                    .expected(format!("at most {lots} of {}", known.join(", "))));
            }
            let (even, more) = (lots / chosen.len(), lots % chosen.len());
            let waves = chosen.len();
            i.rollout.waves = chosen
                .into_iter()
                .enumerate()
                .map(|(k, starts)| WaveDecl { starts, capacity: (even + usize::from(k >= waves - more)) as u32 })
                .collect();
            let drand = i.lottery.source == SourceDecl::Drand;
            let (throwers, throws) = self.dice;
            if drand && (!throwers.is_empty() || throws.is_some()) {
                return Err(Problem::new("L401", "--throwers and --throws speak of dice, and a beacon decides here"));
            }
            let mut throwers = if throwers.is_empty() { i.lottery.throwers.clone() } else { throwers.to_vec() };
            throwers.sort();
            i.lottery = LotteryDecl {
                apart: Vec::new(),
                before: Vec::new(),
                limit: Vec::new(),
                balance: Vec::new(),
                keep: None,
                contributors: Vec::new(),
                fallback: Vec::new(),
                objections: None,
                throwers,
                throws: throws.or(i.lottery.throws),
                at: drand.then_some(self.at.unwrap_or(self.now.saturating_add(LEAD))),
                ..i.lottery.clone()
            };
        }
        Ok(())
    }

    fn write(&self, plan: &Study, all: &Together) -> Outcome<(Change, Lock, Vec<Told>)> {
        let Together { prepared, ties, .. } = all;
        let before = self.files.addenda()?;
        let prev = match before.last() {
            Some((_, last)) => sha256(&last.bytes("lock.txt")?),
            None => self.locked.digest,
        };
        let addendum = before.last().map_or(1, |(n, _)| n + 1);
        let rules = &plan.intervention().lottery;
        let source = match (rules.source, rules.at) {
            (SourceDecl::Drand, Some(at)) => Source::Drand { round: round_at(at) },
            _ => Source::Dice,
        };
        let mut overrides: Vec<String> = Vec::new();
        let mut warnings = Vec::new();
        for p in prepared {
            for r in &p.preview.refusals {
                overrides.push(if p.name.is_empty() { r.name.to_string() } else { format!("{}:{}", p.name, r.name) });
                warnings.push(Doubt::Allowed { name: r.name.to_string(), reason: r.reason.clone() }.into());
            }
            warnings.extend(p.frozen.warnings.iter().cloned());
        }
        if let Some(r) = ties.as_ref().and_then(Ties::refusal) {
            overrides.push(r.name.to_string());
            warnings.push(Doubt::Allowed { name: r.name.to_string(), reason: r.reason.clone() }.into());
        }
        if let Source::Drand { round } = source {
            let due = crate::lottery::beacon::round_time(round).unwrap_or(i64::MAX);
            if due <= self.now {
                return Err(Problem::new(
                    "L203",
                    format!("round {round} of the beacon has passed: its value is known"),
                )
                .help("choose a later --at"));
            }
            if due - self.now < LEAD {
                overrides.push("lead".to_string());
            }
        }
        overrides.sort();
        let text = protocol::write_plan(plan);
        let lock = Lock {
            rehearsal: false,
            kind: Kind::Extends,
            prev,
            title: self.locked.lock.title.clone(),
            bound: prepared.iter().map(Prepared::bound).collect(),
            joint: ties.as_ref().map(Ties::digest),
            plan: sha256(text.as_bytes()),
            source,
            overrides,
            contributions: Vec::new(),
            terms: Terms { throws: Terms::throws_of(rules), throwers: rules.throwers.clone(), ..Terms::default() },
        };
        // what the lock would refuse in [lottery] it refuses here too
        protocol::parse(&text, "--throwers and --throws")?;
        warnings.extend(unlocked_throwers(&lock));
        let name = format!("addendum-{addendum}");
        let target = self.files.path(&name);
        let made = provenance::Prepared::new(&self.files.path(""))?;
        let into = Files::new(made.path().to_path_buf(), &self.files.shown(&name));
        let mut all: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for p in prepared {
            for (file, text) in &p.files {
                all.push((into.path(&inside(&p.name, file)), text.clone().into_bytes()));
            }
        }
        all.extend(ties.as_ref().map(|t| (into.path(RULES), t.text.clone().into_bytes())));
        all.push((into.path("plan.toml"), text.into_bytes()));
        if !self.check {
            provenance::write_all(&all)?;
            provenance::create_new(&into.path("lock.txt"), lock.text().as_bytes())?;
            made.put_in_place(&target)?;
        }
        Ok((Change::Late { addendum, lock: lock.digest() }, lock, warnings))
    }
}
