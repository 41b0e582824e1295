//! `forecast`: a table of earlier pupils, given or made from the registers, to `forecast.toml`.

#[cfg(feature = "report")]
mod from_registers;
mod table;

use crate::history::doubts;
pub use crate::history::doubts::no_history;
pub use table::{Source, programmes_of, read_counts, read_table};

use crate::diagnostics::{Outcome, Place, Problem, Progress, Told};
use crate::folder::study::Folder;
use crate::history::{FILE, Fitted, Written};
use crate::protocol::forecast_rests_on;
use crate::provenance::{self, sha256};
use crate::tables::Table;
use crate::trial::Study;
use crate::trial::study::{ForecastDecl, FrozenForecast};
use serde_json::json;
use std::path::PathBuf;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The study folder.
    pub study: PathBuf,
    /// Do everything but write.
    pub check: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Made {
    /// A row a programme.
    pub table: Table,
    /// Files written, relative to the study folder.
    pub files: Vec<String>,
}

#[cfg(feature = "report")]
/// Fits the forecast of a study and writes it down for the lock.
///
/// # Errors
/// P302 without `[forecast]`, D121–D123 for the table, D125 where a lock stands.
pub fn run(request: &Request, progress: &dyn Progress) -> Outcome<Made> {
    let folder = Folder::open(&request.study)?;
    let study = folder.study()?;
    let decl = declared(&study)?;
    let _held = if request.check { None } else { Some(folder.hold("forecast")?) };
    if !request.check && folder.path("lottery/lock.txt").is_file() {
        return Err(Problem::new("D125", "the forecast is locked and stays as it is")
            .at(Place::file("lottery/plan.toml"))
            .help("`lodtrin forecast --check` prints what the table gives today and writes nothing"));
    }
    let programmes = programmes_of(&folder, &study)?;
    let source = match &decl.history {
        Some(_) => read_table(&folder, &study, &programmes)?,
        None => from_registers::made(&folder, &study, &programmes, progress)?,
    };
    let (written, fitted) = fitted(&study, decl, &source)?;
    let mut table = shown(&source, &fitted, &written);
    table.warnings = doubts::of(&source.history, decl, &fitted, &written).into_iter().map(Told::from).collect();
    let mut files = Vec::new();
    if !request.check {
        let mut all = Vec::new();
        if decl.history.is_none() {
            all.push((decl.table().to_string(), source.bytes.clone()));
        }
        all.push((FILE.to_string(), written.text().into_bytes()));
        files = all.iter().map(|(name, _)| name.clone()).collect();
        let paths: Vec<(PathBuf, Vec<u8>)> = all.into_iter().map(|(name, b)| (folder.path(&name), b)).collect();
        provenance::write_all(&paths)?;
    }
    Ok(Made { table, files })
}

fn declared(study: &Study) -> Outcome<&ForecastDecl> {
    study.forecast.as_ref().ok_or_else(|| {
        Problem::new("P302", "`[forecast]` is missing: the study declares no terms before the rollout")
            .at(Place::file("study.toml"))
            .help("declare the earlier terms as [[forecast.period]]; `lodtrin explain forecast` says what they are for")
    })
}

fn fitted(study: &Study, decl: &ForecastDecl, source: &Source) -> Outcome<(Written, Fitted)> {
    let declared = sha256(forecast_rests_on(study).as_bytes()).hex();
    let digest = sha256(&source.bytes).hex();
    Written::fitted(&source.history, &decl.covariates, &study.primary().name, &digest, &declared)
        .map_err(|p| p.at_least(Place::file(source.file.clone())))
}

fn shown(source: &Source, fitted: &Fitted, written: &Written) -> Table {
    let mut table = Table::of("lodtrin/forecast/1");
    for (u, id) in source.history.programmes.iter().enumerate() {
        let mean = fitted.with_outcome[u] / fitted.pupils[u];
        let level = written.frozen.levels.get(id).copied();
        table.push(vec![
            id.as_str().into(),
            fitted.terms[u].into(),
            (fitted.pupils[u] as usize).into(),
            mean.into(),
            level.into(),
            fitted.weights[u].into(),
        ]);
    }
    let named = |list: &[(String, f64)]| {
        list.iter().map(|(name, x)| (name.clone(), json!(x))).collect::<serde_json::Map<_, _>>()
    };
    let z = &written.frozen;
    let found: serde_json::Map<String, serde_json::Value> = written
        .numbers()
        .into_iter()
        .map(|(name, x)| {
            let whole = matches!(name, "programmes" | "terms" | "pupils");
            (name.to_string(), if whole { json!(x as u64) } else { json!(x) })
        })
        .collect();
    table.facts = vec![
        ("outcome".into(), json!(written.outcome)),
        ("history".into(), json!(z.history)),
        ("declared".into(), json!(written.declared)),
        ("other".into(), json!(z.other)),
        ("centre".into(), json!(named(&z.centre))),
        ("slopes".into(), json!(named(&z.slopes))),
        ("found".into(), json!(found)),
        (
            "held_out".into(),
            json!(written.held_out.iter().map(|h| json!({ "ahead": h.ahead, "ratio": h.ratio })).collect::<Vec<_>>()),
        ),
    ];
    table
}

/// What `lock` needs of a study with a forecast: the table fitted again, the same as `forecast.toml`.
///
/// # Errors
/// D124 without a forecast, or with one that the table or the declarations no longer give.
pub fn for_lock(folder: &Folder, study: &Study, programmes: &[String]) -> Outcome<(FrozenForecast, Vec<Told>)> {
    let decl = declared(study)?;
    let path = folder.path(FILE);
    if !path.is_file() {
        return Err(Problem::new("D124", "the study declares a forecast, and none has been made")
            .at(Place::file(FILE))
            .help("run `lodtrin forecast`, look at what it says, then lock"));
    }
    let waiting = Written::read(&provenance::read_text(&path)?, &decl.covariates)?;
    let table = folder.path(decl.table());
    if !table.is_file() {
        return Err(Problem::new(
            "D124",
            format!("the table that the forecast was made of is not there: {}", decl.table()),
        )
        .at(Place::file(decl.table()))
        .help("put it back, or run `lodtrin forecast` again"));
    }
    let declared = sha256(forecast_rests_on(study).as_bytes()).hex();
    let stale = |part: &str, why: &str| {
        Problem::new("D124", format!("forecast.toml is not the forecast of today: {part} differs"))
            .at(Place::file(FILE))
            .found(why.to_string())
            .help("run `lodtrin forecast` again, look at what it says, then lock")
    };
    if waiting.declared != declared {
        return Err(stale(
            "`declared`",
            "the primary outcome, [forecast] or the registers' codes were changed after it was made",
        ));
    }
    if waiting.frozen.history != sha256(&provenance::read_bytes(&table)?).hex() {
        return Err(stale("`history`", &format!("{} was changed after it was made", decl.table())));
    }
    let source = read_table(folder, study, programmes)?;
    let (now, fitted) = fitted(study, decl, &source)?;
    if let Some(part) = waiting.differs(&now) {
        let why = if waiting.frozen.levels.keys().ne(now.frozen.levels.keys()) {
            "the programmes of the frame were changed after it was made"
        } else {
            "the file does not say what the table gives"
        };
        return Err(stale(&format!("`{part}`"), why));
    }
    let doubts = doubts::of(&source.history, decl, &fitted, &now).into_iter().map(Told::from).collect();
    Ok((now.frozen, doubts))
}

/// Why `lodtrin forecast` is the next thing to run before the lock; `None` where nothing is declared or all stands.
pub fn missing(folder: &Folder, study: &Study) -> Option<String> {
    study.forecast.as_ref()?;
    let found = programmes_of(folder, study).and_then(|programmes| for_lock(folder, study, &programmes));
    found.err().filter(|p| p.code() == "D124").map(|p| p.what().to_string())
}
