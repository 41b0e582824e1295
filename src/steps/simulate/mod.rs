//! Synthetic registers with a known truth, under the schedule that was drawn.

pub use made::{Made, Request, TRUTH};
pub(crate) use made::{publish, refuse_foreign};

mod made;
pub mod several;

use crate::diagnostics::Doubt;
use crate::diagnostics::Outcome;
use crate::diagnostics::Problem;
use crate::diagnostics::Told;
use crate::folder::study::Folder;
use crate::planning::programmes::programmes;
use crate::planning::programmes::setting;
use crate::provenance::sha256;
use crate::simulation::{Course, Delivered, Ending, Population, Setting, deliver_after, populate, populate_from};
use crate::trial::{Start, Study};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
