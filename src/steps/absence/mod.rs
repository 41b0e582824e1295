//! The question asked of a study: the plan's exposure, the pupils that ingest made, results in the folder.

mod arms;
mod data;
mod listing;
mod scorecard_file;
mod words;

pub use data::{DataQuestion, run_data};
pub use listing::listing;
pub use scorecard_file::read_scorecard;

use crate::absence::rows::claim::{self, Undated};
use crate::absence::rows::{
    Analysis, DRAWS, Line, Question, Sheet, Wanted, analyse, closing, grid, prediction, result, table,
};
use crate::absence::{Clusters, Exposure, Landmark, Rule, Scorecard, Starters};
use crate::diagnostics::{Doubt, Outcome, Place, Problem, Progress, Told, nearest};
use crate::folder::receipts::{self, Product};
use crate::folder::study::Folder;
use crate::folder::{deliveries, order};
use crate::lottery::LookVerb;
use crate::registers::read_pupils;
use crate::tables::Table;
use crate::trial::study::{AbsenceDecl, WarningDecl};
use crate::trial::{AbsenceResult, Departure, Pupil, Pupils, Status, Study};
use serde_json::{Value as Json, json};
use words::{caption, story};

/// Windows of the grid beside the declared one.
const WINDOWS: [i32; 3] = [7, 14, 21];

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

/// What an analysis of a study gave.
#[derive(Debug, Clone)]
pub struct StudyAnswer {
    /// The table, small cells emptied.
    pub table: Table,
    /// A few sentences for the terminal.
    pub story: String,
    /// Files written, relative to the folder.
    pub written: Vec<String>,
}

/// Runs the plan of a study; writes `results/absence.csv` and `.json` when nothing was asked differently.
///
/// # Errors
/// What ingest has not made yet, a covariate that the registers do not give (A115), no absence register (A114), and the
/// guards of [`analyse`].
pub fn run_study(folder: &Folder, asked: &StudyQuestion, progress: &dyn Progress) -> Outcome<StudyAnswer> {
    let _held = folder.hold("absence")?;
    let study = match folder.plan()? {
        Some(plan) => plan,
        None => folder.study()?,
    };
    let pupils = read_pupils(&folder.path("data"))?;
    let decl = &study.absence;
    let rule = Rule::declared(decl);
    let exposures = rule.apply(&pupils, decl.landmark);
    if exposures.iter().all(|e| e.registered == 0) {
        return Err(no_absences(&pupils));
    }
    let starters = starters(&study, &pupils, &exposures)?;
    let question = question(&study, &pupils, asked)?;
    let unrecorded = if folder.is_rehearsed() { None } else { order::record_look(folder, LookVerb::Absence)? };
    let coding = order::of(folder)?.and_then(|o| order::coding_fact(&o, &study));
    let Analysis { mut sheet, mut facts, cohort, partition } = analyse(&starters, &question, progress)?;
    late_absence(&mut sheet.warnings, decl, &exposures);
    let hours: Vec<f64> = cohort.rows.iter().map(|r| exposures[*r as usize].hours).collect();
    sheet.about(cohort.len(), cohort.clusters.count());
    prediction::hours(&mut sheet, &question, &cohort, &hours, progress);
    claim::undated(&mut sheet, &cohort, undated(&starters, &question.landmark));
    if let Some(days) = rule.in_time(&pupils) {
        let days: Vec<f64> = cohort.rows.iter().map(|r| days[*r as usize]).collect();
        claim::in_time(&mut sheet, &question, &cohort, &partition, &days);
    }
    let grid = grid::grid(&mut sheet, &question, &pupils, &starters, &rule, &WINDOWS);
    let arms = arms::arms(&mut sheet, folder, &question, &exposures, &cohort, progress)?;
    sheet.say_guarded();
    let emptied = sheet.suppress(question.minimum);
    if emptied > 0 {
        sheet.warn(Doubt::SmallCells { rows: emptied, minimum: u64::from(study.disclosure_minimum) });
    }
    keep_small_counts(&mut sheet, starters.len(), u64::from(study.disclosure_minimum));
    facts.insert(0, ("definition".into(), definition(decl)));
    facts.insert(1, ("caption".into(), caption(decl)));
    closing(&sheet.lines, &question, &mut facts, Some(&grid));
    facts.push(("grid".into(), grid));
    facts.extend(arms);
    facts.extend(coding.map(|coding| ("coding".to_string(), coding)));
    facts.push(("deliveries".into(), deliveries::deliveries(folder, study.disclosure_minimum)?));
    let otherwise =
        deliveries::made_otherwise(folder, &order::of(folder)?.map_or_else(|| study.clone(), |o| o.in_force(&study)))?;
    if !otherwise.is_empty() {
        sheet.warnings.push(Doubt::DataUnderOtherCodes { keys: otherwise.join(", ") }.into());
    }
    sheet.warnings.extend(unrecorded);
    let mut warnings = Vec::new();
    for w in sheet.warnings {
        if !warnings.contains(&w) {
            warnings.push(w);
        }
    }
    let story = format!("{}{}", story(&study, &sheet.lines), listing::told(&facts));
    let result = result(&sheet.lines, &facts, &warnings);
    let table = table(&sheet.lines, facts, warnings);
    let written = if asked.is_plan() { publish(folder, &study, &question, &table, &result)? } else { Vec::new() };
    Ok(StudyAnswer { table, story, written })
}

/// A doubt tells no count that the table hides, nor one below the minimum.
fn keep_small_counts(sheet: &mut Sheet, starters: usize, minimum: u64) {
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

fn publish(
    folder: &Folder,
    study: &Study,
    question: &Question,
    table: &Table,
    result: &AbsenceResult,
) -> Outcome<Vec<String>> {
    let outputs = vec![
        ("results/absence.csv".to_string(), table.csv_of_study(folder.study()?.danish_csv).into_bytes()),
        ("results/absence.json".to_string(), result.text().into_bytes()),
    ];
    let written = outputs.iter().map(|(p, _)| folder.name(p)).collect();
    let plan = if folder.path("lottery/plan.toml").is_file() { "lottery/plan.toml" } else { "study.toml" };
    let a = &study.absence;
    let mut options = json!({
        "window_days": a.window_days, "days": if a.school_days { "school" } else { "calendar" },
        "threshold": a.threshold, "counts": if a.whole_days { "whole" } else { "any" },
        "lawful": if a.lawful { "include" } else { "exclude" }, "landmark": a.landmark, "horizon": a.horizon,
        "cluster": a.cluster, "covariates": a.covariates, "seed": question.seed, "level": question.level.to_string(),
    });
    let w = &a.warning;
    let texts = |list: &[f64]| json!(list.iter().map(f64::to_string).collect::<Vec<_>>());
    let declared = [
        ("risk_thresholds", w.risk_thresholds.as_deref().map(texts)),
        ("calls", w.calls.as_ref().map(|c| json!(c))),
        ("claim", w.claim.map(|x| json!(x.to_string()))),
        ("claim_margin", w.claim_margin.map(|x| json!(x.to_string()))),
        ("late", w.late.map(|x| json!(x.to_string()))),
    ];
    for (key, value) in declared {
        if let Some(value) = value {
            options[key] = value;
        }
    }
    let inputs = [plan, "data/pupils.parquet", "data/absences.parquet", "lottery/schedule.tsv"];
    let inputs = inputs.iter().map(|p| p.to_string()).collect();
    receipts::publish(folder, Product { verb: "absence", options, draws: question.draws, inputs, outputs })?;
    Ok(written)
}

fn no_absences(pupils: &Pupils) -> Problem {
    Problem::new("A114", "no absence is registered for any pupil in the window")
        .at(Place::file("data/absences.parquet"))
        .found(format!("{} pupils, {} registered days in all", pupils.rows.len(), pupils.days.len()))
        .help("declare [registers.absences] in study.toml and run `lodtrin ingest` again")
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

fn question(study: &Study, pupils: &Pupils, asked: &StudyQuestion) -> Outcome<Question> {
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

/// The pupils as starters: those who never came are none.
fn starters(study: &Study, pupils: &Pupils, exposures: &[Exposure]) -> Outcome<Starters> {
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

/// Departures without a date among those who came, and whether the dropouts among them were absent early; who lacks days
/// absent or a covariate would not be followed with a date either.
fn undated(starters: &Starters, landmark: &Landmark) -> Undated {
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
fn late_absence(warnings: &mut Vec<Told>, decl: &AbsenceDecl, exposures: &[Exposure]) {
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

fn definition(decl: &AbsenceDecl) -> Json {
    json!({
        "window": decl.window_days,
        "days": if decl.school_days { "school" } else { "calendar" },
        "threshold": decl.threshold,
        "counts": if decl.whole_days { "whole" } else { "any" },
        "lawful": if decl.lawful { "include" } else { "exclude" },
        "landmark": decl.landmark,
        "horizon": decl.horizon,
    })
}
