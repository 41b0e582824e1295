//! Cells of a 0/1 (or fractional) outcome for logit models.
//!
//! CONVENTION: unit i, period t, cell with n pupils and Σy; columns are one intercept, the dummies of the periods from
//! the second on, then the treatment columns.

use super::regression::Exposure;
use crate::diagnostics::{Outcome, Problem, Warning};
use crate::trial::Panel;

/// One cell.
#[derive(Debug, Clone, Copy)]
pub struct BinomialCell {
    /// Pupils.
    pub n: f64,
    /// Σ y.
    pub sum: f64,
    /// Σ y².
    pub squares: f64,
    /// Column of the period's dummy; the reference period has none.
    pub period: Option<usize>,
    /// Column of the treatment, where the cell is treated.
    pub treatment: Option<usize>,
}

impl BinomialCell {
    /// Columns in which every pupil of the cell holds a 1.
    pub fn ones(&self) -> impl Iterator<Item = usize> + Clone {
        [Some(0), self.period, self.treatment].into_iter().flatten()
    }

    /// x'β.
    pub fn linear(&self, beta: &[f64]) -> f64 {
        self.ones().map(|j| beta[j]).sum()
    }
}

/// The cells of a panel, unit by unit.
#[derive(Debug, Clone)]
pub struct BinomialCells {
    /// Names of the columns.
    pub names: Vec<String>,
    /// First treatment column.
    pub first: usize,
    /// Cells of each unit that holds pupils in a period used.
    pub units: Vec<Vec<BinomialCell>>,
    /// Names of those units.
    pub unit_names: Vec<String>,
    /// Periods left out because the outcome never varies there, and other doubts.
    pub warnings: Vec<Warning>,
}

impl BinomialCells {
    /// The cells of a panel. With `logit`, periods in which the outcome never varies are left out: their effect is
    /// infinite on the logit scale and they say nothing of the treatment.
    ///
    /// # Errors
    /// `E344` when an outcome lies outside 0…1 and a logit is asked for; `E345` when too little is left.
    pub fn new(panel: &Panel, exposure: &Exposure, logit: bool) -> Outcome<BinomialCells> {
        let periods = panel.periods().len();
        let mut used = Vec::new();
        let mut warnings = Vec::new();
        for t in 0..periods {
            let (mut n, mut sum) = (0.0, 0.0);
            for cell in (0..panel.units().len()).filter_map(|i| panel.cell(i, t)) {
                n += cell.n();
                sum += cell.moment(0, 1);
                if logit && !(0.0..=1.0).contains(&cell.mean()) {
                    return Err(outside(&panel.periods()[t], cell.mean()));
                }
            }
            if n > 0.0 && logit && (sum <= 0.0 || sum >= n) {
                warnings.push(constant(&panel.periods()[t], sum > 0.0));
            } else if n > 0.0 {
                used.push(t);
            }
        }
        if !panel.covariates().is_empty() && logit {
            let what =
                "models on the logit scale are fitted from counts and take no covariates; they are left out here";
            warnings
                .push(Warning::new("CovariatesNotUsed", what).help("use `twfe` or `hussey-hughes` with covariates"));
        }
        if used.is_empty() {
            return Err(Problem::new("E345", "the outcome does not vary in any period")
                .help("look at the outcome column: a logit needs both outcomes among the pupils of a period"));
        }
        let first = used.len();
        let mut names = vec!["(intercept)".to_string()];
        names.extend(used.iter().skip(1).map(|&t| format!("period={}", panel.periods()[t])));
        names.extend(exposure.names.iter().cloned());
        let (mut units, mut unit_names) = (Vec::new(), Vec::new());
        for i in 0..panel.units().len() {
            let cells: Vec<BinomialCell> = used
                .iter()
                .enumerate()
                .filter_map(|(p, &t)| {
                    let cell = panel.cell(i, t)?;
                    Some(BinomialCell {
                        n: cell.n(),
                        sum: cell.moment(0, 1),
                        squares: cell.moment(1, 1),
                        period: (p > 0).then_some(p),
                        treatment: exposure.column[i * periods + t].map(|c| first + c as usize),
                    })
                })
                .collect();
            if !cells.is_empty() {
                units.push(cells);
                unit_names.push(panel.units()[i].clone());
            }
        }
        Ok(BinomialCells { names, first, units, unit_names, warnings })
    }

    /// Pupils in the cells.
    pub fn nobs(&self) -> f64 {
        self.units.iter().flatten().map(|c| c.n).sum()
    }
}

fn outside(period: &str, mean: f64) -> Problem {
    Problem::new("E344", "a logit needs outcomes between 0 and 1")
        .found(format!("a mean of {mean} in period {period}"))
        .help("use `twfe`, `hussey-hughes` or `gee-identity` for other outcomes")
}

fn constant(period: &str, all: bool) -> Warning {
    let who = if all { "every" } else { "no" };
    Warning::new(
        "ConstantPeriod",
        format!(
            "in period {period} {who} pupil has the outcome; the period says nothing on the logit scale and is left out"
        ),
    )
}

/// The Problem of coefficients that run off to infinity.
pub(super) fn separation(estimator: &str) -> Problem {
    Problem::new(
        "E346",
        format!("`{estimator}` has no finite log-odds: the outcome never varies on one side of the comparison"),
    )
    .expected("pupils with and without the outcome, among treated and among untreated")
    .help("use the difference in probabilities (`twfe`), which is finite here")
}
