//! What ingest made, as tables for other software.

mod counts;
mod drawn;

use crate::diagnostics::{Outcome, Problem};
use crate::folder::held;
use crate::folder::study::Folder;
use crate::registers::{self, Export, ExportForm, Values};
use crate::trial::{Departure, Pupil, Pupils, Study};
use drawn::{Drawn, drawn};
use std::path::{Path, PathBuf};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A pupil a row.
    Pupils,
    /// A pupil's day a row.
    Absences,
    /// `data/panel.csv`.
    Panel,
    /// What `ingest --counts` takes.
    Counts,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The study folder.
    pub study: PathBuf,
    /// The table.
    pub what: What,
    /// Where to write.
    pub out: PathBuf,
    /// Danish CSV.
    pub danish: bool,
    /// Whether pseudonyms stand beside the pupils' numbers.
    pub pseudonyms: bool,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Product {
    /// Rows.
    pub rows: usize,
    /// Whether the file holds persons.
    pub persons: bool,
}

/// Writes a table of the study's data.
///
/// # Errors
/// `R501` where the study has no data, `R109` for a form that is not written, `R405` for a place that is
/// the study's own.
pub fn run(request: &Request) -> Outcome<Product> {
    let form = form_of(request)?;
    let folder = Folder::open(&request.study)?;
    own_place(&folder, &request.out)?;
    let study = match folder.plan()? {
        Some(plan) => plan,
        None => folder.study()?,
    };
    let table = match request.what {
        What::Pupils => pupils(&folder, &study, request.pseudonyms)?,
        What::Absences => absences(&registers::read_pupils(&folder.path("data"))?),
        What::Panel => panel(&folder)?,
        What::Counts => counts::counts(&folder, &study)?,
    };
    table.write(&request.out, form)?;
    Ok(Product { rows: table.rows(), persons: matches!(request.what, What::Pupils | What::Absences) })
}

fn form_of(request: &Request) -> Outcome<ExportForm> {
    let suffix = request.out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    match (suffix.as_str(), request.danish) {
        ("csv", false) => Ok(ExportForm::Csv),
        ("csv", true) => Ok(ExportForm::DanishCsv),
        ("parquet", false) => Ok(ExportForm::Parquet),
        ("dta", false) => Ok(ExportForm::Stata),
        (_, true) => Err(Problem::new("R109", "`csv-da` is CSV").expected("--out FILE.csv")),
        _ => Err(Problem::new("R109", "the file's ending does not say a form that is written")
            .found(request.out.display().to_string())
            .expected("--out FILE.csv, FILE.parquet or FILE.dta")),
    }
}

/// A file of the study itself is never written over.
fn own_place(folder: &Folder, out: &Path) -> Outcome<()> {
    let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = |p: &Path| std::fs::canonicalize(p).ok();
    let target = real(parent).map(|p| p.join(out.file_name().unwrap_or_default()));
    let root = real(folder.root());
    let inside = target.as_ref().zip(root.as_ref()).and_then(|(t, r)| t.strip_prefix(r).ok().map(Path::to_path_buf));
    let refused = inside.is_some_and(|p| {
        let first = p.components().next().map(|c| c.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
        let named =
            ["study.toml", "programmes.csv", "lottery", "data", "registers", "results"].contains(&first.as_str());
        named && (p.components().count() == 1 || out.exists() || matches!(first.as_str(), "lottery" | "data"))
    });
    match refused {
        false => Ok(()),
        true => Err(Problem::new("R405", "that place belongs to the study")
            .found(out.display().to_string())
            .help("write the export outside the study folder, or under another name")),
    }
}

fn pupils(folder: &Folder, study: &Study, pseudonyms: bool) -> Outcome<Export> {
    let pupils = registers::read_pupils(&folder.path("data"))?;
    let lotteries: Vec<Drawn> = held::all_held(folder)?.iter().map(drawn).collect();
    let rows = &pupils.rows;
    let text = |of: &dyn Fn(&Pupil) -> String| Values::Text(rows.iter().map(of).collect());
    let lot = |p: &Pupil| {
        lotteries.iter().find_map(|d| d.lots.get(&p.programme)).cloned().unwrap_or_else(|| p.programme.clone())
    };
    let mut out = Export::default();
    out.push("pupil", Values::Whole((1..=rows.len() as i64).map(Some).collect()));
    if pseudonyms {
        out.push("pseudonym", text(&|p| p.pseudonym.clone()));
    }
    out.push("programme", text(&|p| p.programme.clone()));
    out.push("lot", text(&lot));
    out.push("school", text(&|p| p.school.clone()));
    out.push("class", text(&|p| p.class.clone()));
    out.push("period", text(&|p| p.period.clone()));
    out.push("started", Values::Day(rows.iter().map(|p| Some(p.started)).collect()));
    let names =
        study.interventions.iter().map(|i| if i.name.is_empty() { String::new() } else { format!("_{}", i.name) });
    for suffix in names {
        let own = lotteries.iter().find(|d| d.suffix == suffix);
        let start = |p: &Pupil| own.and_then(|d| d.starts.get(d.lots.get(&p.programme)?).copied());
        let id = |p: &Pupil| start(p).zip(own).map_or_else(String::new, |(s, d)| d.rollout.periods[s].id.clone());
        out.push(format!("start{suffix}"), text(&id));
        let treated = |p: &Pupil| {
            let at = own?.rollout.period(&p.period)?;
            Some(i64::from(at >= start(p)?))
        };
        out.push(format!("treated{suffix}"), Values::Whole(rows.iter().map(treated).collect()));
    }
    out.push("status", text(&|p| p.status.code().to_string()));
    out.push("day", Values::Whole(rows.iter().map(|p| p.day.map(i64::from)).collect()));
    let departure = |p: &Pupil| match p.departure {
        Departure::None => "none",
        Departure::Dropout => "dropout",
        Departure::Other => "other",
    };
    out.push("departure", text(&|p| departure(p).to_string()));
    out.push("contaminated", Values::Whole(rows.iter().map(|p| Some(i64::from(p.contaminated))).collect()));
    for (i, name) in pupils.outcomes.iter().enumerate() {
        out.push(format!("y_{name}"), Values::Number(rows.iter().map(|p| p.outcomes[i]).collect()));
    }
    for (i, name) in pupils.covariates.iter().enumerate() {
        out.push(format!("x_{name}"), Values::Number(rows.iter().map(|p| p.covariates[i]).collect()));
    }
    Ok(out)
}

fn absences(pupils: &Pupils) -> Export {
    let days = &pupils.days;
    let number =
        |of: &dyn Fn(&crate::trial::AbsenceDay) -> f64| Values::Number(days.iter().map(|d| Some(of(d))).collect());
    let mut out = Export::default();
    out.push("pupil", Values::Whole(days.iter().map(|d| Some(i64::from(d.pupil) + 1)).collect()));
    out.push("day", Values::Whole(days.iter().map(|d| Some(i64::from(d.day))).collect()));
    out.push("school_day", Values::Whole(days.iter().map(|d| Some(i64::from(d.school_day))).collect()));
    out.push("offered", number(&|d| d.offered));
    out.push("absent", number(&|d| d.absent));
    out.push("lawful", number(&|d| d.lawful));
    out
}

/// Columns of the panel that are text.
const LABELS: [&str; 4] = ["outcome", "programme", "period", "start"];

fn panel(folder: &Folder) -> Outcome<Export> {
    let words = registers::read_words(&folder.path("data/panel.csv"), "data/panel.csv", &LABELS)?;
    let mut out = Export::default();
    for (at, name) in words.header.iter().enumerate() {
        let cells = words.rows.iter().map(|(_, cells)| cells[at].as_str());
        out.push(
            name.clone(),
            match LABELS.contains(&name.as_str()) {
                true => Values::Text(cells.map(str::to_string).collect()),
                false if words.rows.iter().all(|(_, c)| c[at].is_empty() || c[at].parse::<i64>().is_ok()) => {
                    Values::Whole(cells.map(|c| c.parse().ok()).collect())
                }
                false => Values::Number(cells.map(|c| c.parse().ok()).collect()),
            },
        );
    }
    Ok(out)
}
