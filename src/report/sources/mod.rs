//! What figures and report are made from: the files of a study folder, read into plain values.

pub(crate) mod absence;
pub(crate) mod files;
mod rows;

pub use rows::{Lines, PanelRow, PlainRows};

use crate::diagnostics::Outcome;
use crate::folder::Files as LotteryFiles;
use crate::folder::changes::{self, Row};
use crate::folder::order;
use crate::folder::study::Folder;
use crate::folder::witnesses::{Stamped, stamped, stamps_of};
use crate::lottery::Once;
use crate::trial::Named;
use crate::trial::facts::{EffectFacts, ReplayTest};
use crate::trial::study::Intervention;
use crate::trial::{AbsenceRead, AbsenceRow, EffectsRead, EstimateRow, Fidelity, FidelityRow, Quality, Study};
use files::Files;
use rows::Part;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a study folder, as far as the report needs it. Missing files leave their part empty.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Whether this is a rehearsal.
    pub blind: bool,
    /// The protocol of today.
    pub now: Study,
    /// The locked plan.
    pub plan: Option<Study>,
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
    /// Everything that is otherwise than locked.
    pub changes: Vec<Row>,
    /// Day of the coding amendment in force.
    pub coded: Option<String>,
    /// Whether lots were drawn once, where a lock was replaced.
    pub once: Option<Once>,
    /// Time stamps of the lock that hold.
    pub stamped: Option<Stamped>,
    /// What each replaced lock gave: its digest, and the wave of each lot.
    pub set_aside: Vec<(String, BTreeMap<String, u32>)>,
    /// The lines of `lock.txt` after the first.
    pub lock: Lines,
    /// SHA-256 of `lock.txt`.
    pub lock_digest: Option<String>,
    /// The lottery's receipt.
    pub draw_receipt: Option<Value>,
    /// Rows of `data/panel.csv`.
    pub panel: Vec<PanelRow>,
    /// `results/effects.json`.
    pub effects: Option<EffectsRead>,
    /// `results/absence.json`.
    pub absence: Option<AbsenceRead>,
    /// `results/balance.csv`: header and rows.
    pub balance: Option<PlainRows>,
    /// `data/quality.json`.
    pub quality: Option<Quality>,
    /// `data/fidelity.json`.
    pub fidelity: Option<Fidelity>,
    /// The files that were there, relative to the folder.
    pub inputs: Vec<String>,
    /// Each of several interventions by itself, in the order of their names; empty in the plain form.
    pub each: Vec<Sources>,
}

/// What begins the outcomes of a rehearsal.
pub const REHEARSAL: &str = "REHEARSAL ";

impl Sources {
    /// Reads the folder. A file that is there but is not what this tool writes is an error (`P910`).
    pub fn read(folder: &Folder) -> Outcome<Sources> {
        let now = folder.study()?;
        let plan = folder.plan()?;
        let mut files = Files { folder, seen: vec!["study.toml".into()] };
        let declared = &plan.as_ref().unwrap_or(&now).interventions;
        let parts = declared.iter().map(|i| files.part(i)).collect::<Outcome<Vec<Part>>>()?;
        let whole = Sources::whole(now, plan, files)?;
        let several = parts.len() > 1;
        let mut each: Vec<Sources> = parts.into_iter().enumerate().map(|(k, p)| whole.of(k, p)).collect();
        if !several {
            return Ok(each.remove(0));
        }
        // what concerns the programmes alone is the same in every lottery
        let (lots, members) = (each[0].lots.clone(), each[0].members.clone());
        Ok(Sources { lots, members, each, ..whole })
    }

    /// Everything but the lotteries of the interventions, file by file in the order in which inputs are listed.
    fn whole(now: Study, plan: Option<Study>, mut files: Files<'_>) -> Outcome<Sources> {
        let folder = files.folder;
        let (lock, lock_digest) = files.lock()?;
        let draw_receipt = files.json("lottery/receipt.json")?;
        let panel = files.panel()?;
        let effects = effects(&mut files)?;
        let absence = files.typed("results/absence.json")?;
        let quality = files.quality()?;
        let amendments = files.amendments()?;
        let order = order::of(folder)?;
        let lottery = LotteryFiles::new(folder.path("lottery"), "lottery");
        let once = order::once_of(&lottery)?;
        let stamped = stamped(&lottery)?;
        files.seen.extend(stamps_of(&lottery)?);
        let set_aside = once.iter().flat_map(|o| &o.replaced);
        let set_aside = set_aside.map(|r| files.set_aside(r.lock)).collect::<Outcome<_>>()?;
        let fidelity = files.typed("data/fidelity.json")?;
        let balance = files.table("results/balance.csv", ',')?;
        for extra in ["lottery/plan.toml", "lottery/joint.txt", "lottery/dice.txt", "lottery/beacon.json"] {
            files.there(extra);
        }
        Ok(Sources {
            blind: folder.is_rehearsed(),
            now,
            plan,
            lots: Vec::new(),
            members: Vec::new(),
            chances: Vec::new(),
            schedule: BTreeMap::new(),
            withdrawn: withdrawn(&amendments),
            amendments,
            changes: changes::of(folder)?,
            coded: order.and_then(|o| o.coding().map(|(_, a)| a.amendment.date.clone())),
            once,
            stamped,
            set_aside,
            lock,
            lock_digest,
            draw_receipt,
            panel,
            effects,
            absence,
            balance,
            quality,
            fidelity,
            inputs: files.seen,
            each: Vec::new(),
        })
    }

    /// The same folder as one of its interventions sees it: its own declarations, files and terms.
    fn of(&self, k: usize, part: Part) -> Sources {
        let only = |study: &Study| {
            let name = &self.study().interventions[k].name;
            let own: Vec<Intervention> = study.interventions.iter().filter(|i| i.name == *name).cloned().collect();
            Study { interventions: if own.is_empty() { study.interventions.clone() } else { own }, ..study.clone() }
        };
        let mut view = Sources {
            now: only(&self.now),
            plan: self.plan.as_ref().map(only),
            lots: part.lots,
            members: part.members,
            chances: part.chances,
            schedule: part.schedule,
            ..self.clone()
        };
        let name = view.intervention().name.clone();
        if name.is_empty() {
            return view;
        }
        if let Some(receipt) = view.draw_receipt.as_mut() {
            for key in ["try", "score", "schedule"] {
                receipt[key] = receipt[key][name.as_str()].clone();
            }
        }
        if let Some((head, rows)) = view.balance.as_mut() {
            let of = format!(":{name}");
            let term = head.iter().position(|h| h == "term").unwrap_or(0);
            rows.retain(|r| r[term].ends_with(&of));
            rows.iter_mut().for_each(|r| r[term] = r[term].trim_end_matches(&of).to_string());
        }
        if let Some(absence) = view.absence.as_mut() {
            let own = absence.facts.arms.get(&name).cloned();
            absence.facts.arms = own.map(|arms| (String::new(), arms)).into_iter().collect();
            let of = format!("treated:{name}");
            absence.rows.iter_mut().for_each(|r| r.term = r.term.replace(&of, "treated"));
        }
        view.starts_of_programmes();
        view
    }

    /// With several interventions the panel names no start: it is that of the intervention shown.
    fn starts_of_programmes(&mut self) {
        let waves = self.intervention().rollout.waves.clone();
        let lots: BTreeMap<&str, &str> = self.members.iter().map(|(p, l)| (p.as_str(), l.as_str())).collect();
        for row in self.panel.iter_mut().filter(|r| r.start.is_empty()) {
            let wave = lots.get(row.programme.as_str()).and_then(|lot| self.schedule.get(*lot)).copied().unwrap_or(0);
            let declared = (wave as usize).checked_sub(1).and_then(|w| waves.get(w));
            row.start = declared.map_or_else(String::new, |w| w.starts.clone());
        }
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

    /// What stands beside the rows of an effect.
    pub fn effect_facts(&self) -> Option<&EffectFacts> {
        self.effects.as_ref().map(|e| &e.facts)
    }

    /// The randomization test of the primary analysis, with its histogram.
    pub fn primary_test(&self) -> Option<&ReplayTest> {
        let (plan, outcome) = (&self.study().analysis, &self.study().primary().name);
        let test = self.effect_facts()?.randomization.get(&self.intervention().name)?;
        let of_plan = test.outcome == *outcome
            && plan.estimator.name() == test.estimator
            && plan.estimand.name() == test.estimand;
        of_plan.then_some(test)
    }

    /// The rows of a result's table.
    pub fn effect_rows(&self) -> Vec<EstimateRow> {
        self.effects.as_ref().map_or(Vec::new(), |e| e.rows.clone())
    }

    /// Activities by programme, school or worker, as `level` says.
    pub fn activities<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a FidelityRow> {
        self.fidelity.iter().flat_map(|f| &f.rows).filter(move |r| r.level == level)
    }

    /// The rows of the absence table.
    pub fn absence_rows(&self) -> Vec<AbsenceRow> {
        self.absence.as_ref().map_or(Vec::new(), |a| a.rows.clone())
    }
}

/// `results/effects.json`; in a rehearsal the page as a whole is marked, and a row speaks of its outcome by name.
fn effects(files: &mut Files<'_>) -> Outcome<Option<EffectsRead>> {
    let mut effects = files.typed::<EffectsRead>("results/effects.json")?;
    if files.folder.is_rehearsed() {
        let rows = effects.iter_mut().flat_map(|e| &mut e.rows);
        rows.for_each(|r| r.outcome = r.outcome.trim_start_matches(REHEARSAL).to_string());
    }
    Ok(effects)
}

/// Programmes or lots that amendments withdraw.
fn withdrawn(amendments: &[Lines]) -> BTreeSet<String> {
    let lots = amendments.iter().filter_map(|lines| {
        let of = |key: &str| lines.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
        of("lot").filter(|_| of("kind").as_deref() == Some("withdraw"))
    });
    lots.collect()
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

/// Words, or nothing.
pub fn words(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
