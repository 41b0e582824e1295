//! Everything that an estimate of a study needs, gathered from its folder.

use super::lacking::with_missing;
use super::{StudyRequest, forecast, not_drawn};
use crate::diagnostics::{About, Doubt, Outcome, Problem, Progress, Told, listed, nearest};
use crate::effects::reference_set::Chance;
use crate::folder::data_files::COUNTS;
use crate::folder::data_files::is_counts;
use crate::folder::ground::ground;
use crate::folder::held::{self, Held};
use crate::folder::order;
use crate::folder::study::Folder;
use crate::folder::{self, deliveries};
use crate::lottery::intervention_key;
use crate::provenance::sha256;
use crate::registers;
use crate::registers::from_counts;
use crate::trial::study::OutcomeDecl;
use crate::trial::{Panel, Pupils, Rows, Start, Study};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A study made ready for estimation.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The lottery that was held (or rehearsed).
    pub held: Held,
    /// The pupils.
    pub pupils: Pupils,
    /// Names of the lots of all lotteries, in the order of the panels' units.
    pub lots: Vec<String>,
    /// Wave of each of them, from 1.
    pub waves: Vec<u8>,
    /// Position of each pupil's lot, `None` for a programme outside the lottery.
    pub lot_of_pupil: Vec<Option<u32>>,
    /// One panel per outcome.
    pub panels: Vec<(String, Panel)>,
    /// The reference set.
    pub chance: Chance,
    /// Outcomes whose declaration is no longer the plan's, and whether anything else that binds has changed.
    pub deviations: Vec<String>,
    /// Smallest count of pupils that is published.
    pub minimum: u64,
    /// What was delivered for the data, as facts.
    pub deliveries: serde_json::Value,
    /// The coding amendment in force: file, date, keys.
    pub coding: Option<Value>,
    /// Named doubts.
    pub warnings: Vec<Told>,
    /// Files read, relative to the folder.
    pub inputs: Vec<String>,
    /// What is taken off the primary outcome of every pupil, where a forecast is.
    pub less: Option<Vec<f64>>,
    /// Lots that withdrew, with the day.
    pub withdrawn: BTreeMap<String, i32>,
}

impl Gathered {
    /// First treated period of each lot as a position in the rollout; transition periods lie before it.
    pub fn starts(&self) -> Vec<Start> {
        self.waves.iter().map(|w| start_of(&self.held, *w)).collect()
    }
}

/// First fully treated period of a wave.
pub(crate) fn start_of(held: &Held, wave: u8) -> Start {
    let rollout = &held::declared_of(&held.plan, &held.intervention).unwrap_or(held.plan.intervention()).rollout;
    rollout.start_of_wave(u32::from(wave)).map(|s| s + rollout.transition as usize)
}

/// Reads the lottery and the pupils and makes a panel of every outcome.
///
/// # Errors
/// `E370` without a drawn lottery, `E371` for an outcome that the plan does not have,
/// `E373` when no term can be analysed.
pub fn gather(
    folder: &Folder,
    request: &StudyRequest,
    draws: &dyn Fn(&Study) -> u64,
    progress: &dyn Progress,
) -> Outcome<Gathered> {
    let held = lotteries(folder, request.blind)?.into_iter().next().ok_or_else(not_drawn)?;
    gather_held(folder, held, request, draws, progress)
}

/// The lotteries of a folder, one entry in the plain form; rehearsed ones, or a draw that nobody drew, when blind.
///
/// # Errors
/// `E360` without a drawn lottery.
pub fn lotteries(folder: &Folder, blind: bool) -> Outcome<Vec<Held>> {
    let all = if blind { blinded(folder)? } else { held::all_held(folder)? };
    if all.is_empty() { Err(not_drawn()) } else { Ok(all) }
}

/// The same for one of the folder's lotteries.
///
/// # Errors
/// As [`gather`].
pub fn gather_held(
    folder: &Folder,
    held: Held,
    request: &StudyRequest,
    draws: &dyn Fn(&Study) -> u64,
    progress: &dyn Progress,
) -> Outcome<Gathered> {
    let mut warnings = Vec::new();
    let pupils = match is_counts(folder) && !request.blind {
        true => {
            warnings.extend(from_counts::doubts(&held.plan));
            let ground = ground(folder, &held.plan)?;
            let cells = from_counts::read(&folder.path(COUNTS), COUNTS, &held.plan, &ground)?;
            from_counts::pupils(&cells, &held.plan)
        }
        false => registers::read_pupils(&folder.path("data"))?,
    };
    let now = folder.study()?;
    // a rehearsal's plan is its own: no amendment speaks of it
    let order = if request.blind { None } else { order::of(folder)? };
    let force = order.as_ref().map_or_else(|| held.plan.clone(), |o| o.in_force(&held.plan));
    let coding = order.as_ref().and_then(|o| order::coding_fact(o, &held.plan));
    let mut deviations: Vec<String> = crate::protocol::differences(&force, &now).into_iter().map(|d| d.key).collect();
    let otherwise = if request.blind { Vec::new() } else { deliveries::made_otherwise(folder, &force)? };
    if !otherwise.is_empty() {
        let names: Vec<&str> = otherwise.iter().map(String::as_str).collect();
        warnings.push(Doubt::DataUnderOtherCodes { keys: listed(&names) }.into());
    }
    if !request.blind && !request.counts && deliveries::declared(folder)?.is_none() {
        warnings.push(Doubt::DeclaredNotKept {}.into());
    }
    if !deviations.is_empty() {
        let names: Vec<&str> = deviations.iter().map(String::as_str).collect();
        warnings.push(Doubt::Deviation { keys: listed(&names) }.into());
    }
    deviations.extend(otherwise);
    deviations.sort();
    deviations.dedup();
    let everybody = all_lots(&held);
    let lots: Vec<String> = everybody.iter().map(|(id, _)| id.clone()).collect();
    let waves: Vec<u8> = everybody.iter().map(|(_, w)| *w).collect();
    let lot_of_pupil = join(&held, &lots, &pupils, &mut warnings);
    let chance = replays(&held, draws(&held.plan), progress)?;
    let inputs = inputs(request.blind, &held.intervention);
    let less = match forecast::wanted(&held.plan, request.adjust)? {
        false => None,
        true if request.counts => Some(forecast::of_counts(folder, &held.plan, &pupils)?),
        true => forecast::of_pupils(&held.plan, &pupils, &mut warnings),
    };
    let deliveries = deliveries::deliveries(folder, force.disclosure_minimum.max(now.disclosure_minimum))?;
    let withdrawn = order.as_ref().map_or_else(BTreeMap::new, order::Order::withdrawals);
    let mut gathered = Gathered {
        held,
        pupils,
        lots,
        waves,
        lot_of_pupil,
        panels: Vec::new(),
        chance,
        deviations,
        minimum: u64::from(force.disclosure_minimum.max(now.disclosure_minimum)),
        deliveries,
        coding,
        warnings,
        inputs,
        less,
        withdrawn,
    };
    let wanted = wanted(&gathered.held.plan, &request.outcomes)?;
    for outcome in wanted {
        let panel = panel_of(&mut gathered, &outcome, &now, request)?;
        gathered.panels.push((outcome.name.clone(), panel));
    }
    Ok(gathered)
}

fn inputs(blind: bool, intervention: &str) -> Vec<String> {
    let lottery = if blind { "rehearsal" } else { "lottery" };
    let mut list: Vec<String> = ["lock.txt", "plan.toml"].iter().map(|f| format!("{lottery}/{f}")).collect();
    let own = ["frame.tsv", "members.tsv", "design.txt", "schedule.tsv"];
    list.extend(own.iter().map(|f| format!("{lottery}/{}", folder::inside(intervention, f))));
    list.extend(["data/pupils.parquet".to_string(), "data/quality.json".to_string()]);
    list
}

/// The drawn lotteries under a key that everybody can compute and nobody drew with; before the draw, the rehearsed ones.
fn blinded(folder: &Folder) -> Outcome<Vec<Held>> {
    let mut all = held::all_held(folder)?;
    // once the lottery is drawn a rehearsal could be picked to resemble the draw
    match all.first() {
        None => return held::all_rehearsed(folder),
        Some(first) if first.rehearsal => return Ok(all),
        Some(_) => {}
    }
    for held in &mut all {
        let key = sha256(format!("lodtrin blind {}", held.lock).as_bytes());
        match &held.tied {
            Some(tied) => {
                let tied = tied.reseeded(key.0)?;
                held.waves = tied.waves().to_vec();
                held.tied = Some(tied);
            }
            None => {
                held.seed = intervention_key(&key.0, &held.intervention);
                held.waves = held.lottery.draw(&held.seed)?.waves;
            }
        }
        held.rehearsal = true;
    }
    Ok(all)
}

pub(crate) fn all_lots(held: &Held) -> Vec<(String, u8)> {
    let own = |h: &Held| {
        let waves = h.as_waves_of(held, &h.waves);
        h.taking_part().into_iter().map(|i| (h.frame.lots[i].id.clone(), waves[i])).collect::<Vec<_>>()
    };
    let mut lots = own(held);
    held.addenda.iter().for_each(|a| lots.extend(own(a)));
    lots
}

fn join(held: &Held, lots: &[String], pupils: &Pupils, warnings: &mut Vec<Told>) -> Vec<Option<u32>> {
    let mut lot: BTreeMap<&str, u32> = BTreeMap::new();
    let place: BTreeMap<&str, u32> = lots.iter().enumerate().map(|(i, l)| (l.as_str(), i as u32)).collect();
    for h in std::iter::once(held).chain(&held.addenda) {
        for member in &h.members {
            if let Some(at) = place.get(member.lot.as_str()) {
                lot.insert(&member.programme, *at);
            }
        }
    }
    for (id, at) in &place {
        lot.entry(id).or_insert(*at);
    }
    let found: Vec<Option<u32>> = pupils.rows.iter().map(|p| lot.get(p.programme.as_str()).copied()).collect();
    let strange: BTreeSet<&str> =
        pupils.rows.iter().zip(&found).filter(|(_, l)| l.is_none()).map(|(p, _)| p.programme.as_str()).collect();
    if !strange.is_empty() {
        let n = found.iter().filter(|l| l.is_none()).count();
        let programmes = listed(&strange.into_iter().collect::<Vec<_>>());
        warnings.push(Doubt::OutsideTheLottery { pupils: n, programmes }.into());
    }
    found
}

/// Replays of the lottery, of its addenda along with it; lotteries that it is tied to stay as they were drawn.
///
/// # Errors
/// L110 or L127 when nothing acceptable is found.
pub(crate) fn replays(held: &Held, draws: u64, progress: &dyn Progress) -> Outcome<Chance> {
    redrawn(held, draws, &|h| h.redraws(1..draws + 1, progress))
}

/// Replays of all lotteries that are tied together, as one of them sees them.
///
/// # Errors
/// L110 or L127 when nothing acceptable is found.
pub fn joint_replays(held: &Held, draws: u64, progress: &dyn Progress) -> Outcome<Chance> {
    redrawn(held, draws, &|h| h.joint_replays(1..draws + 1, progress))
}

fn redrawn(held: &Held, draws: u64, replays: &dyn Fn(&Held) -> Outcome<Vec<u8>>) -> Outcome<Chance> {
    let parts: Vec<(usize, Vec<usize>, Vec<u8>)> = std::iter::once(held)
        .chain(&held.addenda)
        .map(|h| Ok((h.frame.lots.len(), h.taking_part(), h.as_waves_of(held, &replays(h)?))))
        .collect::<Outcome<_>>()?;
    // empty places are drawn along, so that the test stays exact, and are nobody's
    let all: usize = parts.iter().map(|(_, shown, _)| shown.len()).sum();
    let mut waves = Vec::with_capacity(all * draws as usize);
    for r in 0..draws as usize {
        for (n, shown, drawn) in &parts {
            waves.extend(shown.iter().map(|i| drawn[r * n + i]));
        }
    }
    let most = held.design.capacity.len();
    let starts = (1..=most).map(|w| start_of(held, w as u8)).collect();
    let log10_possible = Some(super::facts::log10_possible(held, &waves, all));
    Ok(Chance::Replays { waves, starts, log10_possible })
}

fn wanted(plan: &Study, asked: &[String]) -> Outcome<Vec<OutcomeDecl>> {
    if asked.is_empty() {
        // the primary outcome first
        let mut all = plan.outcomes.clone();
        all.sort_by_key(|o| !o.primary);
        return Ok(all);
    }
    asked
        .iter()
        .map(|name| {
            plan.outcomes.iter().find(|o| o.name == *name).cloned().ok_or_else(|| {
                let names: Vec<&str> = plan.outcomes.iter().map(|o| o.name.as_str()).collect();
                let problem =
                    Problem::new("E371", format!("the plan has no outcome `{name}`")).expected(names.join(", "));
                match nearest(name, names.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("outcomes are declared in study.toml before the lock"),
                }
            })
        })
        .collect()
}

/// Terms, in order, whose follow-up has ended for all who began in them; the first one that has not ends the list.
fn observable(gathered: &mut Gathered, outcome: &OutcomeDecl, now: &Study) -> Vec<String> {
    let rollout = &gathered.held.plan.intervention().rollout;
    let extracted = now.registers.get("enrolments").and_then(|r| r.extracted);
    let column = gathered.pupils.outcomes.iter().position(|o| *o == outcome.name);
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    for period in &rollout.periods {
        let here: Vec<_> = gathered.pupils.rows.iter().filter(|p| p.period == period.id).collect();
        let last = here.iter().map(|p| p.started).max();
        let seen = here.iter().any(|p| column.is_some_and(|c| p.outcomes[c].is_some()));
        let over = match (extracted, last, outcome.within_days) {
            (Some(day), Some(last), Some(within)) => last.saturating_add(within) <= day,
            (Some(day), Some(_), None) => period.end <= day,
            _ => true,
        };
        if seen && over && dropped.is_empty() {
            kept.push(period.id.clone());
        } else {
            dropped.push(period.id.clone());
        }
    }
    if !dropped.is_empty() {
        let names: Vec<&str> = dropped.iter().map(String::as_str).collect();
        let doubt = Doubt::TermsNotYetObservable { outcome: outcome.name.clone(), terms: listed(&names) };
        gathered.warnings.push(doubt.about([About::outcome(&outcome.name)]));
    }
    kept
}

fn panel_of(gathered: &mut Gathered, outcome: &OutcomeDecl, now: &Study, request: &StudyRequest) -> Outcome<Panel> {
    let column = gathered.pupils.outcomes.iter().position(|o| *o == outcome.name).ok_or_else(|| {
        Problem::new("E371", format!("data/pupils.parquet has no outcome `{}`", outcome.name))
            .found(gathered.pupils.outcomes.join(", "))
            .help("run `lodtrin ingest` again: it makes the outcomes that study.toml declares")
    })?;
    let kept = observable(gathered, outcome, now);
    if kept.len() < 2 {
        return Err(Problem::new("E373", format!("fewer than two terms have `{}` for all pupils", outcome.name))
            .help("wait for the follow-up to end, or look at `extracted` of [registers.enrolments]"));
    }
    let covariates = request.covariates.clone().unwrap_or_else(|| gathered.held.plan.analysis.covariates.clone());
    let mut columns: Vec<(String, usize)> = Vec::new();
    for name in &covariates {
        let at = gathered.pupils.covariates.iter().position(|c| c == name).ok_or_else(|| {
            let problem = Problem::new("E371", format!("the pupils have no covariate `{name}`"))
                .found(gathered.pupils.covariates.join(", "));
            match nearest(name, gathered.pupils.covariates.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("covariates come from the background register"),
            }
        })?;
        columns.push((name.clone(), at));
    }
    let less = gathered.less.as_deref().filter(|_| outcome.primary);
    let y = |p: usize| gathered.pupils.rows[p].outcomes[column].unwrap_or(f64::NAN);
    panel(gathered, &kept, &columns, &y, less, &|_| true).map(|(panel, missing)| {
        if missing > 0 {
            let doubt = Doubt::MissingOutcomes { pupils: missing, outcome: outcome.name.clone() };
            gathered.warnings.push(doubt.about([About::outcome(&outcome.name)]));
        }
        with_missing(&gathered.pupils, &gathered.lot_of_pupil, panel, outcome, column)
    })
}

/// The panel of some value of the pupils, over the terms kept, less what is known of each beforehand.
pub(crate) fn panel(
    gathered: &Gathered,
    kept: &[String],
    covariates: &[(String, usize)],
    value: &dyn Fn(usize) -> f64,
    less: Option<&[f64]>,
    include: &dyn Fn(usize) -> bool,
) -> Outcome<(Panel, usize)> {
    let place: BTreeMap<&str, u32> = kept.iter().enumerate().map(|(i, p)| (p.as_str(), i as u32)).collect();
    let used: Vec<usize> = (0..gathered.pupils.rows.len())
        .filter(|p| gathered.lot_of_pupil[*p].is_some() && place.contains_key(gathered.pupils.rows[*p].period.as_str()))
        .filter(|p| include(*p))
        .collect();
    let unit: Vec<u32> = used.iter().filter_map(|p| gathered.lot_of_pupil[*p]).collect();
    let period: Vec<u32> = used.iter().map(|p| place[gathered.pupils.rows[*p].period.as_str()]).collect();
    let f: Option<Vec<f64>> = less.map(|f| used.iter().map(|p| f[*p]).collect());
    let known = |at: usize| f.as_ref().is_none_or(|f| !f[at].is_nan());
    let y: Vec<f64> = used.iter().enumerate().map(|(at, p)| if known(at) { value(*p) } else { f64::NAN }).collect();
    let x: Vec<(String, Vec<f64>)> = covariates
        .iter()
        .map(|(name, c)| {
            (name.clone(), used.iter().map(|p| gathered.pupils.rows[*p].covariates[*c].unwrap_or(f64::NAN)).collect())
        })
        .collect();
    let x: Vec<(String, &[f64])> = x.iter().map(|(n, v)| (n.clone(), v.as_slice())).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &x };
    let mut panel = Panel::from_rows(&rows, gathered.lots.clone(), kept.to_vec(), gathered.starts(), None)?;
    if !covariates.is_empty() {
        panel = panel.with_patterns(&rows);
    }
    if let Some(f) = &f {
        panel = panel.less(&rows, f)?;
    }
    let missing = panel.rows_left_out();
    Ok((panel, missing))
}
