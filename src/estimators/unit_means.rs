//! Units × periods of mean outcomes: what the design-based estimators see.

use crate::diagnostics::{Outcome, Problem};
use crate::trial::Panel;

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
    /// N × T, every period's mean over units taken off: contrasts of cohorts do not feel it, and sums keep their digits.
    values: Vec<f64>,
}

impl UnitMeans {
    /// Means of the cells, each multiplied by `weights[unit]` over the mean weight where weights are given.
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
        let mut values = Vec::with_capacity(units.len() * periods);
        let mut nobs = 0.0;
        for &i in &units {
            let scale = weights.map_or(1.0, |w| w[i] / average);
            for t in 0..periods {
                let cell = panel.cell(i, t);
                nobs += cell.map_or(0.0, |c| c.n());
                values.push(scale * cell.map_or(f64::NAN, |c| c.mean()));
            }
        }
        let mut means = UnitMeans { units, left_out, periods, nobs, values };
        means.centre();
        Ok(means)
    }

    fn centre(&mut self) {
        let n = self.units.len();
        for t in 0..self.periods {
            let mean = crate::numeric::sum((0..n).map(|i| self.values[i * self.periods + t])) / n as f64;
            (0..n).for_each(|i| self.values[i * self.periods + t] -= mean);
        }
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
