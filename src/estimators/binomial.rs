//! Cells of a 0/1 (or fractional) outcome for logit models.
//!
//! CONVENTION: unit i, period t, cell with n pupils and Σy; columns are one intercept, the dummies of the periods from
//! the second on, the treatment columns, then the covariates, each less its mean and over its standard deviation: the
//! treatment's coefficient does not feel that, and the search for it does not depend on their units. With covariates a
//! cell is the pupils of a unit and period who are alike in all of them.

use super::regression::Exposure;
use crate::diagnostics::{Doubt, Outcome, Problem};
use crate::trial::{Panel, Pattern};

/// One cell.
#[derive(Debug, Clone)]
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
    /// Column of the first covariate.
    pub covariate: usize,
    /// Standardised covariates.
    pub covariates: Vec<f64>,
}

impl BinomialCell {
    /// Columns that are not zero, with what every pupil of the cell holds there.
    pub fn entries(&self) -> impl Iterator<Item = (usize, f64)> + Clone + '_ {
        let ones = [Some(0), self.period, self.treatment].into_iter().flatten().map(|j| (j, 1.0));
        ones.chain(self.covariates.iter().enumerate().map(|(j, x)| (self.covariate + j, *x)))
    }

    /// x'β.
    pub fn linear(&self, beta: &[f64]) -> f64 {
        self.entries().map(|(j, x)| beta[j] * x).sum()
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
    pub warnings: Vec<Doubt>,
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
                sum += cell.moment(0, 1) + cell.n() * panel.centre();
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
        if used.is_empty() {
            return Err(Problem::new("E345", "the outcome does not vary in any period")
                .help("look at the outcome column: a logit needs both outcomes among the pupils of a period"));
        }
        let first = used.len();
        let mut names = vec!["(intercept)".to_string()];
        names.extend(used.iter().skip(1).map(|&t| format!("period={}", panel.periods()[t])));
        names.extend(exposure.names.iter().cloned());
        let mut place = vec![None; periods];
        used.iter().enumerate().for_each(|(p, &t)| place[t] = Some(p));
        let centre = if logit { panel.centre() } else { 0.0 };
        let layout = Layout { place, first, covariate: names.len(), exposure, centre };
        if panel.patterns().is_none() && !panel.covariates().is_empty() {
            warnings.push(Doubt::CovariatesNotUsed {});
        }
        let by_unit = match panel.patterns().filter(|_| !panel.covariates().is_empty()) {
            Some(patterns) => {
                names.extend(panel.covariates().iter().cloned());
                layout.of_patterns(panel, patterns)
            }
            None => layout.of_cells(panel),
        };
        let (mut units, mut unit_names) = (Vec::new(), Vec::new());
        for (cells, name) in by_unit.into_iter().zip(panel.units()).filter(|(cells, _)| !cells.is_empty()) {
            units.push(cells);
            unit_names.push(name.clone());
        }
        Ok(BinomialCells { names, first, units, unit_names, warnings })
    }

    /// Pupils in the cells.
    pub fn nobs(&self) -> f64 {
        self.units.iter().flatten().map(|c| c.n).sum()
    }
}

/// Where the columns of a cell stand.
struct Layout<'a> {
    /// Position of each period among those used.
    place: Vec<Option<usize>>,
    /// First treatment column.
    first: usize,
    /// First covariate's column.
    covariate: usize,
    exposure: &'a Exposure,
    /// What must be added to every outcome.
    centre: f64,
}

impl Layout<'_> {
    /// A cell of n pupils, where its period is used.
    fn cell(
        &self,
        unit: usize,
        period: usize,
        [n, sum, squares]: [f64; 3],
        covariates: Vec<f64>,
    ) -> Option<BinomialCell> {
        let at = self.place[period]?;
        let (sum, squares) = (sum + n * self.centre, squares + self.centre * (2.0 * sum + n * self.centre));
        let treatment = self.exposure.column[unit * self.place.len() + period].map(|c| self.first + c as usize);
        let period = (at > 0).then_some(at);
        Some(BinomialCell { n, sum, squares, period, treatment, covariate: self.covariate, covariates })
    }

    fn of_cells(&self, panel: &Panel) -> Vec<Vec<BinomialCell>> {
        let one = |i: usize, t: usize| {
            let cell = panel.cell(i, t)?;
            self.cell(i, t, [cell.n(), cell.moment(0, 1), cell.moment(1, 1)], Vec::new())
        };
        (0..panel.units().len()).map(|i| (0..self.place.len()).filter_map(|t| one(i, t)).collect()).collect()
    }

    /// The pupils of the panel's cells who are alike, with standardised covariates.
    fn of_patterns(&self, panel: &Panel, patterns: &[Pattern]) -> Vec<Vec<BinomialCell>> {
        let there: Vec<&Pattern> =
            patterns.iter().filter(|p| panel.cell(p.unit as usize, p.period as usize).is_some()).collect();
        let total: f64 = there.iter().map(|p| p.n).sum();
        let scales: Vec<(f64, f64)> = (0..panel.covariates().len())
            .map(|j| {
                let mean = there.iter().map(|p| p.n * p.covariates[j]).sum::<f64>() / total;
                let square =
                    there.iter().map(|p| p.n * (p.covariates[j] - mean) * (p.covariates[j] - mean)).sum::<f64>();
                (mean, libm::sqrt(square / total))
            })
            .collect();
        let mut units = vec![Vec::new(); panel.units().len()];
        for p in there {
            let one = |(x, (mean, sd)): (&f64, &(f64, f64))| if *sd > 0.0 { (x - mean) / sd } else { 0.0 };
            let x = p.covariates.iter().zip(&scales).map(one).collect();
            units[p.unit as usize].extend(self.cell(p.unit as usize, p.period as usize, [p.n, p.sum, p.squares], x));
        }
        units
    }
}

fn outside(period: &str, mean: f64) -> Problem {
    Problem::new("E344", "a logit needs outcomes between 0 and 1")
        .found(format!("a mean of {mean} in period {period}"))
        .help("use `twfe`, `hussey-hughes` or `gee-identity` for other outcomes")
}

fn constant(period: &str, all: bool) -> Doubt {
    let who = if all { "every" } else { "no" };
    Doubt::ConstantPeriod { period: period.to_string(), who: who.to_string() }
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
