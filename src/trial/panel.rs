//! Units × periods with the moments of what was seen there.

use super::rows::{Rows, centres, counts_of};
use super::sums::{Sums, packed};
use super::{Assignment, Start};
use crate::diagnostics::{Outcome, Problem};
use std::sync::Arc;

/// Units × periods with the moments of what was seen there.
///
/// Every cell keeps Σw·zz' of z = (1, y, covariates…), w the pupils behind a row, so that whatever is computed from a
/// panel costs nothing more when there are more pupils. Cells without pupils are empty; a panel with an empty cell is
/// unbalanced.
#[derive(Debug, Clone)]
pub struct Panel {
    pub(super) data: Arc<Data>,
    pub(super) assignment: Assignment,
    pub(super) patterns: Option<Arc<Vec<Pattern>>>,
    /// The outcomes before an offset was taken off them.
    pub(super) raw: Option<Arc<Panel>>,
}

/// Pupils of one cell who are alike in every covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Unit, as a position.
    pub unit: u32,
    /// Period, as a position.
    pub period: u32,
    /// Their covariates, less the panel's centre.
    pub covariates: Vec<f64>,
    /// Pupils n.
    pub n: f64,
    /// Σ y, y less the panel's centre.
    pub sum: f64,
    /// Σ y², likewise.
    pub squares: f64,
}

/// What an assignment says nothing of: shared by all redraws.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) units: Vec<String>,
    strata: Option<Vec<usize>>,
    stratum_names: Vec<String>,
    pub(super) periods: Vec<String>,
    pub(super) covariates: Vec<String>,
    pub(super) moments: Vec<f64>,
    pub(super) rows: Vec<u32>,
    /// What y and each covariate were measured from: 0, or about their mean where that is far from 0.
    pub(super) centre: Vec<f64>,
    pub(super) within_known: bool,
    pub(super) fractional_rows: bool,
    rows_left_out: usize,
    /// Pupils of each cell whose outcome should be known and is not.
    pub(super) missing: Option<Vec<f64>>,
    /// Σ of the least that each of them can have, where that is more than the lower end.
    pub(super) least: Option<Vec<f64>>,
    /// The most that an outcome in days can be.
    pub(super) days: Option<f64>,
}

/// One unit in one period.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    moments: &'a [f64],
    centre: &'a [f64],
    /// Rows of the data behind the cell.
    pub rows: u32,
}

/// Side of the matrix whose packed triangle has `len` entries.
fn side(len: usize) -> usize {
    let mut w = 0;
    while w * (w + 1) / 2 < len {
        w += 1;
    }
    w
}

impl Cell<'_> {
    /// Pupils n (the sum of the sizes).
    pub fn n(&self) -> f64 {
        self.moments[0]
    }
    /// Mean outcome, as it was given.
    pub fn mean(&self) -> f64 {
        self.centre[0] + self.centred_mean()
    }
    /// Mean outcome less [`Panel::centre`]: what differences are made of, so that a constant costs no digits.
    pub fn centred_mean(&self) -> f64 {
        self.moments[1] / self.moments[0]
    }
    /// Σw·z_i·z_j with z = (1, y, covariates…), y and covariates less their [`Panel::centre`].
    pub fn moment(&self, i: usize, j: usize) -> f64 {
        self.moments[packed(i, j, side(self.moments.len()))]
    }
    /// The packed upper triangle of Σw·zz', row by row: (1,1), (1,y), (1,x1), …, (y,y), (y,x1), …
    pub fn packed(&self) -> &[f64] {
        self.moments
    }
}

impl Panel {
    /// One pass over the rows.
    ///
    /// `starts`: first treated period of each unit; `strata`: stratum of each unit with the strata's names.
    ///
    /// # Errors
    /// `E302` for a negative or infinite size or an infinite value, `E303` when nothing is left.
    pub fn from_rows(
        rows: &Rows<'_>,
        units: Vec<String>,
        periods: Vec<String>,
        starts: Vec<Start>,
        strata: Option<(Vec<usize>, Vec<String>)>,
    ) -> Outcome<Panel> {
        let t = periods.len();
        let centre = centres(rows, &units)?;
        let sums = Sums::of(rows, &units, t, &centre)?;
        if sums.rows.iter().all(|c| *c == 0) {
            return Err(Problem::new("E303", "no row has an outcome, a size and every covariate")
                .found(format!("{} rows, all with a missing cell", sums.left_out))
                .help("name the columns that hold the outcome and the covariates, or leave covariates out"));
        }
        let (strata, stratum_names) = strata.map_or((None, Vec::new()), |(s, n)| (Some(s), n));
        let assignment = Assignment::new(starts, t);
        let covariates = rows.covariates.iter().map(|(n, _)| n.clone()).collect();
        let data = Data {
            units,
            strata,
            stratum_names,
            periods,
            covariates,
            moments: sums.moments,
            rows: sums.rows,
            centre,
            within_known: sums.within_known,
            fractional_rows: sums.fractional,
            rows_left_out: sums.left_out,
            missing: None,
            least: None,
            days: None,
        };
        Ok(Panel { data: Arc::new(data), assignment, patterns: None, raw: None })
    }

    /// The same panel with the pupils of each cell sorted by their covariates, for models that are not linear in them;
    /// `rows` are those it was made of.
    pub fn with_patterns(mut self, rows: &Rows<'_>) -> Panel {
        let mut order: Vec<usize> = (0..rows.y.len()).filter(|i| rows.enters(*i)).collect();
        let alike = |a: &usize, b: &usize| {
            let place = |i: &usize| (rows.unit[*i], rows.period[*i]);
            let by_covariates = rows.covariates.iter().map(|(_, x)| x[*a].total_cmp(&x[*b]));
            place(a).cmp(&place(b)).then(by_covariates.fold(std::cmp::Ordering::Equal, |all, next| all.then(next)))
        };
        order.sort_by(alike);
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut last: Option<usize> = None;
        for i in order {
            let (n, given, centre) = (rows.size_of(i), rows.y[i], self.data.centre[0]);
            let y = given - centre;
            let total = n * y;
            // as in the cells: a mean of 0/1 outcomes gives its squares away
            let within = if n != 1.0 && counts_of(given, n) { n * given - n * given * given } else { 0.0 };
            let squares = if within == 0.0 { n * y * y } else { n * y * y + within };
            match patterns.last_mut().filter(|_| last.is_some_and(|l| alike(&l, &i).is_eq())) {
                Some(p) => {
                    p.n += n;
                    p.sum += total;
                    p.squares += squares;
                }
                None => patterns.push(Pattern {
                    unit: rows.unit[i],
                    period: rows.period[i],
                    covariates: rows
                        .covariates
                        .iter()
                        .zip(&self.data.centre[1..])
                        .map(|((_, x), c)| x[i] - c)
                        .collect(),
                    n,
                    sum: total,
                    squares,
                }),
            }
            last = Some(i);
        }
        self.patterns = Some(Arc::new(patterns));
        self
    }

    /// Pupils sorted by cell and covariates, where they were kept.
    pub fn patterns(&self) -> Option<&[Pattern]> {
        self.patterns.as_ref().map(|p| p.as_slice())
    }

    /// Names of the units (lots, clusters).
    pub fn units(&self) -> &[String] {
        &self.data.units
    }
    /// Stratum of each unit as a position in [`Panel::stratum_names`], where the data say.
    pub fn strata(&self) -> Option<&[usize]> {
        self.data.strata.as_deref()
    }
    /// Names of the strata.
    pub fn stratum_names(&self) -> &[String] {
        &self.data.stratum_names
    }
    /// Labels of the periods in order.
    pub fn periods(&self) -> &[String] {
        &self.data.periods
    }
    /// Names of the covariates, z's entries from the third on.
    pub fn covariates(&self) -> &[String] {
        &self.data.covariates
    }
    /// Who starts when.
    pub fn assignment(&self) -> &Assignment {
        &self.assignment
    }
    /// What the outcome was measured from before any moment was taken: 0, or about its mean where that is far from 0 next to
    /// its spread. No linear estimator feels it.
    pub fn centre(&self) -> f64 {
        self.data.centre[0]
    }
    /// Standard deviation of the outcome over the pupils in the panel (of their means, where the spread within is unknown).
    ///
    /// √(Σy²/n − (Σy/n)²); in the outcome's unit. Where that is the rounding of a difference nothing varies, and the size of
    /// the outcome, √(Σy²/n), stands for it: next to that every standard error of rounding size is nothing.
    pub fn outcome_sd(&self) -> f64 {
        const ROUNDING: f64 = 1e-14;
        let yy = packed(1, 1, 2 + self.data.covariates.len());
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (m, _) in self.data.moments.chunks_exact(self.triangle()).zip(&self.data.rows).filter(|(_, r)| **r > 0) {
            n += m[0];
            sum += m[1];
            squares += m[yy];
        }
        let (size, variance) = (squares / n, squares / n - (sum / n) * (sum / n));
        libm::sqrt(if variance > ROUNDING * size { variance } else { size })
    }
    /// Rounding of the outcome as it was read, as a share of its standard deviation: 2⁻⁵²·|centre|/sd; 0 where nothing varies.
    pub fn outcome_rounding(&self) -> f64 {
        let sd = self.outcome_sd();
        if sd > 0.0 { f64::EPSILON * self.centre().abs() / sd } else { 0.0 }
    }
    fn triangle(&self) -> usize {
        let w = 2 + self.data.covariates.len();
        w * (w + 1) / 2
    }
    /// Whether Σy² within cells is what pupils would give. False when rows are means of several pupils and not 0/1.
    pub fn within_known(&self) -> bool {
        self.data.within_known
    }
    /// Whether any row's outcome is neither 0 nor 1.
    pub fn fractional(&self) -> bool {
        self.data.fractional_rows
    }
    /// Rows left out because a cell of theirs is missing.
    pub fn rows_left_out(&self) -> usize {
        self.data.rows_left_out
    }

    /// A cell, or `None` where nobody was seen.
    pub fn cell(&self, unit: usize, period: usize) -> Option<Cell<'_>> {
        let w = 2 + self.data.covariates.len();
        let tri = w * (w + 1) / 2;
        let cell = unit * self.data.periods.len() + period;
        (self.data.rows[cell] > 0).then(|| Cell {
            moments: &self.data.moments[cell * tri..(cell + 1) * tri],
            centre: &self.data.centre,
            rows: self.data.rows[cell],
        })
    }

    /// Pupils in all.
    pub fn nobs(&self) -> f64 {
        let cells = (0..self.data.units.len()).flat_map(|i| (0..self.data.periods.len()).map(move |t| (i, t)));
        cells.filter_map(|(i, t)| self.cell(i, t)).map(|c| c.n()).sum()
    }

    /// The same data under another assignment (the redraw of a lottery, starts as delivered).
    pub fn reassigned(&self, assignment: Assignment) -> Panel {
        let raw = self.raw_as(|r| r.reassigned(assignment.clone()));
        Panel { data: Arc::clone(&self.data), assignment, patterns: self.patterns.clone(), raw }
    }

    /// The panel of some of its units, in the order given.
    pub fn of_units(&self, keep: &[usize]) -> Panel {
        let w = 2 + self.data.covariates.len();
        let block = w * (w + 1) / 2 * self.data.periods.len();
        let t = self.data.periods.len();
        let starts = keep.iter().map(|&i| self.assignment.places()[i]).collect();
        let data = Data {
            units: keep.iter().map(|&i| self.data.units[i].clone()).collect(),
            strata: self.data.strata.as_ref().map(|s| keep.iter().map(|&i| s[i]).collect()),
            moments: keep.iter().flat_map(|&i| self.data.moments[i * block..(i + 1) * block].iter().copied()).collect(),
            rows: keep.iter().flat_map(|&i| self.data.rows[i * t..(i + 1) * t].iter().copied()).collect(),
            stratum_names: self.data.stratum_names.clone(),
            periods: self.data.periods.clone(),
            covariates: self.data.covariates.clone(),
            centre: self.data.centre.clone(),
            missing: self
                .data
                .missing
                .as_ref()
                .map(|m| keep.iter().flat_map(|&i| m[i * t..(i + 1) * t].iter().copied()).collect()),
            least: self
                .data
                .least
                .as_ref()
                .map(|m| keep.iter().flat_map(|&i| m[i * t..(i + 1) * t].iter().copied()).collect()),
            ..*self.data
        };
        let raw = self.raw_as(|r| r.of_units(keep));
        Panel { data: Arc::new(data), assignment: Assignment::new(starts, t), patterns: None, raw }
    }

    /// The panel of its first periods.
    pub fn of_periods(&self, keep: usize) -> Panel {
        let w = 2 + self.data.covariates.len();
        let tri = w * (w + 1) / 2;
        let t = self.data.periods.len();
        let cells: Vec<usize> = (0..self.data.units.len()).flat_map(|i| (0..keep).map(move |p| i * t + p)).collect();
        let data = Data {
            units: self.data.units.clone(),
            strata: self.data.strata.clone(),
            stratum_names: self.data.stratum_names.clone(),
            periods: self.data.periods[..keep].to_vec(),
            covariates: self.data.covariates.clone(),
            moments: cells.iter().flat_map(|c| self.data.moments[c * tri..(c + 1) * tri].iter().copied()).collect(),
            rows: cells.iter().map(|c| self.data.rows[*c]).collect(),
            centre: self.data.centre.clone(),
            missing: self.data.missing.as_ref().map(|m| cells.iter().map(|c| m[*c]).collect()),
            least: self.data.least.as_ref().map(|m| cells.iter().map(|c| m[*c]).collect()),
            ..*self.data
        };
        Panel {
            data: Arc::new(data),
            assignment: Assignment::new(self.assignment.places().to_vec(), keep),
            patterns: None,
            raw: self.raw_as(|r| r.of_periods(keep)),
        }
    }

    /// The panel without the cells so many periods before each start: neither treated nor untreated.
    pub fn without_transition(&self, periods: usize) -> Panel {
        let t = self.data.periods.len();
        let mut data = (*self.data).clone();
        for cell in 0..data.rows.len() {
            if self.assignment.in_transition(cell / t, cell % t, periods) {
                data.rows[cell] = 0;
            }
        }
        let raw = self.raw_as(|r| r.without_transition(periods));
        Panel { data: Arc::new(data), assignment: self.assignment.clone(), patterns: self.patterns.clone(), raw }
    }

    /// The panel with τ taken from the outcomes of every pupil under treatment.
    pub fn less_effect(&self, tau: f64) -> Panel {
        let w = 2 + self.data.covariates.len();
        let tri = w * (w + 1) / 2;
        let t = self.data.periods.len();
        let mut data = (*self.data).clone();
        for (cell, m) in data.moments.chunks_exact_mut(tri).enumerate() {
            if self.assignment.treated(cell / t, cell % t) {
                let (n, y) = (m[0], m[1]);
                m[1] -= tau * n;
                m[packed(1, 1, w)] += tau * (tau * n - 2.0 * y);
                for j in 2..w {
                    m[packed(1, j, w)] -= tau * m[j];
                }
            }
        }
        Panel { data: Arc::new(data), assignment: self.assignment.clone(), patterns: None, raw: self.raw.clone() }
    }
}
