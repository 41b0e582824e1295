//! What a panel does not show: periods in which a unit was not seen, pupils without outcome and what they can have at least.

use super::Panel;
use std::sync::Arc;

impl Panel {
    /// The panel with the pupils of each cell whose outcome should be known and is not, N × T.
    pub fn with_missing(mut self, missing: Vec<f64>) -> Panel {
        let mut data = (*self.data).clone();
        data.missing = Some(missing);
        self.data = Arc::new(data);
        self
    }

    /// The panel of an outcome in days of 0 to `most`, with the sum of what those without outcome have at least, N × T.
    pub fn of_days(mut self, most: f64, least: Vec<f64>) -> Panel {
        let mut data = (*self.data).clone();
        (data.days, data.least) = (Some(most), Some(least));
        self.data = Arc::new(data);
        self
    }

    /// The most that an outcome in days can be; `None` for other outcomes.
    pub fn days(&self) -> Option<f64> {
        self.data.days
    }

    /// Σ of the least that the pupils of a cell without outcome can have, where it is known.
    pub fn least(&self, unit: usize, period: usize) -> Option<f64> {
        self.data.least.as_ref().map(|m| m[unit * self.data.periods.len() + period])
    }

    /// Pupils of a cell whose outcome should be known and is not.
    pub fn missing(&self, unit: usize, period: usize) -> f64 {
        self.data.missing.as_ref().map_or(0.0, |m| m[unit * self.data.periods.len() + period])
    }

    /// Pupils without an outcome in all cells.
    pub fn missing_in_all(&self) -> f64 {
        self.data.missing.as_ref().map_or(0.0, |m| m.iter().sum())
    }

    /// Whether some unit was not seen in some period.
    pub fn has_gaps(&self) -> bool {
        self.data.rows.contains(&0)
    }

    /// Units that are seen in every period.
    pub fn complete_units(&self) -> Vec<usize> {
        let t = self.data.periods.len();
        (0..self.data.units.len()).filter(|i| self.data.rows[i * t..(i + 1) * t].iter().all(|c| *c > 0)).collect()
    }
}
