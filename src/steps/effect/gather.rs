//! Everything that an estimate of a study needs, gathered from its folder.

use super::request::StudyRequest;
use crate::diagnostics::{Doubt, Outcome, Progress, Told, listed};
use crate::effects::reference_set::Chance;
use crate::effects::study::forecast;
use crate::effects::study::gathered::{Drawn, Gathered, lot_of_pupils};
use crate::effects::study::panels::{panel_of, wanted};
use crate::folder::data_files::{COUNTS, is_counts};
use crate::folder::ground::ground;
use crate::folder::held::Held;
use crate::folder::order;
use crate::folder::redrawn::{Redrawn, replays};
use crate::folder::study::Folder;
use crate::folder::{self, deliveries};
use crate::history::by_cell::EXPECTED;
use crate::provenance;
use crate::registers::{self, from_counts};
use crate::trial::facts::Coding;
use crate::trial::{Pupils, Study};
use std::collections::BTreeMap;

/// Replays as a reference set.
pub(crate) fn chance(redrawn: Redrawn) -> Chance {
    let Redrawn { waves, starts, log10_possible } = redrawn;
    Chance::Replays { waves, starts, log10_possible: Some(log10_possible) }
}

fn drawn(held: &Held) -> Drawn {
    Drawn { lots: held.frame.lots.clone(), members: held.members.clone(), taking_part: held.taking_part().len() }
}

/// Reads one of the folder's lotteries and the pupils, and makes a panel of every outcome.
///
/// # Errors
/// `E371` for an outcome that the plan does not have, `E373` when no term can be analysed; those of reading.
pub fn gather_held(
    folder: &Folder,
    held: &Held,
    request: &StudyRequest,
    draws: &dyn Fn(&Study) -> u64,
    progress: &dyn Progress,
) -> Outcome<Gathered> {
    let mut warnings = Vec::new();
    let pupils = pupils(folder, held, request, &mut warnings)?;
    let now = folder.study()?;
    let Force { plan: force, coding, deviations, withdrawn } = force(folder, held, request, &now, &mut warnings)?;
    let (lots, waves): (Vec<String>, Vec<u8>) = held.all_lots().into_iter().unzip();
    let lotteries: Vec<Drawn> = std::iter::once(held).chain(&held.addenda).map(drawn).collect();
    let lot_of_pupil = lot_of_pupils(&lotteries, &lots, &pupils, &mut warnings);
    let chance = chance(replays(held, draws(&held.plan), progress)?);
    let less = match forecast::wanted(&held.plan, request.adjust)? {
        false => None,
        true if request.counts => {
            let text = provenance::read_text(&folder.path(EXPECTED)).ok();
            Some(forecast::of_counts(text.as_deref(), &held.plan, &pupils)?)
        }
        true => forecast::of_pupils(&held.plan, &pupils, &mut warnings),
    };
    let minimum = force.disclosure_minimum.max(now.disclosure_minimum);
    let mut gathered = Gathered {
        plan: held.plan.clone(),
        intervention: held.intervention.clone(),
        lock: held.lock.hex(),
        lotteries,
        pupils,
        lots,
        waves,
        lot_of_pupil,
        panels: Vec::new(),
        chance,
        deviations,
        minimum: u64::from(minimum),
        deliveries: deliveries::deliveries(folder, minimum)?,
        coding,
        warnings,
        inputs: inputs(request.blind, &held.intervention),
        less,
        withdrawn,
    };
    for outcome in wanted(&gathered.plan, &request.outcomes)? {
        let panel = panel_of(&mut gathered, &outcome, &now, request.covariates.as_deref())?;
        gathered.panels.push((outcome.name.clone(), panel));
    }
    Ok(gathered)
}

/// The pupils that ingest made, or those of counts.
fn pupils(folder: &Folder, held: &Held, request: &StudyRequest, warnings: &mut Vec<Told>) -> Outcome<Pupils> {
    if !is_counts(folder) || request.blind {
        return registers::read_pupils(&folder.path("data"));
    }
    warnings.extend(from_counts::doubts(&held.plan));
    let ground = ground(folder, &held.plan)?;
    let cells = from_counts::read(&folder.path(COUNTS), COUNTS, &held.plan, &ground)?;
    Ok(from_counts::pupils(&cells, &held.plan))
}

/// The plan in force, and what has been changed or declared since.
struct Force {
    plan: Study,
    coding: Option<Coding>,
    deviations: Vec<String>,
    withdrawn: BTreeMap<String, i32>,
}

fn force(
    folder: &Folder,
    held: &Held,
    request: &StudyRequest,
    now: &Study,
    warnings: &mut Vec<Told>,
) -> Outcome<Force> {
    // a rehearsal's plan is its own: no amendment speaks of it
    let order = if request.blind { None } else { order::of(folder)? };
    let plan = order.as_ref().map_or_else(|| held.plan.clone(), |o| o.in_force(&held.plan));
    let coding = order.as_ref().and_then(|o| order::coding_fact(o, &held.plan));
    let mut deviations: Vec<String> = crate::protocol::differences(&plan, now).into_iter().map(|d| d.key).collect();
    let otherwise = if request.blind { Vec::new() } else { deliveries::made_otherwise(folder, &plan)? };
    let names = |keys: &[String]| listed(&keys.iter().map(String::as_str).collect::<Vec<_>>());
    if !otherwise.is_empty() {
        warnings.push(Doubt::DataUnderOtherCodes { keys: names(&otherwise) }.into());
    }
    if !request.blind && !request.counts && deliveries::declared(folder)?.is_none() {
        warnings.push(Doubt::DeclaredNotKept {}.into());
    }
    if !deviations.is_empty() {
        warnings.push(Doubt::Deviation { keys: names(&deviations) }.into());
    }
    deviations.extend(otherwise);
    deviations.sort();
    deviations.dedup();
    let withdrawn = order.as_ref().map_or_else(BTreeMap::new, order::Order::withdrawals);
    Ok(Force { plan, coding, deviations, withdrawn })
}

fn inputs(blind: bool, intervention: &str) -> Vec<String> {
    let lottery = if blind { "rehearsal" } else { "lottery" };
    let mut list: Vec<String> = ["lock.txt", "plan.toml"].iter().map(|f| format!("{lottery}/{f}")).collect();
    let own = ["frame.tsv", "members.tsv", "design.txt", "schedule.tsv"];
    list.extend(own.iter().map(|f| format!("{lottery}/{}", folder::inside(intervention, f))));
    list.extend(["data/pupils.parquet".to_string(), "data/quality.json".to_string()]);
    list
}
