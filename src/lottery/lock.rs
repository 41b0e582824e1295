//! `lock.txt`: what is bound before chance is asked.

pub use super::kind::{Kind, Source};

use super::beacon::CHAIN;
use super::refusals::NAMES;
use super::terms::Terms;
use super::text::{Entry, Keyed, broken, count, digest, is_intervention_name, is_name, shorten, string};
use crate::diagnostics::{Outcome, Problem};
use crate::provenance::{Digest, sha256, tagged};

/// The frozen files of one intervention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Empty in the plain form.
    pub name: String,
    /// Digest of `frame.tsv`.
    pub frame: Digest,
    /// Digest of `members.tsv`.
    pub members: Digest,
    /// Digest of `design.txt`.
    pub design: Digest,
    /// Digest of `chances.tsv`.
    pub chances: Digest,
}

/// A committed contribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Who contributes.
    pub name: String,
    /// `D("commit", bytes)`.
    pub digest: Digest,
}

impl Commitment {
    /// The commitment to a contribution's bytes.
    pub fn to(bytes: &[u8]) -> Digest {
        tagged("commit", &[bytes])
    }
}

/// A lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Whether it is for practice only.
    pub rehearsal: bool,
    /// What it does to the lock before.
    pub kind: Kind,
    /// Digest of the lock before; zeros for a first one.
    pub prev: Digest,
    /// Title of the study.
    pub title: String,
    /// One entry with an empty name in the plain form; otherwise by increasing name.
    pub bound: Vec<Bound>,
    /// Digest of `joint.txt`, where rules tie several interventions together.
    pub joint: Option<Digest>,
    /// Digest of `plan.toml`.
    pub plan: Digest,
    /// Where the randomness comes from.
    pub source: Source,
    /// Refusals that were allowed, strictly increasing.
    pub overrides: Vec<String>,
    /// Committed contributions by strictly increasing name.
    pub contributions: Vec<Commitment>,
    /// What stands behind them only where it is used.
    pub terms: Terms,
}

/// Refusal of joint rules that fewer than one joint candidate in a hundred meets; it stands bare, like `lead`.
pub const JOINT: &str = "joint";

/// Refusal of a lock whose time for objections to the announced list has not passed.
pub const OBJECTIONS: &str = "objections";

/// Refusals that speak of the whole lock and stand without the name of an intervention.
const BARE: [&str; 2] = ["lead", OBJECTIONS];

/// `prev` of a first lock.
pub const NO_LOCK: Digest = Digest([0; 32]);

impl Lock {
    /// The bytes of `lock.txt`.
    pub fn text(&self) -> String {
        let mut text = format!(
            "lodtrin-1 {}\nkind={}\nprev={}\ntitle={}\n",
            if self.rehearsal { "rehearsal" } else { "lock" },
            match self.kind {
                Kind::First => "first",
                Kind::Replaces => "replaces",
                Kind::Extends => "extends",
            },
            self.prev,
            self.title
        );
        for b in &self.bound {
            let of = if b.name.is_empty() { String::new() } else { format!(":{}", b.name) };
            text.push_str(&format!(
                "frame{of}={}\nmembers{of}={}\ndesign{of}={}\nchances{of}={}\n",
                b.frame, b.members, b.design, b.chances
            ));
        }
        if let Some(joint) = self.joint {
            text.push_str(&format!("joint={joint}\n"));
        }
        text.push_str(&format!("plan={}\n", self.plan));
        match self.source {
            Source::Drand { round } => text.push_str(&format!("source=drand:{CHAIN}\nround={round}\n")),
            Source::Dice => text.push_str("source=dice\nround=0\n"),
        }
        for name in &self.overrides {
            text.push_str(&format!("override={name}\n"));
        }
        text.push_str(&format!("contributions={}\n", self.contributions.len()));
        for c in &self.contributions {
            text.push_str(&format!("contribution={}:{}\n", c.name, c.digest));
        }
        text.push_str(&self.terms.text());
        text
    }

    /// The lock digest.
    pub fn digest(&self) -> Digest {
        sha256(self.text().as_bytes())
    }

    /// Whether the lock is of the plain, one-intervention form.
    pub fn is_plain(&self) -> bool {
        self.bound.len() == 1 && self.bound[0].name.is_empty()
    }

    /// Reads `lock.txt`, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Lock> {
        let (mut keys, which) = Keyed::open(bytes, file, &["lodtrin-1 lock", "lodtrin-1 rehearsal"])?;
        let r = Reader { file };
        let kind = r.kind(keys.one("kind")?)?;
        let prev = r.digest(keys.one("prev")?, "prev")?;
        if (kind == Kind::First) != (prev == NO_LOCK) {
            return Err(broken("L108", file, 3, "`prev` is 64 zeros exactly when `kind` is `first`"));
        }
        let e = keys.one("title")?;
        let title = string(e.value, file, e.line, "the title")?;
        let bound = r.bound(&mut keys)?;
        let several = bound.iter().any(|b| !b.name.is_empty());
        let joint = match keys.peek() {
            Some("joint") if several => Some(r.digest(keys.one("joint")?, "joint")?),
            _ => None,
        };
        let plan = r.digest(keys.one("plan")?, "plan")?;
        let source = r.source(keys.one("source")?, keys.one("round")?)?;
        let overrides = r.overrides(keys.many("override"), &bound, joint.is_some())?;
        let n = keys.one("contributions")?;
        let contributions = r.contributions(n, keys.many("contribution"))?;
        let terms = Terms::read(&mut keys, file, kind, source)?;
        keys.end().map_err(|p| p.help("a newer version of lodtrin may have written it"))?;
        Ok(Lock {
            rehearsal: which == 1,
            kind,
            prev,
            title,
            bound,
            joint,
            plan,
            source,
            overrides,
            contributions,
            terms,
        })
    }
}

struct Reader<'a> {
    file: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, e: Entry, key: &str, expected: &str) -> Problem {
        broken("L108", self.file, e.line, format!("`{key}` has a value that it may not have"))
            .found(shorten(e.value))
            .expected(expected)
    }

    fn digest(&self, e: Entry, key: &str) -> Outcome<Digest> {
        digest(e.value, self.file, e.line, key)
    }

    fn kind(&self, e: Entry) -> Outcome<Kind> {
        match e.value {
            "first" => Ok(Kind::First),
            "replaces" => Ok(Kind::Replaces),
            "extends" => Ok(Kind::Extends),
            _ => Err(self.wrong(e, "kind", "`first`, `replaces` or `extends`")),
        }
    }

    fn bound(&self, keys: &mut Keyed) -> Outcome<Vec<Bound>> {
        let mut all: Vec<Bound> = Vec::new();
        loop {
            let name = match keys.peek() {
                Some(key) if all.is_empty() && key == "frame" => String::new(),
                Some(key) if key.starts_with("frame:") && all.first().is_none_or(|b| !b.name.is_empty()) => {
                    key[6..].to_string()
                }
                _ if all.is_empty() => return keys.one("frame").map(|_| all),
                _ => return Ok(all),
            };
            let line = keys.line();
            if !name.is_empty() && !is_intervention_name(&name) || all.last().is_some_and(|b| b.name >= name) {
                return Err(broken("L108", self.file, line, "an intervention's name may not stand here")
                    .found(shorten(&name))
                    .expected("1 to 32 of a-z, 0-9 and -, not `past`, `witness`, `documents`, `announced` nor `addendum-…`, strictly increasing"));
            }
            let of = if name.is_empty() { String::new() } else { format!(":{name}") };
            let mut next = |key: &str| {
                let key = format!("{key}{of}");
                self.digest(keys.one(&key)?, &key)
            };
            all.push(Bound {
                frame: next("frame")?,
                members: next("members")?,
                design: next("design")?,
                chances: next("chances")?,
                name,
            });
        }
    }

    fn source(&self, source: Entry, round: Entry) -> Outcome<Source> {
        let number = count(round.value, self.file, round.line, "round")?;
        match (source.value, number) {
            ("dice", 0) => Ok(Source::Dice),
            ("dice", _) => Err(self.wrong(round, "round", "0 where the source is dice")),
            (s, n) if s.strip_prefix("drand:") == Some(CHAIN) => match n {
                0 => Err(self.wrong(round, "round", "1 or more")),
                round => Ok(Source::Drand { round }),
            },
            _ => Err(self.wrong(source, "source", &format!("`drand:{CHAIN}` or `dice`"))),
        }
    }

    fn overrides(&self, entries: Vec<Entry>, bound: &[Bound], joint: bool) -> Outcome<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        for e in entries {
            let known = is_override(e.value, bound) || joint && e.value == JOINT;
            if !known || all.last().is_some_and(|o| o.as_str() >= e.value) {
                return Err(self.wrong(e, "override", "known names, strictly increasing"));
            }
            all.push(e.value.to_string());
        }
        Ok(all)
    }

    fn contributions(&self, n: Entry, entries: Vec<Entry>) -> Outcome<Vec<Commitment>> {
        let mut all: Vec<Commitment> = Vec::new();
        for e in entries {
            let (name, hex) = e.value.split_once(':').ok_or_else(|| self.wrong(e, "contribution", "`name:digest`"))?;
            if !is_name(name) || all.last().is_some_and(|c| c.name.as_str() >= name) {
                return Err(self.wrong(e, "contribution", "names of a-z, 0-9 and -, strictly increasing"));
            }
            let digest = digest(hex, self.file, e.line, "contribution")?;
            if all.iter().any(|c| c.digest == digest) {
                return Err(self.wrong(e, "contribution", "no two commitments alike"));
            }
            all.push(Commitment { name: name.to_string(), digest });
        }
        if count(n.value, self.file, n.line, "contributions")? != all.len() as u64 {
            return Err(self.wrong(n, "contributions", &format!("the number of lines that follow, {}", all.len())));
        }
        Ok(all)
    }
}

/// Whether a name may stand as an override: one of the refusals, `<intervention>:<refusal>` where there are several,
/// `lead` and `objections` always bare.
pub fn is_override(text: &str, bound: &[Bound]) -> bool {
    let plain = bound.len() == 1 && bound[0].name.is_empty();
    match text.split_once(':') {
        _ if BARE.contains(&text) => true,
        None => plain && NAMES.contains(&text),
        Some((name, refusal)) => {
            !BARE.contains(&refusal)
                && NAMES.contains(&refusal)
                && bound.iter().any(|b| !b.name.is_empty() && b.name == name)
        }
    }
}
