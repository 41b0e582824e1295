//! The chain of locks and amendments: replaced locks, withdrawals, addenda. What was once locked may be extended, never
//! forgotten.

use super::files::Parsed;
use super::verdict::{Options, Report, Verdict};
use super::{Told, chance, drawn, locked, order, witness};
use crate::diagnostics::{Outcome, Progress};
use crate::folder::order::{Order, Seen};
use crate::folder::{Files, Place};
use crate::lottery::{Amendment, Change, Kind, Link, Lock, Source};
use crate::provenance::stamps::Certificate;
use crate::provenance::{Digest, sha256};
use crate::verify::verdict::Replaced;
use std::collections::BTreeSet;

/// Longest chain of locks that is followed.
const LONGEST: usize = 1_000;

/// Verdicts on what stands before and after this lock.
pub(crate) fn verdicts(
    place: &Place,
    parsed: &Parsed,
    options: &Options,
    report: &mut Report,
    progress: &dyn Progress,
) -> Outcome<()> {
    let Some(lock) = &parsed.lock else {
        report.verdicts.push(Verdict::unknown("chain", "the lock cannot be read"));
        return Ok(());
    };
    let mut c = Chain { told: options.rounds.clone(), trust: options.trust.clone(), ..Chain::default() };
    let shown = witness::gather(parsed, "", &options.trust, report)?;
    c.document(parsed)?;
    if lock.kind == Kind::Extends {
        report.not_checked.push("the lottery that this addendum extends".into());
    }
    c.past(&place.files, lock.kind, lock.prev, report)?;
    let order = c.amendments(parsed)?;
    for r in &mut report.replaced {
        r.reason = c.replaced.iter().find(|(l, _)| *l == r.lock).map(|(_, reason)| reason.clone());
    }
    c.addenda(parsed, report, progress)?;
    c.links.insert(0, link(parsed, lock, &order, shown));
    let chain = std::mem::take(&mut c.links);
    report.verdicts.push(c.verdict());
    order::once(chain, options, report);
    order::look(&order, place, report)?;
    order::coding(&order, place, report);
    report.order = Some(order);
    Ok(())
}

/// What the folder shows of one lock, for the question whether lots were drawn once.
fn link(parsed: &Parsed, lock: &Lock, order: &Order, shown: Vec<i64>) -> Link {
    let replaced_on = order.amendments.iter().find(|a| matches!(a.amendment.change, Change::Replaces { .. }));
    let there = |name: &str| parsed.files.path(name).symlink_metadata().is_ok();
    Link {
        digest: parsed.digest,
        lock: lock.clone(),
        thrown: there("dice.txt") || there("receipt.json"),
        replaced_on: replaced_on.map(|a| a.amendment.date.clone()),
        shown,
    }
}

#[derive(Default)]
struct Chain {
    /// Roots that whoever verifies relies on.
    trust: Vec<Certificate>,
    /// What whoever verifies says of rounds.
    told: Told,
    /// The replaced locks, the latest first.
    links: Vec<Link>,
    wrong: Vec<String>,
    unknown: Vec<String>,
    said: Vec<String>,
    /// Addenda that amendments name: number and lock.
    late: Vec<(u32, Digest)>,
    /// Locks that amendments name as replaced.
    replaced: Vec<(Digest, String)>,
    /// Withdrawn lots that the frame does not name: an addendum must.
    elsewhere: Vec<(String, String)>,
}

impl Chain {
    fn verdict(self) -> Verdict {
        if !self.wrong.is_empty() {
            return Verdict::no("chain", "the chain of locks and amendments does not hold", self.wrong);
        }
        if !self.unknown.is_empty() {
            let mut verdict = Verdict::unknown("chain", "a part of the chain of locks and amendments is missing");
            verdict.details = self.unknown;
            return verdict;
        }
        if self.said.is_empty() {
            Verdict::yes("chain", "a first lock; nothing came before it and nothing was amended")
        } else {
            let mut verdict = Verdict::yes("chain", "every lock and amendment has its place in it");
            verdict.details = self.said;
            verdict
        }
    }

    /// Follows `prev` through `past/`.
    fn past(&mut self, files: &Files, kind: Kind, prev: Digest, report: &mut Report) -> Outcome<()> {
        let mut named = BTreeSet::new();
        let (mut kind, mut prev) = (kind, prev);
        let mut followed = true;
        while kind == Kind::Replaces && named.len() < LONGEST {
            if !named.insert(prev.hex()) {
                self.wrong.push(format!("the lock {prev} stands in the chain twice"));
                break;
            }
            let old = files.inner(&format!("past/{prev}"));
            if old.maybe("lock.txt")?.is_none() {
                self.unknown.push(format!("the replaced lock {prev} is missing: {}", old.shown("lock.txt")));
                followed = false;
                break;
            }
            let parsed = Parsed::read(&old)?;
            self.one_past(&parsed, prev, report)?;
            let Some(lock) = &parsed.lock else {
                followed = false;
                break;
            };
            (kind, prev) = (lock.kind, lock.prev);
        }
        for name in files.list("past")? {
            if named.contains(&name) {
                continue;
            }
            // where a link is missing, what stood behind it cannot be told from a stranger
            let (list, says) = if followed {
                (&mut self.wrong, "is not in the chain of this lock")
            } else {
                (&mut self.unknown, "cannot be reached: a lock between is missing")
            };
            list.push(format!("past/{name} {says}"));
        }
        Ok(())
    }

    fn one_past(&mut self, parsed: &Parsed, digest: Digest, report: &mut Report) -> Outcome<()> {
        let of = format!("replaced lock {}…", &digest.hex()[..12]);
        if parsed.digest != digest {
            self.wrong.push(format!("{of}: its lock.txt has the digest {}", parsed.digest));
        }
        for v in [parsed.canonical(), locked::against_files(parsed)] {
            self.take(&of, v);
        }
        let mut inner = Report::default();
        let recomputed = drawn::recomputed(parsed);
        if parsed.has_record {
            drawn::verdicts(parsed, &self.told, &mut inner)?;
            for v in inner.verdicts {
                self.take(&of, v);
            }
        } else if recomputed.is_none() {
            self.not_thrown(parsed, &of, digest, report);
        }
        self.document(parsed)?;
        let order = self.amendments(parsed)?;
        let shown = witness::gather(parsed, &format!("past/{digest}/"), &self.trust, report)?;
        // late lots of a lock that was set aside lie in its own folder
        let late = std::mem::take(&mut self.late);
        if !late.is_empty() {
            self.elsewhere.clear();
        }
        if let Some(lock) = &parsed.lock {
            if lock.rehearsal {
                self.wrong.push(format!("{of} is a rehearsal's"));
            }
            self.links.push(link(parsed, lock, &order, shown));
        }
        self.said.push(of);
        let schedules = recomputed.map(|(_, shown)| shown).unwrap_or_default();
        report.replaced.push(Replaced { lock: digest, reason: None, schedules });
        Ok(())
    }

    /// A replaced lock without randomness: its round passes all the same; dice may never have been thrown.
    fn not_thrown(&mut self, parsed: &Parsed, of: &str, digest: Digest, report: &mut Report) {
        match parsed.lock.as_ref().map(|l| (l.source, l.contributions.is_empty())) {
            Some((Source::Dice, _)) if parsed.chance.is_none() => {
                report.not_checked.push(format!("{of}: whether its dice were ever thrown rests on the witnesses"));
            }
            Some((Source::Drand { round }, _)) if parsed.chance.is_none() => self.unknown.push(format!(
                "{of}: round {round} of the beacon is missing; add it with `lodtrin draw --past {digest} --beacon FILE`"
            )),
            Some((_, false)) => self.unknown.push(format!(
                "{of}: the contributions are missing; add them with `lodtrin draw --past {digest} --contribution NAME=FILE …`"
            )),
            _ => self.unknown.push(format!("{of}: what it would have given cannot be recomputed")),
        }
    }

    fn take(&mut self, of: &str, verdict: Verdict) {
        let mut lines = verdict.details;
        if lines.is_empty() {
            lines.push(verdict.says);
        }
        let lines = lines.into_iter().map(|l| format!("{of}: {l}"));
        match verdict.holds {
            Some(true) => {}
            Some(false) => self.wrong.extend(lines),
            None => self.unknown.extend(lines),
        }
    }

    /// A document that stands there is the one that the lock names.
    fn document(&mut self, parsed: &Parsed) -> Outcome<()> {
        if let Some(ground) = parsed.lock.as_ref().and_then(|l| l.terms.ground) {
            let name = format!("documents/{}", ground.document);
            if let Some(bytes) = parsed.files.maybe(&name)?
                && sha256(&bytes) != ground.document
            {
                self.wrong.push(format!("{} is not the document that the lock names", parsed.files.shown(&name)));
            }
        }
        Ok(())
    }

    /// Reads `amend-001.txt` … of a folder, each naming the digest of the one before.
    fn amendments(&mut self, parsed: &Parsed) -> Outcome<Order> {
        let mut wrong = Vec::new();
        let order = Order::gather(&parsed.files, parsed.digest, &mut wrong)?;
        self.wrong.extend(wrong.into_iter().map(|(_, why)| why));
        if let Seen::Broken(why) = &order.seen {
            self.wrong.push(why.clone());
        }
        for noted in &order.amendments {
            self.amendment(&noted.amendment, parsed, &parsed.files.shown(&noted.file));
        }
        if let Some(lock) = parsed.lock.as_ref().filter(|l| l.kind == Kind::Replaces)
            && !self.replaced.iter().any(|(l, _)| *l == lock.prev)
        {
            self.unknown.push(format!("no amendment says why the lock {} was replaced", lock.prev));
        }
        let drawn = chance::fallback_drawn(parsed);
        let told = |round| order.amendments.iter().any(|a| a.amendment.change == Change::Fallback { round });
        if let Some(round) = drawn.filter(|r| !told(*r)) {
            self.wrong.push(format!("the fallback round {round} was drawn, and no amendment says why"));
        }
        Ok(order)
    }

    fn amendment(&mut self, a: &Amendment, parsed: &Parsed, shown: &str) {
        match &a.change {
            Change::Replaces { lock } => {
                if parsed.lock.as_ref().is_none_or(|l| l.kind != Kind::Replaces || l.prev != *lock) {
                    self.wrong.push(format!("{shown} says that {lock} was replaced, and the lock says otherwise"));
                }
                self.replaced.push((*lock, a.reason.clone()));
                self.said.push(format!("{}: replaces {}… ({})", a.date, &lock.hex()[..12], a.reason));
            }
            Change::Withdraw { lot } => {
                if !has_lot(parsed, lot) {
                    self.elsewhere.push((shown.to_string(), lot.clone()));
                }
                self.said.push(format!("{}: `{lot}` withdrew and keeps its wave ({})", a.date, a.reason));
            }
            Change::Late { addendum, lock } => {
                self.late.push((*addendum, *lock));
                self.said.push(format!("{}: late lots, addendum {addendum} ({})", a.date, a.reason));
            }
            Change::Coding { .. } => {
                self.said.push(format!("{}: the registers' codes were locked ({})", a.date, a.reason));
            }
            Change::Deviation { key, from, to, .. } => {
                self.said.push(format!("{}: `{key}` was {from}, is {to} ({})", a.date, a.reason));
            }
            Change::Fallback { round } => {
                if !parsed.lock.as_ref().is_some_and(|l| l.terms.fallback.contains(round)) {
                    self.wrong.push(format!("{shown} names round {round}, which is no fallback of the lock"));
                }
                self.said.push(format!("{}: round {round} decides in place of an earlier one ({})", a.date, a.reason));
            }
        }
    }

    /// Each addendum is a lottery of its own that extends the lock before it.
    fn addenda(&mut self, parsed: &Parsed, report: &mut Report, progress: &dyn Progress) -> Outcome<()> {
        let late = std::mem::take(&mut self.late);
        let found = parsed.files.addenda()?;
        for (n, lock) in &late {
            if !found.iter().any(|(k, _)| k == n) {
                self.unknown.push(format!("addendum-{n}, which an amendment names with the lock {lock}, is missing"));
            }
        }
        let mut before = parsed.digest;
        let study = parsed.study();
        let mut programmes: BTreeSet<String> = members(parsed);
        for (i, (n, files)) in found.iter().enumerate() {
            let of = format!("addendum {n}");
            if *n as usize != i + 1 {
                self.wrong.push(format!("{of} stands where addendum {} should", i + 1));
            }
            let addendum = Parsed::read(files)?;
            witness::gather(&addendum, &format!("addendum-{n}/"), &self.trust, report)?;
            if !late.contains(&(*n, addendum.digest)) {
                self.wrong.push(format!("{of}: no amendment names its lock {}", addendum.digest));
            }
            match &addendum.lock {
                Some(lock) if lock.kind == Kind::Extends && lock.prev == before && !lock.rehearsal => {}
                Some(_) => self.wrong.push(format!("{of}: its lock does not extend {before}")),
                None => {}
            }
            for programme in members(&addendum) {
                if !programmes.insert(programme.clone()) {
                    self.wrong.push(format!("{of}: `{programme}` had drawn already"));
                }
            }
            self.elsewhere.retain(|(_, lot)| !has_lot(&addendum, lot));
            let mut inner = Report::default();
            drawn::verdicts(&addendum, &self.told, &mut inner)?;
            let calibration = locked::calibration(&addendum, progress)?;
            let all = [addendum.canonical(), locked::against_files(&addendum), calibration];
            for v in all.into_iter().chain(inner.verdicts) {
                self.take(&of, v);
            }
            for (i, mut shown) in inner.schedules.into_iter().enumerate() {
                shown.names = addendum.wave_names(study.as_ref(), i);
                shown.name = if shown.name.is_empty() { of.clone() } else { format!("{of}, {}", shown.name) };
                report.schedules.push(shown);
            }
            before = addendum.digest;
        }
        let gone = late.iter().any(|(n, _)| !found.iter().any(|(k, _)| k == n));
        for (shown, lot) in std::mem::take(&mut self.elsewhere) {
            // a missing addendum may be the one that names the lot, and is told already
            if gone {
                continue;
            }
            self.wrong.push(format!("{shown} withdraws `{lot}`, which is no lot of this lottery"));
        }
        Ok(())
    }
}

fn has_lot(parsed: &Parsed, lot: &str) -> bool {
    parsed.ones.iter().any(|o| o.frame.as_ref().is_some_and(|f| f.position(lot).is_some()))
}

fn members(parsed: &Parsed) -> BTreeSet<String> {
    parsed.ones.iter().flat_map(|o| o.members.iter().flatten()).map(|m| m.programme.clone()).collect()
}
