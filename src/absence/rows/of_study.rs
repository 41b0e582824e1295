//! The question asked of a study: what its plan declares and what was asked otherwise, and its pupils as starters.

use super::claim::Undated;
use super::question::{DRAWS, Question};
use super::sheet::{Line, Sheet};
use super::wanted::Wanted;
use crate::absence::{Clusters, Exposure, Landmark, Rule, Scorecard, Starters};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told, nearest};
use crate::trial::facts::Definition;
use crate::trial::study::{AbsenceDecl, WarningDecl};
use crate::trial::{Departure, Pupil, Pupils, Status, Study};
use serde_json::{Number, Value as Json};

/// What may be asked differently from the plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StudyQuestion {
    /// Days at which curves are read.
    pub at: Vec<f64>,
    /// Draws of the cluster bootstrap.
    pub draws: Option<u64>,
    /// Seed of the cluster bootstrap.
    pub seed: Option<u64>,
    /// Confidence level.
    pub level: Option<f64>,
    /// What is asked of an early warning, where otherwise than planned.
    pub warning: WarningDecl,
    /// A frozen model to be judged.
    pub scorecard: Option<Scorecard>,
}

impl StudyQuestion {
    /// Whether nothing was asked differently: then results are written.
    pub fn is_plan(&self) -> bool {
        *self == StudyQuestion::default()
    }
}

pub(crate) fn question(study: &Study, pupils: &Pupils, asked: &StudyQuestion) -> Outcome<Question> {
    let decl = &study.absence;
    Ok(Question {
        landmark: Landmark {
            threshold: f64::from(decl.threshold),
            day: f64::from(decl.landmark),
            horizon: decl.horizon.map(f64::from),
        },
        at: asked.at.clone(),
        level: asked.level.unwrap_or(study.analysis.level),
        draws: asked.draws.unwrap_or(DRAWS),
        seed: asked.seed.unwrap_or(1),
        subgroups: subgroups(study, pupils),
        school: Some("school".into()),
        classes: Some("class".into()),
        fates_known: true,
        minimum: f64::from(study.disclosure_minimum),
        wanted: wanted(&decl.warning, asked)?,
        definition: definition(decl),
    })
}

pub(crate) fn definition(decl: &AbsenceDecl) -> Definition {
    let said = |is: bool, yes: &str, no: &str| Some(if is { yes } else { no }.to_string());
    Definition {
        window: Some(decl.window_days),
        days: said(decl.school_days, "school", "calendar"),
        threshold: Some(decl.threshold.into()),
        counts: said(decl.whole_days, "whole", "any"),
        lawful: said(decl.lawful, "include", "exclude"),
        landmark: Some(decl.landmark.into()),
        horizon: decl.horizon.map(Number::from),
        dropout: None,
        competing: None,
    }
}

fn subgroups(study: &Study, pupils: &Pupils) -> Vec<String> {
    let mut subgroups = if study.analysis.subgroups.is_empty() {
        ["under20", "female", "benefit"]
            .iter()
            .map(|s| s.to_string())
            .filter(|s| pupils.covariates.contains(s))
            .collect()
    } else {
        study.analysis.subgroups.clone()
    };
    if !subgroups.iter().any(|s| s == "school") {
        subgroups.push("school".into());
    }
    subgroups
}

/// What was asked of a warning over what was planned; a claim that is asked brings its own margin.
fn wanted(planned: &WarningDecl, asked: &StudyQuestion) -> Outcome<Wanted> {
    let own = &asked.warning;
    let decl = WarningDecl {
        risk_thresholds: own.risk_thresholds.clone().or_else(|| planned.risk_thresholds.clone()),
        calls: own.calls.clone().or_else(|| planned.calls.clone()),
        claim: own.claim.or(planned.claim),
        claim_margin: own.claim_margin.or(if own.claim.is_some() { None } else { planned.claim_margin }),
        late: own.late.or(planned.late),
    };
    if decl.claim.is_none() && decl.claim_margin.is_some() {
        return Err(margin_alone());
    }
    Ok(Wanted { scorecard: asked.scorecard.clone(), ..Wanted::of(&decl) })
}

/// A margin without a claim.
pub fn margin_alone() -> Problem {
    Problem::new("A113", "--claim-margin stands without a claim")
        .found("--claim-margin")
        .expected("--claim beside it, or a claim in the plan")
        .help("name the risk difference that is claimed, such as --claim 0.1")
}

/// The pupils as starters: those who never came are none.
pub(crate) fn starters(study: &Study, pupils: &Pupils, exposures: &[Exposure]) -> Outcome<Starters> {
    let horizon = study.absence.horizon;
    let covariate = |name: &str| -> Outcome<Vec<f64>> {
        let at = column(pupils, name)?;
        Ok(pupils.rows.iter().map(|p| p.covariates[at].unwrap_or(f64::NAN)).collect())
    };
    let covariates =
        study.absence.covariates.iter().map(|n| Ok((n.clone(), covariate(n)?))).collect::<Outcome<Vec<_>>>()?;
    let mut groups = Vec::new();
    for name in subgroups(study, pupils) {
        let labels: Vec<String> = if name == "school" {
            pupils.rows.iter().map(|p| p.school.clone()).collect()
        } else {
            let label = |v: f64| if v.is_nan() { String::new() } else { format!("{v}") };
            covariate(&name)?.into_iter().map(label).collect()
        };
        groups.push((name, Clusters::from_labels(&labels)));
    }
    groups.push(("class".to_string(), classes(pupils)));
    let came = |p: &Pupil| p.status != Status::NeverStarted;
    let known = |p: &Pupil| {
        p.departure != Departure::None
            || !matches!(p.status, Status::InProgress | Status::Unknown)
            || horizon.is_some_and(|h| p.day.is_some_and(|d| d >= h))
    };
    let last_day = |p: &Pupil| p.day.filter(|_| came(p)).map_or(f64::NAN, f64::from);
    let days = |e: &Exposure| if e.registered > 0 { f64::from(e.days) } else { f64::NAN };
    Ok(Starters {
        clusters: cluster_labels(study, pupils)?,
        days: exposures.iter().map(days).collect(),
        last_day: pupils.rows.iter().map(last_day).collect(),
        departure: pupils.rows.iter().map(|p| Some(p.departure)).collect(),
        covariates,
        groups,
        known: pupils.rows.iter().map(known).collect(),
    })
}

/// The cluster of a pupil: the programme, or the class within programme and term.
fn cluster_labels(study: &Study, pupils: &Pupils) -> Outcome<Clusters> {
    if study.absence.cluster != "class" {
        return Ok(Clusters::from_labels(&pupils.rows.iter().map(|p| p.programme.as_str()).collect::<Vec<_>>()));
    }
    let without = pupils.rows.iter().filter(|p| p.class.is_empty()).count();
    if without > 0 {
        return Err(Problem::new("A116", "the plan's clusters are classes, and some pupils have none")
            .found(format!("{without} of {} pupils without a class", pupils.rows.len()))
            .help("map the register's class column with columns = { class = … }, or declare [absence] cluster = \"programme\""));
    }
    Ok(classes(pupils))
}

/// The classes: those of a programme in a term, by name where the registers give names.
fn classes(pupils: &Pupils) -> Clusters {
    let label = |p: &Pupil| format!("{}/{}/{}", p.programme, p.period, p.class);
    Clusters::from_labels(&pupils.rows.iter().map(label).collect::<Vec<_>>())
}

fn column(pupils: &Pupils, name: &str) -> Outcome<usize> {
    pupils.covariates.iter().position(|c| c == name).ok_or_else(|| {
        let problem = Problem::new("A115", format!("the registers give no covariate `{name}`"))
            .at(Place::file("data/pupils.parquet"))
            .found(pupils.covariates.join(", "));
        match nearest(name, pupils.covariates.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("deliver it in the background register, or leave it out of [absence] covariates"),
        }
    })
}

/// Departures without a date among those who came, and whether the dropouts among them were absent early; who lacks days
/// absent or a covariate would not be followed with a date either.
pub(crate) fn undated(starters: &Starters, landmark: &Landmark) -> Undated {
    let mut found = Undated::default();
    for i in 0..starters.len() {
        let Some(departure) = starters.departure[i].filter(|d| *d != Departure::None) else { continue };
        if !starters.last_day[i].is_nan() {
            continue;
        }
        found.departures += 1;
        let known = starters.days[i].is_finite() && starters.covariates.iter().all(|(_, c)| c[i].is_finite());
        if departure == Departure::Dropout && known {
            let side = if starters.days[i] >= landmark.threshold { &mut found.exposed } else { &mut found.unexposed };
            *side += 1.0;
        }
    }
    found
}

/// A window of school days can end after a landmark of calendar days: then some exposure comes after its own follow-up.
pub(crate) fn late_absence(warnings: &mut Vec<Told>, decl: &AbsenceDecl, exposures: &[Exposure]) {
    let threshold = decl.threshold;
    let late = exposures.iter().filter(|e| e.days >= threshold && e.days - e.after_landmark < threshold).count();
    if late > 0 {
        let doubt = Doubt::WindowPastLandmark {
            pupils: late,
            landmark: i64::from(decl.landmark),
            enough: i64::from(Rule::declared(decl).last_calendar_day()),
        };
        warnings.push(doubt.into());
    }
}

/// A doubt tells no count that the table hides, nor one below the minimum.
pub(crate) fn keep_small_counts(sheet: &mut Sheet, starters: usize, minimum: u64) {
    let hidden = |l: &Line| l.row.measure == "count" && l.row.estimate.is_none();
    let hides = sheet.lines.iter().any(hidden);
    let few = |w: &Told, key: &str| w.values.get(key).and_then(Json::as_u64).is_some_and(|n| (1..minimum).contains(&n));
    for w in &mut sheet.warnings {
        let silent = match w.kind.as_str() {
            "PupilsLeftOut" if hides => Doubt::FewPupilsLeftOut { starters, minimum },
            "UndatedDepartures" if few(w, "departures") => Doubt::FewUndatedDepartures { minimum },
            "WindowPastLandmark" if few(w, "pupils") => {
                let number = |key: &str| w.values.get(key).and_then(Json::as_i64).unwrap_or_default();
                Doubt::FewPastLandmark { minimum, landmark: number("landmark"), enough: number("enough") }
            }
            _ => continue,
        };
        *w = Told { rows: std::mem::take(&mut w.rows), ..silent.into() };
    }
}

pub(crate) fn no_absences(pupils: &Pupils) -> Problem {
    Problem::new("A114", "no absence is registered for any pupil in the window")
        .at(Place::file("data/absences.parquet"))
        .found(format!("{} pupils, {} registered days in all", pupils.rows.len(), pupils.days.len()))
        .help("declare [registers.absences] in study.toml and run `lodtrin ingest` again")
}
