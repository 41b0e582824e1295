//! What the report tells of the plan itself: closed-form power as planned and with the pupils that came, and, before the
//! lock, the list of today.

use crate::diagnostics::{Outcome, Problem, Silent};
use crate::folder::json_files;
use crate::folder::study::Folder;
use crate::history::{FILE, Written};
use crate::planning::asked::Asked;
use crate::planning::closed_forms;
use crate::planning::plan::resolve;
use crate::planning::programmes::programmes;
use crate::planning::request::Request;
use crate::report::sources::Sources;
use crate::report::{Dossier, PowerRow, SimulatedPower};
use crate::trial::study::OutcomeKind;
use crate::trial::{self, PowerRead, QuantityRow};
use std::collections::BTreeMap;

/// Where simulated power stands, if somebody kept it.
const POWER: &str = "results/power.json";

/// Power and smallest effect of every intervention; nothing where the study names no planning values that suffice.
pub(super) fn power(folder: &Folder, sources: &Sources) -> Vec<PowerRow> {
    if sources.blind {
        return Vec::new();
    }
    let names: Vec<Option<String>> = match sources.each.is_empty() {
        true => vec![None],
        false => sources.each.iter().map(|s| Some(s.intervention().name.clone())).collect(),
    };
    names.into_iter().flat_map(|name| of_one(folder, sources, name)).collect()
}

fn of_one(folder: &Folder, sources: &Sources, name: Option<String>) -> Vec<PowerRow> {
    let request = Request { intervention: name.clone(), ..Request::of_study(folder.root().to_path_buf()) };
    let Ok(asked) = resolve(&request, &Silent) else { return Vec::new() };
    // without a correlation, or without a risk for an outcome that is a share, nobody planned with these numbers
    let shares = sources.study().primary().kind != OutcomeKind::Days;
    if asked.settled.grid || (shares && asked.request.p0.is_none()) {
        return Vec::new();
    }
    let name = name.unwrap_or_default();
    let mut rows = told(&asked, &name, false);
    if let Some(realised) = realised(&asked, sources) {
        rows.extend(told(&realised, &name, true));
    }
    rows
}

/// How well the frozen forecast told terms that were left out, from the file that the lock froze it from; nothing where that
/// file is gone or holds another forecast.
pub(super) fn held_out(folder: &Folder, sources: &mut Sources, dossier: &mut Dossier) {
    let Some(story) = dossier.effect.as_mut().and_then(|e| e.forecast.as_mut()) else { return };
    let Ok(text) = std::fs::read_to_string(folder.path(FILE)) else { return };
    let covariates = dossier.study.forecast.as_ref().map(|f| f.covariates.clone()).unwrap_or_default();
    if let Ok(written) = Written::read(&text, &covariates)
        && written.frozen.history == story.told.history
    {
        story.held_out = written.held_out.iter().map(|h| (h.ahead, h.ratio)).collect();
        sources.inputs.push(FILE.to_string());
    }
}

/// Power in simulated trials, where `lodtrin power --out results/power.json` left it.
pub(super) fn simulated(folder: &Folder, sources: &mut Sources) -> Outcome<Option<SimulatedPower>> {
    if sources.blind {
        return Ok(None);
    }
    let Some(file) = json_files::read::<PowerRead>(folder, POWER)? else { return Ok(None) };
    let rows: Vec<trial::PowerRow> = file.rows.into_iter().filter(|r| r.analysis != "closed form").collect();
    if rows.is_empty() {
        return Ok(None);
    }
    sources.inputs.push(POWER.to_string());
    let facts = file.facts;
    // a component of nothing is not named
    let told = |(name, v): (&str, &Option<f64>)| Some((name.to_string(), v.filter(|v| *v != 0.0)?));
    let components = facts.components.iter().filter_map(told);
    Ok(Some(SimulatedPower {
        trials: facts.trials,
        draws: facts.draws,
        effect: facts.effect,
        level: facts.level,
        aim: facts.power,
        components: components.collect(),
        rows,
    }))
}

/// The same question with the pupils of every programme and period whose primary outcome is known.
fn realised(asked: &Asked, sources: &Sources) -> Option<Asked> {
    let outcome = &sources.study().primary().name;
    let mut pupils: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in sources.panel.iter().filter(|r| r.outcome == *outcome) {
        *pupils.entry((&row.programme, &row.period)).or_default() += row.n as f64;
    }
    if pupils.is_empty() || asked.programmes.len() != asked.plan.layout.clusters.len() {
        return None;
    }
    let mut came = asked.clone();
    for (cluster, programme) in came.plan.layout.clusters.iter_mut().zip(&asked.programmes) {
        for (size, period) in cluster.sizes.iter_mut().zip(&asked.periods) {
            *size = pupils.get(&(programme.as_str(), period.as_str())).copied().unwrap_or(0.0);
        }
    }
    Some(came)
}

/// The numbers of `lodtrin power`: a row an estimand and reference distribution.
fn told(asked: &Asked, intervention: &str, realised: bool) -> Vec<PowerRow> {
    let Ok((quantities, _)) = closed_forms::quantities(asked) else { return Vec::new() };
    let mut rows: Vec<PowerRow> = Vec::new();
    let of = |r: &QuantityRow| (r.quantity == "variance").then(|| (r.estimand.clone(), r.value));
    let variances: BTreeMap<String, Option<f64>> = quantities.iter().filter_map(of).collect();
    for QuantityRow { estimand, quantity, distribution, df, value } in quantities {
        let reference = distribution.unwrap_or_default();
        let same = |r: &PowerRow| r.estimand == estimand && r.reference == reference && r.df == df;
        let row = match (quantity.as_str(), rows.iter().position(same)) {
            ("variance", _) => continue,
            (_, Some(at)) => &mut rows[at],
            (_, None) => {
                rows.push(PowerRow {
                    intervention: intervention.to_string(),
                    realised,
                    variance: variances.get(&estimand).copied().flatten(),
                    estimand,
                    reference,
                    df,
                    power: None,
                    smallest: None,
                    points: asked.request.p0.is_some(),
                });
                let last = rows.len() - 1;
                &mut rows[last]
            }
        };
        match quantity.as_str() {
            "power" => row.power = value.filter(|v| !v.is_nan()),
            _ => row.smallest = value.filter(|v| !v.is_nan()),
        }
    }
    rows
}

/// Before the lock: programmes and schools as the list of today has them, else as many as the waves have room for.
pub(super) fn count_listed(folder: &Folder, dossier: &mut Dossier) {
    let list = programmes(folder, &dossier.study).unwrap_or_default();
    let room: u32 = dossier.study.intervention().rollout.waves.iter().map(|w| w.capacity).sum();
    dossier.programmes = if list.is_empty() { room as usize } else { list.len() };
    dossier.schools = list.into_iter().map(|p| p.ticket.school).filter(|s| !s.is_empty()).collect();
    dossier.schools.sort_unstable();
    dossier.schools.dedup();
}

/// Refuses the page of a rehearsal that was never held; without one there is always a plan to show.
pub(super) fn refuse_unrehearsed(sources: &Sources) -> Outcome<()> {
    let nothing = sources.lock_digest.is_none() && sources.effects.is_none() && sources.absence.is_none();
    if nothing && sources.blind {
        return Err(Problem::new("P911", "there is nothing to report yet: nothing was rehearsed")
            .help("run `lodtrin lock --rehearsal`, then `lodtrin status` for what comes next"));
    }
    Ok(())
}
