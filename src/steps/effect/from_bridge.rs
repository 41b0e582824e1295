//! `effect --from-bridge`: what the script on a closed machine gave back, checked and made into results.

use crate::bridge::{Handed, Judged, Returned, judge, returned};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, listed};
use crate::effects::question::Effects;
use crate::folder::blinded::{lotteries, not_drawn};
use crate::folder::held::Held;
use crate::folder::receipts::{Product, publish};
use crate::folder::study::Folder;
use crate::folder::{deliveries, order};
use crate::lottery::LookVerb;
use crate::steps::bridge::{Request, handed};
use crate::trial::Verdict;
use crate::trial::facts::{Band, BetaTold, Fact, GroupTold, ReplayTest, Statistic};
use crate::trial::methods::Estimand;
use crate::trial::{EstimateRow, Study};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where the files are kept in a study.
pub const KEPT: &str = "results/bridge";

/// One intervention's part of what came back.
struct Part {
    handed: Handed,
    back: Returned,
    judged: Judged,
}

/// Checks what came back and writes `results/`.
///
/// # Errors
/// `E370` before the draw, `E390` for a plan that is not served, `E393` for files that cannot be read, `E394` where they do
/// not fit.
pub fn run(folder: &Folder, dir: &Path, progress: &dyn Progress) -> Outcome<Effects> {
    let _held = folder.hold("effect")?;
    if folder.path("data").is_dir() {
        return Err(Problem::new("E394", "this study has data of its own: `lodtrin effect` computes its results")
            .at(Place::file("data"))
            .help("nothing was written"));
    }
    let mut made = made(folder, dir, None, progress)?;
    let look = order::record_look(folder, LookVerb::Effect)?;
    made.effects.warnings.extend(look);
    write(folder, &made)?;
    Ok(made.effects)
}

/// Columns that `bridge` was asked for, and whether it numbered lots.
pub(crate) type Asked = (Vec<String>, bool);

/// What came back, made into results.
pub(crate) struct Made {
    /// Rows and facts.
    pub effects: Effects,
    /// Files to keep: path in the study, bytes.
    files: Vec<(String, Vec<u8>)>,
    draws: u64,
    asked: Asked,
}

/// The results that what came back gives, and the files to keep; nothing is written.
///
/// # Errors
/// As [`run`].
pub(crate) fn made(folder: &Folder, dir: &Path, told: Option<Asked>, progress: &dyn Progress) -> Outcome<Made> {
    let lotteries = lotteries(folder, false)?;
    let all = |held: &Held| part(folder, held, dir, told.clone(), progress);
    let parts = lotteries.iter().map(all).collect::<Outcome<Vec<Part>>>()?;
    let mut effects = Effects::default();
    let mut files = Vec::new();
    let deviations = deviations(folder, &parts[0].handed.plan)?;
    for part in &parts {
        let inside = match part.handed.intervention.as_str() {
            "" => KEPT.to_string(),
            name => format!("{KEPT}/{name}"),
        };
        files.extend(part.back.files.iter().map(|(name, bytes)| (format!("{inside}/{name}"), bytes.clone())));
        rows(part, &deviations, &mut effects);
    }
    let names: Vec<&str> = deviations.iter().map(String::as_str).collect();
    if !names.is_empty() {
        effects.warn(Doubt::Deviation { keys: listed(&names) });
    }
    let hidden = parts.iter().map(|p| p.judged.hidden).sum();
    effects.warn(Doubt::BridgeRows { hidden });
    facts(folder, &parts, deviations, &mut effects)?;
    let first = &parts[0].handed;
    let asked = (first.keys.iter().map(|(name, _)| name.clone()).collect(), first.numbers);
    Ok(Made { effects, files, draws: first.draws, asked })
}

/// Reads and judges the part of one intervention; what `bridge` was asked for is found out, and its bytes made afresh.
fn part(folder: &Folder, held: &Held, dir: &Path, told: Option<Asked>, progress: &dyn Progress) -> Outcome<Part> {
    crate::bridge::served(&held.plan)?;
    let name = held.intervention.as_str();
    let places: Vec<PathBuf> = match name {
        "" => vec![dir.to_path_buf(), dir.join("out")],
        name => vec![dir.join(name), dir.join(name).join("out")],
    };
    let own = places.iter().find(|p| p.join("effects.csv").is_file()).unwrap_or(&places[0]);
    let back = returned::read(own)?;
    let draws = back.facts.iter().find(|(_, key, _)| key == "R").map(|(_, _, r)| *r);
    let draws = draws.filter(|r| r.fract() == 0.0 && (1.0..=99_999.0).contains(r)).map(|r| r as u64);
    let mut last = None;
    for (keys, numbers) in told.map_or_else(|| asked(folder, own, name), |told| vec![told]) {
        let request = Request { draws, keys, numbers, ..Request::default() };
        let handed = match handed(folder, held, &request, progress) {
            Ok(handed) => handed,
            Err(_) if !request.keys.is_empty() => continue,
            Err(problem) => return Err(problem),
        };
        match judge(&back, &handed) {
            Ok(judged) => return Ok(Part { handed, back, judged }),
            Err(problem) => last = last.or(Some(problem)),
        }
    }
    Err(last.unwrap_or_else(not_drawn))
}

/// What `bridge` may have been asked for: no keys and no numbers, numbers, and the columns that a folder of its own names.
fn asked(folder: &Folder, out: &Path, name: &str) -> Vec<Asked> {
    let beside = out.canonicalize().ok().and_then(|p| p.parent().map(|p| p.join("members.csv")));
    let own = if name.is_empty() { "bridge/members.csv".to_string() } else { format!("bridge/{name}/members.csv") };
    let mut all = vec![(Vec::new(), false), (Vec::new(), true)];
    for path in beside.into_iter().chain([folder.path(&own)]) {
        let Ok(mut reader) = csv::Reader::from_path(&path) else { continue };
        let Ok(head) = reader.headers() else { continue };
        let keys: Vec<String> = head.iter().skip(2).map(str::to_string).collect();
        if !keys.is_empty() {
            all.extend([(keys.clone(), false), (keys, true)]);
        }
    }
    all
}

/// Binding declarations of `study.toml` that differ from the plan in force.
fn deviations(folder: &Folder, plan: &Study) -> Outcome<Vec<String>> {
    let now = folder.study()?;
    let force = order::of(folder)?.map_or_else(|| plan.clone(), |o| o.in_force(plan));
    let mut keys: Vec<String> = crate::protocol::differences(&force, &now).into_iter().map(|d| d.key).collect();
    keys.extend(deliveries::made_otherwise(folder, &force)?);
    keys.sort();
    keys.dedup();
    Ok(keys)
}

fn rows(part: &Part, deviations: &[String], effects: &mut Effects) {
    let a = &part.handed.plan.analysis;
    let outcome = format!("outcome.{}.", part.handed.plan.primary().name);
    let binds = |key: &String| {
        let apart = key.starts_with("registers.activities.") || key.starts_with("registers.absences.");
        !apart && [&outcome, "registers.", "frame.", "rollout.window"].iter().any(|b| key.starts_with(*b))
    };
    let clean = part.handed.draws == a.draws && !deviations.iter().any(binds);
    for row in &part.back.rows {
        let planned = row.estimand == a.estimand && row.variance == a.variance;
        effects.rows.push(EstimateRow { prespecified: clean && planned, ..row.clone() });
        beside(part, row, effects);
    }
}

/// What the folder tells of one row beside it: adjustment, test, group, simultaneous limits.
fn beside(part: &Part, row: &EstimateRow, effects: &mut Effects) {
    let name = returned::name(row);
    let fact = |key: &str| part.back.fact(&name, key);
    let a = &part.handed.plan.analysis;
    if let Some(beta) = fact("beta") {
        let estimated = row.estimator == a.estimator && a.estimator.row().adjusts;
        let rule = if estimated { a.beta.as_deref().unwrap_or("clipped") } else { "fixed" };
        effects.note(&BetaTold { beta: Some(beta), rule: rule.to_string(), ..BetaTold::of(row) });
    }
    if let (Some(p), Some(r), true) = (row.p_value, fact("R"), row.estimand != "lag-tests") {
        effects.note(&ReplayTest {
            statistic: if row.std_error.is_some() { Statistic::Studentized } else { Statistic::Estimate },
            observed: row.statistic,
            draws: r as u64,
            p: Some(p),
            mc_error: fact("mc_error"),
            smallest_p: fact("smallest_p"),
            replay_mean: fact("replay_mean"),
            replay_sd: fact("replay_sd"),
            ..ReplayTest::of(row)
        });
    }
    if let Some(weight) = fact("omega") {
        let inside = row.outcome.split_once('[').and_then(|(_, v)| v.strip_suffix(']')?.split_once('='));
        let (group, value) = inside.unwrap_or_default();
        effects.note(&GroupTold {
            outcome: row.outcome.clone(),
            group: group.to_string(),
            value: value.to_string(),
            weight: Some(weight),
            pupils: Some(row.nobs).filter(|n| !n.is_nan()),
            estimator: row.estimator.clone(),
            estimand: row.estimand.clone(),
            term: row.term.clone(),
            intervention: None,
        });
    }
    let band = part.back.facts.iter().find(|(_, key, _)| key == "band").map(|(_, _, c)| *c);
    let lag = row.estimand == Estimand::ByLag && row.std_error.is_some_and(|s| s > 0.0) && row.variance == a.variance;
    if let (Some(c), true, Some(e), Some(se)) = (band, lag, row.estimate, row.std_error) {
        effects.note(&Band {
            outcome: row.outcome.clone(),
            estimator: row.estimator.clone(),
            term: row.term.clone(),
            critical: Some(c),
            low: Some(e - c * se),
            high: Some(e + c * se),
            level: Some(row.conf_level),
            intervention: None,
        });
    }
}

fn facts(folder: &Folder, parts: &[Part], deviations: Vec<String>, effects: &mut Effects) -> Outcome<()> {
    let plan = &parts[0].handed.plan;
    let (primary, a) = (plan.primary(), &plan.analysis);
    let mut facts: Vec<(String, Value)> = vec![
        ("outcome_label".to_string(), json!(primary.label)),
        ("outcome".to_string(), json!(primary.name)),
        ("interventions".to_string(), json!(plan.interventions.iter().map(|i| &i.name).collect::<Vec<_>>())),
        ("lock".to_string(), json!(parts[0].handed.lock)),
        ("deviations".to_string(), json!(deviations)),
    ];
    if let Some(order) = order::of(folder)? {
        facts.extend(order::coding_fact(&order, plan).as_ref().map(Fact::stated));
    }
    if let Some(target) = primary.target {
        facts.push(("target".to_string(), json!(target)));
        let planned =
            |r: &&EstimateRow| r.outcome == primary.name && r.estimand == a.estimand && r.variance == a.variance;
        let list: Vec<Value> = effects
            .rows
            .iter()
            .filter(planned)
            .take(parts.len())
            .map(|r| {
                let mut entry = json!({ "outcome": r.outcome, "target": target, "estimate": r.estimate,
                    "conf.low": r.conf_low, "conf.high": r.conf_high, "verdict": Verdict::of(target, r.conf_low, r.conf_high).name() });
                if let Some((_, name)) = r.term.split_once(':') {
                    entry["intervention"] = json!(name);
                }
                entry
            })
            .collect();
        facts.push(("verdicts".to_string(), Value::Array(list)));
    }
    effects.facts.splice(0..0, facts);
    Ok(())
}

fn write(folder: &Folder, made: &Made) -> Outcome<()> {
    let table = made.effects.table();
    let Some(plan) = folder.plan()? else { return Err(not_drawn()) };
    let a = &plan.analysis;
    let mut outputs = vec![
        ("results/effects.csv".to_string(), table.to_csv().into_bytes()),
        ("results/effects.json".to_string(), made.effects.result().text().into_bytes()),
    ];
    outputs.extend(made.files.iter().cloned());
    let inputs = ["lottery/lock.txt", "lottery/plan.toml"].map(str::to_string).to_vec();
    let options = json!({
        "from": "bridge", "estimator": a.estimator, "estimand": a.estimand, "variance": a.variance,
        "statistic": a.statistic, "weight": a.weight, "level": a.level.to_string(), "covariates": a.covariates,
        "keys": made.asked.0, "numbers": made.asked.1,
    });
    publish(folder, Product { verb: "effect", options, draws: made.draws, inputs, outputs })
}
