//! Simulated power and size of the very analysis that a plan declares: registers are drawn, the lottery is held, the test
//! is made, again and again.

use super::asked::Asked;
use super::lottery::Chance;
use super::trial::{Examiner, Trial};
use super::worlds::Worlds;
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress};
use crate::folder::study::Folder;
use crate::numeric::{mean, sum};
use crate::planning::request::Simulated;
use crate::protocol;
use crate::provenance::{self, Digest, sha256};
use crate::tables::{Table, Value};
use crate::trial::Study;
use crate::trial::{Named, VarianceKind};
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Trials between two savings of the file of trials.
const BATCH: usize = 64;

/// Runs the trials that are not done yet, or puts shards together.
///
/// # Errors
/// D112 for files that do not belong together, D108 without an effect, and what the study can say.
pub fn simulated(
    asked: &Asked,
    request: &Simulated,
    folder: &Folder,
    study: &Study,
    progress: &dyn Progress,
) -> Outcome<Table> {
    let plan = folder.plan()?.map_or_else(|| study.clone(), |plan| asked.request.part_of(plan));
    let chance = asked.chance(folder, study)?;
    let effect = asked.request.effect.filter(|e| *e != 0.0).ok_or_else(|| {
        Problem::new("D108", "no effect is named that should be found")
            .help("name it with --effect, in [power] effect, or as the target of the primary outcome")
    })?;
    let draws = request.draws.unwrap_or(plan.analysis.draws);
    let mut settings = settings(&plan, study, &chance, effect, draws, request.trials);
    if let Some(earlier) = asked.earlier(&plan) {
        settings = sha256(format!("{settings} {} {}", earlier.terms, earlier.r2).as_bytes());
    }
    let done = if request.merge.is_empty() {
        work(asked, request, &plan, study, &chance, effect, draws, &settings, progress)?
    } else {
        merged(request, &settings)?
    };
    Ok(table(&plan, effect, draws, 1.0 - asked.plan.alpha, &done, request))
}

/// What the trials depend on, as a digest.
fn settings(plan: &Study, study: &Study, chance: &Chance, effect: f64, draws: u64, trials: u64) -> Digest {
    let sizes: Vec<String> = chance.programmes.iter().map(|p| format!("{}={}", p.ticket.id, p.ticket.size)).collect();
    let text = format!(
        "{}\n{:?}\n{}\n{}\n{effect}\n{draws}\n{trials}\n{}\n{}",
        protocol::write_plan(plan),
        study.power,
        study.simulate.seed,
        sizes.join(" "),
        hex::encode(chance.key),
        env!("CARGO_PKG_VERSION"),
    );
    sha256(text.as_bytes())
}

#[allow(clippy::too_many_arguments)]
fn work(
    asked: &Asked,
    request: &Simulated,
    plan: &Study,
    study: &Study,
    chance: &Chance,
    effect: f64,
    draws: u64,
    settings: &Digest,
    progress: &dyn Progress,
) -> Outcome<BTreeMap<u64, [Trial; 2]>> {
    let mut done = match &request.file {
        Some(path) if path.is_file() => read(path, settings)?,
        _ => BTreeMap::new(),
    };
    let mine = |r: &u64| request.shard.is_none_or(|(k, n)| r % n == k - 1);
    let open: Vec<u64> = (0..request.trials).filter(mine).filter(|r| !done.contains_key(r)).collect();
    if open.is_empty() {
        return Ok(done);
    }
    let worlds = Worlds::new(study, chance, asked.earlier(plan))?;
    worlds.check(effect)?;
    let randomized = plan.analysis.variance == VarianceKind::Randomization;
    let reference = if randomized { worlds.reference(draws, progress)? } else { Vec::new() };
    let transition = chance.intervention.rollout.transition as usize;
    let examiner = Examiner::new(&worlds, &reference, draws, 1.0 - asked.plan.alpha, transition);
    let both = |r: u64| -> Outcome<[Trial; 2]> {
        let held = worlds.hold(r)?;
        let found = |effect| Ok(examiner.analyse(&plan.analysis, &worlds.panel(&held, effect)?));
        Ok([found(effect)?, found(0.0)?])
    };
    progress.begin("simulated trials", open.len() as u64);
    for batch in open.chunks(BATCH) {
        let found: Vec<Outcome<[Trial; 2]>> = batch
            .par_iter()
            .map(|r| {
                let found = both(*r);
                progress.advance(1);
                found
            })
            .collect();
        for (r, both) in batch.iter().zip(found) {
            done.insert(*r, both?);
        }
        if let Some(path) = &request.file {
            provenance::write_atomic(path, write(&done, settings).as_bytes())?;
        }
    }
    progress.end();
    Ok(done)
}

const HEADER: &str = "trial,truth,estimate,p";

fn write(done: &BTreeMap<u64, [Trial; 2]>, settings: &Digest) -> String {
    let mut text = format!("# lodtrin power trials, settings {settings}\n{HEADER}\n");
    let number = |x: Option<f64>| x.map_or("NA".to_string(), |x| format!("{x}"));
    for (r, both) in done {
        for (truth, t) in ["effect", "none"].iter().zip(both) {
            text.push_str(&format!("{r},{truth},{},{}\n", number(t.estimate), number(t.p)));
        }
    }
    text
}

fn read(path: &Path, settings: &Digest) -> Outcome<BTreeMap<u64, [Trial; 2]>> {
    let text = provenance::read_text(path)?;
    let shown = path.display().to_string();
    let wrong = |line: usize, why: &str| {
        Problem::new("D112", format!("this is no file of trials of this plan: {why}"))
            .at(Place::line(shown.clone(), line))
            .help("every shard needs the same study, the same --trials and --draws, and the same version of the tool")
    };
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    if first != format!("# lodtrin power trials, settings {settings}") {
        return Err(wrong(1, "it was made under other settings"));
    }
    if lines.next() != Some(HEADER) {
        return Err(wrong(2, "its columns are others"));
    }
    let number =
        |x: &str| -> Result<Option<f64>, ()> { if x == "NA" { Ok(None) } else { x.parse().map(Some).map_err(|_| ()) } };
    let mut done: BTreeMap<u64, [Trial; 2]> = BTreeMap::new();
    for (k, line) in lines.enumerate() {
        let parts: Vec<&str> = line.split(',').collect();
        let row = match parts[..] {
            [r, truth @ ("effect" | "none"), e, p] => {
                r.parse().ok().zip(number(e).ok()).zip(number(p).ok()).map(|v| (v, truth))
            }
            _ => None,
        };
        let Some((((r, estimate), p), truth)) = row else { return Err(wrong(k + 3, "a line cannot be read")) };
        done.entry(r).or_default()[usize::from(truth == "none")] = Trial { estimate, p };
    }
    Ok(done)
}

fn merged(request: &Simulated, settings: &Digest) -> Outcome<BTreeMap<u64, [Trial; 2]>> {
    let mut all = BTreeMap::new();
    for path in &request.merge {
        all.extend(read(path, settings)?);
    }
    let missing: Vec<u64> = (0..request.trials).filter(|r| !all.contains_key(r)).collect();
    if missing.is_empty() {
        return Ok(all);
    }
    Err(Problem::new("D112", format!("{} of {} trials are missing", missing.len(), request.trials))
        .found(format!("the first that is missing is trial {}", missing[0]))
        .help("name the files of all shards, or let the missing shard run on: it resumes where it stopped"))
}

fn table(
    plan: &Study,
    effect: f64,
    draws: u64,
    level: f64,
    done: &BTreeMap<u64, [Trial; 2]>,
    request: &Simulated,
) -> Table {
    let a = &plan.analysis;
    let mut table = Table::of("lodtrin/power-simulated/1");
    for (k, (truth, name)) in [(effect, "power"), (0.0, "size")].into_iter().enumerate() {
        let trials: Vec<&Trial> = done.values().map(|both| &both[k]).collect();
        let n = trials.len() as f64;
        let failed = trials.iter().filter(|t| t.p.is_none()).count();
        let found = trials.iter().filter(|t| t.p.is_some_and(|p| p <= 1.0 - level)).count() as f64 / n;
        let estimates: Vec<f64> = trials.iter().filter_map(|t| t.estimate).collect();
        let centre = mean(&estimates);
        let count = estimates.len() as f64;
        let sd = libm::sqrt(sum(estimates.iter().map(|e| (e - centre) * (e - centre))) / (count - 1.0));
        let rows = [
            (name, found, libm::sqrt(found * (1.0 - found) / n)),
            ("mean estimate", centre, sd / libm::sqrt(count)),
            ("sd of estimates", sd, sd / libm::sqrt(2.0 * (count - 1.0))),
        ];
        for (quantity, value, error) in rows {
            table.push(vec![
                truth.into(),
                a.estimator.name().into(),
                a.estimand.name().into(),
                a.variance.name().into(),
                quantity.into(),
                value.into(),
                error.into(),
                trials.len().into(),
                Value::Int(failed as i64),
            ]);
        }
        if failed > 0 {
            table.warnings.push(Doubt::FailedFits { failed, trials: trials.len(), truth }.into());
        }
    }
    table.facts = vec![("draws".into(), json!(draws)), ("level".into(), json!(level))];
    if let Some((k, n)) = request.shard.filter(|_| request.merge.is_empty()) {
        let (shard, shards, trials) = (k, n, request.trials);
        table.warnings.push(Doubt::OneShard { shard, shards, done: done.len(), trials }.into());
    }
    table
}
