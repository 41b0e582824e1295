//! Every broken delivery of the corpus gets the answer that is written beside it: code, line, words, exit code, and
//! nothing written where the whole ingest stops; no identifier that went in comes out anywhere.

use super::registers_folder::{Study, digits_of_ten};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, Deserialize)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    register: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    exit: i32,
    line: Option<u64>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    declare: String,
    quarantined: Option<u64>,
    #[serde(default)]
    excluded: BTreeMap<String, u64>,
    check: Option<i32>,
}

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/registers-corpus")
}

/// The good enrolments that the other registers of a case are read against.
const GOOD: &str = "pupil;programme;start;end;exit_code\n\
    6501074321;tømrer-1;10-08-2026;18-12-2026;completed\n\
    6502074322;tømrer-1;10-08-2026;02-10-2026;dropout\n\
    6503074323;smed-2;11-08-2026;;\n\
    6504074324;smed-2;11-01-2027;28-05-2027;completed\n";

#[test]
fn every_broken_file_is_answered_as_written() {
    let text = std::fs::read_to_string(corpus().join("cases.toml")).expect("cases.toml");
    let corpus_list: Corpus = toml::from_str(&text).expect("cases.toml reads");
    assert!(corpus_list.case.len() >= 60, "{} cases", corpus_list.case.len());
    let mut wrong = Vec::new();
    for case in &corpus_list.case {
        if let Err(why) = answered(case) {
            wrong.push(format!("{}: {why}", case.file));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), corpus_list.case.len(), wrong.join("\n"));
}

fn answered(case: &Case) -> Result<(), String> {
    let bytes = std::fs::read(corpus().join(&case.file)).map_err(|e| e.to_string())?;
    let study = Study::new(&std::fs::read_to_string(corpus().join("study.toml")).map_err(|e| e.to_string())?);
    study.write("programmes.csv", "id;school\ntømrer-1;Ærø\nsmed-2;Århus\n".as_bytes());
    let inside = format!("registers/{}", case.file);
    study.write(&inside, &bytes);
    if case.register != "enrolments" {
        study.write("registers/good.csv", GOOD.as_bytes());
        study.declare("enrolments", "registers/good.csv", "extracted = 2028-03-01");
    }
    let day = if matches!(case.register.as_str(), "enrolments" | "exits") { "extracted = 2028-03-01\n" } else { "" };
    study.declare(&case.register, &inside, &format!("{day}{}", case.declare));

    let check = study.run(&["ingest", "--check"]);
    let wanted = case.check.unwrap_or(case.exit);
    if check.code != wanted {
        return Err(format!("--check: exit {} instead of {wanted}\n{}{}", check.code, check.out, check.err));
    }
    if study.path("data").exists() {
        return Err("--check wrote data/".into());
    }
    let run = study.run_with_key(&["ingest"]);
    if run.code != case.exit {
        return Err(format!("exit {} instead of {}\n{}{}", run.code, case.exit, run.out, run.err));
    }
    if run.err.contains("panicked") {
        return Err(format!("a panic: {}", run.err));
    }
    if case.exit == 2 {
        stopped(case, &run.err, &inside)?;
        if study.path("data").exists() {
            return Err("something was written".into());
        }
    } else {
        counted(case, &study, &inside)?;
    }
    let everything = study.everything_but("registers") + &run.out + &run.err + &check.out + &check.err;
    for id in digits_of_ten(&String::from_utf8_lossy(&bytes)) {
        if everything.contains(&id) {
            return Err(format!("an identifier of the file stands in an output: {}", run.err));
        }
    }
    Ok(())
}

fn stopped(case: &Case, err: &str, inside: &str) -> Result<(), String> {
    if !err.contains(&format!("[{}]", case.code)) {
        return Err(format!("no {} in\n{err}", case.code));
    }
    let place = case.line.map_or(inside.to_string(), |l| format!("{inside}:{l}"));
    if case.line.is_some() && !err.contains(&place) {
        return Err(format!("no {place} in\n{err}"));
    }
    for word in &case.says {
        if !err.contains(word) {
            return Err(format!("no `{word}` in\n{err}"));
        }
    }
    if !err.contains("help:") {
        return Err(format!("no advice in\n{err}"));
    }
    Ok(())
}

fn counted(case: &Case, study: &Study, inside: &str) -> Result<(), String> {
    let quality: serde_json::Value =
        serde_json::from_slice(&study.read("data/quality.json")).map_err(|e| e.to_string())?;
    let account = &quality["registers"][&case.register];
    let n = |v: &serde_json::Value| v.as_u64().unwrap_or(u64::MAX);
    let sum = n(&account["used"]) + n(&account["quarantined"]) + n(&account["excluded"]);
    if n(&account["rows_in"]) != sum {
        return Err(format!("does not add up: {account}"));
    }
    if n(&account["quarantined"]) != case.quarantined.unwrap_or(0) {
        return Err(format!("quarantined: {account}\n{}", String::from_utf8_lossy(&study.read("data/quarantine.csv"))));
    }
    for (reason, wanted) in &case.excluded {
        if n(&account["excluded_by"][reason]) != *wanted {
            return Err(format!("excluded {reason}: {account}"));
        }
    }
    let Some(line) = case.line else { return Ok(()) };
    let quarantine = String::from_utf8(study.read("data/quarantine.csv")).map_err(|e| e.to_string())?;
    let row = format!("{},{inside},{line},{},", case.register, case.code);
    match quarantine.lines().find(|l| l.starts_with(&row)) {
        Some(found) if case.says.iter().all(|w| found.contains(w.as_str())) => Ok(()),
        _ => Err(format!("no `{row}` with {:?} in\n{quarantine}", case.says)),
    }
}
