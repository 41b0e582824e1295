//! The files of a study folder that figures and report read, and what is said when one is damaged.

use super::rows::{Lines, PanelRow, Part, PlainRows};
use crate::diagnostics::Outcome;
use crate::folder::json_files::{self, damaged};
use crate::folder::study::Folder;
use crate::lottery::is_vacant;
use crate::provenance::Digest;
use crate::tables::csv_forms;
use crate::trial::Quality;
use crate::trial::study::Intervention;
use crate::{protocol, provenance};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads files and remembers which were there.
pub(crate) struct Files<'a> {
    pub folder: &'a Folder,
    /// The files that were there, relative to the folder.
    pub seen: Vec<String>,
}

impl Files<'_> {
    /// Whether the file is there; if so it counts as read.
    pub fn there(&mut self, path: &str) -> bool {
        let there = self.folder.path(path).is_file();
        if there {
            self.seen.push(path.to_string());
        }
        there
    }

    fn text(&mut self, path: &str) -> Outcome<Option<String>> {
        if !self.there(path) {
            return Ok(None);
        }
        provenance::read_text(&self.folder.path(path)).map(Some)
    }

    pub fn json(&mut self, path: &str) -> Outcome<Option<Value>> {
        self.there(path);
        json_files::read(self.folder, path)
    }

    /// A result as its type.
    pub fn typed<T: DeserializeOwned>(&mut self, path: &str) -> Outcome<Option<T>> {
        self.there(path);
        json_files::read(self.folder, path)
    }

    pub fn quality(&mut self) -> Outcome<Option<Quality>> {
        self.there(json_files::QUALITY);
        json_files::quality(self.folder)
    }

    pub fn table(&mut self, path: &str, delimiter: char) -> Outcome<Option<PlainRows>> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        let danish = csv_forms::is_danish(&text);
        let text = text.trim_start_matches(csv_forms::MARK);
        let delimiter = if danish { ';' } else { delimiter };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter as u8)
            .quoting(delimiter != '\t')
            .from_reader(text.as_bytes());
        let broken = |e: csv::Error| damaged(path, &format!("its rows do not agree with its header ({e})"));
        let head = reader.headers().map_err(broken)?.iter().map(str::to_string).collect();
        let cell = |c: &str| if danish { csv_forms::pointed(c) } else { c.to_string() };
        let rows = reader
            .records()
            .map(|r| r.map(|r| r.iter().map(cell).collect()).map_err(broken))
            .collect::<Outcome<_>>()?;
        Ok(Some((head, rows)))
    }

    /// The wanted columns of a table, in the order wanted.
    fn rows(&mut self, path: &str, delimiter: char, wanted: &[&str]) -> Outcome<Vec<Vec<String>>> {
        let Some((head, rows)) = self.table(path, delimiter)? else { return Ok(Vec::new()) };
        let places = wanted
            .iter()
            .map(|w| {
                head.iter()
                    .position(|h| h == w)
                    .ok_or_else(|| damaged(path, &format!("it has no column `{w}`")).found(head.join(", ")))
            })
            .collect::<Outcome<Vec<usize>>>()?;
        Ok(rows.into_iter().map(|r| places.iter().map(|i| r[*i].clone()).collect()).collect())
    }

    /// The lottery of one intervention, and those that late lots joined by.
    pub fn part(&mut self, intervention: &Intervention) -> Outcome<Part> {
        let name = intervention.name.as_str();
        let at = if name.is_empty() { String::new() } else { format!("{name}/") };
        let (mut frame, mut members, mut schedule) = (Vec::new(), Vec::new(), Vec::new());
        let folder = self.folder;
        let late =
            (1..1000).map(|n| format!("addendum-{n}/")).take_while(|a| folder.path(&format!("lottery/{a}")).is_dir());
        for place in std::iter::once(String::new()).chain(late) {
            frame.extend(self.rows(&format!("lottery/{place}{at}frame.tsv"), '\t', &["id", "stratum"])?);
            members.extend(self.rows(&format!("lottery/{place}{at}members.tsv"), '\t', &["programme", "lot"])?);
            let own = self.rows(&format!("lottery/{place}{at}schedule.tsv"), '\t', &["id", "wave"])?;
            let waves = if place.is_empty() { None } else { self.waves_left(&place, intervention)? };
            schedule.extend(own.into_iter().map(|row| (row, waves.clone())));
        }
        let chances = self.chances(&format!("lottery/{at}chances.tsv"))?;
        let pair = |mut r: Vec<String>| {
            let second = r.pop().unwrap_or_default();
            (r.pop().unwrap_or_default(), second)
        };
        let mut waves = BTreeMap::new();
        for (row, left) in schedule {
            let (id, wave) = pair(row);
            let shown = format!("lottery/{at}schedule.tsv");
            let wave: u32 = wave.parse().map_err(|_| damaged(&shown, "a wave is not a number").found(wave.clone()))?;
            let known = left.map_or(Some(wave), |l| l.get((wave as usize).wrapping_sub(1)).copied());
            waves.insert(id, known.unwrap_or(0));
        }
        // empty places among which one late programme drew are nobody's
        let shown = |(id, _): &(String, String)| !is_vacant(id);
        let lots = frame.into_iter().map(pair).filter(shown).collect();
        let members = members.into_iter().map(pair).filter(shown).collect();
        waves.retain(|id, _| !is_vacant(id));
        Ok(Part { lots, members, chances, schedule: waves })
    }

    /// By wave of an addendum, the wave of the first lottery that starts in the same period: late lots draw among the
    /// waves that are left.
    fn waves_left(&mut self, place: &str, of: &Intervention) -> Outcome<Option<Vec<u32>>> {
        let path = format!("lottery/{place}plan.toml");
        let Some(text) = self.text(&path)? else { return Ok(None) };
        let plan = protocol::parse(&text, &path)?;
        let Some(own) = plan.interventions.iter().find(|i| i.name == of.name) else { return Ok(None) };
        let wave = |starts: &str| of.rollout.waves.iter().position(|w| w.starts == starts).map_or(0, |k| k as u32 + 1);
        Ok(Some(own.rollout.waves.iter().map(|w| wave(&w.starts)).collect()))
    }

    fn chances(&mut self, path: &str) -> Outcome<Vec<(String, Vec<u32>)>> {
        let Some((_, rows)) = self.table(path, '\t')? else { return Ok(Vec::new()) };
        rows.into_iter()
            .map(|row| {
                let (id, counts) = row.split_first().ok_or_else(|| damaged(path, "a row is empty"))?;
                let counts = counts
                    .iter()
                    .map(|c| c.parse().map_err(|_| damaged(path, "a chance is not a number").found(c.clone())))
                    .collect::<Outcome<_>>()?;
                Ok((id.clone(), counts))
            })
            .collect()
    }

    pub fn lock(&mut self) -> Outcome<(Lines, Option<String>)> {
        let Some(text) = self.text("lottery/lock.txt")? else { return Ok((Vec::new(), None)) };
        let lines = text.lines().skip(1).filter_map(|l| l.split_once('='));
        let lines = lines.map(|(k, v)| (k.to_string(), v.to_string())).collect();
        Ok((lines, Some(provenance::sha256(text.as_bytes()).hex())))
    }

    /// `amend-001.txt`, `amend-002.txt`, … until one is missing.
    pub fn amendments(&mut self) -> Outcome<Vec<Lines>> {
        let mut list = Vec::new();
        for n in 1..1000 {
            let Some(text) = self.text(&format!("lottery/amend-{n:03}.txt"))? else { break };
            let lines = text.lines().filter_map(|l| l.split_once('='));
            list.push(lines.map(|(k, v)| (k.to_string(), v.to_string())).collect());
        }
        Ok(list)
    }

    /// The schedule of a lock that was replaced; empty where it was never drawn.
    pub fn set_aside(&mut self, lock: Digest) -> Outcome<(String, BTreeMap<String, u32>)> {
        let text = self.text(&format!("lottery/past/{lock}/schedule.tsv"))?.unwrap_or_default();
        let rows = text.lines().skip(1).filter_map(|l| l.split_once('\t'));
        Ok((lock.hex(), rows.filter_map(|(lot, wave)| Some((lot.to_string(), wave.parse().ok()?))).collect()))
    }

    pub fn panel(&mut self) -> Outcome<Vec<PanelRow>> {
        const PATH: &str = "data/panel.csv";
        let wanted = ["outcome", "programme", "period", "start", "n", "k"];
        let more = ["sum", "missing"];
        let Some((head, _)) = self.table(PATH, ',')? else { return Ok(Vec::new()) };
        self.seen.pop();
        let there = |name: &&str| head.iter().any(|h| h == name);
        let asked: Vec<&str> = wanted.into_iter().chain(more.into_iter().filter(there)).collect();
        let place = |name: &str| asked.iter().position(|a| *a == name);
        let rows = self.rows(PATH, ',', &asked)?;
        let whole = |text: &str| {
            text.parse::<u64>().map_err(|_| damaged(PATH, "a count is not a whole number").found(text.to_string()))
        };
        let optional = |row: &[String], name: &str| place(name).map(|i| row[i].clone()).filter(|t| !t.is_empty());
        rows.into_iter()
            .map(|row| {
                let number = |text: String| {
                    text.parse::<f64>().map_err(|_| damaged(PATH, "a sum is not a number").found(text.clone()))
                };
                let k = optional(&row, "k").map(|t| whole(&t)).transpose()?;
                let sum = match k {
                    Some(_) => None,
                    None => Some(optional(&row, "sum").map(number).transpose()?.unwrap_or(0.0)),
                };
                Ok(PanelRow {
                    n: whole(&row[4])?,
                    k: k.unwrap_or(0),
                    sum,
                    missing: optional(&row, "missing").map(|t| whole(&t)).transpose()?,
                    outcome: row[0].clone(),
                    programme: row[1].clone(),
                    period: row[2].clone(),
                    start: row[3].clone(),
                })
            })
            .collect()
    }
}
