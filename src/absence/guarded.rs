//! Rows of early absence whose uncertainty rests on few clusters or on none: what is left of them, and what is said.

use crate::diagnostics::Warning;
use crate::inference::guards::{FEW_DEGREES, Support, Unsupported, is_zero};
use std::collections::BTreeMap;

/// A 0/1 outcome has at most this standard deviation.
const LARGEST_SD: f64 = 0.5;
/// Most rows that a doubt names.
const NAMED: usize = 8;

/// What the guards met while rows were made; said once, with the rows' names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guarded {
    one_cluster: Vec<String>,
    no_variation: Vec<String>,
    zero: Vec<String>,
    few: BTreeMap<usize, Vec<String>>,
    coarse: Vec<String>,
}

impl Guarded {
    /// Standard error and degrees of freedom that a row may show.
    ///
    /// `row`: its name in words; `variance`: as the tables call it; NaN twice where nothing may be said.
    pub fn apply(&mut self, row: &str, variance: &str, (std_error, df): (f64, f64), support: Support) -> (f64, f64) {
        let unsupported = match support.unsupported() {
            Some(Unsupported::OneCluster) => Some(&mut self.one_cluster),
            Some(Unsupported::NoVariation) => Some(&mut self.no_variation),
            None if std_error.is_finite() && is_zero(std_error, LARGEST_SD) => Some(&mut self.zero),
            None => None,
        };
        if let Some(list) = unsupported {
            once(list, row);
            return (f64::NAN, f64::NAN);
        }
        if matches!(variance, "cr1" | "delta" | "robust") {
            if support.is_few() {
                once(self.few.entry(support.clusters()).or_default(), row);
            }
            return (std_error, support.df(df));
        }
        if variance == "cr2" && df < FEW_DEGREES {
            once(&mut self.coarse, row);
        }
        (std_error, df)
    }

    /// The doubts, each once.
    pub fn doubts(&self) -> Vec<Warning> {
        let mut doubts = Vec::new();
        if !self.one_cluster.is_empty() {
            let what = format!(
                "one side of the comparison stands in a single cluster, which shows nothing of how clusters differ: no standard error for {}",
                listed(&self.one_cluster)
            );
            doubts.push(
                Warning::new("OneClusterExposed", what).help("the estimate stands as a description of these pupils"),
            );
        }
        if !self.no_variation.is_empty() {
            let what = format!(
                "everybody or nobody on one side has dropped out, and nothing varies there: no standard error for {}",
                listed(&self.no_variation)
            );
            doubts.push(Warning::new("NoVariationInGroup", what).help("the estimate stands; read the counts"));
        }
        if !self.zero.is_empty() {
            let what =
                format!("the standard error is zero but for rounding and is not printed: {}", listed(&self.zero));
            doubts.push(Warning::new("ZeroByConstruction", what).help("the residuals of every cluster cancel"));
        }
        for (s, rows) in &self.few {
            let what = format!(
                "{s} clusters stand behind the smaller side of {}: `cr1`, `delta` and `robust` use t({}) there",
                listed(rows),
                s - 1
            );
            doubts.push(Warning::new("FewClusters", what).help("read `cr2` with its degrees of freedom"));
        }
        if !self.coarse.is_empty() {
            let what = format!("`cr2` has fewer than {FEW_DEGREES} degrees of freedom for {}", listed(&self.coarse));
            doubts.push(Warning::new("FewDegreesOfFreedom", what).help("its interval is wide and its p rough"));
        }
        doubts
    }
}

fn once(list: &mut Vec<String>, row: &str) {
    if !list.iter().any(|r| r == row) {
        list.push(row.to_string());
    }
}

fn listed(rows: &[String]) -> String {
    let shown = rows.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if rows.len() > NAMED { format!("{shown}; and {} more", rows.len() - NAMED) } else { shown }
}
