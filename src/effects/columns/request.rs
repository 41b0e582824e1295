//! Which table, and which of its columns say what.

use crate::trial::study::FormDecl;
use std::path::PathBuf;

/// Which table, and which of its columns say what.
#[derive(Debug, Clone)]
pub struct DataRequest {
    /// CSV or Parquet.
    pub file: PathBuf,
    /// Randomised unit.
    pub unit: String,
    /// Period.
    pub period: String,
    /// First treated period; empty or `inf` for never.
    pub start: String,
    /// Outcomes.
    pub outcomes: Vec<String>,
    /// Pupils behind each row.
    pub size: Option<String>,
    /// Stratum of the lottery.
    pub stratum: Option<String>,
    /// Covariates.
    pub covariates: Vec<String>,
    /// Labels of the periods in order.
    pub periods: Option<Vec<String>>,
    /// Column that is taken off the outcome.
    pub offset: Option<String>,
    /// How the table is written, where that is said.
    pub form: FormDecl,
    /// Pupils without outcome behind each row.
    pub missing: Option<String>,
    /// Whether a pupil is one that the outcome is asked after.
    pub selected: Option<String>,
    /// First delivered period.
    pub delivered: Option<String>,
    /// Groups of pupils.
    pub subgroups: Vec<String>,
}

impl DataRequest {
    /// The columns that are read.
    pub fn wanted(&self) -> Vec<&str> {
        let mut wanted: Vec<&str> = vec![&self.unit, &self.period, &self.start];
        wanted.extend(self.outcomes.iter().map(String::as_str));
        wanted.extend(self.size.as_deref());
        wanted.extend(self.missing.as_deref());
        wanted.extend(self.selected.as_deref());
        wanted.extend(self.delivered.as_deref());
        wanted.extend(self.subgroups.iter().map(String::as_str));
        wanted.extend(self.stratum.as_deref());
        wanted.extend(self.covariates.iter().map(String::as_str));
        wanted.extend(self.offset.as_deref());
        wanted
    }

    /// Those of them that hold labels.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = vec![&self.unit, &self.period, &self.start];
        labels.extend(self.stratum.as_deref());
        labels
    }
}
