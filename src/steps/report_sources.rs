//! What figures and report are made from: the files of a study folder, read into plain values.

use super::folder::Folder;
use crate::diagnostics::{Outcome, Place, Problem, Warning};
use crate::provenance;
use crate::trial::study::Intervention;
use crate::trial::{AbsenceRow, EstimateRow, Study};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Lines `key=value` of a file.
pub type Lines = Vec<(String, String)>;
/// A table as text: its header and its rows.
pub type PlainRows = (Vec<String>, Vec<Vec<String>>);

/// What stands in a study folder, as far as the report needs it. Missing files leave their part empty.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The protocol of today.
    pub now: Study,
    /// The locked plan.
    pub plan: Option<Study>,
    /// Part of `lottery/` of the intervention shown: empty, or `name/`.
    pub part: String,
    /// Lots: id and school.
    pub lots: Vec<(String, String)>,
    /// Programmes: id and lot.
    pub members: Vec<(String, String)>,
    /// Chances of each lot in 10,000ths.
    pub chances: Vec<(String, Vec<u32>)>,
    /// Wave of each lot as drawn.
    pub schedule: BTreeMap<String, u32>,
    /// Programmes or lots withdrawn after the draw.
    pub withdrawn: BTreeSet<String>,
    /// Amendments after the draw: the lines of each file.
    pub amendments: Vec<Lines>,
    /// The lines of `lock.txt` after the first.
    pub lock: Lines,
    /// SHA-256 of `lock.txt`.
    pub lock_digest: Option<String>,
    /// The lottery's receipt.
    pub draw_receipt: Option<Value>,
    /// Rows of `data/panel.csv`.
    pub panel: Vec<PanelRow>,
    /// `results/effects.json`.
    pub effects: Option<Value>,
    /// `results/absence.json`.
    pub absence: Option<Value>,
    /// `results/balance.csv`: header and rows.
    pub balance: Option<PlainRows>,
    /// `data/quality.json`.
    pub quality: Option<Value>,
    /// The files that were there, relative to the folder.
    pub inputs: Vec<String>,
}

/// One row of `data/panel.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRow {
    /// Outcome.
    pub outcome: String,
    /// Programme.
    pub programme: String,
    /// Term.
    pub period: String,
    /// First treated term; empty before the draw.
    pub start: String,
    /// Pupils with a known outcome.
    pub n: u64,
    /// Of them with the outcome.
    pub k: u64,
}

impl Sources {
    /// Reads the folder. A file that is there but is not what this tool writes is an error (`P910`).
    pub fn read(folder: &Folder) -> Outcome<Sources> {
        let now = folder.study()?;
        let plan = folder.plan()?;
        let part = match plan.as_ref().unwrap_or(&now).intervention().name.as_str() {
            "" => String::new(),
            name => format!("{name}/"),
        };
        let mut files = Files { folder, seen: vec!["study.toml".into()] };
        let (mut frame, mut members, mut schedule) = (Vec::new(), Vec::new(), Vec::new());
        // late lots joined by lotteries of their own
        let late =
            (1..1000).map(|n| format!("addendum-{n}/")).take_while(|a| folder.path(&format!("lottery/{a}")).is_dir());
        for place in std::iter::once(String::new()).chain(late) {
            frame.extend(files.rows(&format!("lottery/{place}{part}frame.tsv"), '\t', &["id", "stratum"])?);
            members.extend(files.rows(&format!("lottery/{place}{part}members.tsv"), '\t', &["programme", "lot"])?);
            schedule.extend(files.rows(&format!("lottery/{place}{part}schedule.tsv"), '\t', &["id", "wave"])?);
        }
        let chances = files.chances(&format!("lottery/{part}chances.tsv"))?;
        let (lock, lock_digest) = files.lock()?;
        let draw_receipt = files.json("lottery/receipt.json")?;
        let panel = files.panel()?;
        let effects = files.json("results/effects.json")?;
        let absence = files.json("results/absence.json")?;
        let quality = files.json("data/quality.json")?;
        let amendments = files.amendments(&part)?;
        let withdrawn = amendments.iter().filter_map(|lines: &Lines| {
            let of = |key: &str| lines.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
            of("lot").filter(|_| of("kind").as_deref() == Some("withdraw"))
        });
        let withdrawn = withdrawn.collect();
        let balance = files.table("results/balance.csv", ',')?;
        for extra in ["lottery/plan.toml", "lottery/dice.txt", "lottery/beacon.json"] {
            files.there(extra);
        }
        let pair = |mut r: Vec<String>| {
            let second = r.pop().unwrap_or_default();
            (r.pop().unwrap_or_default(), second)
        };
        let mut waves = BTreeMap::new();
        for row in schedule {
            let (id, wave) = pair(row);
            let shown = format!("lottery/{part}schedule.tsv");
            let wave = wave.parse().map_err(|_| damaged(&shown, "a wave is not a number").found(wave.clone()))?;
            waves.insert(id, wave);
        }
        let mut panel = panel;
        if !part.is_empty() {
            // with several interventions the panel names no start: it is that of the intervention shown
            let rollout = plan.as_ref().unwrap_or(&now).intervention().rollout.clone();
            let lots: BTreeMap<&str, &str> = members.iter().map(|m| (m[0].as_str(), m[1].as_str())).collect();
            for row in panel.iter_mut().filter(|r| r.start.is_empty()) {
                let wave = lots.get(row.programme.as_str()).and_then(|lot| waves.get(*lot)).copied().unwrap_or(0);
                let declared = (wave as usize).checked_sub(1).and_then(|w| rollout.waves.get(w));
                row.start = declared.map_or_else(String::new, |w| w.starts.clone());
            }
        }
        Ok(Sources {
            now,
            plan,
            part,
            lots: frame.into_iter().map(pair).collect(),
            members: members.into_iter().map(pair).collect(),
            chances,
            schedule: waves,
            withdrawn,
            amendments,
            lock,
            lock_digest,
            draw_receipt,
            panel,
            effects,
            absence,
            balance,
            quality,
            inputs: files.seen,
        })
    }

    /// The plan that binds: the locked one, or the protocol of today before the lock.
    pub fn study(&self) -> &Study {
        self.plan.as_ref().unwrap_or(&self.now)
    }

    /// The intervention shown.
    pub fn intervention(&self) -> &Intervention {
        self.study().intervention()
    }

    /// Wave (from 1) whose first treated term has this id; 0 where there is none.
    pub fn wave_of_start(&self, start: &str) -> u32 {
        let waves = &self.intervention().rollout.waves;
        waves.iter().position(|w| w.starts == start).map_or(0, |i| i as u32 + 1)
    }

    /// Whether a term speaks of the intervention that is shown: with several, terms end in `:name`.
    pub fn speaks_of_shown(&self, term: &str) -> bool {
        match self.intervention().name.as_str() {
            "" => true,
            name => term.rsplit_once(':').is_some_and(|(_, of)| of == name),
        }
    }

    /// The randomization test of the primary analysis, with its histogram.
    pub fn primary_test(&self) -> Option<&Value> {
        let (plan, outcome) = (&self.study().analysis, &self.study().primary().name);
        let of_plan = |t: &&Value| {
            let same = |key: &str, value: &str| t[key].is_null() || t[key] == value;
            same("outcome", outcome) && same("estimator", &plan.estimator) && same("estimand", &plan.estimand)
        };
        let name = self.intervention().name.as_str();
        let fact = if name.is_empty() { "randomization".to_string() } else { format!("randomization:{name}") };
        match &self.effects.as_ref()?[fact.as_str()] {
            Value::Array(tests) => tests.iter().find(of_plan),
            one @ Value::Object(_) => Some(one).filter(of_plan),
            _ => None,
        }
    }

    /// The rows of a result's table.
    pub fn effect_rows(&self) -> Vec<EstimateRow> {
        table_rows(self.effects.as_ref()).map(estimate_row).collect()
    }

    /// The rows of the absence table.
    pub fn absence_rows(&self) -> Vec<AbsenceRow> {
        table_rows(self.absence.as_ref()).map(absence_row).collect()
    }
}

struct Files<'a> {
    folder: &'a Folder,
    seen: Vec<String>,
}

impl Files<'_> {
    /// Whether the file is there; if so it counts as read.
    fn there(&mut self, path: &str) -> bool {
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

    fn json(&mut self, path: &str) -> Outcome<Option<Value>> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|e| damaged(path, &format!("it is not JSON ({e})")))
    }

    fn table(&mut self, path: &str, delimiter: char) -> Outcome<Option<PlainRows>> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter as u8).quoting(delimiter == ',').from_reader(text.as_bytes());
        let broken = |e: csv::Error| damaged(path, &format!("its rows do not agree with its header ({e})"));
        let head = reader.headers().map_err(broken)?.iter().map(str::to_string).collect();
        let rows = reader
            .records()
            .map(|r| r.map(|r| r.iter().map(str::to_string).collect()).map_err(broken))
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

    fn lock(&mut self) -> Outcome<(Lines, Option<String>)> {
        let Some(text) = self.text("lottery/lock.txt")? else { return Ok((Vec::new(), None)) };
        let lines = text.lines().skip(1).filter_map(|l| l.split_once('='));
        let lines = lines.map(|(k, v)| (k.to_string(), v.to_string())).collect();
        Ok((lines, Some(provenance::sha256(text.as_bytes()).hex())))
    }

    /// `amend-001.txt`, `amend-002.txt`, … until one is missing.
    fn amendments(&mut self, part: &str) -> Outcome<Vec<Lines>> {
        let mut list = Vec::new();
        for n in 1..1000 {
            let Some(text) = self.text(&format!("lottery/{part}amend-{n:03}.txt"))? else { break };
            let lines = text.lines().filter_map(|l| l.split_once('='));
            list.push(lines.map(|(k, v)| (k.to_string(), v.to_string())).collect());
        }
        Ok(list)
    }

    fn panel(&mut self) -> Outcome<Vec<PanelRow>> {
        const PATH: &str = "data/panel.csv";
        let rows = self.rows(PATH, ',', &["outcome", "programme", "period", "start", "n", "k"])?;
        rows.into_iter()
            .map(|row| {
                let [outcome, programme, period, start, n, k]: [String; 6] =
                    row.try_into().map_err(|_| damaged(PATH, "a row is short"))?;
                let whole = |text: &str| {
                    text.parse::<u64>()
                        .map_err(|_| damaged(PATH, "a count is not a whole number").found(text.to_string()))
                };
                let (n, k) = (whole(&n)?, whole(&k)?);
                Ok(PanelRow { outcome, programme, period, start, n, k })
            })
            .collect()
    }
}

fn damaged(path: &str, why: &str) -> Problem {
    Problem::new("P910", format!("`{path}` is not what this tool writes: {why}"))
        .at(Place::file(path))
        .help("make it again with the verb that writes it, or take it back from where it was published")
}

fn table_rows(table: Option<&Value>) -> impl Iterator<Item = &Value> {
    table.and_then(|t| t["rows"].as_array()).into_iter().flatten()
}

/// A number of a result's JSON: `null` is missing, `"Inf"` and `"-Inf"` are infinite.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(s) if s == "Inf" => Some(f64::INFINITY),
        Value::String(s) if s == "-Inf" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A list of numbers; what is missing in it becomes NaN.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().map(|v| number(v).unwrap_or(f64::NAN)).collect()
}

/// Words, or nothing.
pub fn words(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The named doubts of a result.
pub fn warnings(table: &Value) -> Vec<Warning> {
    let list = table["warnings"].as_array().into_iter().flatten();
    list.map(|w| Warning {
        kind: words(&w["kind"]),
        message: words(&w["message"]),
        help: w["help"].as_str().map(str::to_string),
    })
    .collect()
}

/// One row of an effect table.
pub fn estimate_row(r: &Value) -> EstimateRow {
    EstimateRow {
        outcome: words(&r["outcome"]),
        estimator: words(&r["estimator"]),
        estimand: words(&r["estimand"]),
        term: words(&r["term"]),
        scale: words(&r["scale"]),
        estimate: number(&r["estimate"]),
        std_error: number(&r["std.error"]),
        statistic: number(&r["statistic"]),
        df: number(&r["df"]),
        p_value: number(&r["p.value"]),
        conf_low: number(&r["conf.low"]),
        conf_high: number(&r["conf.high"]),
        conf_level: number(&r["conf.level"]).unwrap_or(0.95),
        variance: words(&r["variance"]),
        nobs: number(&r["nobs"]).unwrap_or(0.0),
        n_clusters: number(&r["n.clusters"]).unwrap_or(0.0).max(0.0) as usize,
        prespecified: r["prespecified"].as_bool().unwrap_or(false),
    }
}

fn absence_row(r: &Value) -> AbsenceRow {
    AbsenceRow {
        measure: words(&r["measure"]),
        method: words(&r["method"]),
        term: words(&r["term"]),
        estimate: number(&r["estimate"]),
        std_error: number(&r["std.error"]),
        statistic: number(&r["statistic"]),
        df: number(&r["df"]),
        p_value: number(&r["p.value"]),
        conf_low: number(&r["conf.low"]),
        conf_high: number(&r["conf.high"]),
        conf_level: number(&r["conf.level"]).unwrap_or(0.95),
        variance: words(&r["variance"]),
        nobs: number(&r["nobs"]).unwrap_or(0.0),
        n_clusters: number(&r["n.clusters"]).unwrap_or(0.0).max(0.0) as usize,
    }
}
