//! What every estimator that ends in a [`Fit`] is asked for and gives back.

use super::lags::LagColumns;
use super::regression::Weight;
use crate::diagnostics::{Doubt, Outcome};
use crate::numeric::Finish;
use crate::trial::{Fit, Panel};

/// What a regression is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask {
    /// The earliest placebo lag with a column; 0 for none.
    pub earliest: i64,
    /// What a row counts for; models that find their own weights take no notice.
    pub weight: Weight,
    /// How a model's search ends: by its slope where fits are held against each other, by its value where one is printed.
    pub finish: Finish,
}

/// A fitted regression or model.
#[derive(Debug, Clone)]
pub struct Regressed {
    /// The unadjusted fit.
    pub fit: Fit,
    /// Position of the first treatment column.
    pub first: usize,
    /// The lags of the treatment columns, where there is one for each.
    pub columns: Option<LagColumns>,
    /// τ²/σ² and γ²/σ² of a linear model with one effect and random effects or a working correlation.
    pub ratios: Option<[f64; 2]>,
    /// What else was estimated, by the names used in `models`.
    pub model: Vec<(&'static str, f64)>,
    /// What must be said of it.
    pub doubts: Vec<Doubt>,
}

impl Regressed {
    /// A fit with one effect and nothing beside it.
    pub fn one(fit: Fit, first: usize) -> Self {
        Regressed { fit, first, columns: None, ratios: None, model: Vec::new(), doubts: Vec::new() }
    }

    /// The contrast of a term over these lags; of the one effect where there are none.
    pub fn contrast(&self, lags: &[(i64, f64)]) -> Option<Vec<f64>> {
        match &self.columns {
            Some(columns) => columns.weighted(&self.fit, self.first, lags),
            None => Some(self.fit.picks(self.first)),
        }
    }
}

/// Fits a regression or model to a panel.
pub type Regress = fn(&Panel, &Ask) -> Outcome<Regressed>;
