//! `announcement.txt`: the list that was shown before the lock, and until when anybody may object to it.

use super::text::{Keyed, broken, digest, is_intervention_name, shorten, string};
use crate::diagnostics::Outcome;
use crate::provenance::{Digest, sha256};

/// The frozen list of one intervention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Empty in the plain form.
    pub name: String,
    /// Digest of `frame.tsv`.
    pub frame: Digest,
    /// Digest of `members.tsv`.
    pub members: Digest,
}

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Title of the study.
    pub title: String,
    /// One entry with an empty name in the plain form; otherwise by increasing name.
    pub lists: Vec<Listed>,
    /// Until when anybody may object, seconds since 1970-01-01 UTC.
    pub objections: i64,
}

impl Announcement {
    /// Name of the file.
    pub const FILE: &'static str = "announcement.txt";

    /// The bytes of `announcement.txt`.
    pub fn text(&self) -> String {
        let mut text = format!("lodtrin-1 announcement\ntitle={}\n", self.title);
        for l in &self.lists {
            let of = if l.name.is_empty() { String::new() } else { format!(":{}", l.name) };
            text.push_str(&format!("frame{of}={}\nmembers{of}={}\n", l.frame, l.members));
        }
        text.push_str(&format!("objections={}\n", super::beacon::utc(self.objections)));
        text
    }

    /// SHA-256 of `announcement.txt`.
    pub fn digest(&self) -> Digest {
        sha256(self.text().as_bytes())
    }

    /// Reads `announcement.txt`, refusing whatever is not canonical.
    pub fn read(bytes: &[u8], file: &str) -> Outcome<Announcement> {
        let (mut keys, _) = Keyed::open(bytes, file, &["lodtrin-1 announcement"])?;
        let e = keys.one("title")?;
        let title = string(e.value, file, e.line, "the title")?;
        let mut lists: Vec<Listed> = Vec::new();
        while let Some(name) = keys.peek().and_then(|k| k.strip_prefix("frame")) {
            let name = name.strip_prefix(':').unwrap_or(name).to_string();
            let may_stand = if name.is_empty() { lists.is_empty() } else { is_intervention_name(&name) };
            if !may_stand || lists.last().is_some_and(|l| l.name.is_empty() || l.name >= name) {
                return Err(broken("L108", file, keys.line(), "an intervention's name may not stand here")
                    .found(shorten(&name))
                    .expected("names of interventions, strictly increasing"));
            }
            let of = if name.is_empty() { String::new() } else { format!(":{name}") };
            let mut next = |key: &str| {
                let e = keys.one(&format!("{key}{of}"))?;
                digest(e.value, file, e.line, key)
            };
            let (frame, members) = (next("frame")?, next("members")?);
            lists.push(Listed { name, frame, members });
        }
        if lists.is_empty() {
            keys.one("frame")?;
        }
        let e = keys.one("objections")?;
        let until = e.value.parse::<jiff::Timestamp>().ok().map(|t| t.as_second());
        let objections = until.ok_or_else(|| {
            broken("L108", file, e.line, "`objections` is no time")
                .found(shorten(e.value))
                .expected("a moment written YYYY-MM-DDThh:mm:ssZ")
        })?;
        keys.end()?;
        let read = Announcement { title, lists, objections };
        if read.text().as_bytes() != bytes {
            return Err(broken("L108", file, 1, format!("{file} is not written as `lock --announce` writes it")));
        }
        Ok(read)
    }
}
