//! `simulate` in a study of several interventions: registers under all schedules at once, with their truth.

use super::made::{Made, Request, publish, refuse_foreign};
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::folder::held::{self, Held};
use crate::folder::study::Folder;
use crate::planning::programmes;
use crate::planning::programmes::Programme;
use crate::provenance::sha256;
use crate::simulation::several::{Agreeing, ArmTruth, added, runs, sign};
use crate::simulation::{Delivered, Ending, Population, Schedule, Setting, deliver, populate};
use crate::trial::study::OutcomeKind;
use crate::trial::{Start, Study};
use serde_json::{Value, json};

/// Probability that an agreement is signed and kept without any intervention, where nothing is declared.
const AGREED: f64 = 0.5;
const KEPT: f64 = 0.85;
/// Days by which an agreement is signed, and after which one is kept, where no outcome says.
const WITHIN: i32 = 140;
const LATER: i32 = 90;

/// Simulates the registers of a study of several interventions.
///
/// # Errors
/// D701–D704; L codes for a draw that does not hold.
pub fn run(folder: &Folder, study: &Study, request: &Request) -> Outcome<Made> {
    if request.schedule.is_some() {
        return Err(Problem::new("D703", "one table of waves cannot say when each of several interventions starts")
            .help("leave --schedule out: the drawn lottery is used, or a rehearsal's"));
    }
    let programmes = programmes::programmes(folder, study)?;
    let (lotteries, source) = lotteries(folder)?;
    let arms = arms(study, &programmes, &lotteries)?;
    let (mut setting, agreeing) = setting(study, &programmes, request.seed)?;
    setting.send_away(&request.leaving, &request.late)?;
    let mut population = populate(&setting)?;
    let bounded = sign(&setting, &agreeing, &arms, &mut population);
    let delivered = deliver(&setting, &population, &study.registers, &study.simulate.missing, study.simulate.dirt)?;
    let target = request.out.clone().unwrap_or_else(|| folder.root().to_path_buf());
    refuse_foreign(&target, &delivered)?;
    let truth = truth(study, &setting, &agreeing, &arms, &population, &delivered, bounded);
    let mut warnings = Vec::new();
    if bounded > 0 {
        warnings.push(Doubt::ChancesBounded { pupils: bounded, of: population.pupils.len() }.into());
    }
    let signs = [OutcomeKind::Agreement, OutcomeKind::Retained, OutcomeKind::Neet];
    if !signs.contains(&study.primary().kind) && arms.iter().any(|a| a.effect != 0.0 || a.retained != 0.0) {
        warnings.push(Doubt::EffectOnAgreements { outcome: study.primary().name.clone() }.into());
    }
    let files = publish(&target, &delivered, &truth, request.check)?;
    Ok(Made { files, pupils: population.pupils.len(), schedule: source, truth, warnings })
}

fn lotteries(folder: &Folder) -> Outcome<(Vec<Held>, String)> {
    let held = held::all_held(folder)?;
    if !held.is_empty() {
        return Ok((held, "lottery/".to_string()));
    }
    let rehearsed = held::all_rehearsed(folder)?;
    if rehearsed.is_empty() {
        return Err(Problem::new(
            "D703",
            "no schedule has been drawn yet, so nobody knows who was under which intervention when",
        )
        .help(
            "lock and draw the lottery, or try one out with `lodtrin lock --rehearsal` and `lodtrin draw --rehearsal`",
        ));
    }
    Ok((rehearsed, "rehearsal/".to_string()))
}

/// The truths with the drawn starts of every programme.
fn arms(study: &Study, programmes: &[Programme], lotteries: &[Held]) -> Outcome<Vec<ArmTruth>> {
    lotteries
        .iter()
        .map(|h| {
            let declared = held::declared_of(study, &h.intervention).ok_or_else(|| {
                Problem::new("D703", format!("the study no longer declares the intervention `{}`", h.intervention))
                    .help("the lottery was drawn for it; restore its [[intervention]]")
            })?;
            let rollout = &held::declared_of(&h.plan, &h.intervention).unwrap_or(declared).rollout;
            let starts = programmes.iter().map(|p| start(h, p, rollout)).collect::<Outcome<_>>()?;
            let with = declared.simulate.with.as_ref();
            Ok(ArmTruth {
                name: h.intervention.clone(),
                starts,
                effect: declared.simulate.effect,
                retained: declared.simulate.retained,
                with: with.and_then(|w| lotteries.iter().position(|other| other.intervention == *w)),
            })
        })
        .collect()
}

fn start(held: &Held, programme: &Programme, rollout: &crate::trial::study::Rollout) -> Outcome<Start> {
    let wave = std::iter::once(held)
        .chain(&held.addenda)
        .find_map(|part| part.frame.position(&programme.lot).map(|at| part.as_waves_of(held, &part.waves)[at]))
        .ok_or_else(|| {
            Problem::new(
                "D703",
                format!("the draw of `{}` does not say when `{}` starts", held.intervention, programme.lot),
            )
            .help("the programmes' file has changed since the lock")
        })?;
    Ok(rollout.start_of_wave(u32::from(wave)))
}

/// Courses without any effect on dropping out, and what there is of agreements.
pub fn setting(study: &Study, programmes: &[Programme], seed: Option<u64>) -> Outcome<(Setting, Agreeing)> {
    let tickets: Vec<_> = programmes.iter().map(|p| p.ticket.clone()).collect();
    let none = vec![None; tickets.len()];
    let mut setting = programmes::setting(study, study.intervention(), tickets, none.clone())?;
    setting.seed = seed.unwrap_or(setting.seed);
    setting.effect = 0.0;
    setting.baseline = programmes::BASELINE;
    setting.schedule = Schedule { starts: none, first_start: 0 };
    let window = |kind: OutcomeKind| study.outcomes.iter().find(|o| o.kind == kind).and_then(|o| o.within_days);
    let agreeing = Agreeing {
        baseline: study.power.baseline.unwrap_or(AGREED),
        retained: KEPT,
        within: window(OutcomeKind::Agreement).unwrap_or(WITHIN),
        kept: window(OutcomeKind::Retained).unwrap_or(LATER),
    };
    Ok((setting, agreeing))
}

fn truth(
    study: &Study,
    setting: &Setting,
    agreeing: &Agreeing,
    arms: &[ArmTruth],
    population: &Population,
    delivered: &Delivered,
    bounded: usize,
) -> Value {
    let came: Vec<_> = population.pupils.iter().filter(|p| p.started()).collect();
    let signed = came.iter().filter(|p| p.agreement.flatten().is_some()).count();
    let ended = |e| population.pupils.iter().filter(|p| p.ending() == e).count();
    let files: Vec<Value> =
        delivered.files.iter().map(|(n, b)| json!({ "file": n, "sha256": sha256(b).hex() })).collect();
    let one = |(j, arm): (usize, &ArmTruth)| {
        let under: Vec<_> = came.iter().filter(|p| runs(arms, j, p.programme, p.period)).collect();
        let total: f64 = under.iter().map(|p| added(arms, j, p.programme, p.period)[0]).sum();
        let had = if under.is_empty() { Value::Null } else { json!(total / under.len() as f64) };
        let period = |s: &Start| s.and_then(|s| setting.periods.get(s)).map_or(Value::Null, |p| json!(p.id));
        let starts: Vec<Value> = setting
            .programmes
            .iter()
            .zip(&arm.starts)
            .map(|(p, s)| json!({ "programme": p.id, "start": period(s) }))
            .collect();
        json!({ "name": arm.name, "effect": arm.effect, "retained": arm.retained,
                "with": arm.with.map(|k| arms[k].name.clone()), "pupils": under.len(), "had": had, "starts": starts })
    };
    let mut made = json!({
        "schema": "lodtrin/truth/1",
        "note": "Synthetic. No line of these registers speaks of a real person.",
        "study": study.title,
        "seed": setting.seed,
        "baseline": agreeing.baseline,
        "kept": agreeing.retained,
        "icc": setting.icc,
        "cac": setting.cac,
        "interventions": arms.iter().enumerate().map(one).collect::<Vec<_>>(),
        "chances_held_inside_bounds": bounded,
        "counts": { "pupils": population.pupils.len(), "started": came.len(), "signed": signed,
                    "dropout": ended(Some(Ending::Dropout)), "completed": ended(Some(Ending::Completed)) },
        "files": files,
    });
    if let Some(away) = setting.told_away() {
        made["away"] = away;
    }
    made
}
