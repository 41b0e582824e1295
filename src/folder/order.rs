//! The order of events of a lottery's folder: its amendments, one chain, and when somebody first looked at an effect.

use super::study::Folder;
use super::{Files, receipts};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::lottery::{Amendment, Change, Kind, Link, Lock, Look, LookVerb, Once, once};
use crate::protocol;
use crate::provenance::{self, Digest, sha256};
use crate::trial::Study;
use crate::trial::facts::Coding;
use crate::trial::study::RegisterDecl;
use std::collections::BTreeMap;

/// The registers that a study declares, by name.
pub type Registers = BTreeMap<String, RegisterDecl>;

/// One amendment as it stands in the folder.
#[derive(Debug, Clone)]
pub struct Noted {
    /// Its file.
    pub file: String,
    /// What it says.
    pub amendment: Amendment,
    /// Digest of the file.
    pub digest: Digest,
    /// What a coding amendment declares.
    pub registers: Option<Registers>,
}

/// The first look at an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nobody looked, so far as the folder shows.
    Never,
    /// After so many amendments.
    After(usize, Look),
    /// `look.txt` does not hold, and why.
    Broken(String),
}

/// Results that nobody has without having looked.
const SHOWN: [&str; 4] = ["results/effects.json", "results/effects.csv", "results/absence.json", "results/absence.csv"];

/// Amendments and look of one lock.
#[derive(Debug, Clone)]
pub struct Order {
    /// Digest of the lock.
    pub lock: Digest,
    /// The amendments in order.
    pub amendments: Vec<Noted>,
    /// The first look.
    pub seen: Seen,
}

impl Order {
    /// Lots that withdrew, with the day of it, days since 1970-01-01.
    pub fn withdrawals(&self) -> BTreeMap<String, i32> {
        let day = |date: &str| -> Option<i32> {
            let date: jiff::civil::Date = date.parse().ok()?;
            date.since(jiff::civil::date(1970, 1, 1)).ok().map(|s| s.get_days())
        };
        let of = |n: &Noted| match &n.amendment.change {
            Change::Withdraw { lot } => Some((lot.clone(), day(&n.amendment.date)?)),
            _ => None,
        };
        self.amendments.iter().filter_map(of).collect()
    }

    /// The order of events of a lottery's folder; `None` before locking.
    ///
    /// # Errors
    /// L401 when an amendment is not canonical, does not name the one before, or a file beside it is another.
    pub fn read(files: &Files) -> Outcome<Option<Order>> {
        let Some(lock) = files.maybe("lock.txt")? else { return Ok(None) };
        let mut wrong = Vec::new();
        let order = Order::gather(files, sha256(&lock), &mut wrong)?;
        match wrong.into_iter().next() {
            None => Ok(Some(order)),
            Some((file, why)) => Err(Problem::new("L401", format!("an amendment does not hold: {why}"))
                .at(Place::file(files.shown(&file)))
                .help("run `lodtrin verify` to see what does not fit")),
        }
    }

    /// The same, whatever does not fit gathered as file and sentence.
    pub fn gather(files: &Files, lock: Digest, wrong: &mut Vec<(String, String)>) -> Outcome<Order> {
        let mut names: Vec<String> = files.list("")?.into_iter().filter(|n| n.starts_with("amend-")).collect();
        names.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
        let (mut before, mut amendments) = (lock, Vec::new());
        for (i, name) in names.iter().filter(|n| n.ends_with(".txt")).enumerate() {
            let shown = files.shown(name);
            if *name != Amendment::file(i + 1) {
                wrong.push((name.clone(), format!("{shown} stands where {} should", Amendment::file(i + 1))));
                break;
            }
            let bytes = files.bytes(name)?;
            let amendment = match Amendment::read(&bytes, &shown) {
                Ok(a) => a,
                Err(p) => {
                    wrong.push((name.clone(), sentence(&p)));
                    break;
                }
            };
            if amendment.prev != before {
                let says = format!("{shown} names {} as the one before, and that is {before}", amendment.prev);
                wrong.push((name.clone(), says));
            }
            before = sha256(&bytes);
            let registers = match amendment.change {
                Change::Coding { registers } => declared(files, i + 1, registers, wrong)?,
                _ => None,
            };
            amendments.push(Noted { file: name.clone(), amendment, digest: before, registers });
        }
        for name in names.iter().filter(|n| !n.ends_with(".txt")) {
            let coding = |(i, a): (usize, &Noted)| {
                matches!(a.amendment.change, Change::Coding { .. }) && *name == Amendment::coding_file(i + 1)
            };
            // one more than there are amendments: a coding lock that was interrupted, and is completed by the next
            let unfinished = *name == Amendment::coding_file(amendments.len() + 1);
            if !unfinished && !amendments.iter().enumerate().any(coding) {
                wrong.push((name.clone(), format!("{} belongs to no amendment", files.shown(name))));
            }
        }
        let seen = Order::seen(files, lock, &amendments)?;
        let order = Order { lock, amendments, seen };
        order.looks_told(files, wrong);
        Ok(order)
    }

    fn seen(files: &Files, lock: Digest, amendments: &[Noted]) -> Outcome<Seen> {
        let Some(bytes) = files.maybe(Look::FILE)? else { return Ok(Seen::Never) };
        let shown = files.shown(Look::FILE);
        let look = match Look::read(&bytes, &shown) {
            Ok(look) => look,
            Err(p) => return Ok(Seen::Broken(sentence(&p))),
        };
        if look.lock != lock {
            return Ok(Seen::Broken(format!("{shown} names another lock, {}", look.lock)));
        }
        let heads = std::iter::once(lock).chain(amendments.iter().map(|a| a.digest));
        Ok(match heads.into_iter().position(|h| h == look.head) {
            Some(at) => Seen::After(at, look),
            None => {
                Seen::Broken(format!("{shown} names {} as the last amendment, and it is not in the chain", look.head))
            }
        })
    }

    /// A deviation tells whether somebody had looked; that must be so.
    fn looks_told(&self, files: &Files, wrong: &mut Vec<(String, String)>) {
        for (i, noted) in self.amendments.iter().enumerate() {
            let Change::Deviation { look, .. } = noted.amendment.change else { continue };
            let shown = files.shown(&noted.file);
            let says = match (&self.seen, look) {
                (Seen::After(at, _), None) if i >= *at => {
                    format!("{shown} says that nobody had looked, and somebody had")
                }
                (Seen::After(at, l), Some(told)) if i < *at || sha256(l.text().as_bytes()) != told => {
                    format!("{shown} names another look than {}", files.shown(Look::FILE))
                }
                (Seen::Never, Some(_)) => {
                    format!("{shown} names a look, and {} is not there", files.shown(Look::FILE))
                }
                _ => continue,
            };
            wrong.push((noted.file.clone(), says));
        }
    }

    /// Digest of the last amendment's file, else of the lock.
    pub fn head(&self) -> Digest {
        self.amendments.last().map_or(self.lock, |a| a.digest)
    }

    /// Whether the amendment at a place (from 0) stands after the first look.
    pub fn is_late(&self, place: usize) -> bool {
        match self.seen {
            Seen::Never => false,
            Seen::After(at, _) => place >= at,
            Seen::Broken(_) => true,
        }
    }

    /// The last coding amendment that stands before the first look, with its place from 0.
    pub fn coding(&self) -> Option<(usize, &Noted)> {
        let mut all = self.amendments.iter().enumerate().rev();
        all.find(|(i, a)| a.registers.is_some() && !self.is_late(*i))
    }

    /// The plan in force: the lock's plan with the registers of the last coding amendment that is not late.
    pub fn in_force(&self, plan: &Study) -> Study {
        self.in_force_before(plan, self.amendments.len())
    }

    /// The same, of the first so many amendments.
    pub fn in_force_before(&self, plan: &Study, place: usize) -> Study {
        let mut all = self.amendments.iter().enumerate().take(place).rev();
        let registers =
            all.find(|(i, a)| a.registers.is_some() && !self.is_late(*i)).and_then(|(_, a)| a.registers.clone());
        Study { registers: registers.unwrap_or_else(|| plan.registers.clone()), ..plan.clone() }
    }
}

/// What the file beside a coding amendment declares.
fn declared(
    files: &Files,
    n: usize,
    expected: Digest,
    wrong: &mut Vec<(String, String)>,
) -> Outcome<Option<Registers>> {
    let name = Amendment::coding_file(n);
    let shown = files.shown(&name);
    let mut refuse = |why: String| {
        wrong.push((name.clone(), why));
        Ok(None)
    };
    let Some(bytes) = files.maybe(&name)? else {
        return refuse(format!("{shown}, which {} names, is missing", Amendment::file(n)));
    };
    if sha256(&bytes) != expected {
        return refuse(format!("{shown} is not the file that {} names", Amendment::file(n)));
    }
    let Ok(text) = String::from_utf8(bytes) else { return refuse(format!("{shown} is not UTF-8")) };
    match protocol::parse_registers(&text, &shown) {
        Ok(registers) => Ok(Some(registers)),
        Err(p) => refuse(format!("a coding amendment declares registers and nothing else: {}", sentence(&p))),
    }
}

/// A problem in one line.
fn sentence(problem: &Problem) -> String {
    match (problem.place(), problem.found_text()) {
        (Some(place), Some(found)) => format!("{place}: {} (found {found})", problem.what()),
        (Some(place), None) => format!("{place}: {}", problem.what()),
        (None, Some(found)) => format!("{} (found {found})", problem.what()),
        (None, None) => problem.what().to_string(),
    }
}

/// The order of events of a study's lottery; `None` before locking.
///
/// # Errors
/// As [`Order::read`].
pub fn of(folder: &Folder) -> Outcome<Option<Order>> {
    Order::read(&Files::new(folder.path("lottery"), "lottery"))
}

/// The plan in force of a study; `None` before locking.
///
/// # Errors
/// As [`Order::read`], and for a plan that cannot be read.
pub fn plan_in_force(folder: &Folder) -> Outcome<Option<Study>> {
    let Some(plan) = folder.plan()? else { return Ok(None) };
    Ok(Some(match of(folder)? {
        Some(order) => order.in_force(&plan),
        None => plan,
    }))
}

/// Longest chain of replaced locks that is followed.
const LONGEST: usize = 1_000;

/// Were lots drawn once? As the folder alone shows it, without what anybody else says; `None` where nothing was replaced.
///
/// # Errors
/// When a file of the chain cannot be read.
pub fn once_of(files: &Files) -> Outcome<Option<Once>> {
    let Some(bytes) = files.maybe("lock.txt")? else { return Ok(None) };
    let (mut here, mut bytes, mut chain) = (files.clone(), bytes, Vec::new());
    while chain.len() < LONGEST {
        let Ok(lock) = Lock::read(&bytes, "lock.txt") else { break };
        let digest = sha256(&bytes);
        let order = Order::gather(&here, digest, &mut Vec::new())?;
        let replaced = order.amendments.iter().find(|a| matches!(a.amendment.change, Change::Replaces { .. }));
        let there = |name: &str| here.path(name).symlink_metadata().is_ok();
        let (kind, prev) = (lock.kind, lock.prev);
        chain.push(Link {
            digest,
            thrown: there("dice.txt") || there("receipt.json"),
            replaced_on: replaced.map(|a| a.amendment.date.clone()),
            shown: Vec::new(),
            lock,
        });
        here = here.past(prev);
        match here.maybe("lock.txt")? {
            Some(next) if kind == Kind::Replaces => bytes = next,
            _ => break,
        }
    }
    Ok(once(&chain, &[]))
}

/// Records the first look at an effect, before the look: create-new, and never again. A doubt where it cannot be written.
///
/// # Errors
/// When the amendments cannot be read.
pub fn record_look(folder: &Folder, verb: LookVerb) -> Outcome<Option<Told>> {
    let files = Files::new(folder.path("lottery"), "lottery");
    if files.maybe("receipt.json")?.is_none() || files.maybe(Look::FILE)?.is_some() {
        return Ok(None);
    }
    let Some(order) = Order::read(&files)? else { return Ok(None) };
    let receipt = folder.path("data/receipt.json");
    let data = match (receipt.is_file(), verb) {
        (true, _) => sha256(&provenance::read_bytes(&receipt)?),
        // what it hands over needs no data here
        (false, LookVerb::Bridge) => Digest([0; 32]),
        (false, LookVerb::Effect | LookVerb::Absence) => sha256(&[]),
    };
    let look = Look { lock: order.lock, head: order.head(), data, verb };
    let written = provenance::create_new(&files.path(Look::FILE), look.text().as_bytes());
    let unwritten = written.err().filter(|_| files.maybe(Look::FILE).ok().flatten().is_none());
    Ok(unwritten.map(|p| Doubt::LookNotRecorded { reason: p.what().to_string() }.into()))
}

/// The file that shows that somebody saw an effect or early absence, where a drawn lottery has no record of the first look.
pub fn look_gone(folder: &Folder) -> Option<String> {
    let there = |inside: &str| folder.path(inside).symlink_metadata().is_ok();
    if !there("lottery/receipt.json") || there("lottery/look.txt") {
        return None;
    }
    if receipts::looked(folder) {
        return Some(receipts::PATH.to_string());
    }
    SHOWN.into_iter().find(|name| there(name)).map(str::to_string)
}

/// What a result says of the coding amendment that is in force: file, date, the register keys that it changes.
pub fn coding_fact(order: &Order, plan: &Study) -> Option<Coding> {
    let (place, noted) = order.coding()?;
    let before = order.in_force_before(plan, place);
    let after = Study { registers: noted.registers.clone()?, ..before.clone() };
    let keys: Vec<String> = protocol::register_differences(&before, &after).into_iter().map(|d| d.key).collect();
    Some(Coding { file: noted.file.clone(), date: noted.amendment.date.clone(), keys })
}
