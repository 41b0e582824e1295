//! One list of everything that is otherwise than locked: amendments in order, data delivered anew, what nobody explained.

use super::deliveries::{Anew, anew};
use super::order::{Order, Seen};
use super::study::Folder;
use super::{Files, inside, receipts, wave_names};
use crate::diagnostics::Outcome;
use crate::lottery::{Change, Lock, Source, is_vacant};
use crate::protocol::{self, Difference};
use crate::provenance::Digest;
use crate::trial::Study;
use serde::Serialize;
use std::collections::BTreeMap;

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The file that tells of it.
    pub file: String,
    /// Day, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// `replaced`, `withdrawn`, `late`, `coding`, `fallback`, `deviation`, `delivery` or `unexplained`.
    pub kind: &'static str,
    /// What is otherwise.
    pub key: String,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// Why.
    pub reason: Option<String>,
    /// Whether it came `before` or `after` somebody first looked at an effect; `unknown` where that cannot be told.
    pub results: &'static str,
}

impl Row {
    /// Whether the front page has to speak of it.
    pub fn departs(&self) -> bool {
        matches!(self.kind, "withdrawn" | "late" | "deviation" | "unexplained")
    }
}

/// The word for a declaration that is not there.
pub const ABSENT: &str = "absent";

/// The list of a study folder; empty before locking.
pub fn of(folder: &Folder) -> Outcome<Vec<Row>> {
    let files = Files::new(folder.path("lottery"), "lottery");
    let Some(order) = Order::read(&files)? else { return Ok(Vec::new()) };
    rows(&files, &order, Some(folder))
}

/// The list of a lottery's folder and, where there is one, the study around it.
pub fn rows(files: &Files, order: &Order, study: Option<&Folder>) -> Outcome<Vec<Row>> {
    let plan = files.maybe("plan.toml")?.and_then(|b| String::from_utf8(b).ok());
    let plan = plan.and_then(|text| protocol::parse(&text, "plan.toml").ok());
    let looked = study.is_some_and(receipts::looked);
    let known = Known { files, order, plan: plan.as_ref(), waves: waves(files, plan.as_ref())?, looked };
    let mut all = Vec::new();
    for place in 0..order.amendments.len() {
        known.amendment(place, &mut all)?;
    }
    all.extend(study.and_then(|s| delivery(s, order)));
    if let (Some(study), Some(plan)) = (study, &plan)
        && study.path("study.toml").is_file()
    {
        known.unexplained(plan, &study.study()?, &mut all);
    }
    Ok(all)
}

/// The declarations of today that differ from the plan in force.
pub fn differing(order: &Order, plan: &Study, now: &Study) -> Vec<Difference> {
    protocol::differences(&order.in_force(plan), now)
}

struct Known<'a> {
    files: &'a Files,
    order: &'a Order,
    plan: Option<&'a Study>,
    /// Waves of each lot, in the study's numbers.
    waves: BTreeMap<String, Vec<String>>,
    looked: bool,
}

impl Known<'_> {
    /// Whether what stands at a place of the chain came before the first look.
    fn results(&self, place: usize) -> &'static str {
        match &self.order.seen {
            Seen::After(at, _) if place < *at => "before",
            Seen::After(..) => "after",
            Seen::Never if !self.looked => "before",
            Seen::Never | Seen::Broken(_) => "unknown",
        }
    }

    fn amendment(&self, place: usize, all: &mut Vec<Row>) -> Outcome<()> {
        let noted = &self.order.amendments[place];
        let mut row = |kind: &'static str, key: String, from: String, to: String| {
            all.push(Row {
                file: noted.file.clone(),
                date: Some(noted.amendment.date.clone()),
                kind,
                key,
                from,
                to,
                reason: Some(noted.amendment.reason.clone()),
                results: self.results(place),
            });
        };
        match &noted.amendment.change {
            Change::Replaces { lock } => row("replaced", "lock".into(), lock.hex(), self.order.lock.hex()),
            Change::Withdraw { lot } => {
                let waves = self.waves.get(lot).map_or("not drawn".to_string(), |w| w.join(", "));
                row("withdrawn", format!("lot.{lot}"), waves, "out".into());
            }
            Change::Late { addendum, .. } => {
                let programmes = programmes(&self.files.inner(&format!("addendum-{addendum}")))?.join(", ");
                row("late", format!("addendum-{addendum}"), ABSENT.into(), programmes);
            }
            Change::Coding { .. } => {
                let (Some(plan), Some(registers)) = (self.plan, &noted.registers) else { return Ok(()) };
                let before = self.order.in_force_before(plan, place);
                let after = Study { registers: registers.clone(), ..before.clone() };
                for d in protocol::register_differences(&before, &after) {
                    row("coding", d.key, written(d.plan), written(d.now));
                }
            }
            Change::Fallback { round } => {
                let lock = self.files.maybe("lock.txt")?.and_then(|b| Lock::read(&b, "lock.txt").ok());
                let from = match lock.map(|l| l.source) {
                    Some(Source::Drand { round }) => round.to_string(),
                    _ => ABSENT.to_string(),
                };
                row("fallback", "round".into(), from, round.to_string());
            }
            Change::Deviation { key, from, to, .. } => row("deviation", key.clone(), from.clone(), to.clone()),
        }
        Ok(())
    }

    fn unexplained(&self, plan: &Study, now: &Study, all: &mut Vec<Row>) {
        let explained: Vec<(&str, &str)> = self
            .order
            .amendments
            .iter()
            .filter_map(|a| match &a.amendment.change {
                Change::Deviation { key, to, .. } => Some((key.as_str(), to.as_str())),
                _ => None,
            })
            .collect();
        let results = match self.order.seen {
            Seen::Never if !self.looked => "before",
            _ => "unknown",
        };
        for d in differing(self.order, plan, now) {
            let to = one_line(&written(d.now));
            if explained.contains(&(d.key.as_str(), to.as_str())) {
                continue;
            }
            all.push(Row {
                file: "study.toml".into(),
                date: None,
                kind: "unexplained",
                key: d.key,
                from: one_line(&written(d.plan)),
                to,
                reason: None,
                results,
            });
        }
    }
}

/// A value as TOML, or that there is none.
pub fn written(value: Option<String>) -> String {
    value.unwrap_or_else(|| ABSENT.to_string())
}

/// A value as it can stand in an amendment: on one line, without what cannot be seen.
pub fn one_line(value: &str) -> String {
    crate::lottery::frozen_text(value).unwrap_or_else(|| value.to_string())
}

/// What a lottery's schedule says of each lot: `wave 3`, with the intervention where there are several.
fn waves(files: &Files, plan: Option<&Study>) -> Outcome<BTreeMap<String, Vec<String>>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folders = vec![(files.clone(), plan.cloned())];
    for (_, addendum) in files.addenda()? {
        let text = addendum.maybe("plan.toml")?.and_then(|b| String::from_utf8(b).ok());
        folders.push((addendum, text.and_then(|t| protocol::parse(&t, "plan.toml").ok())));
    }
    for (folder, own) in &folders {
        let names: Vec<String> = match own {
            Some(plan) => plan.interventions.iter().map(|i| i.name.clone()).collect(),
            None => vec![String::new()],
        };
        for name in names {
            let Some(bytes) = folder.maybe(&inside(&name, "schedule.tsv"))? else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for (lot, wave) in text.lines().skip(1).filter_map(|l| l.split_once('\t')) {
                let own_number: usize = wave.parse().unwrap_or(0).min(255);
                let names = wave_names(own.as_ref(), plan, &name, own_number);
                let number = names.last().map_or(0, |n| n.number);
                let of = if name.is_empty() { String::new() } else { format!(" ({name})") };
                let told = format!("wave {number}{of}");
                all.entry(lot.to_string()).or_default().push(told);
            }
        }
    }
    Ok(all)
}

/// The programmes of an addendum, empty places left out.
fn programmes(files: &Files) -> Outcome<Vec<String>> {
    let mut names = vec!["members.tsv".to_string()];
    names.extend(files.list("")?.into_iter().map(|n| format!("{n}/members.tsv")));
    let mut all = Vec::new();
    for name in names {
        let Some(bytes) = files.maybe(&name).ok().flatten() else { continue };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let rows = text.lines().skip(1).filter_map(|l| l.split_once('\t'));
        all.extend(rows.map(|(programme, _)| programme.to_string()).filter(|p| !is_vacant(p)));
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// Data that were read anew after somebody had looked.
fn delivery(study: &Folder, order: &Order) -> Option<Row> {
    let (Anew::Other(from, to) | Anew::Unknown(from, to)) = anew(study, order) else { return None };
    let short = |d: Digest| d.hex()[..12].to_string();
    Some(Row {
        file: "data/receipt.json".into(),
        date: None,
        kind: "delivery",
        key: "data".into(),
        from: short(from),
        to: short(to),
        reason: None,
        results: "after",
    })
}
