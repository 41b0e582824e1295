//! From flags and a study to a plan whose power can be computed.

use super::asked::Asked;
use super::lottery::Chance;
use super::programmes::programmes;
use super::request::{DfRule, Estimands, Request};
use super::scale::{components, family};
use super::schedule;
use super::settled::{Settled, settle};
use super::worlds::Earlier;
use crate::design::{Cluster, Effect, Family, Layout, Plan, Precision};
use crate::diagnostics::{Outcome, Place, Problem, Progress};
use crate::folder::inside;
use crate::folder::study::Folder;
use crate::planning::asked::shaped;
use crate::provenance;
use crate::trial::Study;

/// The layout with the names of what is in it.
struct Named {
    layout: Layout,
    schools: Vec<String>,
    programmes: Vec<String>,
    periods: Vec<String>,
    note: Option<String>,
}

/// Makes the plan.
///
/// # Errors
/// D101–D110.
pub fn resolve(request: &Request, _progress: &dyn Progress) -> Outcome<Asked> {
    let mut request = request.clone();
    let mut target = None;
    let mut declared = None;
    let mut settled = Settled::default();
    let named = if request.by_flags() {
        flags_layout(&request)?
    } else {
        let folder = Folder::open(&request.study)?;
        let mut study = request.part_of(folder.study()?);
        target = study.primary().target;
        fill(&mut request, &study);
        settled = settle(&mut request, &mut study, &folder)?;
        let named = study_layout(&request, &folder, &study)?;
        declared = Some(study);
        named
    };
    let layout = shaped(named.layout, &request)?;
    let mut notes: Vec<String> = named.note.into_iter().collect();
    notes.append(&mut settled.notes);
    let (family, effect) = family(&request)?;
    let components = components(&request, &family, &mut notes)?;
    family.check(effect.unwrap_or(0.0))?;
    let level = request.level.unwrap_or(0.95);
    let power = request.power.unwrap_or(0.8);
    can_be_asked(level, power, effect)?;
    let history = request.history.unwrap_or(0);
    history_fits(&request, &family)?;
    let plan = Plan { layout, components, family, time: request.time, effect, alpha: 1.0 - level, power, history };
    if request.df == DfRule::All {
        notes.push(
            "t under two rules: observed cells − periods − effects, and programmes − 2; choose one with --df".into(),
        );
    }
    let strict = request.weights.is_some() || request.estimands == Estimands::Average;
    Ok(Asked {
        effects: effects(&request, &plan.layout),
        precisions: precisions(request.df),
        plan,
        strict,
        notes,
        schools: named.schools,
        programmes: named.programmes,
        periods: named.periods,
        target: target.or(effect),
        request,
        study: declared,
        settled,
    })
}

/// Refuses levels that are no shares, and an effect of nothing.
fn can_be_asked(level: f64, power: f64, effect: Option<f64>) -> Outcome<()> {
    for (name, x) in [("level", level), ("power", power)] {
        if !(x > 0.0 && x < 1.0) {
            return Err(Problem::new("D110", format!("--{name} is {x}")).expected("a share between 0 and 1"));
        }
    }
    if effect == Some(0.0) {
        return Err(Problem::new("D108", "power was asked for an effect of 0")
            .help("name the effect that would matter, such as --effect -0.05 for five points fewer"));
    }
    Ok(())
}

/// The effects asked for, by name.
fn effects(request: &Request, layout: &Layout) -> Vec<(&'static str, Effect)> {
    let average = match &request.weights {
        Some(w) => Effect::Exposure(w.clone()),
        None => Effect::average(layout),
    };
    let mut effects = Vec::new();
    if request.estimands != Estimands::Average {
        effects.push(("immediate", Effect::Immediate));
    }
    if request.estimands != Estimands::Immediate {
        effects.push(("exposure-average", average));
    }
    effects
}

/// The reference distributions that a rule for degrees of freedom takes.
fn precisions(rule: DfRule) -> Vec<Precision> {
    match rule {
        DfRule::All => vec![Precision::Z, Precision::Cells, Precision::Programmes],
        DfRule::None => vec![Precision::Z],
        DfRule::Cells => vec![Precision::Z, Precision::Cells],
        DfRule::Programmes => vec![Precision::Z, Precision::Programmes],
        DfRule::Fixed(df) => vec![Precision::Z, Precision::Fixed(df)],
    }
}

/// More terms of history than anybody has.
const MOST_HISTORY: usize = 200;

/// Refuses history and covariates where closed forms cannot take them.
fn history_fits(request: &Request, family: &Family) -> Outcome<()> {
    let (history, r2) = (request.history.unwrap_or(0), request.r2.unwrap_or(0.0));
    if history > MOST_HISTORY {
        return Err(Problem::new("D110", format!("--history is {history}"))
            .expected(format!("a number of terms up to {MOST_HISTORY}")));
    }
    if !(0.0..1.0).contains(&r2) {
        return Err(Problem::new("D110", format!("--r2 is {r2}")).expected("a share from 0 to below 1"));
    }
    if (history > 0 || r2 > 0.0) && *family != Family::Linear {
        return Err(Problem::new(
            "D110",
            "--history and --r2 have a closed form for differences of means or shares alone",
        )
        .help("leave --analysis out, or leave --history and --r2 out"));
    }
    Ok(())
}

impl Asked {
    /// The earlier terms that trials of a plan are forecast from, where it takes a forecast off.
    pub(crate) fn earlier(&self, plan: &Study) -> Option<Earlier> {
        let terms = plan.forecast.as_ref().filter(|_| plan.analysis.adjust)?.periods.len();
        Some(Earlier { terms: self.request.history.unwrap_or(terms), r2: self.request.r2.unwrap_or(0.0) })
            .filter(|e| e.terms >= 2)
    }

    /// The lottery of the study with the sizes asked for.
    ///
    /// # Errors
    /// Those of the lottery.
    pub(crate) fn chance(&self, folder: &Folder, study: &Study) -> Outcome<Chance> {
        let mut chance = Chance::of(folder, study)?;
        if let Some(sizes) = self.request.size.as_deref().filter(|s| s.len() > 1) {
            for (p, size) in chance.programmes.iter_mut().zip(sizes) {
                p.ticket.size = *size;
            }
        }
        Ok(chance)
    }

    /// The same plan with another icc and cac; the schools' part of the icc keeps its proportion.
    ///
    /// # Errors
    /// D103 for impossible correlations, D110 where the plan is not stated by an icc.
    pub fn at_correlation(&self, icc: f64, cac: f64) -> Outcome<Plan> {
        let Some(own) = self.request.icc else {
            return Err(Problem::new("D110", "a grid over icc and cac needs a plan that is stated by them")
                .help("name --icc instead of --tau"));
        };
        let school = self.request.school_icc.map(|s| if own > 0.0 { s * icc / own } else { 0.0 });
        let r = Request { icc: Some(icc), cac: Some(cac), decay: None, school_icc: school, ..self.request.clone() };
        let components = components(&r, &self.plan.family, &mut Vec::new())?;
        Ok(Plan { components, ..self.plan.clone() })
    }
}

fn flags_layout(request: &Request) -> Outcome<Named> {
    let sizes = request.size.clone().ok_or_else(|| {
        Problem::new("D102", "the number of pupils is missing")
            .help("name pupils a programme and period with --size 20")
    })?;
    let first = sizes.first().copied().unwrap_or(0.0);
    let layout = match (&request.sequences, &request.design) {
        (Some(_), Some(_)) => {
            return Err(
                Problem::new("D110", "--sequences and --design both name a design").help("leave one of them out")
            );
        }
        (Some(sequences), None) => Layout::stepped(sequences, request.before, request.after, first)?,
        (None, Some(path)) => {
            let text = provenance::read_text(path)?;
            Layout::drawn(&text, first).map_err(|p| p.at_least(Place::file(path.display().to_string())))?
        }
        (None, None) => return Err(Problem::new("D101", "no design is given")),
    };
    let layout = if sizes.len() > 1 { layout.with_sizes(&sizes)? } else { layout };
    let layout = match request.schools {
        Some(0) => return Err(Problem::new("D110", "--schools is 0").expected("a number of schools, from 1")),
        Some(s) => layout.in_schools(s),
        None => layout,
    };
    Ok(Named { layout, schools: Vec::new(), programmes: Vec::new(), periods: Vec::new(), note: None })
}

/// What flags leave open stands in `[power]`, the primary outcome and the analysis.
fn fill(request: &mut Request, study: &Study) {
    let p = &study.power;
    let explicit = request.sd.is_some() || request.p0.is_some();
    if !explicit {
        request.p0 = p.baseline;
    }
    if request.p1.is_none() && request.ratio.is_none() && request.means.is_none() {
        request.effect = request.effect.or(p.effect).or(study.primary().target);
    }
    if request.tau.is_none() {
        request.icc = request.icc.or(p.icc);
    }
    request.cac = request.cac.or(p.cac);
    request.iac = request.iac.or(p.iac);
    request.decay = request.decay.or(p.decay);
    request.school_icc = request.school_icc.or(p.school_icc);
    request.school_cac = request.school_cac.or(p.school_cac);
    request.level = request.level.or(Some(p.level));
    request.power = request.power.or(Some(p.power));
    if request.transition.is_none() {
        request.transition = Some(study.intervention().rollout.transition as usize);
    }
}

/// The study's programmes under the drawn schedule, or, before the draw, waves filled with programmes of mean size and
/// schools spread over the waves.
fn study_layout(request: &Request, folder: &Folder, study: &Study) -> Outcome<Named> {
    let list = programmes(folder, study)?;
    let rollout = &study.intervention().rollout;
    let mut schools: Vec<String> = list.iter().map(|p| p.ticket.school.clone()).collect();
    schools.sort_unstable();
    schools.dedup();
    let size = |k: usize| match &request.size {
        Some(list) if list.len() == 1 => list[0],
        Some(list) => list.get(k).copied().unwrap_or(list[0]),
        None => list[k].ticket.size,
    };
    let periods = rollout.periods.len();
    let drawn = request.schedule.is_some()
        || folder.path(&format!("lottery/{}", inside(&study.intervention().name, "schedule.tsv"))).is_file();
    let mut clusters = Vec::with_capacity(list.len());
    let note = if drawn {
        let found = schedule::find(folder, study, &list, request.schedule.as_deref())?;
        for (k, p) in list.iter().enumerate() {
            let school = schools.binary_search(&p.ticket.school).unwrap_or(0);
            clusters.push(Cluster { school, start: found.starts[k], sizes: vec![size(k); periods] });
        }
        format!("programmes with their own sizes, under {}", found.source)
    } else {
        let places: Vec<usize> = rollout
            .waves
            .iter()
            .flat_map(|w| std::iter::repeat_n(rollout.period(&w.starts).unwrap_or(0), w.capacity as usize))
            .collect();
        let mean = crate::numeric::mean(&(0..list.len()).map(size).collect::<Vec<_>>());
        for (k, start) in places.iter().enumerate() {
            clusters.push(Cluster {
                school: k % schools.len().max(1),
                start: Some(*start),
                sizes: vec![mean; periods],
            });
        }
        "before the draw: every programme has the mean size, and a school's programmes are spread over the waves; \
         `--show lottery` gives the distribution over schedules"
            .to_string()
    };
    Ok(Named {
        layout: Layout { periods, clusters },
        schools,
        programmes: if drawn { list.iter().map(|p| p.ticket.id.clone()).collect() } else { Vec::new() },
        periods: rollout.periods.iter().map(|p| p.id.clone()).collect(),
        note: Some(note),
    })
}
