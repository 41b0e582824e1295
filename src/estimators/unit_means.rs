//! Units × periods of mean outcomes: what the design-based estimators see.

use super::seen::Seen;
use crate::diagnostics::{Outcome, Problem};
use crate::numeric::{Matrix, cholesky};
use crate::trial::{COLLINEAR, Cell, Panel};

/// Roundings that a mean carries of what was measured.
const ROUNDINGS: f64 = 8.0;

/// Mean outcomes of the units that are seen in every period.
#[derive(Debug, Clone)]
pub struct UnitMeans {
    /// Positions in the panel of the units used.
    pub units: Vec<usize>,
    /// Positions of the units left out because a period of theirs is empty.
    pub left_out: Vec<usize>,
    /// Number of periods T.
    pub periods: usize,
    /// Pupils behind the means.
    pub nobs: f64,
    /// Pupils behind each unit's mean of each period, N × T.
    pub pupils: Vec<f64>,
    /// Slopes of the covariates that the means were adjusted by; empty without covariates, or where nothing shows them.
    pub slopes: Vec<f64>,
    /// Whether the means of a period differ between units at all.
    pub varies: Vec<bool>,
    /// Differences between means that are no more than this are the rounding of what was measured.
    pub rounding: f64,
    /// N × T, every period's mean over units taken off: contrasts of cohorts do not feel it, and sums keep their digits.
    values: Vec<f64>,
}

impl UnitMeans {
    /// Means of the cells, each multiplied by `weights[unit]` over the mean weight where weights are given.
    ///
    /// With covariates x, ȳ − γ'(x̄ − the mean of all) in place of ȳ, γ the slopes of y within cells: pupils of one unit
    /// and period are treated alike, so neither who starts when nor a constant effect on treated cells moves γ, and a
    /// randomization test of the adjusted means stays exact.
    ///
    /// # Errors
    /// `E304` when no unit is seen in every period.
    pub fn of(panel: &Panel, weights: Option<&[f64]>) -> Outcome<UnitMeans> {
        let periods = panel.periods().len();
        let units = panel.complete_units();
        if units.len() < 2 {
            return Err(incomplete(panel));
        }
        let left_out = (0..panel.units().len()).filter(|i| units.binary_search(i).is_err()).collect();
        let average = weights.map_or(1.0, |w| units.iter().map(|&i| w[i]).sum::<f64>() / units.len() as f64);
        let adjust = Slopes::of(panel, &units);
        let mut values = Vec::with_capacity(units.len() * periods);
        let (mut nobs, mut size) = (0.0, 0.0f64);
        let mut pupils = Vec::with_capacity(units.len() * periods);
        for &i in &units {
            let scale = weights.map_or(1.0, |w| w[i] / average);
            for t in 0..periods {
                let cell = panel.cell(i, t);
                nobs += cell.map_or(0.0, |c| c.n());
                pupils.push(cell.map_or(0.0, |c| c.n()));
                size = size.max(cell.map_or(0.0, |c| (panel.centre() + adjust.mean(&c)).abs()));
                // sizes multiply what was measured; without them a constant drops out
                let shift = if weights.is_some() { panel.centre() } else { 0.0 };
                values.push(scale * cell.map_or(f64::NAN, |c| shift + adjust.mean(&c)));
            }
        }
        let (varies, rounding, slopes) = (Vec::new(), ROUNDINGS * f64::EPSILON * size, adjust.slopes);
        let mut means = UnitMeans { units, left_out, periods, nobs, pupils, slopes, varies, rounding, values };
        means.centre();
        means.mark();
        Ok(means)
    }

    fn centre(&mut self) {
        let n = self.units.len();
        for t in 0..self.periods {
            let mean = crate::numeric::sum((0..n).map(|i| self.values[i * self.periods + t])) / n as f64;
            (0..n).for_each(|i| self.values[i * self.periods + t] -= mean);
        }
    }

    /// Marks the periods whose squares are more than rounding.
    fn mark(&mut self) {
        const ROUNDING: f64 = 1e-24;
        let squares: Vec<f64> = (0..self.periods)
            .map(|t| (0..self.units.len()).map(|i| self.values[i * self.periods + t]).map(|v| v * v).sum())
            .collect();
        let largest = squares.iter().copied().fold(0.0, f64::max);
        let nothing = (ROUNDING * largest).max(self.units.len() as f64 * self.rounding * self.rounding);
        self.varies = squares.into_iter().map(|s| s > nothing).collect();
    }

    /// Pupils behind those units and periods that enter an estimate.
    pub fn pupils_of(&self, enters: impl Fn(usize, usize) -> bool) -> f64 {
        let each = self.pupils.iter().enumerate();
        each.filter(|(c, _)| enters(c / self.periods, c % self.periods)).map(|(_, n)| n).sum()
    }

    /// Number of units N.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// One unit's outcomes over the periods.
    pub fn row(&self, unit: usize) -> &[f64] {
        &self.values[unit * self.periods..(unit + 1) * self.periods]
    }
}

/// Mean outcomes of all units drawn, in the periods in which they were seen.
#[derive(Debug, Clone)]
pub struct SeenMeans {
    /// Which units were seen when, and their weights.
    pub seen: Seen,
    /// N × T, each period's mean over the units seen taken off (not where units are weighted); a unit's weight times its
    /// mean where they are; 0 where a unit was not seen.
    pub values: Vec<f64>,
    /// Pupils behind the means.
    pub nobs: f64,
    /// Slopes of the covariates that the means were adjusted by.
    pub slopes: Vec<f64>,
    /// N × T, means as they are analysed before anything is taken off or weighted; 0 where a unit was not seen.
    plain: Vec<f64>,
}

impl SeenMeans {
    /// Whether the means of a period differ between the units seen by more than rounding.
    pub fn varies(&self, period: usize) -> bool {
        const ROUNDING: f64 = 1e-24;
        let (n, t) = (self.seen.len(), self.seen.periods);
        let squares = |p: usize| -> f64 {
            let own: Vec<f64> = (0..n).filter(|i| self.seen.at(*i, p)).map(|i| self.values[i * t + p]).collect();
            let mean = if own.is_empty() { 0.0 } else { crate::numeric::mean(&own) };
            own.iter().map(|v| (v - mean) * (v - mean)).sum()
        };
        let largest = (0..t).map(squares).fold(0.0, f64::max);
        squares(period) > (ROUNDING * largest).max(n as f64 * self.seen.rounding * self.seen.rounding)
    }

    /// The mean of a cell as it is analysed, before a period's mean is taken off and units are weighted.
    pub fn plain(&self, cell: usize) -> f64 {
        self.plain[cell]
    }

    /// Means of the cells that are seen, adjusted as in [`UnitMeans::of`] with slopes and means over seen cells.
    ///
    /// `weights`: one positive weight a unit, brought to mean 1.
    pub fn of(panel: &Panel, weights: Option<&[f64]>) -> SeenMeans {
        let (n, periods) = (panel.units().len(), panel.periods().len());
        let average = weights.map_or(1.0, |w| crate::numeric::sum(w.iter().copied()) / n as f64);
        let weights: Option<Vec<f64>> = weights.map(|w| w.iter().map(|w| w / average).collect());
        let all: Vec<usize> = (0..n).collect();
        let adjust = Slopes::of(panel, &all);
        let (mut mask, mut values, mut nobs) = (vec![false; n * periods], vec![0.0; n * periods], 0.0);
        let mut plain = values.clone();
        for i in 0..n {
            for t in 0..periods {
                let Some(cell) = panel.cell(i, t) else { continue };
                mask[i * periods + t] = true;
                nobs += cell.n();
                let own = adjust.mean(&cell);
                plain[i * periods + t] = panel.centre() + own;
                values[i * periods + t] = weights.as_ref().map_or(own, |w| w[i] * (panel.centre() + own));
            }
        }
        // what was measured carries the rounding of its own size, whatever is taken off it
        let rounding = ROUNDINGS * f64::EPSILON * plain.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let seen = Seen { periods, mask, weights, rounding };
        let mut made = SeenMeans { seen, values, nobs, slopes: adjust.slopes, plain };
        if made.seen.weights.is_none() {
            made.centre();
        }
        made
    }

    fn centre(&mut self) {
        let (n, periods) = (self.seen.len(), self.seen.periods);
        for t in 0..periods {
            let there: Vec<usize> = (0..n).filter(|i| self.seen.at(*i, t)).map(|i| i * periods + t).collect();
            if there.is_empty() {
                continue;
            }
            let mean = crate::numeric::sum(there.iter().map(|c| self.values[*c])) / there.len() as f64;
            there.iter().for_each(|c| self.values[*c] -= mean);
        }
    }
}

/// Slopes of the outcome within cells, and the covariates' means.
struct Slopes {
    slopes: Vec<f64>,
    centre: Vec<f64>,
}

/// Covariates whose spread within cells is this small next to their squares do not vary there.
const NO_SPREAD: f64 = 1e-12;

impl Slopes {
    fn of(panel: &Panel, units: &[usize]) -> Slopes {
        let k = panel.covariates().len();
        let (mut within, mut cross) = (Matrix::zeros(k, k), vec![0.0; k]);
        let (mut sums, mut squares, mut n) = (vec![0.0; k], vec![0.0; k], 0.0);
        let cells = units.iter().flat_map(|&i| (0..panel.periods().len()).filter_map(move |t| panel.cell(i, t)));
        for cell in cells.filter(|_| k > 0) {
            n += cell.n();
            for j in 0..k {
                let x = cell.moment(0, 2 + j);
                sums[j] += x;
                squares[j] += cell.moment(2 + j, 2 + j);
                cross[j] += cell.moment(1, 2 + j) - x * cell.moment(0, 1) / cell.n();
                for l in 0..k {
                    within[(j, l)] += cell.moment(2 + j, 2 + l) - x * cell.moment(0, 2 + l) / cell.n();
                }
            }
        }
        let vary: Vec<usize> = (0..k).filter(|&j| within[(j, j)] > NO_SPREAD * squares[j]).collect();
        let centre = sums.iter().map(|s| s / n).collect();
        if vary.is_empty() {
            return Slopes { slopes: Vec::new(), centre };
        }
        let found =
            cholesky(&within.block(&vary), COLLINEAR).solve(&vary.iter().map(|&j| cross[j]).collect::<Vec<_>>());
        let mut slopes = vec![0.0; k];
        vary.iter().zip(found).for_each(|(&j, s)| slopes[j] = s);
        Slopes { slopes, centre }
    }

    fn mean(&self, cell: &Cell<'_>) -> f64 {
        let part = |(j, (s, c)): (usize, (&f64, &f64))| s * (cell.moment(0, 2 + j) / cell.n() - c);
        cell.centred_mean() - self.slopes.iter().zip(&self.centre).enumerate().map(part).sum::<f64>()
    }
}

fn incomplete(panel: &Panel) -> Problem {
    let seen = |t: usize| (0..panel.units().len()).filter(|i| panel.cell(*i, t).is_some()).count();
    let sparsest = (0..panel.periods().len()).min_by_key(|t| seen(*t)).unwrap_or(0);
    Problem::new("E304", "fewer than two units are seen in every period, so unit means cannot be compared")
        .found(format!(
            "period `{}` has outcomes of {} of {} units",
            panel.periods().get(sparsest).map_or("", String::as_str),
            seen(sparsest),
            panel.units().len()
        ))
        .help("leave out the period that hardly anybody has, or use `twfe` or `twfe-exposure`, which use the cells that exist")
}
