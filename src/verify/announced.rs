//! The announced list: is it the one that the lock names, and what has changed since?

use super::files::Parsed;
use super::verdict::Verdict;
use crate::diagnostics::Outcome;
use crate::folder::inside;
use crate::lottery::{Announcement, read_frame, read_members};
use crate::provenance::{Digest, sha256};
use crate::trial::{Frame, Member};
use crate::verify::sheet::list::{ListPage, list_page, made_with};
use std::collections::BTreeMap;

/// The verdict `announced`, where the lock names a list.
pub(super) fn verdict(parsed: &Parsed) -> Outcome<Option<Verdict>> {
    let Some(expected) = parsed.lock.as_ref().and_then(|l| l.terms.announced) else { return Ok(None) };
    let mut found = Found::default();
    found.read(parsed, expected)?;
    Ok(Some(match (found.wrong.is_empty(), found.missing.is_empty()) {
        (false, _) => Verdict::no("announced", "the announced list is not the one that the lock names", found.wrong),
        (true, false) => Verdict {
            details: found.missing,
            ..Verdict::unknown("announced", "a part of the announced list is missing")
        },
        (true, true) if found.since.is_empty() => {
            Verdict::yes("announced", "the list that was announced is the list that was locked")
        }
        (true, true) => Verdict {
            details: found.since,
            ..Verdict::yes("announced", "the list was announced; the list that was locked differs from it")
        },
    }))
}

#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    missing: Vec<String>,
    /// What has changed since the announcement.
    since: Vec<String>,
}

/// Name, frame and members of one announced list.
type List = (String, Frame, Vec<Member>);

impl Found {
    fn read(&mut self, parsed: &Parsed, expected: Digest) -> Outcome<()> {
        let name = format!("announced/{}", Announcement::FILE);
        let Some(bytes) = parsed.files.maybe(&name)? else {
            self.missing.push(parsed.files.shown(&name));
            return Ok(());
        };
        if sha256(&bytes) != expected {
            self.wrong.push(format!("{} has the digest {}", parsed.files.shown(&name), sha256(&bytes)));
            return Ok(());
        }
        let announcement = match Announcement::read(&bytes, &name) {
            Ok(a) => a,
            Err(p) => {
                self.wrong.push(p.what().to_string());
                return Ok(());
            }
        };
        let mut lists: Vec<List> = Vec::new();
        for l in &announcement.lists {
            let frame = self.part(parsed, &inside(&l.name, "frame.tsv"), l.frame)?;
            let members = self.part(parsed, &inside(&l.name, "members.tsv"), l.members)?;
            let (Some(frame), Some(members)) = (frame, members) else { continue };
            let read = read_frame(&frame, "frame.tsv").and_then(|f| {
                let members = read_members(&members, &f, "members.tsv")?;
                Ok((l.name.clone(), f, members))
            });
            match read {
                Ok(list) => lists.push(list),
                Err(p) => self.wrong.push(p.what().to_string()),
            }
        }
        if lists.len() == announcement.lists.len() {
            self.page(parsed, &announcement, &lists)?;
            self.compare(parsed, &lists);
        }
        Ok(())
    }

    /// One file of the announcement.
    fn part(&mut self, parsed: &Parsed, name: &str, expected: Digest) -> Outcome<Option<Vec<u8>>> {
        let name = format!("announced/{name}");
        match parsed.files.maybe(&name)? {
            None => self.missing.push(parsed.files.shown(&name)),
            Some(bytes) if sha256(&bytes) == expected => return Ok(Some(bytes)),
            Some(_) => self.wrong.push(format!("{} is not the announced one", parsed.files.shown(&name))),
        }
        Ok(None)
    }

    /// The look-up page is made again from what it shows.
    fn page(&mut self, parsed: &Parsed, announcement: &Announcement, lists: &[List]) -> Outcome<()> {
        let Some(bytes) = parsed.files.maybe("announced/list.html")? else {
            self.missing.push(parsed.files.shown("announced/list.html"));
            return Ok(());
        };
        let (contact, language) = made_with(&String::from_utf8_lossy(&bytes));
        let lists = lists.iter().map(|(_, f, m)| (f, m.as_slice())).collect();
        let again = list_page(&ListPage { announcement, lists, contact: &contact, language });
        if again.as_bytes() != bytes {
            self.wrong.push(format!("{} does not show the announced list", parsed.files.shown("announced/list.html")));
        }
        Ok(())
    }

    /// Rows added, removed and changed between the announced and the locked list.
    fn compare(&mut self, parsed: &Parsed, lists: &[List]) {
        for (name, frame, members) in lists {
            let Some(one) = parsed.ones.iter().find(|o| o.name == *name) else { continue };
            let (Some(now), Some(now_members)) = (&one.frame, &one.members) else { continue };
            let of = if name.is_empty() { String::new() } else { format!("{name}: ") };
            let (before, after) = (rows(frame, members), rows(now, now_members));
            for (programme, row) in &before {
                match after.get(programme) {
                    None => self.since.push(format!("{of}removed since: `{programme}`")),
                    Some(other) if other != row => {
                        self.since.push(format!("{of}changed since: `{programme}` was {row}, is {other}"));
                    }
                    Some(_) => {}
                }
            }
            let added = after.keys().filter(|p| !before.contains_key(*p));
            self.since.extend(added.map(|p| format!("{of}added since: `{p}`")));
        }
    }
}

/// By programme, what the list says of it.
fn rows(frame: &Frame, members: &[Member]) -> BTreeMap<String, String> {
    let said = |m: &Member| {
        let Some(lot) = frame.position(&m.lot).map(|i| &frame.lots[i]) else { return m.lot.clone() };
        let values: Vec<String> =
            frame.covariates.iter().zip(&lot.covariates).map(|(n, v)| format!("{n} {v}")).collect();
        format!("{} ({}, waves {} to {}, {})", m.lot, lot.stratum, lot.first, lot.last, values.join(", "))
    };
    members.iter().map(|m| (m.programme.clone(), said(m))).collect()
}
