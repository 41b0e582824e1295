//! `demo`: everything, from lock to verification, on the study that ships inside the binary.

use super::verify;
use super::{absence, balance, draw, effect, ingest, lock, report};
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::folder::study::Folder;
use crate::tables::{Table, Value};
use crate::trial::{AbsenceRow, EstimateRow};
use crate::verify::verdict;
use crate::{folder, provenance};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Marks a folder that `demo` made and may remake.
const MARK: &str = ".lodtrin-demo";
const MARK_TEXT: &str = "This folder was made by `lodtrin demo` and is remade by it. Work on a copy.\n";

/// The sample key for pseudonyms; published, since the sample holds nobody.
pub const KEY: &[u8] = include_bytes!("../../data-samples/os-i-branchen.key");
/// The recorded dice of the sample's public draw, `name=digits` lines.
pub const DICE: &str = include_str!("../../data-samples/os-i-branchen.dice");

macro_rules! sample {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../data-samples/os-i-branchen/", $path)).as_slice())),*]
    };
}

/// The study as it stands before the lock: path inside the folder, bytes.
pub const SAMPLE: &[(&str, &[u8])] = sample![
    "study.toml",
    "programmes.csv",
    "registers/enrolments.csv",
    "registers/exits.csv",
    "registers/background.csv",
    "registers/absences-aalborg.csv",
    "registers/absences-aarhus.csv",
    "registers/absences-esbjerg.csv",
    "registers/absences-naestved.csv",
    "registers/absences-odense.csv",
    "registers/absences-soenderborg.csv",
];

/// Makes the folder, or remakes one that `demo` made; refuses any other folder that is not empty.
pub fn lay_out(root: &Path) -> Outcome<Folder> {
    let folder = Folder::at(root);
    let mark = folder.path(MARK);
    if root.is_file() {
        return Err(Problem::new("P106", format!("`{}` is a file, not a folder", root.display()))
            .help("name a folder that does not exist yet, or an empty one"));
    }
    let occupied = std::fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        if std::fs::read(&mark).ok().as_deref() != Some(MARK_TEXT.as_bytes()) {
            return Err(Problem::new("P106", format!("the folder `{}` is not empty", root.display()))
                .help("name another folder: `lodtrin demo DIR` (only a folder that demo made is remade)"));
        }
        for name in ["data", "registers", "lottery", "rehearsal", "results"] {
            let part = folder.path(name);
            if part.is_dir() {
                std::fs::remove_dir_all(&part).map_err(|e| {
                    Problem::new("P101", format!("cannot remake `{}`: {e}", part.display()))
                        .help("close the programs that have its files open, or name another folder")
                })?;
            }
        }
    }
    let mut files = vec![(mark, MARK_TEXT.as_bytes().to_vec())];
    files.push((folder.path(".gitattributes"), super::new::GITATTRIBUTES.into()));
    files.push((folder.path(".gitignore"), super::new::GITIGNORE.into()));
    files.extend(SAMPLE.iter().map(|(path, bytes)| (folder.path(path), bytes.to_vec())));
    provenance::write_all(&files)?;
    Ok(folder)
}

/// The recorded dice as (name, digits).
pub fn dice() -> Vec<(String, String)> {
    DICE.lines().filter_map(|l| l.split_once('=')).map(|(n, d)| (n.to_string(), d.to_string())).collect()
}

/// What the demo did, for the story at its end.
#[derive(Debug, Clone)]
pub struct Story {
    /// Title of the study.
    pub title: String,
    /// Digest of the lock.
    pub lock: String,
    /// Programmes drawn, and waves.
    pub drawn: (usize, usize),
    /// Pupils ingested.
    pub pupils: u64,
    /// The primary outcome's label and its pre-specified row.
    pub primary: (String, EstimateRow),
    /// The target declared for it.
    pub target: Option<f64>,
    /// What the absence step says.
    pub absence: AbsenceRow,
    /// Whether everything verified.
    pub verified: Option<bool>,
    /// The report.
    pub report: PathBuf,
}

/// Runs all of it; `tell` hears one line per step.
pub fn run(root: &Path, tell: &dyn Fn(&str), progress: &dyn Progress) -> Outcome<Story> {
    let folder = lay_out(root)?;
    let study = folder.study()?;
    tell(&format!("study    {} in {}", study.title, root.display()));
    let locked = lock::run(&folder, &lock::Options { now: 0, ..lock::Options::default() }, progress)?;
    let lots: usize = locked.previews.iter().map(|p| p.lots.len()).sum();
    let digest = provenance::sha256_file(&folder.path("lottery/lock.txt"))?.hex();
    tell(&format!("lock     frame, design and plan are bound by {}…", &digest[..16]));
    draw::run(&folder, &draw::Options { dice: dice(), ..draw::Options::default() })?;
    let waves = study.intervention().rollout.waves.len();
    tell(&format!("draw     {lots} programmes in {waves} waves, by dice that were thrown in public"));
    let pupils = ingest_with_sample_key(&folder, progress)?;
    tell(&format!("ingest   {pupils} pupils; every row is used, set aside or excluded under a name"));
    balance::run(&folder, None, true, progress)?;
    let effects = effect::run_study(&folder, &effect::StudyRequest { seed: 1, ..Default::default() }, progress)?;
    let outcome = study.primary();
    let primary = effects
        .rows
        .iter()
        .find(|r| r.prespecified && r.outcome == outcome.name && r.estimator == study.analysis.estimator)
        .cloned()
        .ok_or_else(|| Problem::new("P107", "the sample's plan gave no primary row"))?;
    tell(&format!("effect   {} rows, {} of them pre-specified", effects.rows.len(), prespecified(&effects.rows)));
    let absence = absence::run_study(&folder, &absence::StudyQuestion::default(), progress)?;
    tell(&format!("absence  {} numbers", absence.table.rows.len()));
    let made = report::run(&folder, &report::Options::default())?;
    tell(&format!("report   {} files in results/", made.files.len()));
    let place = folder::find(root, false)?;
    let verdict = verify::run(&place, &verdict::Options::default(), progress)?.answer();
    tell(&format!("verify   {}", if verdict == Some(true) { "yes, all of it holds" } else { "no" }));
    Ok(Story {
        title: study.title.clone(),
        lock: digest,
        drawn: (lots, waves),
        pupils,
        primary: (outcome.label.clone(), primary),
        target: outcome.target,
        absence: risk_difference(&absence.table)?,
        verified: verdict,
        report: folder.path(report::PATH),
    })
}

fn prespecified(rows: &[EstimateRow]) -> usize {
    rows.iter().filter(|r| r.prespecified).count()
}

/// The key stands in a scratch file while it is used: a key is never kept in a study folder.
fn ingest_with_sample_key(folder: &Folder, progress: &dyn Progress) -> Outcome<u64> {
    let failed = |e: std::io::Error| Problem::new("P101", format!("no scratch file for the sample key: {e}"));
    let mut key = tempfile::NamedTempFile::new().map_err(failed)?;
    key.write_all(KEY).and_then(|()| key.flush()).map_err(failed)?;
    let request = ingest::Request {
        study: folder.root().to_path_buf(),
        key_file: Some(key.path().to_path_buf()),
        ..Default::default()
    };
    let made = ingest::run(&request, progress)?;
    Ok(made.quality.count("pupils").unwrap_or(0))
}

/// The crude risk difference of the absence table, as a row.
fn risk_difference(table: &Table) -> Outcome<AbsenceRow> {
    let at = |name: &str| table.columns.iter().position(|c| c == name).unwrap_or(0);
    let word = |row: &[Value], name: &str| match &row[at(name)] {
        Value::Text(t) => t.clone(),
        _ => String::new(),
    };
    let number = |row: &[Value], name: &str| match &row[at(name)] {
        Value::Num(x) => Some(*x),
        _ => None,
    };
    let row = table
        .rows
        .iter()
        .find(|r| {
            word(r, "measure") == "risk_difference"
                && word(r, "method") == "crude"
                && word(r, "term") == "exposed"
                && word(r, "variance") == "cr2"
        })
        .ok_or_else(|| Problem::new("P107", "the sample's absence table has no risk difference"))?;
    Ok(AbsenceRow {
        measure: "risk_difference".into(),
        method: "crude".into(),
        term: "exposed".into(),
        estimate: number(row, "estimate"),
        std_error: number(row, "std.error"),
        statistic: number(row, "statistic"),
        df: number(row, "df"),
        p_value: number(row, "p.value"),
        conf_low: number(row, "conf.low"),
        conf_high: number(row, "conf.high"),
        conf_level: number(row, "conf.level").unwrap_or(0.95),
        variance: "cr2".into(),
        nobs: number(row, "nobs").unwrap_or(0.0),
        n_clusters: 0,
    })
}
