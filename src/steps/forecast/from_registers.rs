//! A table of counts made from the registers: ingest's rules, with the forecast's periods in the rollout's place.

use super::table::{Source, of_counts};
use crate::diagnostics::{Outcome, Place, Problem, Progress, nearest};
use crate::folder::ground::ground;
use crate::folder::study::Folder;
use crate::history::Counted;
use crate::registers::{self, Ingested};
use crate::trial::study::ForecastDecl;
use crate::trial::{Pupil, Study};
use std::collections::BTreeMap;

/// Reads the registers and counts the pupils of every earlier term. Nothing is written, and no pseudonym is made.
///
/// # Errors
/// Those of ingest, D121 for a covariate that the pupils do not have, D123 for a term that cannot be seen to its end.
pub(super) fn made(folder: &Folder, study: &Study, programmes: &[String], progress: &dyn Progress) -> Outcome<Source> {
    let Some(decl) = &study.forecast else { return Err(Problem::new("P302", "`[forecast]` is missing")) };
    let mut earlier = study.clone();
    for i in &mut earlier.interventions {
        i.rollout.periods.clone_from(&decl.periods);
    }
    earlier.outcomes.retain(|o| o.primary);
    earlier.registers.retain(|name, _| !matches!(name.as_str(), "absences" | "activities"));
    let ground = ground(folder, study)?;
    let programmes_there = with_earlier_names(&ground.programmes, decl);
    let found = registers::ingest(&registers::Request {
        root: folder.root(),
        study: &earlier,
        programmes: &programmes_there,
        key: None,
        progress,
    })
    .map_err(|p| if p.code() == "R210" { nobody(&p) } else { p })?;
    if let Some(problem) = registers::unknown_codes(&found.unknown) {
        return Err(problem);
    }
    over(&earlier, decl, &found)?;
    let text = text(&found, decl)?;
    let table =
        Counted { file: decl.table().to_string(), header: header(decl), rows: rows_of(&text), decimal: Some('.') };
    of_counts(table, text.into_bytes(), study, decl, programmes)
}

/// The programmes of the frame, and the names under which some of them stand in earlier years.
fn with_earlier_names(now: &registers::Programmes, decl: &ForecastDecl) -> registers::Programmes {
    let mut places = now.all().to_vec();
    for (old, new) in &decl.renamed {
        if let Some(place) = now.all().iter().find(|p| p.programme == *new) {
            places.push(registers::Place { programme: old.clone(), school: place.school.clone() });
        }
    }
    registers::Programmes::new(places)
}

fn nobody(problem: &Problem) -> Problem {
    Problem::new("D121", "no pupil of the forecast's periods is in the enrolments")
        .at(Place::file("study.toml"))
        .found(problem.found_text().unwrap_or_default().to_string())
        .help("check [[forecast.period]] against the dates in the registers, or give a table with `history`")
}

/// Refuses terms whose follow-up has not ended at the day of extraction.
fn over(study: &Study, decl: &ForecastDecl, found: &Ingested) -> Outcome<()> {
    let extracted = study.registers.get("enrolments").and_then(|r| r.extracted);
    let Some(day) = extracted else { return Ok(()) };
    let within = study.primary().within_days;
    for period in &decl.periods {
        let here = found.pupils.rows.iter().filter(|p| p.period == period.id);
        let Some(last) = here.map(|p| p.started).max() else { continue };
        let until = within.map_or(period.end, |w| last.saturating_add(w));
        if until > day {
            return Err(Problem::new("D123", format!("`{}` cannot be seen to its end yet for all pupils", period.id))
                .at(Place::file("study.toml"))
                .found(format!("extracted on {}", registers::calendar::iso(day)))
                .expected(format!("an extract from {} or later", registers::calendar::iso(until)))
                .help("leave this period out of [[forecast.period]], or wait for a later extract"));
        }
    }
    Ok(())
}

fn header(decl: &ForecastDecl) -> Vec<String> {
    let mut header: Vec<String> = ["programme", "period", "n", "k"].iter().map(|c| c.to_string()).collect();
    header.extend(decl.covariates.iter().cloned());
    header
}

/// Positions of the forecast's covariates among the pupils'.
fn covariates(found: &Ingested, decl: &ForecastDecl) -> Outcome<Vec<usize>> {
    let there = &found.pupils.covariates;
    decl.covariates
        .iter()
        .map(|name| {
            there.iter().position(|c| c == name).ok_or_else(|| {
                let problem = Problem::new("D121", format!("the pupils have no covariate `{name}`"))
                    .at(Place::file("study.toml"))
                    .found(there.join(", "));
                match nearest(name, there.iter().map(String::as_str)) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("covariates come from the background register"),
                }
            })
        })
        .collect()
}

/// `history.csv`: rows by programme, period and covariates, missing last.
fn text(found: &Ingested, decl: &ForecastDecl) -> Outcome<String> {
    let at = covariates(found, decl)?;
    let term = |p: &Pupil| decl.periods.iter().position(|period| period.id == p.period);
    let mut cells: BTreeMap<(&str, usize, Vec<(bool, i64, String)>), (u64, u64)> = BTreeMap::new();
    for p in &found.pupils.rows {
        let (Some(term), Some(y)) = (term(p), p.outcomes.first().copied().flatten()) else { continue };
        let x = at.iter().map(|c| sortable(p.covariates[*c])).collect();
        let cell = cells.entry((p.programme.as_str(), term, x)).or_default();
        cell.0 += 1;
        cell.1 += u64::from(y > 0.5);
    }
    let mut w = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let _ = w.write_record(header(decl));
    for ((programme, term, x), (n, k)) in cells {
        let mut row = vec![programme.to_string(), decl.periods[term].id.clone(), n.to_string(), k.to_string()];
        row.extend(x.into_iter().map(|(_, _, text)| text));
        let _ = w.write_record(row);
    }
    Ok(String::from_utf8(w.into_inner().unwrap_or_default()).unwrap_or_default())
}

/// A covariate as it is sorted and written: numbers ascending, missing last.
fn sortable(x: Option<f64>) -> (bool, i64, String) {
    let Some(x) = x.map(|x| x + 0.0) else { return (true, 0, String::new()) };
    let bits = x.to_bits() as i64;
    // the order of total_cmp, as a whole number
    (false, bits ^ (((bits >> 63) as u64) >> 1) as i64, format!("{x}"))
}

fn rows_of(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |r: csv::StringRecord| r.iter().map(str::to_string).collect::<Vec<String>>();
    reader.records().flatten().enumerate().map(|(i, r)| (i + 2, cells(r))).collect()
}
