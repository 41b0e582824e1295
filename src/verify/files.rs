//! Every file of a lottery's folder, read by itself, so that one broken file does not hide what the others say.

use super::verdict::Verdict;
use crate::diagnostics::{Outcome, Problem};
use crate::folder::{Files, Locked, OneLottery, RULES, WaveName, inside, wave_names};
use crate::lottery::{
    Beacon, Chance, Design, Dice, Joint, JointLottery, Lock, Lottery, Practice, Record, Source, is_intervention_name,
    read_chances, read_design, read_frame, read_joint, read_members, read_schedule,
};
use crate::protocol;
use crate::provenance::{Digest, sha256};
use crate::trial::{Frame, Member, Study};

/// The files of one intervention, each where it could be read.
#[derive(Debug, Default)]
pub(crate) struct One {
    pub name: String,
    pub frame: Option<Frame>,
    pub members: Option<Vec<Member>>,
    pub design: Option<Design>,
    pub chances: Option<Vec<Vec<u32>>>,
    pub schedule: Option<Vec<u8>>,
    /// Digests of `frame.tsv`, `members.tsv`, `design.txt`, `chances.tsv` as they stand.
    pub digests: [Option<Digest>; 4],
    pub schedule_digest: Option<Digest>,
    pub lottery: Option<Lottery>,
}

/// A lottery's folder, read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub files: Files,
    pub digest: Digest,
    pub lock: Option<Lock>,
    pub plan: Option<Vec<u8>>,
    pub ones: Vec<One>,
    /// Rules between several interventions and the digest of their file, where the lock binds one.
    pub rules: Option<Joint>,
    pub rules_digest: Option<Digest>,
    pub chance: Option<Chance>,
    /// Whether practice randomness stands there.
    pub practice: bool,
    pub record: Option<Record>,
    /// Whether `receipt.json` stands there, readable or not.
    pub has_record: bool,
    pub broken: Vec<String>,
    pub missing: Vec<String>,
}

impl Parsed {
    /// Reads the folder. Only a missing lock or a file that the system refuses is a problem; all else is a verdict.
    pub fn read(files: &Files) -> Outcome<Parsed> {
        let bytes = files.bytes("lock.txt")?;
        let mut p = Parsed {
            files: files.clone(),
            digest: sha256(&bytes),
            lock: None,
            plan: files.maybe("plan.toml")?,
            ones: Vec::new(),
            rules: None,
            rules_digest: None,
            chance: None,
            practice: false,
            record: None,
            has_record: false,
            broken: Vec::new(),
            missing: Vec::new(),
        };
        p.lock = p.keep(Lock::read(&bytes, &files.shown("lock.txt")));
        p.note_missing("plan.toml", p.plan.is_some());
        let names: Vec<String> = match &p.lock {
            Some(lock) => lock.bound.iter().map(|b| b.name.clone()).collect(),
            None => p.guess_names()?,
        };
        for name in names {
            let one = p.read_one(&name)?;
            p.ones.push(one);
        }
        p.read_rules()?;
        if let Some(bytes) = files.maybe("receipt.json")? {
            p.has_record = true;
            p.record = p.keep(Record::read(&bytes, &files.shown("receipt.json")));
        }
        p.read_chance()?;
        Ok(p)
    }

    /// Without a readable lock, the folder itself says which interventions there are.
    fn guess_names(&self) -> Outcome<Vec<String>> {
        if self.files.maybe("frame.tsv")?.is_some() {
            return Ok(vec![String::new()]);
        }
        let names = self.files.list("")?;
        Ok(names
            .into_iter()
            .filter(|n| is_intervention_name(n) && self.files.path(&format!("{n}/frame.tsv")).is_file())
            .collect())
    }

    fn keep<T>(&mut self, read: Outcome<T>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(problem) => {
                self.broken.push(sentence(&problem));
                None
            }
        }
    }

    fn note_missing(&mut self, name: &str, there: bool) {
        if !there {
            self.missing.push(self.files.shown(name));
        }
    }

    fn read_one(&mut self, name: &str) -> Outcome<One> {
        let mut one = One { name: name.to_string(), ..One::default() };
        let mut raw: [Option<Vec<u8>>; 4] = [None, None, None, None];
        for (k, file) in ["frame.tsv", "members.tsv", "design.txt", "chances.tsv"].into_iter().enumerate() {
            let file = inside(name, file);
            raw[k] = self.files.maybe(&file)?;
            self.note_missing(&file, raw[k].is_some());
            one.digests[k] = raw[k].as_deref().map(sha256);
        }
        let shown = |file: &str| self.files.shown(&inside(name, file));
        let [frame, members, design, chances] = &raw;
        let (f, m, d, c, s) = (
            shown("frame.tsv"),
            shown("members.tsv"),
            shown("design.txt"),
            shown("chances.tsv"),
            shown("schedule.tsv"),
        );
        one.frame = frame.as_ref().and_then(|b| self.keep(read_frame(b, &f)));
        let Some(frame) = one.frame.clone() else { return Ok(one) };
        one.members = members.as_ref().and_then(|b| self.keep(read_members(b, &frame, &m)));
        one.design = design.as_ref().and_then(|b| self.keep(read_design(b, &frame, &d)));
        if let Some(bytes) = self.files.maybe(&inside(name, "schedule.tsv"))? {
            one.schedule_digest = Some(sha256(&bytes));
            one.schedule = self.keep(read_schedule(&bytes, &frame, &s));
        }
        if let Some(design) = one.design.clone() {
            one.chances = chances.as_ref().and_then(|b| self.keep(read_chances(b, &frame, design.waves(), &c)));
            one.lottery = self.keep(Lottery::new(&frame, &design));
        }
        Ok(one)
    }

    /// Rules stand in the folder exactly when the lock binds them.
    fn read_rules(&mut self) -> Outcome<()> {
        let bytes = self.files.maybe(RULES)?;
        let bound = self.lock.as_ref().is_some_and(|l| l.joint.is_some());
        if bound {
            self.note_missing(RULES, bytes.is_some());
        } else if bytes.is_some() && self.lock.is_some() {
            self.broken.push(format!("{} stands there though the lock binds no joint rules", self.files.shown(RULES)));
        }
        let Some(bytes) = bytes.filter(|_| bound) else { return Ok(()) };
        self.rules_digest = Some(sha256(&bytes));
        let shown = self.files.shown(RULES);
        self.rules = self.keep(read_joint(&bytes, &shown));
        Ok(())
    }

    /// The lotteries drawn together; `Err` holds a sentence when rules are bound that cannot be applied.
    pub fn together(&self) -> Result<Option<JointLottery>, String> {
        if self.lock.as_ref().is_none_or(|l| l.joint.is_none()) {
            return Ok(None);
        }
        let unread = || "the joint rules, a frame or a design cannot be read".to_string();
        let rules = self.rules.as_ref().ok_or_else(unread)?;
        let each: Option<Vec<_>> =
            self.ones.iter().map(|o| Some((o.name.as_str(), o.frame.as_ref()?, o.lottery.as_ref()?))).collect();
        JointLottery::new(rules, &each.ok_or_else(unread)?).map(Some).map_err(|p| sentence(&p))
    }

    fn read_chance(&mut self) -> Outcome<()> {
        let source = self.lock.as_ref().map(|l| l.source);
        let terms = self.lock.as_ref().map(|l| l.terms.clone()).unwrap_or_default();
        for (name, dice) in [("beacon.json", false), ("dice.txt", true)] {
            let Some(bytes) = self.files.maybe(name)? else { continue };
            let shown = self.files.shown(name);
            if source.is_some_and(|s| (s == Source::Dice) != dice) {
                self.broken.push(format!("{shown} stands there though the lock names another source"));
                continue;
            }
            let read = if dice {
                Dice::read(&bytes, &shown, &terms).map(Chance::Dice)
            } else {
                Beacon::read(&bytes, &shown).map(Chance::Beacon)
            };
            self.chance = self.keep(read);
            if let Some(Chance::Beacon(b)) = &self.chance
                && self.has_record
                && b.text().as_bytes() != bytes
            {
                self.broken.push(format!("{shown} is not written as `draw` writes it"));
            }
        }
        self.read_practice()
    }

    /// Practice randomness: a rehearsal's in place of a beacon or dice; in a lottery the verdict `beacon` refuses it.
    fn read_practice(&mut self) -> Outcome<()> {
        let Some(bytes) = self.files.maybe(Practice::FILE)? else { return Ok(()) };
        let shown = self.files.shown(Practice::FILE);
        self.practice = true;
        let rehearsal = self.lock.as_ref().is_some_and(|l| l.rehearsal);
        if rehearsal && self.chance.is_some() {
            self.broken.push(format!("{shown} stands beside another randomness"));
        } else if rehearsal {
            self.chance = self.keep(Practice::read(&bytes, &shown).map(Chance::Practice));
        } else if !self.has_record {
            self.broken.push(format!("{shown} stands in a lottery: it belongs to rehearsals alone"));
        }
        Ok(())
    }

    /// The same as one lock with everything that it binds, when all of it could be read.
    pub fn whole(&self) -> Option<Locked> {
        let lotteries = self.ones.iter().map(|one| {
            Some(OneLottery {
                name: one.name.clone(),
                frame: one.frame.clone()?,
                members: one.members.clone()?,
                design: one.design.clone()?,
                chances: one.chances.clone()?,
                frame_digest: one.digests[0]?,
                lottery: one.lottery.clone()?,
            })
        });
        Some(Locked {
            lock: self.lock.clone()?,
            digest: self.digest,
            plan: String::from_utf8(self.plan.clone()?).ok()?,
            lotteries: lotteries.collect::<Option<_>>()?,
            joint: self.rules.clone(),
        })
    }

    /// What the waves of one of the interventions are called, in the numbers of the study's own plan where it is given.
    pub fn wave_names(&self, study: Option<&Study>, which: usize) -> Vec<WaveName> {
        let own = self.study();
        let Some(one) = self.ones.get(which) else { return Vec::new() };
        let waves = one.design.as_ref().map_or(0, Design::waves);
        wave_names(own.as_ref(), study.or(own.as_ref()), &one.name, waves)
    }

    /// The plan, where it can be read.
    pub fn study(&self) -> Option<Study> {
        protocol::parse(std::str::from_utf8(self.plan.as_deref()?).ok()?, "plan.toml").ok()
    }

    /// The verdict on the files themselves.
    pub fn canonical(&self) -> Verdict {
        if !self.broken.is_empty() {
            return Verdict::no("files", "a file is not as the tool wrote it", self.broken.clone());
        }
        if !self.missing.is_empty() {
            let mut verdict = Verdict::unknown("files", "files are missing");
            verdict.details = self.missing.clone();
            return verdict;
        }
        Verdict::yes("files", "every file is canonical: its bytes are the only ones that say what it says")
    }
}

/// A problem in one line.
pub(crate) fn sentence(problem: &Problem) -> String {
    let mut text = match problem.place() {
        Some(place) => format!("{place}: {}", problem.what()),
        None => problem.what().to_string(),
    };
    if let Some(found) = problem.found_text() {
        text.push_str(&format!(" (found {found})"));
    }
    for other in problem.others() {
        text.push_str("; ");
        text.push_str(&sentence(other));
    }
    text
}
