//! `--results`: ingest, balance, effect, absence and report once more in a scratch folder, compared byte for byte.

use super::{DATA, counts};
use crate::absence::rows;
use crate::diagnostics::{Outcome, Problem, Progress};
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{self, Receipt, read_bytes};
use crate::registers::read_pupils;
use crate::steps::{absence, balance, effect, ingest, report};
use crate::trial::{Language, Study};
use crate::verify::compare::{Comparison, compare};
use crate::verify::{Options, Verdict};
use serde_json::Value;
use std::path::Path;

/// Verdicts of a reproduction, and what it could not reach.
pub(super) struct Reproduced {
    pub verdicts: Vec<Verdict>,
    pub not_checked: Vec<String>,
}

/// Reproduces whatever can be: from the registers where they are, from the counts where only they are.
pub(super) fn run(study: &Folder, options: &Options, progress: &dyn Progress) -> Outcome<Reproduced> {
    let mut out = Reproduced { verdicts: Vec::new(), not_checked: Vec::new() };
    let scratch = tempfile::tempdir().map_err(|e| Problem::new("P101", format!("no scratch folder: {e}")))?;
    let copy = Folder::at(scratch.path());
    copy_tree(&study.path("lottery"), &copy.path("lottery"))?;
    let bytes = match study.plan()?.filter(|_| !study.path("study.toml").is_file()) {
        Some(mut plan) => {
            plan.forecast.iter_mut().for_each(|f| f.frozen = None);
            crate::protocol::write_plan(&plan).into_bytes()
        }
        None => read_bytes(&study.path("study.toml"))?,
    };
    provenance::write_atomic(&copy.path("study.toml"), &bytes)?;
    let declared = copy.study()?;
    let ingested = study.path(DATA).is_file();
    if ingested && declared.registers.values().flat_map(|r| &r.files).all(|f| study.path(f).is_file()) {
        from_registers(study, &copy, &declared, options, progress, &mut out)?;
    } else if study.path("data/pupils.parquet").is_file() {
        copy_tree(&study.path("data"), &copy.path("data"))?;
        out.not_checked.push("ingest: the registers are not here, so the data were taken as they stand".to_string());
        products(study, &copy, progress, &mut out)?;
    } else if study.path(counts::PATH).is_file() {
        out.verdicts.push(counts::verdict(study, &copy, progress)?);
        out.not_checked.push("absence, report and all that needs pupils: only the counts are here".to_string());
    } else {
        out.not_checked
            .push("the results themselves: without registers, data or counts only digests were compared".into());
    }
    Ok(out)
}

fn from_registers(
    study: &Folder,
    copy: &Folder,
    declared: &Study,
    options: &Options,
    progress: &dyn Progress,
    out: &mut Reproduced,
) -> Outcome<()> {
    for file in declared.registers.values().flat_map(|r| &r.files) {
        link(&study.path(file), &copy.path(file))?;
    }
    if study.path(&declared.frame.file).is_file() {
        link(&study.path(&declared.frame.file), &copy.path(&declared.frame.file))?;
    }
    let needs_key = declared.registers.values().any(|r| !r.pseudonymised);
    let throwaway = needs_key && options.key_file.is_none();
    let key = throwaway.then(throwaway_key).transpose()?;
    let request = ingest::Request {
        study: copy.root().to_path_buf(),
        key_file: key.as_ref().map(|k| k.path().to_path_buf()).or(options.key_file.clone()),
        check: false,
    };
    ingest::run(&request, progress)?;
    let mut details = Vec::new();
    let mut last_digits = None;
    for path in outputs(&Receipt::read(&read_bytes(&study.path(DATA))?, DATA)?) {
        let found = if throwaway && path.ends_with("pupils.parquet") {
            pupils_but_for_pseudonyms(study, copy)?
        } else {
            compare_files(study, copy, &path)?
        };
        note(&path, found, &mut details, &mut last_digits);
    }
    if throwaway {
        out.not_checked.push(
            "the pseudonym column of data/pupils.parquet: the key is not here (give --key-file PATH), a throwaway one was used"
                .to_string(),
        );
    }
    out.verdicts.push(verdict("ingest again", details, last_digits));
    products(study, copy, progress, out)
}

/// Every product of the results' receipt, made again.
fn products(study: &Folder, copy: &Folder, progress: &dyn Progress, out: &mut Reproduced) -> Outcome<()> {
    // in the order in which they build on one another
    let entries = receipts::products(study);
    let order = ["balance", "effect", "absence", "report"];
    for verb in order {
        let Some(entry) = entries.iter().find(|e| e["verb"] == verb) else { continue };
        match verb {
            "balance" => {
                balance::run(copy, None, true, progress)?;
            }
            "effect" => {
                let request = effect::StudyRequest { seed: 1, ..Default::default() };
                effect::run_study(copy, &request, progress)?;
            }
            "absence" => {
                absence::run_study(copy, &absence::StudyQuestion::default(), progress)?;
            }
            _ => {
                let language = match entry["options"]["language"].as_str() {
                    Some("da") => Some(Language::Da),
                    Some("en") => Some(Language::En),
                    _ => None,
                };
                report::run(copy, &report::Options { language })?;
            }
        }
        let mut details = Vec::new();
        let mut last_digits = None;
        for path in paths(&entry["outputs"]) {
            note(&path, compare_files(study, copy, &path)?, &mut details, &mut last_digits);
        }
        out.verdicts.push(verdict(&format!("{verb} again"), details, last_digits));
    }
    for entry in entries.iter().filter(|e| !order.iter().any(|v| e["verb"] == *v)) {
        out.not_checked
            .push(format!("the product of `{}`: it is not reproduced", entry["verb"].as_str().unwrap_or("?")));
    }
    Ok(())
}

fn outputs(receipt: &Receipt) -> Vec<String> {
    receipt.get("outputs").map(paths).unwrap_or_default()
}

fn paths(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|f| f["path"].as_str().map(str::to_string)).collect()
}

fn compare_files(study: &Folder, copy: &Folder, path: &str) -> Outcome<Comparison> {
    if !copy.path(path).is_file() {
        return Ok(Comparison::Different {
            line: 1,
            published: "a file".into(),
            reproduced: "no file of this name".into(),
            largest: None,
        });
    }
    Ok(compare(&read_bytes(&study.path(path))?, &read_bytes(&copy.path(path))?))
}

/// The pupils of both folders, their pseudonyms left out of account.
fn pupils_but_for_pseudonyms(study: &Folder, copy: &Folder) -> Outcome<Comparison> {
    let mut both = [read_pupils(&study.path("data"))?, read_pupils(&copy.path("data"))?];
    for pupils in &mut both {
        pupils.rows.iter_mut().for_each(|p| p.pseudonym.clear());
        pupils.days.clear();
    }
    let [a, b] = both;
    if a == b {
        return Ok(Comparison::Same);
    }
    let first = a.rows.iter().zip(&b.rows).position(|(x, y)| x != y).unwrap_or(a.rows.len().min(b.rows.len()));
    Ok(Comparison::Different {
        line: first + 1,
        published: format!("{} pupils", a.rows.len()),
        reproduced: format!("{} pupils", b.rows.len()),
        largest: None,
    })
}

/// Puts a comparison into words, unless the bytes are the same.
fn note(path: &str, found: Comparison, details: &mut Vec<String>, last_digits: &mut Option<f64>) {
    match found {
        Comparison::Same => {}
        Comparison::LastDigits { largest } => {
            *last_digits = Some(last_digits.unwrap_or(0.0).max(largest));
            details.push(format!("{path} differs in the last digits only (at most {largest:.1e} of a number)"));
        }
        Comparison::Different { line, published, reproduced, largest } => {
            let much = largest.map_or(String::new(), |l| format!(", by up to {:.3} % of a number", 100.0 * l));
            details.push(format!("{path} differs from line {line} on{much}"));
            details.push(format!("  published:  {published}"));
            details.push(format!("  reproduced: {reproduced}"));
        }
    }
}

fn verdict(check: &str, details: Vec<String>, last_digits: Option<f64>) -> Verdict {
    if details.is_empty() {
        return Verdict::yes(check, "made again in a scratch folder, every file is the same byte for byte");
    }
    let only_digits = last_digits.is_some() && details.iter().all(|d| d.contains("last digits only"));
    let says = if only_digits {
        "made again, files differ in the last digits of numbers only"
    } else {
        "made again, files come out different"
    };
    Verdict::no(check, says, details)
}

/// A key that nobody keeps: 32 bytes that are no secret, since what they make is thrown away.
fn throwaway_key() -> Outcome<tempfile::NamedTempFile> {
    use std::io::Write;
    let failed = |e: std::io::Error| Problem::new("P101", format!("no scratch file for a throwaway key: {e}"));
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    let hex = provenance::sha256(b"a throwaway key of lodtrin verify").hex();
    file.write_all(hex.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
    Ok(file)
}

fn copy_tree(from: &Path, to: &Path) -> Outcome<()> {
    let Ok(entries) = std::fs::read_dir(from) else { return Ok(()) };
    for entry in entries.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            link(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// The same file under another name: a hard link where the disk allows it, otherwise a copy.
fn link(from: &Path, to: &Path) -> Outcome<()> {
    let failed = |e: std::io::Error| Problem::new("P101", format!("cannot copy `{}`: {e}", from.display()));
    if let Some(parent) = to.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    if std::fs::hard_link(from, to).is_err() {
        std::fs::copy(from, to).map_err(failed)?;
    }
    Ok(())
}
