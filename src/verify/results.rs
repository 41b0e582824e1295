//! Verdicts on the receipts of a study, on what stands there, and on what came out again.

use super::Made;
use super::named::{Named, files_of};
use super::standing;
use super::verdict::{Options, Report, Verdict};
use crate::diagnostics::Outcome;
use crate::folder::data_receipt::PATH as DATA;
use crate::folder::deliveries::{LOOKED, keeps_looked};
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::provenance::{Receipt, read_bytes, sha256_file};
use crate::trial::facts::Coding;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Codes of files that are there and are not what this tool writes.
const DAMAGED: [&str; 2] = ["P105", "P910"];

/// What came of making results again.
#[derive(Debug)]
pub struct Reproduced {
    /// What was made again, and how it compares.
    pub made: Made,
    /// Verdicts on it.
    pub verdicts: Vec<Verdict>,
    /// What nobody can check here.
    pub not_checked: Vec<String>,
}

/// Makes results again by the verbs' own code.
pub type MadeAgain<'a> = &'a dyn Fn() -> Outcome<Reproduced>;

/// Verdicts on every receipt of a study, on what stands there, and on the reproduction when it is asked for.
pub(crate) fn verdicts(
    study: &Folder,
    pack: bool,
    options: &Options,
    report: &mut Report,
    again: MadeAgain<'_>,
) -> Outcome<()> {
    let mut named = Vec::new();
    for (file, check) in [(DATA, "data"), (receipts::PATH, "receipts")] {
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
    cut_short(study, &named, report);
    let standing: Vec<String> = ["data", "results"].iter().flat_map(|part| standing::files(study, part)).collect();
    // the table that a forecast was made of has a verdict of its own
    // a plan that cannot be read has a verdict of its own
    let of_forecast = study.plan().ok().flatten().and_then(|p| p.forecast).map(|f| f.table().to_string());
    let standing: Vec<String> = standing.into_iter().filter(|f| Some(f) != of_forecast.as_ref()).collect();
    // its digest stands in look.txt
    let looked = keeps_looked(study);
    if standing.is_empty() && named.is_empty() {
        if options.results {
            report.verdicts.push(Verdict::unknown("results", "there are no results and no data here to make again"));
        }
        return Ok(());
    }
    let again = if options.results { judged_again(report, again)? } else { None };
    let mut made = again.unwrap_or_else(|| as_it_stands(&standing, &named, pack));
    // a pack never takes it: there it stays a stranger
    made.not_ours.retain(|f| (pack || Some(f) != of_forecast.as_ref()) && !(looked && f == LOOKED));
    report.verdicts.push(made.verdict(options.results, pack));
    if !pack && !made.not_ours.is_empty() {
        report.not_checked.push(format!("files that no verb writes: {}", made.not_ours.join(", ")));
    }
    report.made = Some(made);
    Ok(())
}

/// What came out again, with its verdicts; nothing where a damaged file leaves nothing to make: the other verdicts stand.
fn judged_again(report: &mut Report, again: MadeAgain<'_>) -> Outcome<Option<Made>> {
    match again() {
        Ok(Reproduced { made, verdicts, not_checked }) => {
            report.verdicts.extend(verdicts);
            report.not_checked.extend(not_checked);
            Ok(Some(made))
        }
        Err(problem) if DAMAGED.contains(&problem.code()) => {
            let says = format!("results cannot be made again: {}", problem.what());
            report.verdicts.push(Verdict::no("results", says, Vec::new()));
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}

/// What a result says of its codes, whatever else stands in it.
#[derive(Deserialize)]
struct MadeUnder {
    #[serde(default)]
    coding: Option<Coding>,
}

/// Amendments and addenda that a receipt or a result knows of and that are not here: the chain was cut.
fn cut_short(study: &Folder, named: &[Named], report: &mut Report) {
    let mut known: Vec<(String, &str)> = named
        .iter()
        .filter(|n| n.input && (n.path.starts_with("lottery/amend-") || n.path.starts_with("lottery/addendum-")))
        .map(|n| (n.path.clone(), "a receipt"))
        .collect();
    let mut details: Vec<String> = Vec::new();
    for file in ["results/effects.json", "results/absence.json"] {
        let made = read_bytes(&study.path(file)).ok().and_then(|b| serde_json::from_slice::<Value>(&b).ok());
        match made.as_ref().map(MadeUnder::deserialize) {
            Some(Ok(MadeUnder { coding: Some(coding) })) => {
                known.push((format!("lottery/{}", coding.file.trim_start_matches("lottery/")), file));
            }
            Some(Err(why)) => details.push(format!("{file} says of its codes what cannot be read: {why}")),
            _ => {}
        }
    }
    let is_plain = |path: &str| path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    let gone = known.into_iter().filter(|(path, _)| !(is_plain(path) && study.path(path).is_file()));
    details.extend(gone.map(|(path, by)| format!("{by} names {path}, which is not here")));
    details.sort();
    details.dedup();
    if details.is_empty() {
        return;
    }
    let says = "the chain of locks and amendments is shorter than what was made under it knows of";
    match report.verdicts.iter_mut().find(|v| v.check == "chain") {
        Some(chain) if chain.holds == Some(false) => chain.details.extend(details),
        Some(chain) => *chain = Verdict::no("chain", says, details),
        None => report.verdicts.push(Verdict::no("chain", says, details)),
    }
}

/// What stands there without being made again: products without a receipt, missing ones, and what no verb writes.
fn as_it_stands(standing: &[String], named: &[Named], pack: bool) -> Made {
    let mut made = Made::default();
    let is_named = |path: &str| named.iter().any(|n| !n.input && n.path == path);
    let there = |path: &str| standing.iter().any(|s| s == path);
    for path in standing.iter().filter(|p| *p != DATA && *p != receipts::PATH && !is_named(p)) {
        match standing::verb_of(path) {
            None => made.not_ours.push(path.clone()),
            Some("ingest") if !there(DATA) => made.missing.push(DATA.to_string()),
            Some(_) if !there(receipts::PATH) => made.missing.push(receipts::PATH.to_string()),
            Some("report") => made.not_ours.push(path.clone()),
            // a product of which no receipt knows
            Some(_) => made.differs.push(path.clone()),
        }
    }
    for output in named.iter().filter(|n| !n.input && !there(&n.path)) {
        if !(output.path.starts_with("data/") && pack
            || output.path.starts_with("data/") && !there("data/pupils.parquet"))
        {
            made.missing.push(output.path.clone());
        }
    }
    for (one, other) in [("effects", "csv"), ("effects", "json"), ("absence", "csv"), ("absence", "json")] {
        let twin = if other == "csv" { "json" } else { "csv" };
        let path = format!("results/{one}.{other}");
        if there(&format!("results/{one}.{twin}")) && !there(&path) {
            made.missing.push(path);
        }
    }
    made.settle();
    made
}

/// What was edited in `study.toml` since, and what to do: whoever edits a comment, or what follows data, is no forger.
fn edited(study: &Folder, receipt: &Receipt) -> Vec<String> {
    let mut said = Vec::new();
    if let (Some(then), Ok(now)) = (receipt.get("declared").and_then(Value::as_object), study.study()) {
        let now = crate::protocol::declared(&now);
        let keys: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let of = |value: Option<&str>| value.map_or("not declared".to_string(), |v| format!("`{v}`"));
        for key in keys {
            let (a, b) = (then.get(key).and_then(Value::as_str), now.get(key).map(String::as_str));
            if a != b {
                said.push(format!("  `{key}` was {} then, is {} now", of(a), of(b)));
            }
        }
        if said.is_empty() {
            said.push("  nothing in it that binds differs: comments, order, or how deliveries are written".to_string());
        }
    }
    said.push(
        "  put study.toml back as it was, or run the verb again that wrote the receipt, and those that follow"
            .to_string(),
    );
    said
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
        if !n.input && !n.path.starts_with("data/") && !n.path.starts_with("results/") {
            wrong.push(format!("{kind} {} is no file that a verb writes", n.path));
        } else if n.path.starts_with("outside/") {
            absent.push(n.path.clone());
        } else if !standing::is_inside(&n.path) {
            wrong.push(format!("{kind} {} lies outside the study", n.path));
        } else if at.is_file() {
            if sha256_file(&at)?.hex() == n.digest {
                same += 1;
            } else {
                wrong.push(format!("{kind} {} is not what {file} says", n.path));
                if n.path == "study.toml" {
                    wrong.extend(edited(study, receipt));
                }
            }
        } else if n.path.starts_with("outside/") || n.path.starts_with("data/") || n.input {
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
