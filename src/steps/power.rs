//! Would this rollout see the effect? Joins the declared study, or flags alone, with the closed forms of `design`.

use crate::design::Family;
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::folder::names::may_write;
use crate::folder::study::Folder;
use crate::planning::asked::Asked;
use crate::planning::request::{Request, Show};
use crate::planning::{closed_forms, compare, declared, optimise, over_lotteries, plan, simulated};
use crate::provenance;
use crate::report::figures::power::{self, Planned};
use crate::tables::{Table, Value as Cell};
use crate::trial::study::OutcomeKind;
use crate::trial::{Language, Study};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// A finished answer.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The table asked for.
    pub table: Table,
    /// What the numbers mean.
    pub notes: Vec<String>,
    /// Figures written.
    pub figures: Vec<PathBuf>,
}

/// Answers a question about power.
///
/// # Errors
/// D101–D109, and what reading a study can say.
pub fn run(request: &Request, progress: &dyn Progress) -> Outcome<Answered> {
    if let Some(to) = &request.figures {
        may_write(to, &[])?;
    }
    let in_days = in_days(request)?;
    if let Some((folder, study)) = of_several(request)? {
        if request.show != Show::Power || request.figures.is_some() {
            return each(request, &study, progress);
        }
        let found = crate::planning::several::run(&folder, &study, progress)?;
        return Ok(Answered { table: found.table, notes: found.notes, figures: Vec::new() });
    }
    if request.show == Show::Optimise {
        let found = optimise::run(request, progress)?;
        return Ok(Answered { table: found.table, notes: found.notes, figures: Vec::new() });
    }
    let asked = plan::resolve(request, progress)?;
    let mut table = match request.show {
        Show::Power if !request.by_flags() && !in_days => declared::power(&asked, progress)?,
        Show::Power => closed_forms::power(&asked)?,
        Show::Compare => compare::compare(&asked, progress)?,
        Show::Needed => closed_forms::needed(&asked)?,
        Show::Waves => closed_forms::waves(&asked)?,
        Show::Cells => closed_forms::cells(&asked)?,
        Show::Dropping => closed_forms::dropping(&asked)?,
        Show::Grid => closed_forms::grid(&asked)?,
        Show::Curve => closed_forms::curve(&asked)?,
        Show::Lottery | Show::Simulated | Show::Optimise => over_lottery(&asked, progress)?,
    };
    table.warnings.extend(asked.settled.doubts.iter().cloned().map(Into::into));
    table.facts.extend(facts(&asked));
    let figures = match &request.figures {
        Some(folder) => figures(&asked, language(request), folder)?,
        None => Vec::new(),
    };
    Ok(Answered { table, notes: asked.notes, figures })
}

/// Draws both figures of a plan for a folder, as SVG and PNG.
fn figures(asked: &Asked, language: Language, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let Some(effect) = asked.plan.effect else {
        return Err(Problem::new("D108", "no effect is named that should be found").help("name it with --effect"));
    };
    let planned = Planned {
        grid: &closed_forms::grid(asked)?,
        curve: &closed_forms::curve(asked)?,
        icc: asked.request.icc.unwrap_or(f64::NAN),
        cac: asked.request.cac.unwrap_or(1.0),
        effect,
        target: asked.target,
        power: asked.plan.power,
        in_points: asked.plan.family == Family::Linear && asked.request.p0.is_some(),
    };
    let mut files = Vec::new();
    for figure in &power::figures(&planned, language) {
        files.push((folder.join(format!("{}.svg", figure.name)), figure.svg().into_bytes()));
        files.push((folder.join(format!("{}.png", figure.name)), figure.png()?));
    }
    provenance::write_all(&files)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// The same question of each intervention by itself, its name behind every estimand.
fn each(request: &Request, study: &Study, progress: &dyn Progress) -> Outcome<Answered> {
    let mut whole: Option<Answered> = None;
    for i in &study.interventions {
        let beside = |path: &PathBuf| {
            let mut name = path.clone().into_os_string();
            name.push(format!(".{}", i.name));
            PathBuf::from(name)
        };
        let mut own = Request {
            intervention: Some(i.name.clone()),
            figures: request.figures.as_ref().map(|f| f.join(&i.name)),
            ..request.clone()
        };
        own.simulated.file = request.simulated.file.as_ref().map(beside);
        own.simulated.merge = request.simulated.merge.iter().map(beside).collect();
        let mut found = run(&own, progress)?;
        let Some(at) = found.table.columns.iter().position(|c| c == "estimand") else { return Ok(found) };
        for row in &mut found.table.rows {
            if let Cell::Text(name) = &mut row[at] {
                *name = format!("{name}:{}", i.name);
            }
        }
        let Some(all) = whole.as_mut() else {
            whole = Some(found);
            continue;
        };
        all.table.rows.extend(found.table.rows);
        for w in found.table.warnings {
            if !all.table.warnings.contains(&w) {
                all.table.warnings.push(w);
            }
        }
        for note in found.notes {
            if !all.notes.contains(&note) {
                all.notes.push(note);
            }
        }
        all.figures.extend(found.figures);
    }
    let mut whole = whole.ok_or_else(|| Problem::new("D101", "the study declares no intervention"))?;
    whole
        .notes
        .push("each intervention by itself, as if the others were not there; rules across them are not applied".into());
    Ok(whole)
}

/// Whether the study's primary outcome is one in days, which closed forms answer for alone.
///
/// # Errors
/// `D103` without a standard deviation, or where trials of 0/1 outcomes would be simulated.
fn in_days(request: &Request) -> Outcome<bool> {
    if request.by_flags() {
        return Ok(false);
    }
    let study = Folder::open(&request.study)?.study()?;
    let outcome = study.primary();
    if outcome.kind != OutcomeKind::Days {
        return Ok(false);
    }
    let name = &outcome.name;
    let simulated = [Show::Compare, Show::Lottery, Show::Simulated, Show::Optimise].contains(&request.show);
    let several = study.interventions.iter().any(|i| !i.name.is_empty()) && request.intervention.is_none();
    if simulated || several && request.show == Show::Power {
        return Err(Problem::new("D103", format!("simulated trials are of 0/1 outcomes, and `{name}` is in days"))
            .help(
                "closed forms answer: `lodtrin power STUDY --sd 40 --effect 3` (with several, --intervention NAME)",
            ));
    }
    if request.sd.is_none() {
        return Err(Problem::new(
            "D103",
            format!("the power to see an effect on `{name}` needs its standard deviation"),
        )
        .expected("days, between and within programmes, and an effect in days")
        .help("name both, such as --sd 40 --effect 3"));
    }
    Ok(true)
}

/// The study, where it has several interventions and is asked about as a whole.
fn of_several(request: &Request) -> Outcome<Option<(Folder, Study)>> {
    if request.by_flags() || request.intervention.is_some() {
        return Ok(None);
    }
    let folder = Folder::open(&request.study)?;
    let study = folder.study()?;
    let several = study.interventions.iter().any(|i| !i.name.is_empty());
    Ok(several.then_some((folder, study)))
}

/// The study's language; English for flags alone.
fn language(request: &Request) -> Language {
    if request.by_flags() {
        return Language::En;
    }
    Folder::open(&request.study).and_then(|f| f.study()).map_or(Language::En, |s| s.language)
}

fn over_lottery(asked: &Asked, progress: &dyn Progress) -> Outcome<Table> {
    let request = &asked.request;
    if request.by_flags() {
        return Err(
            Problem::new("D110", "only a study has a lottery").help("name a study folder instead of --sequences")
        );
    }
    let folder = Folder::open(&request.study)?;
    let study = match &asked.study {
        Some(study) => study.clone(),
        None => request.part_of(folder.study()?),
    };
    if request.show == Show::Simulated {
        return simulated::simulated(asked, &request.simulated, &folder, &study, progress);
    }
    over_lotteries::lottery(asked, &folder, &study, request.replays.max(1), progress)
}

fn facts(asked: &Asked) -> Vec<(String, Json)> {
    let plan = &asked.plan;
    let c = &plan.components;
    vec![
        ("notes".into(), json!(asked.notes)),
        ("programmes".into(), json!(plan.layout.clusters.len())),
        ("periods".into(), json!(plan.layout.periods)),
        ("cells".into(), json!(plan.layout.cells())),
        ("effect".into(), json!(plan.effect)),
        ("target".into(), json!(asked.target)),
        ("level".into(), json!(1.0 - plan.alpha)),
        ("power".into(), json!(plan.power)),
        (
            "components".into(),
            json!({
                "school": c.school, "school_period": c.school_period, "programme": c.programme, "cell": c.cell,
                "decay": c.decay, "cohort": c.cohort, "residual": c.residual, "treatment": c.treatment,
                "treatment_covariance": c.treatment_covariance,
            }),
        ),
    ]
}
