//! Starters from the columns of a table: clusters, days, departures by their codes, covariates.

use super::question::Question;
use crate::absence::{Clusters, Starters};
use crate::diagnostics::{Doubt, Outcome, Problem, Told};
use crate::trial::facts::Definition;
use crate::trial::study::FormDecl;
use crate::trial::{Column, Columns, Departure};
use serde_json::Number;
use std::path::PathBuf;

/// Most values of a covariate in words.
const MOST_LEVELS: usize = 30;

/// What the command line asked, with a table instead of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct DataQuestion {
    /// CSV or Parquet.
    pub file: PathBuf,
    /// Column of the class or programme.
    pub cluster: String,
    /// Column of days absent in the window.
    pub days: String,
    /// Column of the last day seen.
    pub time: String,
    /// Column of what happened on it.
    pub event: String,
    /// Codes of dropout.
    pub dropout: Vec<String>,
    /// Codes of other departures.
    pub competing: Vec<String>,
    /// Columns adjusted for.
    pub covariates: Vec<String>,
    /// How the table is written, where that is said.
    pub form: FormDecl,
    /// Everything else.
    pub question: Question,
}

/// What the columns and codes mean, as a fact.
pub(crate) fn definition(asked: &DataQuestion) -> Definition {
    let l = &asked.question.landmark;
    Definition {
        days: Some(asked.days.clone()),
        threshold: Number::from_f64(l.threshold),
        landmark: Number::from_f64(l.day),
        horizon: l.horizon.and_then(Number::from_f64),
        dropout: Some(asked.dropout.clone()),
        competing: Some(asked.competing.clone()),
        ..Definition::default()
    }
}

/// A row of the table a starter, and doubts about its codes.
///
/// # Errors
/// `A109` a code of the event column that means two things; `A110` a covariate in words with too many values; `A111` a row
/// without a cluster; `A112` a negative number of days.
pub(crate) fn starters(asked: &DataQuestion, columns: &Columns) -> Outcome<(Starters, Vec<Told>)> {
    let mut warnings = Vec::new();
    let clusters = labels(columns.get(&asked.cluster)?);
    if clusters.names.iter().any(String::is_empty) {
        return Err(Problem::new("A111", format!("column `{}` has rows without a class or programme", asked.cluster))
            .expected("a cluster for every pupil")
            .help("leave those rows out, or give them a class of their own"));
    }
    let departure = departures(asked, columns.get(&asked.event)?, &mut warnings)?;
    let mut covariates = Vec::new();
    for name in &asked.covariates {
        match columns.get(name)? {
            Column::Number(values) => covariates.push((name.clone(), values.clone())),
            words @ Column::Text(_) => covariates.extend(categories(name, words)?),
        }
    }
    let days = columns.numbers(&asked.days)?;
    if let Some(row) = days.iter().position(|d| *d < 0.0) {
        return Err(Problem::new("A112", format!("column `{}` holds a negative number of days absent", asked.days))
            .found(format!("{} in data row {}", days[row], row + 1))
            .expected("0 or more days"));
    }
    let mut groups: Vec<(String, Clusters)> = Vec::new();
    for name in asked.question.subgroups.iter().chain(&asked.question.school).chain(&asked.question.classes) {
        if !groups.iter().any(|(n, _)| n == name) {
            groups.push((name.clone(), labels(columns.get(name)?)));
        }
    }
    let known = vec![true; columns.rows];
    let last_day = columns.numbers(&asked.time)?;
    Ok((Starters { clusters, days, last_day, departure, covariates, groups, known }, warnings))
}

/// A column as labels in ascending order.
fn labels(column: &Column) -> Clusters {
    let (codes, names) = column.coded();
    Clusters::from_codes(codes, names)
}

/// A column of words as 0/1 columns `name=level`, the first level in alphabetical order left out; empty cells are missing.
fn categories(name: &str, column: &Column) -> Outcome<Vec<(String, Vec<f64>)>> {
    let levels = labels(column);
    let named: Vec<usize> = (0..levels.count()).filter(|l| !levels.names[*l].is_empty()).collect();
    if named.len() > MOST_LEVELS {
        return Err(Problem::new("A110", format!("covariate `{name}` is text with {} different values", named.len()))
            .expected(format!("numbers, or words with at most {MOST_LEVELS} values"))
            .help("a column of names or of numbers with words in it is no covariate; clean it or group its values"));
    }
    let value = |level: usize, of: u32| match levels.names[of as usize].is_empty() {
        true => f64::NAN,
        false => f64::from(u8::from(of as usize == level)),
    };
    let column = |level: usize| {
        (format!("{name}={}", levels.names[level]), levels.of.iter().map(|of| value(level, *of)).collect())
    };
    Ok(named.iter().skip(1).map(|level| column(*level)).collect())
}

/// What each code of the event column means; nothing for an empty cell where another code says that a pupil stayed.
fn departures(asked: &DataQuestion, column: &Column, warnings: &mut Vec<Told>) -> Outcome<Vec<Option<Departure>>> {
    let (codes, names) = column.coded();
    let same = |a: &str, b: &str| a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(x), Ok(y)) if x == y);
    if let Some(both) = asked.dropout.iter().find(|c| asked.competing.iter().any(|d| same(c, d))) {
        return Err(Problem::new(
            "A109",
            format!("event code `{both}` is said to mean both dropout and another departure"),
        )
        .help("give each code in one of --dropout and --competing only"));
    }
    let listed = |list: &[String], name: &str| list.iter().any(|c| same(c, name));
    for code in &asked.dropout {
        if !names.iter().any(|n| same(n, code)) {
            let mut there: Vec<&str> = names.iter().map(String::as_str).collect();
            there.sort_unstable();
            there.truncate(20);
            return Err(Problem::new(
                "A104",
                format!("no row of column `{}` has the dropout code `{code}`", asked.event),
            )
            .found(there.join(", "))
            .help("name the code that means dropout with --dropout"));
        }
    }
    for code in asked.competing.iter().filter(|code| !names.iter().any(|n| same(n, code))) {
        warnings.push(Doubt::CompetingCodeNotThere { column: asked.event.clone(), code: code.clone() }.into());
    }
    let meaning: Vec<Departure> = names
        .iter()
        .map(|n| {
            if listed(&asked.dropout, n) {
                Departure::Dropout
            } else if listed(&asked.competing, n) {
                Departure::Other
            } else {
                Departure::None
            }
        })
        .collect();
    let mut others: Vec<&str> =
        names.iter().zip(&meaning).filter(|(_, m)| **m == Departure::None).map(|(n, _)| n.as_str()).collect();
    others.sort_unstable();
    // an empty cell says that nothing happened only where nothing else says so
    let empty_stays = others.iter().all(|n| n.is_empty());
    if empty_stays && !others.is_empty() {
        warnings.push(Doubt::EmptyEventCountsAsStaying { column: asked.event.clone() }.into());
    }
    others.retain(|n| !n.is_empty());
    if others.len() > 1 {
        let shown = others.iter().take(10).map(|o| format!("`{o}`")).collect::<Vec<_>>().join(", ");
        warnings.push(Doubt::EventCodesCountAsStaying { codes: shown }.into());
    }
    let unknown = |code: usize| names[code].is_empty() && !empty_stays;
    Ok(codes.iter().map(|c| (!unknown(*c as usize)).then_some(meaning[*c as usize])).collect())
}
