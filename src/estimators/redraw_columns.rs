//! Treatment columns of a two-way regression that is redrawn.

use super::lags::LagColumns;
use crate::trial::Assignment;

/// What is estimated in every redraw.
#[derive(Debug, Clone)]
pub enum Redrawn {
    /// The one effect of `twfe`.
    Treated,
    /// A weighted sum of lag effects of `twfe-exposure`.
    Lags {
        /// Lag and weight.
        weights: Vec<(i64, f64)>,
        /// The earliest placebo lag with a column (≤ −2); 0 for none.
        earliest: i64,
    },
}

/// Treatment columns of one redraw.
pub(super) struct Columns {
    /// Column of each cell.
    pub of_cell: Vec<Option<u16>>,
    /// Lag of each column, ascending; of `twfe` one column for all.
    pub lags: Vec<i64>,
    /// Whether there is one column for all lags from 0 on.
    one: bool,
}

impl Columns {
    /// The columns of cells that hold pupils; `n` their weights, units × `t` periods.
    pub fn of(what: &Redrawn, n: &[f64], t: usize, assignment: &Assignment) -> Columns {
        let places = assignment.starts();
        let earliest = match what {
            Redrawn::Treated => {
                let treated = |c: usize| n[c] > 0.0 && places[c / t].is_some_and(|g| c % t >= g);
                let of_cell = (0..n.len()).map(|c| treated(c).then_some(0)).collect();
                return Columns { of_cell, lags: vec![0], one: true };
            }
            Redrawn::Lags { earliest, .. } => *earliest,
        };
        // a lag lies between −T and T: a table finds its column
        let mut column: Vec<Option<u16>> = vec![None; 2 * t + 1];
        let at = |lag: i64| (lag + t as i64) as usize;
        let each = |found: &mut dyn FnMut(usize, i64)| {
            for (u, start) in places.iter().enumerate() {
                let Some(g) = start else { continue };
                for p in (0..t).filter(|p| n[u * t + p] > 0.0) {
                    let lag = p as i64 - *g as i64;
                    if LagColumns::has_column(lag, earliest) {
                        found(u * t + p, lag);
                    }
                }
            }
        };
        each(&mut |_, lag| column[at(lag)] = Some(0));
        let mut lags = Vec::new();
        for (i, c) in column.iter_mut().enumerate().filter(|(_, c)| c.is_some()) {
            *c = Some(lags.len() as u16);
            lags.push(i as i64 - t as i64);
        }
        let mut of_cell = vec![None; n.len()];
        each(&mut |cell, lag| of_cell[cell] = column[at(lag)]);
        Columns { of_cell, lags, one: false }
    }

    /// Weights over the columns; `None` where a lag has none in this draw.
    pub fn contrast(&self, asked: &[(i64, f64)]) -> Option<Vec<f64>> {
        if self.one {
            return Some(vec![1.0]);
        }
        let mut weights = vec![0.0; self.lags.len()];
        for (l, w) in asked {
            weights[self.lags.binary_search(l).ok()?] += w;
        }
        Some(weights)
    }
}
