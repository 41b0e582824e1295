//! What ingest made, as tables for other software.

use crate::diagnostics::{Outcome, Problem};
use crate::folder::export_counts::counts;
use crate::folder::export_tables::{absences, panel, pupils};
use crate::folder::study::Folder;
use crate::registers::{self, ExportForm};
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
        What::Counts => counts(&folder, &study)?,
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
