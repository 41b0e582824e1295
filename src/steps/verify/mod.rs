//! The receipts of data and results, and their reproduction.

pub mod counts;
mod reproduce;

use crate::diagnostics::{Outcome, Progress};
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{Receipt, read_bytes, sha256_file};
use crate::verify::{Options, Report, Verdict};
use reproduce::Reproduced;
use serde_json::Value;

/// The receipt of ingest.
pub(crate) const DATA: &str = "data/receipt.json";

/// Verdicts on every receipt of a study, and on the reproduction when it is asked for.
pub(crate) fn verdicts(study: &Folder, options: &Options, report: &mut Report, progress: &dyn Progress) -> Outcome<()> {
    let mut named = Vec::new();
    for (file, check) in [(DATA, "data"), (receipts::PATH, "results")] {
        if !study.path(file).is_file() {
            continue;
        }
        let bytes = read_bytes(&study.path(file))?;
        match Receipt::read(&bytes, file) {
            Err(problem) => {
                let says = format!("the receipt {file} does not hold");
                report.verdicts.push(Verdict::no(check, says, vec![problem.what().to_string()]));
            }
            Ok(receipt) => {
                let files = files_of(&receipt);
                let verdict = digests(study, check, file, &receipt, &files, report)?;
                report.verdicts.push(verdict);
                named.extend(files);
            }
        }
    }
    if !options.results {
        return Ok(());
    }
    if named.is_empty() {
        report.verdicts.push(Verdict::unknown("reproduction", "there are no results and no data here to reproduce"));
        return Ok(());
    }
    let Reproduced { verdicts, not_checked } = reproduce::run(study, options, progress)?;
    report.verdicts.extend(verdicts);
    report.not_checked.extend(not_checked);
    Ok(())
}

/// A file that a receipt names.
struct Named {
    path: String,
    digest: String,
    input: bool,
}

fn files_of(receipt: &Receipt) -> Vec<Named> {
    let mut found = Vec::new();
    let mut take = |entry: &Value| {
        for (key, input) in [("inputs", true), ("outputs", false)] {
            for file in entry[key].as_array().into_iter().flatten() {
                if let (Some(path), Some(digest)) = (file["path"].as_str(), file["sha256"].as_str()) {
                    found.push(Named { path: path.to_string(), digest: digest.to_string(), input });
                }
            }
        }
    };
    for entry in receipt.get("products").and_then(Value::as_array).into_iter().flatten() {
        take(entry);
    }
    let whole: serde_json::Map<String, Value> =
        receipt.names().filter_map(|n| receipt.get(n).map(|v| (n.to_string(), v.clone()))).collect();
    take(&Value::Object(whole));
    found
}

/// Whether every file that a receipt names is the one it names, and the lock the one that the results were made under.
fn digests(
    study: &Folder,
    check: &str,
    file: &str,
    receipt: &Receipt,
    named: &[Named],
    report: &mut Report,
) -> Outcome<Verdict> {
    let (mut wrong, mut gone, mut absent, mut same) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for n in named {
        let kind = if n.input { "input" } else { "output" };
        let at = study.path(&n.path);
        if !inside(&n.path) {
            wrong.push(format!("{kind} {} lies outside the study", n.path));
        } else if at.is_file() {
            if sha256_file(&at)?.hex() == n.digest {
                same += 1;
            } else {
                wrong.push(format!("{kind} {} is not what {file} says", n.path));
            }
        } else if n.path.starts_with("registers/") || n.path.starts_with("data/") || n.input {
            // people's data and what was read may stay at home: named, not counted against
            absent.push(n.path.clone());
        } else {
            gone.push(format!("{kind} {} is not there", n.path));
        }
    }
    if let (Some(told), Some(lock)) = (receipt.text_of("lock"), report.lock)
        && told != lock.hex()
    {
        wrong.push(format!("{file} was written under another lock, {told}"));
    }
    absent.sort();
    absent.dedup();
    if !absent.is_empty() {
        report.not_checked.push(format!("files that {file} names and that are not here: {}", absent.join(", ")));
    }
    if !wrong.is_empty() {
        return Ok(Verdict::no(check, format!("a file is not the one that {file} names"), wrong));
    }
    if !gone.is_empty() {
        let mut verdict = Verdict::unknown(check, format!("files that {file} names are missing"));
        verdict.details = gone;
        return Ok(verdict);
    }
    Ok(Verdict::yes(check, format!("{same} files have the digests that {file} names")))
}

/// Whether a path from a receipt stays inside the study folder.
fn inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains('\\')
        && !path.contains(':')
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
