//! Synthetic registers with a known truth, under the schedule that was drawn.

pub mod several;

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::study::Folder;
use crate::planning::programmes::programmes;
use crate::planning::programmes::setting;
use crate::provenance::{self, sha256, sha256_file};
use crate::simulation::{Course, Delivered, Ending, Population, Setting, deliver_after, populate, populate_from};
use crate::trial::{Start, Study};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the file that holds the truth, in the folder that the registers are written to.
pub const TRUTH: &str = "truth.json";

/// What to simulate and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The study.
    pub study: PathBuf,
    /// A schedule to simulate under instead of the drawn one.
    pub schedule: Option<PathBuf>,
    /// Folder to write to; the study folder when absent.
    pub out: Option<PathBuf>,
    /// Seed instead of the declared one.
    pub seed: Option<u64>,
    /// Programmes or schools of which nothing comes from a period on, `NAME=PERIOD`.
    pub leaving: Vec<String>,
    /// Those whose pupils are not reported from a period on.
    pub late: Vec<String>,
    /// Only look: make everything, write nothing.
    pub check: bool,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Files written, relative to the target folder.
    pub files: Vec<String>,
    /// Pupils who were enrolled.
    pub pupils: usize,
    /// Where the schedule came from.
    pub schedule: String,
    /// The truth as it stands in `truth.json`.
    pub truth: Value,
    /// Doubts.
    pub warnings: Vec<Told>,
}

/// Simulates the registers of a study and writes them with their truth beside.
///
/// # Errors
/// D701–D704, and what reading the study can say.
pub fn run(request: &Request) -> Outcome<Made> {
    let folder = Folder::open(&request.study)?;
    let study = folder.study()?;
    if study.interventions.iter().any(|i| !i.name.is_empty()) {
        return several::run(&folder, &study, request);
    }
    let programmes = programmes(&folder, &study)?;
    let found = crate::planning::schedule::find_if_any(&folder, &study, &programmes, request.schedule.as_deref())?;
    let tickets = programmes.iter().map(|p| p.ticket.clone()).collect();
    let earlier = study.forecast.as_ref().filter(|f| f.history.is_none());
    let (intervention, starts, source) = match (found, earlier) {
        (Some(found), _) => (found.intervention, found.starts, Some(found.source)),
        (None, Some(_)) => (study.intervention().clone(), vec![None; programmes.len()], None),
        (None, None) => {
            crate::planning::schedule::find(&folder, &study, &programmes, request.schedule.as_deref())?;
            return Err(Problem::new("D703", "no schedule has been drawn yet"));
        }
    };
    let mut own = setting(&study, &intervention, tickets, starts)?;
    own.seed = request.seed.unwrap_or(own.seed);
    own.send_away(&request.leaving, &request.late)?;
    let simulated = match earlier {
        None => Simulated { earlier: None, own: Some((own.clone(), populate(&own)?)) },
        Some(forecast) => {
            let before = own.earlier(forecast.periods.clone());
            let (first, then) = populate_from(&before, &own, source.is_some())?;
            Simulated { earlier: Some((before, first)), own: then.map(|p| (own, p)) }
        }
    };
    let delivered = simulated.deliver(&study)?;
    let target = request.out.clone().unwrap_or_else(|| folder.root().to_path_buf());
    refuse_foreign(&target, &delivered)?;
    let truth = simulated.truth(&study, &delivered);
    let warnings = simulated.bounded().into_iter().collect();
    let files = publish(&target, &delivered, &truth, request.check)?;
    let schedule = source.unwrap_or_else(|| "no schedule: the forecast's earlier terms alone".to_string());
    Ok(Made { files, pupils: simulated.pupils(), schedule, truth, warnings })
}

/// Pupils of earlier terms, of the rollout, or of both.
struct Simulated {
    earlier: Option<(Setting, Population)>,
    own: Option<(Setting, Population)>,
}

impl Simulated {
    fn parts(&self) -> impl Iterator<Item = &(Setting, Population)> {
        self.earlier.iter().chain(&self.own)
    }

    fn pupils(&self) -> usize {
        self.parts().map(|(_, p)| p.pupils.len()).sum()
    }

    fn deliver(&self, study: &Study) -> Outcome<Delivered> {
        let simulate = &study.simulate;
        deliver_after(
            self.earlier.as_ref().map(|(s, p)| (s, p)),
            self.own.as_ref().map(|(s, p)| (s, p)),
            &study.registers,
            &simulate.missing,
            simulate.dirt,
        )
    }

    /// What stands in `truth.json`: of the rollout, and of the earlier terms where there are any.
    fn truth(&self, study: &Study, delivered: &Delivered) -> Value {
        let Some((setting, population)) = self.own.as_ref().or(self.earlier.as_ref()) else { return Value::Null };
        let mut truth = truth(study, setting, population, delivered);
        if let (Some((setting, population)), Value::Object(map)) = (&self.earlier, &mut truth) {
            let pupils = &population.pupils;
            let dropouts = pupils.iter().filter(|p| p.ending() == Some(Ending::Dropout)).count();
            map.insert(
                "earlier".to_string(),
                json!({
                    "periods": setting.periods.iter().map(|p| &p.id).collect::<Vec<_>>(),
                    "pupils": pupils.len(),
                    "dropout": dropouts,
                    "cells": cells(setting, pupils),
                }),
            );
        }
        truth
    }

    fn bounded(&self) -> Option<Told> {
        let bounded: usize = self.parts().map(|(_, p)| p.bounded).sum();
        (bounded > 0).then(|| Doubt::RisksBounded { pupils: bounded, of: self.pupils() }.into())
    }
}

/// Writes the registers with their truth beside, unless only checking; returns the files' names.
pub(super) fn publish(target: &Path, delivered: &Delivered, truth: &Value, check: bool) -> Outcome<Vec<String>> {
    if !check {
        let study = target.join("study.toml").is_file();
        let _held = if study { Some(provenance::hold(target, "simulate")?) } else { None };
        let mut files: Vec<(PathBuf, Vec<u8>)> =
            delivered.files.iter().map(|(name, bytes)| (inside(target, name), bytes.clone())).collect();
        let text = serde_json::to_string_pretty(truth).unwrap_or_default() + "\n";
        files.push((target.join(TRUTH), text.into_bytes()));
        provenance::write_all(&files)?;
    }
    let mut names: Vec<String> = delivered.files.iter().map(|(n, _)| n.clone()).collect();
    names.push(TRUTH.to_string());
    Ok(names)
}

fn inside(root: &Path, name: &str) -> PathBuf {
    name.split('/').fold(root.to_path_buf(), |p, part| p.join(part))
}

/// Refuses to overwrite register files that are not those a truth file says simulate wrote.
pub(super) fn refuse_foreign(target: &Path, delivered: &Delivered) -> Outcome<()> {
    let recorded: Value = provenance::read_text(&target.join(TRUTH))
        .ok()
        .and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or(Value::Null);
    let known = |name: &str| -> Option<String> {
        recorded["files"].as_array()?.iter().find(|f| f["file"] == name)?["sha256"].as_str().map(str::to_string)
    };
    for (name, bytes) in &delivered.files {
        let path = inside(target, name);
        if !path.exists() {
            continue;
        }
        // what is to be written stands there already: a run that was cut short before its truth
        let there = sha256_file(&path)?;
        if there != sha256(bytes) && known(name) != Some(there.hex()) {
            return Err(Problem::new("D704", format!("`{name}` exists and simulate did not make it"))
                .at(Place::file(path.display().to_string()))
                .help("write elsewhere with --out FOLDER, or move the file away if it is not needed"));
        }
    }
    Ok(())
}

fn truth(study: &Study, setting: &Setting, population: &Population, delivered: &Delivered) -> Value {
    let pupils = &population.pupils;
    let ended = |e: Option<Ending>| pupils.iter().filter(|p| p.ending() == e).count();
    let files: Vec<Value> =
        delivered.files.iter().map(|(n, b)| json!({ "file": n, "sha256": sha256(b).hex() })).collect();
    let dirt: BTreeMap<&String, Value> =
        delivered.dirt.iter().map(|(n, d)| (n, serde_json::to_value(d).unwrap_or_default())).collect();
    let mut made = json!({
        "schema": "lodtrin/truth/1",
        "note": "Synthetic. No line of these registers speaks of a real person.",
        "study": study.title,
        "seed": setting.seed,
        "effect": {
            "outcome": "dropout",
            "declared": setting.effect,
            "shape": study.simulate.shape,
            "by_lag": by_lag(setting, pupils),
        },
        "baseline": setting.baseline,
        "icc": setting.icc,
        "cac": setting.cac,
        "school_icc": setting.school_icc,
        "school_cac": setting.school_cac,
        "absence": setting.absence,
        "contamination": setting.contamination,
        "missing": study.simulate.missing,
        "risks_held_inside_bounds": population.bounded,
        "counts": {
            "pupils": pupils.len(),
            "never_started": ended(Some(Ending::NeverStarted)),
            "completed": ended(Some(Ending::Completed)),
            "dropout": ended(Some(Ending::Dropout)),
            "in_progress": ended(None),
            "moved": pupils.iter().filter(|p| p.spells.len() > 1).count(),
            "away_early": pupils.iter().filter(|p| p.early && p.started()).count(),
        },
        "dirt": dirt,
        "starts": starts(setting),
        "cells": cells(setting, pupils),
        "files": files,
    });
    if let Some(away) = setting.told_away() {
        made["away"] = away;
    }
    made
}

/// The effect by lag: declared, and the mean that the pupils of treated cells really had, moves counted where they went.
fn by_lag(setting: &Setting, pupils: &[Course]) -> Vec<Value> {
    (0..=setting.longest_lag())
        .map(|lag| {
            let declared = setting.shape.at(setting.effect, lag, setting.longest_lag());
            let mut n = 0usize;
            let mut total = 0.0;
            for p in pupils.iter().filter(|p| p.started()) {
                if setting.schedule.starts[p.programme].is_some_and(|s| p.period >= s && p.period - s == lag) {
                    n += 1;
                    total += p.spells.last().map_or(0.0, |s| setting.effect_in(s.programme, p.period));
                }
            }
            let had = if n > 0 { json!(total / n as f64) } else { Value::Null };
            json!({ "lag": lag, "declared": declared, "had": had, "pupils": n })
        })
        .collect()
}

fn starts(setting: &Setting) -> Vec<Value> {
    let name = |s: &Start| s.and_then(|s| setting.periods.get(s)).map_or(Value::Null, |p| json!(p.id));
    setting
        .programmes
        .iter()
        .zip(&setting.schedule.starts)
        .map(|(p, s)| json!({ "programme": p.id, "start": name(s) }))
        .collect()
}

/// Pupils who started and whose course is over, and how many of them dropped out, by programme and period.
fn cells(setting: &Setting, pupils: &[Course]) -> Vec<Value> {
    let t = setting.periods.len();
    let mut counts = vec![(0usize, 0usize); t * setting.programmes.len()];
    for p in pupils.iter().filter(|p| p.started() && p.ending().is_some()) {
        let cell = &mut counts[p.programme * t + p.period];
        cell.0 += 1;
        cell.1 += usize::from(p.ending() == Some(Ending::Dropout));
    }
    counts
        .iter()
        .enumerate()
        .map(|(k, (n, dropout))| json!([setting.programmes[k / t].id, setting.periods[k % t].id, n, dropout]))
        .collect()
}
