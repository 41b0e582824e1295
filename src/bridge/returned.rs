//! The folder `out/` as it came back: its files, rows and facts, nothing taken for true yet.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance;
use crate::tables::table::bare;
use crate::trial::EstimateRow;
use std::collections::BTreeMap;
use std::path::Path;

/// Files that the script writes and that must come back.
pub const FILES: [&str; 4] = ["effects.csv", "facts.csv", "checks.csv", "run.csv"];
/// Pictures, one of which comes along.
pub const PICTURES: [&str; 2] = ["events.png", "events.pdf"];
/// Columns of `effects.csv`.
const COLUMNS: [&str; 17] = [
    "outcome",
    "estimator",
    "estimand",
    "term",
    "scale",
    "estimate",
    "std.error",
    "statistic",
    "df",
    "p.value",
    "conf.low",
    "conf.high",
    "conf.level",
    "variance",
    "nobs",
    "n.clusters",
    "prespecified",
];
/// Most bytes of a file: estimates, not data.
const LONGEST: u64 = 1 << 24;

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    /// The files as they are.
    pub files: Vec<(String, Vec<u8>)>,
    /// Rows of `effects.csv`; counts that are NA are NaN and 0.
    pub rows: Vec<EstimateRow>,
    /// Row, key and value of `facts.csv`.
    pub facts: Vec<(String, String, f64)>,
    /// Check and value of `checks.csv`.
    pub checks: Vec<(String, Option<f64>)>,
    /// `run.csv`.
    pub run: BTreeMap<String, String>,
}

impl Returned {
    /// A fact of a row.
    pub fn fact(&self, row: &str, key: &str) -> Option<f64> {
        self.facts.iter().find(|(r, k, _)| r == row && k == key).map(|(_, _, v)| *v)
    }
}

/// The name of a row among the facts.
pub fn name(row: &EstimateRow) -> String {
    format!("{} {} {} {}", row.outcome, row.estimand, row.term, row.variance)
}

/// Reads the folder.
///
/// # Errors
/// `E393` where a file is missing, strange, or not what the script writes.
pub fn read(dir: &Path) -> Outcome<Returned> {
    let mut back = Returned::default();
    let present = FILES.iter().chain(PICTURES.iter().filter(|p| dir.join(p).is_file()));
    for file in present {
        let path = dir.join(file);
        let long = std::fs::metadata(&path).is_ok_and(|m| m.len() > LONGEST);
        if long || !path.is_file() {
            return Err(unreadable(dir, file, 0).found(if long {
                "a file of more than 16 MiB"
            } else {
                "no such file"
            }));
        }
        back.files.push((file.to_string(), provenance::read_bytes(&path)?));
    }
    let strange = |name: &String| !FILES.contains(&name.as_str()) && !PICTURES.contains(&name.as_str());
    let there = crate::folder::names::all_files(dir).into_iter().map(|(name, _)| name);
    if let Some(name) = there.into_iter().find(strange) {
        return Err(unreadable(dir, &name, 0).found("a file that analyse.R does not write"));
    }
    for (i, row) in table(dir, &back, "effects.csv", &COLUMNS)?.into_iter().enumerate() {
        let row = estimate(&row).ok_or_else(|| unreadable(dir, "effects.csv", i + 2))?;
        back.rows.push(row);
    }
    for (i, row) in table(dir, &back, "facts.csv", &["row", "key", "value"])?.into_iter().enumerate() {
        let value = number(&row[2]).flatten().ok_or_else(|| unreadable(dir, "facts.csv", i + 2))?;
        back.facts.push((row[0].clone(), row[1].clone(), value));
    }
    for (i, row) in table(dir, &back, "checks.csv", &["check", "value", "says"])?.into_iter().enumerate() {
        let value = number(&row[1]).ok_or_else(|| unreadable(dir, "checks.csv", i + 2))?;
        back.checks.push((row[0].clone(), value));
    }
    back.run =
        table(dir, &back, "run.csv", &["key", "value"])?.into_iter().map(|r| (r[0].clone(), r[1].clone())).collect();
    Ok(back)
}

fn unreadable(dir: &Path, file: &str, line: usize) -> Problem {
    let shown = dir.join(file).display().to_string();
    let place = if line > 0 { Place::line(shown, line) } else { Place::file(shown) };
    Problem::new("E393", format!("{file} is not what analyse.R writes"))
        .at(place)
        .help("take out/ again from the machine, as analyse.R wrote it; nothing was written")
}

fn table(dir: &Path, back: &Returned, file: &str, columns: &[&str]) -> Outcome<Vec<Vec<String>>> {
    let bytes = back.files.iter().find(|(n, _)| n == file).map(|(_, b)| b.as_slice()).unwrap_or_default();
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().map_err(|_| unreadable(dir, file, 1))?;
    if head.iter().ne(columns.iter().copied()) {
        return Err(unreadable(dir, file, 1).expected(columns.join(",")));
    }
    let rows = reader.records().enumerate().map(|(i, record)| {
        let record = record.map_err(|_| unreadable(dir, file, i + 2))?;
        Ok(record.iter().map(|c| bare(c).to_string()).collect())
    });
    rows.collect()
}

/// A number as R wrote it; `Some(None)` for NA.
fn number(text: &str) -> Option<Option<f64>> {
    match text {
        "NA" => Some(None),
        "Inf" => Some(Some(f64::INFINITY)),
        "-Inf" => Some(Some(f64::NEG_INFINITY)),
        text if text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) => {
            text.parse::<f64>().ok().filter(|v| v.is_finite()).map(Some)
        }
        _ => None,
    }
}

fn estimate(row: &[String]) -> Option<EstimateRow> {
    let n = |i: usize| number(&row[i]);
    let count = |i: usize| n(i).filter(|v| v.is_none_or(|v| v >= 0.0 && v.fract() == 0.0 && v < 1e12));
    Some(EstimateRow {
        outcome: row[0].clone(),
        estimator: row[1].clone(),
        estimand: row[2].clone(),
        term: row[3].clone(),
        scale: row[4].clone(),
        estimate: n(5)?,
        std_error: n(6)?,
        statistic: n(7)?,
        df: n(8)?,
        p_value: n(9)?,
        conf_low: n(10)?,
        conf_high: n(11)?,
        conf_level: n(12)??,
        variance: row[13].clone(),
        nobs: count(14)?.unwrap_or(f64::NAN),
        n_clusters: count(15)?.map_or(0, |v| v as usize),
        prespecified: false,
    })
}
