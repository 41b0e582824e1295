//! Late programmes: their list is frozen and locked as a lottery of its own.

use crate::diagnostics::Progress;
use crate::diagnostics::{Doubt, Outcome, Problem, Told};
use crate::folder::{Files, Locked, RULES, inside, read_locked};
use crate::lottery::beacon::{LEAD, round_at};
use crate::lottery::late::{Asked, alone, restrict};
use crate::lottery::prepare::{Prepared, Ties, Together, prepare_all};
use crate::lottery::{Change, Kind, Lock, Source, Terms, frozen_text, refuse_vacant};
use crate::provenance::{self, sha256};
use crate::steps::lock::unlocked_throwers;
use crate::trial::Study;
use crate::trial::study::SourceDecl;
use crate::{protocol, registers};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the lottery of late programmes is made from.
pub(super) struct Late<'a> {
    pub files: &'a Files,
    pub locked: &'a Locked,
    pub asked: Asked<'a>,
    pub check: bool,
}

impl Late<'_> {
    /// Freezes and locks the addendum lottery.
    pub fn lock(&self, file: &Path, progress: &dyn Progress) -> Outcome<(Change, Lock, Vec<Told>)> {
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
        let places = if lots.len() == 1 { alone(&mut plan, &mut rows, self.asked.starts)? } else { lots.len() };
        restrict(&mut plan, places, &self.asked)?;
        self.write(&plan, &prepare_all(&plan, &rows, progress)?)
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
        let (mut overrides, mut warnings) = self.allowed(prepared, ties.as_ref(), source)?;
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
        if !self.check {
            self.put(addendum, prepared, ties.as_ref(), text, &lock)?;
        }
        Ok((Change::Late { addendum, lock: lock.digest() }, lock, warnings))
    }

    /// Refusals of the design that a lottery of late lots cannot heed, as overrides and doubts.
    fn allowed(&self, prepared: &[Prepared], ties: Option<&Ties>, source: Source) -> Outcome<(Vec<String>, Vec<Told>)> {
        let mut overrides: Vec<String> = Vec::new();
        let mut warnings = Vec::new();
        for p in prepared {
            for r in &p.preview.refusals {
                overrides.push(if p.name.is_empty() { r.name.to_string() } else { format!("{}:{}", p.name, r.name) });
                warnings.push(Doubt::Allowed { name: r.name.to_string(), reason: r.reason.clone() }.into());
            }
            warnings.extend(p.frozen.warnings.iter().cloned());
        }
        if let Some(r) = ties.and_then(Ties::refusal) {
            overrides.push(r.name.to_string());
            warnings.push(Doubt::Allowed { name: r.name.to_string(), reason: r.reason.clone() }.into());
        }
        if let Source::Drand { round } = source {
            let due = crate::lottery::beacon::round_time(round).unwrap_or(i64::MAX);
            if due <= self.asked.now {
                return Err(Problem::new(
                    "L203",
                    format!("round {round} of the beacon has passed: its value is known"),
                )
                .help("choose a later --at"));
            }
            if due - self.asked.now < LEAD {
                overrides.push("lead".to_string());
            }
        }
        Ok((overrides, warnings))
    }

    /// Writes the addendum's files, the lock last, and puts the folder in place.
    fn put(&self, addendum: u32, prepared: &[Prepared], ties: Option<&Ties>, text: String, lock: &Lock) -> Outcome<()> {
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
        all.extend(ties.map(|t| (into.path(RULES), t.text.clone().into_bytes())));
        all.push((into.path("plan.toml"), text.into_bytes()));
        provenance::write_all(&all)?;
        provenance::create_new(&into.path("lock.txt"), lock.text().as_bytes())?;
        made.put_in_place(&target)
    }
}
