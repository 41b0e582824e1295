//! Rows of early absence whose uncertainty rests on few clusters or on none: what is left of them, and what is said.

use crate::diagnostics::Doubt;
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
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let mut say = |rows: &[String], doubt: &dyn Fn(String) -> Doubt| {
            if !rows.is_empty() {
                doubts.push(doubt(listed(rows)));
            }
        };
        say(&self.one_cluster, &|rows| Doubt::OneClusterExposed { rows });
        say(&self.no_variation, &|rows| Doubt::NoVariationInGroup { rows });
        say(&self.zero, &|rows| Doubt::ZeroByConstruction { rows });
        for (clusters, rows) in &self.few {
            say(rows, &|rows| Doubt::FewOnOneSide { clusters: *clusters, rows });
        }
        say(&self.coarse, &|rows| Doubt::FewDegreesOfFreedom { fewest: FEW_DEGREES, rows });
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
