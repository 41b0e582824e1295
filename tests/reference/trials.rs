//! The reference trials and the values that other packages give for them.

use lodtrin::trial::{Panel, Rows};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file of `tests/reference/effects`.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/effects").join(name)
}

/// A CSV file as text cells: names of the columns and the rows.
pub struct Sheet {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    pub fn read(name: &str) -> Sheet {
        let mut reader = csv::Reader::from_path(path(name)).unwrap();
        let names = reader.headers().unwrap().iter().map(str::to_string).collect();
        let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect();
        Sheet { names, rows }
    }

    pub fn text(&self, column: &str) -> Vec<String> {
        let at = self.names.iter().position(|n| n == column).unwrap();
        self.rows.iter().map(|r| r[at].clone()).collect()
    }

    pub fn number(&self, column: &str) -> Vec<f64> {
        self.text(column).iter().map(|v| v.parse().unwrap()).collect()
    }
}

/// Pupil rows of a trial, coded.
pub struct Trial {
    pub units: Vec<String>,
    pub unit: Vec<u32>,
    pub periods: Vec<String>,
    pub period: Vec<u32>,
    pub starts: Vec<Option<usize>>,
    pub y: Vec<f64>,
    pub covariates: Vec<(String, Vec<f64>)>,
}

impl Trial {
    /// `wedge24` or `wedge10`.
    pub fn read(name: &str) -> Trial {
        let sheet = Sheet::read(&format!("{name}.csv"));
        let terms: Vec<usize> = sheet.number("term").iter().map(|t| *t as usize).collect();
        let last = *terms.iter().max().unwrap();
        let programmes = sheet.text("programme");
        let firsts = sheet.number("first_treated");
        let mut start: BTreeMap<String, usize> = BTreeMap::new();
        for (p, f) in programmes.iter().zip(&firsts) {
            start.insert(p.clone(), *f as usize);
        }
        let units: Vec<String> = start.keys().cloned().collect();
        let unit = programmes.iter().map(|p| units.binary_search(p).unwrap() as u32).collect();
        let covariates = ["under20", "female", "benefits"].iter().map(|c| (c.to_string(), sheet.number(c))).collect();
        Trial {
            starts: start.values().map(|g| (*g <= last).then_some(g - 1)).collect(),
            units,
            unit,
            periods: (1..=last).map(|t| t.to_string()).collect(),
            period: terms.iter().map(|t| *t as u32 - 1).collect(),
            y: sheet.number("completed"),
            covariates,
        }
    }

    /// The panel, with all covariates or none.
    pub fn panel(&self, with_covariates: bool) -> Panel {
        let covariates: Vec<(String, &[f64])> =
            self.covariates.iter().filter(|_| with_covariates).map(|(n, v)| (n.clone(), v.as_slice())).collect();
        let rows = Rows { unit: &self.unit, period: &self.period, y: &self.y, size: None, covariates: &covariates };
        Panel::from_rows(&rows, self.units.clone(), self.periods.clone(), self.starts.clone(), None)
            .unwrap()
            .with_patterns(&rows)
    }
}

/// One number of `expected.csv` or `exact.csv`.
pub fn expected(file: &str, data: &str, method: &str, term: &str, quantity: &str) -> f64 {
    let sheet = Sheet::read(file);
    let key = [data, method, term, quantity];
    let row = sheet.rows.iter().find(|r| r.iter().take(4).map(String::as_str).eq(key));
    row.unwrap_or_else(|| panic!("no value {key:?}"))[4].parse().unwrap()
}

/// Holds a number to a relative tolerance.
pub fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    let off = (ours - theirs).abs() / theirs.abs().max(f64::MIN_POSITIVE);
    assert!(off <= tolerance, "{what}: {ours} against {theirs}, off by {off:e} (allowed {tolerance:e})");
}
